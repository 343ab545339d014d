/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h: reading and writing records of any type.  Functions named
 * record_get_ ask for rights; record_load_ do not (modules deciding a rule).
 * Every write is checked, versioned, journalled and searchable; it happens on
 * the writer's connection, inside its transaction.
 */
#pragma once

#include "kernel/rights.h"

/* A zeroed record of the type with its initial state. */
void *record_new(struct rq *rq, const struct type *t);

/* Loads it for a change that follows at once, in the same transaction and on
 * the same memory, if the person may make it (`op` 0: whoever it is): neither
 * the right nor the record is asked for again by record_save, record_step or
 * record_put. */
enum rc record_take(struct rq *rq, const struct type *t, int64_t id,
                    enum op op, const char *step, void **rec) MUST_USE;
/* The record for these eyes; fields they may not see are left empty. */
enum rc record_get(struct rq *rq, const struct type *t, int64_t id,
                   void **rec) MUST_USE;
/* The record as it is. RC_MISSING */
enum rc record_load(struct rq *rq, const struct type *t, int64_t id,
                    void **rec) MUST_USE;
/* How a file names a record without a code: "#17-a088c033", its number and the
 * mark of this house's log, so that a number of another house is not taken for
 * one of this. */
const char *record_mark(struct rq *rq, int64_t id);
/* The number in "#17-a088c033" or "#17"; 0: the text is none.  *foreign: it
 * carries another mark, and the number says nothing here. */
int64_t record_marked(struct rq *rq, const char *text, bool *foreign);
/* By code; `scope` is the id of the code_scope record (0: any; more than one
 * is RC_CONFLICT). */
enum rc record_find(struct rq *rq, const struct type *t, const char *code,
                    int64_t scope, int64_t *id) MUST_USE;

/* Does an act alone make this change (of `old`, NULL: a new record)?  *field:
 * the first that it reserves, NULL the record itself. */
bool record_reserved(struct rq *rq, const struct type *t, const void *rec,
                     const void *old, const char **field);
/* Would it, whatever the change: does the type reserve any of the fields that
 * a form shows, or (old NULL) making the record? */
bool record_by_act(struct rq *rq, const struct type *t, const void *rec);

/* Stores a new record: fields checked, code unique, type.check asked, right
 * OP_ADD asked unless rq->system.  Sets id and version. */
enum rc record_add(struct rq *rq, const struct type *t, void *rec) MUST_USE;
/* Stores changed fields when the version is still rec->version; else
 * RC_CONFLICT.  Asks for OP_EDIT.  A record without changes is left alone. */
enum rc record_save(struct rq *rq, const struct type *t, void *rec) MUST_USE;
/* The kernel's and modules' own changes in checks and effects: no right is
 * asked, computed and fixed fields may change, `step` names it in the journal. */
enum rc record_put(struct rq *rq, const struct type *t, void *rec,
                   const char *step) MUST_USE;
/* It is found by its words as they are now: type.words has others to say.  On
 * the writer. */
enum rc record_reword(struct rq *rq, const struct type *t, int64_t id)
    MUST_USE;
/* A name made of the names of others follows them: stored in the field that is
 * the type's title (three languages), unchecked, as step "rename"; left alone
 * when it is the same. */
enum rc record_rename(struct rq *rq, const struct type *t, int64_t id,
                      const struct text3 *title) MUST_USE;
/* A name for a link: code and title in the request's language. */
struct label {
    int64_t id;
    const char *code;  /* NULL when the type has none */
    struct text3 title; /* a plain title stands in all three */
};
enum rc record_label(struct rq *rq, const struct type *t, int64_t id,
                     struct label *out) MUST_USE;
/* Labels of several ids at once (one statement a 32). Missing ones are left
 * with id 0. */
enum rc record_labels(struct rq *rq, const struct type *t, const int64_t *ids,
                      size_t n, struct label **out) MUST_USE;
/* "I.1.2 Title" or the title alone, in the request's language. */
const char *label_text(struct rq *rq, const struct label *l);

/* Parsing of what arrives.  A text for each kind: numbers as typed, days ISO
 * or dd.mm.yyyy, references as id or code, lists joined by ';', bool yes/no/
 * 1/0/true/false, text3 through its columns NAME_ky, NAME_ru, NAME_en (`name`
 * is then the column).  "" empties. Refusals are recorded for the field.
 * `scope`: code_scope id for resolving codes, 0 none. */
enum rc field_parse(struct rq *rq, const struct type *t, const struct field *f,
                    enum lang part, const char *text, int64_t scope,
                    void *rec) MUST_USE;
/* The `scope` in which the codes are looked up that a reference field leads to:
 * this record's own where both have one of the same type, else the one that
 * the record or its scope names. */
int64_t ref_scope(struct rq *rq, const struct type *t, const struct field *f,
                  int64_t scope, const void *rec);
/* Canonical text (CSV, JSON strings, journal): NULL when empty. */
const char *field_canonical(struct rq *rq, const struct field *f,
                            enum lang part, const void *rec);
/* Is it empty? */
bool field_empty(const struct field *f, const void *rec);

/* The ids in the first column of all rows of a query, in its order, however
 * many; the query is over then.  refs_read(rq, sql_query(...), &ids) */
enum rc refs_read(struct rq *rq, struct sql_rows r, struct refs *out)
    MUST_USE;

/* Lists. */
#define LIST_FILTERS 24
struct list_filter {
    const struct field *field; /* NULL: the pseudo fields below */
    enum list_what { LIST_IS, LIST_FROM, LIST_TO, LIST_STATE, LIST_WORDS,
                     LIST_OWNER_UNIT,
                     LIST_EMPTY /* "yes": nothing is entered; or "no" */
    } what;
    const char *value; /* as typed or from the API */
};
struct list {
    const struct type *type;
    struct list_filter filters[LIST_FILTERS];
    size_t n_filters;
    const char *where;   /* a further condition about t, of a module's own */
    struct params params; /* its parameters, numbered from $1 */
    const struct field *sort; /* NULL: type's order */
    bool descending;
    const struct field **columns; /* shown beside code, title and state;
                                     NULL: those that the type marks */
    size_t n_columns;
    const char *after; /* token of the page before; NULL: from the start */
    const char *before; /* token of the page after: the page that ends there;
                           `after` is not looked at then */
    int limit;         /* rows wanted, 1..1000 */
    bool export_all;   /* OP_EXPORT instead of OP_SEE */
    bool few;          /* `where` leaves few: found first, ordered after */
    bool exact;        /* `q` finds its words as they are, no form of them */
    int recent;        /* of those that have the words of `q` only so many are
                          looked at, newest first; 0: all, in their order */
    bool rows_only;    /* only title, code and the fields that lists show */
    bool whole;        /* all lists of references are read, not only those of
                          the columns; the others without their names */
    /* Answer: */
    void **rec; /* each a record of the type, guarded fields emptied */
    size_t n;
    const char *next; /* for `after`: the page that follows; NULL: no more */
    const char *prev; /* for `before`: the page that precedes; NULL: none */
    bool unlooked; /* by `recent`: more have the words than were looked at */
    /* labels of single references: label[i * type->n_fields + field index] */
    const struct label *labels;
    /* labels of the targets of each KIND_REFS field of the page, by id */
    struct list_targets {
        const int64_t *ids;
        const struct label *labels;
        size_t n;
    } *many;
};
/* RC_INVALID names the filter that is wrong. */
enum rc list_read(struct rq *rq, struct list *l) MUST_USE;
/* Adds a filter by its API name (field, field_from, field_to,
 * field_empty, state, q, owner_unit); RC_INVALID for an unknown one. */
enum rc list_filter(struct rq *rq, struct list *l, const char *name,
                    const char *value) MUST_USE;
/* found[i]: some record of type i of the house may have the words (TYPES_MAX
 * of them). */
enum rc list_words_types(struct rq *rq, const char *words,
                         bool *found) MUST_USE;
/* Is the field one of the columns? */
bool list_shows(const struct list *l, const struct field *f);
const struct label *list_label(const struct list *l, size_t row,
                               const struct field *f);
/* Label of one target of a KIND_REFS field that the list shows. */
const struct label *list_target(const struct list *l, const struct field *f,
                                int64_t id);
/* How many there are for these eyes, counted to at most `most`. */
enum rc list_count(struct rq *rq, const struct list *l, int64_t most,
                   int64_t *n) MUST_USE;
