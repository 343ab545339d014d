/* SPDX-License-Identifier: Apache-2.0 */
/*
 * org.c: people, accounts, appointments, files.  Units are in unit.c.
 */
#include "kernel/org.h"

#include "base/text.h"
#include "kernel/duty.h"
#include "kernel/merge.h"
#include "kernel/record.h"
#include "kernel/second.h"

#include <string.h>

/* --- Person ----------------------------------------------------------------- */

static const struct choice languages[] = {
    { "ky", N_("Kyrgyz") }, { "ru", N_("Russian") }, { "en", N_("English") }
};
static const struct state person_states[] = {
    { "active", N_("Works or studies"), TONE_GOOD },
    { "left", N_("Left"), TONE_MUTED },
    { MERGED, N_("Merged"), TONE_MUTED },
};
static const struct step person_steps[] = {
    { .name = "leave", .label = N_("Mark as left"), .from = { "active" },
      .to = "left", .danger = true },
    { .name = "return", .label = N_("Mark as returned"), .from = { "left" },
      .to = "active" },
    { .name = "merge", .label = N_("Merge"), .from = { "active", "left" },
      .to = MERGED, .asks = { MERGED_INTO }, .needs = { MERGED_INTO },
      .guard = merge_person_ready, .effect = merge_person, .danger = true },
};

static const struct field person_fields[] = {
    FIELD_TEXT3(person, name, .label = N_("Full name"),
                .help = N_("As in the documents: surname first."),
                .must = true, .list = true, .sort = true, .search = true,
                .erase = ERASE_PSEUDONYM),
    FIELD_TEXT(person, email, .label = N_("E-mail"), .max = 254,
               .guard = "contact", .erase = ERASE_BLANK,
               .personal = true),
    FIELD_TEXT(person, phone, .label = N_("Telephone"), .max = 60,
               .guard = "contact", .erase = ERASE_BLANK,
               .personal = true),
    FIELD_CHOICE(person, lang, languages, .label = N_("Language of notices"),
                 .erase = ERASE_BLANK),
    FIELD_REF(person, merged_into, &type_person, .label = N_("Merged into"),
              .help = N_("The record that stays."), .computed = true,
              .filter = true, .among = "t.state <> '" MERGED "'"),
};

static enum rc appointments_end(struct rq *rq, int64_t person);

/* What somebody who leaves still owes goes to the head, and what they were
 * appointed to ends, in the same transaction. */
static enum rc person_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct person *p = rec, *before = old;

    if (!before || !strcmp(before->r.state, p->r.state) ||
        strcmp(p->r.state, "left") != 0)
        return RC_OK;
    TRY(duty_leave(rq, p->r.id, 0, rq->today));
    return appointments_end(rq, p->r.id);
}

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
    .check = person_check, .stored = person_stored,
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
    { .name = "second_reset", .label = N_("Reset the second factor"),
      .from = { "active", "blocked" }, .guard = second_reset_guard,
      .effect = second_reset, .danger = true },
};

static const struct field account_fields[] = {
    FIELD_TEXT(account, login, .label = N_("Login"), .must = true,
               .unique = true, .list = true, .sort = true, .fixed = true,
               .max = 64, .erase = ERASE_PSEUDONYM),
    FIELD_REF(account, person, &type_person, .label = N_("Person"),
              .whose = true, .must = true, .list = true, .filter = true, .fixed = true,
              .timed = true),
    FIELD_TEXT(account, password, .label = N_("Password"), .computed = true,
               .guard = GUARD_SECRET, .erase = ERASE_BLANK),
    FIELD_INSTANT(account, second_since, .label = N_("Second factor since"),
                  .computed = true, .list = true),
    FIELD_INSTANT(account, second_reset_at,
                  .label = N_("Second factor reset on"), .computed = true),
    FIELD_COUNT(account, second_left, .label = N_("Recovery codes left"),
                .computed = true),
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
               .role = true, .must = true, .list = true, .filter = true, .fixed = true,
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

/* The last day on which it holds; far away when none is set. */
static day last_day(const struct appointment *a)
{
    if (!strcmp(a->r.state, "withdrawn"))
        return day_add(a->starts, -1);
    return day_is(a->ends) ? a->ends : day_ymd(2999, 12, 31);
}

/* One that ends, or is to end earlier, leaves nothing that nobody answers
 * for. */
static enum rc appointment_stored(struct rq *rq, const void *rec,
                                  const void *old)
{
    const struct appointment *a = rec, *before = old;
    day after;

    if (!before || last_day(a).n >= last_day(before).n)
        return RC_OK;
    after = day_add(last_day(a), 1);
    if (after.n < rq->today.n || !strcmp(a->r.state, "withdrawn"))
        after = rq->today;
    if (role_heads(a->role))
        TRY(duty_headless(rq, a->unit, a->role, after));
    return duty_leave(rq, a->person, a->r.id, after);
}

/* Of somebody who has left: what holds ends today, what was to begin never
 * does. */
static enum rc appointments_end(struct rq *rq, int64_t person)
{
    static const struct sql_text q = {
        "SELECT id FROM appointment WHERE person = $1 AND state = 'active'"
        " AND (ends IS NULL OR ends > $2) ORDER BY id LIMIT 100",
        "it", "i"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q, ARGS(INT(person), DAY(rq->mem, rq->today)));
    int64_t ids[100];
    size_t n = 0;

    while (n < COUNT(ids) && sql_next(&r))
        ids[n++] = sql_int(&r, 0);
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++) {
        struct appointment *a;
        void *rec;

        TRY(record_load(rq, &type_appointment, ids[i], &rec));
        a = rec;
        if (a->starts.n > rq->today.n)
            a->r.state = "withdrawn";
        else
            a->ends = rq->today;
        TRY(record_put(rq, &type_appointment, a, "leave"));
    }
    return RC_OK;
}

const struct type type_appointment = {
    .name = "appointment", .label = N_("Appointment"),
    .plural = N_("Appointments"), .size = sizeof(struct appointment),
    SPAN(fields, appointment_fields), SPAN(states, appointment_states),
    SPAN(steps, appointment_steps), .title = "role",
    .check = appointment_check, .stored = appointment_stored,
    .rights = true, .counted = true,
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
