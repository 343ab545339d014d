/* SPDX-License-Identifier: Apache-2.0 */
/*
 * appeal_talk.c: what is said between the university and who appeals, and the
 * secret that opens an appeal to them.
 */
#include "base/hash.h"
#include "kernel/record.h"
#include "mod/appeals/appeal_life.h"

#include <string.h>

/* --- Messages ----------------------------------------------------------------------------- */

enum rc appeal_message_check(struct rq *rq, void *rec, const void *old)
{
    struct appeal_message *m = rec;

    if (old)
        return RC_OK;
    m->written_on = rq->today;
    m->r.state = m->incoming ? "unread" : "waiting";
    if (!m->incoming && !m->person)
        m->person = rq->person;
    return RC_OK;
}

/* What came waits for who is responsible, what goes out for the office. */
enum rc appeal_message_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct appeal_message *m = rec;
    struct assignment *o;
    struct appeal *a;
    void *found;
    int64_t unit;

    if (old)
        return RC_OK;
    TRY(record_load(rq, &type_appeal, m->appeal, &found));
    a = found;
    o = record_new(rq, &type_assignment);
    for (int i = 0; i < LANGS; i++)
        o->title.in[i] = mem_fmt(
            rq->mem, "%s %s",
            m->incoming
                ? tr((enum lang)i, N_("Read the message about the appeal"))
                : tr((enum lang)i, N_("Deliver the message about the appeal")),
            a->code);
    o->subject = "appeal_message";
    o->subject_id = m->r.id;
    o->purpose = "message";
    TRY(appeal_office(rq, a, &o->person, &unit));
    if (m->incoming && a->responsible)
        o->person = a->responsible;
    o->unit = unit;
    TRY(matter_term(rq, "appeal_message_days", rq->today, &o->due));
    return assignment_open(rq, o);
}

enum rc appeal_message_done(struct rq *rq, void *rec)
{
    const struct appeal_message *m = rec;

    return assignment_close(rq, "appeal_message", m->r.id, "message");
}

/* --- Who appeals -------------------------------------------------------------------------- */

enum { SECRET_BYTES = 10 };

static const char *digest(struct rq *rq, const char *secret)
{
    return sha256_hex(rq->mem, sha256_three("appeal:", 7, secret,
                                            strlen(secret), "", 0));
}

enum rc appeal_receive(struct rq *rq, struct appeal *a, const char **secret)
{
    if (!day_is(a->received_on))
        a->received_on = rq->today;
    if (secret) {
        *secret = random_token(rq->mem, SECRET_BYTES);
        a->secret = digest(rq, *secret);
    }
    return record_put(rq, &type_appeal, a, "add");
}

enum rc appeal_by_secret(struct rq *rq, const char *code, const char *secret,
                         struct appeal **out)
{
    static const struct sql_text q = {
        "SELECT id FROM appeal WHERE code = $1 AND secret = $2", "tt", "i"
    };
    int64_t id;
    void *rec;

    TRY(sql_get_int(rq->sql, &id, &q,
                    ARGS(STR(code), STR(digest(rq, secret)))));
    TRY(record_load(rq, &type_appeal, id, &rec));
    *out = rec;
    return RC_OK;
}

enum rc appeal_write(struct rq *rq, const struct appeal *a, const char *body)
{
    struct appeal_message *m = record_new(rq, &type_appeal_message);

    m->appeal = a->r.id;
    m->incoming = true;
    m->body = body;
    return record_put(rq, &type_appeal_message, m, "add");
}

/* What waits for delivery was read on the site. */
static enum rc messages_read(struct rq *rq, const struct appeal *a)
{
    static const struct sql_text q = {
        "SELECT id FROM appeal_message WHERE appeal = $1 AND state = 'waiting'"
        " ORDER BY id",
        "i", "i"
    };
    struct refs ids;

    TRY(refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(a->r.id))), &ids));
    for (size_t i = 0; i < ids.n; i++) {
        struct appeal_message *m;
        void *rec;

        TRY(record_load(rq, &type_appeal_message, ids.id[i], &rec));
        m = rec;
        m->r.state = "delivered";
        m->delivery = "web";
        TRY(appeal_message_done(rq, m));
        TRY(record_put(rq, &type_appeal_message, m, "deliver"));
    }
    return RC_OK;
}

enum rc appeal_read(struct rq *rq, struct appeal *a)
{
    TRY(messages_read(rq, a));
    if (strcmp(a->r.state, "answered") && strcmp(a->r.state, "redirected"))
        return RC_OK;
    a->r.state = "closed";
    a->delivered_on = rq->today;
    a->delivery = "web";
    TRY(appeal_delivered(rq, a));
    return record_put(rq, &type_appeal, a, "deliver");
}
