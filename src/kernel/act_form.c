/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_form.c: templates of acts: proofread at start, filled when an act is
 * drafted, found full before it is signed.
 */
#include "kernel/act_form.h"

#include "base/text.h"
#include "kernel/act_in.h"
#include "kernel/setting.h"

#include <string.h>

enum { TITLE_MOST = 390, LINES_SHOWN = 40, WORD_MOST = 80 };

/* --- The words in braces ---------------------------------------------------- */

struct word {
    const char *start, *end; /* '{' and behind '}' */
    char field[WORD_MOST];
    const char *other; /* behind the dot, "" none */
    bool may_be_empty;
};

/* The next one of a text; false: none. */
static bool word_next(const char *s, struct word *w)
{
    const char *open = strchr(s, '{'), *close = open ? strchr(open, '}') : NULL;
    char *dot;
    size_t n;

    if (!close || (n = (size_t)(close - open) - 1) >= WORD_MOST)
        return false;
    memcpy(w->field, open + 1, n);
    w->field[n] = '\0';
    w->may_be_empty = n && w->field[n - 1] == '?';
    if (w->may_be_empty)
        w->field[n - 1] = '\0';
    dot = strchr(w->field, '.');
    w->other = dot ? dot + 1 : "";
    if (dot)
        *dot = '\0';
    w->start = open;
    w->end = close + 1;
    return true;
}

/* What every act can tell. */
static const char *const own_words[] = { "lines",     "changes",
                                         "institution", "signer",
                                         "issued_by", "basis" };

static bool is_own(const struct word *w)
{
    for (size_t i = 0; i < COUNT(own_words); i++)
        if (!strcmp(w->field, own_words[i]))
            return !*w->other;
    return false;
}

/* --- At start --------------------------------------------------------------- */

static bool word_known(const struct act_form *form, const struct word *w)
{
    const struct field *f =
        form->subject ? type_field(form->subject, w->field) : NULL;

    if (is_own(w))
        return true;
    if (!f || !*w->other)
        return f != NULL;
    return (f->kind == KIND_REF || f->kind == KIND_FILE) &&
           type_field(f->ref, w->other);
}

static size_t read_text(const struct act_form *form, enum lang lang,
                        const char *text, struct buf *faults)
{
    const char *s = tr(lang, text);
    struct word w;
    size_t n = 0;

    while (word_next(s, &w)) {
        if (!word_known(form, &w)) {
            buf_fmt(faults, "act form %s (%s): unknown word %.*s\n",
                    form->name, lang_code(lang), (int)(w.end - w.start),
                    w.start);
            n++;
        }
        s = w.end;
    }
    return n;
}

static size_t read_form(const struct ordo *app, const struct act_form *form,
                        struct buf *faults)
{
    const struct field *kind = type_field(&type_act, "kind");
    size_t n = 0;

    if (form->visas && app_role_index(app, form->visas) < 0) {
        buf_fmt(faults, "act form %s: unknown role %s\n", form->name,
                form->visas);
        n++;
    }
    if (!form->kind || !field_choice(kind, form->kind)) {
        buf_fmt(faults, "act form %s: unknown kind\n", form->name);
        n++;
    }
    if (form->step &&
        (!form->subject || !type_step(form->subject, form->step))) {
        buf_fmt(faults, "act form %s: unknown step %s\n", form->name,
                form->step);
        n++;
    }
    for (int p = 0; p < LANGS; p++) {
        n += read_text(form, (enum lang)p, form->title, faults);
        n += read_text(form, (enum lang)p, form->body, faults);
    }
    return n;
}

size_t act_forms_read(const struct ordo *app, struct buf *faults)
{
    size_t n = 0;

    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_act_forms; i++)
            n += read_form(app, &app->modules[m]->act_forms[i], faults);
    return n;
}

/* --- Finding ---------------------------------------------------------------- */

/* How well a form fits: 0 not, 3 the very step. */
static int fit(const struct act_form *form, const struct type *t,
               const char *step)
{
    if (!form->subject)
        return 1;
    if (form->subject != t)
        return 0;
    if (!form->step)
        return 2;
    return step && !strcmp(form->step, step) ? 3 : 0;
}

const struct act_form *act_form_of(const struct ordo *app,
                                   const struct type *t, const char *step)
{
    const struct act_form *best = NULL;
    int found = 0;

    for (size_t m = 0; m < app->n_modules; m++)
        for (size_t i = 0; i < app->modules[m]->n_act_forms; i++) {
            const struct act_form *form = &app->modules[m]->act_forms[i];

            if (fit(form, t, step) > found) {
                found = fit(form, t, step);
                best = form;
            }
        }
    return best;
}

/* --- Lines in words --------------------------------------------------------- */

/* The values that a line sets, beside what it is about. */
static void put_values(struct rq *rq, struct buf *b, enum lang lang,
                       const struct type *t, const void *after,
                       const void *before)
{
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        const char *words;

        if (field_same(rq->mem, f, after, before))
            continue;
        words = field_words(rq, lang, f, after);
        buf_fmt(b, "; %s: %s", tr(lang, f->label),
                *words ? text_cut(rq->mem, words, 300) : "–");
    }
}

enum rc act_line_record(struct rq *rq, const struct type *t,
                        const struct act_line *l, void **before, void **after)
{
    struct rq ask = *rq;
    enum rc rc;

    *before = record_new(rq, t);
    if (l->subject_id && l->seen.set)
        TRY(record_load(rq, t, l->subject_id, before));
    *after = memcpy(mem_alloc(rq->mem, t->size), *before, t->size);
    rq_forget(&ask);
    ask.drafting = l->act;
    rc = act_fields_fill(&ask, t, l->fields, *after);
    return rc ? fail(rq, rc, NULL, "%s", rq_why(&ask, rc)) : RC_OK;
}

const char *act_line_words(struct rq *rq, enum lang lang,
                           const struct act_line *l)
{
    const struct type *t = app_type(rq->app, l->subject);
    const struct step *step = t ? type_step(t, l->step) : NULL;
    struct rq ask = *rq;
    struct label label = { 0 };
    void *before, *after;
    const char *title;
    struct buf b;

    if (!t)
        return l->subject;
    rq_forget(&ask);
    buf_init(&b, rq->mem);
    buf_str(&b, step ? tr(lang, step->label)
                : l->subject_id ? tr(lang, "Change") : tr(lang, "New record"));
    buf_fmt(&b, ": %s", tr(lang, t->label));
    if (l->subject_id && !record_label(&ask, t, l->subject_id, &label)) {
        title = text3_get(&label.title, lang, NULL);
        buf_fmt(&b, " %s%s%s", label.code ? label.code : "",
                label.code && *title ? " " : "", title);
    }
    if (!act_line_record(&ask, t, l, &before, &after))
        put_values(rq, &b, lang, t, after, before);
    return b.s;
}

/* --- Filling ---------------------------------------------------------------- */

struct filling {
    struct rq *rq;
    const struct act_form *form;
    const struct act *a;
    struct act_line **line;
    size_t n;
    const void *subject; /* as the act leaves it, NULL none */
    enum lang lang;
};

static const char *lines_words(const struct filling *fl, bool changes)
{
    struct buf b;

    buf_init(&b, fl->rq->mem);
    if (fl->n > LINES_SHOWN)
        return mem_fmt(fl->rq->mem,
                       tr(fl->lang, "What the annex lists (%zu lines)."),
                       fl->n);
    for (size_t i = 0; i < fl->n; i++)
        buf_fmt(&b, changes ? "%s%zu) %s" : "%s%zu. %s.", i ? "\n" : "",
                i + 1,
                changes ? act_line_changes(fl->rq, fl->lang, fl->line[i])
                        : act_line_words(fl->rq, fl->lang, fl->line[i]));
    return b.s;
}

static const char *label_words(const struct filling *fl, const struct type *t,
                               int64_t id)
{
    struct label l = { 0 };
    struct rq ask = *fl->rq;

    rq_forget(&ask);
    if (!id || record_label(&ask, t, id, &l))
        return "";
    return text3_get(&l.title, fl->lang, NULL);
}

static const char *own_word(const struct filling *fl, const char *name)
{
    if (!fl->a && strcmp(name, "institution"))
        return "";
    if (!strcmp(name, "lines") || !strcmp(name, "changes"))
        return lines_words(fl, *name == 'c');
    if (!strcmp(name, "institution"))
        return setting_get(fl->rq, mem_fmt(fl->rq->mem, "institution_%s",
                                           lang_code(fl->lang)));
    if (!strcmp(name, "signer"))
        return label_words(fl, &type_person, fl->a->signer);
    if (!strcmp(name, "issued_by"))
        return label_words(fl, &type_unit, fl->a->unit);
    return label_words(fl, &type_file, fl->a->basis);
}

static const char *field_word(const struct filling *fl, const struct word *w)
{
    const struct type *t = fl->form->subject;
    const struct field *f = t ? type_field(t, w->field) : NULL;
    struct rq ask = *fl->rq;
    void *other;
    int64_t id;

    if (!f || !fl->subject || field_empty(f, fl->subject))
        return "";
    if (!*w->other)
        return field_words(fl->rq, fl->lang, f, fl->subject);
    rq_forget(&ask);
    id = *FIELD_IN(f, fl->subject, int64_t);
    if (record_load(&ask, f->ref, id, &other))
        return "";
    return field_words(fl->rq, fl->lang, type_field(f->ref, w->other), other);
}

static const char *fill_text(const struct filling *fl, const char *s)
{
    struct word w;
    struct buf b;

    buf_init(&b, fl->rq->mem);
    while (word_next(s, &w)) {
        const char *value = is_own(&w) ? own_word(fl, w.field)
                                       : field_word(fl, &w);

        buf_add(&b, s, (size_t)(w.start - s));
        if (*value || w.may_be_empty)
            buf_str(&b, value);
        else
            buf_add(&b, w.start, (size_t)(w.end - w.start));
        s = w.end;
    }
    buf_str(&b, s);
    return b.s;
}

static enum rc fill_begin(struct rq *rq, struct filling *fl)
{
    const struct type *t;
    void *before, *after;

    TRY(act_lines(rq, fl->a->r.id, &fl->line, &fl->n));
    if (!fl->n && fl->a->revokes) {
        fl->form = act_form_of(rq->app, &type_act, "revoke");
        TRY(record_load(rq, &type_act, fl->a->revokes, &after));
        fl->subject = after;
    }
    if (!fl->n)
        return RC_OK;
    t = app_type(rq->app, fl->line[0]->subject);
    fl->form = act_form_of(rq->app, t, fl->line[0]->step);
    if (!t || !fl->form || fl->form->subject != t)
        return RC_OK;
    TRY(act_line_record(rq, t, fl->line[0], &before, &after));
    fl->subject = after;
    return RC_OK;
}

enum rc act_form_write(struct rq *rq, struct act *a)
{
    struct filling fl = { .rq = rq, .a = a };

    TRY(fill_begin(rq, &fl));
    if (!fl.form)
        return RC_OK;
    a->form = fl.form->name;
    a->kind = fl.form->kind;
    a->series = fl.form->series ? fl.form->series : fl.form->kind;
    for (int p = 0; p < LANGS; p++) {
        fl.lang = (enum lang)p;
        /* The form of any act has no better title than the draft's own. */
        if (fl.form->subject)
            a->title.in[p] = text_cut(
                rq->mem, fill_text(&fl, tr(fl.lang, fl.form->title)), TITLE_MOST);
        a->body.in[p] = fill_text(&fl, tr(fl.lang, fl.form->body));
    }
    return RC_OK;
}

const char *act_form_text(struct rq *rq, enum lang lang, const struct type *t,
                          const void *rec, const char *text)
{
    const struct act_form form = { .subject = t };
    const struct filling fl = { .rq = rq, .form = &form, .subject = rec,
                                .lang = lang };

    return text ? fill_text(&fl, text) : NULL;
}

const char *act_form_unknown(struct mem *m, const struct type *t,
                             const char *text)
{
    const struct act_form form = { .subject = t };
    struct word w;

    for (; text && word_next(text, &w); text = w.end)
        if (strcmp(w.field, "institution") &&
            (is_own(&w) || !word_known(&form, &w)))
            return mem_strn(m, w.start, (size_t)(w.end - w.start));
    return NULL;
}

enum rc act_form_fill(struct rq *rq, int64_t act)
{
    void *rec;

    TRY(act_still_open(rq, act));
    TRY(record_load(rq, &type_act, act, &rec));
    TRY(act_form_write(rq, rec));
    return record_put(rq, &type_act, rec, "edit");
}

bool act_form_has_text(const struct act *a)
{
    return a->body.in[LANG_KY] && *a->body.in[LANG_KY];
}

/* --- Before it is checked --------------------------------------------------- */

static enum rc no_empty_place(struct rq *rq, const char *field, const char *s)
{
    struct word w;

    if (!s || !word_next(s, &w))
        return RC_OK;
    return fail(rq, RC_INVALID, field,
                "a place in the text is empty: %s; write there what is"
                " missing",
                mem_strn(rq->mem, w.start, (size_t)(w.end - w.start)));
}

enum rc act_form_filled(struct rq *rq, const struct act *a)
{
    if (!act_form_has_text(a))
        return fail(rq, RC_INVALID, "body",
                    "the text in Kyrgyz, the original, is missing");
    for (int p = 0; p < LANGS; p++) {
        TRY(no_empty_place(rq, "title", a->title.in[p]));
        TRY(no_empty_place(rq, "body", a->body.in[p]));
    }
    return RC_OK;
}
