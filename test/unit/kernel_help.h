/* SPDX-License-Identifier: Apache-2.0 */
/*
 * kernel_help.h: a house of its own for each test: the kernel and a small
 * module with one type, in a folder that is removed afterwards.
 */
#pragma once

#include "store_help.h"

#undef fail /* the kernel has one of its own */

#include "kernel/act.h"
#include "kernel/assignment.h"
#include "kernel/import.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/setting.h"

struct thing {
    struct record r;
    const char *code;
    struct text3 title;
    int64_t parent;
    struct refs friends;
    int64_t unit;
    struct count pieces;
    struct number share;
    struct count price;
    day made;
    const char *colour;
    bool whole;
    const char *serial;
    const char *remark;
    struct count weight; /* computed */
};

extern const struct type type_thing;
extern const struct measure thing_measures[];

struct house {
    char dir[64];
    struct mem *mem;
    struct ordo app;
    struct rq rq; /* the system's, reading */
    const struct module *const *modules; /* NULL: those of this file */
    size_t n_modules;
};

/* The kernel and one more: that at the end of this file, or the test's own. */
#ifdef HOUSE_OWN_MODULES
extern const struct module *const *const house_own;
#define house_modules house_own
#else
extern const struct module *const house_modules[];
#endif

static inline void house_request(struct house *h)
{
    rq_init(&h->rq, &h->app, h->mem);
    h->rq.lang = LANG_EN;
    h->rq.system = true;
    h->rq.sql = store_reader(h->app.store);
}

static inline int house_start(struct house *h, bool create)
{
    static uint64_t houses;
    const char *error = NULL;
    struct buf faults;

    buf_init(&faults, h->mem);
    if (app_init(&h->app, h->mem, h->modules ? h->modules : house_modules,
                 h->modules ? h->n_modules : 2, &faults)) {
        fprintf(stderr, "%s", faults.s);
        return -1;
    }
    /* What threads remember of the house before, at the same address. */
    atomic_fetch_add(&h->app.generation, ++houses << 32);
    if (app_open(&h->app, h->dir, (struct store_options){ .create = create },
                 &error)) {
        fprintf(stderr, "%s\n", error ? error : "?");
        return -1;
    }
    house_request(h);
    return 0;
}

static inline int house_open_with(void **state,
                                  const struct module *const *modules,
                                  size_t n)
{
    struct house *h = calloc(1, sizeof *h);

    hash_init();
    log_level_set(LOG_ERROR + 1);
    clock_set(INT64_C(1795341600000000)); /* 2026-11-22 in the zone */
    /* TMPDIR=/dev/shm spares the disk where many thousand steps are taken. */
    snprintf(h->dir, sizeof h->dir, "%s/ordo-kernel-XXXXXX",
             getenv("TMPDIR") ? getenv("TMPDIR") : "/tmp");
    if (!mkdtemp(h->dir))
        return -1;
    h->mem = mem_new(0);
    h->modules = modules;
    h->n_modules = n;
    *state = h;
    return house_start(h, true);
}

static inline int house_open(void **state)
{
    return house_open_with(state, NULL, 0);
}

static inline int house_close(void **state)
{
    struct house *h = *state;

    app_close(&h->app);
    nftw(h->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    mem_free(h->mem);
    free(h);
    clock_set(0);
    return 0;
}

/* The person who asks from now on; 0 the system. */
static inline void house_as(struct house *h, int64_t person)
{
    rq_forget(&h->rq);
    h->rq.person = person;
    h->rq.system = !person;
    h->rq.holder = person ? rights_holder(&h->rq, person) : NULL;
}

/* --- Short ways to make things --------------------------------------------- */

struct making {
    const struct type *type;
    void *rec;
    const char *step; /* a step to take, "save" to change, NULL to add */
};

static inline enum rc making_run(struct rq *rq, void *arg)
{
    struct making *m = arg;
    const struct record *head = m->rec;
    int64_t id = head->id;
    enum rc rc;

    if (!m->step)
        rc = record_add(rq, m->type, m->rec);
    else if (!strcmp(m->step, "save"))
        rc = record_save(rq, m->type, m->rec);
    else
        rc = record_step(rq, m->type, m->rec, m->step, 0);
    if (rc)
        ((struct record *)m->rec)->id = id;
    return rc;
}

static inline enum rc house_add(struct house *h, const struct type *t,
                                void *rec)
{
    struct making m = { t, rec, NULL };

    return app_write(&h->rq, making_run, &m);
}

static inline enum rc house_save(struct house *h, const struct type *t,
                                 void *rec)
{
    struct making m = { t, rec, "save" };

    return app_write(&h->rq, making_run, &m);
}

static inline enum rc house_step(struct house *h, const struct type *t,
                                 void *rec, const char *step)
{
    struct making m = { t, rec, step };

    return app_write(&h->rq, making_run, &m);
}

/* The same as if an act carried it, of which nothing else is looked at. */
static inline enum rc house_step_by_act(struct house *h, const struct type *t,
                                        void *rec, const char *step)
{
    struct act *a = record_new(&h->rq, &type_act);
    enum rc rc;

    a->kind = "order";
    a->title.in[LANG_KY] = "Буйрук";
    assert_int_equal(house_add(h, &type_act, a), RC_OK);
    h->rq.act = a->r.id;
    rc = house_step(h, t, rec, step);
    h->rq.act = 0;
    return rc;
}

static inline struct unit *house_unit(struct house *h, const char *code,
                                      int64_t parent)
{
    struct unit *u = record_new(&h->rq, &type_unit);

    u->code = code;
    u->kind = "office";
    u->name.in[LANG_KY] = code;
    u->parent = parent;
    assert_int_equal(house_add(h, &type_unit, u), RC_OK);
    return u;
}

static inline int64_t house_person(struct house *h, const char *name)
{
    struct person *p = record_new(&h->rq, &type_person);

    p->name.in[LANG_KY] = name;
    p->email = "a@b.kg";
    assert_int_equal(house_add(h, &type_person, p), RC_OK);
    return p->r.id;
}

static inline struct appointment *house_appoint(struct house *h,
                                                int64_t person,
                                                const char *role, int64_t unit)
{
    struct appointment *a = record_new(&h->rq, &type_appointment);

    a->person = person;
    a->role = role;
    a->unit = unit;
    a->starts = day_add(h->rq.today, -10);
    assert_int_equal(house_add(h, &type_appointment, a), RC_OK);
    return a;
}

static inline int64_t house_count(struct house *h, const char *text)
{
    return count_of(store_reader(h->app.store), text);
}

/* --- The small module ------------------------------------------------------- */

static const struct choice thing_colours[] = {
    { "red", "red" }, { "green", "green" }
};
static const struct state thing_states[] = {
    { "kept", "kept", TONE_GOOD },
    { "gone", "gone", TONE_MUTED },
};
static const struct step thing_steps[] = {
    { "drop", "Drop", .from = { "kept" }, .to = "gone" },
};
static const struct field thing_fields[] = {
    FIELD_TEXT(thing, code, .label = "code", .must = true, .unique = true,
               .list = true, .filter = true, .sort = true),
    FIELD_TEXT3(thing, title, .label = "title", .must = true, .search = true),
    FIELD_REF(thing, parent, &type_thing, .label = "parent"),
    FIELD_REFS(thing, friends, &type_thing, .label = "friends"),
    FIELD_REF(thing, unit, &type_unit, .label = "unit"),
    FIELD_COUNT(thing, pieces, .label = "pieces", .least = 0, .most = 1000),
    FIELD_NUMBER(thing, share, .label = "share"),
    FIELD_MONEY(thing, price, .label = "price"),
    FIELD_DAY(thing, made, .label = "made"),
    FIELD_CHOICE(thing, colour, thing_colours, .label = "colour"),
    FIELD_BOOL(thing, whole, .label = "whole"),
    FIELD_TEXT(thing, serial, .label = "serial", .unique = true),
    FIELD_LONG(thing, remark, .label = "remark"),
    FIELD_COUNT(thing, weight, .label = "weight", .computed = true),
};

static enum rc thing_check(struct rq *rq, void *rec, const void *old)
{
    struct thing *t = rec;

    (void)old;
    t->weight = (struct count){ (int64_t)strlen(t->code), true };
    if (t->pieces.set && t->pieces.n == 13)
        return fail(rq, RC_INVALID, "pieces", "must not be 13");
    return RC_OK;
}

const struct type type_thing = {
    .name = "thing", .label = "Thing", .plural = "Things",
    .size = sizeof(struct thing), SPAN(fields, thing_fields),
    SPAN(states, thing_states), SPAN(steps, thing_steps), .title = "title", .code = "code",
    .order = "code", .check = thing_check,
};

static const struct type *const thing_types[] = { &type_thing };
static const struct grant thing_grants[] = {
    { "clerk", "thing", OP_SEE | OP_ADD | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
    { "auditor", "thing", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct setting thing_settings[] = {
    { .name = "loud", .label = "loud", .kind = KIND_BOOL, .fallback = "no" },
    { .name = "level", .label = "level", .kind = KIND_COUNT, .least = 1,
      .most = 9, .fallback = "3" },
};
const struct measure thing_measures[] = {
    { "things_whole", "whole", "whole things", UNIT_PERCENT,
      { "SELECT COUNT(CASE WHEN whole = 1 THEN 1 END), COUNT(*) FROM thing"
        " WHERE $1 IS NOT NULL",
        "t", "ii" },
      &type_thing, "t.whole = 1", "" },
    { "things", "things", "all things", UNIT_COUNT,
      { "SELECT COUNT(*), 1 FROM thing WHERE made <= $1", "t", "ii" },
      &type_thing, "t.made <= {on}", "2026-01-01" },
};
static const struct module thing_module = {
    .name = "things", SPAN(types, thing_types), SPAN(grants, thing_grants),
    SPAN(settings, thing_settings), SPAN(measures, thing_measures),
};
#ifndef HOUSE_OWN_MODULES
const struct module *const house_modules[] = { &kernel_module, &thing_module };
#else
static inline const struct module *thing_unused(void)
{
    return &thing_module;
}
#endif
