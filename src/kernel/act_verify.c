/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_verify.c: does a signature cover what is stored, and are the numbers of
 * each register without gaps?
 */
#include "kernel/act_in.h"

#include <string.h>

/* --- One act ---------------------------------------------------------------- */

static enum rc key_held(struct rq *rq, const struct act *a,
                        struct signing_key **out)
{
    struct signing_key *k;
    void *rec;

    TRY(record_load(rq, &type_signing_key, a->key, &rec));
    k = rec;
    if (k->person != a->signer)
        return fail(rq, RC_INVALID, "key", "is the key of another person");
    if (!k->since || a->signed_at < k->since ||
        (k->until && a->signed_at > k->until))
        return fail(rq, RC_INVALID, "key", "was not valid at that time");
    *out = k;
    return RC_OK;
}

static enum rc check_signature(struct rq *rq, const struct act *a,
                               struct sha256 digest)
{
    const char *said = act_statement(rq->mem, digest);
    struct signing_key *k = NULL;
    void *pub, *sig;
    size_t n_pub = 0, n_sig = 0;

    TRY(key_held(rq, a, &k));
    if (!a->signature ||
        !base64_decode(rq->mem, k->public_key, strlen(k->public_key), &pub,
                       &n_pub) ||
        !base64_decode(rq->mem, a->signature, strlen(a->signature), &sig,
                       &n_sig) ||
        n_pub != SIGN_PUBLIC_SIZE || n_sig != SIGN_SIZE ||
        !sign_check(pub, said, strlen(said), sig))
        return fail(rq, RC_INVALID, "signature",
                    "was not made by the key of the signer");
    return RC_OK;
}

enum rc act_verify(struct rq *rq, int64_t act)
{
    struct act_line **line;
    struct sha256 digest;
    struct buf text;
    struct act *a;
    void *rec;
    size_t n;

    TRY(record_load(rq, &type_act, act, &rec));
    a = rec;
    if (!a->signature)
        return fail(rq, RC_INVALID, "signature", "it is not signed");
    TRY(act_lines(rq, act, &line, &n));
    buf_init(&text, rq->mem);
    TRY(act_text(rq, a, line, n, &text));
    digest = act_digest(&text);
    if (!a->digest || strcmp(a->digest, sha256_hex(rq->mem, digest)) != 0)
        return fail(rq, RC_INVALID, "digest",
                    "the text is another than the one that was signed");
    return check_signature(rq, a, digest);
}

/* --- All of them ------------------------------------------------------------ */

static enum rc verify_one(struct rq *rq, int64_t act, struct buf *faults,
                          int64_t *bad)
{
    struct mem_mark mark;
    enum rc rc;

    /* What a fault says must not be given back with the rest. */
    buf_need(faults, 4000);
    mark = mem_mark(rq->mem);
    rq_forget(rq);
    rc = act_verify(rq, act);
    if (rc && !line_refused(rc))
        return rc;
    if (rc && ++*bad <= 100)
        buf_fmt(faults, "act %lld: %s%s%.300s\n", (long long)act,
                rq->fails && rq->fails->field ? rq->fails->field : "",
                rq->fails && rq->fails->field ? " " : "", rq_why(rq, rc));
    rq_forget(rq);
    mem_back(rq->mem, mark);
    return RC_OK;
}

/* Numbers begin with 1 and end with the last one given; what lies between is
 * unique by an index. */
static enum rc verify_numbers(struct rq *rq, struct buf *faults, int64_t *bad)
{
    static const struct sql_text q = {
        "SELECT n.series, n.year, n.last, COUNT(a.id), COALESCE(MAX(a.number),"
        " 0) FROM act_number n LEFT JOIN act a ON a.series = n.series"
        " AND a.year = n.year AND a.number >= 1"
        " GROUP BY n.series, n.year, n.last"
        " HAVING COUNT(a.id) <> n.last OR COALESCE(MAX(a.number), 0) <> n.last",
        "", "tiiii"
    };
    struct sql_rows r = sql_query(rq->sql, &q, NO_ARGS);

    while (sql_next(&r))
        if (++*bad <= 100)
            buf_fmt(faults,
                    "act: register %.100s of %lld has %lld numbers up to %lld,"
                    " %lld were given\n",
                    sql_str(&r, 0), (long long)sql_int(&r, 1),
                    (long long)sql_int(&r, 3), (long long)sql_int(&r, 4),
                    (long long)sql_int(&r, 2));
    return sql_done(&r);
}

enum rc act_verify_all(struct rq *rq, struct buf *faults, int64_t *acts,
                       int64_t *bad)
{
    static const struct sql_text q = {
        "SELECT id FROM act WHERE id > $1 AND (number IS NOT NULL"
        " OR state IN ('signed', 'revoked')) ORDER BY id LIMIT 1",
        "i", "i"
    };
    int64_t id = 0;
    enum rc rc;

    *acts = *bad = 0;
    while (!(rc = sql_get_int(rq->sql, &id, &q, ARGS(INT(id))))) {
        ++*acts;
        TRY(verify_one(rq, id, faults, bad));
    }
    return rc == RC_MISSING ? verify_numbers(rq, faults, bad) : rc;
}
