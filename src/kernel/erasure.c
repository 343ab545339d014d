/* SPDX-License-Identifier: Apache-2.0 */
/*
 * erasure.c: requests to erase a person's data, with two hands.
 */
#include "kernel/erasure.h"

#include "kernel/app.h"
#include "kernel/erase.h"
#include "kernel/merge.h"
#include "kernel/org.h"

#include <stdlib.h>
#include <string.h>

/* --- What must hold ----------------------------------------------------------- */

static const struct sql_text q_open_accounts = {
    "SELECT count(*) FROM account WHERE person = $1 AND state = 'active'", "i",
    "i"
};

enum rc erasure_ready(struct rq *rq, int64_t person)
{
    struct person *p;
    int64_t open;
    void *rec;

    TRY(record_load(rq, &type_person, person, &rec));
    p = rec;
    if (!strcmp(p->r.state, MERGED))
        return fail(rq, RC_CONFLICT, "person",
                    "this record was merged into another: ask for that one");
    if (strcmp(p->r.state, "left") != 0)
        return fail(rq, RC_CONFLICT, "person",
                    "the person works or studies here: mark as left first");
    TRY(sql_get_int(rq->sql, &open, &q_open_accounts, ARGS(INT(person))));
    if (open)
        return fail(rq, RC_CONFLICT, "person",
                    "the person may still sign in: block the account first");
    return RC_OK;
}

/* The system itself (a command) is nobody, and may be neither hand. */
static enum rc other_hand(struct rq *rq, const struct erasure_request *e)
{
    if (!rq->person || e->asked_by == rq->person)
        return fail(rq, RC_CONFLICT, NULL,
                    "another person than the one who asked must decide");
    if (e->person == rq->person)
        return fail(rq, RC_CONFLICT, NULL,
                    "nobody decides on their own data");
    return RC_OK;
}

static enum rc confirm_ready(struct rq *rq, const void *rec)
{
    const struct erasure_request *e = rec;

    TRY(other_hand(rq, e));
    return erasure_ready(rq, e->person);
}

static enum rc refuse_ready(struct rq *rq, const void *rec)
{
    return other_hand(rq, rec);
}

static enum rc withdraw_ready(struct rq *rq, const void *rec)
{
    const struct erasure_request *e = rec;

    return e->asked_by == rq->person
               ? RC_OK
               : fail(rq, RC_CONFLICT, NULL,
                      "only the person who asked takes it back");
}

/* --- What it causes ----------------------------------------------------------- */

static enum rc queue(struct rq *rq, const struct erasure_request *e)
{
    const char *id = mem_fmt(rq->mem, "%lld", (long long)e->r.id);
    int64_t job;

    return job_add(rq, ERASURE_JOB, mem_fmt(rq->mem, "#%s", id), id, &job);
}

static enum rc confirm_now(struct rq *rq, void *rec)
{
    struct erasure_request *e = rec;

    e->confirmed_by = rq->person;
    return queue(rq, e);
}

static enum rc refuse_now(struct rq *rq, void *rec)
{
    struct erasure_request *e = rec;

    e->confirmed_by = rq->person;
    return RC_OK;
}

static enum rc again_now(struct rq *rq, void *rec)
{
    return queue(rq, rec);
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    static const struct sql_text q = {
        "SELECT count(*) FROM erasure_request WHERE person = $1"
        " AND state IN ('asked', 'confirmed')",
        "i", "i"
    };
    struct erasure_request *e = rec;
    int64_t open;

    if (old)
        return RC_OK;
    e->asked_by = rq->person;
    if (e->person == rq->person)
        return fail(rq, RC_CONFLICT, "person",
                    "nobody decides on their own data");
    TRY(sql_get_int(rq->sql, &open, &q, ARGS(INT(e->person))));
    if (open)
        return fail(rq, RC_CONFLICT, "person",
                    "a request about this person waits already");
    return RC_OK;
}

/* --- Carrying it out ---------------------------------------------------------- */

struct carrying {
    int64_t request;
    struct job *job;
};

static struct count number(size_t n)
{
    return (struct count){ (int64_t)n, true };
}

static enum rc carry_out(struct rq *rq, void *arg)
{
    const struct carrying *c = arg;
    struct job j = *c->job; /* it may run again */
    struct erasure_request *e;
    struct erased gone;
    void *rec;

    TRY(store_hold(rq->sql, "erasure_request", c->request));
    TRY(record_load(rq, &type_erasure_request, c->request, &rec));
    e = rec;
    if (!strcmp(e->r.state, "done")) /* by a job before this one */
        return job_done(rq, &j);
    if (strcmp(e->r.state, "confirmed") != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the request is not confirmed any more");
    TRY(erasure_ready(rq, e->person));
    TRY(erase_apply(rq, e->person, &gone));
    e->r.state = "done";
    e->done_at = rq->now;
    e->records = number(gone.records);
    e->fields = number(gone.fields);
    e->files = number(gone.files);
    TRY(record_put(rq, &type_erasure_request, e, "carry_out"));
    return job_done(rq, &j);
}

enum rc erasure_run(struct rq *rq, struct job *j)
{
    struct carrying c = { strtoll(j->input, NULL, 10), j };

    TRY(app_write(rq, carry_out, &c));
    return erase_sweep(rq);
}

/* --- The type ----------------------------------------------------------------- */

static const struct state states[] = {
    { "asked", N_("Waits for a second person"), TONE_WARN },
    { "confirmed", N_("Confirmed, under way"), TONE_INFO },
    { "done", N_("Carried out"), TONE_GOOD },
    { "refused", N_("Refused"), TONE_BAD },
    { "withdrawn", N_("Taken back"), TONE_MUTED },
};

static const struct step steps[] = {
    { .name = "confirm", .label = N_("Erase for ever"), .from = { "asked" },
      .to = "confirmed", .guard = confirm_ready, .effect = confirm_now,
      .danger = true },
    { .name = "refuse", .label = N_("Refuse"), .from = { "asked" },
      .to = "refused", .asks = { "answer" }, .needs = { "answer" },
      .guard = refuse_ready, .effect = refuse_now },
    { .name = "withdraw", .label = N_("Take the request back"),
      .from = { "asked" },
      .to = "withdrawn", .guard = withdraw_ready },
    { .name = "again", .label = N_("Carry out again"),
      .from = { "confirmed" }, .guard = confirm_ready, .effect = again_now },
};

static const struct field fields[] = {
    FIELD_REF(erasure_request, person, &type_person,
              .label = N_("Whose data"), .must = true, .fixed = true,
              .list = true, .filter = true, .among = "t.state = 'left'"),
    FIELD_TEXT(erasure_request, ground, .label = N_("Legal ground"),
               .help = N_("The article of the law, the number and day of the"
                          " application."),
               .must = true, .fixed = true, .list = true, .max = 300),
    FIELD_LONG(erasure_request, reason, .label = N_("Reason"),
               .help = N_("Write nothing of the person here: this text stays"
                          " when the data is gone."),
               .must = true, .fixed = true, .max = 2000),
    FIELD_REF(erasure_request, asked_by, &type_person,
              .label = N_("Asked by"), .computed = true, .list = true,
              .filter = true),
    FIELD_REF(erasure_request, confirmed_by, &type_person,
              .label = N_("Decided by"), .computed = true, .list = true,
              .filter = true),
    FIELD_LONG(erasure_request, answer, .label = N_("Why it was refused"),
               .max = 2000),
    FIELD_INSTANT(erasure_request, done_at, .label = N_("Carried out at"),
                  .computed = true, .list = true),
    FIELD_COUNT(erasure_request, records, .label = N_("Records"),
                .computed = true),
    FIELD_COUNT(erasure_request, fields, .label = N_("Fields"),
                .computed = true),
    FIELD_COUNT(erasure_request, files,
                .label = N_("Files taken from the disk"), .computed = true),
};

const struct type type_erasure_request = {
    .name = "erasure_request", .label = N_("Request to erase data"),
    .plural = N_("Requests to erase data"),
    .size = sizeof(struct erasure_request), SPAN(fields, fields),
    SPAN(states, states), SPAN(steps, steps), .title = "ground",
    .check = check,
};
