/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Sealed types on a ballot of the test's own: what a copy of the database
 * tells of who voted how and in which order, who may read it, and that verify
 * covers what waits for its batch.
 */
#include "kernel_help.h"

#include "kernel/journal.h"

#include <math.h>

#define DAY_US (INT64_C(86400) * 1000000)
#define START INT64_C(1795341600000000)
#define VOTERS 60

/* --- Small types ---------------------------------------------------------- */

struct ballot {
    struct record r;
    const char *choice;
    const char *words;
};
static const struct field ballot_fields[] = {
    FIELD_TEXT(ballot, choice, .label = "choice", .must = true, .list = true,
               .filter = true),
    FIELD_LONG(ballot, words, .label = "words", .search = true),
};
static const struct state ballot_states[] = {
    { "cast", "cast", TONE_GOOD }, { "read", "read", TONE_MUTED }
};
static const struct step ballot_steps[] = {
    { .name = "read", .label = "Read", .from = { "cast" }, .to = "read" },
};
static const struct type type_ballot = {
    .name = "ballot", .label = "Ballot", .plural = "Ballots",
    .size = sizeof(struct ballot), SPAN(fields, ballot_fields),
    SPAN(states, ballot_states), SPAN(steps, ballot_steps),
    .title = "choice", .sealed = 5,
};
/* Who has voted: the module's own, open, with the exact time. */
struct token {
    struct record r;
    int64_t voter;
};
static const struct field token_fields[] = {
    FIELD_REF(token, voter, &type_person, .label = "voter", .must = true),
};
static const struct type type_turnout = {
    .name = "turnout", .label = "Turnout", .plural = "Turnout",
    .size = sizeof(struct token), SPAN(fields, token_fields),
    SPAN(states, thing_states),
};
static const struct type *const seal_types[] = { &type_ballot, &type_turnout };
static const struct role seal_roles[] = { { "teller", "teller" } };
static const struct grant seal_grants[] = {
    { "teller", "ballot", OP_SEE | OP_STEP | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { ROLE_MEMBER, "ballot", OP_ADD, SCOPE_ALL, NULL, NULL, NULL },
    { ROLE_MEMBER, "turnout", OP_SEE | OP_ADD, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct module seal_module = {
    .name = "sealed", SPAN(types, seal_types), SPAN(roles, seal_roles),
    SPAN(grants, seal_grants),
};
static const struct module *const seal_modules[] = { &kernel_module,
                                                     &seal_module };

static int open_house(void **state)
{
    return house_open_with(state, seal_modules, 2);
}

/* --- Voting --------------------------------------------------------------- */

/* Each ballot bears a word by which its voter can be known, of one length. */
static enum rc cast_vote(struct rq *rq, void *arg)
{
    int voter = *(int *)arg;
    struct ballot *b = record_new(rq, &type_ballot);
    struct token *t = record_new(rq, &type_turnout);

    b->choice = mem_fmt(rq->mem, "mark-%03d-of-a-voter", voter);
    t->voter = rq->person;
    TRY(record_add(rq, &type_turnout, t));
    return record_add(rq, &type_ballot, b);
}

static void vote(struct house *h, int voter)
{
    rq_clock(&h->rq);
    assert_int_equal(app_write(&h->rq, cast_vote, &voter), RC_OK);
}

/* The sequencer is called as the writer calls it. */
static enum rc number(struct sql *sql, void *arg)
{
    return journal_sequence(sql, arg);
}

static void sequence(struct house *h)
{
    assert_int_equal(store_write(h->app.store, number, &h->app.key), RC_OK);
}

static void at_day(int days)
{
    clock_set(START + days * DAY_US);
}

static struct journal_report verified(struct house *h)
{
    struct journal_report r;

    assert_int_equal(journal_verify(store_reader(h->app.store), h->mem,
                                    journal_key_text(h->mem, &h->app.key),
                                    NULL, &r),
                     RC_OK);
    return r;
}

static int64_t *people(struct house *h, int n)
{
    int64_t *id = MEM_ARRAY(h->mem, (size_t)n, int64_t);

    for (int i = 0; i < n; i++)
        id[i] = house_person(h, mem_fmt(h->mem, "Voter %d", i));
    return id;
}

static void all_vote(struct house *h, int n)
{
    int64_t *id = people(h, n);

    for (int i = 0; i < n; i++) {
        house_as(h, id[i]);
        clock_set(clock_now() + 60 * 1000000);
        vote(h, i);
    }
    house_as(h, 0);
}

/* --- What a copy tells ---------------------------------------------------- */

/* Rank correlation of the order of voting with the order of a query's marks:
 * 1 when it is the same, near 0 when it tells nothing. */
static double correlation(struct house *h, const char *query, int n)
{
    struct sql_rows r = sql_query_built(store_reader(h->app.store), query,
                                        NO_ARGS);
    double sum = 0, mean = (n - 1) / 2.0;
    int place = 0;

    for (; sql_next(&r); place++) {
        const char *at = strstr(sql_str(&r, 0), "mark-");
        int voter;

        assert_non_null(at);
        voter = (int)strtol(at + 5, NULL, 10);
        sum += (voter - mean) * (place - mean);
    }
    assert_int_equal(sql_done(&r), RC_OK);
    assert_int_equal(place, n);
    return sum / (n * (n * (double)n - 1) / 12);
}

static const char *const orders[] = {
    "SELECT choice FROM ballot ORDER BY id",
    "SELECT choice FROM ballot ORDER BY rowid",
    "SELECT choice FROM ballot ORDER BY created_at, changed_at, rowid",
    "SELECT openings FROM journal WHERE type = 'ballot' ORDER BY id",
    "SELECT j.openings FROM journal j JOIN leaf l ON l.journal = j.id"
    " WHERE j.type = 'ballot' ORDER BY l.id",
};

/* A threshold that chance passes once in 10^9: 6 / sqrt(60). */
static void no_order_is_told(void **state)
{
    struct house *h = *state;

    all_vote(h, VOTERS);
    at_day(1);
    sequence(h);
    for (size_t i = 0; i < COUNT(orders); i++) {
        double c = correlation(h, orders[i], VOTERS);

        if (fabs(c) > 6 / sqrt(VOTERS))
            print_error("%s: %f\n", orders[i], c);
        assert_true(fabs(c) < 6 / sqrt(VOTERS));
    }
    /* The test can fail: the turnout is in order. */
    assert_true(correlation(h,
                            "SELECT 'mark-' || (id - 1) FROM turnout"
                            " ORDER BY id",
                            VOTERS) > 0.99);
}

/* Each place is as likely for each voter: chi square of 200 small batches. */
static void each_place_is_as_likely(void **state)
{
    enum { BATCHES = 200, N = 5 };
    struct house *h = *state;
    int64_t *id = people(h, N);
    double seen[N][N] = { 0 }, chi = 0, want = (double)BATCHES / N;

    for (int on = 0; on < BATCHES; on++) {
        struct sql_rows r;
        int place = 0;

        at_day(on);
        sequence(h);
        for (int i = 0; i < N; i++) {
            house_as(h, id[i]);
            vote(h, on * N + i);
        }
        at_day(on + 1);
        sequence(h);
        r = sql_query_built(store_reader(h->app.store),
                            "SELECT openings FROM (SELECT id, openings FROM"
                            " journal WHERE type = 'ballot' ORDER BY id DESC"
                            " LIMIT 5) x ORDER BY id",
                            NO_ARGS);
        for (; sql_next(&r); place++)
            seen[strtol(strstr(sql_str(&r, 0), "mark-") + 5, NULL, 10) % N]
                [place]++;
        assert_int_equal(sql_done(&r), RC_OK);
        assert_int_equal(place, N);
    }
    for (int i = 0; i < N; i++)
        for (int k = 0; k < N; k++)
            chi += (seen[i][k] - want) * (seen[i][k] - want) / want;
    /* 16 degrees of freedom: once in 10^9 above 73. */
    assert_true(chi < 73);
}

/* Bytes of the file, once it is closed: where the marks lie in it. */
static char *file_bytes(struct house *h, const char *name, size_t *n)
{
    FILE *f = fopen(mem_fmt(h->mem, "%s/%s", h->dir, name), "rb");
    char *s;

    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    *n = (size_t)ftell(f);
    rewind(f);
    s = mem_alloc(h->mem, *n + 1);
    assert_int_equal(fread(s, 1, *n, f), *n);
    fclose(f);
    return s;
}

static void file_is_not_in_order(void **state)
{
    struct house *h = *state;
    int where[VOTERS], total = 0, rising = 0, pairs = 0;
    const char *s, *at;
    size_t n;

    all_vote(h, VOTERS);
    at_day(1);
    sequence(h);
    app_close(&h->app);
    s = file_bytes(h, "ordo.db", &n);
    /* In each page, rows that were stored later lie before: are those of any
     * page in the order of voting? */
    for (size_t page = 0; page + 4096 <= n; page += 4096) {
        int found = 0;

        for (at = s + page; (at = memmem(at, (size_t)(s + page + 4096 - at),
                                         "mark-", 5));
             at += 5)
            if (found < VOTERS)
                where[found++] = (int)strtol(at + 5, NULL, 10);
        for (int i = 0; i < found; i++)
            for (int k = i + 1; k < found; k++, pairs++)
                rising += where[i] < where[k];
        total += found;
    }
    /* In its row, the index of it and its journal row, and nowhere else:
     * neither in the list of free pages nor in what was emptied. */
    assert_int_equal(total, 3 * VOTERS);
    assert_true(pairs > 500);
    assert_true(fabs((double)rising / pairs - 0.5) < 0.35);
    assert_int_equal(house_start(h, false), 0);
}

/* No other table holds the record's number, no row the person beside it. */
static void nothing_joins_person_and_ballot(void **state)
{
    struct house *h = *state;

    all_vote(h, 12);
    at_day(1);
    sequence(h);
    assert_int_equal(house_count(h, "SELECT count(*) FROM journal WHERE"
                                    " type = 'ballot' AND (actor <> 0 OR"
                                    " at % 86400000000 <> 64800000000)"),
                     0);
    assert_int_equal(house_count(h, "SELECT count(*) FROM ballot WHERE"
                                    " created_at <> 0 OR changed_at <> 0"),
                     0);
    assert_int_equal(house_count(h, "SELECT count(DISTINCT at) FROM journal"
                                    " WHERE type = 'ballot'"),
                     1);
    assert_int_equal(house_count(h, "SELECT count(*) FROM search_doc WHERE"
                                    " type = 'ballot'"),
                     0);
    assert_int_equal(house_count(h, "SELECT count(*) FROM journal_seal"), 0);
    assert_int_equal(house_count(h, "SELECT count(*) FROM ballot WHERE"
                                    " id < 1000000"),
                     0);
}

/* --- Batches and verify --------------------------------------------------- */

static void waits_for_the_day_and_for_enough(void **state)
{
    struct house *h = *state;
    const char *waiting = "SELECT count(*) FROM journal_seal";

    at_day(1); /* a Monday */
    sequence(h);
    all_vote(h, 4);
    at_day(2);
    sequence(h);
    assert_int_equal(house_count(h, waiting), 4);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(verified(h).sealed, 4);
    all_vote(h, 2);
    sequence(h);
    assert_int_equal(house_count(h, waiting), 6);
    at_day(3);
    sequence(h);
    assert_int_equal(house_count(h, waiting), 0);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(verified(h).tail, 0);
    all_vote(h, 1);
    at_day(7); /* Sunday: still one week */
    sequence(h);
    assert_int_equal(house_count(h, waiting), 1);
    at_day(8);
    sequence(h);
    assert_int_equal(house_count(h, waiting), 0);
    assert_int_equal(verified(h).faults, 0);
}

static void changes_of_one_keep_their_order(void **state)
{
    struct house *h = *state;
    int64_t teller = house_person(h, "Teller");
    struct list l = { .type = &type_ballot, .limit = 100 };

    house_appoint(h, teller, "teller", 0);
    all_vote(h, 20);
    house_as(h, teller);
    assert_int_equal(list_read(&h->rq, &l), RC_OK);
    assert_int_equal(l.n, 20);
    for (size_t i = 0; i < l.n; i++)
        assert_int_equal(house_step(h, &type_ballot, l.rec[i], "read"),
                         RC_OK);
    house_as(h, 0);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(verified(h).sealed, 40);
    at_day(1);
    sequence(h);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(house_count(h, "SELECT count(*) FROM journal a JOIN"
                                    " journal b ON a.type = b.type AND"
                                    " a.record = b.record AND"
                                    " a.version < b.version AND a.id > b.id"),
                     0);
}

static enum rc tamper(struct sql *sql, void *arg)
{
    return sql_run_built(sql, arg, NO_ARGS);
}

static void one_quiet_change(struct house *h, const char *text)
{
    all_vote(h, 3);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(
        store_write(h->app.store, tamper, (void *)(uintptr_t)text), RC_OK);
    if (!verified(h).faults)
        print_error("%s\n", text);
    assert_true(verified(h).faults > 0);
}

static void verify_sees_the_waiting(void **state)
{
    static const char *const quiet[] = {
        "UPDATE ballot SET choice = 'mark-777'"
        " WHERE id = (SELECT min(id) FROM ballot)",
        "DELETE FROM ballot WHERE id = (SELECT min(id) FROM ballot)",
        "DELETE FROM journal_seal WHERE record ="
        " (SELECT min(id) FROM ballot)",
        "UPDATE journal_seal SET openings ="
        " replace(openings, 'mark-', 'mork-')",
        "UPDATE journal_seal SET version = 9",
        "INSERT INTO ballot(id, version, state, created_at, changed_at,"
        " choice) VALUES(5, 1, 'cast', 0, 0, 'mark-888')",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(quiet); i++) {
        void *own = NULL;

        assert_int_equal(open_house(&own), 0);
        one_quiet_change(own, quiet[i]);
        if (own)
            house_close(&own);
    }
}

/* --- Who reads ------------------------------------------------------------ */

static size_t seen_by(struct house *h, int64_t person, bool export)
{
    struct list l = { .type = &type_ballot, .limit = 100,
                      .export_all = export };

    house_as(h, person);
    assert_int_equal(list_read(&h->rq, &l), RC_OK);
    house_as(h, 0);
    return l.n;
}

static void only_the_named_read(void **state)
{
    struct house *h = *state;
    int64_t teller = house_person(h, "Teller");
    int64_t chief = house_person(h, "Chief");
    struct buf out;
    struct list l = { .type = &type_ballot };

    house_appoint(h, teller, "teller", 0);
    house_appoint(h, chief, ROLE_ADMINISTRATOR, 0);
    all_vote(h, 7);
    assert_int_equal(seen_by(h, teller, false), 7);
    assert_int_equal(seen_by(h, teller, true), 7);
    assert_int_equal(seen_by(h, chief, false), 0);
    assert_int_equal(seen_by(h, chief, true), 0);
    /* Nor by the commands, which hold every right. */
    buf_init(&out, h->mem);
    assert_int_equal(export_csv(&h->rq, &l, &out, NULL, NULL), RC_DENIED);
}

/* --- What the tables may say ---------------------------------------------- */

static void faults_of(const struct module *mod, const char *words)
{
    const struct module *const list[] = { &kernel_module, mod };
    struct mem *m = mem_new(0);
    struct ordo *app = calloc(1, sizeof *app);
    struct buf faults;

    buf_init(&faults, m);
    assert_int_equal(app_init(app, m, list, 2, &faults), RC_INVALID);
    assert_non_null(strstr(faults.s, words));
    free(app);
    mem_free(m);
}

static void tables_are_refused(void **state)
{
    struct type counted = type_ballot;
    const struct type *types[] = { &counted };
    struct grant chief = { ROLE_ADMINISTRATOR, "ballot", OP_SEE, SCOPE_ALL,
                           NULL, NULL, NULL };
    struct module mod = { .name = "bad", .types = types, .n_types = 1,
                          .grants = &chief, .n_grants = 1 };

    (void)state;
    faults_of(&mod, "grant to the administrator on sealed type ballot");
    counted.counted = true;
    faults_of(&mod, "sealed, its spans would tell the day");
}

#define IN_HOUSE(test) \
    cmocka_unit_test_setup_teardown(test, open_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(no_order_is_told),
        IN_HOUSE(each_place_is_as_likely),
        IN_HOUSE(file_is_not_in_order),
        IN_HOUSE(nothing_joins_person_and_ballot),
        IN_HOUSE(waits_for_the_day_and_for_enough),
        IN_HOUSE(changes_of_one_keep_their_order),
        cmocka_unit_test(verify_sees_the_waiting),
        IN_HOUSE(only_the_named_read),
        cmocka_unit_test(tables_are_refused),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
