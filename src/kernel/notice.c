/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice.c: what people are told: the outbox, and how each wants it.  Owns
 * the tables notice and notice_wish; the mail is sent by mail.c.
 */
#include "kernel/notice_in.h"

#include "base/text.h"
#include "kernel/app.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/setting.h"

#include <string.h>

enum { NOTE_MAX = 2000, UNREAD_MOST = 100 };
#define HOUR INT64_C(3600000000)

/* --- Kinds ------------------------------------------------------------------ */

static const struct notice_kind own[] = {
    { .name = "second_reset", .label = N_("Second factor"),
      .text = N_("{who} has reset your second factor at sign-in; if you did"
                 " not ask for it, tell the administrator at once"),
      .urgent = true },
    { .name = "digest", .label = N_("My work"), .text = N_("My work"),
      .digest = true },
    { .name = "assigned", .label = N_("Assigned"),
      .text = N_("You have a new assignment: {it}") },
    { .name = "handed_over", .label = N_("Handed over"),
      .text = N_("{who} has handed over to you: {it}") },
    { .name = "substitute", .label = N_("Substitution"),
      .text = N_("You stand in for an absent person: {it}") },
    { .name = "soon", .label = N_("Due soon"),
      .text = N_("Its day is near: {it}") },
    { .name = "asked", .label = N_("More time is asked for"),
      .text = N_("{who} asks for more time: {it}. {note}") },
    { .name = "declined", .label = N_("No more time"),
      .text = N_("No more time is given: {it}. {note}") },
    { .name = "returned", .label = N_("Returned"),
      .text = N_("{who} has sent it back to you: {it}. {note}") },
    { .name = "extended", .label = N_("Extended"),
      .text = N_("The term was moved: {it}. {note}") },
    { .name = "late", .label = N_("Late"), .text = N_("It is late: {it}"),
      .urgent = true },
    { .name = "climbed", .label = N_("Late below you"),
      .text = N_("It is late and has come up to you: {it}. {note}"),
      .urgent = true },
    { .name = "closed", .label = N_("Done"),
      .text = N_("What you wait for is done: {it}") },
    { .name = "act", .label = N_("Act"),
      .text = N_("An act concerns you: {it}") },
    { .name = "sign", .label = N_("To be signed"),
      .text = N_("An act waits for your signature: {it}") },
    { .name = "visas", .label = N_("Visas are given"),
      .text = N_("All visas are given: {it}") },
    { .name = "remark", .label = N_("Remark"),
      .text = N_("{who} remarks on {it}: {note}") },
    { .name = "answer", .label = N_("Answer"),
      .text = N_("{who} answers to the remark on {it}: {note}") },
    { .name = "resolved", .label = N_("Remark resolved"),
      .text = N_("{who} has settled the remark on {it}") },
};

static const struct notice_kind *find(const struct notice_kind *k, size_t n,
                                      const char *name)
{
    for (size_t i = 0; i < n; i++)
        if (!strcmp(k[i].name, name))
            return &k[i];
    return NULL;
}

const struct notice_kind *notice_kind(const struct ordo *app, const char *name)
{
    const struct notice_kind *k = find(own, COUNT(own), name);

    for (size_t i = 0; !k && i < app->n_modules; i++)
        k = find(app->modules[i]->notices, app->modules[i]->n_notices, name);
    return k;
}

/* --- Tables ----------------------------------------------------------------- */

static const struct column notice_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "person", .type = 'i', .must = true, .references = "person" },
    { .name = "kind", .type = 't', .must = true },
    { .name = "subject", .type = 't' },
    { .name = "subject_id", .type = 'i' },
    { .name = "note", .type = 't' },
    { .name = "once", .type = 't' },
    { .name = "told_by", .type = 'i', .references = "person" },
    { .name = "created_at", .type = 'i', .must = true },
    { .name = "read_at", .type = 'i' },
    { .name = "mail", .type = 't', .must = true },
    { .name = "next_at", .type = 'i', .must = true },
    { .name = "tries", .type = 'i', .must = true },
    { .name = "lease_until", .type = 'i', .must = true },
    { .name = "sent_at", .type = 'i' },
    { .name = "problem", .type = 't' },
};
static const struct index_on notice_indexes[] = {
    { .columns = "mail, next_at" },
    { .columns = "once", .unique = true, .where = "once IS NOT NULL" },
    { .columns = "subject_id" },
};
static const struct column wish_columns[] = {
    { .name = "person", .type = 'i', .must = true, .references = "person" },
    { .name = "digest", .type = 't', .must = true },
    { .name = "hour", .type = 'i', .must = true },
    { .name = "quiet_from", .type = 'i', .must = true },
    { .name = "quiet_to", .type = 'i', .must = true },
};
const struct table notice_tables[] = {
    { .name = "notice", SPAN(columns, notice_columns),
      SPAN(indexes, notice_indexes) },
    { .name = "notice_wish", SPAN(columns, wish_columns), .key = "person" },
};
const size_t n_notice_tables = COUNT(notice_tables);

/* --- Wishes ----------------------------------------------------------------- */

enum rc notice_wish(struct rq *rq, int64_t person, struct notice_wish *out)
{
    static const struct sql_text q = {
        "SELECT digest, hour, quiet_from, quiet_to FROM notice_wish"
        " WHERE person = $1",
        "i", "tiii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(person)));
    bool said = sql_next(&r);

    if (said)
        *out = (struct notice_wish){ mem_str(rq->mem, sql_str(&r, 0)),
                                     sql_int(&r, 1), sql_int(&r, 2),
                                     sql_int(&r, 3) };
    TRY(sql_done(&r));
    if (!said)
        *out = (struct notice_wish){ setting_get(rq, "digest"),
                                     setting_int(rq, "digest_hour"),
                                     setting_int(rq, "quiet_from"),
                                     setting_int(rq, "quiet_to") };
    return RC_OK;
}

static enum rc hour_check(struct rq *rq, const char *name, int64_t hour)
{
    if (hour >= 0 && hour <= 23)
        return RC_OK;
    return fail(rq, RC_INVALID, name, "is an hour from 0 to 23");
}

enum rc notice_wish_set(struct rq *rq, int64_t person,
                        const struct notice_wish *w)
{
    static const struct sql_text q = {
        "INSERT INTO notice_wish(person, digest, hour, quiet_from, quiet_to)"
        " VALUES($1, $2, $3, $4, $5) ON CONFLICT(person) DO UPDATE SET"
        " digest = $2, hour = $3, quiet_from = $4, quiet_to = $5",
        "itiii", ""
    };

    if (strcmp(w->digest, "daily") != 0 && strcmp(w->digest, "weekly") != 0 &&
        strcmp(w->digest, "never") != 0)
        return fail(rq, RC_INVALID, "digest", "%s is not one of the choices",
                    text_cut(rq->mem, w->digest, 40));
    TRY(hour_check(rq, "hour", w->hour));
    TRY(hour_check(rq, "quiet_from", w->quiet_from));
    TRY(hour_check(rq, "quiet_to", w->quiet_to));
    return sql_run(rq->sql, &q,
                   ARGS(INT(person), STR(w->digest), INT(w->hour),
                        INT(w->quiet_from), INT(w->quiet_to)));
}

int64_t notice_after_quiet(const struct rq *rq, const struct notice_wish *w,
                           int64_t now)
{
    int64_t local = now + rq->app->zone * INT64_C(60000000);
    int64_t midnight = local - local % (24 * HOUR);
    int64_t hour = (local - midnight) / HOUR;
    bool over = w->quiet_from > w->quiet_to; /* over midnight */
    bool quiet = over ? hour >= w->quiet_from || hour < w->quiet_to
                      : hour >= w->quiet_from && hour < w->quiet_to;

    if (!quiet)
        return now;
    if (over && hour >= w->quiet_from)
        midnight += 24 * HOUR;
    return midnight + w->quiet_to * HOUR - rq->app->zone * INT64_C(60000000);
}

enum rc notice_lang(struct rq *rq, int64_t person, enum lang *out)
{
    static const struct sql_text q = {
        "SELECT lang FROM person WHERE id = $1", "i", "t"
    };
    const char *code = NULL;
    int lang;

    TRY(sql_get_str(rq->sql, rq->mem, &code, &q, ARGS(INT(person))));
    lang = lang_from_code(code && *code ? code
                                        : setting_get(rq, "default_lang"));
    *out = lang < 0 ? LANG_KY : (enum lang)lang;
    return RC_OK;
}

/* --- Telling ---------------------------------------------------------------- */

/* Does it wait for the mail, and from when on? */
static enum rc mail_from(struct rq *rq, const struct notice_kind *k,
                         int64_t person, const char **mail, int64_t *at)
{
    struct notice_wish w;

    *at = rq->now;
    *mail = "off";
    if (!(k->urgent || k->digest) || !*setting_get(rq, "smtp_host"))
        return RC_OK;
    TRY(notice_wish(rq, person, &w));
    *mail = "waiting";
    *at = notice_after_quiet(rq, &w, rq->now);
    return RC_OK;
}

enum rc notice_add(struct rq *rq, const struct notice *n)
{
    static const struct sql_text q = {
        "INSERT INTO notice(person, kind, subject, subject_id, note, once,"
        " told_by, created_at, mail, next_at, tries, lease_until)"
        " VALUES($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0)"
        " ON CONFLICT(once) WHERE once IS NOT NULL DO NOTHING",
        "ittittiiti", ""
    };
    const struct notice_kind *k = notice_kind(rq->app, n->kind);
    const char *mail;
    int64_t at;

    if (!k)
        return fail(rq, RC_BROKEN, NULL, "there is no notice %s", n->kind);
    if (!n->person || n->person == rq->person)
        return RC_OK;
    TRY(mail_from(rq, k, n->person, &mail, &at));
    return sql_run(rq->sql, &q,
                   ARGS(INT(n->person), STR(n->kind), STR(n->subject),
                        REF(n->subject_id),
                        STR(n->note ? text_cut(rq->mem, n->note, NOTE_MAX)
                                    : NULL),
                        STR(n->once), REF(rq->person), INT(rq->now),
                        STR(mail), INT(at)));
}

/* --- Reading ---------------------------------------------------------------- */

static const char *copy(struct rq *rq, const struct sql_rows *r, int c)
{
    return mem_str(rq->mem, sql_str(r, c));
}

void notice_decode(struct rq *rq, const struct sql_rows *r, struct notice *n)
{
    *n = (struct notice){
        .id = sql_int(r, 0),
        .person = sql_int(r, 1),
        .kind = copy(rq, r, 2),
        .subject = copy(rq, r, 3),
        .subject_id = sql_int(r, 4),
        .note = copy(rq, r, 5),
        .once = copy(rq, r, 6),
        .by = sql_int(r, 7),
        .created_at = sql_int(r, 8),
        .read_at = sql_int(r, 9),
        .mail = copy(rq, r, 10),
        .next_at = sql_int(r, 11),
        .tries = sql_int(r, 12),
        .lease_until = sql_int(r, 13),
        .sent_at = sql_int(r, 14),
        .problem = copy(rq, r, 15),
    };
}

enum rc notice_list(struct rq *rq, int64_t person, int64_t before, size_t most,
                    struct notice **out, size_t *n)
{
    static const struct sql_text q = {
        "SELECT " NOTICE_COLUMNS " FROM notice n WHERE n.person = $1"
        " AND n.id < $2 AND n.kind <> 'digest' ORDER BY n.id DESC LIMIT $3",
        "iii", NOTICE_LETTERS
    };
    struct notice *all = MEM_ARRAY(rq->mem, most + 1, struct notice);
    struct sql_rows r = sql_query(
        rq->sql, &q,
        ARGS(INT(person), INT(before > 0 ? before : INT64_MAX),
             INT((int64_t)most)));

    for (*n = 0; *n < most && sql_next(&r); ++*n)
        notice_decode(rq, &r, &all[*n]);
    *out = all;
    return sql_done(&r);
}

enum rc notice_get(struct rq *rq, int64_t id, struct notice *out)
{
    static const struct sql_text q = {
        "SELECT " NOTICE_COLUMNS " FROM notice n"
        " WHERE n.id = $1 AND n.person = $2",
        "ii", NOTICE_LETTERS
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(id), INT(rq->person)));
    bool found = sql_next(&r);

    if (found)
        notice_decode(rq, &r, out);
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

enum rc notice_unread(struct rq *rq, int64_t *n)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM (SELECT 1 AS one FROM notice WHERE person = $1"
        " AND read_at IS NULL AND kind <> 'digest' LIMIT $2) few",
        "ii", "i"
    };

    return sql_get_int(rq->sql, n, &q, ARGS(INT(rq->person),
                                            INT(UNREAD_MOST)));
}

enum rc notice_read(struct rq *rq, int64_t id)
{
    static const struct sql_text one = {
        "UPDATE notice SET read_at = $3 WHERE person = $1 AND id = $2"
        " AND read_at IS NULL",
        "iii", ""
    };
    static const struct sql_text all = {
        "UPDATE notice SET read_at = $2 WHERE person = $1 AND read_at IS NULL",
        "ii", ""
    };

    if (id)
        return sql_run(rq->sql, &one,
                       ARGS(INT(rq->person), INT(id), INT(rq->now)));
    return sql_run(rq->sql, &all, ARGS(INT(rq->person), INT(rq->now)));
}

enum rc notice_read_until(struct rq *rq, int64_t before)
{
    static const struct sql_text q = {
        "UPDATE notice SET read_at = created_at"
        " WHERE created_at < $1 AND read_at IS NULL",
        "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(before)));
}

enum rc notice_forget(struct rq *rq, int64_t before)
{
    static const struct sql_text q = {
        "DELETE FROM notice WHERE created_at < $1"
        " AND mail NOT IN ('waiting', 'sending')"
        " AND (read_at IS NOT NULL OR kind = 'digest')",
        "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(before)));
}

/* --- Texts ------------------------------------------------------------------ */

/* May the person told see the record? */
static bool sees(struct rq *rq, const struct type *t, const struct notice *n)
{
    struct rq eyes = *rq;

    eyes.system = false;
    eyes.person = n->person;
    eyes.holder = rights_holder(&eyes, n->person);
    rq_forget(&eyes);
    return rights_check(&eyes, t, n->subject_id, OP_SEE, NULL) == RC_OK;
}

/* What was said about a record from which the person is excluded by now. */
static const char *note_words(struct rq *rq, const struct notice *n)
{
    const struct type *t = app_type(rq->app, n->subject ? n->subject : "");

    if (!n->note || (t && (t->exclude || t->closed_to) && !sees(rq, t, n)))
        return "";
    return n->note;
}

/* The record's name for the eyes of a person: they may not see each. */
static const char *record_words(struct rq *rq, const struct notice *n)
{
    const struct type *t = app_type(rq->app, n->subject ? n->subject : "");
    struct label l = { 0 };
    const char *name;

    if (!t)
        return "";
    if (!sees(rq, t, n) ||
        record_label(rq, t, n->subject_id, &l) || !l.id)
        return mem_fmt(rq->mem, "%s #%lld", tr(rq->lang, t->label),
                       (long long)n->subject_id);
    name = label_text(rq, &l);
    return mem_fmt(rq->mem, "%s “%s”", tr(rq->lang, t->label), name);
}

static const char *person_words(struct rq *rq, int64_t person)
{
    struct label l = { 0 };

    if (!person || record_label(rq, &type_person, person, &l) || !l.id)
        return T(rq, "the system");
    return label_text(rq, &l);
}

const char *notice_text(struct rq *rq, const struct notice *n)
{
    const struct notice_kind *k = notice_kind(rq->app, n->kind);
    const char *s = k ? tr(rq->lang, k->text) : n->kind;
    struct buf b;

    buf_init(&b, rq->mem);
    while (*s) {
        size_t plain = strcspn(s, "{");

        buf_add(&b, s, plain);
        s += plain;
        if (!strncmp(s, "{it}", 4))
            buf_str(&b, record_words(rq, n));
        else if (!strncmp(s, "{who}", 5))
            buf_str(&b, person_words(rq, n->by));
        else if (!strncmp(s, "{note}", 6))
            buf_str(&b, note_words(rq, n));
        if (*s)
            s += strcspn(s, "}") + (strchr(s, '}') ? 1 : 0);
    }
    return b.s;
}
