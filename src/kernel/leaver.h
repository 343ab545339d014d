/* SPDX-License-Identifier: Apache-2.0 */
/*
 * leaver.h: the daily part of what duty.h says about people who leave.
 */
#pragma once

#include "kernel/rq.h"

/* Appointments that ended by their day: what was owed through them goes to the
 * head; with no head anywhere to an administrator. */
enum rc leavers_daily(struct rq *rq) MUST_USE;
