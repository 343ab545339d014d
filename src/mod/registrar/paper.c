/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.c: a paper is issued, drawn, and checked by whoever holds it.
 */
#include "mod/registrar/paper.h"

#include "kernel/journal.h"
#include "web/page_record.h"
#include "web/print.h"

#include <string.h>

static const struct choice kinds[] = {
    { "certificate", N_("Certificate of study") },
    { "transcript", N_("Transcript") },
};

static const struct field fields[] = {
    FIELD_REF(study_paper, student, &type_student, .label = N_("Student"),
              .computed = true, .list = true, .filter = true, .whose = true),
    FIELD_CHOICE(study_paper, kind, kinds, .label = N_("Kind of paper"),
                 .computed = true, .list = true, .filter = true),
    FIELD_TEXT(study_paper, code, .label = N_("Code of the paper"),
               .computed = true, .unique = true),
    FIELD_DAY(study_paper, issued, .label = N_("Issued on"), .computed = true,
              .list = true, .sort = true),
    FIELD_LONG3(study_paper, body, .label = N_("Text"), .computed = true,
                .erase = ERASE_BLANK),
    FIELD_LONG(study_paper, rows, .label = N_("Courses"), .computed = true),
};

static const struct state states[] = {
    { "issued", N_("Issued"), TONE_GOOD },
    { "withdrawn", N_("Withdrawn"), TONE_BAD },
};

static const struct step steps[] = {
    { .name = "withdraw", .label = N_("Declare it invalid"),
      .from = { "issued" }, .to = "withdrawn", .danger = true },
};

static const struct relation relations[] = {
    { "own", "t.student IN (SELECT id FROM student WHERE person = {person})",
      N_("one's own") },
};

const struct type type_study_paper = {
    .name = "study_paper", .label = N_("Paper of studies"),
    .plural = N_("Papers of studies"), .size = sizeof(struct study_paper),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), .no_add = true,
};

static const char *kind_word(struct rq *rq, const char *kind)
{
    const struct choice *c =
        field_choice(type_field(&type_study_paper, "kind"), kind);

    return c ? tr(rq->lang, c->label) : "";
}

/* --- Issuing -------------------------------------------------------------------- */

/* "Name (number) studies: programme", in each language. */
static enum rc write_body(struct rq *rq, struct study_paper *p)
{
    struct label who, what = { 0 };
    struct standing st;
    struct student *s;
    void *rec;

    TRY(record_load(rq, &type_student, p->student, &rec));
    s = rec;
    TRY(record_label(rq, &type_student, p->student, &who));
    if (s->programme)
        TRY(record_label(rq, &type_programme, s->programme, &what));
    TRY(student_standing(rq, p->student, &st));
    for (int i = 0; i < LANGS; i++) {
        enum lang l = (enum lang)i;
        const struct state *now = type_state(&type_student, s->r.state);

        p->body.in[i] = mem_fmt(
            rq->mem, "%s, № %s\n%s: %s %s\n%s: %s\n%s: %lld\n%s: %s",
            text3_get(&who.title, l, NULL), s->number ? s->number : "–",
            tr(l, N_("Programme")), what.code ? what.code : "",
            what.id ? text3_get(&what.title, l, NULL) : "–",
            tr(l, N_("State")), now ? tr(l, now->label) : "",
            tr(l, N_("Credits earned")), (long long)st.credits,
            tr(l, N_("Mean weight of grades (GPA)")),
            lang_number(rq->mem, l, st.gpa, 2));
    }
    return RC_OK;
}

static enum rc write_rows(struct rq *rq, struct study_paper *p)
{
    static const struct sql_text q = {
        "SELECT m.code, x.title_ky, x.title_ru, x.title_en, c.credits,"
        " g.total, g.letter FROM grade g JOIN grade_sheet s ON s.id = g.sheet"
        " JOIN section x ON x.id = s.section JOIN course c ON c.id = x.course"
        " JOIN semester m ON m.id = x.semester WHERE g.student = $1"
        " AND g.state <> 'open' AND g.total IS NOT NULL AND g.weight > 0"
        " ORDER BY m.starts, c.code",
        "i", "ttttiit"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(p->student)));
    struct buf b;

    buf_init(&b, rq->mem);
    while (sql_next(&r))
        buf_str(&b, mem_fmt(rq->mem, "%s\t%s\t%lld\t%lld\t%s\n", sql_str(&r, 0),
                            row_title(rq, &r, 1), (long long)sql_int(&r, 4),
                            (long long)sql_int(&r, 5), sql_str(&r, 6)));
    p->rows = b.s;
    return sql_done(&r);
}

/* For oneself, and by who may see all students and their grades. */
static enum rc may_issue(struct rq *rq, int64_t student)
{
    void *rec;

    TRY(rights_check(rq, &type_student, student, OP_SEE, NULL));
    TRY(record_load(rq, &type_student, student, &rec));
    if (((const struct student *)rec)->person == rq->person ||
        rights_any(rq, &type_study_paper, OP_STEP, NULL))
        return RC_OK;
    return fail(rq, RC_DENIED, NULL, "you may not do this");
}

enum rc paper_issue(struct rq *rq)
{
    struct study_paper *p = record_new(rq, &type_study_paper);
    const char *kind = web_arg(rq, "kind");

    p->student = web_param_id(rq, "id");
    TRY(may_issue(rq, p->student));
    if (!kind || !field_choice(type_field(&type_study_paper, "kind"), kind))
        return fail(rq, RC_INVALID, "kind", "must be filled in");
    p->kind = kind;
    p->code = mem_fmt(rq->mem, "%llx%llx",
                      (unsigned long long)journal_random_id(),
                      (unsigned long long)journal_random_id());
    p->issued = rq->today;
    TRY(write_body(rq, p));
    if (word_is(kind, "transcript"))
        TRY(write_rows(rq, p));
    TRY(record_put(rq, &type_study_paper, p, "issue"));
    return web_redirect(rq, url(rq, "/papers/%lld", (long long)p->r.id), NULL);
}

/* --- On paper ------------------------------------------------------------------- */

enum { CELLS_OF = 5 };

/* The cells of a line, which is cut at its tabs; the line that follows. */
static char *cut(char *line, const char **cell)
{
    char *end = strchr(line, '\n');

    if (end)
        *end = '\0';
    for (int i = 0; i < CELLS_OF; i++) {
        char *tab = strchr(line, '\t');

        cell[i] = line;
        if (tab)
            *tab = '\0';
        line = tab ? tab + 1 : line + strlen(line);
    }
    return end ? end + 1 : line;
}

static void put_rows(struct rq *rq, struct pdf *p, const char *rows)
{
    struct pdf_table *t = pdf_table(p);
    char *at = mem_str(rq->mem, rows);

    pdf_column(t, T(rq, "Semester"), false);
    pdf_column(t, T(rq, "Course"), false);
    pdf_column(t, T(rq, "Credits"), true);
    pdf_column(t, T(rq, "Points"), true);
    pdf_column(t, T(rq, "Letter"), false);
    while (at && *at) {
        const char *cell[CELLS_OF];

        at = cut(at, cell);
        pdf_row(t, cell);
    }
}

enum rc paper_pdf(struct rq *rq)
{
    const char *to;
    struct study_paper *p;
    struct pdf *pdf;
    void *rec;

    TRY(record_get(rq, &type_study_paper, web_param_id(rq, "id"), &rec));
    p = rec;
    pdf = print_new(rq, rq->lang, kind_word(rq, p->kind));
    pdf_text_as(pdf, PDF_CENTRE, print_institution(rq, rq->lang));
    pdf_heading(pdf, 1, kind_word(rq, p->kind));
    pdf_edges(pdf, lang_day(rq->mem, rq->lang, p->issued),
              mem_fmt(rq->mem, "№ %lld", (long long)p->r.id));
    pdf_text(pdf, text3_get(&p->body, rq->lang, NULL));
    if (p->rows && *p->rows)
        put_rows(rq, pdf, p->rows);
    to = print_address(rq, url(rq, "/paper/%s", p->code));
    pdf_rule(pdf);
    if (*to)
        pdf_qr(pdf, to, T(rq, "Anybody can check this paper by the code."));
    pdf_text_as(pdf, PDF_SMALL,
                mem_fmt(rq->mem, "%s: %s", T(rq, "Code of the paper"),
                        p->code));
    return print_answer(rq, pdf, mem_fmt(rq->mem, "%s-%lld", p->kind,
                                         (long long)p->r.id));
}

/* --- Whoever holds it ----------------------------------------------------------- */

static void draw_rows(struct rq *rq, struct html *h, const char *rows)
{
    char *at = mem_str(rq->mem, rows);

    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th></tr></thead>"
             "<tbody>\n",
             T(rq, "Semester"), T(rq, "Course"), T(rq, "Credits"),
             T(rq, "Points"), T(rq, "Letter"));
    while (at && *at) {
        const char *cell[CELLS_OF];

        at = cut(at, cell);
        html_raw(h, "<tr>");
        for (int i = 0; i < CELLS_OF; i++)
            html_fmt(h, "<td>%s</td>", cell[i]);
        html_raw(h, "</tr>\n");
    }
    html_raw(h, "</tbody></table>\n");
}

enum rc paper_public(struct rq *rq)
{
    static const struct sql_text q = {
        "SELECT id FROM study_paper WHERE code = $1", "t", "i"
    };
    struct study_paper *p;
    struct html *h;
    int64_t id;
    void *rec;

    TRY(sql_get_int(rq->sql, &id, &q, ARGS(STR(web_param(rq, "code")))));
    TRY(record_load(rq, &type_study_paper, id, &rec));
    p = rec;
    h = page_open(rq, kind_word(rq, p->kind));
    html_raw(h, "<section class=\"box\"><p>");
    page_state(rq, h, &type_study_paper, p->r.state);
    html_fmt(h, " № %lld, %s</p>\n", (long long)p->r.id,
             lang_day(rq->mem, rq->lang, p->issued));
    html_paragraphs(h, text3_get(&p->body, rq->lang, NULL));
    if (p->rows && *p->rows)
        draw_rows(rq, h, p->rows);
    html_fmt(h, "<p class=\"quiet\">%s</p></section>\n",
             T(rq, "This is what the university's own record of the paper"
                   " says. What is printed otherwise is not from here."));
    return page_close(rq, RC_OK);
}

/* --- Asking for one ------------------------------------------------------------- */

static enum rc draw_given(struct rq *rq, struct html *h, int64_t student)
{
    static const struct sql_text q = {
        "SELECT id, kind, issued, state FROM study_paper WHERE student = $1"
        " ORDER BY id DESC LIMIT 10",
        "i", "ittt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(student)));

    html_raw(h, "<ul>\n");
    while (sql_next(&r)) {
        html_fmt(h, "<li><a href=\"%s\">%s № %lld</a> %s ",
                 url(rq, "/papers/%lld", (long long)sql_int(&r, 0)),
                 kind_word(rq, sql_str(&r, 1)), (long long)sql_int(&r, 0),
                 lang_day(rq->mem, rq->lang, sql_day(&r, 2)));
        page_state(rq, h, &type_study_paper, sql_str(&r, 3));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ul>\n");
    return sql_done(&r);
}

enum rc paper_part(struct rq *rq, struct html *h, int64_t student)
{
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n", T(rq, "Papers"));
    for (size_t i = 0; i < COUNT(kinds); i++) {
        page_form_open(rq, h,
                       url(rq, "/papers/issue/%lld", (long long)student),
                       false);
        html_fmt(h, "<input type=\"hidden\" name=\"kind\" value=\"%s\">\n",
                 kinds[i].name);
        page_form_close(rq, h, tr(rq->lang, kinds[i].label));
    }
    TRY(draw_given(rq, h, student));
    html_raw(h, "</section>\n");
    return RC_OK;
}
