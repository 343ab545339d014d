/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web.c: whole requests in memory, by an administrator, on a data folder of
 * its own: pages, filters, orders, forms, JSON bodies.  The first byte tells
 * the method, the first line the target; the rest is the body.  Whatever
 * comes, there is an answer, and never one that blames ourselves.
 */
#include "fuzz.h"

#include "base/hash.h"
#include "base/log.h"
#include "kernel/org.h"
#include "modules.h"
#include "web/dispatch.h"
#include "web/session.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct ordo app;
static char dir[64];
static const char *token;

static enum rc people(struct rq *rq, void *arg)
{
    struct person *p = record_new(rq, &type_person);
    struct appointment *a = record_new(rq, &type_appointment);
    int64_t account;

    (void)arg;
    for (int i = 0; i < LANGS; i++)
        p->name.in[i] = "Asan";
    TRY(record_add(rq, &type_person, p));
    TRY(account_add(rq, "asan", "correct horse battery", p->r.id, &account));
    a->person = p->r.id;
    a->role = ROLE_ADMINISTRATOR;
    a->starts = day_ymd(2020, 1, 1);
    TRY(record_add(rq, &type_appointment, a));
    return token_make(rq, account, "test", "write", 9, &token);
}

static void end(void)
{
    char line[128];

    app_close(&app);
    snprintf(line, sizeof line, "rm -rf %s", dir);
    if (system(line))
        fprintf(stderr, "%s is left behind\n", dir);
}

/* In memory where the machine has such a folder: each write is synced. */
static void begin(void)
{
    struct mem *m = mem_new(0);
    const char *error = NULL;
    struct buf faults;
    struct stat st;
    struct rq rq;

    hash_init();
    log_level_set(LOG_ERROR);
    snprintf(dir, sizeof dir, "%s/ordo-fuzz-XXXXXX",
             stat("/dev/shm", &st) ? "/tmp" : "/dev/shm");
    MUST(mkdtemp(dir) && !rmdir(dir));
    buf_init(&faults, m);
    MUST(!app_init(&app, m, modules, n_modules, &faults));
    MUST(!app_open(&app, dir, (struct store_options){ .create = true },
                   &error));
    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    MUST(!app_write(&rq, people, NULL));
    atexit(end);
}

static void ask(struct mem *m, const char *s, size_t n)
{
    static const enum http_method methods[] = { HTTP_GET, HTTP_POST,
                                                HTTP_PATCH, HTTP_HEAD };
    const char *nl = n ? memchr(s, '\n', n) : NULL;
    size_t n_body = nl ? n - (size_t)(nl - s) - 1 : 0;
    const char *body = nl ? nl + 1 : "";
    struct http_request *in;

    if (n < 2)
        return;
    in = http_request_make(m, methods[(unsigned char)s[0] % 4],
                           mem_strn(m, s + 1, nl ? (size_t)(nl - s) - 1
                                                 : n - 1));
    if (!in)
        return;
    in->app = &app;
    http_request_add_header(in, "Host", "ordo.example");
    http_request_add_header(in, "Authorization",
                            mem_fmt(m, "Bearer %s", token));
    if (strncmp(in->path, "/api/", 5) == 0) {
        in->type = "application/json";
        in->body = mem_strn(m, body, n_body);
        in->n_body = n_body;
    } else if (http_request_add_form(in, body, n_body)) {
        return;
    }
    web_handle(&app, in, in->out);
    MUST(in->out->status >= 200 && in->out->status != 500);
    if (in->out->fd >= 0)
        close(in->out->fd);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    struct mem *m = fuzz_mem();

    if (!token)
        begin();
    if (mem_try(m)) {
        mem_untry(m);
        return 0;
    }
    ask(m, (const char *)bytes, n);
    mem_untry(m);
    return 0;
}
