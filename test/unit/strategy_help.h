/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_help.h: a university in a folder of its own for the tests of
 * strategy and risk; its own day, so that a test never meets the clock.
 */
#pragma once

#include "base/hash.h"
#include "kernel/app.h"
#include "kernel/demo.h"
#include "mod/councils/councils.h"
#include "mod/risk/risk.h"
#include "mod/strategy/strategy.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CONCEPT "data/oshtu"

struct uni {
    struct ordo app;
    struct mem *mem;
    struct rq rq;
    char dir[64];
};

static const struct module *const uni_modules[] = {
    &kernel_module, &mod_strategy, &mod_councils, &mod_risk
};

/* Empty, with the modules that the test is about. */
static inline void uni_open_of(struct uni *u,
                               const struct module *const *modules, size_t n)
{
    struct buf faults;
    const char *error;

    memset(u, 0, sizeof *u);
    hash_init();
    clock_set(INT64_C(1795341600000000)); /* 2026-11-22T10:00Z */
    u->mem = mem_new(0);
    buf_init(&faults, u->mem);
    (void)snprintf(u->dir, sizeof u->dir, "/tmp/ordo-uni-XXXXXX");
    assert_non_null(mkdtemp(u->dir));
    if (app_init(&u->app, u->mem, modules, n, &faults))
        fail_msg("%s", faults.s);
    if (app_open(&u->app, u->dir, (struct store_options){ .create = true },
                 &error))
        fail_msg("%s", error);
    rq_init(&u->rq, &u->app, u->mem);
    u->rq.system = true;
    u->rq.lang = LANG_EN;
    u->rq.sql = store_reader(u->app.store);
}

static inline void uni_open(struct uni *u)
{
    uni_open_of(u, uni_modules, COUNT(uni_modules));
}

static inline int uni_unlink(const char *path, const struct stat *st, int flag,
                             struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline void uni_close(struct uni *u)
{
    app_close(&u->app);
    mem_free(u->mem);
    (void)nftw(u->dir, uni_unlink, 16, FTW_DEPTH | FTW_PHYS);
}

/* What was refused, all in one text. */
static inline const char *uni_why(struct uni *u)
{
    struct buf b;

    buf_init(&b, u->mem);
    for (const struct failure *f = u->rq.fails; f; f = f->next)
        buf_fmt(&b, "%s: %s\n", f->field ? f->field : "",
                f->text);
    return b.s;
}

#define OK(u, call)                                                            \
    do {                                                                       \
        enum rc rc_ = (call);                                                  \
        if (rc_)                                                               \
            fail_msg("%s gave %d: %s", #call, (int)rc_, uni_why(u));           \
    } while (0)

/* The same with the demo university of each. */
static inline void uni_open_demo(struct uni *u,
                                 const struct module *const *modules, size_t n)
{
    uni_open_of(u, modules, n);
    for (size_t i = 0; i < n; i++)
        OK(u, demo_fill(&u->rq, modules[i], 20));
}

static inline int64_t uni_count(struct uni *u, const char *text)
{
    struct sql_rows r = sql_query_built(u->rq.sql, text, NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : -1;

    OK(u, sql_done(&r));
    return n;
}
