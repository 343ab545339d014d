/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Merging two records of one person or unit: from the registry, every type
 * that can refer to one has a record that does, and after the merge none
 * refers to the record that is gone; accounts, keys, signed acts, circles, the
 * tree and the journal.
 */
#include "kernel_help.h"

#include "kernel/act.h"
#include "kernel/erase.h"
#include "kernel/journal.h"
#include "kernel/layout.h"
#include "kernel/merge.h"
#include "kernel/notice.h"
#include "kernel/write.h"
#include "modules.h"

static int open_all(void **state)
{
    return house_open_with(state, modules, n_modules);
}

static enum rc number(struct sql *sql, void *arg)
{
    return journal_sequence(sql, arg);
}

static void assert_whole(struct house *h)
{
    struct journal_report r;

    assert_int_equal(store_write(h->app.store, number, &h->app.key), RC_OK);
    assert_int_equal(journal_verify(store_reader(h->app.store), h->mem,
                                    journal_key_text(h->mem, &h->app.key),
                                    NULL, &r),
                     RC_OK);
    if (r.faults)
        print_error("%s", r.faults_text.s);
    assert_int_equal(r.faults, 0);
}

/* --- A record of every type ------------------------------------------------- */

/* The record that goes, and one of each type so far. */
struct filling {
    const struct type *about;
    int64_t from;
    int64_t made[TYPES_MAX];
    int64_t file;
};

static void fill_text(struct rq *rq, const struct field *f, size_t nth,
                      void *rec)
{
    const char *s = mem_fmt(rq->mem, "x%zu", nth);

    if (f->n_choices)
        s = f->choices[0].name;
    if (f->kind == KIND_TEXT3 || f->kind == KIND_LONG3)
        FIELD_AT(f, rec, struct text3)->in[LANG_KY] = s;
    else
        *FIELD_AT(f, rec, const char *) = s;
}

static void fill_ref(struct rq *rq, const struct filling *fill,
                     const struct field *f, void *rec)
{
    int64_t *id = MEM_ARRAY(rq->mem, 1, int64_t);

    *id = f->ref == fill->about ? fill->from
                                : fill->made[app_type_index(rq->app, f->ref)];
    if (f->kind != KIND_REFS)
        *FIELD_AT(f, rec, int64_t) = *id;
    else if (*id)
        *FIELD_AT(f, rec, struct refs) = (struct refs){ id, 1 };
}

static void fill_field(struct rq *rq, const struct filling *fill,
                       const struct type *t, const struct field *f, size_t n,
                       void *rec)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_LONG:
    case KIND_TEXT3:
    case KIND_LONG3:
    case KIND_CHOICE:
        if (!strcmp(f->name, "subject") && type_field(t, "subject_id"))
            *FIELD_AT(f, rec, const char *) = fill->about->name;
        else
            fill_text(rq, f, n, rec);
        break;
    case KIND_COUNT:
        if (!strcmp(f->name, "subject_id"))
            *FIELD_AT(f, rec, struct count) =
                (struct count){ fill->from, true };
        else if (f->must)
            *FIELD_AT(f, rec, struct count) =
                (struct count){ f->least > 0 ? (int64_t)f->least : 1, true };
        break;
    case KIND_DAY:
        *FIELD_AT(f, rec, day) = rq->today;
        break;
    case KIND_REF:
    case KIND_REFS:
        fill_ref(rq, fill, f, rec);
        break;
    default:
        break;
    }
}

/* As the journal and the spans want it, whatever the rules of the type. */
static enum rc fill_types(struct rq *rq, void *arg)
{
    struct filling *fill = arg;

    for (size_t i = 0; i < rq->app->n_types; i++) {
        const struct type *t = rq->app->types[i];
        struct record *rec = record_new(rq, t);

        if (t->sealed)
            continue;
        for (size_t k = 0; k < t->n_fields; k++)
            if (strcmp(t->fields[k].name, MERGED_INTO) != 0 &&
                !(t == &type_unit && t->fields[k].ref == t &&
                  fill->about != t))
                fill_field(rq, fill, t, &t->fields[k], i, rec);
        if (fill->about == &type_unit)
            rec->owner_unit = fill->from;
        /* Over: nothing is opened for it, the calendar leaves it alone. */
        if (t->owed || t == &type_assignment)
            rec->state = t->states[t->n_states - 1].name;
        TRY(record_store(rq, t, rec, NULL, "add"));
        fill->made[i] = rec->id;
    }
    return RC_OK;
}

/* Rows that refer to the record by this reference or list. */
static int64_t referring(struct house *h, const struct type *t,
                         const struct field *f, int64_t id)
{
    if (f->kind == KIND_REFS)
        return house_count(h, mem_fmt(h->mem,
                                      "SELECT count(*) FROM %s_%s"
                                      " WHERE target = %lld",
                                      t->name, f->name, (long long)id));
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT count(*) FROM %s WHERE %s = %lld",
                                  t->name, f->name, (long long)id));
}

static bool is_key(const struct type *t)
{
    return t == &type_signing_key; /* stays with whom it signed for */
}

/* *all: how many references there are; answers how many are of `id`. */
static void count_all(struct house *h, const struct type *about, int64_t id,
                      int64_t least, int64_t most)
{
    for (size_t i = 0; i < h->app.n_types; i++) {
        const struct type *t = h->app.types[i];

        if (t->sealed || is_key(t))
            continue;
        for (size_t k = 0; k < t->n_fields; k++) {
            const struct field *f = &t->fields[k];
            int64_t n;

            if (f->ref != about || !strcmp(f->name, MERGED_INTO))
                continue;
            n = referring(h, t, f, id);
            if (n < least || n > most)
                print_error("%s.%s: %lld of %lld to %lld\n", t->name,
                            f->name, (long long)n, (long long)least,
                            (long long)most);
            assert_in_range(n, least, most);
        }
        if (about == &type_unit)
            assert_in_range(
                house_count(h, mem_fmt(h->mem,
                                       "SELECT count(*) FROM %s WHERE"
                                       " owner_unit = %lld",
                                       t->name, (long long)id)),
                least, most);
        if (type_field(t, "subject") && type_field(t, "subject_id"))
            assert_in_range(
                house_count(h, mem_fmt(h->mem,
                                       "SELECT count(*) FROM %s WHERE"
                                       " subject = '%s' AND subject_id = %lld",
                                       t->name, about->name, (long long)id)),
                least, most);
    }
}

static enum rc tell(struct rq *rq, void *arg)
{
    const int64_t *person = arg;
    struct sql_text wish = {
        "INSERT INTO notice_wish(person, digest, hour, quiet_from, quiet_to)"
        " VALUES($1, 'daily', 8, 20, 7)", "i", ""
    };
    struct sql_text notice = {
        "INSERT INTO notice(person, kind, subject, subject_id, created_at,"
        " mail, next_at, tries, lease_until) VALUES($1, 'sign', 'person', $1,"
        " 1, 'no', 0, 0, 0)", "i", ""
    };

    TRY(sql_run(rq->sql, &wish, ARGS(INT(person[0]))));
    TRY(sql_run(rq->sql, &wish, ARGS(INT(person[1]))));
    return sql_run(rq->sql, &notice, ARGS(INT(person[0])));
}

static void merge_all(struct house *h, const struct type *t, int64_t from,
                      int64_t to)
{
    struct filling fill = { .about = t, .from = from };
    struct merge_preview p;
    void *rec;

    /* Somebody answers for what nobody else may. */
    house_appoint(h, house_person(h, "Rector"), "rector", 0);
    assert_int_equal(app_write(&h->rq, fill_types, &fill), RC_OK);
    count_all(h, t, from, 1, 9);
    assert_int_equal(merge_preview(&h->rq, t, from, to, &p), RC_OK);
    assert_true(p.n > 8);
    assert_int_equal(record_load(&h->rq, t, from, &rec), RC_OK);
    *FIELD_AT(type_field(t, MERGED_INTO), rec, int64_t) = to;
    assert_int_equal(house_step(h, t, rec, "merge"), RC_OK);
    count_all(h, t, from, 0, 0);
    count_all(h, t, to, 1, 9);
    assert_int_equal(merge_preview(&h->rq, t, from, to, &p), RC_OK);
    for (size_t i = 0; i < p.n; i++)
        assert_int_equal(p.lines[i].moves, 0);
    assert_whole(h);
}

static void nobody_refers_to_a_merged_person(void **state)
{
    struct house *h = *state;
    int64_t two[] = { house_person(h, "Asanova A."),
                      house_person(h, "Asanova Aigul") };

    assert_int_equal(app_write(&h->rq, tell, two), RC_OK);
    merge_all(h, &type_person, two[0], two[1]);
    assert_int_equal(
        house_count(h, mem_fmt(h->mem, "SELECT count(*) FROM notice WHERE"
                                       " person = %lld OR (subject = 'person'"
                                       " AND subject_id = %lld)",
                               (long long)two[0], (long long)two[0])),
        0);
    assert_int_equal(house_count(h, "SELECT count(*) FROM notice_wish"), 1);
}

static void nobody_refers_to_a_merged_unit(void **state)
{
    struct house *h = *state;
    struct unit *kept = house_unit(h, "A", 0), *gone = house_unit(h, "B", 0);

    merge_all(h, &type_unit, gone->r.id, kept->r.id);
}

/* --- Accounts, keys, acts --------------------------------------------------- */

static enum rc add_account(struct rq *rq, void *arg)
{
    int64_t id, *person = arg;

    return account_add(rq, mem_fmt(rq->mem, "u%lld", (long long)*person),
                       "$argon2id$x", *person, &id);
}

static enum rc merge_into(struct house *h, int64_t from, int64_t to)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_person, from, &rec), RC_OK);
    ((struct person *)rec)->merged_into = to;
    return house_step(h, &type_person, rec, "merge");
}

static int64_t accounts(struct house *h, int64_t person, const char *state)
{
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT count(*) FROM account WHERE"
                                  " person = %lld AND state = '%s'",
                                  (long long)person, state));
}

static void one_account_goes_on(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "Asanova A."), b = house_person(h, "Asanova");
    int64_t c = house_person(h, "Asanova Aigul");

    assert_int_equal(app_write(&h->rq, add_account, &a), RC_OK);
    assert_int_equal(app_write(&h->rq, add_account, &b), RC_OK);
    assert_int_equal(merge_into(h, a, b), RC_OK);
    assert_int_equal(accounts(h, b, "active"), 1);
    assert_int_equal(accounts(h, b, "blocked"), 1);
    /* Who had none gets it; what was merged before follows. */
    assert_int_equal(merge_into(h, b, c), RC_OK);
    assert_int_equal(accounts(h, c, "active"), 1);
    assert_int_equal(house_count(h, mem_fmt(h->mem,
                                            "SELECT count(*) FROM person"
                                            " WHERE merged_into = %lld",
                                            (long long)c)),
                     2);
    assert_whole(h);
}

struct old_act {
    int64_t person, act;
    const char *state;
};

static enum rc add_act(struct rq *rq, void *arg)
{
    struct old_act *o = arg;
    struct act *a = record_new(rq, &type_act);

    a->kind = a->series = "order";
    a->title.in[LANG_KY] = "Буйрук";
    a->signer = o->person;
    a->r.state = o->state;
    TRY(record_store(rq, &type_act, a, NULL, "add"));
    o->act = a->r.id;
    return RC_OK;
}

static int64_t signer(struct house *h, int64_t act)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_act, act, &rec), RC_OK);
    return ((struct act *)rec)->signer;
}

static void signed_acts_stay(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "Asanova A."), b = house_person(h, "Asanova");
    struct old_act done = { a, 0, "signed" }, draft = { a, 0, "draft" };
    struct old_act checked = { a, 0, "checked" };
    struct merge_preview p;
    void *rec;

    assert_int_equal(app_write(&h->rq, add_act, &done), RC_OK);
    assert_int_equal(app_write(&h->rq, add_act, &draft), RC_OK);
    assert_int_equal(app_write(&h->rq, add_act, &checked), RC_OK);
    assert_int_equal(merge_preview(&h->rq, &type_person, a, b, &p), RC_OK);
    assert_int_equal(p.n, 1);
    assert_int_equal(p.lines[0].moves, 2);
    assert_int_equal(p.lines[0].stays, 1);
    assert_int_equal(merge_into(h, a, b), RC_OK);
    assert_int_equal(signer(h, done.act), a);
    assert_int_equal(signer(h, draft.act), b);
    assert_int_equal(signer(h, checked.act), b);
    assert_int_equal(record_load(&h->rq, &type_act, checked.act, &rec), RC_OK);
    assert_string_equal(((struct record *)rec)->state, "draft");
}

/* --- What is refused -------------------------------------------------------- */

static void people_are_refused(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "Asanova A."), b = house_person(h, "Asanova");
    int64_t hr = house_person(h, "Personnel"), c = house_person(h, "Teacher");

    house_appoint(h, hr, "hr", 0);
    assert_int_equal(merge_into(h, a, 0), RC_INVALID);
    assert_int_equal(merge_into(h, a, a), RC_INVALID);
    house_as(h, c);
    assert_int_equal(merge_into(h, a, b), RC_DENIED);
    house_as(h, hr);
    assert_int_equal(merge_into(h, a, hr), RC_DENIED);
    assert_int_equal(merge_into(h, hr, a), RC_DENIED);
    rq_forget(&h->rq);
    assert_int_equal(merge_into(h, a, b), RC_OK);
    assert_int_equal(merge_into(h, a, c), RC_CONFLICT); /* once is enough */
    assert_int_equal(merge_into(h, c, a), RC_INVALID);
}

static enum rc merge_units(struct house *h, struct unit *from, int64_t to)
{
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_unit, from->r.id, &rec), RC_OK);
    ((struct unit *)rec)->merged_into = to;
    return house_step(h, &type_unit, rec, "merge");
}

static bool is_under(struct house *h, const struct unit *u, int64_t below)
{
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT count(*) FROM unit_below WHERE"
                                  " unit = %lld AND below = %lld",
                                  (long long)u->r.id, (long long)below)) == 1;
}

static void the_tree_follows(void **state)
{
    struct house *h = *state;
    struct unit *top = house_unit(h, "T", 0);
    struct unit *a = house_unit(h, "A", top->r.id);
    struct unit *b = house_unit(h, "B", 0);
    struct unit *under = house_unit(h, "U", b->r.id);
    struct unit *deep = house_unit(h, "D", under->r.id);
    int64_t head = house_person(h, "Head"), seen;

    house_appoint(h, head, "head", b->r.id);
    assert_int_equal(merge_units(h, b, deep->r.id), RC_INVALID);
    rq_forget(&h->rq);
    assert_int_equal(merge_units(h, b, a->r.id), RC_OK);
    assert_true(is_under(h, a, deep->r.id));
    assert_true(is_under(h, top, under->r.id));
    assert_false(is_under(h, b, under->r.id));
    assert_int_equal(unit_head(&h->rq, deep->r.id, &seen), RC_OK);
    assert_int_equal(seen, head);
    assert_whole(h);
}

/* --- Running ---------------------------------------------------------------- */

#define IN_HOUSE(fn) cmocka_unit_test_setup_teardown(fn, open_all, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(nobody_refers_to_a_merged_person),
        IN_HOUSE(nobody_refers_to_a_merged_unit),
        IN_HOUSE(one_account_goes_on),
        IN_HOUSE(signed_acts_stay),
        IN_HOUSE(people_are_refused),
        IN_HOUSE(the_tree_follows),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
