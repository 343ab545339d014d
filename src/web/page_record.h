/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_record.h: what the pages made from a type's table share: values,
 * inputs, the reading of forms.  The web layer's own.
 */
#pragma once

#include "web/names.h"
#include "web/page.h"

/* --- Values --------------------------------------------------------------- */

/* Value with the names of references at hand. */
void value_draw(struct rq *rq, struct html *h, const struct field *f,
                const void *rec, const struct names *ns);
/* The same as plain text, for paper; "" when it is empty. */
const char *value_text(struct rq *rq, const struct field *f, const void *rec,
                       const struct names *ns);
/* A link to a record by its name; `label` NULL or of no record: "no data". */
void value_link(struct rq *rq, struct html *h, const struct type *t,
                const struct label *label);
/* May these eyes see the field? */
bool field_seen(const struct rq *rq, const struct type *t,
                const struct field *f);
/* Does this type have pages, and may these eyes open some record? */
bool type_open(const struct rq *rq, const struct type *t);
const char *record_url(struct rq *rq, const struct type *t, int64_t id);
/* Where the step is taken: its own page, or the form of what it asks. */
const char *step_url(struct rq *rq, const struct type *t,
                     const struct step *s, int64_t id);
/* Name of a record that is at hand: code and title. */
struct label record_own_label(struct rq *rq, const struct type *t,
                              const void *rec);

/* --- Forms ---------------------------------------------------------------- */

enum { FORM_OPTIONS = 200, FILTER_OPTIONS = 40, FILE_MOST = 20 << 20 };

struct kept_files;

struct form {
    struct rq *rq;
    struct html *h;
    const struct type *t;
    const void *rec;  /* stored, or new */
    bool typed;       /* what was sent stands in the inputs */
    int64_t scope;    /* plan, within which codes are looked up */
    struct choices *choices;
    const struct names *names; /* of what is chosen already */
    bool lines; /* references may name what lines of a draft act make */
    const struct kept_files *kept; /* uploaded before the faults were found */
};

/* The fields that a form shows: all that may be set, or those of a step. */
struct form_fields {
    const struct field **f;
    size_t n;
    bool files; /* one of them is a file */
};
struct form_fields form_fields(struct rq *rq, const struct type *t,
                               const struct step *step, bool is_new);

/* Reads what the inputs need, in two statements. */
enum rc form_begin(struct form *fm, const struct form_fields *ff) MUST_USE;
void form_input(const struct form *fm, const struct field *f);
/* Which unit a new record belongs to, if it is said. */
extern const struct field form_owner_field;
void form_owner(const struct form *fm, int64_t unit);

/* What stands in an input with suggestions: begins with what is unique. */
const char *ref_suggestion(struct rq *rq, const struct label *l);
/* "#12" of an address or a preset with the name behind it; another text as it
 * is. */
const char *ref_named(struct rq *rq, const struct type *t, const char *value);
/* The condition of f->among (not NULL) with the references of the record of
 * type `t` as parameters. */
const char *ref_among(struct rq *rq, const struct type *t, const void *rec,
                      const struct field *f, struct params *p);
/* What was typed or picked for a reference, as ref_resolve takes it; what
 * finds no single record comes back as it was typed. */
const char *ref_typed(struct rq *rq, const struct field *f, const char *typed,
                      int64_t scope);

/* On a worker: uploaded files are kept, their kinds checked.  Sets
 * web->prepared. */
enum rc form_prepare(struct rq *rq) MUST_USE;
/* What was sent, into the record; every fault is recorded. */
enum rc form_fill(struct rq *rq, const struct type *t,
                  const struct form_fields *ff, void *rec) MUST_USE;

/* A text that only this server could have given to this person. */
const char *stamp_make(struct rq *rq, const char *text);
bool stamp_good(struct rq *rq, const char *text, const char *stamp);

/* A file that arrived, kept by its hash. */
enum file_fault { FILE_GOOD, FILE_BAD_KIND, FILE_TOO_BIG };
struct kept_file {
    const char *input; /* the form's field */
    enum file_fault fault; /* not kept then */
    const char *name, *kind, *hash;
    int64_t size;
};
struct kept_files {
    struct kept_file *f;
    size_t n;
};

/* Checks size and kind of an uploaded file and keeps its content. */
enum rc file_keep(struct rq *rq, struct http_file *in, struct kept_file *out)
    MUST_USE;
/* RC_INVALID: not the person's own, not one they may see, and not there
 * before. */
enum rc file_allowed(struct rq *rq, const char *field, int64_t id,
                     const struct refs *before) MUST_USE;
/* RC_OK when these eyes may open the file; RC_MISSING. */
enum rc file_seen(struct rq *rq, int64_t id) MUST_USE;
