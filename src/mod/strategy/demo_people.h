/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_people.h: the demo university's units and people.
 */
#pragma once

#include "kernel/demo.h"
#include "mod/strategy/strategy_demo.h"

/* Units, people, appointments, accounts, students. */
enum rc demo_people(struct rq *rq, int students) MUST_USE;
