/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_history.c: what happened to a record, from the journal, and the
 * receipt of each change.
 */
#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/org.h"
#include "kernel/past.h"
#include "kernel/span.h"
#include "web/dispatch.h"
#include "web/merge_page.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

/* Lines shown, and read: the older ones say what a value was before. */
enum { SHOWN = 50, READ = 200, VALUE_CHARS = 300 };

/* --- Values ---------------------------------------------------------------- */

static void put_text(struct rq *rq, struct html *h, const char *s)
{
    html_text(h, text_cut(rq->mem, s, VALUE_CHARS));
}

static void put_value(struct rq *rq, struct html *h, const struct type *t,
                      const struct field *f, int part,
                      const struct journal_value *v, const struct names *ns)
{
    void *rec;

    if (v->erased) {
        html_fmt(h, "<span class=\"none\">%s</span>", T(rq, "erased"));
        return;
    }
    if (!v->value || !*v->value) {
        html_fmt(h, "<span class=\"none\">%s</span>", T(rq, "empty"));
        return;
    }
    if (field_columns(f) == LANGS) {
        html_fmt(h, "<span lang=\"%s\">%s</span>", lang_code((enum lang)part),
                 text_cut(rq->mem, v->value, VALUE_CHARS));
        return;
    }
    if (f->kind == KIND_TEXT || f->kind == KIND_LONG) {
        put_text(rq, h, v->value);
        return;
    }
    rec = layout_empty(rq->mem, t);
    layout_put_text(rq->mem, f, part, v->value, rec);
    value_draw(rq, h, f, rec, ns);
}

/* --- Lines ---------------------------------------------------------------- */

struct telling {
    struct rq *rq;
    struct html *h;
    const struct type *t;
    const struct journal_line *lines;
    size_t n;
    const struct names *ns;
};

/* The value that the column had before this line; NULL: not known. */
static const struct journal_value *before(const struct telling *p, size_t line,
                                          const char *column)
{
    for (size_t i = line + 1; i < p->n; i++)
        for (size_t k = 0; k < p->lines[i].n_values; k++)
            if (!strcmp(p->lines[i].values[k].name, column))
                return &p->lines[i].values[k];
    return NULL;
}

static bool seen(const struct telling *p, const char *column,
                 const struct field **f, int *part)
{
    *f = past_field(p->rq, p->t, column, part);
    return !*f || field_seen(p->rq, p->t, *f);
}

static void put_state(const struct telling *p, const struct journal_value *old,
                      const char *now)
{
    if (old && old->value) {
        page_state(p->rq, p->h, p->t, old->value);
        html_raw(p->h, " → ");
    }
    page_state(p->rq, p->h, p->t, now);
}

static void put_owner(const struct telling *p, const struct journal_value *v)
{
    int64_t id = v->value ? strtoll(v->value, NULL, 10) : 0;

    html_fmt(p->h, "%s: ", T(p->rq, "Unit that owns the record"));
    value_link(p->rq, p->h, &type_unit, names_get(p->ns, &type_unit, id));
}

static void put_change(const struct telling *p, size_t line,
                       const struct journal_value *v)
{
    const struct journal_value *old = before(p, line, v->name);
    const struct field *f;
    int part = 0;

    if (!seen(p, v->name, &f, &part))
        return;
    html_raw(p->h, "<br>");
    if (!f && !strcmp(v->name, "state")) {
        put_state(p, old, v->value);
        return;
    }
    if (!f && !strcmp(v->name, "owner_unit")) {
        put_owner(p, v);
        return;
    }
    if (!f && !strcmp(v->name, EFFECTIVE_ON)) {
        html_fmt(p->h, "%s: %s", T(p->rq, "Takes effect on"),
                 v->value ? lang_day(p->rq->mem, p->rq->lang,
                                     day_parse(v->value)) : "");
        return;
    }
    if (!f) { /* a column of an older version of the program */
        html_fmt(p->h, "%s: ", v->name);
        put_text(p->rq, p->h, v->value);
        return;
    }
    html_text(p->h, tr(p->rq->lang, f->label));
    if (field_columns(f) == LANGS)
        html_fmt(p->h, " (%s)", lang_name((enum lang)part));
    html_raw(p->h, ": ");
    if (old) {
        html_raw(p->h, "<del>");
        put_value(p->rq, p->h, p->t, f, part, old, p->ns);
        html_raw(p->h, "</del> → ");
    }
    html_raw(p->h, "<ins>");
    put_value(p->rq, p->h, p->t, f, part, v, p->ns);
    html_raw(p->h, "</ins>");
}

/* Changes that no step of the type names. */
static const struct {
    const char *step, *label;
} other_steps[] = {
    { "add", N_("Added") },
    { "edit", N_("Edited") },
    { "load", N_("Loaded from a file") },
    { "calendar", N_("Moved by the calendar") },
    { "open", N_("Assigned") },
    { "ask", N_("Report asked for") },
    { "deliver", N_("Delivered") },
    { "password", N_("Password changed") },
    { "second_on", N_("Second factor switched on") },
    { "second_off", N_("Second factor switched off") },
    { "second_recovery", N_("Recovery code used") },
    { "merge", N_("Moved by a merge") },
    { JOURNAL_ERASE, N_("Personal data erased") },
    { JOURNAL_DELETE, N_("Deleted") },
};

static const char *step_name(const struct telling *p, const char *step)
{
    const struct step *s = type_step(p->t, step);

    if (s)
        return tr(p->rq->lang, s->label);
    for (size_t i = 0; i < COUNT(other_steps); i++)
        if (!strcmp(step, other_steps[i].step))
            return tr(p->rq->lang, other_steps[i].label);
    return step;
}

static const char *actor_name(const struct telling *p, int64_t actor)
{
    const struct label *l = names_get(p->ns, &type_person, actor);

    if (!actor)
        return T(p->rq, "the system");
    return l ? label_text(p->rq, l)
             : mem_fmt(p->rq->mem, "#%lld", (long long)actor);
}

static day past_day(const struct rq *rq, const struct journal_line *l)
{
    return l->at ? day_of(l->at, rq->app->zone) : rq->today;
}

static void put_line(const struct telling *p, size_t i, int64_t id)
{
    struct rq *rq = p->rq;
    const struct journal_line *l = &p->lines[i];
    char iso[DAY_ISO_SIZE];

    if (type_step(p->t, l->step))
        html_raw(p->h, "<li class=\"step\">");
    else
        html_raw(p->h, "<li>");
    html_fmt(p->h,
             "<span class=\"when\"><time datetime=\"%s\">%s</time> · %s"
             "</span><strong>%s</strong>",
             instant_iso(rq->mem, l->at),
             lang_instant(rq->mem, rq->lang, l->at, rq->app->zone),
             actor_name(p, l->actor), step_name(p, l->step));
    if (l->act)
        html_fmt(p->h, " · %s #%lld", T(rq, "by the act"),
                 (long long)l->act);
    for (size_t k = 0; k < l->n_values; k++)
        put_change(p, i, &l->values[k]);
    if (past_day(rq, l).n < rq->today.n)
        html_fmt(p->h, "<br><a class=\"small\" href=\"%s?on=%s\">%s</a>",
                 record_url(rq, p->t, id), day_iso(past_day(rq, l), iso),
                 T(rq, "The card of that day"));
    if (l->leaf >= 0)
        html_fmt(p->h, "<br><a class=\"small\" href=\"%s\">%s</a>",
                 url(rq, "/%s/%lld/receipt/%lld", p->t->name, (long long)id,
                     (long long)l->id),
                 T(rq, "Receipt"));
    else
        html_fmt(p->h, "<br><span class=\"small quiet\">%s</span>",
                 T(rq, "the receipt is ready in a second"));
    html_raw(p->h, "</li>\n");
}

/* Names that the lines speak of. */
static void want_names(struct telling *p, struct names *ns)
{
    for (size_t i = 0; i < p->n; i++) {
        names_want(ns, &type_person, p->lines[i].actor);
        for (size_t k = 0; k < p->lines[i].n_values; k++) {
            const struct journal_value *v = &p->lines[i].values[k];
            int part;
            const struct field *f =
                past_field(p->rq, p->t, v->name, &part);
            void *rec;

            if (!v->value || !*v->value)
                continue;
            if (!f && !strcmp(v->name, "owner_unit"))
                names_want(ns, &type_unit, strtoll(v->value, NULL, 10));
            if (!f || !f->ref)
                continue;
            rec = layout_empty(p->rq->mem, p->t);
            layout_put_text(p->rq->mem, f, part, v->value, rec);
            names_want_all(ns, p->t, rec);
        }
    }
}

/* --- The page ------------------------------------------------------------- */

static struct html *open_history(struct rq *rq, const struct type *t,
                                 const void *rec)
{
    struct label own = record_own_label(rq, t, rec);
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, t, rec, crumbs);
    struct html *h = page_open_under(
        rq,
        mem_fmt(rq->mem, T(rq, "History: %s"), label_text(rq, &own)), crumbs,
        n);

    type_tabs(rq, h, t, own.id, "history");
    return h;
}

enum rc type_history(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct telling p = { .rq = rq, .t = t };
    struct names *ns = names_new(rq);
    const char *from = web_arg(rq, "before");
    int64_t id = web_param_id(rq, "id");
    int64_t start = from ? strtoll(from, NULL, 10) : 0;
    struct journal_line *lines;
    void *rec;

    if (!t)
        return RC_MISSING;
    TRY(record_get(rq, t, id, &rec));
    TRY(journal_history(rq->sql, rq->mem, t->name, id, start < 0 ? 0 : start,
                        READ, &lines, &p.n));
    p.lines = lines;
    want_names(&p, ns);
    TRY(names_read(ns));
    p.ns = ns;
    p.h = open_history(rq, t, rec);
    TRY(merge_histories(rq, p.h, t, rec));
    html_raw(p.h, "<ol class=\"history\">\n");
    for (size_t i = 0; i < p.n && i < SHOWN; i++)
        put_line(&p, i, id);
    html_raw(p.h, "</ol>\n");
    if (p.n > SHOWN)
        html_fmt(p.h, "<p><a class=\"button mini\" href=\"%s?before=%lld\">%s"
                      "</a></p>\n",
                 url(rq, "/%s/%lld/history", t->name, (long long)id),
                 (long long)lines[SHOWN - 1].id, T(rq, "Older ›"));
    return page_close(rq, RC_OK);
}

/* --- Receipts ------------------------------------------------------------- */

enum rc history_receipt(struct rq *rq, const struct type *t, int64_t id,
                        int64_t journal, const char **text)
{
    struct journal_line *line;
    const char **fields;
    size_t n, kept = 0;
    int part;

    TRY(journal_history(rq->sql, rq->mem, t->name, id, journal + 1, 1, &line,
                        &n));
    if (!n || line->id != journal)
        return RC_MISSING;
    fields = MEM_ARRAY(rq->mem, line->n_values + 1, const char *);
    for (size_t i = 0; i < line->n_values; i++) {
        const struct field *f =
            past_field(rq, t, line->values[i].name, &part);

        if (!f || field_seen(rq, t, f))
            fields[kept++] = line->values[i].name;
    }
    return journal_receipt(rq->sql, rq->mem, journal, fields, kept, text);
}

enum rc type_receipt(struct rq *rq)
{
    const struct type *t = type_of(rq);
    int64_t id = web_param_id(rq, "id");
    int64_t journal = web_param_id(rq, "journal");
    const char *text;
    void *rec;
    enum rc rc;

    if (!t || !journal)
        return RC_MISSING;
    TRY(record_get(rq, t, id, &rec));
    rc = history_receipt(rq, t, id, journal, &text);
    if (rc == RC_BUSY) {
        web_header_set(rq, "Retry-After", "1");
        return fail(rq, RC_BUSY, NULL, "the receipt is ready in a second");
    }
    TRY(rc);
    web_header_set(rq, "Content-Disposition",
                   mem_fmt(rq->mem,
                           "attachment; filename=\"%s-%lld-%lld.txt\"",
                           t->name, (long long)id, (long long)journal));
    return web_bytes(rq, "text/plain; charset=utf-8", text, strlen(text));
}
