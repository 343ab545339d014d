/* SPDX-License-Identifier: Apache-2.0 */
/*
 * matrix.h: the whole program with its concept and a small demo university,
 * a person for each role of the tables, and requests in memory.  What a test
 * goes through comes from the tables at run time, so a new module is in it.
 *
 * MATRIX_SLICE=n takes every n-th combination (make check); without it all, or
 * every sixth under the address sanitizer.
 */
#pragma once

#include "base/hash.h"
#include "base/log.h"
#include "kernel/demo.h"
#include "kernel/layout.h"
#include "kernel/org.h"
#include "kernel/registry.h"
#include "modules.h"
#include "web/assets.h"
#include "web/dispatch.h"
#include "web/session.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#undef fail

#define STUDENTS 12
#ifdef __SANITIZE_ADDRESS__
#define SLICE 6
#else
#define SLICE 1
#endif

/* One for each role; the first is nobody, the second a member without role. */
struct one {
    const char *role; /* NULL: not signed in */
    int64_t person;
    const char *cookie, *csrf, *token;
};

static struct house {
    struct mem *mem;
    struct ordo app;
    struct rq rq;
    char dir[64];
    int64_t unit; /* in which the roles are held */
    struct one who[ROLES_MAX + 1];
    size_t n_who;
    size_t asked, taken, faults;
} house;

static inline enum rc add_one(struct rq *rq, void *arg)
{
    struct one *one = arg;
    struct person *p = record_new(rq, &type_person);
    struct appointment *a = record_new(rq, &type_appointment);
    const char *login = mem_fmt(rq->mem, "matrix.%s", one->role);
    int64_t account;

    p->name.in[LANG_KY] = p->name.in[LANG_RU] = mem_fmt(
        rq->mem, "Матрица %s", one->role);
    TRY(record_add(rq, &type_person, p));
    one->person = p->r.id;
    if (strcmp(one->role, ROLE_MEMBER) != 0) {
        a->person = p->r.id;
        a->role = one->role;
        a->unit = strcmp(one->role, ROLE_ADMINISTRATOR) ? house.unit : 0;
        a->starts = day_parse("2020-01-01");
        a->ends = DAY_NONE;
        TRY(record_add(rq, &type_appointment, a));
    }
    TRY(account_add(rq, login, NULL, p->r.id, &account));
    TRY(session_start(rq, account, "127.0.0.1", "test", &one->cookie));
    return token_make(rq, account, "test", "write", 1, &one->token);
}

static inline int64_t count_of(const char *text)
{
    struct sql_rows r = sql_query_built(store_reader(house.app.store), text,
                                        NO_ARGS);
    int64_t n = sql_next(&r) ? sql_int(&r, 0) : 0;

    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

static inline enum rc fill(struct rq *rq)
{
    rq->today = demo_begins();
    rq->now = (int64_t)rq->today.n * 86400 * 1000000;
    TRY(app_load(rq, "data/oshtu", NULL, NULL));
    rq_clock(rq);
    for (size_t i = 0; i < n_modules; i++)
        TRY(demo_fill(rq, modules[i], STUDENTS));
    return RC_OK;
}

static inline void load_catalogues(void)
{
    static const char *const names[] = { "ky.mo", "ru.mo" };
    static const enum lang langs[] = { LANG_KY, LANG_RU };

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct asset *a = asset_find(names[i]);

        assert_non_null(a);
        assert_int_equal(lang_load(langs[i], a->data, a->size), RC_OK);
    }
}

static inline void add_everybody(void)
{
    struct session s = { 0 };

    house.n_who = 1;
    for (size_t i = 0; i < house.app.n_roles; i++)
        if (strcmp(house.app.roles[i]->name, ROLE_PUBLIC) != 0)
            house.who[house.n_who++].role = house.app.roles[i]->name;
    for (size_t i = 1; i < house.n_who; i++) {
        assert_int_equal(app_write(&house.rq, add_one, &house.who[i]), RC_OK);
        assert_int_equal(session_find(&house.rq, house.who[i].cookie, &s),
                         RC_OK);
        house.who[i].csrf = mem_str(house.mem, s.csrf);
    }
}

static inline int matrix_open(void **state)
{
    const char *error = NULL;
    struct buf faults;

    (void)state;
    hash_init();
    log_level_set(LOG_ERROR + 1);
    clock_set(INT64_C(1795341600000000)); /* 2026-11-22T10:00Z */
    house.mem = mem_new(0);
    buf_init(&faults, house.mem);
    snprintf(house.dir, sizeof house.dir, "/tmp/ordo-matrix-XXXXXX");
    if (!mkdtemp(house.dir) || rmdir(house.dir))
        return -1;
    if (app_init(&house.app, house.mem, modules, n_modules, &faults) ||
        app_open(&house.app, house.dir,
                 (struct store_options){ .create = true }, &error)) {
        print_error("%s%s\n", faults.s ? faults.s : "", error ? error : "");
        return -1;
    }
    load_catalogues();
    rq_init(&house.rq, &house.app, house.mem);
    house.rq.system = true;
    house.rq.sql = store_reader(house.app.store);
    if (fill(&house.rq)) {
        print_error("%s\n", rq_why(&house.rq, RC_BROKEN));
        return -1;
    }
    house.unit = count_of("SELECT unit FROM unit_below WHERE unit <> 0"
                          " GROUP BY unit HAVING count(*) BETWEEN 3 AND 40"
                          " ORDER BY count(*) DESC, unit LIMIT 1");
    assert_true(house.unit > 0);
    add_everybody();
    return 0;
}

static inline int matrix_close(void **state)
{
    char command[128];

    (void)state;
    app_close(&house.app);
    mem_free(house.mem);
    clock_set(0);
    snprintf(command, sizeof command, "rm -rf %s", house.dir);
    return system(command);
}

/* Is this combination among those to be looked at? */
static inline bool in_slice(void)
{
    static long slice;

    if (!slice) {
        const char *s = getenv("MATRIX_SLICE");

        slice = s && atol(s) > 0 ? atol(s) : SLICE;
    }
    if (house.asked++ % (size_t)slice != 0)
        return false;
    house.taken++;
    return true;
}

/* --- Asking --------------------------------------------------------------- */

/* A request of one; a page's POST bears the session's token. */
static inline struct http_request *request(struct mem *m, const struct one *who,
                                           enum http_method method,
                                           const char *target)
{
    struct http_request *in = http_request_make(m, method, target);
    bool api = strstr(target, "/api/") == target;

    assert_non_null(in);
    in->app = &house.app;
    http_request_add_header(in, "Host", "ordo.example");
    if (who->role && api)
        http_request_add_header(in, "Authorization",
                                mem_fmt(m, "Bearer %s", who->token));
    else if (who->role)
        http_request_add_header(in, "Cookie",
                                mem_fmt(m, "ordo=%s", who->cookie));
    if (who->role && !api && method == HTTP_POST)
        http_request_add_field(in, "csrf", who->csrf);
    return in;
}

static inline int answer(struct http_request *in)
{
    web_handle(&house.app, in, in->out);
    return in->out->status;
}

static inline const char *body_of(struct mem *m, const struct http_request *in)
{
    return mem_strn(m, in->out->body ? in->out->body : "", in->out->size);
}

/* Names a fault; the first 60 of a test. */
PRINTF(1, 2) static inline void wrong(const char *fmt, ...)
{
    va_list ap;

    if (house.faults++ >= 60)
        return;
    va_start(ap, fmt);
    vprint_error(fmt, ap);
    va_end(ap);
    print_error("\n");
}

/* --- What the tables say -------------------------------------------------- */

static inline bool role_fits(const struct one *who, const char *role)
{
    return !strcmp(role, ROLE_PUBLIC) ||
           (who->role &&
            (!strcmp(role, ROLE_MEMBER) || !strcmp(role, who->role)));
}

/* Calls back for each grant that serves; the rule is written here once more,
 * apart from the code that it checks. */
static inline bool grants(const struct one *who, const struct type *t,
                          unsigned op, enum scope scope)
{
    for (size_t i = 0; i < n_modules; i++)
        for (size_t k = 0; k < modules[i]->n_grants; k++) {
            const struct grant *g = &modules[i]->grants[k];

            if (role_fits(who, g->role) && (g->ops & op) &&
                (g->type ? !strcmp(g->type, t->name) : !t->sealed) &&
                (g->ops == OP_ALL || !(g->ops & OP_FIELD)) &&
                (!scope || g->scope == scope))
                return true;
        }
    return false;
}
