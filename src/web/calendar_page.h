/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar_page.h: the working calendar: a year at a glance.
 */
#pragma once

#include "web/web.h"

enum rc calendar_page(struct rq *rq) MUST_USE;
/* What it would touch to change this day, above the form that does it. */
enum rc calendar_note(struct rq *rq, struct html *h, day on) MUST_USE;
/* On the card of a day: which terms moved from it, those that these eyes see. */
enum rc calendar_card_part(struct rq *rq, struct html *h, int64_t id) MUST_USE;
