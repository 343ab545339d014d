/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sign_key.c: the keys of signers.  The secret half lies sealed by the
 * signer's own code; nobody can open it without, so a lost code means a new
 * key, which holds after a second person has confirmed it.
 */
#include "kernel/act_in.h"

#include "base/text.h"

#include <string.h>

enum { CODE_LEAST = 8, CODE_MOST = 200 };

/* --- The type --------------------------------------------------------------- */

static const struct state states[] = {
    { "waiting", N_("Waits for confirmation"), TONE_WARN },
    { "valid", N_("Valid"), TONE_GOOD },
    { "lost", N_("Ended"), TONE_MUTED },
};
static const struct field fields[] = {
    FIELD_REF(signing_key, person, &type_person, .label = N_("Signer"),
              .must = true, .list = true, .filter = true, .computed = true),
    FIELD_TEXT(signing_key, public_key, .label = N_("Public key"),
               .must = true, .unique = true, .list = true, .filter = true,
               .computed = true, .max = 64),
    FIELD_REF(signing_key, confirmed_by, &type_person,
              .label = N_("Confirmed by"), .list = true, .computed = true),
    FIELD_INSTANT(signing_key, since, .label = N_("Valid from"),
                  .list = true, .computed = true),
    FIELD_INSTANT(signing_key, until, .label = N_("Valid until"),
                  .list = true, .computed = true),
};

static const struct sql_text q_valid = {
    "SELECT id FROM signing_key WHERE person = $1 AND state = 'valid'", "i",
    "i"
};
static const struct sql_text q_forget = {
    "DELETE FROM signing_secret WHERE signing_key = $1", "i", ""
};

static enum rc second_person(struct rq *rq, const void *rec)
{
    const struct signing_key *k = rec;

    if (!rq->person || rq->person == k->person)
        return fail(rq, RC_DENIED, NULL,
                    "another person confirms it, who knows the signer");
    return RC_OK;
}

/* From now on it signs nothing, and what it signed before stays good. */
static enum rc end_key(struct rq *rq, void *rec)
{
    struct signing_key *k = rec;

    k->until = rq->now;
    return sql_run(rq->sql, &q_forget, ARGS(INT(k->r.id)));
}

static enum rc end_valid(struct rq *rq, int64_t person)
{
    int64_t id;
    void *rec;
    enum rc rc = sql_get_int(rq->sql, &id, &q_valid, ARGS(INT(person)));

    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(record_load(rq, &type_signing_key, id, &rec));
    TRY(end_key(rq, rec));
    ((struct record *)rec)->state = "lost";
    return record_put(rq, &type_signing_key, rec, "lose");
}

static enum rc confirm(struct rq *rq, void *rec)
{
    struct signing_key *k = rec;

    TRY(end_valid(rq, k->person));
    k->confirmed_by = rq->person;
    k->since = rq->now;
    return RC_OK;
}

static const struct step steps[] = {
    { .name = "confirm", .label = N_("Confirm the key"),
      .from = { "waiting" }, .to = "valid", .guard = second_person,
      .effect = confirm },
    { .name = "lose", .label = N_("End the key"),
      .from = { "waiting", "valid" }, .to = "lost", .effect = end_key,
      .danger = true },
};
static const struct relation relations[] = {
    { "own", "t.person = {person}", N_("whose key it is") },
    { "other", "t.person <> {person}", N_("of other people") },
};
static const struct index_on indexes[] = {
    { .columns = "person", .unique = true, .where = "state = 'valid'" },
};

const struct type type_signing_key = {
    .name = "signing_key", .label = N_("Key of a signer"),
    .plural = N_("Keys of signers"), .size = sizeof(struct signing_key),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    SPAN(relations, relations), SPAN(indexes, indexes), .title = "public_key",
    .no_add = true,
};

/* --- Whose ------------------------------------------------------------------ */

enum rc sign_key_of(struct rq *rq, int64_t person, enum sign_key_have *have)
{
    static const struct sql_text q = {
        "SELECT CASE state WHEN 'valid' THEN 3 WHEN 'waiting' THEN 2 ELSE 1"
        " END AS have FROM signing_key WHERE person = $1"
        " ORDER BY have DESC LIMIT 1",
        "i", "i"
    };
    int64_t n;
    enum rc rc = sql_get_int(rq->sql, &n, &q, ARGS(INT(person)));

    if (rc && rc != RC_MISSING)
        return rc;
    *have = rc ? SIGN_KEY_NEVER : (enum sign_key_have)n;
    return RC_OK;
}

/* --- Making ----------------------------------------------------------------- */

static enum rc not_the_password(struct rq *rq, int64_t person,
                                const char *code)
{
    static const struct sql_text q = {
        "SELECT password FROM account WHERE person = $1"
        " AND password IS NOT NULL",
        "i", "t"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(person)));
    bool same = false;

    while (!same && sql_next(&r))
        same = password_check(sql_str(&r, 0), code);
    TRY(sql_done(&r));
    if (same)
        return fail(rq, RC_INVALID, "code",
                    "must be another than your password");
    return RC_OK;
}

enum rc sign_key_make(struct rq *rq, int64_t person, const char *code,
                      struct sign_key **out)
{
    struct sign_key *k = MEM_NEW(rq->mem, struct sign_key);
    size_t n = text_valid(code, strlen(code)) ? text_length(code) : 0;

    if (n < CODE_LEAST || n > CODE_MOST)
        return fail(rq, RC_INVALID, "code",
                    "must be from %d to %d characters", CODE_LEAST, CODE_MOST);
    TRY(not_the_password(rq, person, code));
    random_bytes(k->seed, sizeof k->seed);
    sign_public(k->seed, k->public_key);
    k->sealed = secret_seal(rq->mem, code, k->seed);
    *out = k;
    return RC_OK;
}

static const char *public_text(struct mem *m, const struct sign_key *k)
{
    struct buf b;

    buf_init(&b, m);
    buf_base64(&b, k->public_key, sizeof k->public_key);
    return b.s;
}

enum rc sign_key_add(struct rq *rq, int64_t person, const struct sign_key *k,
                     int64_t *id)
{
    static const struct sql_text add = {
        "INSERT INTO signing_secret(signing_key, sealed) VALUES($1, $2)",
        "it", ""
    };
    struct signing_key *rec = record_new(rq, &type_signing_key);
    enum sign_key_have have;

    if (!rq->system && rq->person != person)
        return fail(rq, RC_DENIED, NULL, "everybody makes only their own key");
    TRY(sign_key_of(rq, person, &have));
    if (have == SIGN_KEY_WAITING)
        return fail(rq, RC_CONFLICT, NULL,
                    "a new key waits for confirmation already");
    rec->person = person;
    rec->public_key = public_text(rq->mem, k);
    if (have == SIGN_KEY_NEVER) {
        rec->r.state = "valid";
        rec->since = rq->now;
    }
    TRY(record_put(rq, &type_signing_key, rec, "add"));
    *id = rec->r.id;
    return sql_run(rq->sql, &add, ARGS(INT(*id), STR(k->sealed)));
}

void sign_key_forget(struct sign_key *k)
{
    secret_forget(k->seed, sizeof k->seed);
}

enum rc sign_key_held(struct rq *rq, int64_t person, const struct sign_key *k,
                      int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM signing_key WHERE person = $1 AND state = 'valid'"
        " AND public_key = $2",
        "it", "i"
    };
    enum rc rc = sql_get_int(rq->sql, id, &q,
                             ARGS(INT(person), STR(public_text(rq->mem, k))));

    if (rc == RC_MISSING)
        return fail(rq, RC_CONFLICT, NULL, "this is not the signer's key");
    return rc;
}

/* --- Opening ---------------------------------------------------------------- */

enum rc sign_key_open(struct rq *rq, int64_t person, const char *code,
                      struct sign_key *k)
{
    static const struct sql_text q = {
        "SELECT k.id, s.sealed FROM signing_key k"
        " JOIN signing_secret s ON s.signing_key = k.id"
        " WHERE k.person = $1 AND k.state = 'valid'",
        "i", "it"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(person)));

    memset(k, 0, sizeof *k);
    if (sql_next(&r)) {
        k->id = sql_int(&r, 0);
        k->sealed = mem_str(rq->mem, sql_str(&r, 1));
    }
    TRY(sql_done(&r));
    if (!k->id)
        return fail(rq, RC_MISSING, "code", "you have no valid key");
    if (!secret_open(rq->mem, k->sealed, code, k->seed))
        return fail(rq, RC_DENIED, "code", "this is not your code");
    sign_public(k->seed, k->public_key);
    return RC_OK;
}
