/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: on every day of generated histories against a naive model; what holds
 * before any act; an act of the future; what is refused.
 */
#include "act_help.h"

#include "kernel/rule.h"

static const struct rule_kind test_rules[] = {
    { .code = "answer_days", .label = "days", .source = "law",
      .kind = KIND_COUNT, .least = 1, .most = 90, .fallback = "14",
      .since = "2020-01-01", .type = "student",
      .touches = "t.state = 'applicant' AND '2026-12-01' <= {on}" },
    { .code = "share", .label = "share", .source = "law",
      .kind = KIND_PERCENT, .least = 0, .most = 100 },
    { .code = "colour", .label = "colour", .source = "law",
      .kind = KIND_CHOICE, .choices = "red green", .fallback = "red",
      .since = "2020-01-01" },
    { .code = "open", .label = "open", .source = "law", .kind = KIND_BOOL,
      .fallback = "no", .since = "2020-01-01" },
};
static const struct module rules_module = {
    .name = "ruled", SPAN(rules, test_rules),
};
static const struct module *const with_rules[] = {
    &kernel_module, &student_module, &rules_module
};

static int rules_house(void **state)
{
    return house_open_with(state, with_rules, 3);
}

static struct rule *draft(struct house *h, const char *code,
                          const char *value, const char *since)
{
    struct rule *r = record_new(&h->rq, &type_rule);

    r->code = code;
    r->value = value;
    r->since = day_parse(since);
    r->reason.in[LANG_KY] = "себеп";
    return r;
}

/* --- By an act --------------------------------------------------------------- */

struct adding_rule {
    int64_t act, id;
    const char *step;
};

static enum rc rule_line(struct rq *rq, void *arg)
{
    struct adding_rule *a = arg;

    return act_add_step(rq, a->act, &type_rule, a->id, a->step, NULL);
}

static enum rc by_act(struct office *o, int64_t id, const char *step)
{
    struct adding_rule a = { act_new(o, "Эреже"), id, step };

    assert_int_equal(app_write(&o->h->rq, rule_line, &a), RC_OK);
    return act_checked(o, a.act) ? RC_CONFLICT : act_signed(o, a.act);
}

static int64_t enacted(struct office *o, const char *code, const char *value,
                       const char *since)
{
    struct rule *r = draft(o->h, code, value, since);

    house_as(o->h, o->clerk);
    assert_int_equal(house_add(o->h, &type_rule, r), RC_OK);
    assert_int_equal(by_act(o, r->r.id, "enact"), RC_OK);
    house_as(o->h, 0);
    return r->r.id;
}

static int64_t days_on(struct house *h, const char *on)
{
    int64_t n;

    return rule_int(&h->rq, "answer_days", day_parse(on), &n) ? -1 : n;
}

static void before_any_act(void **state)
{
    struct house *h = *state;
    const char *text;
    double v;
    int64_t n;

    assert_int_equal(days_on(h, "2026-11-22"), 14);
    assert_int_equal(days_on(h, "2020-01-01"), 14);
    assert_int_equal(days_on(h, "2019-12-31"), -1);
    assert_int_equal(rule_number(&h->rq, "share", h->rq.today, &v),
                     RC_MISSING);
    assert_int_equal(rule_text(&h->rq, "nothing", h->rq.today, &text),
                     RC_MISSING);
    assert_int_equal(rule_text(&h->rq, "colour", h->rq.today, &text), RC_OK);
    assert_string_equal(text, "red");
    assert_int_equal(rule_int(&h->rq, "open", h->rq.today, &n), RC_OK);
    assert_int_equal(n, 0);
}

static void an_act_of_the_future(void **state)
{
    struct office o = office_open(state);
    struct rule *r;
    void *rec;
    int64_t id = enacted(&o, "answer_days", "30", "2027-01-01");
    double v;

    assert_int_equal(days_on(o.h, "2026-11-22"), 14);
    assert_int_equal(days_on(o.h, "2026-12-31"), 14);
    assert_int_equal(days_on(o.h, "2027-01-01"), 30);
    assert_int_equal(record_load(&o.h->rq, &type_rule, id, &rec), RC_OK);
    r = rec;
    assert_string_equal(r->r.state, "in_force");
    assert_int_not_equal(r->act, 0);
    /* It can be recalled, as long as nothing was decided by it. */
    assert_int_equal(by_act(&o, id, "recall"), RC_OK);
    house_as(o.h, 0);
    assert_int_equal(days_on(o.h, "2027-01-01"), 14);
    id = enacted(&o, "share", "12,50", "2026-11-01");
    assert_int_equal(rule_number(&o.h->rq, "share", o.h->rq.today, &v),
                     RC_OK);
    assert_true(v > 12.49 && v < 12.51);
    assert_int_equal(by_act(&o, id, "recall"), RC_CONFLICT);
}

static void what_is_refused(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct { const char *code, *value, *since; } bad[] = {
        { "answer_days", "0", "2027-01-01" },
        { "answer_days", "91", "2027-01-01" },
        { "answer_days", "2.5", "2027-01-01" },
        { "answer_days", "many", "2027-01-01" },
        { "answer_days", "", "2027-01-01" },
        { "answer_days", "9", "2019-12-31" },
        { "colour", "blue", "2027-01-01" },
        { "open", "perhaps", "2027-01-01" },
        { "share", "101", "2027-01-01" },
        { "nothing", "1", "2027-01-01" },
    };

    house_as(h, o.clerk);
    for (size_t i = 0; i < COUNT(bad); i++)
        assert_int_equal(house_add(h, &type_rule,
                                   draft(h, bad[i].code, bad[i].value,
                                         bad[i].since)),
                         RC_INVALID);
    house_as(h, 0);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM rule"), 0);
}

static void only_by_an_act(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct rule *r = draft(h, "answer_days", "030", "2026-11-01");
    void *rec;

    house_as(h, o.clerk);
    assert_int_equal(house_add(h, &type_rule, r), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_rule, r->r.id, &rec), RC_OK);
    r = rec;
    assert_string_equal(r->value, "30");
    assert_int_equal(days_on(h, "2026-11-22"), 14);
    assert_int_not_equal(house_step(h, &type_rule, r, "enact"), RC_OK);
    house_as(h, o.rector);
    assert_int_not_equal(house_step(h, &type_rule, r, "enact"), RC_OK);
    assert_int_equal(days_on(h, "2026-11-22"), 14);
    assert_int_equal(by_act(&o, r->r.id, "enact"), RC_OK);
    assert_int_equal(days_on(h, "2026-11-22"), 30);
    assert_int_equal(days_on(h, "2026-10-31"), 14);
    /* In force it is nobody's to edit. */
    house_as(h, o.rector);
    assert_int_equal(record_load(&h->rq, &type_rule, r->r.id, &rec), RC_OK);
    r = rec;
    r->value = "31";
    assert_int_not_equal(house_save(h, &type_rule, r), RC_OK);
    assert_int_equal(days_on(h, "2026-11-22"), 30);
    /* Nor does a second value begin on the same day. */
    r = draft(h, "answer_days", "60", "2026-11-01");
    house_as(h, o.clerk);
    assert_int_equal(house_add(h, &type_rule, r), RC_OK);
    assert_int_equal(by_act(&o, r->r.id, "enact"), RC_CONFLICT);
    assert_int_equal(days_on(h, "2026-11-22"), 30);
}

static void what_it_touches(void **state)
{
    struct house *h = *state;
    struct list l = { .limit = 10 }, early = { .limit = 10 }, none = { 0 };
    int64_t n;

    for (int i = 0; i < 3; i++)
        student_new(h, mem_fmt(h->mem, "s%d", i));
    assert_int_equal(rule_touches(&h->rq, rule_kind(&h->app, "answer_days"),
                                  day_parse("2027-01-01"), &l), RC_OK);
    assert_int_equal(list_count(&h->rq, &l, 10, &n), RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(rule_touches(&h->rq, rule_kind(&h->app, "answer_days"),
                                  day_parse("2026-11-30"), &early), RC_OK);
    assert_int_equal(list_count(&h->rq, &early, 10, &n), RC_OK);
    assert_int_equal(n, 0);
    assert_int_equal(rule_touches(&h->rq, rule_kind(&h->app, "share"),
                                  h->rq.today, &none), RC_MISSING);
}

/* --- Against a naive model ---------------------------------------------------- */

enum { SPAN_DAYS = 200, CHANGES = 12 };

struct model {
    int first, n;
    struct { int since, value; int64_t id; } set[CHANGES];
};

/* The value on a day by looking at all of them. */
static int64_t model_on(const struct model *m, int on)
{
    int best = -1;

    for (int i = 0; i < m->n; i++)
        if (m->set[i].since <= on &&
            (best < 0 || m->set[i].since > m->set[best].since))
            best = i;
    return best < 0 ? 14 : m->set[best].value;
}

static enum rc compare(struct rq *rq, void *arg)
{
    const struct model *m = arg;
    int64_t n;

    for (int on = m->first; on < m->first + SPAN_DAYS; on++) {
        TRY(rule_int(rq, "answer_days", (day){ on }, &n));
        assert_int_equal(n, model_on(m, on));
    }
    return RC_OK;
}

static bool taken(const struct model *m, int since)
{
    for (int i = 0; i < m->n; i++)
        if (m->set[i].since == since)
            return true;
    return false;
}

/* Acts in any order of their days, some about the past, some recalled. */
static void as_a_naive_model(void **state)
{
    struct office o = office_open(state);
    struct house *h = o.h;
    struct model m = { .first = h->rq.today.n - SPAN_DAYS / 2 };
    char iso[DAY_ISO_SIZE];

    srand(11);
    while (m.n < CHANGES) {
        int since = m.first + rand() % SPAN_DAYS, value = 1 + rand() % 90;

        if (taken(&m, since))
            continue;
        m.set[m.n].since = since;
        m.set[m.n].value = value;
        m.set[m.n].id = enacted(&o, "answer_days",
                                mem_fmt(h->mem, "%d", value),
                                day_iso((day){ since }, iso));
        m.n++;
        assert_int_equal(compare(&h->rq, &m), RC_OK);
        assert_int_equal(app_write(&h->rq, compare, &m), RC_OK);
        if (since > h->rq.today.n && rand() % 2) {
            assert_int_equal(by_act(&o, m.set[m.n - 1].id, "recall"), RC_OK);
            house_as(h, 0);
            m.n--;
            assert_int_equal(compare(&h->rq, &m), RC_OK);
        }
    }
}

/* --- Faults of ours ------------------------------------------------------------ */

static void bad_declarations(void **state)
{
    static const struct rule_kind bad[] = {
        { .code = "a", .label = "a", .source = "a", .kind = KIND_COUNT,
          .least = 1, .most = 9, .fallback = "10", .since = "2020-01-01" },
        { .code = "b", .label = "b", .source = "b", .kind = KIND_COUNT,
          .fallback = "07", .since = "2020-01-01" },
        { .code = "c", .label = "c", .source = "c", .kind = KIND_COUNT,
          .fallback = "7" },
        { .code = "d", .label = "d", .source = "d", .kind = KIND_TEXT },
        { .code = "e", .label = "e", .source = "e", .kind = KIND_COUNT,
          .type = "nothing", .touches = "1 = 1" },
        { .code = "f", .label = "f", .kind = KIND_CHOICE, .choices = "x y" },
        { .code = "d", .label = "d", .source = "d", .kind = KIND_BOOL },
    };
    static const struct module module = { .name = "bad", SPAN(rules, bad) };
    static const struct module *const list[] = { &kernel_module, &module };
    struct mem *m = mem_new(0);
    struct ordo *app = MEM_NEW(m, struct ordo);
    struct buf faults;
    size_t lines = 0;

    (void)state;
    buf_init(&faults, m);
    assert_int_equal(app_init(app, m, list, 2, &faults), RC_INVALID);
    for (const char *p = faults.s; (p = strchr(p, '\n')); p++)
        lines++;
    assert_int_equal(lines, COUNT(bad));
    mem_free(m);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, rules_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(before_any_act),
        TEST(an_act_of_the_future),
        TEST(what_is_refused),
        TEST(only_by_an_act),
        TEST(what_it_touches),
        TEST(as_a_naive_model),
        cmocka_unit_test(bad_declarations),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
