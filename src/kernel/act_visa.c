/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act_visa.c: the approval sheet of an act: what counts as its content, whose
 * visa its templates demand, when it may be signed.
 */
#include "kernel/act_form.h"
#include "kernel/act_in.h"

#include <string.h>

enum { HOLDERS_MOST = 50 };

/* --- The rules of the sheet --------------------------------------------------- */

/* The lines, without what a check notes in them. */
static enum rc content(struct rq *rq, const void *rec, struct buf *out)
{
    const struct act *a = rec;
    struct act_line **line;
    size_t n;

    TRY(act_lines(rq, a->r.id, &line, &n));
    for (size_t i = 0; i < n; i++)
        buf_fmt(out, "%s %lld %s %s\n", line[i]->subject,
                (long long)line[i]->subject_id,
                line[i]->step ? line[i]->step : "-",
                line[i]->fields ? line[i]->fields : "{}");
    return RC_OK;
}

static enum rc tell(struct rq *rq, const struct act *a, int64_t person,
                    const char *kind)
{
    return notice_add(rq, &(struct notice){ .person = person, .kind = kind,
                                            .subject = "act",
                                            .subject_id = a->r.id });
}

static enum rc given(struct rq *rq, const void *rec)
{
    const struct act *a = rec;

    TRY(tell(rq, a, a->drafter, "visas"));
    return strcmp(a->r.state, "checked") ? RC_OK
                                         : tell(rq, a, a->signer, "sign");
}

const struct visa_rules act_visa_rules = {
    .open = "draft checked", .asking = "checked",
    .content = content, .given = given,
};

/* --- What templates demand ------------------------------------------------------ */

/* Role whose holders give a visa to what the lines do; NULL: none. */
static enum rc role_demanded(struct rq *rq, int64_t act, const char **role)
{
    static const struct sql_text q = {
        "SELECT subject, COALESCE(step, '') FROM act_line WHERE act = $1"
        " AND state = 'kept' GROUP BY subject, step ORDER BY MIN(position), subject, step",
        "i", "tt"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(act)));

    *role = NULL;
    while (!*role && sql_next(&r)) {
        const struct type *t = app_type(rq->app, sql_str(&r, 0));
        const char *step = sql_str(&r, 1);
        const struct act_form *form =
            t ? act_form_of(rq->app, t, *step ? step : NULL) : NULL;

        if (form && form->subject)
            *role = form->visas;
    }
    return sql_done(&r);
}

static enum rc holders(struct rq *rq, const char *role, int64_t *ids,
                       size_t *n)
{
    static const struct sql_text q = {
        "SELECT DISTINCT ap.person FROM appointment ap WHERE ap.role = $1"
        " AND ap.state = 'active' AND ap.starts <= $2"
        " AND (ap.ends IS NULL OR ap.ends >= $2) ORDER BY ap.person LIMIT 50",
        "tt", "i"
    };
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(STR(role), DAY(rq->mem, rq->today)));

    for (*n = 0; *n < HOLDERS_MOST && sql_next(&r); ++*n)
        ids[*n] = sql_int(&r, 0);
    return sql_done(&r);
}

static bool on_sheet(const struct visa_sheet *s, int64_t person)
{
    for (size_t i = 0; i < s->n; i++)
        if (s->now[i]->person == person && s->now[i]->demanded)
            return true;
    return false;
}

/* Everybody who holds the role, but for who drafted it and who signs. */
static enum rc demand(struct rq *rq, const struct act *a, const char *role)
{
    int64_t ids[HOLDERS_MOST];
    struct visa_sheet s;
    size_t n;

    TRY(visa_sheet(rq, &type_act, a->r.id, &s));
    TRY(holders(rq, role, ids, &n));
    for (size_t i = 0; i < n; i++)
        if (ids[i] != a->drafter && ids[i] != a->signer &&
            !on_sheet(&s, ids[i]))
            TRY(visa_add(rq, &type_act, a->r.id, ids[i], 1, true));
    return RC_OK;
}

enum rc act_visas_ask(struct rq *rq, const struct act *a)
{
    const char *role;
    struct visa_sheet s;

    TRY(role_demanded(rq, a->r.id, &role));
    if (role)
        TRY(demand(rq, a, role));
    TRY(visa_sheet(rq, &type_act, a->r.id, &s));
    if (!s.n)
        return tell(rq, a, a->signer, "sign");
    return visa_ask(rq, &type_act, a->r.id);
}

static const char *role_label(const struct ordo *app, const char *role)
{
    int i = app_role_index(app, role);

    return i < 0 ? role : app->roles[i]->label;
}

/* One demanded visa at least, unless nobody but the two hands of the act holds
 * the role. */
static enum rc demanded_there(struct rq *rq, const struct act *a,
                              const char *role)
{
    int64_t ids[HOLDERS_MOST];
    struct visa_sheet s;
    size_t n, others = 0;

    TRY(visa_sheet(rq, &type_act, a->r.id, &s));
    for (size_t i = 0; i < s.n; i++)
        if (s.now[i]->demanded)
            return RC_OK;
    TRY(holders(rq, role, ids, &n));
    for (size_t i = 0; i < n; i++)
        others += ids[i] != a->drafter && ids[i] != a->signer;
    if (n && !others)
        return RC_OK;
    return fail(rq, RC_CONFLICT, NULL,
                "the visas of these were not asked for: %s",
                tr(rq->lang, role_label(rq->app, role)));
}

enum rc act_visas_hold(struct rq *rq, const struct act *a)
{
    const char *role;

    TRY(role_demanded(rq, a->r.id, &role));
    if (role)
        TRY(demanded_there(rq, a, role));
    return visa_complete(rq, &type_act, a->r.id);
}
