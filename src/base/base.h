/* SPDX-License-Identifier: Apache-2.0 */
/*
 * base.h: what every file of the house may assume: result codes, counted
 * spans, languages and the compiler attributes we rely on.  No I/O here.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#define MUST_USE __attribute__((warn_unused_result))
#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* A constant array with its length, as two adjacent members `x` and `n_x`:
 * `.fields = SPAN(fields)` does not exist in C, so tables are written
 * `SPAN(fields, task_fields)`. */
#define SPAN(member, array) .member = (array), .n_##member = COUNT(array)

/* Outcome of anything that can be refused.  The web layer maps it to a status
 * (200, 422, 403, 404, 409, 503, 500), the command line to an exit code. */
enum rc {
    RC_OK = 0,
    RC_INVALID,  /* the input breaks a rule; the failures name the fields */
    RC_DENIED,   /* the person may not */
    RC_MISSING,  /* no such thing, or not for these eyes */
    RC_CONFLICT, /* somebody was faster: a newer version, a taken code */
    RC_BUSY,     /* try again later: full disk, locked, too many */
    RC_BROKEN,   /* a fault of ours or of the machine; logged with its place */
};

/* Propagates a refusal.  Safe because nothing needs cleaning up: memory
 * belongs to the request's arena. */
#define TRY(call)                                                              \
    do {                                                                       \
        enum rc rc_ = (call);                                                  \
        if (rc_)                                                               \
            return rc_;                                                        \
    } while (0)

/* Marks a message for translation where it stands in a table. */
#define N_(msgid) msgid

enum lang { LANG_KY, LANG_RU, LANG_EN, LANGS };

/* A text in three languages; a missing one is NULL. */
struct text3 {
    const char *in[LANGS];
};

/* Is it this word?  NULL is none: states and choices that may be empty. */
bool word_is(const char *s, const char *word);

/* Code ("ky") of a language, and the reverse; -1 when unknown. */
const char *lang_code(enum lang lang);
int lang_from_code(const char *code);

/* The text in `lang`, else in the first language that has it ("" if none);
 * *shown, when not NULL, receives the language really shown. */
const char *text3_get(const struct text3 *t, enum lang lang, enum lang *shown);
