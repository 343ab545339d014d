/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_level.h: how high a risk is, as one number that decisions can ask for.
 */
#pragma once

#include "mod/risk/risk.h"

/* Whatever the scale, its thresholds put a risk on one of these. */
enum risk_level { LEVEL_NONE, LEVEL_LOW, LEVEL_MEDIUM, LEVEL_HIGH,
                  LEVEL_CRITICAL };

/* The current level as it was known on a day, by the assessment that held
 * then; LEVEL_NONE: nobody had assessed it. */
enum rc risk_level(struct rq *rq, int64_t risk, day on,
                   enum risk_level *level) MUST_USE;
/* Of the name that a record keeps: low, medium, high, critical. */
enum risk_level risk_level_named(const char *name);
/* msgid of a level, TONE_... for its pill. */
const char *risk_level_words(enum risk_level level);
enum tone risk_level_tone(enum risk_level level);
