/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store_help.h: a data folder of its own for each test, removed afterwards.
 */
#pragma once

#include "base/buf.h"
#include "base/hash.h"
#include "base/log.h"
#include "store/store.h"

#include <ftw.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

struct place {
    char dir[64];
    struct mem *mem;
    struct store *store;
};

static inline int remove_one(const char *path, const struct stat *st, int flag,
                             struct FTW *ftw)
{
    (void)st;
    (void)flag;
    (void)ftw;
    return remove(path);
}

static inline int place_open(void **state)
{
    struct place *p = calloc(1, sizeof *p);
    const char *error;

    hash_init();
    log_level_set(LOG_ERROR + 1);
    snprintf(p->dir, sizeof p->dir, "/tmp/ordo-store-XXXXXX");
    if (!mkdtemp(p->dir))
        return -1;
    p->mem = mem_new(0);
    *state = p;
    if (store_open(&p->store, p->mem, p->dir,
                   (struct store_options){ .create = true }, &error)) {
        fprintf(stderr, "%s\n", error);
        return -1;
    }
    return 0;
}

static inline int place_close(void **state)
{
    struct place *p = *state;

    if (p->store)
        store_close(p->store);
    nftw(p->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    mem_free(p->mem);
    free(p);
    return 0;
}

/* Closes the store and opens it anew, as a restart does. */
static inline void place_again(struct place *p)
{
    const char *error;

    store_close(p->store);
    assert_int_equal(store_open(&p->store, p->mem, p->dir,
                                (struct store_options){ 0 }, &error),
                     RC_OK);
}

static inline enum rc run_texts(struct sql *sql, void *arg)
{
    const char *const *text = arg;

    for (; *text; text++)
        TRY(sql_run_built(sql, *text, NO_ARGS));
    return RC_OK;
}

/* Runs statements as one write. */
#define WRITE(p, ...)                                                          \
    store_write((p)->store, run_texts, (const char *[]){ __VA_ARGS__, NULL })

static inline int64_t count_of(struct sql *sql, const char *text)
{
    struct sql_rows r = sql_query_built(sql, text, NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : -1;

    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}
