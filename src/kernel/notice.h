/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice.h: what a person is told.  A notice is a row written in the
 * transaction of the change that causes it, so neither a crash nor a refused
 * change loses or invents one.  The same row is shown on the site and, when it
 * is urgent or the day's digest, waits there to be sent by mail (mail.h).
 *
 * Texts are made when they are read, in the language of the person told.
 */
#pragma once

#include "kernel/rq.h"
#include "store/schema.h"

/* A reason to tell somebody; modules name theirs in struct module. */
struct notice_kind {
    const char *name;
    const char *label; /* msgid, what it is in few words: "Late" */
    /* msgid, a sentence in which {it} is the record's kind and name, {who} the
     * person who caused it and {note} what was said: "{it} is late". */
    const char *text;
    bool urgent; /* by mail at once, outside the person's quiet hours; others
                    come with the digest */
    bool digest; /* the digest itself: only by mail, never on the site */
};

/* What is told.  Given to notice_add, and read back. */
struct notice {
    int64_t id;
    int64_t person;      /* who is told */
    const char *kind;    /* name of a struct notice_kind */
    const char *subject; /* type of the record it is about, NULL none */
    int64_t subject_id;
    const char *note;    /* what was said, at most 2000 letters, or NULL */
    /* The same key is told once: "late:17:2026-11-22".  NULL: always. */
    const char *once;
    int64_t by;          /* who caused it, 0 the system; set by notice_add */
    int64_t created_at, read_at;
    const char *mail;    /* off waiting sending sent failed */
    int64_t next_at;     /* not sent before */
    int64_t tries, lease_until, sent_at;
    const char *problem; /* what the mail server said last */
};

/* How a person wants to be told. */
struct notice_wish {
    const char *digest;  /* daily weekly never */
    int64_t hour;        /* of the digest, 0..23 in the institution's zone */
    int64_t quiet_from, quiet_to; /* hours without mail; equal: none */
};

/* On the writer, in the transaction of the change.  Nobody is told of what they
 * did themselves; person 0 and a key that was told already do nothing.
 * RC_BROKEN: no module has such a kind. */
enum rc notice_add(struct rq *rq, const struct notice *n) MUST_USE;
/* The newest first, older than `before` (0: from the newest). */
enum rc notice_list(struct rq *rq, int64_t person, int64_t before, size_t most,
                    struct notice **out, size_t *n) MUST_USE;
/* RC_MISSING when it is not rq->person's. */
enum rc notice_get(struct rq *rq, int64_t id, struct notice *out) MUST_USE;
/* How many rq->person has not read, counted to at most 100: one statement. */
enum rc notice_unread(struct rq *rq, int64_t *n) MUST_USE;
/* Marks as read, those of rq->person alone; id 0: all. */
enum rc notice_read(struct rq *rq, int64_t id) MUST_USE;

/* The sentence in rq->lang, for the eyes of n->person: a record that they may
 * not see is named by its kind and number. */
const char *notice_text(struct rq *rq, const struct notice *n);
const struct notice_kind *notice_kind(const struct ordo *app,
                                      const char *name);

/* Wishes of a person, the settings' where they said nothing. */
enum rc notice_wish(struct rq *rq, int64_t person, struct notice_wish *out)
    MUST_USE;
/* RC_INVALID names the wish. */
enum rc notice_wish_set(struct rq *rq, int64_t person,
                        const struct notice_wish *w) MUST_USE;
/* `now`, or the end of the quiet hours when it lies in them. */
int64_t notice_after_quiet(const struct rq *rq, const struct notice_wish *w,
                           int64_t now);
/* The person's language. */
enum rc notice_lang(struct rq *rq, int64_t person, enum lang *out) MUST_USE;

/* What was told before this instant counts as read by everybody. */
enum rc notice_read_until(struct rq *rq, int64_t before) MUST_USE;
/* Forgets what was told and settled before this instant. */
enum rc notice_forget(struct rq *rq, int64_t before) MUST_USE;

extern const struct table notice_tables[];
extern const size_t n_notice_tables;
