/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visa.h: the approval sheet of a document: persons in an order (the same
 * position at once, the next one after it), each asked by an assignment; each
 * agrees or refuses with a remark.  A visa is bound to what the document said
 * (a digest of its content): when that changes, the visas given are void and
 * are asked for again.
 *
 * Any type may have a sheet: it names its rules in `visas`, tells of changes
 * with visa_changed, asks with visa_ask and goes on only when visa_complete
 * holds.  For acts all this is done (act_visa.c).
 */
#pragma once

#include "kernel/type.h"

struct visa {
    struct record r; /* listed -> asked -> agreed | refused; void; removed */
    struct text3 title;  /* of the document, when it was put on the sheet */
    const char *subject; /* type name of the document */
    union {
        int64_t subject_id;
        struct count subject_number; /* the same, as a column */
    };
    struct count position;
    int64_t person;
    const char *remark;
    bool demanded;      /* by the template: cannot be taken off the sheet */
    int64_t replaces;   /* visa that became void or was refused, 0 none */
    const char *digest; /* of the content that it is about */
    day asked_on, given_on;
    int64_t given_by;   /* the person, or who acted for them */
    int64_t given_at;
};

extern const struct type type_visa;

/* What a type with approval sheets says of them: type.visas. */
struct visa_rules {
    /* States in which the sheet may be written, space between, and the one of
     * them in which a person put on it is asked at once. */
    const char *open, *asking;
    /* The field that names who wrote it and gives no visa; NULL: drafter. */
    const char *writer;
    /* The fields that are content, space between; NULL: all that a form
     * shows. */
    const char *fields;
    /* Appends what counts as content beside the fields that a form shows; may
     * be NULL. */
    enum rc (*content)(struct rq *rq, const void *rec, struct buf *out);
    /* All have agreed, in the same transaction; may be NULL. */
    enum rc (*given)(struct rq *rq, const void *rec);
};

/* Relation by which those see a document who are or were asked: for the
 * relations of its type. */
#define VISA_SEES(type)                                                        \
    { "visa",                                                                  \
      "EXISTS (SELECT 1 FROM visa vi WHERE vi.subject = '" type "'"            \
      " AND vi.subject_id = t.id AND vi.state NOT IN ('listed', 'removed')"    \
      " AND (vi.person IN {covered} OR vi.given_by = {person}))"               \
      " OR EXISTS (SELECT 1 FROM assignment va WHERE va.subject = '" type "'"  \
      " AND va.subject_id = t.id AND va.purpose LIKE 'visa-%'"                 \
      " AND va.state = 'open' AND va.person IN {covered})",                    \
      N_("whose visa is asked") }

/* The sheet: those that count now, by position; `past` those replaced or taken
 * off.  Asks for no right. */
struct visa_sheet {
    struct visa **now, **past;
    size_t n, n_past;
    size_t agreed;
};
enum rc visa_sheet(struct rq *rq, const struct type *t, int64_t id,
                   struct visa_sheet *out) MUST_USE;

/* Puts a person on the sheet.  `demanded`: by a template, no right is asked;
 * else the right to edit the document. */
enum rc visa_add(struct rq *rq, const struct type *t, int64_t id,
                 int64_t person, int64_t position, bool demanded) MUST_USE;
/* Asks those whose turn it is; who refused, or whose visa became void, is put
 * on the sheet anew.  Changes nothing when there is nothing to ask. */
enum rc visa_ask(struct rq *rq, const struct type *t, int64_t id) MUST_USE;
/* From `stored` of the type: visas about another content become void; those
 * of a document that is not open any more are asked no longer. */
enum rc visa_changed(struct rq *rq, const struct type *t,
                     int64_t id) MUST_USE;
/* RC_CONFLICT with the reason when one on the sheet has not agreed. */
enum rc visa_complete(struct rq *rq, const struct type *t,
                      int64_t id) MUST_USE;
