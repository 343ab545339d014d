/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registration.c: numbers without gaps, what a document must say, when it is
 * executed and filed; the life of the nomenclature.
 */
#include "kernel/assignment.h"
#include "kernel/calendar.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "kernel/visa.h"
#include "mod/documents/document_life.h"
#include "mod/documents/file_text.h"
#include "mod/documents/version.h"

#include <string.h>

/* The last number given in a register and year. */
static const struct column number_columns[] = {
    { "book", 'i', true, NULL, "document_register" },
    { "year", 'i', true, NULL, NULL },
    { "last", 'i', true, NULL, NULL },
};
const struct table document_tables[DOCUMENT_TABLES] = {
    { .name = "document_number", SPAN(columns, number_columns),
      .key = "book, year" },
};

static enum rc find_book(struct rq *rq, const struct document *d,
                         struct document_register **book)
{
    void *rec;

    TRY(record_load(rq, &type_document_register, d->book, &rec));
    *book = rec;
    return RC_OK;
}

/* --- Numbers --------------------------------------------------------------- */

static enum rc next_number(struct rq *rq, struct document *d)
{
    static const struct sql_text q = {
        "INSERT INTO document_number(book, year, last) VALUES($1, $2, 1)"
        " ON CONFLICT(book, year) DO UPDATE SET"
        " last = document_number.last + 1 RETURNING last",
        "ii", "i"
    };

    d->number.set = true;
    return sql_get_int(rq->sql, &d->number.n, &q,
                       ARGS(INT(d->book), INT(d->year.n)));
}

/* Numbers given elsewhere are not given again. */
static enum rc number_taken(struct rq *rq, const struct document *d)
{
    static const struct sql_text q = {
        "INSERT INTO document_number(book, year, last) VALUES($1, $2, $3)"
        " ON CONFLICT(book, year) DO UPDATE SET last = CASE"
        " WHEN document_number.last < $3 THEN $3 ELSE document_number.last END",
        "iii", ""
    };

    return sql_run(rq->sql, &q,
                   ARGS(INT(d->book), INT(d->year.n), INT(d->number.n)));
}

static void put_code(struct rq *rq, struct document *d,
                     const struct document_register *book)
{
    d->code = mem_fmt(rq->mem, "%s%lld/%lld", book->prefix ? book->prefix : "",
                      (long long)d->number.n, (long long)d->year.n);
}

static void put_year(struct document *d)
{
    d->year = (struct count){ day_year(d->registered_on), true };
}

/* --- What a document must say ------------------------------------------------ */

/* The same letter is registered once, through whatever door it comes. */
static enum rc only_once(struct rq *rq, const struct document *d)
{
    static const struct sql_text q = {
        "SELECT COALESCE(code, title) FROM document WHERE their_number = $1"
        " AND correspondent = $2 AND id <> $3 AND state <> 'dropped'"
        " AND (their_day = $4 OR (their_day IS NULL AND $4 IS NULL)) LIMIT 1",
        "tiit", "t"
    };
    struct sql_rows r;
    const char *as = NULL;

    if (!d->their_number || !d->correspondent)
        return RC_OK;
    r = sql_query(rq->sql, &q,
                  ARGS(STR(d->their_number), INT(d->correspondent),
                       INT(d->r.id), DAY(rq->mem, d->their_day)));
    if (sql_next(&r))
        as = mem_str(rq->mem, sql_str(&r, 0));
    TRY(sql_done(&r));
    if (as)
        return fail(rq, RC_CONFLICT, "their_number",
                    "this letter is registered already: %s", as);
    return RC_OK;
}

/* Registered elsewhere before: keeps its number. */
static enum rc bring_in(struct rq *rq, struct document *d,
                        const struct document_register *book)
{
    if (!day_is(d->registered_on))
        return fail(rq, RC_INVALID, "registered_on", "must be filled in");
    if (d->registered_on.n > rq->today.n)
        return fail(rq, RC_INVALID, "registered_on", "is in the future");
    d->imported = true;
    d->r.state = "filed";
    put_year(d);
    put_code(rq, d, book);
    return number_taken(rq, d);
}

static enum rc new_document(struct rq *rq, struct document *d,
                            const struct document_register *book)
{
    if (!word_is(book->r.state, "active"))
        return fail(rq, RC_INVALID, "book", "this register is closed");
    d->direction = book->direction;
    if (!d->registrar)
        d->registrar = rq->person;
    if (!d->access)
        d->access = "open";
    if (!d->unit)
        d->unit = book->unit;
    if (!d->author && !word_is(d->direction, "incoming"))
        d->author = rq->person;
    if (d->number.set)
        return bring_in(rq, d, book);
    if (day_is(d->registered_on))
        return fail(rq, RC_INVALID, "number",
                    "a day of registration comes with its number");
    return RC_OK;
}

static bool stays(const char *was, const char *now, const char *state)
{
    return word_is(was, state) && word_is(now, state);
}

enum rc document_check(struct rq *rq, void *rec, const void *old)
{
    struct document *d = rec;
    const struct document *before = old;
    struct document_register *book;

    if (before && stays(before->r.state, d->r.state, "filed"))
        return fail(rq, RC_CONFLICT, NULL,
                    "what is on file is not changed: take it up again first");
    TRY(find_book(rq, d, &book));
    if (!before)
        TRY(new_document(rq, d, book));
    d->r.owner_unit = d->unit;
    if (day_is(d->their_day) && d->their_day.n > rq->today.n)
        return fail(rq, RC_INVALID, "their_day", "is in the future");
    if (d->answers && d->answers == d->r.id)
        return fail(rq, RC_INVALID, "answers",
                    "a document cannot answer itself");
    return only_once(rq, d);
}

enum rc document_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct document *d = rec, *before = old;

    TRY(versions_follow(rq, d, before));
    TRY(visa_changed(rq, &type_document, d->r.id));
    return file_texts_follow(rq, d->r.id, d->unit, &d->files,
                           before ? &before->files : NULL);
}

/* --- Registration ------------------------------------------------------------ */

enum rc document_can_register(struct rq *rq, const void *rec)
{
    const struct document *d = rec;
    struct document_register *book;
    enum rc rc = RC_OK;

    TRY(find_book(rq, d, &book));
    if (!word_is(book->r.state, "active"))
        rc = fail(rq, RC_CONFLICT, NULL, "this register is closed");
    if (word_is(d->direction, "incoming") && !d->addressee)
        rc = fail(rq, RC_INVALID, "addressee",
                  "say who decides what is done with it");
    if (!word_is(d->direction, "internal") && !d->correspondent)
        rc = fail(rq, RC_INVALID, "correspondent", "must be filled in");
    if (day_is(d->due) && d->due.n < rq->today.n)
        rc = fail(rq, RC_INVALID, "due", "has passed already");
    /* What goes out is signed as it was agreed to. */
    return rc ? rc : visa_complete(rq, &type_document, d->r.id);
}

enum rc document_ask_resolution(struct rq *rq, const struct document *d)
{
    struct assignment *a = record_new(rq, &type_assignment);
    bool named = word_is(d->access, "named"); /* heads see what is owed */

    for (int i = 0; i < LANGS; i++)
        a->title.in[i] =
            mem_fmt(rq->mem, tr((enum lang)i, N_("Decide on %s: %s")), d->code,
                    named ? "***" : d->title);
    a->subject = "document";
    a->subject_id = d->r.id;
    a->purpose = "resolve";
    a->person = d->addressee;
    a->unit = d->unit;
    a->opened_by = rq->person;
    TRY(rule_due(rq, "document_resolve_days", &a->due));
    if (day_is(d->due) && d->due.n < a->due.n)
        a->due = d->due;
    return assignment_open(rq, a);
}

/* Whoever is to decide now. */
enum rc document_owed(struct rq *rq, const struct assignment *a)
{
    struct document *d;
    void *rec;

    if (strcmp(a->purpose, "resolve"))
        return RC_OK;
    TRY(record_load(rq, &type_document, a->subject_id, &rec));
    d = rec;
    d->addressee = a->person;
    return record_put(rq, &type_document, d, "owed");
}

enum rc document_registered(struct rq *rq, void *rec)
{
    struct document *d = rec;
    struct document_register *book;

    TRY(find_book(rq, d, &book));
    d->registered_on = rq->today;
    d->registrar = rq->person;
    put_year(d);
    TRY(next_number(rq, d));
    put_code(rq, d, book);
    if (!day_is(d->due) && book->days.set)
        TRY(calendar_add(rq, rq->today, (int)book->days.n, &d->due));
    return d->addressee ? document_ask_resolution(rq, d) : RC_OK;
}

enum rc document_register_now(struct rq *rq, struct document *d)
{
    return record_step(rq, &type_document, d, "register", d->r.version);
}

/* --- Execution, file ----------------------------------------------------------- */

enum rc document_can_execute(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM resolution WHERE document = $1"
        " AND state IN ('given', 'reported')",
        "i", "i"
    };
    const struct document *d = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(d->r.id))));
    if (n)
        return fail(rq, RC_CONFLICT, NULL,
                    "not every resolution on it has been carried out: %lld",
                    (long long)n);
    return RC_OK;
}

enum rc document_executed(struct rq *rq, void *rec)
{
    const struct document *d = rec;

    return assignment_close(rq, "document", d->r.id, "resolve");
}

enum rc document_can_file(struct rq *rq, const void *rec)
{
    const struct document *d = rec;
    const struct dossier *ds;
    void *found;

    if (!d->dossier)
        return RC_OK; /* the form asks for it */
    TRY(record_load(rq, &type_dossier, d->dossier, &found));
    ds = found;
    if (!word_is(ds->r.state, "open"))
        return fail(rq, RC_INVALID, "dossier", "this dossier is closed");
    return RC_OK;
}

/* --- The nomenclature ------------------------------------------------------------ */

enum rc dossier_check(struct rq *rq, void *rec, const void *old)
{
    struct dossier *ds = rec;

    (void)old;
    ds->r.owner_unit = ds->unit;
    for (int i = 0; i < LANGS; i++) {
        const char *title = text3_get(&ds->title, (enum lang)i, NULL);

        ds->label.in[i] = mem_fmt(rq->mem, "%s (%lld) %s", ds->code,
                                  (long long)ds->year.n, title ? title : "");
    }
    return RC_OK;
}

enum rc dossier_can_close(struct rq *rq, const void *rec)
{
    const struct dossier *ds = rec;

    if (ds->year.n >= day_year(rq->today))
        return fail(rq, RC_CONFLICT, NULL,
                    "its year is not over: closed from 1 January %lld on",
                    (long long)ds->year.n + 1);
    return RC_OK;
}

enum rc dossier_can_destroy(struct rq *rq, const void *rec)
{
    const struct dossier *ds = rec;
    int64_t until = ds->year.n + ds->keep_years.n;

    if (!ds->keep_years.set)
        return fail(rq, RC_CONFLICT, NULL, "this dossier is kept for ever");
    if (until >= day_year(rq->today))
        return fail(rq, RC_CONFLICT, NULL,
                    "is kept until the end of the year %lld",
                    (long long)until);
    return RC_OK;
}
