/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rights.h: who may do what.  Roles and grants are const tables of the
 * modules.  A person holds a role in a unit by an appointment for a period.
 * One composed SQL condition serves card, list, search, export, API, measure.
 */
#pragma once

#include "kernel/type.h"

enum op {
    OP_SEE = 1,
    OP_ADD = 2,
    OP_EDIT = 4,
    OP_STEP = 8,   /* the step named in the grant, or every step */
    OP_EXPORT = 16,
    OP_FIELD = 32, /* see the fields of the guard group; with OP_EDIT: set */
    OP_ALL = 63,
};

enum scope {
    SCOPE_ALL = 1,
    SCOPE_UNIT,     /* owner_unit is a unit of the appointment or below it */
    SCOPE_RELATION, /* the relation named in the grant */
    SCOPE_ASSIGNED, /* an open assignment about the record is the person's, or
                       of somebody for whom they act today */
    SCOPE_SUBJECT,  /* the record that it is about may be seen: of types with
                       the fields subject and subject_id */
};

/* Guard group that nobody holds, not even by a grant of everything: what is
 * written by code and shown to no one (password hashes). */
#define GUARD_SECRET "secret"

/* Everybody holds `public`, everybody signed in also `member`. */
#define ROLE_PUBLIC "public"
#define ROLE_MEMBER "member"
#define ROLE_ADMINISTRATOR "administrator"

struct role {
    const char *name;
    const char *label;
};

struct grant {
    const char *role;
    const char *type; /* NULL: every type */
    unsigned ops;
    enum scope scope;
    const char *relation; /* for SCOPE_RELATION */
    const char *step;     /* for OP_STEP: NULL every step */
    const char *guard;    /* for OP_FIELD */
};

/* Roles of one person today, with a bit for each role of the registry. */
struct holder {
    int64_t person;
    uint64_t generation;
    day on;
    uint64_t roles; /* bit = index in the registry's role list */
};

/* Holder of a person (0: public only), from the cache when fresh. */
const struct holder *rights_holder(struct rq *rq, int64_t person);
bool rights_role(const struct rq *rq, const char *role);

/* Could the person do this to any record at all (menus, routes)? */
bool rights_any(const struct rq *rq, const struct type *t, enum op op,
                const char *step);

/* May the person do it to every record, whichever it is?  Then a record at
 * hand need not be asked about. */
bool rights_of_all(const struct rq *rq, const struct type *t, enum op op,
                   const char *step);

/* Parameters of a statement that is being composed. */
#define PARAMS_MAX 96
struct params {
    struct sql_val v[PARAMS_MAX];
    size_t n;
    size_t person, today; /* slots already given, 0 none */
};
/* Adds a parameter, returns its number (for "$%zu"). */
size_t params_add(struct params *p, struct sql_val v);

/* Appends the condition about record `t` under which the person may: "1=1"
 * when always, "1=0" when never. */
void rights_where(struct rq *rq, struct buf *sql, struct params *p,
                  const struct type *t, enum op op, const char *step);
/* Appends " AND NOT (...)" about `t` when the type excludes persons: of the
 * names of records, which show in more places than the records themselves. */
void rights_exclude(struct rq *rq, struct buf *sql, struct params *p,
                    const struct type *t);
/* The same for one record: RC_OK, RC_MISSING (may not even see), RC_DENIED. */
enum rc rights_check(struct rq *rq, const struct type *t, int64_t id,
                     enum op op, const char *step) MUST_USE;
/* Does the type exclude the person from the record (type.exclude)?  RC_OK
 * also when there is no such record. */
enum rc rights_excluded(struct rq *rq, const struct type *t, int64_t id,
                        int64_t person, bool *yes) MUST_USE;
/* May the person see (set) fields of this guard group of the type?  Groups
 * are held by role, not by record. */
bool rights_field(const struct rq *rq, const struct type *t,
                  const struct field *f, bool set);
/* The same for whoever holds just this role. */
bool rights_role_any(const struct rq *rq, const char *role,
                     const struct type *t, enum op op);
/* All that a role can open, read and change, as text (ordo rights ROLE). */
enum rc rights_print(struct rq *rq, const char *role, struct buf *out)
    MUST_USE;
