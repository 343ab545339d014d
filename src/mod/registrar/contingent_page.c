/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contingent_page.c: two reports, each as a page, on paper and as a workbook:
 * who studies on a day, told apart by what is asked, and the movement between
 * two days.  Both count spans and orders, so a day gone by is told as it is
 * known now.
 */
#include "mod/registrar/contingent.h"

#include "kernel/record.h"
#include "kernel/span.h"
#include "web/page.h"
#include "web/sheet.h"

#define HERE "s.state IN ('studying', 'on_leave')"

/* --- Who studies ---------------------------------------------------------------- */

/* Who is told apart by a column; those of a citizenship, on leave and so on. */
#define APART(column)                                                          \
    { "SELECT COALESCE(" column ", ''), COUNT(*),"                             \
      " SUM(CASE WHEN s.payment = 'grant' THEN 1 ELSE 0 END),"                 \
      " SUM(CASE WHEN s.payment = 'contract' THEN 1 ELSE 0 END),"              \
      " SUM(CASE WHEN s.citizenship <> 'KG' THEN 1 ELSE 0 END),"               \
      " SUM(CASE WHEN s.state = 'on_leave' THEN 1 ELSE 0 END)"                 \
      " FROM student_span s LEFT JOIN programme p ON p.id = s.programme"       \
      " WHERE " HERE " AND " SPAN_HELD("s", "$1", "$2")                        \
      " GROUP BY COALESCE(" column ", '') ORDER BY COALESCE(" column ", '')",  \
      "ti", "tiiiii" }

static const struct way {
    const char *name, *label;
    const struct type *type; /* of the field that has its words, NULL none */
    const char *field;
    struct sql_text q;
} ways[] = {
    { "programme", N_("Programme"), NULL, NULL, APART("p.code") },
    { "level", N_("Level of study"), &type_programme, "level",
      APART("p.level") },
    { "form", N_("Form of study"), &type_student, "form", APART("s.form") },
    { "taught", N_("Language of instruction"), &type_student, "taught",
      APART("s.taught") },
    { "payment", N_("Payment for study"), &type_student, "payment",
      APART("s.payment") },
    { "citizenship", N_("Citizenship"), NULL, NULL, APART("s.citizenship") },
};

static const struct way *way_of(const char *name)
{
    for (size_t i = 0; name && i < COUNT(ways); i++)
        if (word_is(name, ways[i].name))
            return &ways[i];
    return &ways[0];
}

static const char *programme_words(struct rq *rq, const char *code)
{
    struct label l;
    int64_t id;

    if (!*code || record_find(rq, &type_programme, code, 0, &id) ||
        record_label(rq, &type_programme, id, &l))
        return code;
    return label_text(rq, &l);
}

static const char *key_words(struct rq *rq, const struct way *w,
                             const char *key)
{
    const struct choice *c = NULL;

    if (!*key)
        return T(rq, "Not said");
    if (w->type)
        c = field_choice(type_field(w->type, w->field), key);
    if (c)
        return tr(rq->lang, c->label);
    return w == &ways[0] ? programme_words(rq, mem_str(rq->mem, key))
                         : mem_str(rq->mem, key);
}

enum { COUNTS = 5 };

static enum rc put_contingent(struct rq *rq, struct sheet *s,
                              const struct way *w, day on)
{
    const struct sheet_column columns[] = {
        { tr(rq->lang, w->label), false }, { T(rq, "Students"), true },
        { T(rq, "On a state grant"), true }, { T(rq, "Under contract"), true },
        { T(rq, "Foreign citizens"), true }, { T(rq, "On academic leave"), true },
    };
    struct sql_rows r = sql_query(rq->sql, &w->q,
                                  ARGS(DAY(rq->mem, on), INT(KNOWN_NOW)));
    double all[COUNTS] = { 0 };

    sheet_table(s, columns, COUNT(columns));
    while (sql_next(&r)) {
        double n[COUNTS];

        for (int i = 0; i < COUNTS; i++) {
            n[i] = (double)sql_int(&r, i + 1);
            all[i] += n[i];
        }
        sheet_row(s, CELLS(CELL(key_words(rq, w, sql_str(&r, 0))),
                           NUMBER(n[0], 0), NUMBER(n[1], 0), NUMBER(n[2], 0),
                           NUMBER(n[3], 0), NUMBER(n[4], 0)));
    }
    TRY(sql_done(&r));
    sheet_row(s, CELLS(CELL(T(rq, "All together")), NUMBER(all[0], 0),
                       NUMBER(all[1], 0), NUMBER(all[2], 0),
                       NUMBER(all[3], 0), NUMBER(all[4], 0)));
    return RC_OK;
}

/* A day of the address; what is none, or empty, is `otherwise`. */
static day day_arg(struct rq *rq, const char *name, day otherwise)
{
    const char *s = web_arg(rq, name);
    day d = s ? day_parse_typed(s) : DAY_NONE;

    return day_is(d) ? d : otherwise;
}

static const char *iso(struct rq *rq, day d)
{
    char text[DAY_ISO_SIZE];

    return mem_str(rq->mem, day_iso(d, text));
}

static void draw_day(struct rq *rq, struct html *h, const char *name,
                     const char *label, day d)
{
    html_fmt(h, "<div class=\"field\"><label for=\"f-%s\">%s</label>"
                "<input id=\"f-%s\" type=\"date\" name=\"%s\" value=\"%s\">"
                "</div>\n",
             name, label, name, name, iso(rq, d));
}

static void draw_files(struct html *h, const char *address)
{
    html_fmt(h, "<p class=\"actions no-print\"><a class=\"button\""
                " href=\"%s&amp;as=pdf\">PDF</a> <a class=\"button\""
                " href=\"%s&amp;as=xlsx\">XLSX</a></p>\n",
             address, address);
}

static void draw_asked(struct rq *rq, struct html *h, const struct way *w,
                       day on)
{
    html_fmt(h, "<form method=\"get\" action=\"%s\" class=\"filter\">\n",
             url(rq, "/contingent"));
    draw_day(rq, h, "on", T(rq, "On the day"), on);
    html_fmt(h, "<div class=\"field\"><label for=\"f-by\">%s</label>"
                "<select id=\"f-by\" name=\"by\">\n", T(rq, "Told apart by"));
    for (size_t i = 0; i < COUNT(ways); i++) {
        html_fmt(h, "<option value=\"%s\"", ways[i].name);
        if (w == &ways[i])
            html_raw(h, " selected");
        html_fmt(h, ">%s</option>\n", tr(rq->lang, ways[i].label));
    }
    html_fmt(h, "</select></div><p><button class=\"button\">%s</button></p>"
                "</form>\n<p><a href=\"%s\">%s</a></p>\n",
             T(rq, "Show"), url(rq, "/contingent/movement"),
             T(rq, "Movement of students"));
}

enum rc contingent_page(struct rq *rq)
{
    enum sheet_format as = sheet_format(web_arg(rq, "as"));
    const struct way *w = way_of(web_arg(rq, "by"));
    day on = day_arg(rq, "on", rq->today);
    const char *title = mem_fmt(rq->mem, T(rq, "Contingent on %s"),
                                lang_day(rq->mem, rq->lang, on));
    struct sheet *s = sheet_new(rq->mem, title);
    struct html *h;

    if (!rights_of_all(rq, &type_movement, OP_SEE, NULL))
        return RC_DENIED;
    TRY(put_contingent(rq, s, w, on));
    if (as != SHEET_PAGE)
        return sheet_file(rq, s, as, "contingent");
    h = page_open(rq, title);
    draw_asked(rq, h, w, on);
    draw_files(h, url(rq, "/contingent?on=%s&by=%s", iso(rq, on),
                      w->name));
    sheet_draw(rq, h, s);
    return page_close(rq, RC_OK);
}

/* --- What moved ----------------------------------------------------------------- */

/* A programme a line: who studied on the day before, each movement of the
 * period, who studies on its last day. */
#define HELD(on)                                                               \
    "(SELECT COUNT(*) FROM student_span s WHERE s.programme = p.id AND " HERE  \
    " AND " SPAN_HELD("s", on, "$4") ")"
#define MOVES(column, step)                                                    \
    "(SELECT COUNT(*) FROM movement m WHERE m." column " = p.id"               \
    " AND m.moved >= $1 AND m.moved <= $2 AND " step ")"
static const struct sql_text q_movement = {
    "SELECT p.code, " HELD("$3") ", " MOVES("programme", "m.step = 'enrol'")
    ", " MOVES("programme", "m.step = 'restore'") ", "
    MOVES("programme", "m.step = 'transfer' AND m.was <> m.programme") ", "
    MOVES("was", "m.step = 'transfer' AND m.was <> m.programme") ", "
    MOVES("programme", "m.step = 'expel'") ", "
    MOVES("programme", "m.step = 'graduate'") ", " HELD("$2") ", "
    MOVES("programme", "m.step = 'leave'") ", "
    MOVES("programme", "m.step = 'return'")
    " FROM programme p ORDER BY p.code",
    "ttti", "tiiiiiiiiii"
};
#undef HELD
#undef MOVES

static enum rc put_movement(struct rq *rq, struct sheet *s, day from, day to)
{
    const struct sheet_column columns[] = {
        { T(rq, "Programme"), false }, { T(rq, "At the beginning"), true },
        { T(rq, "Enrolled"), true }, { T(rq, "Restored"), true },
        { T(rq, "Transferred in"), true }, { T(rq, "Transferred out"), true },
        { T(rq, "Expelled"), true }, { T(rq, "Graduated"), true },
        { T(rq, "At the end"), true }, { T(rq, "Went on leave"), true },
        { T(rq, "Returned from leave"), true },
    };
    struct sheet_cell all[COUNT(columns)] = { CELL(T(rq, "All together")) };
    struct sql_rows r = sql_query(
        rq->sql, &q_movement, ARGS(DAY(rq->mem, from), DAY(rq->mem, to),
                          DAY(rq->mem, day_add(from, -1)), INT(KNOWN_NOW)));

    sheet_table(s, columns, COUNT(columns));
    for (size_t i = 1; i < COUNT(columns); i++)
        all[i] = (struct sheet_cell)NUMBER(0, 0);
    while (sql_next(&r)) {
        struct sheet_cell c[COUNT(columns)] = {
            CELL(programme_words(rq, mem_str(rq->mem, sql_str(&r, 0))))
        };

        for (size_t i = 1; i < COUNT(columns); i++) {
            c[i] = (struct sheet_cell)NUMBER((double)sql_int(&r, (int)i), 0);
            all[i].number += c[i].number;
        }
        sheet_row(s, c, COUNT(columns));
    }
    TRY(sql_done(&r));
    sheet_row(s, all, COUNT(columns));
    return RC_OK;
}

enum rc movement_page(struct rq *rq)
{
    enum sheet_format as = sheet_format(web_arg(rq, "as"));
    day to = day_arg(rq, "to", rq->today);
    day from = day_arg(rq, "from", day_ymd(day_year(to), 1, 1));
    struct sheet *s = sheet_new(rq->mem, T(rq, "Movement of students"));
    struct html *h;

    if (!rights_of_all(rq, &type_movement, OP_SEE, NULL))
        return RC_DENIED;
    sheet_text(s, mem_fmt(rq->mem, "%s – %s",
                          lang_day(rq->mem, rq->lang, from),
                          lang_day(rq->mem, rq->lang, to)));
    TRY(put_movement(rq, s, from, to));
    if (as != SHEET_PAGE)
        return sheet_file(rq, s, as, "movement");
    h = page_open(rq, T(rq, "Movement of students"));
    html_fmt(h, "<form method=\"get\" action=\"%s\" class=\"filter\">\n",
             url(rq, "/contingent/movement"));
    draw_day(rq, h, "from", T(rq, "From the day"), from);
    draw_day(rq, h, "to", T(rq, "To the day"), to);
    html_fmt(h, "<p><button class=\"button\">%s</button></p></form>\n"
                "<p><a href=\"%s\">%s</a> · <a href=\"%s\">%s</a></p>\n",
             T(rq, "Show"), url(rq, "/contingent"), T(rq, "Contingent"),
             url(rq, "/movement?moved_from=%s&moved_to=%s",
                 iso(rq, from), iso(rq, to)),
             T(rq, "The orders behind it"));
    draw_files(h, url(rq, "/contingent/movement?from=%s&to=%s",
                      iso(rq, from), iso(rq, to)));
    html_fmt(h, "<div class=\"scroll\" tabindex=\"0\" role=\"region\""
                " aria-label=\"%s\">\n", T(rq, "Movement of students"));
    sheet_draw(rq, h, s);
    html_raw(h, "</div>\n");
    return page_close(rq, RC_OK);
}
