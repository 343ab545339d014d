/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_demo.h: a demo university's people, reports and numbers.  Names
 * and numbers are invented; the same on every run.
 */
#pragma once

#include "mod/strategy/strategy.h"

/* Everybody of the demo signs in with this; its logins are in demo_logins. */
#define DEMO_PASSWORD "ordo-demo"

struct demo_login {
    const char *login, *role;
};
extern const struct demo_login demo_logins[];
extern const size_t n_demo_logins;

/* struct module.demo: units, people, accounts, then the strategy's history. */
enum rc strategy_demo(struct rq *rq, int students) MUST_USE;
