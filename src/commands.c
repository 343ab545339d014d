/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands.c: what the subcommands do with an open house: users, tokens,
 * records, measures, rights.
 */
#include "commands.h"

#include "base/hash.h"
#include "base/text.h"
#include "kernel/erase.h"
#include "kernel/import.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "kernel/span.h"
#include "modules.h"
#include "web/dispatch.h"
#include "web/password.h"
#include "web/session.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* --- Talking -------------------------------------------------------------- */

const char *call_option(const struct call *c, const char *name)
{
    for (size_t i = 0; i < COMMAND_OPTIONS; i++)
        if (c->command->options[i].name &&
            !strcmp(c->command->options[i].name, name))
            return c->option[i];
    return NULL;
}

static void say(struct call *c, bool error, const char *fmt, va_list ap)
{
    struct mem_mark mark = mem_mark(c->mem);
    struct buf b;

    buf_init(&b, c->mem);
    if (error)
        buf_fmt(&b, "ordo %s: ", c->command->name);
    buf_vfmt(&b, fmt, ap);
    if (error)
        buf_char(&b, '\n');
    c->put(c->put_arg, error, b.s, b.n);
    mem_back(c->mem, mark);
}

void call_out(struct call *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(c, false, fmt, ap);
    va_end(ap);
}

void call_err(struct call *c, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    say(c, true, fmt, ap);
    va_end(ap);
}

enum exit_code call_refused(struct call *c, enum rc rc)
{
    if (rc == RC_OK)
        return EXIT_OK;
    for (const struct failure *f = c->rq.fails; f; f = f->next)
        call_err(c, "%s%s%s", f->field ? f->field : "", f->field ? ": " : "",
                 f->text);
    if (!c->rq.fails)
        call_err(c, "%s", rq_why(&c->rq, rc));
    if (rc == RC_BUSY)
        return EXIT_IN_USE;
    return rc == RC_BROKEN ? EXIT_BROKEN : EXIT_REFUSED;
}

bool call_progress(void *arg, long done, long all)
{
    struct call *c = arg;

    call_out(c, "  %ld of %ld\n", done, all);
    return true;
}

/* --- The house ------------------------------------------------------------ */

enum exit_code house_make(struct call *c, struct ordo **out)
{
    struct ordo *app = MEM_NEW(c->mem, struct ordo);
    struct buf faults;

    buf_init(&faults, c->mem);
    if (app_init(app, c->mem, modules, n_modules, &faults)) {
        call_err(c, "this program's own tables are wrong:\n%s", faults.s);
        return EXIT_BROKEN;
    }
    *out = app;
    return EXIT_OK;
}

void call_settle(struct call *c)
{
    rq_init(&c->rq, c->app, c->mem);
    c->rq.lang = LANG_EN;
    c->rq.system = true;
    c->rq.sql = store_reader(c->app->store);
}

enum exit_code house_open(struct call *c, const char *dir, enum how how,
                          bool create)
{
    struct store_options o = { .read_only = how == HOW_READS,
                               .create = create };
    struct ordo *app = NULL;
    const char *error = NULL;
    enum exit_code code = house_make(c, &app);
    enum rc rc;

    if (code)
        return code;
    rc = app_open(app, dir, o, &error);
    if (rc) {
        call_err(c, "%s", error ? error : "cannot open the data folder");
        return rc == RC_BUSY     ? EXIT_IN_USE
               : rc == RC_BROKEN ? EXIT_BROKEN
                                 : EXIT_REFUSED;
    }
    c->app = app;
    call_settle(c);
    return EXIT_OK;
}

/* --- Users ---------------------------------------------------------------- */

struct new_user {
    const char *login, *role, *unit, *name, *password;
};

static enum rc add_appointment(struct rq *rq, const struct new_user *u,
                               int64_t person)
{
    struct appointment *a = record_new(rq, &type_appointment);

    a->person = person;
    a->role = u->role;
    a->starts = rq->today;
    if (u->unit && record_find(rq, &type_unit, u->unit, 0, &a->unit))
        return fail(rq, RC_INVALID, "unit", "no unit has the code %s", u->unit);
    TRY(record_add(rq, &type_appointment, a));
    return RC_OK;
}

static enum rc add_user(struct rq *rq, void *arg)
{
    const struct new_user *u = arg;
    struct person *p = record_new(rq, &type_person);
    int64_t account;

    for (int i = 0; i < LANGS; i++)
        p->name.in[i] = u->name;
    TRY(record_add(rq, &type_person, p));
    TRY(account_add(rq, u->login, u->password, p->r.id, &account));
    return add_appointment(rq, u, p->r.id);
}

/* One line, without its end. */
static const char *password_line(struct call *c)
{
    size_t n = c->input ? strcspn(c->input, "\r\n") : 0;

    if (n < 8 || !text_valid(c->input, n))
        return NULL;
    return mem_strn(c->mem, c->input, n);
}

enum exit_code command_user(struct call *c)
{
    struct new_user u = { .login = c->arg[2],
                          .role = call_option(c, "--role"),
                          .unit = call_option(c, "--unit"),
                          .name = call_option(c, "--name") };
    bool typed = call_option(c, "--password-stdin") != NULL;
    const char *plain;
    enum exit_code code;

    if (strcmp(c->arg[1], "add") != 0 || !u.role) {
        call_err(c, "say `user DIR add LOGIN --role ROLE`");
        return EXIT_USAGE;
    }
    if (app_role_index(c->app, u.role) < 0) {
        call_err(c, "unknown role %s", u.role);
        return EXIT_REFUSED;
    }
    u.name = u.name ? u.name : u.login;
    u.password = typed ? password_line(c) : random_token(c->mem, 12);
    if (!u.password) {
        call_err(c, "the password must have at least 8 characters, on one"
                    " line of standard input");
        return EXIT_REFUSED;
    }
    plain = u.password;
    u.password = password_hash(c->mem, plain); /* slow: not on the writer */
    code = call_refused(c, app_write(&c->rq, add_user, &u));
    if (!code && !typed)
        call_out(c, "password: %s\n", plain);
    return code;
}

/* --- Tokens --------------------------------------------------------------- */

struct new_token {
    const char *login, *scope, *name, *token;
    int days;
};

static const struct sql_text q_account = {
    "SELECT id FROM account WHERE login = $1", "t", "i"
};

static enum rc add_token(struct rq *rq, void *arg)
{
    struct new_token *t = arg;
    int64_t account;
    enum rc rc =
        sql_get_int(rq->sql, &account, &q_account, ARGS(STR(t->login)));

    if (rc == RC_MISSING)
        return fail(rq, rc, NULL, "nobody has the login %s", t->login);
    TRY(rc);
    return token_make(rq, account, t->name, t->scope, t->days, &t->token);
}

enum exit_code command_token(struct call *c)
{
    const char *days = call_option(c, "--days");
    struct new_token t = { .login = c->arg[1],
                           .scope = call_option(c, "--scope"),
                           .name = call_option(c, "--name"),
                           .days = days ? (int)strtol(days, NULL, 10) : 365 };
    enum exit_code code;

    t.scope = t.scope ? t.scope : "write";
    t.name = t.name ? t.name : "command line";
    code = call_refused(c, app_write(&c->rq, add_token, &t));
    if (!code)
        call_out(c, "%s\n", t.token);
    return code;
}

/* --- Records -------------------------------------------------------------- */

static const struct type *type_named(struct call *c, const char *name)
{
    const struct type *t = app_type(c->app, name);

    if (t)
        return t;
    call_err(c, "unknown type %s; the types are:", name);
    for (size_t i = 0; i < c->app->n_types; i++)
        if (!c->app->types[i]->internal)
            call_out(c, "  %s\n", c->app->types[i]->name);
    return NULL;
}

static void print_report(struct call *c, const struct import_report *r)
{
    for (size_t i = 0; i < r->n_faults; i++) {
        const struct import_fault *f = &r->faults[i];

        call_err(c, "line %ld%s: %s%s%s", f->line,
                 f->column ? mem_fmt(c->mem, ", column %ld", f->column) : "",
                 f->field ? f->field : "", f->field ? ": " : "", f->text);
    }
    if (r->all_faults > r->n_faults)
        call_err(c, "and %zu faults more", r->all_faults - r->n_faults);
    call_out(c, "rows: %ld, added: %ld, changed: %ld, same: %ld\n", r->rows,
             r->added, r->changed, r->same);
    if (r->drafted)
        call_out(c, "reserved to an act: %ld", r->drafted);
    if (r->act)
        call_out(c, ", in the draft act %lld", (long long)r->act);
    if (r->drafted)
        call_out(c, "\n");
    if (r->all_faults || call_option(c, "--dry-run"))
        call_out(c, "nothing was written\n");
}

/* Where there is one plan, nobody needs to say which. */
static enum rc only_one(struct call *c, const struct type *t, int64_t *id)
{
    struct sql_rows r = sql_query_built(
        c->rq.sql, mem_fmt(c->rq.mem, "SELECT id FROM %s LIMIT 2", t->name),
        NO_ARGS);
    int64_t found = 0;
    int n = 0;

    for (; sql_next(&r); n++)
        found = sql_int(&r, 0);
    if (n == 1)
        *id = found;
    return sql_done(&r);
}

/* The record of the type's scope (the plan) by its code. */
static enum rc find_scope(struct call *c, const struct type *t,
                          const char *code, int64_t *id)
{
    const struct field *f = t->code_scope ? type_field(t, t->code_scope) : NULL;

    *id = 0;
    if (!code)
        return f && f->kind == KIND_REF && !f->computed
                   ? only_one(c, f->ref, id)
                   : RC_OK;
    if (!f || f->kind != KIND_REF)
        return fail(&c->rq, RC_INVALID, NULL, "%s belongs to no plan", t->name);
    return record_find(&c->rq, f->ref, code, 0, id);
}

enum exit_code command_import(struct call *c)
{
    struct import_options o = { .dry_run = call_option(c, "--dry-run") != NULL,
                                .progress = call_progress,
                                .arg = c };
    struct import_report report = { 0 };
    enum rc rc;

    o.type = type_named(c, c->arg[1]);
    if (!o.type)
        return EXIT_REFUSED;
    rc = find_scope(c, o.type, call_option(c, "--plan"), &o.scope);
    if (rc)
        return call_refused(c, rc);
    rc = import_csv(&c->rq, &o, c->input, c->input_size, &report);
    print_report(c, &report);
    if (rc && report.all_faults)
        return EXIT_REFUSED;
    return call_refused(c, rc);
}

static enum rc flush_out(struct buf *b, void *arg)
{
    struct call *c = arg;

    c->put(c->put_arg, false, b->s, b->n);
    b->n = 0;
    return RC_OK;
}

enum exit_code command_export(struct call *c)
{
    const char *format = call_option(c, "--format");
    struct list l = { .limit = 500, .export_all = true };
    struct buf b;
    enum rc rc;

    if (format && strcmp(format, "csv") != 0) {
        call_err(c, "unknown format %s; csv is the only one", format);
        return EXIT_USAGE;
    }
    l.type = type_named(c, c->arg[1]);
    if (!l.type)
        return EXIT_REFUSED;
    buf_init(&b, c->mem);
    rc = export_csv(&c->rq, &l, &b, flush_out, c);
    if (!rc && b.n)
        rc = flush_out(&b, c);
    return call_refused(c, rc);
}

/* --- Measures and rights -------------------------------------------------- */

enum exit_code command_measure(struct call *c)
{
    const char *on = call_option(c, "--on");
    const char *known = call_option(c, "--known");
    day d = on ? day_parse(on) : c->rq.today;
    day k = known ? day_parse(known) : c->rq.today;
    static const char *const origins[] = { "none", "counted", "typed" };
    char iso[DAY_ISO_SIZE];
    struct measured m = { 0 };
    enum rc rc;

    if (!day_is(d)) {
        call_err(c, "%s is no day; write 2026-11-22", on);
        return EXIT_USAGE;
    }
    if (!day_is(k)) {
        call_err(c, "%s is no day; write 2026-11-22", known);
        return EXIT_USAGE;
    }
    rc = measure_known(&c->rq, c->arg[1], d,
                       k.n < c->rq.today.n
                           ? known_end_of(c->rq.app, k) : KNOWN_NOW, &m);
    if (rc == RC_MISSING && !c->rq.fails) {
        call_err(c, "no measure has the code %s", c->arg[1]);
        return EXIT_REFUSED;
    }
    if (rc)
        return call_refused(c, rc);
    call_out(c, "on: %s\norigin: %s\n", day_iso(d, iso), origins[m.origin]);
    if (m.origin == ORIGIN_NONE)
        call_out(c, "value: no data\n");
    else
        call_out(c, "value: %.10g\nnumerator: %.10g\ndenominator: %.10g\n",
                 m.value, m.numerator, m.denominator);
    return EXIT_OK;
}

/* Does a list of names hold this one? */
static bool names_hold(const char *names, const char *name)
{
    size_t n = strlen(name);

    for (const char *s = names; s && *s; s += strspn(s, " ")) {
        size_t k = strcspn(s, " ");

        if (k == n && !strncmp(s, name, n))
            return true;
        s += k;
    }
    return false;
}

static bool role_opens(struct rq *rq, const struct route *r, const char *role)
{
    const struct type *t;

    switch (r->who) {
    case WHO_PUBLIC:
        return true;
    case WHO_MEMBER:
        return strcmp(role, ROLE_PUBLIC) != 0;
    case WHO_ROLE:
        return names_hold(r->roles, role);
    case WHO_RIGHT:
        t = r->type[0] == ':' ? NULL : app_type(rq->app, r->type);
        return !t || rights_role_any(rq, role, t, r->op);
    }
    return false;
}

/* The addresses; those of every type are open where a type above says so. */
static void print_routes(struct call *c, struct rq *rq, const char *role)
{
    const struct router *router = web_router(rq->app);
    size_t n = 0;
    const struct route *const *all = router ? router_all(router, &n) : NULL;

    call_out(c, "\naddresses (a :type as far as the rights above go)\n");
    for (size_t i = 0; i < n; i++)
        if (role_opens(rq, all[i], role))
            call_out(c, "  %-6s %s%s\n", http_method_name(all[i]->method),
                     all[i]->flags & ROUTE_NO_LANG ? "" : "/LANG",
                     all[i]->path);
}

enum exit_code command_rights(struct call *c)
{
    struct ordo *app = NULL;
    struct buf b;
    enum exit_code code = house_make(c, &app);
    enum rc rc;

    if (code)
        return code;
    rq_init(&c->rq, app, c->mem);
    c->rq.lang = LANG_EN;
    buf_init(&b, c->mem);
    rc = rights_print(&c->rq, c->arg[0], &b);
    if (rc) {
        code = call_refused(c, rc);
        for (size_t i = 0; i < app->n_roles; i++)
            call_out(c, "  %s\n", app->roles[i]->name);
        return code;
    }
    c->put(c->put_arg, false, b.s, b.n);
    print_routes(c, &c->rq, c->arg[0]);
    return EXIT_OK;
}

enum exit_code command_version(struct call *c)
{
    call_out(c, "ordo 0.1\n");
    return EXIT_OK;
}

/* --- Erasing a person's data ---------------------------------------------- */

static void print_erase_line(struct call *c, const struct erase_line *l)
{
    call_out(c, "%s %lld: %s %s%s\n", l->type->name, (long long)l->record,
             l->field->name,
             l->field->erase == ERASE_PSEUDONYM || l->field->must
                 ? "becomes a pseudonym"
                 : "is emptied",
             l->held ? "" : " (has no value now)");
}

static const struct sql_text q_person = {
    "SELECT id FROM person WHERE id = $1", "i", "i"
};

enum exit_code command_erase(struct call *c)
{
    struct erase_line *lines;
    struct erased done;
    char *end;
    int64_t person = strtoll(c->arg[1], &end, 10), found;
    size_t n;
    enum exit_code code;

    if (*end || person <= 0) {
        call_err(c, "PERSON is the number in the address of the card");
        return EXIT_USAGE;
    }
    if (sql_get_int(c->rq.sql, &found, &q_person, ARGS(INT(person)))) {
        call_err(c, "there is no person %lld", (long long)person);
        return EXIT_REFUSED;
    }
    code = call_refused(c, erase_preview(&c->rq, person, &lines, &n));
    if (code)
        return code;
    for (size_t i = 0; i < n; i++)
        print_erase_line(c, &lines[i]);
    call_out(c, "all other fields stay; backups keep what they hold\n");
    if (!call_option(c, "--yes")) {
        call_err(c, "nothing was erased; say --yes to erase this for ever");
        return EXIT_REFUSED;
    }
    code = call_refused(c, erase_person(&c->rq, person, &done));
    if (!code)
        call_out(c, "erased: %zu fields of %zu records, %zu files\n",
                 done.fields, done.records, done.files);
    return code;
}
