/* SPDX-License-Identifier: Apache-2.0 */
/*
 * org.c: units and their tree, people, accounts, appointments, files.
 *
 * unit_below holds each pair of a unit and one below it, the unit itself
 * included; unit 0 stands for the whole university.  The hook of the type
 * keeps it, so that rights ask for one row instead of walking the tree.
 */
#include "kernel/org.h"

#include "base/text.h"
#include "kernel/record.h"

#include <string.h>

/* --- Unit ------------------------------------------------------------------- */

static const struct choice unit_kinds[] = {
    { "rectorate", N_("Rectorate") },   { "office", N_("Office") },
    { "faculty", N_("Faculty") },       { "institute", N_("Institute") },
    { "department", N_("Department") }, { "council", N_("Council") },
    { "union", N_("Trade union") },     { "student_body", N_("Student body") },
};
static const struct choice unit_natures[] = {
    { "unit", N_("a working unit") },
    { "body", N_("a body of several people") },
    { "post", N_("one person's post") },
    { "collective", N_("a name for many units") },
    { "planned", N_("planned, not there yet") },
};
static const struct state unit_states[] = {
    { "active", N_("Active"), TONE_GOOD },
    { "closed", N_("Closed"), TONE_MUTED },
};

static const struct field unit_fields[] = {
    FIELD_TEXT(unit, code, .label = N_("Code"), .must = true, .unique = true,
               .list = true, .filter = true, .sort = true, .search = true,
               .max = 60, .timed = true),
    FIELD_REF(unit, parent, &type_unit, .label = N_("Part of"), .list = true,
              .filter = true),
    FIELD_CHOICE(unit, kind, unit_kinds, .label = N_("Kind"), .must = true,
                 .list = true, .filter = true, .timed = true),
    FIELD_TEXT3(unit, name, .label = N_("Name"), .must = true, .list = true,
                .sort = true, .search = true, .max = 500),
    FIELD_CHOICE(unit, nature, unit_natures, .label = N_("Nature"),
                 .help = N_("A post, a collective name or a planned unit does"
                            " not report."),
                 .list = true, .filter = true, .timed = true),
    FIELD_TEXT(unit, named_in, .label = N_("Named in"),
               .help = N_("Places of the source that name it."), .max = 1000),
};

static enum rc is_below(struct rq *rq, int64_t unit, int64_t below, bool *yes)
{
    static const struct sql_text q = {
        "SELECT 1 FROM unit_below WHERE unit = $1 AND below = $2", "ii", "i"
    };
    int64_t one;
    enum rc rc = sql_get_int(rq->sql, &one, &q, ARGS(INT(unit), INT(below)));

    *yes = rc == RC_OK;
    return rc == RC_MISSING ? RC_OK : rc;
}

static enum rc unit_check(struct rq *rq, void *rec, const void *old)
{
    struct unit *u = rec;
    bool known = true, circle = false;

    (void)old;
    if (!u->nature)
        u->nature = "unit";
    u->r.owner_unit = u->parent;
    if (!u->parent)
        return RC_OK;
    TRY(is_below(rq, 0, u->parent, &known));
    if (!known)
        return fail(rq, RC_INVALID, "parent", "there is no such unit");
    if (u->r.id)
        TRY(is_below(rq, u->r.id, u->parent, &circle));
    if (circle)
        return fail(rq, RC_INVALID, "parent",
                    "a unit cannot be a part of itself");
    return RC_OK;
}

static enum rc put_self(struct rq *rq, int64_t unit)
{
    static const struct sql_text q = {
        "INSERT INTO unit_below(unit, below) VALUES($1, $1)", "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(unit)));
}

/* Takes the unit with all below it out from under what was above. */
static enum rc take_out(struct rq *rq, int64_t unit)
{
    static const struct sql_text q = {
        "DELETE FROM unit_below"
        " WHERE below IN (SELECT s.below FROM unit_below s WHERE s.unit = $1)"
        " AND unit NOT IN (SELECT s.below FROM unit_below s WHERE s.unit = $1)",
        "i", ""
    };

    return sql_run(rq->sql, &q, ARGS(INT(unit)));
}

/* Puts it under another one and all that is above that. */
static enum rc put_under(struct rq *rq, int64_t unit, int64_t parent)
{
    static const struct sql_text under = {
        "INSERT INTO unit_below(unit, below) SELECT a.unit, s.below"
        " FROM unit_below a CROSS JOIN unit_below s"
        " WHERE a.below = $2 AND s.unit = $1",
        "ii", ""
    };
    static const struct sql_text top = {
        "INSERT INTO unit_below(unit, below) SELECT 0, s.below"
        " FROM unit_below s WHERE s.unit = $1",
        "i", ""
    };

    if (!parent)
        return sql_run(rq->sql, &top, ARGS(INT(unit)));
    return sql_run(rq->sql, &under, ARGS(INT(unit), INT(parent)));
}

static enum rc unit_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct unit *u = rec, *before = old;

    if (before && before->parent == u->parent)
        return RC_OK;
    if (before)
        TRY(take_out(rq, u->r.id));
    else
        TRY(put_self(rq, u->r.id));
    return put_under(rq, u->r.id, u->parent);
}

static enum rc unit_can_close(struct rq *rq, const void *rec)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM unit WHERE parent = $1 AND state = 'active'",
        "i", "i"
    };
    const struct unit *u = rec;
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(u->r.id))));
    if (n)
        return fail(rq, RC_INVALID, NULL, "still has active units: %lld",
                    (long long)n);
    return RC_OK;
}

static const struct step unit_steps[] = {
    { .name = "close", .label = N_("Close"), .from = { "active" },
      .to = "closed", .guard = unit_can_close, .danger = true },
    { .name = "reopen", .label = N_("Open again"), .from = { "closed" },
      .to = "active" },
};

const struct type type_unit = {
    .name = "unit", .label = N_("Unit"), .plural = N_("Units"),
    .size = sizeof(struct unit), SPAN(fields, unit_fields),
    SPAN(states, unit_states), SPAN(steps, unit_steps), .title = "name",
    .code = "code", .order = "name", .check = unit_check,
    .stored = unit_stored, .rights = true, .counted = true,
};

/* A role in a unit above comes first when it is deeper; COUNT of what lies
 * above is the depth. */
static const struct sql_text q_head = {
    "SELECT a.person FROM unit_below ub JOIN appointment a ON a.unit = ub.unit"
    " WHERE ub.below = $1"
    " AND a.role IN ('head', 'dean', 'rector', 'vice_rector')"
    " AND a.state = 'active' AND a.starts <= $2"
    " AND (a.ends IS NULL OR a.ends >= $2)"
    " ORDER BY (SELECT COUNT(*) FROM unit_below d WHERE d.below = ub.unit)"
    " DESC, CASE a.role WHEN 'vice_rector' THEN 1 ELSE 0 END, a.starts, a.id"
    " LIMIT 1",
    "it", "i"
};
static const struct sql_text q_rector = {
    "SELECT person FROM appointment WHERE role = 'rector'"
    " AND state = 'active' AND starts <= $1 AND (ends IS NULL OR ends >= $1)"
    " ORDER BY starts, id LIMIT 1",
    "t", "i"
};

enum rc unit_head(struct rq *rq, int64_t unit, int64_t *person)
{
    enum rc rc = sql_get_int(rq->sql, person, &q_head,
                             ARGS(INT(unit), DAY(rq->mem, rq->today)));

    if (rc == RC_MISSING)
        rc = sql_get_int(rq->sql, person, &q_rector,
                         ARGS(DAY(rq->mem, rq->today)));
    return rc == RC_MISSING ? RC_OK : rc;
}

/* --- Person ----------------------------------------------------------------- */

static const struct choice languages[] = {
    { "ky", N_("Kyrgyz") }, { "ru", N_("Russian") }, { "en", N_("English") }
};
static const struct state person_states[] = {
    { "active", N_("Works or studies"), TONE_GOOD },
    { "left", N_("Left"), TONE_MUTED },
};
static const struct step person_steps[] = {
    { .name = "leave", .label = N_("Mark as left"), .from = { "active" },
      .to = "left", .danger = true },
    { .name = "return", .label = N_("Mark as returned"), .from = { "left" },
      .to = "active" },
};

static const struct field person_fields[] = {
    FIELD_TEXT3(person, name, .label = N_("Full name"),
                .help = N_("As in the documents: surname first."),
                .must = true, .list = true, .sort = true, .search = true,
                .erase = ERASE_PSEUDONYM),
    FIELD_TEXT(person, email, .label = N_("E-mail"), .max = 254,
               .guard = "contact", .erase = ERASE_BLANK),
    FIELD_TEXT(person, phone, .label = N_("Telephone"), .max = 60,
               .guard = "contact", .erase = ERASE_BLANK),
    FIELD_CHOICE(person, lang, languages, .label = N_("Language of notices"),
                 .erase = ERASE_BLANK),
};

static bool is_email(const char *s)
{
    const char *at = strchr(s, '@');

    return at && at != s && at[1] && !strchr(at + 1, '@') &&
           !s[strcspn(s, " \t,;<>\"")];
}

static enum rc person_check(struct rq *rq, void *rec, const void *old)
{
    const struct person *p = rec;

    (void)old;
    if (p->email && *p->email && !is_email(p->email))
        return fail(rq, RC_INVALID, "email", "is not an e-mail address");
    if (p->phone && p->phone[strspn(p->phone, "+0123456789 ()-,;")])
        return fail(rq, RC_INVALID, "phone", "is not a telephone number");
    return RC_OK;
}

static const struct relation person_relations[] = {
    { "self", "t.id = {person}", N_("oneself") },
};

const struct type type_person = {
    .name = "person", .label = N_("Person"), .plural = N_("People"),
    .size = sizeof(struct person), SPAN(fields, person_fields),
    SPAN(states, person_states), SPAN(steps, person_steps),
    SPAN(relations, person_relations), .title = "name", .order = "name",
    .check = person_check,
};

/* --- Account ---------------------------------------------------------------- */

static const struct state account_states[] = {
    { "active", N_("Active"), TONE_GOOD },
    { "blocked", N_("Blocked"), TONE_BAD },
};
static const struct step account_steps[] = {
    { .name = "block", .label = N_("Block"), .from = { "active" },
      .to = "blocked", .danger = true },
    { .name = "unblock", .label = N_("Unblock"), .from = { "blocked" },
      .to = "active" },
};

static const struct field account_fields[] = {
    FIELD_TEXT(account, login, .label = N_("Login"), .must = true,
               .unique = true, .list = true, .sort = true, .fixed = true,
               .max = 64, .erase = ERASE_PSEUDONYM),
    FIELD_REF(account, person, &type_person, .label = N_("Person"),
              .must = true, .list = true, .filter = true, .fixed = true,
              .timed = true),
    FIELD_TEXT(account, password, .label = N_("Password"), .computed = true,
               .guard = GUARD_SECRET, .erase = ERASE_BLANK),
};

static bool is_login(const char *s)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyz"
                                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._@-";

    return *s && strspn(s, letters) == strlen(s);
}

static enum rc account_check(struct rq *rq, void *rec, const void *old)
{
    const struct account *a = rec;

    (void)old;
    if (!is_login(a->login))
        return fail(rq, RC_INVALID, "login",
                    "may have Latin letters, digits and the signs . _ @ -");
    return RC_OK;
}

/* Nobody reads a hash of a password: GUARD_SECRET. */
const struct type type_account = {
    .name = "account", .label = N_("Account"), .plural = N_("Accounts"),
    .size = sizeof(struct account), SPAN(fields, account_fields),
    SPAN(states, account_states), SPAN(steps, account_steps),
    .title = "login", .code = "login", .order = "login",
    .check = account_check, .rights = true, .counted = true,
};

enum rc account_add(struct rq *rq, const char *login, const char *password,
                    int64_t person, int64_t *id)
{
    struct account *a = record_new(rq, &type_account);

    a->login = text_clean(rq->mem, login);
    a->person = person;
    if (password && !strncmp(password, "$argon2", 7))
        a->password = password;
    else if (password)
        a->password = password_hash(rq->mem, password);
    TRY(record_put(rq, &type_account, a, "add"));
    *id = a->r.id;
    return RC_OK;
}

/* --- Appointment ------------------------------------------------------------ */

static const struct state appointment_states[] = {
    { "active", N_("In force"), TONE_GOOD },
    { "withdrawn", N_("Withdrawn"), TONE_MUTED },
};
static const struct step appointment_steps[] = {
    { .name = "finish", .label = N_("End"), .from = { "active" },
      .asks = { "ends" }, .needs = { "ends" } },
    { .name = "withdraw", .label = N_("Withdraw as entered by mistake"),
      .from = { "active" }, .to = "withdrawn", .danger = true },
};

static const struct field appointment_fields[] = {
    FIELD_REF(appointment, person, &type_person, .label = N_("Person"),
              .must = true, .list = true, .filter = true, .fixed = true,
              .timed = true),
    FIELD_TEXT(appointment, role, .label = N_("Role"),
               .help = N_("Its name, like dean, head or teacher."),
               .must = true, .list = true, .filter = true, .fixed = true,
               .max = 60, .timed = true),
    FIELD_REF(appointment, unit, &type_unit, .label = N_("Unit"),
              .help = N_("Empty: the whole university."), .list = true,
              .filter = true, .fixed = true, .timed = true),
    FIELD_TEXT(appointment, post, .label = N_("Post"), .list = true,
               .search = true),
    FIELD_DAY(appointment, starts, .label = N_("From"), .must = true,
              .list = true, .sort = true, .timed = true),
    FIELD_DAY(appointment, ends, .label = N_("Until"), .list = true,
              .sort = true, .timed = true),
};

/* Whoever may appoint cannot make administrators, unless one themselves. */
static enum rc role_check(struct rq *rq, const char *role)
{
    if (app_role_index(rq->app, role) < 0 || !strcmp(role, ROLE_PUBLIC) ||
        !strcmp(role, ROLE_MEMBER))
        return fail(rq, RC_INVALID, "role", "there is no role %s",
                    text_cut(rq->mem, role, 60));
    if (!strcmp(role, ROLE_ADMINISTRATOR) &&
        !rights_role(rq, ROLE_ADMINISTRATOR))
        return fail(rq, RC_DENIED, "role",
                    "only an administrator appoints administrators");
    return RC_OK;
}

static enum rc appointment_check(struct rq *rq, void *rec, const void *old)
{
    struct appointment *a = rec;

    (void)old;
    a->r.owner_unit = a->unit;
    TRY(role_check(rq, a->role));
    if (day_is(a->ends) && a->ends.n < a->starts.n)
        return fail(rq, RC_INVALID, "ends", "must not be before the start");
    return RC_OK;
}

const struct type type_appointment = {
    .name = "appointment", .label = N_("Appointment"),
    .plural = N_("Appointments"), .size = sizeof(struct appointment),
    SPAN(fields, appointment_fields), SPAN(states, appointment_states),
    SPAN(steps, appointment_steps), .title = "role",
    .check = appointment_check, .rights = true, .counted = true,
};

/* --- File ------------------------------------------------------------------- */

static const struct state file_states[] = {
    { "kept", N_("Kept"), TONE_NEUTRAL },
};

static const struct field file_fields[] = {
    FIELD_TEXT(file, name, .label = N_("Name"), .must = true, .list = true,
               .search = true, .fixed = true),
    FIELD_TEXT(file, kind, .label = N_("Kind of content"), .must = true,
               .list = true, .fixed = true, .max = 120),
    FIELD_TEXT(file, hash, .label = N_("SHA-256"), .must = true,
               .filter = true, .fixed = true, .max = 64),
    FIELD_COUNT(file, size, .label = N_("Bytes"), .must = true, .list = true,
                .fixed = true),
    FIELD_REF(file, person, &type_person, .label = N_("Uploaded by"),
              .list = true, .filter = true, .fixed = true),
};

static enum rc file_check(struct rq *rq, void *rec, const void *old)
{
    const struct file *f = rec;

    (void)old;
    if (strlen(f->hash) != 64 || strspn(f->hash, "0123456789abcdef") != 64)
        return fail(rq, RC_INVALID, "hash", "is not a SHA-256");
    if (f->size.n < 0)
        return fail(rq, RC_INVALID, "size", "must not be below 0");
    return RC_OK;
}

static const struct relation file_relations[] = {
    { "own", "t.person = {person}", N_("who uploaded it") },
};

const struct type type_file = {
    .name = "file", .label = N_("File"), .plural = N_("Files"),
    .size = sizeof(struct file), SPAN(fields, file_fields),
    SPAN(states, file_states), SPAN(relations, file_relations),
    .title = "name", .check = file_check, .no_add = true,
};

enum rc file_add(struct rq *rq, const char *name, const char *kind,
                 const char *hash, int64_t size, int64_t *id)
{
    struct file *f = record_new(rq, &type_file);

    f->name = text_cut(rq->mem, text_clean(rq->mem, name), 250);
    f->kind = kind;
    f->hash = hash;
    f->size = (struct count){ size, true };
    f->person = rq->person;
    TRY(record_put(rq, &type_file, f, "add"));
    *id = f->r.id;
    return RC_OK;
}
