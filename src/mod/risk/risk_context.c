/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_context.c: the analysis of the context: notes, factors, and the page
 * that leads from one to the other and on to the causes of risks.
 */
#include "mod/risk/risk_context.h"

#include "kernel/org.h"
#include "kernel/write.h"
#include "mod/risk/risk_chart.h"
#include "mod/risk/risk_pages.h"
#include "web/page_list.h"

#include <string.h>

/* --- The types ------------------------------------------------------------------ */

/* The outer sides stand before the inner ones. */
enum { OUTER_SIDES = 6 };
static const struct choice sides[] = {
    { "political", N_("political") },
    { "economic", N_("economic") },
    { "social", N_("social") },
    { "technological", N_("technological") },
    { "legal", N_("legal") },
    { "ecological", N_("ecological") },
    { "strength", N_("strength of the university") },
    { "weakness", N_("weakness of the university") },
};

bool risk_note_outer(const char *side)
{
    for (size_t i = 0; i < OUTER_SIDES; i++)
        if (!strcmp(sides[i].name, side))
            return true;
    return false;
}

static const struct state states[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
    { "dropped", N_("Dropped"), TONE_MUTED },
};

static const struct step steps[] = {
    { .name = "drop", .label = N_("Drop"), .from = { "active" },
      .to = "dropped", .danger = true },
};

static const struct field note_fields[] = {
    FIELD_CHOICE(risk_note, side, sides, .label = N_("Side"), .must = true,
                 .list = true, .filter = true),
    FIELD_TEXT3(risk_note, title, .label = N_("What was seen"), .must = true,
                .list = true, .search = true, .sort = true, .max = 400),
    FIELD_LONG3(risk_note, body, .label = N_("Note"), .search = true,
                .max = 8000),
    FIELD_DAY(risk_note, on_day, .label = N_("Date"), .must = true,
              .list = true, .filter = true, .sort = true),
    FIELD_TEXT(risk_note, source, .label = N_("Source"), .list = true,
               .search = true, .max = 400),
    FIELD_TEXT(risk_note, link, .label = N_("Address of the source"),
               .max = 1000),
    FIELD_FILE(risk_note, document, .label = N_("Document")),
    FIELD_REF(risk_note, author, &type_person, .label = N_("Author"),
              .computed = true, .list = true, .filter = true),
};

static const struct field factor_fields[] = {
    FIELD_TEXT3(risk_factor, title, .label = N_("Factor"), .must = true,
                .list = true, .search = true, .sort = true, .max = 400),
    FIELD_LONG3(risk_factor, reasoning,
                .label = N_("How it follows from the notes"), .max = 8000),
    FIELD_REFS(risk_factor, notes, &type_risk_note,
               .label = N_("Drawn from the notes"), .must = true,
               .filter = true, .among = "t.state = 'active'"),
    FIELD_REFS(risk_factor, causes, &type_risk_cause,
               .label = N_("Causes of risks that it feeds"), .list = true,
               .filter = true, .among = "t.state = 'active'"),
    FIELD_DAY(risk_factor, on_day, .label = N_("Date"), .must = true,
              .list = true, .filter = true, .sort = true),
    FIELD_REF(risk_factor, author, &type_person, .label = N_("Author"),
              .computed = true, .filter = true),
};

static bool is_address(const char *s)
{
    return !strncmp(s, "https://", 8) || !strncmp(s, "http://", 7) ||
           *s == '/';
}

/* A form sent twice, or a table that is imported again, makes nothing twice:
 * one of those of the day with these words that agrees in all these fields. */
static enum rc once(struct rq *rq, const struct type *t, const void *rec,
                    struct sql_rows rows, const char *const *fields, size_t n)
{
    struct refs found;

    TRY(refs_read(rq, rows, &found));
    for (size_t i = 0; i < found.n; i++) {
        size_t same = 0;
        void *other;

        TRY(record_load(rq, t, found.id[i], &other));
        while (same < n && field_same(rq->mem, type_field(t, fields[same]),
                                      rec, other))
            same++;
        if (same == n)
            return fail(rq, RC_CONFLICT, "title",
                        "the same is noted for this day already");
    }
    return RC_OK;
}

static enum rc note_once(struct rq *rq, const struct risk_note *n)
{
    static const char *const fields[] = { "side", "body", "source", "link" };
    static const struct sql_text q = {
        "SELECT id FROM risk_note WHERE on_day = $1 AND title_ky = $2"
        " AND state = 'active' ORDER BY id LIMIT 100", "tt", "i"
    };

    return once(rq, &type_risk_note, n,
                sql_query(rq->sql, &q, ARGS(DAY(rq->mem, n->on_day),
                                            STR(n->title.in[LANG_KY]))),
                fields, COUNT(fields));
}

static enum rc factor_once(struct rq *rq, const struct risk_factor *f)
{
    static const char *const fields[] = { "notes", "causes" };
    static const struct sql_text q = {
        "SELECT id FROM risk_factor WHERE on_day = $1 AND title_ky = $2"
        " AND state = 'active' ORDER BY id LIMIT 100", "tt", "i"
    };

    return once(rq, &type_risk_factor, f,
                sql_query(rq->sql, &q, ARGS(DAY(rq->mem, f->on_day),
                                            STR(f->title.in[LANG_KY]))),
                fields, COUNT(fields));
}

static enum rc note_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_note *n = rec;

    if (!old && !n->author)
        n->author = rq->person;
    if (n->on_day.n > rq->today.n)
        return fail(rq, RC_INVALID, "on_day", "must not be in the future");
    if (!n->source && !n->link && !n->document)
        return fail(rq, RC_INVALID, "source",
                    "say where it is from: in words, as an address or a file");
    if (n->link && !is_address(n->link))
        return fail(rq, RC_INVALID, "link",
                    "must begin with https://, http:// or /");
    return old ? RC_OK : note_once(rq, n);
}

static enum rc factor_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_factor *f = rec;

    if (!old && !f->author)
        f->author = rq->person;
    if (f->on_day.n > rq->today.n)
        return fail(rq, RC_INVALID, "on_day", "must not be in the future");
    return old ? RC_OK : factor_once(rq, f);
}

const struct type type_risk_note = {
    .name = "risk_note", .label = N_("Note on the context"),
    .plural = N_("Notes on the context"), .size = sizeof(struct risk_note),
    SPAN(fields, note_fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .order = "on_day", .check = note_check,
};

const struct type type_risk_factor = {
    .name = "risk_factor", .label = N_("Risk factor"),
    .plural = N_("Risk factors"), .size = sizeof(struct risk_factor),
    SPAN(fields, factor_fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .order = "on_day", .check = factor_check,
};

/* --- The page --------------------------------------------------------------------- */

struct view {
    struct list notes, factors;
};

static enum rc read_view(struct rq *rq, struct view *v)
{
    v->notes = (struct list){ .type = &type_risk_note, .limit = RISK_ROWS,
                              .where = "t.state = 'active'", .whole = true };
    v->notes.sort = type_field(&type_risk_note, "on_day");
    v->notes.descending = true;
    v->factors = (struct list){ .type = &type_risk_factor,
                                .limit = RISK_ROWS,
                                .where = "t.state = 'active'",
                                .whole = true };
    v->factors.sort = type_field(&type_risk_factor, "on_day");
    v->factors.descending = true;
    TRY(list_args(rq, &v->notes, false, NULL));
    TRY(list_read(rq, &v->notes));
    return list_read(rq, &v->factors);
}

static void put_note(struct rq *rq, struct html *h, const struct risk_note *n)
{
    html_fmt(h, "<li><a href=\"%s\">",
             url(rq, "/risk_note/%lld", (long long)n->r.id));
    html_text3(h, &n->title);
    html_fmt(h, "</a> <span class=\"small quiet\">%s%s%s</span></li>\n",
             lang_day(rq->mem, rq->lang, n->on_day), n->source ? " · " : "",
             n->source ? n->source : "");
}

static void put_side(struct rq *rq, struct html *h, const struct view *v,
                     const struct choice *side)
{
    size_t n = 0;

    html_fmt(h, "<section class=\"box\"><h3>%s</h3>\n<ul>",
             tr(rq->lang, side->label));
    for (size_t i = 0; i < v->notes.n; i++) {
        const struct risk_note *note = v->notes.rec[i];

        if (strcmp(note->side, side->name) != 0)
            continue;
        put_note(rq, h, note);
        n++;
    }
    html_raw(h, "</ul>");
    if (!n)
        html_fmt(h, "<p class=\"quiet\">%s</p>", T(rq, "No notes yet."));
    if (rights_any(rq, &type_risk_note, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"small\" href=\"%s\">%s</a></p>",
                 url(rq, "/risk_note/new?side=%s", side->name),
                 T(rq, "Add a note"));
    html_raw(h, "</section>\n");
}

static void put_refs(struct rq *rq, struct html *h, const struct list *l,
                     const char *name, const struct refs *refs)
{
    const struct field *f = type_field(l->type, name);

    html_raw(h, "<ul>");
    for (size_t i = 0; i < refs->n; i++) {
        const struct label *target = list_target(l, f, refs->id[i]);

        if (!target || !target->id)
            continue;
        html_raw(h, "<li>");
        value_link(rq, h, f->ref, target);
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>");
    if (!refs->n)
        html_fmt(h, "<span class=\"quiet\">%s</span>", T(rq, "none"));
}

static void put_factor(struct rq *rq, struct html *h, const struct list *l,
                       const struct risk_factor *f)
{
    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/risk_factor/%lld", (long long)f->r.id));
    html_text3(h, &f->title);
    html_fmt(h, "</a><div class=\"small quiet\">%s</div></td>"
                "<td data-label=\"%s\">",
             lang_day(rq->mem, rq->lang, f->on_day),
             T(rq, "Drawn from the notes"));
    put_refs(rq, h, l, "notes", &f->notes);
    html_fmt(h, "</td><td data-label=\"%s\">",
             T(rq, "Causes of risks that it feeds"));
    put_refs(rq, h, l, "causes", &f->causes);
    html_raw(h, "</td></tr>\n");
}

static void put_factors(struct rq *rq, struct html *h, const struct list *l)
{
    html_fmt(h, "<section><h2>%s</h2>\n",
             tr(rq->lang, type_risk_factor.plural));
    if (rights_any(rq, &type_risk_factor, OP_ADD, NULL))
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/risk_factor/new"), T(rq, "Add a factor"));
    if (!l->n)
        html_fmt(h, "<p class=\"quiet\">%s</p>\n",
                 T(rq, "No factor is drawn yet."));
    else
        html_fmt(h,
                 "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
                 "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr>"
                 "</thead><tbody>\n",
                 T(rq, "Factor"), T(rq, "Drawn from the notes"),
                 T(rq, "Causes of risks that it feeds"));
    for (size_t i = 0; i < l->n; i++)
        put_factor(rq, h, l, l->rec[i]);
    if (l->n)
        html_raw(h, "</tbody></table>\n");
    html_raw(h, "</section>\n");
}

enum rc risk_context_page(struct rq *rq)
{
    struct crumb crumb = { url(rq, "/risks"), T(rq, "Risks") };
    struct view *v = MEM_NEW(rq->mem, struct view);
    struct html *h;
    enum rc rc = read_view(rq, v);

    if (rc && rc != RC_INVALID)
        return rc;
    h = page_open_under(rq, T(rq, "Analysis of the context"), &crumb, 1);
    if (rc)
        page_failures(rq, h);
    risk_pages_put(rq, h, NULL, "/context");
    html_fmt(h, "<p class=\"lead\">%s</p>\n",
             T(rq, "What is seen outside and inside, which factors follow"
                   " from it, and which causes of risks they feed."));
    filter_bar(rq, h, &v->notes, url(rq, "/risks/context"));
    for (size_t i = 0; i < COUNT(sides); i++) {
        if (i == 0)
            html_fmt(h, "<h2>%s</h2>\n<div class=\"columns\">",
                     T(rq, "Outer context"));
        if (i == OUTER_SIDES)
            html_fmt(h, "</div><h2>%s</h2>\n<div class=\"columns\">",
                     T(rq, "Inner context"));
        put_side(rq, h, v, &sides[i]);
    }
    html_raw(h, "</div>\n");
    put_factors(rq, h, &v->factors);
    return page_close(rq, rc);
}

void risk_context_card(struct rq *rq, const struct risk *r)
{
    struct html *h = web_of(rq)->page;
    struct list l = { .type = &type_risk_factor, .limit = RISK_ROWS,
                      .few = true, .whole = true };

    l.where = "t.state = 'active' AND t.id IN (SELECT k.owner"
              " FROM risk_factor_causes k JOIN risk_cause c"
              " ON c.id = k.target WHERE c.risk = $1)";
    params_add(&l.params, INT(r->r.id));
    if (list_read(rq, &l) || !l.n)
        return;
    html_fmt(h, "<section class=\"box\" aria-labelledby=\"b-factors\">"
                "<h2 id=\"b-factors\">%s</h2>\n<ul>\n",
             T(rq, "Factors behind its causes"));
    for (size_t i = 0; i < l.n; i++) {
        const struct risk_factor *f = l.rec[i];

        html_fmt(h, "<li><a href=\"%s\">",
                 url(rq, "/risk_factor/%lld", (long long)f->r.id));
        html_text3(h, &f->title);
        html_fmt(h, "</a> <span class=\"small quiet\">%s</span></li>\n",
                 lang_day(rq->mem, rq->lang, f->on_day));
    }
    html_raw(h, "</ul></section>\n");
}
