/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look.h: who looked at whose personal data.  A field marked `personal` whose
 * value a request has read for somebody's eyes, not their own, is a look.  It
 * is written behind the answer: nobody waits for it.  What one request saw of
 * a type is one row; the same again on that day only counts it.  Once a day
 * the rows of the days before are sealed: their digest is a record, and so
 * enters the journal.
 */
#pragma once

#include "kernel/record.h"

/* Looks of one request until it is answered; zeroed at first.  rq->looks. */
struct look_seen;
struct looks {
    struct mem *mem;
    struct look_seen *first, *last;
};

/* How: on one record, in a list, taken away as a file. */
#define LOOK_CARD "card"
#define LOOK_LIST "list"
#define LOOK_EXPORT "export"

/* The kernel's reading says what it gave; nothing when rq->looks is NULL. */
void look_record(struct rq *rq, const struct type *t, const void *rec);
void look_list(struct rq *rq, const struct list *l);
/* The request is answered: its looks go to the writer, who is not waited
 * for.  They were shown to nobody: look_forget. */
void look_keep(struct rq *rq);
void look_forget(struct looks *k);

/* Are looks at records of this type kept? */
bool look_kept(const struct type *t);
/* Is the record about who asks? */
bool look_own(const struct rq *rq, const struct type *t, const void *rec);

/* --- Reading ------------------------------------------------------------------ */

struct look {
    int64_t id, person;   /* who looked */
    const struct type *type; /* at what; NULL: the program has it no more */
    const char *ids;      /* "1-57,60" (kernel/ids.h) */
    day on;
    const char *how;
    int64_t times, first_at, last_at;
    int64_t records;      /* seen together */
};
/* Who looked at this record, the newest first, at most `most`, older than row
 * `before` (0: the newest).  Asks for no right. */
enum rc look_at(struct rq *rq, const struct type *t, int64_t id,
                int64_t before, size_t most, struct look **out, size_t *n)
    MUST_USE;

/* Looks of one person, at one person, within days, the newest first. */
struct look_ask {
    int64_t who;    /* looked; 0: anybody */
    int64_t about;  /* the person whose data it is, in records of any kind */
    day from, to;
    int64_t before; /* older than this row, 0: the newest */
    size_t most;
};
enum rc look_find(struct rq *rq, const struct look_ask *ask,
                  struct look **out, size_t *n) MUST_USE;

/* --- Seals -------------------------------------------------------------------- */

struct look_seal {
    struct record r;
    day on;
    struct count looks;
    const char *digest; /* SHA-256 of the day's rows as text */
};
extern const struct type type_look_seal;

/* Seals the days that have ended.  On the writer, once a day. */
enum rc look_daily(struct rq *rq) MUST_USE;
/* Are the rows of a sealed day still those that were sealed? */
enum rc look_holds(struct rq *rq, const struct look_seal *s, bool *yes)
    MUST_USE;

extern const struct table look_tables[];
extern const size_t n_look_tables;
