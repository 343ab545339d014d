/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_sign.c: from a checked act to a signed one.  It is compiled on a reader,
 * sealed with the signer's code away from the writer, and carried out on the
 * writer whole or not at all.
 */
#include "kernel/act_in.h"

#include "kernel/journal.h"

#include <string.h>

/* --- On a reader ------------------------------------------------------------ */

static enum rc load_signable(struct rq *rq, int64_t act, struct act **out)
{
    struct act *a;
    void *rec;

    TRY(record_load(rq, &type_act, act, &rec));
    a = rec;
    if (!rq->system && rq->person != a->signer)
        return fail(rq, RC_DENIED, NULL,
                    "only the person named in the act signs it");
    if (strcmp(a->r.state, "checked") != 0)
        return fail(rq, RC_CONFLICT, NULL, "cannot be done any more: now it is"
                                           " “%s”",
                    tr(rq->lang, type_state(&type_act, a->r.state)->label));
    TRY(act_visas_hold(rq, a));
    *out = a;
    return RC_OK;
}

enum rc act_compile(struct rq *rq, int64_t act, struct act_compiled **out)
{
    struct act_compiled *c = MEM_NEW(rq->mem, struct act_compiled);
    struct buf text;

    TRY(load_signable(rq, act, &c->act));
    TRY(act_lines(rq, act, &c->line, &c->n));
    for (size_t i = 0; i < c->n; i++)
        if (c->line[i]->fault)
            return fail(rq, RC_CONFLICT, NULL, "%s",
                        line_why(rq, c->line[i], c->line[i]->fault));
    buf_init(&text, rq->mem);
    TRY(act_text(rq, c->act, c->line, c->n, &text));
    c->digest = act_digest(&text);
    *out = c;
    return act_plan(rq, c);
}

const char *act_compiled_digest(struct rq *rq, const struct act_compiled *c)
{
    return sha256_hex(rq->mem, c->digest);
}

static void sign_it(struct rq *rq, struct act_compiled *c)
{
    const char *said = act_statement(rq->mem, c->digest);

    sign_make(c->key.seed, said, strlen(said), c->signature);
    secret_forget(c->key.seed, sizeof c->key.seed);
    c->sealed = true;
}

enum rc act_seal(struct rq *rq, struct act_compiled *c, const char *code)
{
    TRY(sign_key_open(rq, c->act->signer, code, &c->key));
    sign_it(rq, c);
    return RC_OK;
}

enum rc act_seal_first(struct rq *rq, struct act_compiled *c, const char *code)
{
    enum sign_key_have have;
    struct sign_key *k;

    TRY(sign_key_of(rq, c->act->signer, &have));
    if (have != SIGN_KEY_NEVER)
        return fail(rq, RC_CONFLICT, "code", "you have chosen a code already");
    TRY(sign_key_make(rq, c->act->signer, code, &k));
    c->key = *k;
    secret_forget(k->seed, sizeof k->seed);
    sign_it(rq, c);
    return RC_OK;
}

enum rc act_seal_with(struct rq *rq, struct act_compiled *c,
                      const struct sign_key *k)
{
    c->key = *k;
    TRY(sign_key_held(rq, c->act->signer, k, &c->key.id));
    sign_it(rq, c);
    return RC_OK;
}

/* --- Number and date -------------------------------------------------------- */

/* The next number of the register in the year; a number that is not kept by
 * the commit was never given. */
static enum rc take_number(struct rq *rq, const struct act *a, int64_t year,
                           int64_t *number)
{
    static const struct sql_text q = {
        "INSERT INTO act_number(series, year, last) VALUES($1, $2, 1)"
        " ON CONFLICT(series, year) DO UPDATE SET last = act_number.last + 1"
        " RETURNING last",
        "ti", "i"
    };

    return sql_get_int(rq->sql, number, &q, ARGS(STR(a->series), INT(year)));
}

/* Numbers and dates rise together. */
static enum rc check_date(struct rq *rq, const struct act *a, int64_t year)
{
    static const struct sql_text q = {
        "SELECT MAX(signed_on) FROM act WHERE series = $1 AND year = $2"
        " AND signed_on > $3",
        "tit", "t"
    };
    const char *last = NULL;
    enum rc rc = sql_get_str(rq->sql, rq->mem, &last, &q,
                             ARGS(STR(a->series), INT(year),
                                  DAY(rq->mem, rq->today)));

    if (rc && rc != RC_MISSING)
        return rc;
    if (last)
        return fail(rq, RC_CONFLICT, NULL,
                    "the register has an act of a later day: %s",
                    lang_day(rq->mem, rq->lang, day_parse(last)));
    return RC_OK;
}

/* --- On the writer ---------------------------------------------------------- */

/* The key that signed, still valid; a first one is stored with the act. */
static enum rc settle_key(struct rq *rq, struct rq *as,
                          const struct act_compiled *c, int64_t *id)
{
    static const struct sql_text q = {
        "SELECT id FROM signing_key WHERE id = $1 AND person = $2"
        " AND state = 'valid'",
        "ii", "i"
    };
    enum sign_key_have have;
    enum rc rc;

    if (!c->key.id) {
        TRY(sign_key_of(rq, c->act->signer, &have));
        if (have != SIGN_KEY_NEVER)
            return fail(rq, RC_CONFLICT, "code",
                        "you have chosen a code already");
        as->act = 0;
        rc = sign_key_add(as, c->act->signer, &c->key, id);
        as->act = c->act->r.id;
        return rc;
    }
    rc = sql_get_int(rq->sql, id, &q,
                     ARGS(INT(c->key.id), INT(c->act->signer)));
    if (rc == RC_MISSING)
        return fail(rq, RC_MISSING, "code", "you have no valid key");
    return rc;
}

static enum rc put_signature(struct rq *as, const struct act_compiled *c,
                             struct act *a, int64_t key)
{
    int year, month, mday;
    struct buf b;

    day_split(as->today, &year, &month, &mday);
    TRY(check_date(as, a, year));
    a->year = (struct count){ year, true };
    a->number.set = true;
    TRY(take_number(as, a, year, &a->number.n));
    buf_init(&b, as->mem);
    buf_base64(&b, c->signature, sizeof c->signature);
    a->signature = b.s;
    a->digest = sha256_hex(as->mem, c->digest);
    a->signed_on = as->today;
    a->signed_at = as->now;
    a->key = key;
    a->r.state = "signed";
    TRY(record_put(as, &type_act, a, "sign"));
    return notice_add(as, &(struct notice){ .person = a->drafter,
                                            .kind = "act",
                                            .subject = "act",
                                            .subject_id = a->r.id });
}

static enum rc revoke_other(struct rq *as, const struct act *a)
{
    void *other;

    if (!a->revokes)
        return RC_OK;
    TRY(record_take(as, &type_act, a->revokes, OP_STEP, "revoke", &other));
    return record_step(as, &type_act, other, "revoke", 0);
}

/* A line that makes a record keeps its id. */
static enum rc keep_id(struct rq *as, const struct act_line *line, int64_t id)
{
    struct act_line *l;
    void *rec;

    TRY(record_load(as, &type_act_line, line->r.id, &rec));
    l = rec;
    l->subject_number = (struct count){ id, true };
    return record_put(as, &type_act_line, l, "sign");
}

static enum rc make_record(struct rq *as, const struct type *t,
                           const struct act_line *l)
{
    void *rec = record_new(as, t);

    TRY(act_fields_fill(as, t, l->fields, rec));
    TRY(record_add(as, t, rec));
    return keep_id(as, l, ((struct record *)rec)->id);
}

static enum rc carry_out(struct rq *as, const struct act_line *l)
{
    const struct type *t = app_type(as->app, l->subject);
    void *rec;

    if (!t)
        return fail(as, RC_MISSING, NULL, "there is no such kind of record");
    if (!l->subject_id)
        return make_record(as, t, l);
    TRY(record_take(as, t, l->subject_id, l->step ? OP_STEP : OP_EDIT,
                    l->step, &rec));
    if (((struct record *)rec)->version != l->seen.n)
        return fail(as, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    TRY(act_fields_fill(as, t, l->fields, rec));
    if (!l->step)
        return record_save(as, t, rec);
    return record_step(as, t, rec, l->step, l->seen.n);
}

static enum rc take_line(struct rq *as, const struct act_compiled *c, size_t i,
                         bool planned)
{
    bool done = false;

    if (planned && c->plan[i].type)
        TRY(act_plan_apply(as, &c->plan[i], &done));
    return done ? RC_OK : carry_out(as, c->line[i]);
}

/* Everything; *bad is the line that could not be carried out. */
static enum rc sign_all(struct rq *rq, struct rq *as,
                        const struct act_compiled *c,
                        const struct act_line **bad)
{
    bool planned = act_plan_holds(as, c);
    struct act *a;
    int64_t key = 0;

    TRY(load_signable(rq, c->act->r.id, &a));
    if (a->r.version != c->act->r.version)
        return fail(rq, RC_CONFLICT, NULL,
                    "somebody else has changed this meanwhile");
    TRY(rights_check(as, &type_act, a->r.id, OP_STEP, "sign"));
    TRY(settle_key(rq, as, c, &key));
    TRY(put_signature(as, c, a, key));
    rq->journal = as->journal;
    TRY(revoke_other(as, a));
    for (size_t i = 0; i < c->n; i++) {
        struct mem_mark mark = mem_mark(rq->mem);
        enum rc rc = take_line(as, c, i, planned);

        if (rc) {
            *bad = c->line[i];
            return rc;
        }
        as->taken = NULL;
        mem_back(rq->mem, mark);
    }
    return RC_OK;
}

/* The line tells why, the act stays as it is. */
static enum rc note_fault(struct rq *rq, const struct act_line *line,
                          const char *why)
{
    struct act_line *l;
    void *rec;

    TRY(record_load(rq, &type_act_line, line->r.id, &rec));
    l = rec;
    l->fault = why;
    return record_put(rq, &type_act_line, l, "check");
}

static enum rc give_up(struct rq *rq, struct rq *as,
                       const struct act_line *bad, enum rc rc)
{
    const char *why = all_why(as, app_type(rq->app, bad->subject), rc);

    TRY(note_fault(rq, bad, why));
    return fail(rq, RC_CONFLICT, NULL, "%s", line_why(rq, bad, why));
}

enum rc act_sign(struct rq *rq, const struct act_compiled *c)
{
    const struct act_line *bad = NULL;
    struct rq as;
    int64_t journal = rq->journal;
    enum rc rc;

    if (!c->sealed)
        return fail(rq, RC_BROKEN, NULL, "the act was not sealed");
    act_signer(&as, rq, c->act);
    TRY(store_point(rq->sql));
    rc = sign_all(rq, &as, c, &bad);
    if (!rc) {
        journal = rq->journal;
        signer_done(rq, &as);
        rq->journal = journal; /* of the act, not of its last line */
        return store_point_keep(rq->sql);
    }
    if (store_point_undo(rq->sql))
        return RC_BUSY;
    rq->journal = journal;
    if (bad && line_refused(rc))
        return give_up(rq, &as, bad, rc);
    for (const struct failure *f = as.fails; f; f = f->next)
        rc = fail(rq, f->rc, f->field, "%s", f->text);
    return rc;
}
