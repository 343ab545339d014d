/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel_remark_test.c: a remark on a record: who may write and see it, who
 * is told, how it is answered and settled.
 */
#include "kernel_help.h"

#include "kernel/notice.h"
#include "kernel/remark.h"

struct people {
    int64_t boss, writer, other;
    struct unit *unit;
};

static struct people people(struct house *h)
{
    struct people p = { house_person(h, "Башчы"), house_person(h, "Жазуучу"),
                        house_person(h, "Башка"), NULL };

    p.unit = house_unit(h, "u", 0);
    house_appoint(h, p.boss, "head", p.unit->r.id);
    return p;
}

static struct remark *write_as(struct house *h, int64_t who, const char *type,
                               int64_t id, enum rc wanted)
{
    struct remark *m = record_new(&h->rq, &type_remark);

    house_as(h, who);
    m->subject = type;
    m->subject_number = (struct count){ id, true };
    m->text = "Бул жерде ката бар";
    assert_int_equal(house_add(h, &type_remark, m), wanted);
    house_as(h, 0);
    return m;
}

static enum rc step_as(struct house *h, int64_t who, struct remark *m,
                       const char *step, const char *answer)
{
    enum rc rc;
    void *rec;

    house_as(h, 0);
    assert_int_equal(record_load(&h->rq, &type_remark, m->r.id, &rec), RC_OK);
    m = rec;
    house_as(h, who);
    m->answer = answer;
    rc = house_step(h, &type_remark, m, step);
    house_as(h, 0);
    return rc;
}

static int64_t told(struct house *h, int64_t who, const char *kind)
{
    return house_count(
        h, mem_fmt(h->mem,
                   "SELECT COUNT(*) FROM notice WHERE person = %lld"
                   " AND kind = '%s'",
                   (long long)who, kind));
}

static void test_a_life(void **state)
{
    struct house *h = *state;
    struct people p = people(h);
    struct unit *below = house_unit(h, "below", p.unit->r.id);
    struct remark *m =
        write_as(h, p.writer, "unit", below->r.id, RC_OK);
    struct remark_thread *all;
    size_t n;

    assert_int_equal(m->author, p.writer);
    assert_int_equal(told(h, p.boss, "remark"), 1);
    assert_int_equal(step_as(h, p.boss, m, "answer", NULL), RC_INVALID);
    assert_int_equal(step_as(h, p.boss, m, "answer", "Оңдойбуз"), RC_OK);
    assert_int_equal(told(h, p.writer, "answer"), 1);
    assert_int_equal(step_as(h, p.other, m, "resolve", NULL), RC_DENIED);
    assert_int_equal(step_as(h, p.writer, m, "resolve", NULL), RC_OK);
    assert_int_equal(told(h, p.boss, "resolved"), 1);
    assert_int_equal(step_as(h, p.writer, m, "reopen", "Дагы бар"), RC_OK);
    assert_int_equal(
        remark_list(&h->rq, &type_unit, below->r.id, 10, &all, &n), RC_OK);
    assert_int_equal(n, 1);
    assert_string_equal(all[0].remark->r.state, "open");
    assert_int_equal(all[0].n, 2);
    assert_string_equal(all[0].answers[1]->text, "Дагы бар");
    assert_null(all[0].remark->answer);
}

/* Nothing of a record that one may not see: neither its remarks nor that it
 * is there. */
static void test_only_what_is_seen(void **state)
{
    struct house *h = *state;
    struct people p = people(h);
    struct thing *t = record_new(&h->rq, &type_thing);
    struct remark *m;
    void *rec;

    t->code = "T.1";
    t->title.in[LANG_KY] = "Нерсе";
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
    write_as(h, p.writer, "thing", t->r.id, RC_INVALID);
    write_as(h, p.writer, "unit", 4711, RC_INVALID);
    write_as(h, p.writer, "nonsense", 1, RC_INVALID);
    m = write_as(h, 0, "thing", t->r.id, RC_OK);
    house_as(h, p.writer);
    assert_int_equal(record_get(&h->rq, &type_remark, m->r.id, &rec),
                     RC_MISSING);
    house_as(h, 0);
    m = write_as(h, p.writer, "unit", p.unit->r.id, RC_OK);
    write_as(h, p.writer, "remark", m->r.id, RC_INVALID);
    house_as(h, p.other);
    assert_int_equal(record_get(&h->rq, &type_remark, m->r.id, &rec), RC_OK);
    house_as(h, 0);
}

/* What waits for whom: for the head until it is answered, then for its author
 * until it is settled; for who owes something about the record before the head. */
static size_t waits(struct house *h, int64_t who)
{
    struct remark **all;
    size_t n;

    house_as(h, who);
    assert_int_equal(remark_mine(&h->rq, who, 10, &all, &n), RC_OK);
    house_as(h, 0);
    return n;
}

static void test_whom_it_waits_for(void **state)
{
    struct house *h = *state;
    struct people p = people(h);
    struct unit *below = house_unit(h, "below", p.unit->r.id);
    struct unit *deep = house_unit(h, "deep", below->r.id);
    struct unit *apart = house_unit(h, "apart", 0);
    struct remark *m = write_as(h, p.writer, "unit", deep->r.id, RC_OK);

    house_appoint(h, p.other, "head", apart->r.id);
    assert_int_equal(waits(h, p.boss), 1);
    assert_int_equal(waits(h, p.writer), 0);
    assert_int_equal(waits(h, p.other), 0);
    assert_int_equal(step_as(h, p.boss, m, "answer", "Оңдойбуз"), RC_OK);
    assert_int_equal(waits(h, p.boss), 0);
    assert_int_equal(waits(h, p.writer), 1);
    /* The nearest head, not the one above. */
    house_appoint(h, p.other, "head", below->r.id);
    assert_int_equal(step_as(h, p.writer, m, "answer", "Дагы бар"), RC_OK);
    assert_int_equal(waits(h, p.boss), 0);
    assert_int_equal(waits(h, p.other), 1);
    assert_int_equal(step_as(h, p.writer, m, "resolve", NULL), RC_OK);
    assert_int_equal(waits(h, p.other), 0);
    assert_int_equal(waits(h, p.writer), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_a_life, house_open, house_close),
        cmocka_unit_test_setup_teardown(test_whom_it_waits_for, house_open,
                                        house_close),
        cmocka_unit_test_setup_teardown(test_only_what_is_seen, house_open,
                                        house_close),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
