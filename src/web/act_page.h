/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_page.h: the pages of acts: what waits for a signature, the act as it
 * will be printed with what it changes, signing, paper, the public check; and
 * a signer's own keys.
 */
#pragma once

#include "kernel/act_form.h"
#include "web/page_record.h"

extern const struct route act_routes[];
extern const size_t n_act_routes;

/* How much of the digest an address and a code hold: 80 bits. */
enum { CHECK_DIGITS = 20 };

/* "No. 5" and the day when it is signed, "" before. */
const char *act_number(struct rq *rq, enum lang lang, const struct act *a);
const char *act_kind(enum lang lang, const struct act *a);
/* Post of the signer in the unit on that day, else "". */
const char *act_post(struct rq *rq, const struct act *a);
/* Address of the public check, "" unsigned. */
const char *act_check_path(struct rq *rq, const struct act *a);
/* Is somebody there with a session of their own, not with a token? */
bool act_in_person(const struct rq *rq);

/* act_lines.c: the table of lines: what each does, whether it can. */
enum rc act_lines_put(struct rq *rq, struct html *h, const struct act *a)
    MUST_USE;

/* act_page.c */
enum rc acts_page(struct rq *rq);
enum rc act_card(struct rq *rq);
enum rc act_refill(struct rq *rq);
/* act_sign_page.c */
enum rc act_sign_form(struct rq *rq);
enum rc act_sign_prepare(struct rq *rq);
enum rc act_sign_take(struct rq *rq);
enum rc keys_page(struct rq *rq);
enum rc keys_prepare(struct rq *rq);
enum rc keys_add(struct rq *rq);
/* act_print.c */
enum rc act_print(struct rq *rq);
/* act_extract.c: whom it names, and the paper for one of them */
enum rc act_extract_page(struct rq *rq);
enum rc act_extract_print(struct rq *rq);
/* act_check_page.c */
enum rc check_ask(struct rq *rq);
enum rc check_page(struct rq *rq);
