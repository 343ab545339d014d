/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel_mail_test.c: notices are written with the change or not at all, and
 * letters go out through a real mail server: taken, refused for now, refused
 * for good, nobody there.
 */
#include "kernel_help.h"
#include "smtp_help.h"

#include "kernel/mail.h"

#define SECOND INT64_C(1000000)
#define HOUR (3600 * SECOND)
/* Monday, 2026-11-23, 10:00 in the zone of the house. */
#define MONDAY INT64_C(1795406400000000)

static struct smtp smtp;

/* --- A house with a mail server --------------------------------------------- */

struct telling {
    const struct notice *n;
    const char *name, *value; /* a setting */
    int64_t again;            /* a letter to send again */
    bool refuse;
};

static enum rc tell_run(struct rq *rq, void *arg)
{
    const struct telling *t = arg;

    if (t->name)
        return setting_set(rq, t->name, t->value);
    if (t->again)
        return mail_again(rq, t->again);
    TRY(notice_add(rq, t->n));
    return t->refuse ? fail(rq, RC_INVALID, NULL, "must not be 13") : RC_OK;
}

static void set(struct house *h, const char *name, const char *value)
{
    struct telling t = { .name = name, .value = value };

    assert_int_equal(app_write(&h->rq, tell_run, &t), RC_OK);
}

static void tell(struct house *h, const struct notice *n)
{
    struct telling t = { .n = n };

    assert_int_equal(app_write(&h->rq, tell_run, &t), RC_OK);
}

static void at(struct house *h, int64_t instant)
{
    clock_set(instant);
    rq_clock(&h->rq);
}

static int open_house(void **state)
{
    struct house *h;
    char port[16];

    if (house_open(state))
        return -1;
    h = *state;
    at(h, MONDAY);
    snprintf(smtp.folder, sizeof smtp.folder, "%s/box", h->dir);
    if (smtp_start(&smtp, 0))
        return -1;
    snprintf(port, sizeof port, "%d", smtp.port);
    set(h, "smtp_host", "127.0.0.1");
    set(h, "smtp_port", port);
    set(h, "smtp_tls", "none");
    set(h, "smtp_from", "ordo@oshtu.example");
    set(h, "base_url", "https://ordo.example/");
    return 0;
}

static int close_house(void **state)
{
    smtp_stop(&smtp);
    return house_close(state);
}

static int64_t somebody(struct house *h, const char *email, const char *lang)
{
    struct person *p = record_new(&h->rq, &type_person);

    p->name.in[LANG_KY] = "Өмүрбекова Ңаргүл";
    p->email = email;
    p->lang = lang;
    assert_int_equal(house_add(h, &type_person, p), RC_OK);
    return p->r.id;
}

static int64_t late(struct house *h, int64_t person)
{
    tell(h, &(struct notice){ .person = person, .kind = "late",
                              .subject = "person", .subject_id = person });
    return house_count(h, "SELECT MAX(id) FROM notice");
}

static const char *mail_of(struct house *h, int64_t id)
{
    static const struct sql_text q = {
        "SELECT mail FROM notice WHERE id = $1", "i", "t"
    };
    const char *mail = NULL;

    assert_int_equal(sql_get_str(h->rq.sql, h->rq.mem, &mail, &q,
                                 ARGS(INT(id))),
                     RC_OK);
    return mail;
}

static const char *problem_of(struct house *h, int64_t id)
{
    static const struct sql_text q = {
        "SELECT problem FROM notice WHERE id = $1", "i", "t"
    };
    const char *problem = NULL;

    assert_int_equal(sql_get_str(h->rq.sql, h->rq.mem, &problem, &q,
                                 ARGS(INT(id))),
                     RC_OK);
    return problem ? problem : "";
}

/* --- Notices ---------------------------------------------------------------- */

static void test_with_the_change(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "ky");
    struct notice n = { .person = who, .kind = "late", .once = "late:1" };
    struct telling t = { .n = &n, .refuse = true };

    assert_int_equal(app_write(&h->rq, tell_run, &t), RC_INVALID);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM notice"), 0);
    tell(h, &n);
    tell(h, &n); /* the same key */
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM notice"), 1);
    n.kind = "nonsense";
    t.refuse = false;
    assert_int_equal(app_write(&h->rq, tell_run, &t), RC_BROKEN);
}

static void test_not_of_oneself(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "ky");

    house_as(h, who);
    h->rq.system = true;
    late(h, who);
    assert_int_equal(house_count(h, "SELECT COUNT(*) FROM notice"), 0);
}

static void test_unread(void **state)
{
    struct house *h = *state;
    int64_t one = somebody(h, "a@b.kg", "ky");
    int64_t other = somebody(h, "b@b.kg", "ky"), n;
    struct notice *all, got;
    size_t many;

    late(h, one);
    late(h, one);
    house_as(h, one);
    assert_int_equal(notice_unread(&h->rq, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_int_equal(notice_list(&h->rq, one, 0, 10, &all, &many), RC_OK);
    assert_int_equal(many, 2);
    assert_true(all[0].id > all[1].id);
    assert_int_equal(notice_get(&h->rq, all[0].id, &got), RC_OK);
    house_as(h, other);
    assert_int_equal(notice_get(&h->rq, all[0].id, &got), RC_MISSING);
    assert_int_equal(notice_unread(&h->rq, &n), RC_OK);
    assert_int_equal(n, 0);
}

/* The record's name is for eyes that may see it. */
static void test_text_keeps_secrets(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "en");
    struct thing *t = record_new(&h->rq, &type_thing);
    struct notice n = { .person = who, .kind = "late", .subject = "thing" };

    t->code = "T.1";
    t->title.in[LANG_KY] = "Жашыруун";
    assert_int_equal(house_add(h, &type_thing, t), RC_OK);
    n.subject_id = t->r.id;
    assert_null(strstr(notice_text(&h->rq, &n), "Жашыруун"));
    n.subject = "person";
    n.subject_id = who;
    assert_non_null(strstr(notice_text(&h->rq, &n), "Өмүрбекова"));
}

static void test_quiet_hours(void **state)
{
    struct house *h = *state;
    struct notice_wish night = { "daily", 8, 20, 7 };
    struct notice_wish noon = { "daily", 8, 12, 14 };
    int64_t midnight = MONDAY - 10 * HOUR;

    assert_int_equal(notice_after_quiet(&h->rq, &night, MONDAY), MONDAY);
    assert_int_equal(notice_after_quiet(&h->rq, &night, midnight + 20 * HOUR),
                     midnight + 31 * HOUR);
    assert_int_equal(notice_after_quiet(&h->rq, &night, midnight + 3 * HOUR),
                     midnight + 7 * HOUR);
    assert_int_equal(notice_after_quiet(&h->rq, &night, midnight + 7 * HOUR),
                     midnight + 7 * HOUR);
    assert_int_equal(
        notice_after_quiet(&h->rq, &noon, midnight + 13 * HOUR + SECOND),
        midnight + 14 * HOUR);
}

/* --- Letters ---------------------------------------------------------------- */

static void test_taken(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "a@b.kg", "ky"));
    char *letter;

    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
    assert_false(mail_next(&h->app));
    assert_int_equal(smtp_letters(&smtp), 1);
    letter = smtp_last(&smtp);
    assert_non_null(strstr(letter, "X-To: a@b.kg"));
    assert_non_null(strstr(letter, "@oshtu.example>"));
    assert_non_null(strstr(letter, "Subject: Ordo: Late"));
    assert_non_null(strstr(letter, "To: =?UTF-8?B?"));
    assert_non_null(strstr(letter, "Content-Language: ky"));
    assert_non_null(strstr(letter, "text/plain; charset=utf-8"));
    assert_non_null(strstr(letter, "text/html; charset=utf-8"));
    /* Each line as short as mail allows, and only seven bits. */
    for (const char *s = letter; *s; s++)
        assert_true((unsigned char)*s < 0x80);
    free(letter);
}

static void test_words(void **state)
{
    struct house *h = *state;
    const char *s = mail_words(h->mem, "Мөөнөтү өттү: «Үч бөлүм, ңө» тапшырма");

    assert_string_equal(mail_words(h->mem, "plain"), "plain");
    while (*s) {
        size_t n = strcspn(s, "\r");

        assert_true(n <= 76);
        /* A letter is never cut: each word is valid by itself (30 bytes at
         * most make 40 signs). */
        assert_memory_equal(*s == ' ' ? s + 1 : s, "=?UTF-8?B?", 10);
        s += n + (s[n] ? 2 : 0);
    }
}

static void test_refused_for_good(void **state)
{
    struct house *h = *state;
    int64_t nobody = late(h, somebody(h, "nobody@b.kg", "ky"));
    int64_t spam = late(h, somebody(h, "spam@b.kg", "ky"));
    int64_t none = late(h, somebody(h, NULL, "ky"));
    struct telling again = { .again = nobody };

    while (mail_next(&h->app))
        ;
    assert_string_equal(mail_of(h, nobody), "failed");
    assert_string_equal(problem_of(h, nobody),
                        "550 5.1.1 there is no such box");
    assert_string_equal(mail_of(h, spam), "failed");
    assert_string_equal(mail_of(h, none), "failed");
    assert_int_equal(smtp_letters(&smtp), 0);
    assert_int_equal(app_write(&h->rq, tell_run, &again), RC_OK);
    assert_string_equal(mail_of(h, nobody), "waiting");
    assert_int_equal(app_write(&h->rq, tell_run, &again), RC_CONFLICT);
}

static void test_refused_for_now(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "full@b.kg", "ru"));

    smtp_tell(&smtp, "full", "yes");
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "waiting");
    assert_string_equal(problem_of(h, id), "452 4.2.2 the box is full");
    assert_false(mail_next(&h->app)); /* not before the pause is over */
    at(h, clock_now() + 11 * SECOND);
    assert_true(mail_next(&h->app));
    at(h, clock_now() + 11 * SECOND);
    assert_false(mail_next(&h->app)); /* the second pause is longer */
    smtp_tell(&smtp, "full", NULL);
    at(h, clock_now() + 10 * SECOND);
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
    assert_int_equal(smtp_letters(&smtp), 1);
}

static void test_given_up(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "full@b.kg", "ru"));
    int looks = 0;

    smtp_tell(&smtp, "full", "yes");
    while (!strcmp(mail_of(h, id), "waiting") && looks++ < 1000) {
        at(h, clock_now() + 5 * HOUR);
        mail_next(&h->app); /* at night it is put off, which is no try */
    }
    assert_int_equal(house_count(h, "SELECT tries FROM notice"), 20);
    assert_string_equal(mail_of(h, id), "failed");
    assert_true(clock_now() - MONDAY > 48 * HOUR);
}

static void test_nobody_there(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "a@b.kg", "ky"));

    smtp_stop(&smtp);
    assert_true(mail_next(&h->app));
    assert_true(mail_is_down(&h->app));
    assert_string_equal(mail_of(h, id), "waiting");
    assert_int_equal(smtp_start(&smtp, smtp.port), 0);
    at(h, clock_now() + 11 * SECOND);
    assert_true(mail_next(&h->app));
    assert_false(mail_is_down(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
    assert_int_equal(smtp_letters(&smtp), 1);
}

static void test_login(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "a@b.kg", "ky"));
    char path[400];
    FILE *f;

    smtp_stop(&smtp);
    smtp_tell(&smtp, "login", "ordo word-7");
    assert_int_equal(smtp_start(&smtp, smtp.port), 0);
    set(h, "smtp_user", "ordo");
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "waiting");
    assert_true(mail_is_down(&h->app)); /* it is not the letter's fault */
    snprintf(path, sizeof path, "%s/secret/smtp", h->dir);
    f = fopen(path, "w");
    assert_non_null(f);
    fputs("word-7\n", f);
    fclose(f);
    at(h, clock_now() + 11 * SECOND);
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
}

static void test_no_plain_way_when_asked(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "a@b.kg", "ky"));

    set(h, "smtp_tls", "starttls"); /* the server has none */
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "waiting");
    assert_int_equal(smtp_letters(&smtp), 0);
}

/* A server that ended while the letter was under way. */
static enum rc leave_halfway(struct sql *sql, void *arg)
{
    static const struct sql_text q = {
        "UPDATE notice SET mail = 'sending', lease_until = 1795406401000000",
        "", ""
    };

    (void)arg;
    return sql_run(sql, &q, NO_ARGS);
}

static void test_taken_over(void **state)
{
    struct house *h = *state;
    int64_t id = late(h, somebody(h, "a@b.kg", "ky"));

    assert_int_equal(store_write(h->app.store, leave_halfway, NULL), RC_OK);
    assert_false(mail_next(&h->app)); /* another may have it still */
    assert_int_equal(mail_take_over(&h->app), RC_OK);
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
}

static void test_urgent_waits_for_morning(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "ky"), id;

    at(h, MONDAY + 13 * HOUR); /* 23:00 */
    id = late(h, who);
    assert_false(mail_next(&h->app));
    at(h, MONDAY + 21 * HOUR); /* 07:00 */
    assert_true(mail_next(&h->app));
    assert_string_equal(mail_of(h, id), "sent");
}

/* --- The digest ------------------------------------------------------------- */

static void owe(struct house *h, int64_t who, const char *title, int days)
{
    struct assignment *a = record_new(&h->rq, &type_assignment);

    a->title.in[LANG_KY] = title;
    a->title.in[LANG_EN] = title;
    a->person = who;
    a->due = day_add(h->rq.today, days);
    assert_int_equal(house_add(h, &type_assignment, a), RC_OK);
}

static int64_t digests(struct house *h)
{
    assert_int_equal(digest_run(&h->rq), RC_OK);
    return house_count(h, "SELECT COUNT(*) FROM notice WHERE kind = 'digest'");
}

static void test_digest(void **state)
{
    struct house *h = *state;
    int64_t owes = somebody(h, "owes@b.kg", "en");
    char *letter;

    somebody(h, "free@b.kg", "ky");
    assert_int_equal(digests(h), 0); /* nobody owes anything */
    owe(h, owes, "A late report", -3);
    owe(h, owes, "Much later", 60);
    assert_int_equal(digests(h), 1);
    assert_int_equal(digests(h), 1); /* once a day */
    assert_true(mail_next(&h->app));
    letter = smtp_last(&smtp);
    assert_non_null(strstr(letter, "X-To: owes@b.kg"));
    assert_non_null(strstr(letter, "Subject: My work, 23.11.2026"));
    free(letter);
    at(h, MONDAY + 24 * HOUR);
    assert_int_equal(digests(h), 2);
    at(h, MONDAY + 5 * 24 * HOUR); /* Saturday */
    assert_int_equal(digests(h), 2);
}

struct wishing {
    int64_t person;
    struct notice_wish w;
};

static enum rc wish_run(struct rq *rq, void *arg)
{
    const struct wishing *w = arg;

    return notice_wish_set(rq, w->person, &w->w);
}

static void test_digest_as_wished(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "ky");
    struct wishing w = { who, { "weekly", 15, 20, 7 } };

    owe(h, who, "Report", -1);
    assert_int_equal(app_write(&h->rq, wish_run, &w), RC_OK);
    assert_int_equal(digests(h), 0); /* it is 10:00 */
    at(h, MONDAY + 5 * HOUR);
    assert_int_equal(digests(h), 1);
    at(h, MONDAY + 29 * HOUR); /* Tuesday */
    assert_int_equal(digests(h), 1);
    at(h, MONDAY + (7 * 24 + 5) * HOUR);
    assert_int_equal(digests(h), 2);
    w.w.digest = "never";
    assert_int_equal(app_write(&h->rq, wish_run, &w), RC_OK);
    at(h, MONDAY + (14 * 24 + 5) * HOUR);
    assert_int_equal(digests(h), 2);
    w.w.hour = 24;
    assert_int_equal(app_write(&h->rq, wish_run, &w), RC_INVALID);
}

/* What is not urgent comes with the digest, once. */
static void test_digest_tells_the_rest(void **state)
{
    struct house *h = *state;
    int64_t who = somebody(h, "a@b.kg", "ky");

    tell(h, &(struct notice){ .person = who, .kind = "assigned",
                              .subject = "person", .subject_id = who });
    assert_false(mail_next(&h->app));
    assert_int_equal(digests(h), 1);
    at(h, MONDAY + 24 * HOUR);
    assert_int_equal(digests(h), 1); /* told already */
}

int main(void)
{
#define MAIL(test) cmocka_unit_test_setup_teardown(test, open_house, close_house)
    const struct CMUnitTest tests[] = {
        MAIL(test_with_the_change),
        MAIL(test_not_of_oneself),
        MAIL(test_unread),
        MAIL(test_text_keeps_secrets),
        MAIL(test_quiet_hours),
        MAIL(test_taken),
        MAIL(test_words),
        MAIL(test_refused_for_good),
        MAIL(test_refused_for_now),
        MAIL(test_given_up),
        MAIL(test_nobody_there),
        MAIL(test_login),
        MAIL(test_no_plain_way_when_asked),
        MAIL(test_taken_over),
        MAIL(test_urgent_waits_for_morning),
        MAIL(test_digest),
        MAIL(test_digest_as_wished),
        MAIL(test_digest_tells_the_rest),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
