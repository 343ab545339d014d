/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registry.c: proofreads the modules' tables at start and makes one registry
 * of them.  What is wrong in a table is a fault of ours, so all of it is named
 * at once and the program does not start.
 */
#include "kernel/registry.h"

#include "kernel/act_form.h"
#include "kernel/layout.h"
#include "kernel/ledger.h"
#include "kernel/rule.h"
#include "store/schema.h"

#include <string.h>

struct reader {
    struct ordo *app;
    struct buf *faults;
    size_t n;
};

PRINTF(2, 3)
static void fault(struct reader *rd, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    buf_vfmt(rd->faults, fmt, ap);
    va_end(ap);
    buf_char(rd->faults, '\n');
    rd->n++;
}

/* --- Look-ups ------------------------------------------------------------- */

const struct type *app_type(const struct ordo *app, const char *name)
{
    for (size_t i = 0; name && i < app->n_types; i++)
        if (!strcmp(app->types[i]->name, name))
            return app->types[i];
    return NULL;
}

const struct module *app_module(const struct ordo *app, const struct type *t)
{
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t k = 0; k < app->modules[i]->n_types; k++)
            if (app->modules[i]->types[k] == t)
                return app->modules[i];
    return NULL;
}

size_t app_type_index(const struct ordo *app, const struct type *t)
{
    for (size_t i = 0; i < app->n_types; i++)
        if (app->types[i] == t)
            return i;
    return 0; /* every type in use was proofread */
}

int app_role_index(const struct ordo *app, const char *role)
{
    for (size_t i = 0; role && i < app->n_roles; i++)
        if (!strcmp(app->roles[i]->name, role))
            return (int)i;
    return -1;
}

const struct layout *layout_of(const struct ordo *app, const struct type *t)
{
    return app->layout[app_type_index(app, t)];
}

/* --- Proofreading --------------------------------------------------------- */

static bool registered(const struct reader *rd, const struct type *t)
{
    for (size_t i = 0; i < rd->app->n_types; i++)
        if (rd->app->types[i] == t)
            return true;
    return false;
}

static void read_label(struct reader *rd, const char *where, const char *label)
{
    if (!label || !*label)
        fault(rd, "%s: no label", where);
}

static void read_field(struct reader *rd, const struct type *t,
                       const struct field *f)
{
    const char *where = mem_fmt(rd->app->mem, "%s.%s", t->name, f->name);

    read_label(rd, where, f->label);
    if (schema_reserved(f->name))
        fault(rd, "%s: a reserved word of the database", where);
    if (type_field(t, f->name) != f)
        fault(rd, "%s: twice", where);
    if ((f->kind == KIND_REF || f->kind == KIND_REFS || f->kind == KIND_FILE) &&
        !registered(rd, f->ref))
        fault(rd, "%s: refers to an unknown type", where);
    if (f->kind == KIND_CHOICE && !f->n_choices)
        fault(rd, "%s: a choice of nothing", where);
    /* A span keeps every value that was, and knows nothing of erasures. */
    if (f->timed && (f->kind == KIND_REFS || f->erase != ERASE_KEEP))
        fault(rd, "%s: cannot be kept in spans", where);
    /* Who finds a record by a word has read the word. */
    if (f->guard && f->search)
        fault(rd, "%s: what is guarded cannot be searched", where);
    /* What is watched while it is there can be made to go. */
    if (f->personal && f->erase == ERASE_KEEP)
        fault(rd, "%s: personal, and no erasure takes it", where);
    for (size_t i = 0; i < f->n_choices; i++)
        read_label(rd, where, f->choices[i].label);
}

static void read_step(struct reader *rd, const struct type *t,
                      const struct step *s)
{
    const char *where = mem_fmt(rd->app->mem, "%s/%s", t->name, s->name);

    read_label(rd, where, s->label);
    if (type_step(t, s->name) != s)
        fault(rd, "%s: twice", where);
    if (s->to && !type_state(t, s->to))
        fault(rd, "%s: leads to unknown state %s", where, s->to);
    for (int i = 0; i < STEP_FROM_MAX && s->from[i]; i++)
        if (!type_state(t, s->from[i]))
            fault(rd, "%s: from unknown state %s", where, s->from[i]);
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        if (!type_field(t, s->asks[i]))
            fault(rd, "%s: asks for unknown %s", where, s->asks[i]);
        else if (type_field(t, s->asks[i])->by_act && !s->by_act)
            fault(rd, "%s: asks for %s, which only an act changes", where,
                  s->asks[i]);
    for (int i = 0; i < STEP_ASKS_MAX && s->needs[i]; i++)
        if (!type_field(t, s->needs[i]))
            fault(rd, "%s: needs unknown %s", where, s->needs[i]);
}

static void read_named(struct reader *rd, const struct type *t,
                       const char *what, const char *field)
{
    if (field && !type_field(t, field))
        fault(rd, "%s: %s is unknown field %s", t->name, what, field);
}

/* Is it a column of the type's spans? */
static bool in_spans(const struct type *t, const char *name)
{
    const struct field *f = type_field(t, name);

    return !strcmp(name, "state") || !strcmp(name, "owner_unit") ||
           (f && f->timed && field_columns(f) == 1);
}

static void read_ledger(struct reader *rd, const struct type *t,
                        const struct ledger *l)
{
    const char *where = mem_fmt(rd->app->mem, "%s.%s", t->name, l->name);

    if (!t->counted)
        fault(rd, "%s: a ledger of a type that is not counted", where);
    for (size_t i = 0; i < LEDGER_BY_MAX && l->by[i]; i++)
        if (!in_spans(t, l->by[i]))
            fault(rd, "%s: is not told apart by %s", where, l->by[i]);
    for (size_t i = 0; i < LEDGER_STATES_MAX && l->states[i]; i++)
        if (!type_state(t, l->states[i]))
            fault(rd, "%s: unknown state %s", where, l->states[i]);
    if (l->amount && !in_spans(t, l->amount))
        fault(rd, "%s: %s cannot be summed", where, l->amount);
}

/* A sealed type leaves no trace of who and when; these would. */
static void read_sealed(struct reader *rd, const struct type *t)
{
    if (t->counted)
        fault(rd, "%s: sealed, its spans would tell the day", t->name);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].kind == KIND_FILE || t->fields[i].kind == KIND_REFS)
            fault(rd, "%s.%s: a sealed type has no files and no lists",
                  t->name, t->fields[i].name);
}

static void read_type(struct reader *rd, const struct type *t)
{
    if (t->sealed)
        read_sealed(rd, t);
    if (schema_reserved(t->name))
        fault(rd, "%s: a reserved word of the database", t->name);
    read_label(rd, t->name, t->label);
    read_label(rd, t->name, t->plural);
    if (!t->n_states)
        fault(rd, "%s: no state", t->name);
    read_named(rd, t, "title", t->title);
    read_named(rd, t, "code", t->code);
    read_named(rd, t, "code_scope", t->code_scope);
    read_named(rd, t, "owned_by", t->owned_by);
    read_named(rd, t, "order", t->order);
    if (t->about) {
        read_named(rd, t, "about", "subject");
        read_named(rd, t, "about", "subject_id");
    }
    for (size_t i = 0; i < t->n_fields; i++)
        read_field(rd, t, &t->fields[i]);
    for (size_t i = 0; i < t->n_steps; i++)
        read_step(rd, t, &t->steps[i]);
    for (size_t i = 0; i < t->n_ledgers; i++)
        read_ledger(rd, t, &t->ledgers[i]);
}

static void read_keeper(struct reader *rd, const struct module *m)
{
    if (m->keeper && app_role_index(rd->app, m->keeper) < 0)
        fault(rd, "%s: kept by unknown role %s", m->name, m->keeper);
}

static void read_grant(struct reader *rd, const struct module *m,
                       const struct grant *g)
{
    const struct type *t = app_type(rd->app, g->type);
    bool found = false;

    if (app_role_index(rd->app, g->role) < 0)
        fault(rd, "%s: grant to unknown role %s", m->name, g->role);
    if (!g->ops || !g->scope)
        fault(rd, "%s: grant to %s of nothing", m->name, g->role);
    if (!g->type)
        return;
    if (!t) {
        fault(rd, "%s: grant on unknown type %s", m->name, g->type);
        return;
    }
    if (t->sealed && !strcmp(g->role, ROLE_ADMINISTRATOR))
        fault(rd, "%s: grant to the administrator on sealed type %s", m->name,
              g->type);
    if (g->step && !type_step(t, g->step))
        fault(rd, "%s: grant on unknown step %s/%s", m->name, g->type, g->step);
    for (size_t i = 0; g->relation && i < t->n_relations; i++)
        found |= !strcmp(t->relations[i].name, g->relation);
    if ((g->scope == SCOPE_RELATION) != found)
        fault(rd, "%s: grant to %s on %s by unknown relation", m->name,
              g->role, g->type);
}

static const struct module *module_named(const struct ordo *app,
                                         const char *name, size_t len)
{
    for (size_t i = 0; i < app->n_modules; i++)
        if (strlen(app->modules[i]->name) == len &&
            !strncmp(app->modules[i]->name, name, len))
            return app->modules[i];
    return NULL;
}

/* Follows `needs`; a path longer than the list of modules is a circle. */
static bool needs_end(struct reader *rd, const struct module *m, size_t depth)
{
    const char *s = m->needs;

    if (depth > rd->app->n_modules)
        return false;
    while (s && *s) {
        size_t len = strcspn(s, " ");
        const struct module *other = module_named(rd->app, s, len);

        if (!other)
            fault(rd, "%s: needs unknown module %.*s", m->name, (int)len, s);
        else if (!needs_end(rd, other, depth + 1))
            return false;
        s += len + strspn(s + len, " ");
    }
    return true;
}

/* --- Making the registry -------------------------------------------------- */

static void collect(struct reader *rd, const struct module *m)
{
    struct ordo *app = rd->app;

    if (m->typed)
        measure_typed(m->typed);
    for (size_t i = 0; i < m->n_types; i++) {
        if (app_type(app, m->types[i]->name))
            fault(rd, "type %s: twice", m->types[i]->name);
        else if (app->n_types < TYPES_MAX)
            app->types[app->n_types++] = m->types[i];
        else
            fault(rd, "more than %d types", TYPES_MAX);
    }
    for (size_t i = 0; i < m->n_roles; i++) {
        if (app_role_index(app, m->roles[i].name) >= 0)
            fault(rd, "role %s: twice", m->roles[i].name);
        else if (app->n_roles < ROLES_MAX)
            app->roles[app->n_roles++] = &m->roles[i];
        else
            fault(rd, "more than %d roles", ROLES_MAX);
    }
}

static void grants_of(struct ordo *app, size_t type)
{
    struct grant_list *gl = MEM_NEW(app->mem, struct grant_list);
    size_t room = 0;

    for (size_t i = 0; i < app->n_modules; i++)
        room += app->modules[i]->n_grants;
    gl->g = MEM_ARRAY(app->mem, room + 1, struct grant_of);
    for (size_t i = 0; i < app->n_modules; i++)
        for (size_t j = 0; j < app->modules[i]->n_grants; j++) {
            const struct grant *g = &app->modules[i]->grants[j];
            int role = app_role_index(app, g->role);

            /* A grant of everything does not open what is sealed. */
            if (role < 0 || (!g->type && app->types[type]->sealed) ||
                (g->type && strcmp(g->type, app->types[type]->name) != 0))
                continue;
            gl->g[gl->n].grant = g;
            gl->g[gl->n++].bit = UINT64_C(1) << role;
        }
    app->grants[type] = gl;
}

/* A type that only the administrator's grant of everything reaches was
 * forgotten. */
static void read_granted(struct reader *rd, size_t type)
{
    const struct grant_list *gl = rd->app->grants[type];

    for (size_t i = 0; i < gl->n; i++)
        if (gl->g[i].grant->type)
            return;
    if (!rd->app->types[type]->internal)
        fault(rd, "type %s: no grant", rd->app->types[type]->name);
}

/* Each house counts its generations from its own place, so that a cache of a
 * thread never takes one house for another that lay at the same address. */
static uint64_t first_generation(void)
{
    static atomic_uint_fast64_t houses;

    return (atomic_fetch_add(&houses, 1) + 1) << 32;
}

enum rc app_init(struct ordo *app, struct mem *m,
                 const struct module *const *modules, size_t n,
                 struct buf *faults)
{
    struct reader rd = { app, faults, 0 };

    memset(app, 0, sizeof *app);
    app->mem = m;
    app->modules = modules;
    app->n_modules = n;
    app->zone = 6 * 60;
    atomic_store(&app->generation, first_generation());
    app->touched.n = atomic_load(&app->generation);
    for (size_t i = 0; i < n; i++)
        collect(&rd, modules[i]);
    for (size_t i = 0; i < app->n_types; i++)
        read_type(&rd, app->types[i]);
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j < modules[i]->n_grants; j++)
            read_grant(&rd, modules[i], &modules[i]->grants[j]);
        read_keeper(&rd, modules[i]);
        if (!needs_end(&rd, modules[i], 0))
            fault(&rd, "%s: needs itself by a circle", modules[i]->name);
    }
    for (size_t i = 0; i < app->n_types; i++) {
        grants_of(app, i);
        read_granted(&rd, i);
    }
    rd.n += act_forms_read(app, faults);
    rd.n += rules_read(app, faults);
    if (rd.n)
        return RC_INVALID;
    for (size_t i = 0; i < app->n_types; i++)
        app->layout[i] = layout_make(m, app->types[i]);
    return RC_OK;
}
