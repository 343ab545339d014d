/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_form.h: templates of acts.  A module declares the text of the act that
 * carries a step; the words in braces are filled from the record that the act
 * is about, in each language:
 *
 *     { .name = "expel", .kind = "order", .subject = &type_student,
 *       .step = "expel",
 *       .title = N_("On expelling {name}"),
 *       .body = N_("To expel {name}, {unit.name}, for: {reason}.") }
 *
 * {field}       value of the first line's record, as the act will leave it
 * {field.other} field of the record that a reference leads to
 * {field?}      may be empty
 * {lines}       what the act does, numbered
 * {changes}     the same word for word: for the old values the new ones
 * {institution} {signer} {issued_by} {basis?}
 *
 * A word that no field answers to is a fault at start, in any language.  A
 * field that is empty leaves its word in the text, and such an act is not
 * signed: somebody writes there what is missing.
 */
#pragma once

#include "kernel/act.h"

struct act_form {
    const char *name;
    const char *kind;   /* order directive resolution decision */
    const char *series; /* register, NULL: that of the kind */
    const struct type *subject; /* NULL: any act without a form of its own */
    const char *step;           /* NULL: any change of the subject */
    const char *title, *body;   /* msgids */
    /* Role of which everybody gives a visa to an act with this step, before
     * it is signed (visa.h); NULL: nobody is demanded. */
    const char *visas;
};

/* The form of an act that carries this step; never NULL in a house with
 * kernel_module. */
const struct act_form *act_form_of(const struct ordo *app,
                                   const struct type *t, const char *step);
/* Writes title, text, kind and register of a draft by the form of its first
 * line (title and text are written over).  On the writer; asks for no right:
 * the caller may edit the act. */
enum rc act_form_fill(struct rq *rq, int64_t act) MUST_USE;
/* The same into the record alone, which the caller stores. */
enum rc act_form_write(struct rq *rq, struct act *a) MUST_USE;
/* Is there a Kyrgyz text, the original? */
bool act_form_has_text(const struct act *a);
/* RC_INVALID: no Kyrgyz text, or an empty place in any language. */
enum rc act_form_filled(struct rq *rq, const struct act *a) MUST_USE;
/* Proofreads the forms of all modules; a line for each fault. */
size_t act_forms_read(const struct ordo *app, struct buf *faults);

/* Any text with such words, filled from a record: what is empty leaves its word
 * in it, but one with a question mark.  {institution} too; the other words of
 * an act are none here. */
const char *act_form_text(struct rq *rq, enum lang lang, const struct type *t,
                          const void *rec, const char *text);
/* The first word of the text that no field of the type answers to, NULL: all
 * are known. */
const char *act_form_unknown(struct mem *m, const struct type *t,
                             const char *text);

/* One line of an act in words: "Adopt: Plan 2023-2028; Due: 01.09.2027". */
const char *act_line_words(struct rq *rq, enum lang lang,
                           const struct act_line *l);
/* act_changes.c: the same word for word, a line for each value:
 * "Change: Task I.1.2\n– Due: for “31.12.2027” read “31.12.2028”;" */
const char *act_line_changes(struct rq *rq, enum lang lang,
                             const struct act_line *l);
/* The record as it is and as the line leaves it (`before` is empty for a new
 * record); the step's own effects are not in it. */
enum rc act_line_record(struct rq *rq, const struct type *t,
                        const struct act_line *l, void **before, void **after)
    MUST_USE;
/* field_words.c: a value as people read it, in any language; "" empty. */
const char *field_words(struct rq *rq, enum lang lang, const struct field *f,
                        const void *rec);
