/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail.h: what waits in the outbox (notice.h) goes out through the
 * university's mail server.  One thread of the server takes one letter after
 * the other under a lease, hands it to the mail server and notes that it is
 * sent.  What is refused for now is tried again after growing pauses; what is
 * refused for good, or for days, is given up with the reason.
 *
 * A server that is killed between the mail server's word and the note sends
 * the letter once more, under the same Message-ID: mail servers and programs
 * know it for the same letter.  No other way doubles one, and none loses one
 * (test/crash/work.mjs).
 */
#pragma once

#include "kernel/notice.h"

/* A letter as it is handed over. */
struct letter {
    const char *to, *to_name;
    const char *from, *from_name;
    const char *id; /* Message-ID without its brackets */
    enum lang lang;
    int64_t at;
    const char *subject;
    struct buf text, html;
};

enum mail_answer {
    MAIL_TAKEN, /* it is the mail server's now */
    MAIL_LATER, /* not this letter, not now */
    MAIL_DOWN,  /* no letter at all now: nobody there, or no entry */
    MAIL_NEVER, /* never this letter */
};

/* The notice as a letter, in the language of the person told: rq's language
 * and person are set to theirs.  RC_INVALID: there is no address. */
enum rc mail_letter(struct rq *rq, const struct notice *n, struct letter *out)
    MUST_USE;
/* Slow.  *word is what the mail server said (or what keeps us from it). */
enum mail_answer mail_send(struct rq *rq, const struct letter *l,
                           const char **word);
/* "=?UTF-8?B?...?=" folded, or the text itself when it is plain. */
const char *mail_words(struct mem *m, const char *text);

/* Takes the oldest letter that waits and sends it; false when none does. */
bool mail_next(struct ordo *app);
/* The last letter found nobody there: others can wait a little. */
bool mail_is_down(const struct ordo *app);
/* Puts the digests that are due now into the outbox (digest.c). */
enum rc digest_run(struct rq *rq) MUST_USE;
/* What a server before this one left half sent waits again. */
enum rc mail_take_over(struct ordo *app) MUST_USE;
/* The thread. false: no thread could be had. */
bool mail_start(struct ordo *app);
void mail_stop(struct ordo *app);
/* Shall the letter under way be let go? */
bool mail_stopping(const struct ordo *app);

/* For the administrator: letters in this state ("" any) and of this person (0
 * any), the newest first, with the person's name. */
struct mail_filter {
    const char *mail;
    int64_t person, before;
    size_t most;
};
enum rc mail_list(struct rq *rq, const struct mail_filter *f,
                  struct notice **out, size_t *n) MUST_USE;
/* On the writer: a letter that was given up waits again.  RC_CONFLICT: it was
 * not. */
enum rc mail_again(struct rq *rq, int64_t id) MUST_USE;
