/* SPDX-License-Identifier: Apache-2.0 */
/*
 * contingent.h: who studies, on any day, and what moved between two days.
 */
#pragma once

#include "mod/registrar/registrar.h"

enum { REGISTRAR_MEASURES = 4 };
extern const struct measure registrar_measures[REGISTRAR_MEASURES];

/* /contingent?on=DAY&by=programme&as=pdf */
enum rc contingent_page(struct rq *rq);
/* /contingent/movement?from=DAY&to=DAY&as=xlsx */
enum rc movement_page(struct rq *rq);
