/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rule_page.h: all rules with what is in force today, and what a new value
 * will touch.
 */
#pragma once

#include "web/web.h"

struct rule;

enum rc rules_page(struct rq *rq) MUST_USE;
/* The records that a value touches, all of them. */
enum rc rule_touches_page(struct rq *rq) MUST_USE;
/* On the card of a value that is not in force yet, above its fields. */
enum rc rule_card_part(struct rq *rq, struct html *h,
                       const struct rule *r) MUST_USE;
/* Above the form of a value: which rule, what is in force, what is allowed. */
void rule_form_note(struct rq *rq, struct html *h, const char *code);
/* In a line of an act that is not signed yet: how many records it touches. */
enum rc rule_line_part(struct rq *rq, struct html *h,
                       const struct rule *r) MUST_USE;
