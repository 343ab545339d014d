/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_form.c: adding, editing, steps.  Whatever goes wrong, the form comes
 * back with what was typed in it; when somebody else was faster, with what is
 * stored now beside it.
 */
#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/merge.h"
#include "kernel/org.h"
#include "kernel/rule.h"
#include "kernel/setting.h"
#include "kernel/span.h"
#include "kernel/write.h"
#include "web/calendar_page.h"
#include "web/form_act.h"
#include "web/form_new.h"
#include "web/merge_page.h"
#include "web/page_record.h"
#include "web/rule_page.h"
#include "web/setting_page.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

struct sheet {
    const struct type *t;
    const struct step *step; /* NULL: adding or editing */
    const void *rec;         /* as stored, or new */
    const void *sent;        /* as sent, when that could be read */
    bool typed;              /* show what was sent */
    bool stale;              /* somebody else has changed it meanwhile */
    const char *why;         /* why the step cannot be taken now */
};

/* --- Drawing -------------------------------------------------------------- */

static bool same_text(const char *a, const char *b)
{
    return !strcmp(a ? a : "", b ? b : "");
}

/* A text in three languages differs in this one or that. */
static void put_conflict3(struct rq *rq, struct html *h, const struct field *f,
                          const struct sheet *s)
{
    const struct text3 *now = FIELD_IN(f, s->rec, struct text3);
    const struct text3 *sent = FIELD_IN(f, s->sent, struct text3);

    for (int p = 0; p < LANGS; p++) {
        if (same_text(now->in[p], sent->in[p]))
            continue;
        html_fmt(h, "<tr><th scope=\"row\">%s, %s</th>",
                 tr(rq->lang, f->label), lang_name((enum lang)p));
        html_fmt(h, "<td lang=\"%s\">%s</td><td lang=\"%s\">%s</td></tr>\n",
                 lang_code((enum lang)p), now->in[p] ? now->in[p] : "",
                 lang_code((enum lang)p), sent->in[p] ? sent->in[p] : "");
    }
}

/* Field by field, what is stored now and what was sent. */
static void put_conflict(struct rq *rq, struct html *h, const struct sheet *s,
                         const struct form_fields *ff, const struct names *ns)
{
    html_fmt(h,
             "<section class=\"box\"><h2>%s</h2>\n<p>%s</p>\n"
             "<table><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
             "</thead>\n<tbody>\n",
             T(rq, "Somebody else was faster"),
             T(rq, "What you typed stands in the form below; nothing is lost."
                   " Saving it replaces what is stored now."),
             T(rq, "Field"), T(rq, "Stored now"), T(rq, "Typed by you"));
    for (size_t i = 0; i < ff->n; i++) {
        const struct field *f = ff->f[i];

        if (!s->sent || field_same(rq->mem, f, s->rec, s->sent))
            continue;
        if (f->kind == KIND_TEXT3 || f->kind == KIND_LONG3) {
            put_conflict3(rq, h, f, s);
            continue;
        }
        html_fmt(h, "<tr><th scope=\"row\">%s</th><td>",
                 tr(rq->lang, f->label));
        value_draw(rq, h, f, s->rec, ns);
        html_raw(h, "</td><td>");
        value_draw(rq, h, f, s->sent, ns);
        html_raw(h, "</td></tr>\n");
    }
    html_raw(h, "</tbody></table></section>\n");
}

static enum rc draw_conflict(struct rq *rq, struct html *h,
                             const struct sheet *s,
                             const struct form_fields *ff)
{
    struct names *ns = names_new(rq);

    names_want_all(ns, s->t, s->rec);
    if (s->sent)
        names_want_all(ns, s->t, s->sent);
    TRY(names_read(ns));
    put_conflict(rq, h, s, ff, ns);
    return RC_OK;
}

static const char *sheet_title(struct rq *rq, const struct sheet *s)
{
    const struct record *head = s->rec;
    struct label own;

    if (!head->id)
        return mem_fmt(rq->mem, T(rq, "%s: new"), tr(rq->lang, s->t->label));
    own = record_own_label(rq, s->t, s->rec);
    return mem_fmt(rq->mem, "%s: %s",
                   s->step ? tr(rq->lang, s->step->label) : T(rq, "Edit"),
                   label_text(rq, &own));
}

static const char *sheet_action(struct rq *rq, const struct sheet *s)
{
    long long id = (long long)((const struct record *)s->rec)->id;

    if (!id)
        return url(rq, "/%s/new", s->t->name);
    if (s->step)
        return url(rq, "/%s/%lld/step/%s", s->t->name, id, s->step->name);
    return url(rq, "/%s/%lld/edit", s->t->name, id);
}

/* Asked beside the fields of a counted type: a late paper. */
struct late {
    struct record r;
    day effective_on;
};
static const struct field late_field =
    FIELD_DAY(late, effective_on, .label = N_("Takes effect on"),
              .help = N_("Empty: today. An earlier day corrects what is"
                         " counted of the days since."));

static void put_effective(struct rq *rq, const struct sheet *s,
                          const struct form *fm)
{
    const struct record *head = s->rec;
    struct late none = { .effective_on = DAY_NONE };
    struct form late = *fm;

    if (!s->t->counted || s->t->undated ||
        !rights_any(rq, s->t, head->id ? OP_EDIT : OP_ADD, NULL))
        return;
    late.rec = &none;
    form_input(&late, &late_field);
}

static void put_inputs(struct rq *rq, const struct sheet *s,
                       const struct form *fm, const struct form_fields *ff)
{
    const struct record *head = s->rec;

    if (head->id)
        html_fmt(fm->h,
                 "<input type=\"hidden\" name=\"version\" value=\"%lld\">\n",
                 (long long)head->version);
    for (size_t i = 0; i < ff->n; i++)
        form_input(fm, ff->f[i]);
    put_effective(rq, s, fm);
    if (!head->id) {
        if (!s->t->owned_by)
            form_owner(fm, form_own_unit(rq));
        form_again_marks(rq, fm->h);
    }
}

static const char *sheet_button(struct rq *rq, const struct sheet *s)
{
    if (!s->step)
        return T(rq, "Save");
    return s->step->by_act ? T(rq, "Draft an act")
                           : tr(rq->lang, s->step->label);
}

/* What the form is kept under in the browser; sealed records leave no trace. */
static const char *sheet_draft(struct rq *rq, const struct sheet *s)
{
    long long id = (long long)((const struct record *)s->rec)->id;

    if (s->t->sealed)
        return NULL;
    return mem_fmt(rq->mem, "%s-%s%s%s", s->t->name,
                   id ? mem_fmt(rq->mem, "%lld", id) : "new",
                   s->step ? "-" : "", s->step ? s->step->name : "");
}

/* Several records one after another need no way back to the form. */
static void put_end(struct rq *rq, const struct sheet *s, struct html *h)
{
    if (((const struct record *)s->rec)->id) {
        page_form_close(rq, h, sheet_button(rq, s));
        return;
    }
    html_fmt(h,
             "<div class=\"form-end\"><button class=\"button main\">%s"
             "</button> <button class=\"button\" name=\"another\""
             " value=\"yes\">%s</button></div>\n</form>\n",
             sheet_button(rq, s), T(rq, "Save and add another"));
}

/* The day that the form is about. */
static day calendar_day_of(struct rq *rq, const struct sheet *s)
{
    const char *typed = web_arg(rq, "date");

    if (((const struct record *)s->rec)->id)
        return ((const struct calendar_day *)s->rec)->date;
    return typed ? day_parse_typed(typed) : DAY_NONE;
}

static enum rc draw_sheet(struct rq *rq, const struct sheet *s, enum rc rc)
{
    const struct record *head = s->rec;
    struct form_fields ff = form_fields(rq, s->t, s->step, !head->id);
    struct form fm = { .rq = rq, .t = s->t, .rec = s->rec, .typed = s->typed };
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, s->t, head->id ? s->rec : NULL, crumbs);

    TRY(form_begin(&fm, &ff));
    if (s->typed)
        fm.kept = web_of(rq)->prepared;
    fm.h = page_open_under(rq, sheet_title(rq, s), crumbs, n);
    page_failures(rq, fm.h);
    if (s->stale)
        TRY(draw_conflict(rq, fm.h, s, &ff));
    if (s->why)
        html_fmt(fm.h, "<div class=\"note\"><p>%s</p></div>\n", s->why);
    if (s->t == &type_calendar_day)
        TRY(calendar_note(rq, fm.h, calendar_day_of(rq, s)));
    if (s->t == &type_rule && !s->step)
        rule_form_note(rq, fm.h, head->id ? ((const struct rule *)s->rec)->code
                                          : web_arg(rq, "code"));
    if (s->t == &type_setting && !s->step)
        setting_form_note(rq, fm.h,
                          head->id ? field_canonical(
                                         rq, type_field(s->t, "name"), LANG_KY,
                                         s->rec)
                                   : web_arg(rq, "name"));
    page_form_kept(rq, fm.h, sheet_action(rq, s), ff.files,
                   sheet_draft(rq, s));
    fm.lines = !s->step && form_by_act(rq, s->t, s->rec);
    if (fm.lines)
        form_act_choice(rq, fm.h);
    put_inputs(rq, s, &fm, &ff);
    put_end(rq, s, fm.h);
    return page_close(rq, rc);
}

/* Refusals of the form itself are shown in it, others by the error page. */
static bool in_sheet(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED;
}

/* --- Adding --------------------------------------------------------------- */

static enum rc new_record(struct rq *rq, const struct type *t, void **rec)
{
    const struct field *scope = type_field(t, t->code_scope);
    int64_t only;

    if (t->no_add)
        return fail(rq, RC_DENIED, NULL,
                    "records of this kind are made by the system alone");
    *rec = record_new(rq, t);
    if (!scope)
        scope = type_field(t, "plan");
    if (scope && scope->kind == KIND_REF) {
        TRY(only_scope(rq, t, &only));
        *FIELD_AT(scope, *rec, int64_t) = only;
    }
    return RC_OK;
}

/* As the form shows it first. */
static enum rc preset_record(struct rq *rq, const struct type *t, void **rec)
{
    TRY(new_record(rq, t, rec));
    return form_presets(rq, t, *rec);
}

enum rc type_new(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq) };
    void *rec;

    if (!s.t)
        return RC_MISSING;
    TRY(preset_record(rq, s.t, &rec));
    s.rec = rec;
    s.typed = web_of(rq)->in->n_args > 0; /* /task/new?goal=I.1 */
    return draw_sheet(rq, &s, RC_OK);
}

static enum rc fill_owner(struct rq *rq, struct record *head)
{
    const char *typed = web_arg(rq, "owner_unit");

    if (!typed || !*typed)
        return RC_OK;
    return ref_find(rq, &type_unit, "owner_unit",
                    ref_typed(rq, &form_owner_field, typed, 0), 0,
                    &head->owner_unit);
}

static enum rc to_draft(struct rq *rq, int64_t act)
{
    return web_redirect(rq, record_url(rq, &type_act, act),
                        T(rq, "This is the draft of the act"));
}

enum rc type_add(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq), .typed = true };
    struct form_fields ff;
    void *rec, *empty;
    enum rc rc, owner;
    int64_t act = 0;

    if (!s.t)
        return RC_MISSING;
    TRY(new_record(rq, s.t, &rec));
    TRY(new_record(rq, s.t, &empty));
    ff = form_fields(rq, s.t, NULL, true);
    form_act_lines(rq, s.t, rec);
    rc = form_fill(rq, s.t, &ff, rec);
    owner = fill_owner(rq, rec);
    if (!rc)
        rc = owner;
    if (!rc)
        rc = form_by_act(rq, s.t, rec) ? form_act_line(rq, s.t, rec, &act)
                                       : record_add(rq, s.t, rec);
    s.rec = empty;
    if (in_sheet(rc))
        return draw_sheet(rq, &s, rc);
    TRY(rc);
    if (act)
        return to_draft(rq, act);
    if (s.t->sealed) /* its number stays unknown */
        return web_redirect(rq, url(rq, "/my"),
                            T(rq, "Saved"));
    if (web_arg(rq, "another"))
        return form_another(rq, s.t, rec);
    return web_redirect(rq,
                        record_url(rq, s.t, ((struct record *)rec)->id),
                        T(rq, "Saved"));
}

/* --- Editing -------------------------------------------------------------- */

enum rc type_edit(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq) };
    int64_t id = web_param_id(rq, "id");
    void *rec;

    if (!s.t || !id)
        return RC_MISSING;
    TRY(rights_check(rq, s.t, id, OP_EDIT, NULL));
    TRY(record_load(rq, s.t, id, &rec));
    s.rec = rec;
    return draw_sheet(rq, &s, RC_OK);
}

/* A copy to change: texts and lists are shared, for nobody changes them. */
static void *copy_of(struct rq *rq, const struct type *t, const void *rec)
{
    return memcpy(mem_alloc(rq->mem, t->size), rec, t->size);
}

static enum rc sent_version(struct rq *rq, bool must, int64_t *version)
{
    const char *s = web_arg(rq, "version");
    char *end = NULL;

    *version = s ? strtoll(s, &end, 10) : 0;
    if (!s && !must)
        return RC_OK;
    if (!s || end == s || *end || *version < 1)
        return fail(rq, RC_INVALID, NULL,
                    "the form came without its version; open it anew");
    return RC_OK;
}

static enum rc save(struct rq *rq, const struct sheet *s, void *rec,
                    int64_t version, int64_t *act)
{
    struct form_fields ff = form_fields(rq, s->t, NULL, false);
    const char *field;

    form_act_lines(rq, s->t, s->rec);
    TRY(form_fill(rq, s->t, &ff, rec));
    ((struct record *)rec)->version = version;
    if (record_reserved(rq, s->t, rec, s->rec, &field) &&
        form_by_act(rq, s->t, s->rec))
        return form_act_line(rq, s->t, rec, act);
    return record_save(rq, s->t, rec);
}

enum rc type_save(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq), .typed = true };
    int64_t id = web_param_id(rq, "id"), version = 0, act = 0;
    void *old, *rec;
    enum rc rc;

    if (!s.t || !id)
        return RC_MISSING;
    TRY(rights_check(rq, s.t, id, OP_EDIT, NULL));
    TRY(record_load(rq, s.t, id, &old));
    rec = copy_of(rq, s.t, old);
    s.rec = old;
    rc = sent_version(rq, true, &version);
    if (!rc)
        rc = save(rq, &s, rec, version, &act);
    s.sent = rec;
    s.stale = version && version != ((struct record *)old)->version;
    if (in_sheet(rc))
        return draw_sheet(rq, &s, rc);
    TRY(rc);
    if (act)
        return to_draft(rq, act);
    return web_redirect(rq, record_url(rq, s.t, id), T(rq, "Saved"));
}

/* --- Steps ---------------------------------------------------------------- */

/* Who may not take a step that needs an act may still draft that. */
static enum rc may_take(struct rq *rq, const struct type *t, int64_t id,
                        const struct step *step)
{
    if (step->by_act && rights_any(rq, &type_act, OP_ADD, NULL))
        return rights_check(rq, t, id, OP_SEE, NULL);
    return rights_check(rq, t, id, OP_STEP, step->name);
}

/* What moves is shown before it is taken. */
static bool is_merge(const struct sheet *s)
{
    return merge_knows(s->t) && !strcmp(s->step->name, "merge");
}

enum rc type_step_form(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq) };
    struct step_offer *o;
    size_t n, i = 0;
    void *rec;

    if (!s.t)
        return RC_MISSING;
    TRY(record_get(rq, s.t, web_param_id(rq, "id"), &rec));
    s.rec = rec;
    s.step = type_step(s.t, web_param(rq, "step"));
    if (!s.step)
        return RC_MISSING;
    TRY(record_offers(rq, s.t, rec, &o, &n));
    while (i < n && o[i].step != s.step)
        i++;
    if (i == n) {
        TRY(may_take(rq, s.t, web_param_id(rq, "id"), s.step));
        return fail(rq, RC_CONFLICT, NULL, "this cannot be done now");
    }
    if (!o[i].may)
        return fail(rq, RC_DENIED, NULL, "you may not do this");
    if (is_merge(&s))
        return o[i].ready ? merge_form(rq, s.t, rec, RC_OK)
                          : fail(rq, RC_CONFLICT, NULL, "%s", o[i].why);
    if (s.step->page)
        return web_redirect(rq, step_url(rq, s.t, s.step,
                                         web_param_id(rq, "id")), NULL);
    s.why = o[i].ready ? NULL : o[i].why;
    return draw_sheet(rq, &s, RC_OK);
}

/* *act: the draft that it became, 0 none. */
static enum rc take(struct rq *rq, const struct sheet *s, void *rec,
                    int64_t version, int64_t *act)
{
    struct form_fields ff = form_fields(rq, s->t, s->step, false);

    TRY(form_fill(rq, s->t, &ff, rec));
    if (s->step->by_act) {
        TRY(step_in_time(rq, s->t, s->step, rec));
        return act_draft_step(rq, s->t, ((struct record *)rec)->id,
                              s->step->name, rec, act);
    }
    return record_step(rq, s->t, rec, s->step->name, version);
}

enum rc type_step_take(struct rq *rq)
{
    struct sheet s = { .t = type_of(rq), .typed = true };
    int64_t id = web_param_id(rq, "id"), version = 0, act = 0;
    void *old, *rec;
    enum rc rc;

    if (!s.t || !id)
        return RC_MISSING;
    s.step = type_step(s.t, web_param(rq, "step"));
    if (!s.step)
        return RC_MISSING;
    TRY(may_take(rq, s.t, id, s.step));
    TRY(record_load(rq, s.t, id, &old));
    rec = copy_of(rq, s.t, old);
    rc = sent_version(rq, false, &version);
    if (!rc)
        rc = take(rq, &s, rec, version, &act);
    s.rec = old;
    s.sent = rec;
    s.stale = version && version != ((struct record *)old)->version;
    if (in_sheet(rc) && is_merge(&s))
        return merge_form(rq, s.t, old, rc);
    if (in_sheet(rc))
        return draw_sheet(rq, &s, rc);
    TRY(rc);
    if (act)
        return to_draft(rq, act);
    return web_redirect(rq, record_url(rq, s.t, id),
                        mem_fmt(rq->mem, T(rq, "Done: %s"),
                                tr(rq->lang, s.step->label)));
}
