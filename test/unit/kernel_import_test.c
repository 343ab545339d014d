/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CSV in and out: broken files of every kind, all or nothing, references in
 * any order, and that what is exported is read again as it was.
 */
#include "kernel_help.h"

static struct import_report report;

static enum rc take(struct house *h, const struct type *t, const char *data,
                    size_t n, bool dry)
{
    struct import_options o = { .type = t, .dry_run = dry };

    rq_forget(&h->rq);
    return import_csv(&h->rq, &o, data, n, &report);
}

static enum rc things(struct house *h, const char *csv)
{
    return take(h, &type_thing, csv, strlen(csv), false);
}

static int64_t stored(struct house *h)
{
    return house_count(h, "SELECT COUNT(*) FROM thing");
}

static bool fault_at(long line, long column, const char *field,
                     const char *part)
{
    for (size_t i = 0; i < report.n_faults; i++) {
        const struct import_fault *f = &report.faults[i];

        if (f->line == line && f->column == column &&
            (field ? f->field && !strcmp(f->field, field) : !f->field) &&
            strstr(f->text, part))
            return true;
    }
    for (size_t i = 0; i < report.n_faults; i++)
        print_message("line %ld column %ld %s: %s\n", report.faults[i].line,
                      report.faults[i].column,
                      report.faults[i].field ? report.faults[i].field : "-",
                      report.faults[i].text);
    return false;
}

/* One fault in a file, whether it is a dry run or not; nothing is written. */
static void one_fault(struct house *h, const char *csv, size_t n, long line,
                      long column, const char *field, const char *part)
{
    int64_t before = stored(h);

    for (int dry = 0; dry < 2; dry++) {
        assert_int_equal(take(h, &type_thing, csv, n, dry), RC_INVALID);
        assert_true(fault_at(line, column, field, part));
        assert_int_equal(report.all_faults, 1);
        assert_non_null(h->rq.fails);
        assert_int_equal(stored(h), before);
    }
}

#define ONE(h, csv, line, column, field, part)                                 \
    one_fault((h), (csv), sizeof(csv) - 1, (line), (column), (field), (part))

/* --- What is taken ------------------------------------------------------------ */

static void rows_are_added_changed_or_the_same(void **state)
{
    struct house *h = *state;
    struct thing *t;
    int64_t id;
    void *rec;

    house_unit(h, "office", 0);
    assert_int_equal(
        things(h, "code;title_ky;title_en;unit;pieces;share;price;made;"
                  "colour;whole;remark\r\n"
                  "a; Бир ;One;office;1 000;12,5;10,50;22.11.2026;red;yes;"
                  "\"two\nlines\"\r\n"
                  "b;Эки;;;;;;;;no;\r\n"),
        RC_OK);
    assert_int_equal(report.rows, 2);
    assert_int_equal(report.added, 2);
    assert_int_equal(record_find(&h->rq, &type_thing, "a", 0, &id), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_thing, id, &rec), RC_OK);
    t = rec;
    assert_string_equal(t->title.in[LANG_KY], "Бир");
    assert_string_equal(t->remark, "two\nlines");
    assert_int_equal(t->pieces.n, 1000);
    assert_int_equal(t->price.n, 1050);
    assert_true(t->whole);
    assert_int_equal(t->weight.n, 1);
    assert_int_equal(t->made.n, day_parse("2026-11-22").n);

    assert_int_equal(things(h, "code,title_en,pieces\na,One,1000\n"
                               "b,Two,3\nc,Three,4\n"),
                     RC_OK);
    assert_int_equal(report.same, 1);
    assert_int_equal(report.changed, 1);
    assert_int_equal(report.added, 1);
    assert_int_equal(record_load(&h->rq, &type_thing, id, &rec), RC_OK);
    assert_int_equal(((struct thing *)rec)->r.version, 1);
    assert_string_equal(((struct thing *)rec)->title.in[LANG_KY], "Бир");
}

/* The state of a row is reached by the step that leads there. */
static void a_state_is_a_step(void **state)
{
    struct house *h = *state;
    int64_t id;
    void *rec;

    ONE(h, "code,title_ky,state\na,A,flying\n", 2, 3, "state", "no state");
    assert_int_equal(things(h, "code,title_ky,state\na,A,kept\nb,B,\n"
                               "c,C,gone\n"),
                     RC_OK);
    assert_int_equal(report.added, 3);
    assert_int_equal(record_find(&h->rq, &type_thing, "c", 0, &id), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_thing, id, &rec), RC_OK);
    assert_string_equal(((struct record *)rec)->state, "gone");
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM journal WHERE type ="
                                    " 'thing' AND step = 'drop'"), 1);
    assert_int_equal(things(h, "code,state\na,kept\nc,gone\n"), RC_OK);
    assert_int_equal(report.same, 2);
    assert_int_equal(things(h, "code,state\nb,gone\n"), RC_OK);
    assert_int_equal(report.changed, 1);
    /* No step leads back. */
    ONE(h, "code,state\nc,kept\n", 2, 2, "state", "no step leads");
}

static void an_empty_cell_empties(void **state)
{
    struct house *h = *state;
    int64_t id;
    void *rec;

    assert_int_equal(things(h, "code,title_ky,pieces\na,A,5\n"), RC_OK);
    assert_int_equal(things(h, "code,pieces\na,\n"), RC_OK);
    assert_int_equal(record_find(&h->rq, &type_thing, "a", 0, &id), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_thing, id, &rec), RC_OK);
    assert_false(((struct thing *)rec)->pieces.set);
}

static void references_stand_in_any_order(void **state)
{
    struct house *h = *state;
    static const char csv[] = "code,title_ky,parent,friends\n"
                              "leaf,L,branch,root;leaf\n"
                              "branch,B,root,leaf; old\n"
                              "root,R,,leaf;branch\n";
    int64_t leaf, branch, root;
    struct thing *t;
    void *rec;

    assert_int_equal(things(h, "code,title_ky\nold,O\n"), RC_OK);
    assert_int_equal(take(h, &type_thing, csv, sizeof csv - 1, true), RC_OK);
    assert_int_equal(report.added, 3);
    assert_int_equal(stored(h), 1);
    assert_int_equal(things(h, csv), RC_OK);
    assert_int_equal(report.added, 3);
    assert_int_equal(record_find(&h->rq, &type_thing, "leaf", 0, &leaf), 0);
    assert_int_equal(record_find(&h->rq, &type_thing, "branch", 0, &branch),
                     0);
    assert_int_equal(record_find(&h->rq, &type_thing, "root", 0, &root), 0);
    assert_int_equal(record_load(&h->rq, &type_thing, leaf, &rec), RC_OK);
    t = rec;
    assert_int_equal(t->parent, branch);
    assert_int_equal(t->friends.n, 2);
    assert_int_equal(record_load(&h->rq, &type_thing, branch, &rec), RC_OK);
    t = rec;
    assert_int_equal(t->parent, root);
    assert_int_equal(t->friends.n, 2);
    assert_int_equal(things(h, csv), RC_OK);
    assert_int_equal(report.same, 3);
}

static void a_tree_is_turned_round_in_one_file(void **state)
{
    static const char up[] = "code,kind,name_ky,parent\n"
                             "c,office,C,b\nb,office,B,a\na,office,A,\n";
    static const char down[] = "code,parent\na,b\nb,c\nc,\n";
    struct house *h = *state;

    assert_int_equal(take(h, &type_unit, up, sizeof up - 1, false), RC_OK);
    assert_int_equal(report.added, 3);
    assert_int_equal(take(h, &type_unit, down, sizeof down - 1, true), RC_OK);
    assert_int_equal(take(h, &type_unit, down, sizeof down - 1, false), RC_OK);
    assert_int_equal(report.changed, 3);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM unit_below"), 9);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM unit_below ub"
                                    " JOIN unit c ON c.id = ub.unit"
                                    " WHERE c.code = 'c'"),
                     3);
}

/* --- Header -------------------------------------------------------------------- */

static void the_header_is_read_strictly(void **state)
{
    struct house *h = *state;

    ONE(h, "", 1, 0, NULL, "empty");
    ONE(h, "\xEF\xBB\xBF\r\n\r\n", 1, 0, NULL, "empty");
    ONE(h, "code,title_ky,size\na,A,1\n", 1, 3, "size", "no field");
    ONE(h, "code,title_ky,title_de\na,A,1\n", 1, 3, "title_de", "no field");
    ONE(h, "code,title\na,A\n", 1, 2, "title", "title_ky, title_ru");
    ONE(h, "code,title_ky,state,state\na,A,kept,kept\n", 1, 4, "state",
        "twice");
    ONE(h, "code,title_ky,weight\na,A,1\n", 1, 3, "weight", "system");
    ONE(h, "code,title_ky,code\na,A,a\n", 1, 3, "code", "twice");
    ONE(h, "code,,title_ky\na,,A\n", 1, 2, "", "no name");
    ONE(h, "title_ky\nA\n", 1, 0, "code", "missing");
    ONE(h, "code,title_ky,version\na,A,1\n", 1, 3, "version", "no field");
    assert_int_equal(stored(h), 0);
}

/* --- Rows ---------------------------------------------------------------------- */

static void every_bad_value_is_named(void **state)
{
    struct house *h = *state;

    ONE(h, "code,title_ky\na,A\nb\n", 3, 0, NULL, "1 cells, the header has 2");
    ONE(h, "code,title_ky\na,A,x\n", 2, 0, NULL, "3 cells");
    ONE(h, "code,title_ky\na,A\n\nb,B\na,C\n", 5, 1, "code", "line 2");
    ONE(h, "code,title_ky\n,A\n", 2, 1, "code", "filled in");
    ONE(h, "code,title_ky\na,\n", 2, 2, "title_ky", "filled in");
    ONE(h, "code,pieces\na,1\n", 2, 0, "title_ky", "filled in");
    ONE(h, "code,title_ky,pieces\na,A,many\n", 2, 3, "pieces", "number");
    ONE(h, "code,title_ky,pieces\na,A,1.5\n", 2, 3, "pieces", "whole");
    ONE(h, "code,title_ky,pieces\na,A,1001\n", 2, 3, "pieces", "from 0");
    ONE(h, "code,title_ky,pieces\na,A,13\n", 2, 3, "pieces", "13");
    ONE(h, "code,title_ky,share\na,A,nan\n", 2, 3, "share", "number");
    ONE(h, "code,title_ky,made\na,A,2026-02-30\n", 2, 3, "made", "date");
    ONE(h, "code,title_ky,colour\na,A,blue\n", 2, 3, "colour", "choices");
    ONE(h, "code,title_ky,whole\na,A,maybe\n", 2, 3, "whole", "yes");
    ONE(h, "code,title_ky,unit\na,A,nowhere\n", 2, 3, "unit", "nowhere");
    ONE(h, "code,title_ky,parent\na,A,z\nb,B,a\n", 2, 3, "parent", "no z");
    ONE(h, "code,title_ky,friends\na,A,b;z\nb,B,a\n", 2, 3, "friends", "no z");
    assert_int_equal(stored(h), 0);
}

static void all_bad_rows_are_named_at_once(void **state)
{
    struct house *h = *state;

    assert_int_equal(things(h, "code,title_ky,pieces,made\n"
                               "a,A,x,y\n"
                               "b,B,1,2026-01-01\n"
                               "c,C,1001,2026-01-01\n"
                               "d,D\n"),
                     RC_INVALID);
    assert_int_equal(report.all_faults, 4);
    assert_int_equal(report.rows, 4);
    assert_true(fault_at(2, 3, "pieces", "number"));
    assert_true(fault_at(2, 4, "made", "date"));
    assert_true(fault_at(4, 3, "pieces", "from"));
    assert_true(fault_at(5, 0, NULL, "cells"));
    assert_int_equal(stored(h), 0);
}

static void circles_are_refused(void **state)
{
    struct house *h = *state;

    ONE(h, "code,title_ky,parent\na,A,a\n", 2, 3, "parent", "circle");
    ONE(h, "code,title_ky,parent\na,A,b\nb,B,c\nc,C,a\nd,D,a\n", 4, 3,
        "parent", "circle");
    assert_int_equal(things(h, "code,title_ky,parent\na,A,\nb,B,a\n"), RC_OK);
    ONE(h, "code,parent\na,b\nb,a\n", 3, 2, "parent", "circle");
    /* Over records that are not in the file the type's own check says it. */
    assert_int_equal(take(h, &type_unit,
                          "code,kind,name_ky,parent\na,office,A,\n"
                          "b,office,B,a\n",
                          50, false),
                     RC_OK);
    assert_int_equal(take(h, &type_unit, "code,parent\na,b\n", 16, true),
                     RC_INVALID);
    assert_true(fault_at(2, 2, "parent", "part of itself"));
}

static void what_only_a_write_can_tell_is_told_by_a_dry_run(void **state)
{
    struct house *h = *state;

    ONE(h, "code,title_ky,serial\na,A,7\nb,B,7\n", 3, 3, "serial", "taken");
    assert_int_equal(things(h, "code,title_ky,serial\na,A,7\n"), RC_OK);
    ONE(h, "code,title_ky,serial\nb,B,7\n", 2, 3, "serial", "taken");
    /* The row waits for its parent, so the type's check comes late. */
    ONE(h, "code,title_ky,parent,pieces\nx,X,y,13\ny,Y,,1\n", 2, 4, "pieces",
        "13");
    assert_int_equal(stored(h), 1);
}

static void long_texts_and_bad_bytes_are_refused(void **state)
{
    struct house *h = *state;
    char *big = malloc(12000);
    int n = snprintf(big, 12000, "code,title_ky\na,");

    memset(big + n, 'x', 10000);
    big[n + 10000] = '\n';
    one_fault(h, big, (size_t)n + 10001, 2, 2, "title_ky", "longer than 300");
    n = snprintf(big, 12000, "code,title_ky\n");
    memset(big + n, 'x', 10000);
    memcpy(big + n + 10000, ",A\n", 3);
    one_fault(h, big, (size_t)n + 10003, 2, 1, "code", "longer");
    free(big);
    ONE(h, "code,title_ky\na,\"A\n", 2, 3, NULL, "never closed");
    ONE(h, "code,title_ky\na,\"A\"x\n", 2, 6, NULL, "after a closing");
    ONE(h, "code,title_ky\na,A\0\n", 2, 4, NULL, "NUL");
    ONE(h, "code,title_ky\na,\xD1\x8F\xD1\x8F\xFF\n", 2, 5, NULL, "UTF-8");
    ONE(h, "\xFF\xFE" "c\0o\0", 1, 1, NULL, "UTF-16");
}

static void cp1251_is_read(void **state)
{
    struct house *h = *state;
    int64_t id;
    void *rec;

    assert_int_equal(things(h, "code;title_ru\na;\xCF\xEB\xE0\xED\n"), RC_OK);
    assert_int_equal(record_find(&h->rq, &type_thing, "a", 0, &id), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_thing, id, &rec), RC_OK);
    assert_string_equal(((struct thing *)rec)->title.in[LANG_RU], "План");
}

static void a_thousand_faults_are_kept(void **state)
{
    struct house *h = *state;
    struct buf b;

    buf_init(&b, h->mem);
    buf_str(&b, "code,title_ky,pieces\n");
    for (int i = 0; i < 1500; i++)
        buf_fmt(&b, "c%d,T,x\n", i);
    assert_int_equal(take(h, &type_thing, b.s, b.n, false), RC_INVALID);
    assert_int_equal(report.n_faults, 1000);
    assert_int_equal(report.all_faults, 1500);
    assert_int_equal(report.faults[999].line, 1001);
    assert_string_equal(report.faults[999].field, "pieces");
}

/* --- Rights --------------------------------------------------------------------- */

static void imports_ask_for_rights(void **state)
{
    static const char more[] = "code,title_ky\na,A\nb,B\n";
    static const char change[] = "code,title_ky\na,New\nb,B\n";
    struct house *h = *state;
    int64_t clerk = house_person(h, "clerk"), one = house_person(h, "one");

    house_appoint(h, clerk, "clerk", 0);
    house_as(h, one);
    assert_int_equal(take(h, &type_thing, more, sizeof more - 1, true),
                     RC_INVALID);
    assert_int_equal(report.all_faults, 2);
    assert_true(fault_at(2, 0, NULL, "may not"));
    house_as(h, clerk);
    assert_int_equal(take(h, &type_thing, more, sizeof more - 1, false),
                     RC_OK);
    assert_int_equal(take(h, &type_thing, change, sizeof change - 1, false),
                     RC_INVALID); /* a clerk adds, and does not change */
    assert_int_equal(report.all_faults, 1);
    assert_true(fault_at(2, 0, NULL, "may not"));
    assert_int_equal(take(h, &type_file, "name,kind\na,b\n", 14, false),
                     RC_INVALID);
}

/* --- Long files ------------------------------------------------------------------ */

struct telling {
    long calls, last, all, stop_at;
};

static bool tell(void *arg, long done, long all)
{
    struct telling *t = arg;

    t->calls++;
    t->last = done;
    t->all = all;
    return !t->stop_at || done < t->stop_at;
}

static void long_work_tells_and_can_be_cancelled(void **state)
{
    enum { ROWS = 4000 };
    struct house *h = *state;
    struct telling t = { .stop_at = 6000 };
    struct import_options o = { .type = &type_thing, .progress = tell,
                                .arg = &t };
    struct buf b;
    size_t before;

    buf_init(&b, h->mem);
    buf_str(&b, "code,title_ky,remark,parent\n");
    for (int i = ROWS - 1; i >= 0; i--)
        buf_fmt(&b, "c%d,Title,a remark of some length,%s\n", i,
                i ? mem_fmt(h->mem, "c%d", i / 2) : "");
    before = mem_used(h->mem);
    assert_int_equal(import_csv(&h->rq, &o, b.s, b.n, &report), RC_INVALID);
    assert_int_equal(t.last, 6000);
    assert_int_equal(report.all_faults, 0);
    assert_string_equal(h->rq.fails->text, "cancelled; nothing was written");
    assert_int_equal(stored(h), 0);
    t = (struct telling){ 0 };
    assert_int_equal(import_csv(&h->rq, &o, b.s, b.n, &report), RC_OK);
    assert_int_equal(t.last, 2 * ROWS);
    assert_int_equal(t.all, 2 * ROWS);
    assert_int_equal(report.added, ROWS);
    assert_int_equal(stored(h), ROWS);
    /* Both runs together: what a row needs is given back. */
    assert_true(mem_used(h->mem) - before < (size_t)ROWS * 600);
}

static enum rc import_inside(struct rq *rq, void *arg)
{
    struct import_options o = { .type = &type_thing };
    const char *csv = arg;

    return import_csv(rq, &o, csv, strlen(csv), &report);
}

static void an_import_may_be_part_of_a_write(void **state)
{
    struct house *h = *state;
    char good[] = "code,title_ky,parent\nb,B,a\na,A,\n";
    char bad[] = "code,title_ky,serial\nc,C,1\nd,D,1\n";

    assert_int_equal(app_write(&h->rq, import_inside, good), RC_OK);
    assert_int_equal(stored(h), 2);
    assert_int_equal(app_write(&h->rq, import_inside, bad), RC_INVALID);
    assert_int_equal(stored(h), 2);
}

/* --- Export ---------------------------------------------------------------------- */

static enum rc collect(struct buf *b, void *arg)
{
    struct buf *all = arg;

    buf_add(all, b->s, b->n);
    b->n = 0;
    return RC_OK;
}

static void what_is_exported_is_read_again(void **state)
{
    static const char csv[] =
        "code,title_ky,title_ru,title_en,parent,friends,unit,pieces,share,"
        "price,made,colour,whole,serial,remark\r\n"
        "a,\"Бир, эки\",,One,,,office,7,1000000,-0.50,2026-11-22,red,yes,s1,"
        "\"line \"\"one\"\"\r\ntwo\"\r\n"
        "b,'=SUM(A1),,,a,a;c,,,0.1,,,,no,,\r\n"
        "c,Үч,Три,Three,b,,,,-3.25,1234567.00,,green,no,,;\r\n";
    struct house *h = *state;
    struct list l = { .type = &type_thing, .limit = 2 };
    struct mem *m = mem_new(0);
    struct journal_report proof = { 0 };
    struct buf all, out, whole;

    buf_init(&all, m);
    buf_init(&out, h->mem);
    buf_init(&whole, h->mem);
    house_unit(h, "office", 0);
    assert_int_equal(things(h, csv), RC_OK);
    assert_int_equal(export_csv(&h->rq, &l, &out, collect, &all), RC_OK);
    assert_int_equal(out.n, 0);
    l = (struct list){ .type = &type_thing };
    assert_int_equal(export_csv(&h->rq, &l, &whole, NULL, NULL), RC_OK);
    assert_string_equal(all.s, whole.s);
    assert_non_null(strstr(all.s, "\r\nb,'=SUM(A1),,,a,\"a;c\","));
    assert_int_equal(things(h, all.s), RC_OK);
    assert_int_equal(report.same, 3);
    assert_int_equal(journal_verify(h->rq.sql, m,
                                    journal_key_text(m, &h->app.key), NULL,
                                    &proof),
                     RC_OK);
    assert_string_equal(proof.faults_text.s, "");
    mem_free(m);
}

static enum rc persons(struct house *h, const char *rows)
{
    const char *csv = mem_fmt(h->mem, "record,name_ky\n%s", rows);

    return take(h, &type_person, csv, strlen(csv), false);
}

/* A person has no code: the number tells who is meant, and the number of
 * another house tells nobody. */
static void a_record_without_a_code_is_known_by_its_number(void **state)
{
    struct house *h = *state;
    int64_t id = house_person(h, "one");
    const char *mark = record_mark(&h->rq, id);
    struct person *p;
    void *rec;

    house_as(h, 0);
    assert_int_equal(persons(h, mem_fmt(h->mem, "%s,Бирөө\n", mark)), RC_OK);
    assert_int_equal(report.changed, 1);
    assert_int_equal(record_load(&h->rq, &type_person, id, &rec), RC_OK);
    p = rec;
    assert_string_equal(p->name.in[LANG_KY], "Бирөө");
    assert_int_equal(persons(h, mem_fmt(h->mem, "%s,Бирөө\n,Жаңы\n", mark)),
                     RC_OK);
    assert_int_equal(report.same, 1);
    assert_int_equal(report.added, 1);
    assert_int_equal(persons(h, mem_fmt(h->mem, "#%lld-00000000,Башка\n",
                                        (long long)id)),
                     RC_OK);
    assert_int_equal(report.added, 1);
    assert_int_equal(persons(h, mem_fmt(h->mem, "%s,A\n%s,B\n", mark, mark)),
                     RC_INVALID);
    assert_true(fault_at(3, 1, IMPORT_RECORD, "stands in line 2 too"));
    assert_int_equal(persons(h, mem_fmt(h->mem, "%s,A\n%lld,B\nx,C\n",
                                        record_mark(&h->rq, 999),
                                        (long long)id)),
                     RC_INVALID);
    assert_true(fault_at(2, 1, IMPORT_RECORD, "no such record"));
    assert_true(fault_at(3, 1, IMPORT_RECORD, "must be like #17-"));
    assert_true(fault_at(4, 1, IMPORT_RECORD, "must be like #17-"));
    ONE(h, "record,code,title_ky\n#1,a,A\n", 1, 1, IMPORT_RECORD,
        "no field record");
}

/* It parts the codes where a cell names several records. */
static void no_code_holds_what_parts_codes(void **state)
{
    struct house *h = *state;
    struct thing *t = record_new(&h->rq, &type_thing);

    house_as(h, 0);
    t->code = "a;b";
    t->title.in[LANG_KY] = "китеп";
    assert_int_equal(house_add(h, &type_thing, t), RC_INVALID);
    t->code = "a,b";
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
}

static void an_export_is_for_these_eyes(void **state)
{
    struct house *h = *state;
    int64_t auditor = house_person(h, "auditor"), hr = house_person(h, "hr");
    struct list l = { .type = &type_thing };
    struct buf b;

    buf_init(&b, h->mem);
    assert_int_equal(things(h, "code,title_ky\na,A\n"), RC_OK);
    house_appoint(h, auditor, "auditor", 0);
    house_appoint(h, hr, "hr", 0);
    house_as(h, auditor); /* sees, but does not take away */
    assert_int_equal(export_csv(&h->rq, &l, &b, NULL, NULL), RC_OK);
    assert_null(strchr(strchr(b.s, '\n') + 1, '\n'));
    l = (struct list){ .type = &type_person };
    b.n = 0;
    house_as(h, hr);
    assert_int_equal(export_csv(&h->rq, &l, &b, NULL, NULL), RC_OK);
    assert_non_null(strstr(b.s, "a@b.kg"));
    h->rq.system = true;
    l = (struct list){ .type = &type_account };
    b.n = 0;
    assert_int_equal(export_csv(&h->rq, &l, &b, NULL, NULL), RC_OK);
    assert_null(strstr(b.s, "password"));
}

/* A whole name means the one record that has it; one that two have is refused
 * with both numbers, and a number says which; a part of a name is no name. */
static enum rc appointed(struct house *h, const char *person, bool dry)
{
    const char *csv =
        mem_fmt(h->mem, "person,role,starts\n\"%s\",head,2026-01-01\n", person);

    return take(h, &type_appointment, csv, strlen(csv), dry);
}

static int64_t appointments_of(struct house *h, int64_t person)
{
    return house_count(
        h, mem_fmt(h->mem, "SELECT COUNT(*) FROM appointment WHERE person = %lld",
                   (long long)person));
}

static void a_name_that_two_share_is_told(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "Бакыт Асанов");
    int64_t two = house_person(h, "Бакыт Асанов");
    int64_t only = house_person(h, "Айгүл Жалгызова");
    const char *both = mem_fmt(h->mem, "#%lld Бакыт Асанов, #%lld Бакыт Асанов",
                               (long long)one, (long long)two);

    assert_int_equal(appointed(h, "Айгүл Жалгызова", false), RC_OK);
    assert_int_equal(appointments_of(h, only), 1);
    for (int dry = 0; dry < 2; dry++) {
        assert_int_equal(appointed(h, "Бакыт Асанов", dry), RC_INVALID);
        assert_true(fault_at(2, 1, "person", both));
        assert_int_equal(appointed(h, "Асанов", dry), RC_INVALID);
        assert_true(fault_at(2, 1, "person", both));
    }
    assert_int_equal(appointed(h, mem_fmt(h->mem, "#%lld Бакыт Асанов",
                                          (long long)two), false),
                     RC_OK);
    assert_int_equal(appointments_of(h, two), 1);
    assert_int_equal(appointed(h, "Эч Ким", false), RC_INVALID);
    assert_true(fault_at(2, 1, "person", "there is no Эч Ким"));
    assert_int_equal(appointments_of(h, one), 0);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rows_are_added_changed_or_the_same),
        TEST(a_state_is_a_step),
        TEST(an_empty_cell_empties),
        TEST(references_stand_in_any_order),
        TEST(a_tree_is_turned_round_in_one_file),
        TEST(the_header_is_read_strictly),
        TEST(every_bad_value_is_named),
        TEST(all_bad_rows_are_named_at_once),
        TEST(a_name_that_two_share_is_told),
        TEST(circles_are_refused),
        TEST(what_only_a_write_can_tell_is_told_by_a_dry_run),
        TEST(long_texts_and_bad_bytes_are_refused),
        TEST(cp1251_is_read),
        TEST(a_thousand_faults_are_kept),
        TEST(imports_ask_for_rights),
        TEST(long_work_tells_and_can_be_cancelled),
        TEST(an_import_may_be_part_of_a_write),
        TEST(what_is_exported_is_read_again),
        TEST(a_record_without_a_code_is_known_by_its_number),
        TEST(no_code_holds_what_parts_codes),
        TEST(an_export_is_for_these_eyes),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
