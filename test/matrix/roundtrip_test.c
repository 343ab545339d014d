/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is typed in a form, or stands in a file, comes back as it was, as far
 * as it is text: every text field of every type is given values that nobody
 * should type through its own edit form, and then taken out and in again as
 * CSV.  What is not taken is refused at the field.
 */
#include "matrix.h"

#include "base/csv.h"
#include "base/text.h"
#include "kernel/import.h"

static const struct {
    const char *typed, *line, *text; /* of one line; of paragraphs */
} values[] = {
    { "one\r\ntwo\nthree", "one two three", "one\ntwo\nthree" },
    { "\u0473\u0472 \u04CA\u04C9", "\u04E9\u04E8 \u04A3\u04A2", NULL },
    { "\u0438\u0306 e\u0301", "\u0439 \u00E9", NULL },
    { "a \u202Ertl\u202C \u200Fmark \u2067isolate\u2069", "a rtl mark isolate", NULL },
    { "zero\u200Bwidth\u2060joi\u00ADned\uFEFF", "zerowidthjoined", NULL },
    { "=1+1", "=1+1", NULL },
    { "'=1+1", "'=1+1", NULL },
    { "''quoted", "''quoted", NULL },
    { "-2+3|cmd", "-2+3|cmd", NULL },
    { "@SUM(A1)", "@SUM(A1)", NULL },
    { "say \"yes\"; no, never", "say \"yes\"; no, never", NULL },
    { "x\x01\x02\x7Fy", "xy", NULL },
    { "<b>&amp;</b>&lt;", "<b>&amp;</b>&lt;", NULL },
    { "  blanks\t around \u00A0", "blanks  around", "blanks\t around" },
    { "%s%n%d {who} {{1}}", "%s%n%d {who} {{1}}", NULL },
    { "\U0001F4A9 \u04AE\u04AF", "\U0001F4A9 \u04AE\u04AF", NULL },
};

static const struct one *chief(void)
{
    for (size_t w = 1; w < house.n_who; w++)
        if (!strcmp(house.who[w].role, ROLE_ADMINISTRATOR))
            return &house.who[w];
    return &house.who[0];
}

static bool is_long(const struct field *f)
{
    return f->kind == KIND_LONG || f->kind == KIND_LONG3;
}

static bool is_text(const struct field *f)
{
    return (f->kind == KIND_TEXT || f->kind == KIND_TEXT3 || is_long(f)) &&
           !f->computed && !f->fixed && !f->by_act;
}

static const char *wanted(const struct field *f, size_t i)
{
    return is_long(f) && values[i].text ? values[i].text : values[i].line;
}

/* --- A form as a browser sends it ------------------------------------------- */

static const char *attribute(struct mem *m, const char *tag, size_t n,
                             const char *name)
{
    const char *mark = mem_fmt(m, " %s=\"", name);
    const char *at = memmem(tag, n, mark, strlen(mark));
    struct buf b;

    if (!at)
        return NULL;
    at += strlen(mark);
    buf_init(&b, m);
    for (; *at && *at != '"'; at++)
        if (!strncmp(at, "&amp;", 5)) {
            buf_char(&b, '&');
            at += 4;
        } else if (!strncmp(at, "&lt;", 4) || !strncmp(at, "&gt;", 4)) {
            buf_char(&b, at[1] == 'l' ? '<' : '>');
            at += 3;
        } else if (!strncmp(at, "&quot;", 6)) {
            buf_char(&b, '"');
            at += 5;
        } else if (!strncmp(at, "&#39;", 5)) {
            buf_char(&b, '\'');
            at += 4;
        } else {
            buf_char(&b, *at);
        }
    return b.s;
}

/* The text of an element as if it were an attribute. */
static const char *content(struct mem *m, const char *s)
{
    const char *end = strchr(s, '<');
    const char *fake = mem_fmt(m, " x=\"%.*s\"", (int)(end - s), s);

    return attribute(m, fake, strlen(fake), "x");
}

static void send_input(struct mem *m, struct http_request *to,
                       const char *tag, size_t n, const char *but)
{
    const char *name = attribute(m, tag, n, "name");
    const char *type = attribute(m, tag, n, "type");
    const char *value = attribute(m, tag, n, "value");
    bool box = type && (!strcmp(type, "checkbox") || !strcmp(type, "radio"));

    if (!name || !strcmp(name, but) || (type && !strcmp(type, "file")) ||
        !strcmp(name, "csrf") || !strcmp(name, "once") ||
        (box && !memmem(tag, n, " checked", 8)))
        return;
    http_request_add_field(to, name, value ? value : box ? "on" : "");
}

/* Everything that the form holds, without the field that is given anew. */
static void send_form(struct mem *m, struct http_request *to, const char *html,
                      const char *but)
{
    const char *select = NULL;

    for (const char *s = strchr(html, '<'); s; s = strchr(s + 1, '<')) {
        size_t n = strcspn(s, ">");
        const char *name = attribute(m, s, n, "name");

        if (!strncmp(s, "<input", 6))
            send_input(m, to, s, n, but);
        else if (!strncmp(s, "<textarea", 9) && name && strcmp(name, but) != 0)
            http_request_add_field(to, name,
                                   content(m, s + n + 1 + (s[n + 1] == '\n')));
        else if (!strncmp(s, "<select", 7))
            select = name;
        else if (!strncmp(s, "<option", 7) && select &&
                 strcmp(select, but) != 0 && memmem(s, n, " selected", 9))
            http_request_add_field(to, select,
                                   attribute(m, s, n, "value"));
    }
}

static const char *form_of(struct mem *m, const char *html, const char *path)
{
    const char *at = strstr(html, mem_fmt(m, "action=\"%s\"", path));
    const char *end = at ? strstr(at, "</form>") : NULL;

    return end ? mem_strn(m, at, (size_t)(end - at)) : NULL;
}

static const char *stored(struct mem *m, const struct type *t, int64_t id,
                          const char *column)
{
    struct sql_rows r = sql_query_built(
        store_reader(house.app.store),
        mem_fmt(m, "SELECT %s FROM %s WHERE id = %lld", column, t->name,
                (long long)id),
        NO_ARGS);
    const char *s = sql_next(&r) && !sql_null(&r, 0)
                        ? mem_str(m, sql_str(&r, 0)) : "";

    assert_int_equal(sql_done(&r), RC_OK);
    return s;
}

static size_t taken, refused;

/* false: there is no form. */
static bool type_it(const struct type *t, int64_t id, const struct field *f,
                    const char *value, const char *want)
{
    struct mem *m = mem_new(0);
    const char *path = mem_fmt(m, "/ky/%s/%lld/edit", t->name, (long long)id);
    const char *name = field_columns(f) == LANGS
                           ? mem_fmt(m, "%s_ky", f->name) : f->name;
    struct http_request *in = request(m, chief(), HTTP_GET, path);
    const char *form = answer(in) == 200 ? form_of(m, body_of(m, in), path)
                                         : NULL;
    bool there = form && strstr(form, mem_fmt(m, "name=\"%s\"", name));
    int status;

    if (there) {
        in = request(m, chief(), HTTP_POST, path);
        send_form(m, in, form, name);
        http_request_add_field(in, name, value);
        status = answer(in);
        if (status == 303 &&
            !strstr(http_response_header(in->out, "Location"), "/act/")) {
            taken++;
            if (strcmp(stored(m, t, id, name), want) != 0)
                wrong("%s.%s: “%s” was stored as “%s”", t->name, name, value,
                      stored(m, t, id, name));
        } else if (status == 422 || status == 409) {
            refused++;
            if (!strstr(body_of(m, in), mem_fmt(m, "id=\"e-%s\"", name)) &&
                !strstr(body_of(m, in), "role=\"alert\""))
                wrong("%s.%s: “%.40s” is refused without a word", t->name,
                      name, value);
        } else if (status != 303) {
            wrong("%s.%s: “%.40s”: %d", t->name, name, value, status);
        }
    }
    mem_free(m);
    return there;
}

static int64_t newest(const struct type *t)
{
    return t->internal || t->sealed
               ? 0
               : count_of(mem_fmt(house.mem, "SELECT max(id) FROM %s",
                                  t->name));
}

static void forms_give_back(void **state)
{
    char *much = calloc(1, 30001);

    (void)state;
    assert_non_null(much);
    memset(much, 'x', 30000);
    for (size_t k = 0; k < house.app.n_types; k++) {
        const struct type *t = house.app.types[k];
        int64_t id = newest(t);

        for (size_t i = 0; id && i < t->n_fields; i++) {
            if (!is_text(&t->fields[i]))
                continue;
            for (size_t v = 0; v < COUNT(values); v++)
                if (in_slice() &&
                    !type_it(t, id, &t->fields[i], values[v].typed,
                             wanted(&t->fields[i], v)))
                    break;
            if (in_slice())
                type_it(t, id, &t->fields[i], much, much);
        }
    }
    free(much);
    print_message("%zu taken, %zu refused\n", taken, refused);
    assert_true(taken > 5);
    assert_int_equal(house.faults, 0);
}

/* --- As a file --------------------------------------------------------------- */

/* Sets the text past every form, so that only the file is tried. */
static enum rc put_text(struct rq *rq, void *arg)
{
    const struct {
        const struct type *t;
        int64_t id;
        const struct field *f;
        const char *s;
    } *a = arg;
    void *rec;

    TRY(record_load(rq, a->t, a->id, &rec));
    if (field_columns(a->f) == LANGS)
        FIELD_AT(a->f, rec, struct text3)->in[LANG_KY] = a->s;
    else
        *FIELD_AT(a->f, rec, const char *) = a->s;
    return record_put(rq, a->t, rec, "edit");
}

static const char *exported(struct mem *m, const struct type *t,
                            const char *code, const char *column)
{
    struct list l = { .type = t };
    struct csv c;
    struct csv_row row;
    size_t at = 0, key = 0;
    struct rq rq = house.rq;
    struct buf out;

    rq.mem = m;
    buf_init(&out, m);
    assert_int_equal(export_csv(&rq, &l, &out, NULL, NULL), RC_OK);
    assert_int_equal(csv_open(&c, m, out.s, out.n), RC_OK);
    assert_int_equal(csv_next(&c, &row), 1);
    while (at < row.n && strcmp(row.cell[at], column) != 0)
        at++;
    while (key < row.n && strcmp(row.cell[key], t->code) != 0)
        key++;
    if (at == row.n || key == row.n)
        return NULL;
    while (csv_next(&c, &row) == 1)
        if (!strcmp(row.cell[key], code))
            return row.cell[at];
    return NULL;
}

static void try_file(const struct type *t, int64_t id, const struct field *f,
                     size_t v, size_t *tried)
{
    struct mem *m = mem_new(0);
    const char *column = field_columns(f) == LANGS
                             ? mem_fmt(m, "%s_ky", f->name) : f->name;
    const char *code = stored(m, t, id, t->code), *cell;
    struct {
        const struct type *t;
        int64_t id;
        const struct field *f;
        const char *s;
    } a = { t, id, f, wanted(f, v) };

    rq_forget(&house.rq);
    if (app_write(&house.rq, put_text, &a) == RC_OK) {
        cell = exported(m, t, code, column);
        if (cell && strcmp(cell, a.s) != 0)
            wrong("%s.%s: “%s” comes out of the file as “%s”", t->name,
                  column, a.s, cell);
        *tried += cell != NULL;
    }
    mem_free(m);
}

static void files_give_back(void **state)
{
    size_t tried = 0;

    (void)state;
    house.faults = 0;
    for (size_t k = 0; k < house.app.n_types; k++) {
        const struct type *t = house.app.types[k];
        int64_t id = t->code ? newest(t) : 0;

        for (size_t i = 0; id && i < t->n_fields; i++)
            for (size_t v = 0; v < COUNT(values); v++)
                if (is_text(&t->fields[i]) && !t->fields[i].guard &&
                    strcmp(t->fields[i].name, t->code) != 0 && in_slice())
                    try_file(t, id, &t->fields[i], v, &tried);
    }
    print_message("%zu cells\n", tried);
    assert_true(tried > 5);
    assert_int_equal(house.faults, 0);
}

/* All records of a type go out and come in again: every one is the same, its
 * state too, and nothing is added. */
static long all_again(const struct type *t)
{
    struct mem *m = mem_new(0);
    struct import_options o = { .type = t };
    struct import_report r;
    struct list l = { .type = t };
    struct rq rq = house.rq;
    struct buf out;
    long rows;

    rq.mem = m;
    rq_forget(&rq);
    buf_init(&out, m);
    assert_int_equal(export_csv(&rq, &l, &out, NULL, NULL), RC_OK);
    if (import_csv(&rq, &o, out.s, out.n, &r) || r.same != r.rows)
        wrong("%s: of %ld rows %ld are the same, %ld changed, %ld added, %ld"
              " go to an act; line %ld %s: %s", t->name, r.rows, r.same,
              r.changed, r.added, r.drafted,
              r.n_faults ? r.faults[0].line : 0,
              r.n_faults && r.faults[0].field ? r.faults[0].field : "",
              r.n_faults ? r.faults[0].text : "");
    rows = r.rows;
    mem_free(m);
    return rows;
}

static void all_files_come_in_again(void **state)
{
    long rows = 0;

    (void)state;
    house.faults = 0;
    for (size_t k = 0; k < house.app.n_types; k++) {
        const struct type *t = house.app.types[k];

        if (!t->internal && !t->no_add && !t->sealed)
            rows += all_again(t);
    }
    print_message("%ld rows\n", rows);
    assert_true(rows > 100);
    assert_int_equal(house.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(forms_give_back),
        cmocka_unit_test(files_give_back),
        cmocka_unit_test(all_files_come_in_again),
    };

    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
