/* SPDX-License-Identifier: Apache-2.0 */
/*
 * folder.c: the subcommands that make, serve and prove data folders.
 */
#include "backup.h"

#include "base/log.h"
#include "kernel/act.h"
#include "kernel/calendar.h"
#include "kernel/import.h"
#include "kernel/ledger.h"
#include "kernel/demo.h"
#include "kernel/notice.h"
#include "mod/strategy/strategy_demo.h"
#include "web/assets.h"
#include "web/local.h"
#include "web/web.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>


/* --- init ----------------------------------------------------------------- */

/* The holidays of the law, as the office finds them. */
static enum rc load_calendar(struct rq *rq, void *arg)
{
    const struct asset *a = asset_find("holidays.csv");
    struct import_options o = { .type = &type_calendar_day };
    struct import_report report;
    enum rc rc;

    (void)arg;
    if (!a)
        return RC_OK;
    rc = import_csv(rq, &o, (const char *)a->data, a->size, &report);
    if (rc && report.n_faults)
        return fail(rq, rc, NULL, "holidays.csv, line %ld: %s",
                    report.faults[0].line, report.faults[0].text);
    return rc;
}

#define WEEK (INT64_C(7) * 86400 * 1000000)

/* Nobody starts with four years of unread notices. */
static enum rc old_news(struct rq *rq, void *arg)
{
    (void)arg;
    return notice_read_until(rq, rq->now - WEEK);
}

static enum exit_code fill(struct call *c)
{
    const char *concept = call_option(c, "--concept");
    const char *demo = call_option(c, "--demo");
    long students = demo ? strtol(demo, NULL, 10) : 0;
    enum rc rc;

    /* The demo's history begins before its first report: measures count from
     * the first day that the folder knows. */
    if (students > 0) {
        c->rq.today = demo_begins();
        c->rq.now = (int64_t)c->rq.today.n * 86400 * 1000000;
    }
    rc = app_write(&c->rq, load_calendar, NULL);
    if (!rc && concept) {
        call_out(c, "loading the concept from %s\n", concept);
        rc = app_load(&c->rq, concept, call_progress, c);
    }
    rq_clock(&c->rq);
    if (rc)
        return call_refused(c, rc);
    for (size_t i = 0; students > 0 && i < c->app->n_modules; i++) {
        const struct module *m = c->app->modules[i];

        if (m->demo)
            call_out(c, "filling the demo university: %s\n", m->name);
        rc = demo_fill(&c->rq, m, (int)students);
        if (rc)
            return call_refused(c, rc);
    }
    rc = students > 0 ? app_write(&c->rq, old_news, NULL) : RC_OK;
    return rc ? call_refused(c, rc) : EXIT_OK;
}

enum exit_code command_init(struct call *c)
{
    const char *demo = call_option(c, "--demo");
    enum exit_code code;
    char *end;

    if (demo) {
        long n = strtol(demo, &end, 10);

        if (!*demo || *end || n < 0 || n > 100000) {
            call_err(c, "--demo takes a number of students, 0 to 100000");
            return EXIT_USAGE;
        }
    }
    code = house_open(c, c->arg[0], HOW_WRITES, true);
    if (!code)
        code = fill(c);
    if (c->app)
        app_close(c->app);
    if (!code)
        call_out(c, "%s is ready; `ordo serve %s` serves it\n", c->arg[0],
                 c->arg[0]);
    return code;
}

/* --- serve ---------------------------------------------------------------- */

static const struct sql_text q_login = {
    "SELECT id FROM account WHERE login = $1 AND state = 'active'", "t", "i"
};

/* A demo university tells everybody how to look at it. */
static void print_demo(struct call *c)
{
    bool any = false;

    for (size_t i = 0; i < n_demo_logins; i++) {
        int64_t id;

        if (sql_get_int(c->rq.sql, &id, &q_login,
                        ARGS(STR(demo_logins[i].login))))
            continue;
        if (!any)
            call_out(c,
                     "sign in to the demo university with the password"
                     " %s as:\n",
                     DEMO_PASSWORD);
        any = true;
        call_out(c, "  %-24s %s\n", demo_logins[i].login, demo_logins[i].role);
    }
}

static int run_local(struct ordo *app, const struct local_call *call,
                     const struct local_out *out)
{
    return command_run(app, call->argc, call->argv, call->input,
                       call->input_size, out->put, out->arg);
}

enum exit_code command_serve(struct call *c)
{
    const char *listen = call_option(c, "--listen");
    struct web_options o = { .listen = listen ? listen : "127.0.0.1:8080" };
    const char *error = NULL;
    struct local *local;
    enum exit_code code;
    sigset_t set;
    enum rc rc;

    /* Blocked before the first thread: web_serve waits for them. */
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    code = house_open(c, c->arg[0], HOW_WRITES, false);
    if (code)
        return code;
    /* Pages go on without it; commands then say that the folder is in use. */
    if (local_open(&local, c->app, c->arg[0], run_local, &error))
        log_warn("no local socket: %s", error);
    print_demo(c);
    error = NULL;
    rc = web_serve(c->app, o, &error);
    local_close(local);
    app_close(c->app);
    if (!rc)
        return EXIT_OK;
    call_err(c, "%s", error ? error : "the server ended with a fault");
    return rc == RC_BUSY      ? EXIT_IN_USE
           : rc == RC_INVALID ? EXIT_USAGE
                              : EXIT_BROKEN;
}

/* --- verify --------------------------------------------------------------- */

/* A whole small file as text; NULL when it cannot be read. */
static const char *read_text(struct call *c, const char *name)
{
    char *text = MEM_ARRAY(c->mem, 1 << 20, char);
    FILE *f = fopen(name, "re");
    size_t n;

    if (!f)
        return NULL;
    n = fread(text, 1, (1 << 20) - 1, f);
    fclose(f);
    text[n] = '\0';
    return text;
}

static enum exit_code verify_receipt(struct call *c, const char *file,
                                     const char *key)
{
    const char *receipt = read_text(c, file), *why = NULL, *kept;
    struct buf b;
    char *line;

    if (!receipt) {
        call_err(c, "cannot read %s: %s", file, strerror(errno));
        return EXIT_REFUSED;
    }
    kept = path_exists(key) ? read_text(c, key) : key;
    line =
        mem_strn(c->mem, kept ? kept : "", strcspn(kept ? kept : "", "\r\n"));
    buf_init(&b, c->mem);
    if (journal_receipt_check(c->mem, receipt, strlen(receipt), line, &b,
                              &why)) {
        call_err(c, "the receipt proves nothing: %s",
                 why ? why : "it cannot be read");
        return EXIT_REFUSED;
    }
    c->put(c->put_arg, false, b.s, b.n);
    return EXIT_OK;
}

enum rc house_verify(struct call *c, const char *held,
                     struct journal_report *r, int64_t *acts)
{
    const char *key = journal_key_text(c->mem, &c->app->key);
    int64_t differ = 0, bad = 0;

    buf_init(&r->faults_text, c->mem);
    TRY(journal_verify(c->rq.sql, c->mem, key, held, r));
    TRY(ledger_verify(&c->rq, &r->faults_text, &differ));
    TRY(act_verify_all(&c->rq, &r->faults_text, acts, &bad));
    r->faults += (size_t)(differ + bad);
    return RC_OK;
}

static enum exit_code verify_folder(struct call *c)
{
    const char *held_file = call_option(c, "--held"), *held = NULL, *key;
    struct journal_report r = { 0 };
    int64_t acts = 0;
    enum rc rc;

    if (held_file) {
        held = read_text(c, held_file);
        if (!held) {
            call_err(c, "cannot read %s: %s", held_file, strerror(errno));
            return EXIT_REFUSED;
        }
    }
    key = journal_key_text(c->mem, &c->app->key);
    rc = house_verify(c, held, &r, &acts);
    if (rc)
        return call_refused(c, rc);
    call_out(c,
             "key: %s\nleaves: %lld\ntail: %lld\nsealed: %lld\nrecords: %lld\n"
             "fields: %lld\nerased: %lld\nacts: %lld\nfaults: %zu\n",
             key, (long long)r.leaves, (long long)r.tail, (long long)r.sealed,
             (long long)r.records, (long long)r.fields, (long long)r.erased,
             (long long)acts, r.faults);
    if (!r.faults)
        return EXIT_OK;
    c->put(c->put_arg, true, r.faults_text.s, r.faults_text.n);
    return EXIT_REFUSED;
}

enum exit_code command_verify(struct call *c)
{
    const char *receipt = call_option(c, "--receipt");
    const char *key = call_option(c, "--key");
    enum exit_code code;

    if (receipt && key && !c->n_args)
        return verify_receipt(c, receipt, key);
    if (receipt || key || !c->n_args) {
        call_err(c, "say `verify DIR [--held FILE]` or"
                    " `verify --receipt FILE --key KEY`");
        return EXIT_USAGE;
    }
    code = house_open(c, c->arg[0], HOW_READS, false);
    if (!code)
        code = verify_folder(c);
    if (c->app)
        app_close(c->app);
    return code;
}
