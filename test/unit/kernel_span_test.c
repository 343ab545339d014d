/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Spans, ledgers and snapshots against a naive model: a year of changes and
 * late corrections, kept whole beside the folder and counted by hand.
 */
#define HOUSE_OWN_MODULES
#include "kernel_help.h"

#include "kernel/journal.h"
#include "kernel/ledger.h"
#include "kernel/past.h"
#include "kernel/span.h"

#define DAY_US (INT64_C(86400) * 1000000)

/* --- A type that is counted ------------------------------------------------- */

struct pupil {
    struct record r;
    const char *code;
    const char *form;
    struct count fee;
    const char *remark; /* not timed */
};

extern const struct type type_pupil;

static const struct choice forms[] = { { "day", "day" }, { "evening", "eve" } };
static const struct field pupil_fields[] = {
    FIELD_TEXT(pupil, code, .label = "code", .must = true, .unique = true),
    FIELD_CHOICE(pupil, form, forms, .label = "form", .timed = true),
    FIELD_COUNT(pupil, fee, .label = "fee", .timed = true),
    FIELD_TEXT(pupil, remark, .label = "remark"),
};
static const struct state pupil_states[] = {
    { "studying", "studying", TONE_GOOD },
    { "left", "left", TONE_MUTED },
};
static const struct step pupil_steps[] = {
    { .name = "leave", .label = "Leave", .from = { "studying" },
      .to = "left" },
    { .name = "return", .label = "Return", .from = { "left" },
      .to = "studying" },
};
static const struct ledger pupil_ledgers[] = {
    { "studying", { "form" }, { "studying" }, NULL },
    { "fees", { "form", "state" }, { NULL }, "fee" },
};
const struct type type_pupil = {
    .name = "pupil", .label = "Pupil", .plural = "Pupils",
    .size = sizeof(struct pupil), SPAN(fields, pupil_fields),
    SPAN(states, pupil_states), SPAN(steps, pupil_steps), .title = "code",
    .code = "code", .counted = true, SPAN(ledgers, pupil_ledgers),
};
static const struct type *const pupil_types[] = { &type_pupil };
static const struct grant pupil_grants[] = {
    { "auditor", "pupil", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct measure pupil_measures[] = {
    { "pupils", "pupils", "those who study", UNIT_COUNT,
      { "SELECT COUNT(*), 1 FROM pupil_span s WHERE s.state = 'studying' AND "
        SPAN_HELD("s", "$1", "$2"),
        "ti", "ii" },
      &type_pupil,
      "EXISTS (SELECT 1 FROM pupil_span s WHERE s.record = t.id"
      " AND s.state = 'studying' AND " SPAN_HELD("s", "{on}", "{known}") ")",
      "2025-01-01" },
    { "evening", "evening", "share of the evening form", UNIT_PERCENT,
      { "SELECT {pupil.studying WHERE k.form = 'evening'},"
        " {pupil.studying}",
        "ti", "ii" },
      NULL, NULL, "2025-01-01" },
};
static const struct module pupil_module = {
    .name = "pupils", SPAN(types, pupil_types), SPAN(grants, pupil_grants),
    SPAN(measures, pupil_measures),
};
static const struct module *const pupil_modules[] = { &kernel_module,
                                                      &pupil_module };
const struct module *const *const house_own = pupil_modules;

/* --- The naive model --------------------------------------------------------- */

enum { PUPILS = 25, DAYS = 400, EVENTS = 700 };

struct was {
    bool there, studying, evening;
    int64_t fee;
};
/* What is thought of each pupil on each day, and all of that as it was. */
struct model {
    struct was at[PUPILS][DAYS];
};

struct kept {
    int day, known_day;
    int64_t known_at, pupils, evening;
    int64_t fees;
};

static void model_count(const struct model *m, int on, struct kept *k)
{
    k->pupils = k->evening = k->fees = 0;
    for (int p = 0; p < PUPILS; p++) {
        const struct was *w = &m->at[p][on];

        k->pupils += w->there && w->studying;
        k->evening += w->there && w->studying && w->evening;
        k->fees += w->there ? w->fee : 0;
    }
}

static uint64_t seed = 88172645463325252u;

static int pick(int n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)(seed % (uint64_t)n);
}

static day begins;

static void go_to(struct house *h, int d)
{
    h->rq.today = day_add(begins, d);
    /* Some time of the day, later than all before. */
    h->rq.now = (int64_t)h->rq.today.n * DAY_US - 6 * 3600 * INT64_C(1000000) +
                (h->rq.now % 1000000 + 7) % 1000000;
}

static void carry(struct model *m, int p, int from, void (*set)(struct was *,
                                                                int), int v)
{
    for (int d = from; d < DAYS; d++)
        set(&m->at[p][d], v);
}

static void set_there(struct was *w, int v)
{
    w->there = w->studying = true;
    w->fee = v;
}
static void set_state(struct was *w, int v)
{
    w->studying = v;
}
static void set_form(struct was *w, int v)
{
    w->evening = v;
}
static void set_fee(struct was *w, int v)
{
    w->fee = v;
}

struct year {
    struct house *h;
    struct model m;
    int64_t id[PUPILS];
    int first[PUPILS];
    struct kept kept[DAYS];
    size_t n_kept;
};

static void join(struct year *y, int p, int d)
{
    struct pupil *u = record_new(&y->h->rq, &type_pupil);

    u->code = mem_fmt(y->h->mem, "p%d", p);
    u->form = "day";
    u->fee = (struct count){ 100 + p, true };
    assert_int_equal(house_add(y->h, &type_pupil, u), RC_OK);
    y->id[p] = u->r.id;
    y->first[p] = d;
    carry(&y->m, p, d, set_there, 100 + p);
}

/* One change, entered today, that holds from `from`. */
static void change(struct year *y, int p, int from)
{
    struct house *h = y->h;
    struct pupil *u;
    void *rec;
    int what = pick(3), v;

    assert_int_equal(record_load(&h->rq, &type_pupil, y->id[p], &rec), RC_OK);
    u = rec;
    if (what == 0) {
        v = !strcmp(u->r.state, "left");
        assert_int_equal(house_step(h, &type_pupil, u, v ? "return" : "leave"),
                         RC_OK);
        carry(&y->m, p, from, set_state, v);
    } else if (what == 1) {
        v = !strcmp(u->form, "day");
        u->form = v ? "evening" : "day";
        assert_int_equal(house_save(h, &type_pupil, u), RC_OK);
        carry(&y->m, p, from, set_form, v);
    } else {
        v = pick(900);
        if (u->fee.n == v)
            return;
        u->fee.n = v;
        assert_int_equal(house_save(h, &type_pupil, u), RC_OK);
        carry(&y->m, p, from, set_fee, v);
    }
}

static enum rc snap(struct rq *rq, void *arg)
{
    const day *on = arg;

    return measure_snapshot(rq, *on);
}

/* Keeps what is known now of a day, here and there. */
static void keep(struct year *y, int d, int of)
{
    struct kept *k = &y->kept[y->n_kept++];
    day on = day_add(begins, of);

    *k = (struct kept){ .day = of, .known_day = d };
    model_count(&y->m, of, k);
    assert_int_equal(app_write(&y->h->rq, snap, &on), RC_OK);
    k->known_at = y->h->app.known.floor - 1;
    if (k->known_at < y->h->app.known.newest) /* nothing new to keep */
        k->known_at = y->h->app.known.newest;
}

static struct year *live(struct house *h)
{
    struct year *y = MEM_NEW(h->mem, struct year);
    int d = 0;

    y->h = h;
    begins = day_parse("2025-01-10");
    h->rq.now = 0;
    go_to(h, 0);
    for (int p = 0; p < PUPILS / 2; p++)
        join(y, p, 0);
    for (int e = 0; e < EVENTS && d < DAYS - 1; e++) {
        int p = pick(PUPILS);

        d += pick(2);
        go_to(h, d);
        if (!y->id[p]) {
            join(y, p, d);
        } else if (pick(3)) {
            change(y, p, d);
        } else { /* a late paper */
            int from = y->first[p] + pick(d - y->first[p] + 1);

            h->rq.effective = day_add(begins, from);
            change(y, p, from);
            h->rq.effective = DAY_NONE;
        }
        if (y->n_kept < DAYS && !pick(8))
            keep(y, d, pick(2) ? d : pick(d + 1));
    }
    go_to(h, DAYS - 1);
    return y;
}

static double number(struct year *y, const char *code, int on, int64_t known)
{
    struct measured v;

    assert_int_equal(measure_known(&y->h->rq, code, day_add(begins, on), known,
                                   &v),
                     RC_OK);
    assert_int_equal(v.origin, ORIGIN_COUNTED);
    return v.numerator;
}

static int64_t whole(double v)
{
    return (int64_t)(v < 0 ? v - 0.5 : v + 0.5);
}

/* --- The tests --------------------------------------------------------------- */

static void every_day_is_as_the_model_says(void **state)
{
    struct year *y = live(*state);
    struct kept k;
    double fees;

    for (int d = 0; d < DAYS; d++) {
        model_count(&y->m, d, &k);
        assert_int_equal(whole(number(y, "pupils", d, KNOWN_NOW)), k.pupils);
        assert_int_equal(whole(number(y, "evening", d, KNOWN_NOW)), k.evening);
        assert_int_equal(ledger_count(&y->h->rq, &type_pupil, "fees", NULL,
                                      day_add(begins, d), KNOWN_NOW, &fees),
                         RC_OK);
        assert_int_equal(whole(fees), k.fees);
    }
}

static void what_was_known_is_counted_again(void **state)
{
    struct year *y = live(*state);
    double fees;

    assert_true(y->n_kept > 40);
    for (size_t i = 0; i < y->n_kept; i++) {
        const struct kept *k = &y->kept[i];

        assert_int_equal(whole(number(y, "pupils", k->day, k->known_at)),
                         k->pupils);
        assert_int_equal(whole(number(y, "evening", k->day, k->known_at)),
                         k->evening);
        assert_int_equal(ledger_count(&y->h->rq, &type_pupil, "fees", NULL,
                                      day_add(begins, k->day), k->known_at,
                                      &fees),
                         RC_OK);
        assert_int_equal(whole(fees), k->fees);
    }
}

static size_t reproduced(struct house *h, const char *code, int how)
{
    struct snapshot *s;
    struct reproduced again;
    size_t n, all = 0;

    assert_int_equal(measure_snapshots(&h->rq, code, 1000, &s, &n), RC_OK);
    for (size_t i = 0; i < n; i++) {
        assert_int_equal(measure_reproduce(&h->rq, code, &s[i], &again),
                         RC_OK);
        all += (int)again.how == how;
    }
    return all;
}

static size_t snapshots(struct house *h, const char *code)
{
    struct snapshot *s;
    size_t n;

    assert_int_equal(measure_snapshots(&h->rq, code, 1000, &s, &n), RC_OK);
    return n;
}

static enum rc run_text(struct rq *rq, void *arg)
{
    const char *const *text = arg;

    return sql_run_built(rq->sql, *text, NO_ARGS);
}

static void run(struct house *h, const char *text)
{
    assert_int_equal(app_write(&h->rq, run_text, &text), RC_OK);
}

static void every_snapshot_reproduces(void **state)
{
    struct house *h = *state;
    struct year *y = live(h);

    assert_true(snapshots(h, "pupils") > 30);
    assert_int_equal(reproduced(h, "pupils", REPRODUCED),
                     snapshots(h, "pupils"));
    assert_int_equal(reproduced(h, "evening", REPRODUCED),
                     snapshots(h, "evening"));
    (void)y;
}

static void a_forged_past_is_named(void **state)
{
    struct house *h = *state;
    struct year *y = live(h);
    struct snapshot *s;
    struct reproduced again;
    size_t n;

    assert_int_equal(measure_snapshots(&h->rq, "pupils", 1, &s, &n), RC_OK);
    assert_int_equal(n, 1);
    run(h, mem_fmt(h->mem, "DELETE FROM pupil_span WHERE record = %lld",
                   (long long)y->id[0]));
    run(h, mem_fmt(h->mem,
                   "INSERT INTO pupil_span(record, since, known_from, state)"
                   " VALUES(%lld, '2025-01-10', 0, 'left')",
                   (long long)y->id[0]));
    assert_int_equal(measure_reproduce(&h->rq, "pupils", s, &again), RC_OK);
    if (again.how == NOT_REPRODUCED) {
        assert_int_equal(again.gone.n, 1);
        assert_int_equal(again.gone.id[0], y->id[0]);
    }
    /* He studied on some kept day. */
    assert_true(reproduced(h, "pupils", NOT_REPRODUCED) > 0);
}

static int64_t differ(struct house *h)
{
    struct buf faults;
    int64_t n;

    buf_init(&faults, h->mem);
    assert_int_equal(ledger_verify(&h->rq, &faults, &n), RC_OK);
    return n;
}

static void the_ledger_is_proved_and_made_anew(void **state)
{
    struct house *h = *state;

    live(h);
    assert_int_equal(differ(h), 0);
    run(h, "UPDATE pupil_studying_ledger SET total = total + 1");
    assert_true(differ(h) > 0);
    run(h, "DELETE FROM pupil_studying_ledger");
    assert_true(differ(h) > 0);
    app_close(&h->app);
    assert_int_equal(house_start(h, false), 0);
    assert_int_equal(differ(h), 0);
}

/* Everything that a count can see, as one text. */
static const char *dump(struct house *h)
{
    struct sql_rows r = sql_query_built(
        store_reader(h->app.store),
        "SELECT record, since, COALESCE(until, '-'), known_from,"
        " COALESCE(known_until, 0), state, form, fee FROM pupil_span"
        " ORDER BY record, known_from, since",
        NO_ARGS);
    struct buf b;

    buf_init(&b, h->mem);
    while (sql_next(&r))
        buf_fmt(&b, "%lld %s %s %lld %lld %s %s %lld\n",
                (long long)sql_int(&r, 0), sql_str(&r, 1), sql_str(&r, 2),
                (long long)sql_int(&r, 3), (long long)sql_int(&r, 4),
                sql_str(&r, 5), sql_str(&r, 6), (long long)sql_int(&r, 7));
    assert_int_equal(sql_done(&r), RC_OK);
    return b.s;
}

static void older_folders_get_theirs_from_the_journal(void **state)
{
    struct house *h = *state;
    const char *before;

    live(h);
    before = dump(h);
    assert_true(strlen(before) > 10000);
    /* As the tables were before the first step. */
    run(h, "DROP TABLE pupil_span");
    run(h, "CREATE TABLE pupil_span(id INTEGER PRIMARY KEY, record INTEGER"
           " REFERENCES pupil(id), since TEXT, until TEXT, state TEXT,"
           " owner_unit INTEGER, form TEXT, fee INTEGER)");
    run(h, "INSERT INTO pupil_span(record, since, state)"
           " SELECT id, '2025-01-10', state FROM pupil");
    run(h, "UPDATE meta SET value = '0' WHERE name = 'step'");
    app_close(&h->app);
    assert_int_equal(house_start(h, false), 0);
    assert_string_equal(dump(h), before);
    assert_int_equal(differ(h), 0);
}

static void days_to_come_and_before_the_record_are_refused(void **state)
{
    struct house *h = *state;
    struct year *y = MEM_NEW(h->mem, struct year);
    struct pupil *u;
    void *rec;

    y->h = h;
    begins = day_parse("2026-01-10");
    go_to(h, 5);
    join(y, 0, 5);
    go_to(h, 9);
    assert_int_equal(record_load(&h->rq, &type_pupil, y->id[0], &rec), RC_OK);
    u = rec;
    u->fee.n = 5;
    h->rq.effective = day_add(begins, 10);
    assert_int_equal(house_save(h, &type_pupil, u), RC_INVALID);
    h->rq.effective = day_add(begins, 4);
    assert_int_equal(house_save(h, &type_pupil, u), RC_INVALID);
    assert_string_equal(h->rq.fails->field, EFFECTIVE_ON);
    u->r.version = 1;
    h->rq.effective = day_add(begins, 5);
    assert_int_equal(house_save(h, &type_pupil, u), RC_OK);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM pupil_span"
                                    " WHERE known_until IS NULL"),
                     1);
    h->rq.effective = DAY_NONE;
}

static void verify_takes_the_effective_day(void **state)
{
    struct house *h = *state;
    struct journal_report r;

    live(h);
    assert_int_equal(journal_verify(store_reader(h->app.store), h->mem,
                                    journal_key_text(h->mem, &h->app.key),
                                    NULL, &r),
                     RC_OK);
    assert_int_equal(r.faults, 0);
    assert_true(house_count(h, "SELECT COUNT(*) FROM journal WHERE leaf LIKE"
                               " '%field effective_on%'") > 50);
}

/* A card of each day against copies that were put aside. */
static void any_card_is_as_it_was(void **state)
{
    struct house *h = *state;
    struct year *y = MEM_NEW(h->mem, struct year);
    struct pupil was[40], *u;
    struct past p;
    void *rec;

    y->h = h;
    begins = day_parse("2026-01-10");
    h->rq.now = 0;
    go_to(h, 2);
    join(y, 0, 2);
    for (int d = 2; d < 40; d++) {
        go_to(h, d);
        assert_int_equal(record_load(&h->rq, &type_pupil, y->id[0], &rec),
                         RC_OK);
        u = rec;
        u->remark = mem_fmt(h->mem, "day %d", d);
        if (d % 3 == 0)
            u->fee.n = d;
        if (d % 5 == 0)
            u->form = d % 2 ? "evening" : NULL;
        assert_int_equal(house_save(h, &type_pupil, u), RC_OK);
        was[d] = *u;
    }
    for (int d = 2; d < 40; d++) {
        assert_int_equal(past_get(&h->rq, &type_pupil, y->id[0],
                                  day_add(begins, d), &p),
                         RC_OK);
        u = p.rec;
        assert_non_null(u);
        assert_string_equal(u->remark, was[d].remark);
        assert_int_equal(u->fee.n, was[d].fee.n);
        assert_int_equal(u->r.version, was[d].r.version);
        assert_string_equal(u->form ? u->form : "-",
                            was[d].form ? was[d].form : "-");
        assert_string_equal(u->code, "p0");
        assert_string_equal(u->r.state, "studying");
    }
    assert_int_equal(past_get(&h->rq, &type_pupil, y->id[0],
                              day_add(begins, 1), &p),
                     RC_OK);
    assert_null(p.rec);
}

static enum rc erase_remark(struct rq *rq, void *arg)
{
    const int64_t *id = arg;
    struct journal_field f = { "remark", NUL() };
    struct journal_entry e = { .type = "pupil", .record = *id, .version = 3,
                               .step = JOURNAL_ERASE, .at = rq->now,
                               .fields = &f, .n_fields = 1 };
    int64_t row;

    return journal_erase(rq->sql, rq->mem, &e, &row);
}

static void what_is_erased_is_marked(void **state)
{
    struct house *h = *state;
    struct year *y = MEM_NEW(h->mem, struct year);
    struct past p;
    void *rec;

    y->h = h;
    begins = day_parse("2026-01-10");
    h->rq.now = 0;
    go_to(h, 0);
    join(y, 0, 0);
    assert_int_equal(record_load(&h->rq, &type_pupil, y->id[0], &rec), RC_OK);
    ((struct pupil *)rec)->remark = "told in confidence";
    assert_int_equal(house_save(h, &type_pupil, rec), RC_OK);
    go_to(h, 9);
    assert_int_equal(app_write(&h->rq, erase_remark, &y->id[0]), RC_OK);
    assert_int_equal(past_get(&h->rq, &type_pupil, y->id[0],
                              day_add(begins, 3), &p),
                     RC_OK);
    assert_true(p.any_erased && p.erased[3]);
    assert_false(p.erased[0]);
    assert_null(((struct pupil *)p.rec)->remark);
    assert_string_equal(((struct pupil *)p.rec)->code, "p0");
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_day_is_as_the_model_says),
        TEST(what_was_known_is_counted_again),
        TEST(every_snapshot_reproduces),
        TEST(a_forged_past_is_named),
        TEST(the_ledger_is_proved_and_made_anew),
        TEST(older_folders_get_theirs_from_the_journal),
        TEST(days_to_come_and_before_the_record_are_refused),
        TEST(verify_takes_the_effective_day),
        TEST(any_card_is_as_it_was),
        TEST(what_is_erased_is_marked),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
