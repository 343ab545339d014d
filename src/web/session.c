/* SPDX-License-Identifier: Apache-2.0 */
/*
 * session.c: sessions, tokens and their tables.  The pages are in sign_in.c
 * and profile.c.  Owns session, token and once.
 */
#include "web/session.h"

#include "base/hash.h"
#include "base/text.h"
#include "kernel/org.h"
#include "kernel/second.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/import_page.h"
#include "web/list_export.h"
#include "web/list_steps.h"

#include <string.h>

#define SECOND INT64_C(1000000)
#define DAY_LONG (INT64_C(86400) * SECOND)

/* A session ends a month after sign-in, or after three days without use. */
static const int64_t session_life = 30 * DAY_LONG;
static const int64_t session_idle = 3 * DAY_LONG;

/* --- Tables --------------------------------------------------------------- */

static const struct column session_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "hash", .type = 'b', .must = true },
    { .name = "account", .type = 'i', .must = true, .references = "account" },
    { .name = "csrf", .type = 't', .must = true },
    { .name = "made_at", .type = 'i', .must = true },
    { .name = "seen_at", .type = 'i', .must = true },
    { .name = "expires_at", .type = 'i', .must = true },
    { .name = "address", .type = 't' },
    { .name = "agent", .type = 't' },
};
static const struct index_on session_indexes[] = {
    { .columns = "hash", .unique = true },
    { .columns = "account" },
};

/* The password was right, the second factor is still asked for. */
static const struct column half_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "hash", .type = 'b', .must = true },
    { .name = "account", .type = 'i', .must = true, .references = "account" },
    { .name = "expires_at", .type = 'i', .must = true },
};
static const struct index_on half_indexes[] = {
    { .columns = "hash", .unique = true },
    { .columns = "account" },
};

static const struct column token_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "hash", .type = 'b', .must = true },
    { .name = "account", .type = 'i', .must = true, .references = "account" },
    { .name = "name", .type = 't', .must = true },
    { .name = "scope", .type = 't', .must = true },
    { .name = "made_at", .type = 'i', .must = true },
    { .name = "expires_at", .type = 'i', .must = true },
};
static const struct index_on token_indexes[] = {
    { .columns = "hash", .unique = true },
    { .columns = "account" },
};

/* What was answered to a form or request that must act once. */
static const struct column once_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "code", .type = 't', .must = true },
    { .name = "person", .type = 'i', .must = true },
    { .name = "made_at", .type = 'i', .must = true },
    { .name = "print", .type = 'b', .must = true },
    { .name = "status", .type = 'i', .must = true },
    { .name = "media", .type = 't' },
    { .name = "answer", .type = 't' },
    { .name = "flash", .type = 't' },
};
static const struct index_on once_indexes[] = {
    { .columns = "code, person", .unique = true },
    { .columns = "made_at" },
};

/* list_view.c: lists that a person keeps; without a name: the columns.  With
 * a role or a unit: shared with whoever holds it or works there. */
static const struct column view_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "person", .type = 'i', .must = true, .references = "person" },
    { .name = "type", .type = 't', .must = true },
    { .name = "name", .type = 't', .must = true },
    { .name = "address", .type = 't', .must = true },
    { .name = "role", .type = 't' },
    { .name = "unit", .type = 'i', .references = "unit" },
};
static const struct index_on view_indexes[] = {
    { .columns = "person, type, name", .unique = true },
    { .columns = "type" },
    { .columns = "unit" },
};

/* The list with which a person begins; the view may be gone. */
static const struct column first_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "person", .type = 'i', .must = true, .references = "person" },
    { .name = "type", .type = 't', .must = true },
    { .name = "view", .type = 'i', .must = true },
};
static const struct index_on first_indexes[] = {
    { .columns = "person, type", .unique = true },
};

static const struct table tables[] = {
    { .name = "list_view",
      SPAN(columns, view_columns),
      SPAN(indexes, view_indexes) },
    { .name = "list_first",
      SPAN(columns, first_columns),
      SPAN(indexes, first_indexes) },
    { .name = "session",
      SPAN(columns, session_columns),
      SPAN(indexes, session_indexes) },
    { .name = "sign_in_half",
      SPAN(columns, half_columns),
      SPAN(indexes, half_indexes) },
    { .name = "token",
      SPAN(columns, token_columns),
      SPAN(indexes, token_indexes) },
    { .name = "once",
      SPAN(columns, once_columns),
      SPAN(indexes, once_indexes) },
};

static const struct setting settings[] = {
    { .name = "https",
      .kind = KIND_BOOL,
      .fallback = "no",
      .label = N_("Ordo is reached over HTTPS only") },
};

/* Once a day: sessions that ended, answers that nobody asks for again. */
static enum rc web_daily(struct rq *rq)
{
    static const struct sql_text q = {
        "DELETE FROM session WHERE expires_at < $1 OR seen_at < $2", "ii", ""
    };

    TRY(sql_run(rq->sql, &q,
                ARGS(INT(rq->now), INT(rq->now - session_idle))));
    export_forget(rq);
    return once_forget(rq);
}

/* Sessions and tokens of the person's accounts, and answers kept for them. */
static enum rc web_erase(struct rq *rq, int64_t person)
{
    static const struct sql_text texts[] = {
        { "DELETE FROM session WHERE account IN"
          " (SELECT id FROM account WHERE person = $1)",
          "i", "" },
        { "DELETE FROM sign_in_half WHERE account IN"
          " (SELECT id FROM account WHERE person = $1)",
          "i", "" },
        { "DELETE FROM token WHERE account IN"
          " (SELECT id FROM account WHERE person = $1)",
          "i", "" },
        { "DELETE FROM once WHERE person = $1", "i", "" },
        { "DELETE FROM list_view WHERE person = $1 AND role IS NULL"
          " AND unit IS NULL", "i", "" },
        { "DELETE FROM list_first WHERE person = $1", "i", "" },
        { "DELETE FROM list_view WHERE person = $1", "i", "" },
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        TRY(sql_run(rq->sql, &texts[i], ARGS(INT(person))));
    return second_erase(rq, person);
}

static const struct job_kind jobs[] = {
    { .name = IMPORT_CHECK, .label = N_("Check of a CSV file"),
      .run = import_job_check, .draw = import_job_draw },
    { .name = "import", .label = N_("Import of a CSV file"),
      .run = import_job_run, .draw = import_job_draw },
    { .name = "export", .label = N_("A list as a file"),
      .run = export_job_run, .draw = export_job_draw },
    { .name = "steps", .label = N_("A step for many records"),
      .run = steps_job_run, .draw = steps_job_draw, .parts = true },
};

const struct module web_module = {
    .name = "web",
    SPAN(tables, tables),
    SPAN(settings, settings),
    SPAN(jobs, jobs),
    .daily = web_daily,
    .erase = web_erase,
};

/* --- Finding -------------------------------------------------------------- */

static const struct sql_text q_session = {
    "SELECT s.id, s.account, a.person, a.login, p.name_ky, p.name_ru,"
    " p.name_en, s.csrf, s.seen_at, a.second_since"
    " FROM session s"
    " JOIN account a ON a.id = s.account JOIN person p ON p.id = a.person"
    " WHERE s.hash = $1 AND s.expires_at > $2 AND s.seen_at > $3"
    " AND a.state = 'active'"
    " AND (a.second_reset_at IS NULL OR a.second_reset_at < s.made_at)",
    "bii", "iiitttttii"
};
static const struct sql_text q_token = {
    "SELECT k.id, k.account, a.person, a.login, p.name_ky, p.name_ru,"
    " p.name_en, k.scope, k.made_at, a.second_since"
    " FROM token k"
    " JOIN account a ON a.id = k.account JOIN person p ON p.id = a.person"
    " WHERE k.hash = $1 AND k.expires_at > $2 AND a.state = 'active'",
    "bi", "iiitttttii"
};

static const char *name_of(struct rq *rq, const struct sql_rows *r)
{
    struct text3 name = { .in = { sql_str(r, 4), sql_str(r, 5),
                                  sql_str(r, 6) } };

    return mem_str(rq->mem, text3_get(&name, rq->lang, NULL));
}

static enum rc find(struct rq *rq, struct sql_rows *r, struct session *s,
                    int64_t *seen_at)
{
    bool found = sql_next(r);

    if (found) {
        s->id = sql_int(r, 0);
        s->account = sql_int(r, 1);
        s->person = sql_int(r, 2);
        s->login = mem_str(rq->mem, sql_str(r, 3));
        s->name = name_of(rq, r);
        s->csrf = mem_str(rq->mem, sql_str(r, 7));
        *seen_at = sql_int(r, 8);
        s->second = sql_int(r, 9) != 0;
    }
    TRY(sql_done(r));
    return found ? RC_OK : RC_MISSING;
}

enum rc session_find(struct rq *rq, const char *cookie, struct session *s)
{
    struct sha256 h = sha256(cookie, strlen(cookie));
    struct sql_rows r = sql_query(
        rq->sql, &q_session,
        ARGS(BLOB(h.b, sizeof h.b), INT(rq->now), INT(rq->now - session_idle)));
    int64_t seen = 0;

    TRY(find(rq, &r, s, &seen));
    s->seen_at = seen;
    return RC_OK;
}

enum rc token_find(struct rq *rq, const char *token, struct session *s)
{
    struct sha256 h = sha256(token, strlen(token));
    struct sql_rows r =
        sql_query(rq->sql, &q_token, ARGS(BLOB(h.b, sizeof h.b), INT(rq->now)));
    int64_t made;

    TRY(find(rq, &r, s, &made));
    s->token = true;
    s->scope = s->csrf;
    s->csrf = "";
    return RC_OK;
}

/* --- Making --------------------------------------------------------------- */

static const struct sql_text q_session_add = {
    "INSERT INTO session (hash, account, csrf, made_at, seen_at, expires_at,"
    " address, agent) VALUES ($1, $2, $3, $4, $4, $5, $6, $7)",
    "bitiitt", ""
};
static const struct sql_text q_session_old = {
    "DELETE FROM session WHERE expires_at < $1", "i", ""
};
static const struct sql_text q_token_add = {
    "INSERT INTO token (hash, account, name, scope, made_at, expires_at)"
    " VALUES ($1, $2, $3, $4, $5, $6)",
    "bittii", ""
};

enum rc session_start(struct rq *rq, int64_t account, const char *address,
                      const char *agent, const char **cookie)
{
    struct sha256 h;

    *cookie = random_token(rq->mem, 32);
    h = sha256(*cookie, strlen(*cookie));
    TRY(sql_run(rq->sql, &q_session_old, ARGS(INT(rq->now))));
    return sql_run(rq->sql, &q_session_add,
                   ARGS(BLOB(h.b, sizeof h.b), INT(account),
                        STR(random_token(rq->mem, 24)), INT(rq->now),
                        INT(rq->now + session_life), STR(address), STR(agent)));
}

/* --- Between password and second factor ------------------------------------- */

static const int64_t half_life = 600 * SECOND;

enum rc half_start(struct rq *rq, int64_t account, const char **cookie)
{
    static const struct sql_text forget = {
        "DELETE FROM sign_in_half WHERE expires_at < $1", "i", ""
    };
    static const struct sql_text add = {
        "INSERT INTO sign_in_half (hash, account, expires_at)"
        " VALUES ($1, $2, $3)",
        "bii", ""
    };
    struct sha256 h;

    *cookie = random_token(rq->mem, 32);
    h = sha256(*cookie, strlen(*cookie));
    TRY(sql_run(rq->sql, &forget, ARGS(INT(rq->now))));
    return sql_run(rq->sql, &add,
                   ARGS(BLOB(h.b, sizeof h.b), INT(account),
                        INT(rq->now + half_life)));
}

enum rc half_find(struct rq *rq, const char *cookie, struct half *out)
{
    static const struct sql_text q = {
        "SELECT h.id, h.account, a.person, a.login FROM sign_in_half h"
        " JOIN account a ON a.id = h.account"
        " WHERE h.hash = $1 AND h.expires_at > $2 AND a.state = 'active'",
        "bi", "iiit"
    };
    struct sha256 h = sha256(cookie, strlen(cookie));
    struct sql_rows r =
        sql_query(rq->sql, &q, ARGS(BLOB(h.b, sizeof h.b), INT(rq->now)));
    bool found = sql_next(&r);

    if (found)
        *out = (struct half){ .id = sql_int(&r, 0),
                              .account = sql_int(&r, 1),
                              .person = sql_int(&r, 2),
                              .login = mem_str(rq->mem, sql_str(&r, 3)) };
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

enum rc half_end(struct rq *rq, int64_t id)
{
    static const struct sql_text q = {
        "DELETE FROM sign_in_half WHERE id = $1", "i", ""
    };

    TRY(sql_run(rq->sql, &q, ARGS(INT(id))));
    return sql_changed(rq->sql) ? RC_OK : RC_DENIED;
}

enum rc token_make(struct rq *rq, int64_t account, const char *name,
                   const char *scope, int days, const char **token)
{
    struct sha256 h;

    if (strcmp(scope, "read") != 0 && strcmp(scope, "write") != 0)
        return fail(rq, RC_INVALID, "scope", "must be read or write");
    if (days < 1 || days > 3650)
        return fail(rq, RC_INVALID, "days", "must be 1 to 3650 days");
    if (!*name || text_length(name) > 80)
        return fail(rq, RC_INVALID, "name", "must have 1 to 80 characters");
    *token = mem_fmt(rq->mem, "ordo_%s", random_token(rq->mem, 32));
    h = sha256(*token, strlen(*token));
    return sql_run(rq->sql, &q_token_add,
                   ARGS(BLOB(h.b, sizeof h.b), INT(account), STR(name),
                        STR(scope), INT(rq->now),
                        INT(rq->now + days * DAY_LONG)));
}
