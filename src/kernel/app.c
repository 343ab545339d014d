/* SPDX-License-Identifier: Apache-2.0 */
/*
 * app.c: opening and closing the house, and writes from threads that may
 * wait for them.
 */
#include "kernel/app.h"

#include "base/log.h"
#include "base/text.h"
#include "kernel/collate.h"
#include "kernel/layout.h"
#include "kernel/look.h"
#include "kernel/setting.h"
#include "kernel/span.h"
#include "kernel/migrations.h"
#include "store/search.h"

#include <string.h>

/* --- Schema --------------------------------------------------------------- */

static size_t copy_tables(struct table *out, const struct table *from, size_t n)
{
    if (n)
        memcpy(out, from, n * sizeof *from);
    return n;
}

enum rc app_schema(struct ordo *app, struct mem *m, struct table **tables,
                   size_t *n)
{
    size_t room = n_journal_tables + n_measure_tables + n_search_tables +
                  n_job_tables + n_notice_tables + n_look_tables;
    struct table *t;
    size_t k = 0;

    for (size_t i = 0; i < app->n_types; i++)
        room += layout_count(app->types[i]);
    for (size_t i = 0; i < app->n_modules; i++)
        room += app->modules[i]->n_tables;
    t = MEM_ARRAY(m, room, struct table);
    for (size_t i = 0; i < app->n_types; i++)
        k += layout_tables(m, app->types[i], t + k);
    k += copy_tables(t + k, journal_tables, n_journal_tables);
    k += copy_tables(t + k, measure_tables, n_measure_tables);
    k += copy_tables(t + k, search_tables, n_search_tables);
    k += copy_tables(t + k, job_tables, n_job_tables);
    k += copy_tables(t + k, notice_tables, n_notice_tables);
    k += copy_tables(t + k, look_tables, n_look_tables);
    for (size_t i = 0; i < app->n_modules; i++)
        k += copy_tables(t + k, app->modules[i]->tables,
                         app->modules[i]->n_tables);
    *tables = t;
    *n = k;
    return RC_OK;
}

static enum rc make_views(struct ordo *app, struct sql *sql)
{
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_views; j++)
            TRY(sql_run_built(sql, app->modules[i]->views[j], NO_ARGS));
    return RC_OK;
}

struct migration {
    struct ordo *app;
    struct mem *mem;
    const char *error;
};

/* Counted types that have no spans yet get them from the journal. */
static enum rc settle_rows(struct migration *g, struct sql *sql)
{
    int64_t remade = 0;
    struct rq rq;
    enum rc rc;

    rq_init(&rq, g->app, g->mem);
    rq.sql = sql;
    rq.system = true;
    g->app->zone = (int)setting_int(&rq, "zone");
    rc = span_fill_new(&rq);
    if (rc && rq.fails)
        g->error = rq.fails->text;
    if (!rc)
        rc = collate_settle(&rq, text_collation_version(), &remade);
    if (remade)
        log_info("sort keys of %lld records were made anew",
                 (long long)remade);
    return rc ? rc : known_begin(g->app, sql);
}

static enum rc migrate(struct sql *sql, void *arg)
{
    struct migration *g = arg;
    struct table *tables;
    size_t n;

    TRY(app_schema(g->app, g->mem, &tables, &n));
    TRY(schema_apply(sql, g->mem, tables, n, kernel_migrations, n_kernel_migrations,
                     &g->error));
    TRY(search_schema(sql));
    TRY(make_views(g->app, sql));
    return settle_rows(g, sql);
}

/* Without a look at the tables the database takes any index for as good as
 * any other: that of the state, say, where that of the record is meant. */
static enum rc learn(struct sql *sql, void *arg)
{
    static const struct sql_text q = { "ANALYZE", "", "" };

    (void)arg;
    return sql_run(sql, &q, NO_ARGS);
}

static enum rc check_schema(struct ordo *app, struct mem *m,
                            const char **error)
{
    struct table *tables;
    size_t n;

    TRY(app_schema(app, m, &tables, &n));
    return schema_check(store_reader(app->store), m, tables, n, kernel_migrations,
                        n_kernel_migrations, error);
}

/* --- What the writer does by itself --------------------------------------- */

/* Records a turn: about ten milliseconds, so that nobody waits longer. */
enum { INDEX_MOST = 200 };

/* Turns that leave a piece of the index each, until they are put together. */
enum { SETTLE_AFTER = 32 };

static enum rc index_words(struct sql *sql, void *arg, bool *more)
{
    struct ordo *app = arg;
    struct mem *m = mem_new(0);
    enum rc rc = RC_BUSY;
    int n = 0;

    if (!m)
        return RC_BUSY;
    if (!mem_try(m))
        rc = search_index(sql, m, INDEX_MOST, &n);
    mem_untry(m);
    mem_free(m);
    app->unsettled += n > 0;
    *more = n == INDEX_MOST;
    if (rc || *more || app->unsettled < SETTLE_AFTER)
        return rc;
    TRY(search_settle(sql, more));
    if (!*more)
        app->unsettled = 0;
    return RC_OK;
}

static void settle_turns(struct ordo *app)
{
    store_turn(app->store, STORE_SEQUENCE, journal_sequence_turn,
               &app->key);
    store_turn(app->store, STORE_INDEX, index_words, app);
}

/* --- Opening -------------------------------------------------------------- */

static enum rc settle(struct ordo *app, struct mem *m, bool read_only,
                      const char **error)
{
    struct migration g = { app, m, NULL };
    enum rc rc;

    if (read_only)
        return check_schema(app, m, error);
    rc = store_write(app->store, migrate, &g);
    *error = g.error;
    if (!rc && store_write(app->store, learn, NULL))
        log_warn("the tables were not looked at; some pages may be slow");
    return rc;
}

static void read_zone(struct ordo *app, struct mem *m)
{
    struct rq rq;

    rq_init(&rq, app, m);
    rq.sql = store_reader(app->store);
    app->zone = (int)setting_int(&rq, "zone");
    app->key.zone = app->zone;
}

enum rc app_open(struct ordo *app, const char *dir, struct store_options o,
                 const char **error)
{
    struct mem *m = mem_new(0);
    enum rc rc;

    *error = NULL;
    rc = store_open(&app->store, app->mem, dir, o, error);
    if (!rc) {
        rc = journal_key_open(&app->key, app->mem, dir, o.create);
        if (rc)
            *error = "cannot read the journal's key in the folder secret/";
        else
            rc = settle(app, m, o.read_only, error);
        if (rc) {
            *error = *error ? mem_str(app->mem, *error) : NULL;
            store_close(app->store);
            app->store = NULL;
        } else {
            read_zone(app, m);
            /* From here on the writer's thread reads the house as well. */
            if (!o.read_only)
                settle_turns(app);
        }
    }
    mem_free(m);
    return rc;
}

void app_close(struct ordo *app)
{
    if (app->store)
        store_close(app->store);
    app->store = NULL;
}

/* --- Writes that are waited for ------------------------------------------- */

struct waiting_write {
    struct rq *rq;
    enum rc (*fn)(struct rq *, void *);
    void *arg;
};

static enum rc run_write(struct sql *sql, void *arg)
{
    struct waiting_write *w = arg;
    enum rc rc;

    rq_forget(w->rq);
    w->rq->rights_changed = false;
    w->rq->sql = sql;
    if (mem_try(w->rq->mem))
        rc = RC_BUSY;
    else
        rc = w->fn(w->rq, w->arg);
    mem_untry(w->rq->mem);
    return rc;
}

enum rc app_write(struct rq *rq, enum rc (*fn)(struct rq *, void *), void *arg)
{
    struct waiting_write w = { .rq = rq, .fn = fn, .arg = arg };
    struct sql *before = rq->sql;
    enum rc rc;

    rc = store_write(rq->app->store, run_write, &w);
    rq->sql = before;
    if (!rc && rq->rights_changed)
        atomic_fetch_add(&rq->app->generation, 1);
    return rc;
}

/* --- Data files ------------------------------------------------------------- */

struct loading {
    const char *dir;
    bool (*progress)(void *, long, long);
    void *arg;
};

static enum rc load_all(struct rq *rq, void *arg)
{
    const struct loading *l = arg;

    for (size_t i = 0; i < rq->app->n_modules; i++)
        if (rq->app->modules[i]->load)
            TRY(rq->app->modules[i]->load(rq, l->dir, l->progress, l->arg));
    return RC_OK;
}

enum rc app_load(struct rq *rq, const char *dir,
                 bool (*progress)(void *, long, long), void *arg)
{
    struct loading l = { dir, progress, arg };

    return app_write(rq, load_all, &l);
}
