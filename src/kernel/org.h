/* SPDX-License-Identifier: Apache-2.0 */
/*
 * org.h: units, people, their accounts and appointments.
 */
#pragma once

#include "kernel/app.h"

struct unit {
    struct record r;
    const char *code;
    int64_t parent;
    const char *kind;   /* rectorate office faculty institute department
                           council union student_body */
    const char *nature; /* unit body post collective planned */
    struct text3 name;
    const char *named_in;
    int64_t merged_into; /* unit that stays, 0: not merged */
};

struct person {
    struct record r;
    struct text3 name; /* in three scripts as in the documents */
    const char *email;
    const char *phone;
    const char *lang; /* for notices */
    int64_t merged_into; /* record of the same person that stays, or 0 */
};

struct account {
    struct record r;
    const char *login;
    int64_t person;
    const char *password; /* Argon2id; guarded, never shown */
    int64_t second_since; /* asked for a second factor from then, 0 not */
    int64_t second_reset_at; /* sessions from before are ended */
    struct count second_left; /* recovery codes not used yet */
};

/* A person holds a role in a unit for a period. */
struct appointment {
    struct record r;
    int64_t person;
    const char *role;
    int64_t unit; /* 0: the whole university */
    const char *post;
    day starts, ends;
};

/* An uploaded file: content by hash, name and kind here. */
struct file {
    struct record r;
    const char *name, *kind, *hash; /* hash: 64 hex digits */
    struct count size;
    int64_t person; /* who brought it */
};

extern const struct type type_unit, type_person, type_account,
    type_appointment, type_file;

/* Keeps a record for content that lies in the store already. */
enum rc file_add(struct rq *rq, const char *name, const char *kind,
                 const char *hash, int64_t size, int64_t *id) MUST_USE;

/* Kinds of units, as the field `kind` offers them. */
enum { UNIT_KINDS = 8 };
extern const struct choice unit_kinds[UNIT_KINDS];

/* Who answers for a unit today: holds `head`, `dean`, `rector` or
 * `vice_rector` there and works here, else in the nearest unit above, else the
 * rector; 0 nobody. */
enum rc unit_head(struct rq *rq, int64_t unit, int64_t *person) MUST_USE;

/* The same in a statement: from the appointments that answer for a unit on a
 * day, the nearest unit's first; of a unit the first counts.  `unit` and `on`
 * are expressions.  A role in a unit above comes first when it is deeper; COUNT
 * of what lies above is the depth. */
#define UNIT_HEAD_ROLES "'head', 'dean', 'rector', 'vice_rector'"
#define UNIT_HEAD_HOLDS(on)                                                    \
    "a.state = 'active' AND p.state = 'active' AND a.starts <= " on            \
    " AND (a.ends IS NULL OR a.ends >= " on ")"
#define UNIT_HEADS_FROM(unit, on)                                              \
    "FROM unit_below ub JOIN appointment a ON a.unit = ub.unit"                \
    " JOIN person p ON p.id = a.person WHERE ub.below = " unit                 \
    " AND a.role IN (" UNIT_HEAD_ROLES ") AND " UNIT_HEAD_HOLDS(on)            \
    " ORDER BY (SELECT COUNT(*) FROM unit_below d WHERE d.below = ub.unit)"    \
    " DESC, CASE a.role WHEN 'vice_rector' THEN 1 ELSE 0 END, a.starts, a.id"

/* One rung of the ladder up the tree of units. */
struct rung {
    int64_t unit, person;
};
/* Who answers for a unit on a day, then for each unit above it, nearest
 * first, at last the rector; each person once.  At most `room`. */
enum rc unit_heads(struct rq *rq, int64_t unit, day on, struct rung *out,
                   size_t room, size_t *n) MUST_USE;
/* Is the role one of those that answer for a unit? */
bool role_heads(const char *role);

/* A new account: password may be NULL (token only).  Hashing is slow: on the
 * writer give what password_hash made ("$argon2id$..."), it is kept as it is. */
enum rc account_add(struct rq *rq, const char *login, const char *password,
                    int64_t person, int64_t *id) MUST_USE;
