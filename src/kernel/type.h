/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type.h: a kind of record, declared once in a const table.  From the table
 * come the database table and its migration, list, card, form, REST resource,
 * CSV import and export, search and rights.
 *
 *     struct goal {
 *         struct record r;
 *         const char *code;
 *         int64_t direction;
 *         struct text3 title;
 *     };
 *     static const struct field goal_fields[] = {
 *         FIELD_TEXT(goal, code, .label = N_("Code"), .must = true),
 *         FIELD_REF(goal, direction, &type_direction, .label = ...),
 *         FIELD_TEXT3(goal, title, .label = N_("Title"), .must = true),
 *     };
 *
 * Each FIELD_ macro compiles only when the member has the right C type.
 */
#pragma once

#include "kernel/rq.h"
#include "kernel/step.h"
#include "store/schema.h"

/* What every record has; the first member of each record's struct. */
struct record {
    int64_t id;         /* 0: not stored yet */
    int64_t version;    /* 1 at first, +1 with each change */
    const char *state;  /* by name */
    int64_t owner_unit; /* the unit that owns it, 0 none */
    int64_t created_at, changed_at;
};

/* Several references: ids in ascending order. */
struct refs {
    const int64_t *id;
    size_t n;
};

/* Is the id among them? */
bool refs_have(const struct refs *refs, int64_t id);

/* Values that may be absent. */
struct count {
    int64_t n;
    bool set;
};
struct number {
    double v;
    bool set;
};

enum kind {
    KIND_TEXT = 1, /* const char *   one line */
    KIND_LONG,     /* const char *   paragraphs */
    KIND_TEXT3,    /* struct text3   one line in three languages */
    KIND_LONG3,    /* struct text3   paragraphs in three languages */
    KIND_COUNT,    /* struct count   whole number */
    KIND_NUMBER,   /* struct number  decimal */
    KIND_PERCENT,  /* struct number  12.5 means 12.5 % */
    KIND_MONEY,    /* struct count   tyiyn */
    KIND_DAY,      /* day */
    KIND_INSTANT,  /* int64_t        0 none */
    KIND_CHOICE,   /* const char *   name of a choice */
    KIND_BOOL,     /* bool */
    KIND_REF,      /* int64_t        id of a record of `ref`, 0 none */
    KIND_REFS,     /* struct refs    table TYPE_FIELD(owner, target) */
    KIND_FILE,     /* int64_t        id of a record of type file, 0 none */
};

struct choice {
    const char *name; /* as stored */
    const char *label;
};

/* What an erasure of a person's data does to the field. */
enum erase { ERASE_KEEP, ERASE_BLANK, ERASE_PSEUDONYM };

struct type;
struct buf; /* base/buf.h */
struct ledger;
struct assignment; /* kernel/assignment.h */
struct visa_rules; /* kernel/visa.h */

struct field {
    const char *name; /* column, form name, JSON key */
    enum kind kind;
    size_t offset;
    const char *label; /* msgid */
    const char *help;  /* msgid shown under the input, NULL none */
    const struct type *ref;
    const struct choice *choices;
    size_t n_choices;
    int max;         /* characters of a text; 0: 300 one line, 20000 long */
    double least, most; /* of numbers, when they differ */
    bool must;       /* may not be empty (text3: its first language) */
    bool unique;     /* among all records, or within type.code_scope */
    bool list;       /* a column of the list */
    bool filter;     /* can be asked for in the list and the API */
    bool sort;       /* list can be ordered by it */
    bool search;     /* its words find the record */
    bool computed;   /* set by code only: never in a form, import or API */
    bool fixed;      /* set when made, never edited */
    bool timed;      /* kept in spans (type.counted) */
    bool by_act;     /* changes only when an act is signed */
    /* What a form begins a new record with: a canonical text, or `today`,
     * `year`, `me` (a person), `my unit`; NULL nothing. */
    const char *preset;
    bool again;      /* the next of several records begins with the same */
    /* Of references: which records a form offers, a condition about the
     * choice `t`; {NAME} is this record's reference NAME.  NULL: all. */
    const char *among;
    const char *guard; /* group that needs a grant of its own to see or set */
    enum erase erase;
    /* A reference to the person whose data the record is: an erasure of others
     * whom it names leaves it alone. */
    bool whose;
    bool personal; /* a look at it is kept (kernel/look.h) */
    bool role;     /* a text that is the name of a role: shown by its label */
};

#define FIELD_OF(ctype, rec, f)                                                \
    .name = #f,                                                                \
    .offset = offsetof(struct rec, f) +                                        \
              0 * sizeof(_Generic(&((struct rec *)0)->f, ctype *: 1))
#define FIELD_TEXT(rec, f, ...)                                                \
    { .kind = KIND_TEXT, FIELD_OF(const char *, rec, f), __VA_ARGS__ }
#define FIELD_LONG(rec, f, ...)                                                \
    { .kind = KIND_LONG, FIELD_OF(const char *, rec, f), __VA_ARGS__ }
#define FIELD_TEXT3(rec, f, ...)                                               \
    { .kind = KIND_TEXT3, FIELD_OF(struct text3, rec, f), __VA_ARGS__ }
#define FIELD_LONG3(rec, f, ...)                                               \
    { .kind = KIND_LONG3, FIELD_OF(struct text3, rec, f), __VA_ARGS__ }
#define FIELD_COUNT(rec, f, ...)                                               \
    { .kind = KIND_COUNT, FIELD_OF(struct count, rec, f), __VA_ARGS__ }
#define FIELD_NUMBER(rec, f, ...)                                              \
    { .kind = KIND_NUMBER, FIELD_OF(struct number, rec, f), __VA_ARGS__ }
#define FIELD_PERCENT(rec, f, ...)                                             \
    { .kind = KIND_PERCENT, FIELD_OF(struct number, rec, f), __VA_ARGS__ }
#define FIELD_MONEY(rec, f, ...)                                               \
    { .kind = KIND_MONEY, FIELD_OF(struct count, rec, f), __VA_ARGS__ }
#define FIELD_DAY(rec, f, ...)                                                 \
    { .kind = KIND_DAY, FIELD_OF(day, rec, f), __VA_ARGS__ }
#define FIELD_INSTANT(rec, f, ...)                                             \
    { .kind = KIND_INSTANT, FIELD_OF(int64_t, rec, f), __VA_ARGS__ }
#define FIELD_CHOICE(rec, f, array, ...)                                       \
    { .kind = KIND_CHOICE, FIELD_OF(const char *, rec, f), .choices = (array), \
      .n_choices = COUNT(array), __VA_ARGS__ }
#define FIELD_BOOL(rec, f, ...)                                                \
    { .kind = KIND_BOOL, FIELD_OF(bool, rec, f), __VA_ARGS__ }
#define FIELD_REF(rec, f, to, ...)                                             \
    { .kind = KIND_REF, FIELD_OF(int64_t, rec, f), .ref = (to), __VA_ARGS__ }
#define FIELD_REFS(rec, f, to, ...)                                            \
    { .kind = KIND_REFS, FIELD_OF(struct refs, rec, f), .ref = (to),           \
      __VA_ARGS__ }
#define FIELD_FILE(rec, f, ...)                                                \
    { .kind = KIND_FILE, FIELD_OF(int64_t, rec, f), .ref = &type_file,         \
      __VA_ARGS__ }

/* How a state looks beside its word. */
enum tone { TONE_NEUTRAL, TONE_INFO, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_MUTED };

struct state {
    const char *name;
    const char *label;
    enum tone tone;
};

/* A relation of a record and a person.  `sql` is a condition about the record
 * `t` with {person}, {today}, {units} (a subquery: ids of the units below
 * those where the person holds the granted role) and {covered} (a subquery:
 * the person and those for whom they act today). */
struct relation {
    const char *name;
    const char *sql;
    const char *means; /* msgid, for the printed rights */
};

struct type {
    const char *name;   /* table, API resource */
    const char *label;  /* msgid, singular: "Task" */
    const char *plural; /* msgid: "Tasks" */
    size_t size;        /* of the record's struct */
    const struct field *fields;
    size_t n_fields;
    const struct state *states; /* the first is the initial one */
    size_t n_states;
    const struct step *steps;
    size_t n_steps;
    const struct relation *relations;
    size_t n_relations;
    const char *title; /* field that names a record in links */
    const char *code;  /* field with its code, NULL none */
    /* Field (a reference) within which unique fields are unique: the plan. */
    const char *code_scope;
    /* Field from which `check` takes the owning unit: forms do not ask for
     * that once more. */
    const char *owned_by;
    const char *order;   /* field of the default list order, NULL: id */
    const char *exclude; /* SQL like a relation: whom it holds for sees and
                            does nothing, whatever else they hold; null (an
                            empty field compared) excludes everybody, so ask
                            for IS NOT NULL first */
    /* SQL like a relation: whose own matter it is.  They see it, but it is never
     * given to them and never climbs to them. */
    const char *party;
    /* As `exclude`, for papers that are for few eyes: whom it holds for sees
     * nothing, unless they are given an assignment about the record. */
    const char *closed_to;
    /* Rules of the whole record, after the fields' own; before it is stored.
     * `old` is NULL for a new record. */
    enum rc (*check)(struct rq *rq, void *rec, const void *old);
    /* Reserves more to acts than the tables say: does this field (NULL: making
     * the record at all) change only by an act, the record being as it is?
     * Steps and the module's own changes are not asked about. */
    bool (*reserved)(struct rq *rq, const void *rec, const struct field *f);
    /* More words by which it is found, from beside it; when they change, say
     * record_reword.  NULL: its own alone. */
    enum rc (*words)(struct rq *rq, const void *rec, struct buf *out);
    /* After it is stored, in the same transaction. */
    enum rc (*stored)(struct rq *rq, const void *rec, const void *old);
    /* An open assignment about the record has another day or another person
     * (handed over, left, asked for more time); on the writer. */
    enum rc (*owed)(struct rq *rq, const struct assignment *a);
    /* A module's own part of the card, drawn above the fields (web layer). */
    void (*card)(struct rq *rq, const void *rec);
    /* Beside those that follow from the fields: for the module's own queries. */
    const struct index_on *indexes;
    size_t n_indexes;
    /* Sealed (secret ballots, anonymous reports): 0 not, else how many changes
     * are numbered together at least.  No actor, no time, random ids, not in
     * search; seen only by grants that name the type, never by the
     * administrator.  doc/architecture.md, "Sealed types". */
    int sealed;
    bool counted;  /* timed fields and state are kept as spans */
    bool undated;  /* counted, but its records say themselves of which day they
                      speak: no change takes an earlier day */
    bool two_hands; /* who drafted an act about it may not sign that */
    const struct ledger *ledgers; /* of its spans: kernel/ledger.h */
    size_t n_ledgers;
    const struct visa_rules *visas; /* its approval sheets, NULL: none */
    /* Fields `subject` (a type's name) and `subject_id` tell what it is about:
     * where that can be searched, its words are not kept a second time, and it
     * is found by those of that record. */
    bool about;
    bool internal; /* no pages or API of its own */
    bool no_add;   /* made by code only */
    /* Changes who may do what: units, appointments, accounts. */
    bool rights;
};

/* Field, step, state by name; NULL when there is none. */
const struct field *type_field(const struct type *t, const char *name);
const struct step *type_step(const struct type *t, const char *name);
const struct state *type_state(const struct type *t, const char *name);
const struct choice *field_choice(const struct field *f, const char *name);

/* Are its records found by their words? */
bool type_searched(const struct type *t);

/* The member of a record, typed by the caller who knows the kind. */
#define FIELD_AT(f, rec, ctype) ((ctype *)(void *)((char *)(rec) + (f)->offset))
#define FIELD_IN(f, rec, ctype)                                                \
    ((ctype const *)(const void *)((const char *)(rec) + (f)->offset))

extern const struct type type_file; /* kernel/file.h */
