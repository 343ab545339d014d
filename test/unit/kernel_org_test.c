/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Units and their tree, people, accounts, appointments, files, settings, and
 * who sees which of them.
 */
#include "kernel_help.h"

/* --- Units ------------------------------------------------------------------- */

static bool below(struct house *h, int64_t unit, int64_t other)
{
    return house_count(h, mem_fmt(h->mem,
                                  "SELECT COUNT(*) FROM unit_below WHERE"
                                  " unit = %lld AND below = %lld",
                                  (long long)unit, (long long)other)) == 1;
}

static void the_closure_follows_the_tree(void **state)
{
    struct house *h = *state;
    struct unit *a = house_unit(h, "a", 0), *b = house_unit(h, "b", a->r.id);
    struct unit *c = house_unit(h, "c", b->r.id), *d = house_unit(h, "d", 0);

    assert_true(below(h, 0, c->r.id));
    assert_true(below(h, a->r.id, c->r.id));
    assert_true(below(h, c->r.id, c->r.id));
    assert_false(below(h, c->r.id, a->r.id));
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM unit_below"), 11);

    b->parent = d->r.id; /* with c */
    assert_int_equal(house_save(h, &type_unit, b), RC_OK);
    assert_false(below(h, a->r.id, c->r.id));
    assert_true(below(h, d->r.id, c->r.id));
    assert_true(below(h, 0, c->r.id));
    assert_true(below(h, b->r.id, c->r.id));

    b->parent = 0;
    assert_int_equal(house_save(h, &type_unit, b), RC_OK);
    assert_false(below(h, d->r.id, c->r.id));
    assert_true(below(h, 0, b->r.id));
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM unit_below"), 9);
}

static void a_circle_is_refused(void **state)
{
    struct house *h = *state;
    struct unit *a = house_unit(h, "a", 0), *b = house_unit(h, "b", a->r.id);
    struct unit *c = house_unit(h, "c", b->r.id);

    a->parent = c->r.id;
    assert_int_equal(house_save(h, &type_unit, a), RC_INVALID);
    assert_string_equal(h->rq.fails->field, "parent");
    a->parent = a->r.id;
    assert_int_equal(house_save(h, &type_unit, a), RC_INVALID);
    a->parent = 4711;
    assert_int_equal(house_save(h, &type_unit, a), RC_INVALID);
    assert_true(below(h, a->r.id, c->r.id));
}

static void a_unit_needs_only_code_kind_and_name(void **state)
{
    struct house *h = *state;
    struct unit *u = house_unit(h, "x", 0), *twice;
    void *rec;

    assert_int_equal(record_load(&h->rq, &type_unit, u->r.id, &rec), RC_OK);
    assert_string_equal(((struct unit *)rec)->nature, "unit");
    twice = record_new(&h->rq, &type_unit);
    twice->code = "x";
    twice->kind = "office";
    twice->name.in[LANG_EN] = "again";
    assert_int_equal(house_add(h, &type_unit, twice), RC_CONFLICT);
    twice->code = "y";
    twice->kind = "castle";
    assert_int_equal(house_add(h, &type_unit, twice), RC_INVALID);
    twice->kind = "office";
    twice->name.in[LANG_EN] = NULL;
    assert_int_equal(house_add(h, &type_unit, twice), RC_INVALID);
}

static void a_unit_with_units_does_not_close(void **state)
{
    struct house *h = *state;
    struct unit *a = house_unit(h, "a", 0), *b = house_unit(h, "b", a->r.id);

    assert_int_equal(house_step(h, &type_unit, a, "close"), RC_INVALID);
    assert_int_equal(house_step(h, &type_unit, b, "close"), RC_OK);
    assert_int_equal(house_step(h, &type_unit, a, "close"), RC_OK);
    assert_int_equal(house_step(h, &type_unit, a, "reopen"), RC_OK);
}

static int64_t head_of(struct house *h, int64_t unit)
{
    int64_t person;

    assert_int_equal(unit_head(&h->rq, unit, &person), RC_OK);
    return person;
}

static void the_nearest_head_answers(void **state)
{
    struct house *h = *state;
    struct unit *a = house_unit(h, "a", 0), *b = house_unit(h, "b", a->r.id);
    struct unit *c = house_unit(h, "c", b->r.id), *d = house_unit(h, "d", 0);
    int64_t dean = house_person(h, "dean"), head = house_person(h, "head");
    int64_t rector = house_person(h, "rector");
    struct appointment *x;

    assert_int_equal(head_of(h, c->r.id), 0);
    house_appoint(h, rector, "rector", 0);
    assert_int_equal(head_of(h, c->r.id), rector);
    house_appoint(h, dean, "dean", a->r.id);
    assert_int_equal(head_of(h, c->r.id), dean);
    x = house_appoint(h, head, "head", b->r.id);
    house_appoint(h, rector, "teacher", c->r.id);
    assert_int_equal(head_of(h, c->r.id), head);
    assert_int_equal(head_of(h, a->r.id), dean);
    assert_int_equal(head_of(h, d->r.id), rector);

    x->ends = day_add(h->rq.today, -1); /* no head since yesterday */
    assert_int_equal(house_step(h, &type_appointment, x, "finish"), RC_OK);
    assert_int_equal(head_of(h, c->r.id), dean);
}

/* --- People ------------------------------------------------------------------ */

static void contacts_are_for_few(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one"), hr = house_person(h, "hr");
    int64_t admin = house_person(h, "admin");
    void *rec;

    house_appoint(h, hr, "hr", 0);
    house_appoint(h, admin, "administrator", 0);
    house_as(h, one);
    assert_int_equal(record_get(&h->rq, &type_person, hr, &rec), RC_OK);
    assert_string_equal(((struct person *)rec)->name.in[LANG_KY], "hr");
    assert_null(((struct person *)rec)->email);
    assert_int_equal(house_save(h, &type_person, rec), RC_DENIED);
    house_as(h, hr);
    assert_int_equal(record_get(&h->rq, &type_person, one, &rec), RC_OK);
    assert_string_equal(((struct person *)rec)->email, "a@b.kg");
    ((struct person *)rec)->email = "no address";
    assert_int_equal(house_save(h, &type_person, rec), RC_INVALID);
    ((struct person *)rec)->email = "new@b.kg";
    assert_int_equal(house_save(h, &type_person, rec), RC_OK);
    house_as(h, admin);
    assert_int_equal(record_get(&h->rq, &type_person, one, &rec), RC_OK);
    assert_string_equal(((struct person *)rec)->email, "new@b.kg");
}

static void the_public_sees_units_alone(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one");
    struct unit *u = house_unit(h, "u", 0);
    struct appointment *a = house_appoint(h, one, "teacher", u->r.id);
    void *rec;

    h->rq.system = false;
    assert_int_equal(record_get(&h->rq, &type_unit, u->r.id, &rec), RC_OK);
    assert_int_equal(record_get(&h->rq, &type_person, one, &rec), RC_MISSING);
    assert_int_equal(record_get(&h->rq, &type_appointment, a->r.id, &rec),
                     RC_MISSING);
    house_as(h, one);
    assert_int_equal(record_get(&h->rq, &type_appointment, a->r.id, &rec),
                     RC_OK);
    assert_int_equal(record_get(&h->rq, &type_account, 1, &rec), RC_MISSING);
}

struct account_making {
    const char *login, *password;
    int64_t person, id;
};

static enum rc account_run(struct rq *rq, void *arg)
{
    struct account_making *m = arg;

    return account_add(rq, m->login, m->password, m->person, &m->id);
}

static void an_account_keeps_no_password(void **state)
{
    struct house *h = *state;
    struct account_making m = { "aida", "correct horse", 0, 0 };
    struct account_making bad = { "not a login", NULL, 0, 0 };
    struct account *a;
    void *rec;

    bad.person = m.person = house_person(h, "one");
    assert_int_equal(app_write(&h->rq, account_run, &m), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_account, m.id, &rec), RC_OK);
    a = rec;
    assert_true(password_check(a->password, "correct horse"));
    assert_int_equal(app_write(&h->rq, account_run, &m), RC_CONFLICT);
    assert_int_equal(app_write(&h->rq, account_run, &bad), RC_INVALID);
    assert_string_equal(h->rq.fails->field, "login");
    m.login = "token";
    m.password = NULL;
    assert_int_equal(app_write(&h->rq, account_run, &m), RC_OK);
    m.login = "ready";
    m.password = a->password; /* is hashed already */
    assert_int_equal(app_write(&h->rq, account_run, &m), RC_OK);
    assert_int_equal(record_load(&h->rq, &type_account, m.id, &rec), RC_OK);
    assert_string_equal(((struct account *)rec)->password, a->password);
}

/* --- Appointments ------------------------------------------------------------ */

static void only_administrators_make_administrators(void **state)
{
    struct house *h = *state;
    int64_t hr = house_person(h, "hr"), admin = house_person(h, "admin");
    struct appointment *a;

    house_appoint(h, hr, "hr", 0);
    house_appoint(h, admin, "administrator", 0);
    house_as(h, hr);
    a = house_appoint(h, admin, "teacher", 0);
    a = record_new(&h->rq, &type_appointment);
    a->person = hr;
    a->role = "administrator";
    a->starts = h->rq.today;
    assert_int_equal(house_add(h, &type_appointment, a), RC_DENIED);
    house_as(h, admin);
    assert_int_equal(house_add(h, &type_appointment, a), RC_OK);
    a = record_new(&h->rq, &type_appointment);
    a->person = hr;
    a->starts = h->rq.today;
    a->role = "emperor";
    assert_int_equal(house_add(h, &type_appointment, a), RC_INVALID);
    a->role = "member";
    assert_int_equal(house_add(h, &type_appointment, a), RC_INVALID);
    a->role = "teacher";
    a->ends = day_add(a->starts, -1);
    assert_int_equal(house_add(h, &type_appointment, a), RC_INVALID);
}

static void a_role_holds_from_the_next_request(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one");
    struct appointment *a;

    house_as(h, one);
    assert_false(rights_role(&h->rq, "clerk"));
    house_as(h, 0);
    a = house_appoint(h, one, "clerk", 0);
    house_as(h, one);
    assert_true(rights_role(&h->rq, "clerk"));
    house_as(h, 0);
    assert_int_equal(house_step(h, &type_appointment, a, "withdraw"), RC_OK);
    house_as(h, one);
    assert_false(rights_role(&h->rq, "clerk"));
}

/* --- Files ------------------------------------------------------------------- */

struct file_making {
    const char *hash;
    int64_t id;
};

static enum rc file_run(struct rq *rq, void *arg)
{
    struct file_making *m = arg;

    return file_add(rq, "plan.pdf", "application/pdf", m->hash, 12, &m->id);
}

static void a_file_is_its_bringers(void **state)
{
    static const char hash[] = "0123456789abcdef0123456789abcdef"
                               "0123456789abcdef0123456789abcdef";
    struct house *h = *state;
    int64_t one = house_person(h, "one"), two = house_person(h, "two");
    struct file_making m = { hash, 0 }, bad = { "ABC", 0 };
    void *rec;

    house_as(h, one);
    assert_int_equal(app_write(&h->rq, file_run, &m), RC_OK);
    assert_int_equal(app_write(&h->rq, file_run, &bad), RC_INVALID);
    assert_int_equal(record_get(&h->rq, &type_file, m.id, &rec), RC_OK);
    assert_int_equal(((struct file *)rec)->size.n, 12);
    house_as(h, two);
    assert_int_equal(record_get(&h->rq, &type_file, m.id, &rec), RC_MISSING);
}

/* --- Settings ---------------------------------------------------------------- */

struct set {
    const char *name, *value;
    bool seen;
};

static enum rc set_run(struct rq *rq, void *arg)
{
    struct set *s = arg;

    TRY(setting_set(rq, s->name, s->value));
    s->seen = !strcmp(setting_get(rq, s->name), s->value);
    return RC_OK;
}

static enum rc set_lost(struct rq *rq, void *arg)
{
    TRY(set_run(rq, arg));
    return RC_CONFLICT;
}

static void settings_are_checked_and_kept(void **state)
{
    struct house *h = *state;
    static const struct set bad[] = {
        { "level", "10", 0 }, { "level", "0", 0 },  { "level", "x", 0 },
        { "level", "3x", 0 }, { "loud", "maybe", 0 }, { "none", "1", 0 },
        { "default_lang", "k", 0 }, { "default_lang", "de", 0 },
    };
    struct set good = { "level", "7", false }, lost = { "level", "8", false };
    struct set loud = { "loud", "yes", false }, none = { "level", "", false };

    assert_int_equal(setting_int(&h->rq, "level"), 3);
    assert_int_equal(setting_int(&h->rq, "zone"), 360);
    assert_string_equal(setting_get(&h->rq, "nothing"), "");
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct set s = bad[i];

        assert_int_equal(app_write(&h->rq, set_run, &s), RC_INVALID);
        assert_non_null(h->rq.fails);
    }
    assert_int_equal(app_write(&h->rq, set_run, &good), RC_OK);
    assert_true(good.seen);
    assert_int_equal(setting_int(&h->rq, "level"), 7);
    assert_int_equal(app_write(&h->rq, set_lost, &lost), RC_CONFLICT);
    assert_true(lost.seen);
    assert_int_equal(setting_int(&h->rq, "level"), 7);
    assert_int_equal(app_write(&h->rq, set_run, &loud), RC_OK);
    assert_int_equal(setting_int(&h->rq, "loud"), 1);
    assert_int_equal(app_write(&h->rq, set_run, &none), RC_OK);
    assert_int_equal(setting_int(&h->rq, "level"), 3);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM setting"), 2);
}

static void a_setting_outlives_the_house(void **state)
{
    struct house *h = *state;
    struct set s = { "level", "5", false };

    assert_int_equal(app_write(&h->rq, set_run, &s), RC_OK);
    app_close(&h->app);
    assert_int_equal(house_start(h, false), 0);
    assert_int_equal(setting_int(&h->rq, "level"), 5);
}

static void settings_are_the_administrators(void **state)
{
    struct house *h = *state;
    int64_t one = house_person(h, "one"), admin = house_person(h, "admin");
    struct set s = { "level", "5", false };

    house_appoint(h, admin, "administrator", 0);
    house_as(h, one);
    assert_int_equal(app_write(&h->rq, set_run, &s), RC_DENIED);
    house_as(h, admin);
    assert_int_equal(app_write(&h->rq, set_run, &s), RC_OK);
    s.value = "6";
    assert_int_equal(app_write(&h->rq, set_run, &s), RC_OK);
    assert_int_equal(setting_int(&h->rq, "level"), 6);
}

#define TEST(fn) cmocka_unit_test_setup_teardown(fn, house_open, house_close)

/* However many rows there are, none is left out. */
static void all_ids_are_read(void **state)
{
    static const struct sql_text q = {
        "SELECT id FROM person WHERE name_ky LIKE 'many %' ORDER BY id", "",
        "i"
    };
    enum { MANY = 150 };
    struct house *h = *state;
    int64_t made[MANY];
    struct refs ids;

    assert_int_equal(refs_read(&h->rq, sql_query(h->rq.sql, &q, NO_ARGS),
                               &ids), RC_OK);
    assert_int_equal(ids.n, 0);
    for (int i = 0; i < MANY; i++)
        made[i] = house_person(h, mem_fmt(h->mem, "many %d", i));
    assert_int_equal(refs_read(&h->rq, sql_query(h->rq.sql, &q, NO_ARGS),
                               &ids), RC_OK);
    assert_int_equal(ids.n, MANY);
    assert_memory_equal(ids.id, made, sizeof made);
    assert_true(refs_have(&ids, made[MANY - 1]));
    assert_false(refs_have(&ids, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_closure_follows_the_tree),
        TEST(a_circle_is_refused),
        TEST(a_unit_needs_only_code_kind_and_name),
        TEST(a_unit_with_units_does_not_close),
        TEST(the_nearest_head_answers),
        TEST(contacts_are_for_few),
        TEST(the_public_sees_units_alone),
        TEST(an_account_keeps_no_password),
        TEST(only_administrators_make_administrators),
        TEST(a_role_holds_from_the_next_request),
        TEST(a_file_is_its_bringers),
        TEST(settings_are_checked_and_kept),
        TEST(a_setting_outlives_the_house),
        TEST(settings_are_the_administrators),
        TEST(all_ids_are_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
