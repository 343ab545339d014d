/* SPDX-License-Identifier: Apache-2.0 */
/*
 * app.h: the running house: the store, the list of modules made one registry,
 * the journal's key, settings, caches.  One per process.
 */
#pragma once

#include "kernel/job.h"
#include "kernel/journal.h"
#include "kernel/measure.h"
#include "kernel/notice.h"
#include "kernel/rights.h"
#include <stdatomic.h>

struct route; /* web/web.h */
struct mail_thread; /* kernel/mail.c */
struct setting; /* kernel/setting.h */
struct rule_kind; /* kernel/rule.h */
struct schedule; /* kernel/schedule.h */
struct occurrence;
struct act_form; /* kernel/act_form.h */

struct module {
    const char *name;
    const struct type *const *types;
    size_t n_types;
    /* The role of those who answer for records that no unit owns; NULL: who
     * may change them. */
    const char *keeper;
    const struct role *roles;
    size_t n_roles;
    const struct grant *grants;
    size_t n_grants;
    const struct measure *measures;
    size_t n_measures;
    const struct route *routes;
    size_t n_routes;
    const struct table *tables; /* plain tables and of no type */
    size_t n_tables;
    const struct setting *settings;
    size_t n_settings;
    const struct rule_kind *rules; /* numbers fixed by law or by acts */
    size_t n_rules;
    const char *const *views; /* CREATE VIEW texts that others may read */
    size_t n_views;
    const char *needs; /* names of modules, space between */
    /* Demo university: fills what the module owns, always the same.  Makes
     * its own writes (app_write). */
    enum rc (*demo)(struct rq *rq, int students);
    /* Reads its part of a folder of data files inside one write: app_load. */
    enum rc (*load)(struct rq *rq, const char *dir,
                    bool (*progress)(void *, long, long), void *arg);
    const struct act_form *act_forms; /* templates of acts */
    size_t n_act_forms;
    measure_typed_fn *typed; /* answers for values typed by hand */
    const struct job_kind *jobs; /* long work that it can do */
    size_t n_jobs;
    const struct notice_kind *notices; /* reasons to tell somebody */
    size_t n_notices;
    /* On the writer: forgets what its plain tables hold of a person whose
     * data is erased (kernel/erase.h). */
    enum rc (*erase)(struct rq *rq, int64_t person);
    /* On the writer, once a day and at each start: changes nothing when it
     * was done already. */
    enum rc (*daily)(struct rq *rq);
    /* On the writer: a value of this measure or indicator was entered or
     * taken back; called through measure_changed. */
    enum rc (*measured)(struct rq *rq, const char *code);
    /* On the writer, in the same transaction: a record of any type was stored
     * (`old` NULL: it is new).  For what follows in a module from the records
     * of others; it must pass over foreign types at once. */
    enum rc (*heard)(struct rq *rq, const struct type *t, const void *rec,
                     const void *old);
    /* Adds its part to the card of any type, below that of the type's own
     * module (web layer). */
    void (*beside)(struct rq *rq, const struct type *t, const void *rec);
    /* Web layer: its part of the rector's week, in a page that is open. */
    void (*week)(struct rq *rq);
    /* On the writer: an occurrence of a schedule has come; opens what the
     * module's records say of this schedule (kernel/schedule.h). */
    enum rc (*scheduled)(struct rq *rq, const struct schedule *s,
                         const struct occurrence *o);
};

#define TYPES_MAX 128
#define ROLES_MAX 64


struct layout;     /* kernel/layout.h */
struct grant_list; /* kernel/rights.c */

/* How far knowledge has come, in instants: span.h.  The writer's own. */
struct knowledge {
    int64_t newest; /* of the changes */
    int64_t floor;  /* before which nothing changes any more */
};

/* Changes of what is kept in memory: kept.h.  The writer's own. */
struct touched {
    uint64_t n;  /* so many */
    uint64_t in; /* the transaction of the last */
};

struct ordo {
    struct store *store;
    struct knowledge known;
    struct touched touched;
    struct journal_key key;
    const struct module *const *modules;
    size_t n_modules;
    const struct type *types[TYPES_MAX];
    const struct layout *layout[TYPES_MAX];
    size_t n_types;
    const struct role *roles[ROLES_MAX];
    size_t n_roles;
    atomic_uint_fast64_t generation; /* of rights, rules and settings */
    struct grant_list *grants[TYPES_MAX]; /* of each type: rights.c */
    struct job_live live; /* the long work under way */
    struct mail_thread *mail; /* that sends letters, NULL none */
    int unsettled; /* turns of the index since it was put together */
    int zone;  /* minutes east of UTC: where a day is a day */
    struct mem *mem; /* lives as long as the process */
};

/* Proofreads the modules' tables and makes the registry.  RC_INVALID with a
 * line for each fault in `faults`: names twice, unknown references, types
 * without a grant, labels missing in a language, keywords, circles of needs. */
enum rc app_init(struct ordo *app, struct mem *m,
                 const struct module *const *modules, size_t n,
                 struct buf *faults) MUST_USE;
/* Opens the folder and migrates (or, read-only, checks) its schema. */
enum rc app_open(struct ordo *app, const char *dir, struct store_options o,
                 const char **error) MUST_USE;
void app_close(struct ordo *app);
/* Everything that the tables say must exist in the database. */
enum rc app_schema(struct ordo *app, struct mem *m, struct table **tables,
                   size_t *n) MUST_USE;

const struct type *app_type(const struct ordo *app, const char *name);
/* The module that declares the type. */
const struct module *app_module(const struct ordo *app, const struct type *t);
size_t app_type_index(const struct ordo *app, const struct type *t);
int app_role_index(const struct ordo *app, const char *role); /* -1 */

/* A write from a thread that may wait (commands, jobs, demo): runs `fn` with
 * a request on the writer; what it refused is copied into `rq`. */
enum rc app_write(struct rq *rq, enum rc (*fn)(struct rq *, void *),
                  void *arg) MUST_USE;

/* Lets every module load its part of the folder (`--concept`), in the order
 * of the list, all in one write: everything or nothing.  Progress is told by
 * each module for its own rows; false cancels. */
enum rc app_load(struct rq *rq, const char *dir,
                 bool (*progress)(void *, long, long), void *arg) MUST_USE;

extern const struct module kernel_module; /* unit, person, account, ... */
