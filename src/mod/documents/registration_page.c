/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registration_page.c: the chancery's desk, and the form on which a letter is
 * registered by keyboard alone: what it was about is asked once, Enter gives
 * it its number, and the next form stands ready.
 */
#include "kernel/record.h"
#include "mod/documents/document_life.h"
#include "mod/documents/version.h"
#include "web/page_record.h"

#include <stdlib.h>
#include <string.h>

enum { RECENT = 8, REGISTERS = 60 };
#define FORM_BODY ((size_t)64 << 20)

#define READS(path_, run_)                                                     \
    { .method = HTTP_GET, .path = path_, .who = WHO_RIGHT,                     \
      .type = "document", .op = OP_SEE, .flags = ROUTE_SLOW, .run = run_ }

const struct route document_routes[DOCUMENT_ROUTES] = {
    READS("/documents", documents_page),
    READS("/documents/discipline", discipline_page),
    READS("/document/:id/compare", version_page),
    { .method = HTTP_GET, .path = "/documents/register/:book",
      .who = WHO_RIGHT, .type = "document", .op = OP_ADD,
      .flags = ROUTE_SLOW, .run = registration_page },
    { .method = HTTP_POST, .path = "/documents/register/:book",
      .who = WHO_RIGHT, .type = "document", .op = OP_ADD,
      .flags = ROUTE_WRITES, .body = FORM_BODY, .prepare = form_prepare,
      .run = registration_save },
    { .method = HTTP_POST, .path = "/documents/:id/resolve",
      .who = WHO_RIGHT, .type = "resolution", .op = OP_ADD,
      .flags = ROUTE_WRITES, .run = resolve_save },
};

/* --- What is asked, by direction --------------------------------------------- */

#define ASKED_MAX 16
static const struct asked {
    const char *direction;
    const char *first[ASKED_MAX], *more[ASKED_MAX];
} asked[] = {
    { "incoming",
      { "correspondent", "their_number", "their_day", "title", "addressee",
        "due", "control", "files" },
      { "channel", "lang", "pages", "unit", "dossier", "answers", "access",
        "body" } },
    { "outgoing",
      { "correspondent", "title", "author", "answers", "files" },
      { "channel", "lang", "pages", "unit", "dossier", "due", "control",
        "access", "body" } },
    { "internal",
      { "title", "author", "unit", "addressee", "due", "control", "files" },
      { "lang", "pages", "dossier", "answers", "access", "body" } },
};

static const struct asked *asked_of(const struct document_register *book)
{
    for (size_t i = 0; i < COUNT(asked); i++)
        if (!strcmp(asked[i].direction, book->direction))
            return &asked[i];
    return &asked[0];
}

/* All that the form asks, the first ones first. */
static struct form_fields all_fields(struct rq *rq, const struct asked *a,
                                     size_t *first)
{
    struct form_fields ff = {
        .f = MEM_ARRAY(rq->mem, 2 * ASKED_MAX, const struct field *),
        .files = true,
    };

    for (size_t i = 0; i < ASKED_MAX && a->first[i]; i++)
        ff.f[ff.n++] = type_field(&type_document, a->first[i]);
    *first = ff.n;
    for (size_t i = 0; i < ASKED_MAX && a->more[i]; i++)
        ff.f[ff.n++] = type_field(&type_document, a->more[i]);
    return ff;
}

/* --- The form -------------------------------------------------------------------- */

static enum rc find_book(struct rq *rq, struct document_register **book)
{
    void *rec;

    TRY(record_get(rq, &type_document_register, web_param_id(rq, "book"),
                   &rec));
    *book = rec;
    return RC_OK;
}

/* The head of the house decides on what comes in, unless another is said. */
static enum rc usual_addressee(struct rq *rq, const struct document_register *b,
                               struct document *d)
{
    int64_t unit = 0;

    if (strcmp(b->direction, "incoming"))
        return RC_OK;
    return unit_head(rq, unit, &d->addressee);
}

static enum rc new_document(struct rq *rq, const struct document_register *b,
                            struct document **out)
{
    struct document *d = record_new(rq, &type_document);

    d->book = b->r.id;
    d->lang = "ky";
    d->unit = b->unit;
    d->access = "open";
    if (strcmp(b->direction, "incoming"))
        d->author = rq->person;
    TRY(usual_addressee(rq, b, d));
    *out = d;
    return RC_OK;
}

static const struct sql_text q_recent = {
    "SELECT d.id, d.code, d.title, d.registered_on FROM document d"
    " WHERE d.book = $1 AND d.registrar = $2 AND d.number IS NOT NULL"
    " ORDER BY d.id DESC LIMIT $3",
    "iii", "ittt"
};

static enum rc draw_recent(struct rq *rq, struct html *h, int64_t book)
{
    struct sql_rows r = sql_query(
        rq->sql, &q_recent, ARGS(INT(book), INT(rq->person), INT(RECENT)));
    bool any = false;

    for (; sql_next(&r); any = true) {
        if (!any)
            html_fmt(h, "<h2>%s</h2>\n<ul class=\"plain\">\n",
                     T(rq, "Registered by you last"));
        html_fmt(h,
                 "<li><a href=\"%s\"><span class=\"code\">%s</span> %s</a>"
                 " <span class=\"small quiet\">%s</span></li>\n",
                 url(rq, "/document/%lld", (long long)sql_int(&r, 0)),
                 sql_str(&r, 1), sql_str(&r, 2),
                 lang_day(rq->mem, rq->lang, sql_day(&r, 3)));
    }
    if (any)
        html_raw(h, "</ul>\n");
    return sql_done(&r);
}

/* Somebody who writes for the first time needs no other page. */
static void draw_new_correspondent(struct rq *rq, struct html *h, bool typed)
{
    const char *name = typed ? web_arg(rq, "new_correspondent") : NULL;

    html_fmt(h,
             "<div class=\"field\"><label for=\"f-new_correspondent\">%s"
             "</label><p class=\"help\" id=\"h-new_correspondent\">%s</p>"
             "<input id=\"f-new_correspondent\" name=\"new_correspondent\""
             " maxlength=\"300\" aria-describedby=\"h-new_correspondent\""
             " value=\"%s\">",
             T(rq, "Or a new correspondent"),
             T(rq, "Who is not in the list yet is added by this name."),
             name ? name : "");
    page_field_error(rq, h, "new_correspondent");
    html_raw(h, "</div>\n");
}

static void draw_fields(struct rq *rq, struct form *fm,
                        const struct form_fields *ff, size_t first)
{
    for (size_t i = 0; i < first; i++) {
        form_input(fm, ff->f[i]);
        if (!strcmp(ff->f[i]->name, "correspondent") &&
            rights_any(rq, &type_correspondent, OP_ADD, NULL))
            draw_new_correspondent(rq, fm->h, fm->typed);
    }
    if (fm->typed)
        html_raw(fm->h, "<details open>");
    else
        html_raw(fm->h, "<details>");
    html_fmt(fm->h, "<summary>%s</summary>\n", T(rq, "More about it"));
    for (size_t i = first; i < ff->n; i++)
        form_input(fm, ff->f[i]);
    html_raw(fm->h, "</details>\n");
}

static void draw_buttons(struct rq *rq, struct html *h)
{
    html_fmt(h,
             "<div class=\"form-end\"><button class=\"button main\">%s"
             "</button><button class=\"button\" name=\"then\" value=\"open\">"
             "%s</button><button class=\"button\" name=\"then\""
             " value=\"draft\">%s</button></div>\n</form>\n",
             T(rq, "Register it"), T(rq, "Register and open"),
             T(rq, "Keep as a draft"));
}

static enum rc draw(struct rq *rq, const struct document_register *b,
                    const struct document *d, enum rc rc, bool typed)
{
    size_t first;
    struct form_fields ff = all_fields(rq, asked_of(b), &first);
    struct form fm = { .rq = rq, .t = &type_document, .rec = d,
                       .typed = typed };
    struct crumb crumbs[] = { { url(rq, "/documents"), T(rq, "Documents") } };
    const char *title = text3_get(&b->title, rq->lang, NULL);

    TRY(form_begin(&fm, &ff));
    if (typed)
        fm.kept = web_of(rq)->prepared;
    fm.h = page_open_under(
        rq, mem_fmt(rq->mem, T(rq, "New: %s"), title ? title : ""),
        crumbs, COUNT(crumbs));
    page_failures(rq, fm.h);
    page_form_kept(rq, fm.h,
                   url(rq, "/documents/register/%lld", (long long)b->r.id),
                   true,
                   mem_fmt(rq->mem, "register-%lld-new", (long long)b->r.id));
    draw_fields(rq, &fm, &ff, first);
    draw_buttons(rq, fm.h);
    if (!rc)
        TRY(draw_recent(rq, fm.h, b->r.id));
    return page_close(rq, rc);
}

enum rc registration_page(struct rq *rq)
{
    struct document_register *b;
    struct document *d;

    TRY(find_book(rq, &b));
    if (strcmp(b->r.state, "active"))
        return fail(rq, RC_CONFLICT, NULL, "this register is closed");
    TRY(new_document(rq, b, &d));
    return draw(rq, b, d, RC_OK, web_of(rq)->in->n_args > 0);
}

/* --- Saving ------------------------------------------------------------------------ */

static enum rc add_correspondent(struct rq *rq, struct document *d)
{
    const char *name = web_arg(rq, "new_correspondent");
    struct correspondent *c;

    if (!name || !*name)
        return RC_OK;
    if (d->correspondent)
        return fail(rq, RC_INVALID, "new_correspondent",
                    "choose one of the list or name a new one, not both");
    c = record_new(rq, &type_correspondent);
    c->title = name;
    c->kind = "other";
    TRY(record_add(rq, &type_correspondent, c));
    d->correspondent = c->r.id;
    return RC_OK;
}

static enum rc save(struct rq *rq, const struct document_register *b,
                    struct document *d, bool draft)
{
    size_t first;
    struct form_fields ff = all_fields(rq, asked_of(b), &first);

    TRY(form_fill(rq, &type_document, &ff, d));
    TRY(add_correspondent(rq, d));
    TRY(record_add(rq, &type_document, d));
    return draft ? RC_OK : document_register_now(rq, d);
}

enum rc registration_save(struct rq *rq)
{
    const char *then = web_arg(rq, "then");
    bool draft = then && !strcmp(then, "draft");
    struct document_register *b;
    struct document *d, *empty;
    enum rc rc;

    TRY(find_book(rq, &b));
    TRY(new_document(rq, b, &d));
    TRY(new_document(rq, b, &empty));
    rc = save(rq, b, d, draft);
    if (rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED)
        return draw(rq, b, empty, rc, true);
    TRY(rc);
    if (then && *then)
        return web_redirect(rq, url(rq, "/document/%lld", (long long)d->r.id),
                            draft ? T(rq, "Saved")
                                  : mem_fmt(rq->mem, T(rq, "Registered: %s"),
                                            d->code));
    return web_redirect(rq,
                        url(rq, "/documents/register/%lld",
                            (long long)b->r.id),
                        mem_fmt(rq->mem, T(rq, "Registered: %s"), d->code));
}

/* --- The desk ------------------------------------------------------------------------ */

/* Each number by an index of its own, however much lies in the archive. */
#define OF_BOOK(what) "(SELECT COUNT(*) FROM document d WHERE d.book = b.id" what ")"
#define OF_STATE(state, what)                                                  \
    OF_BOOK(" AND d.state = '" state "' AND d.year = $2" what)

static const struct sql_text q_desk = {
    "SELECT b.id, b.title_ky, b.title_ru, b.title_en, b.direction,"
    " " OF_BOOK(" AND d.year = $2 AND d.number IS NOT NULL") ","
    " " OF_BOOK(" AND d.registered_on = $1 AND d.year = $2") ","
    " " OF_STATE("registered", "") ", " OF_STATE("working", "") ","
    " " OF_STATE("registered", " AND d.due < $1") " + "
    OF_STATE("working", " AND d.due < $1")
    " FROM document_register b WHERE b.state = 'active'"
    " ORDER BY b.code LIMIT $3",
    "tii", "itttti"
           "iiii"
};

static void draw_count(struct rq *rq, struct html *h, const char *label,
                       int64_t n, const char *query)
{
    html_fmt(h, "<td class=\"n\" data-label=\"%s\">", label);
    if (n)
        html_fmt(h, "<a href=\"/%s/document%s\">%lld</a>",
                 lang_code(rq->lang), query, (long long)n);
    else
        html_raw(h, "0");
    html_raw(h, "</td>");
}

/* Columns of a register's row: what is counted, and the list of just these. */
static void draw_book(struct rq *rq, struct html *h, const struct sql_rows *r,
                      bool may_add)
{
    long long id = (long long)sql_int(r, 0);
    char today[DAY_ISO_SIZE], before[DAY_ISO_SIZE];
    struct text3 title = { { sql_str(r, 1), sql_str(r, 2), sql_str(r, 3) } };
    const char *of_year = mem_fmt(rq->mem, "?book=%lld&year=%d", id,
                                  day_year(rq->today));

    day_iso(rq->today, today);
    day_iso(day_add(rq->today, -1), before);
    html_fmt(h, "<tr><td><a href=\"%s\">",
             url(rq, "/document?book=%lld", id));
    html_text3(h, &title);
    html_raw(h, "</a></td>");
    draw_count(rq, h, T(rq, "This year"), sql_int(r, 5), of_year);
    draw_count(rq, h, T(rq, "Today"), sql_int(r, 6),
               mem_fmt(rq->mem, "%s&registered_on_from=%s", of_year, today));
    draw_count(rq, h, T(rq, "Waiting for a resolution"), sql_int(r, 7),
               mem_fmt(rq->mem, "%s&state=registered", of_year));
    draw_count(rq, h, T(rq, "In work"), sql_int(r, 8),
               mem_fmt(rq->mem, "%s&state=working", of_year));
    draw_count(rq, h, T(rq, "Past the term"), sql_int(r, 9),
               mem_fmt(rq->mem, "%s&state=registered;working&due_to=%s",
                       of_year, before));
    html_raw(h, "<td>");
    if (may_add)
        html_fmt(h, "<a class=\"button main\" href=\"%s\">%s</a>",
                 url(rq, "/documents/register/%lld", id),
                 T(rq, "Register a document"));
    html_raw(h, "</td></tr>\n");
}

static enum rc draw_books(struct rq *rq, struct html *h)
{
    bool may_add = rights_any(rq, &type_document, OP_ADD, NULL);
    struct sql_rows r;

    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th>"
             "<th scope=\"col\"><span class=\"vh\">%s</span></th></tr>"
             "</thead><tbody>\n",
             T(rq, "Register of documents"), T(rq, "This year"), T(rq, "Today"),
             T(rq, "Waiting for a resolution"), T(rq, "In work"),
             T(rq, "Past the term"), T(rq, "Register a document"));
    r = sql_query(rq->sql, &q_desk,
                  ARGS(DAY(rq->mem, rq->today), INT(day_year(rq->today)),
                       INT(REGISTERS)));
    while (sql_next(&r))
        draw_book(rq, h, &r, may_add);
    html_raw(h, "</tbody></table>\n");
    return sql_done(&r);
}

/* What is the person's own to do with papers stands in "My work"; this is
 * where all of them are found. */
enum rc documents_page(struct rq *rq)
{
    struct html *h = page_open(rq, T(rq, "Documents"));
    static const struct { const char *path, *label; } links[] = {
        { "/document", N_("All documents") },
        { "/resolution", N_("Resolutions") },
        { "/documents/discipline", N_("Execution discipline") },
        { "/dossier", N_("Nomenclature of dossiers") },
        { "/correspondent", N_("Correspondents") },
        { "/acts", N_("Acts") },
    };

    if (rights_role(rq, "clerk") || rights_role(rq, "rector") ||
        rights_role(rq, "vice_rector") ||
        rights_role(rq, ROLE_ADMINISTRATOR))
        TRY(draw_books(rq, h));
    html_raw(h, "<ul class=\"plain\">\n");
    for (size_t i = 0; i < COUNT(links); i++)
        html_fmt(h, "<li><a href=\"/%s%s\">%s</a></li>\n",
                 lang_code(rq->lang), links[i].path,
                 tr(rq->lang, links[i].label));
    html_raw(h, "</ul>\n");
    return page_close(rq, RC_OK);
}
