/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_view_keep.c: keeping lists under a name, sharing them, and the one with
 * which a person begins.  A shared list is an address: who opens it sees what
 * their own rights show.
 */
#include "base/text.h"
#include "web/page_list.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

enum { VIEWS_MOST = 30, SHARES_MOST = 20, NAME_MOST = VIEW_NAME_MOST };

static const struct sql_text q_count = {
    "SELECT count(*) FROM list_view WHERE person = $1 AND type = $2", "it", "i"
};
static const struct sql_text q_keep = {
    "INSERT INTO list_view (person, type, name, address, role, unit)"
    " VALUES ($1, $2, $3, $4, $5, $6)"
    " ON CONFLICT (person, type, name) DO UPDATE SET address = $4, role = $5,"
    " unit = $6",
    "itttti", ""
};
static const struct sql_text q_drop = {
    "DELETE FROM list_view WHERE person = $1 AND type = $2 AND id = $3",
    "iti", ""
};
/* Shared ones, of anybody: the administrator tidies up. */
static const struct sql_text q_drop_shared = {
    "DELETE FROM list_view WHERE type = $1 AND id = $2"
    " AND (role IS NOT NULL OR unit IS NOT NULL)",
    "ti", ""
};
static const struct sql_text q_first = {
    "INSERT INTO list_first (person, type, view) VALUES ($1, $2, $3)"
    " ON CONFLICT (person, type) DO UPDATE SET view = $3",
    "iti", ""
};
static const struct sql_text q_first_gone = {
    "DELETE FROM list_first WHERE view = $1 AND NOT EXISTS"
    " (SELECT 1 FROM list_view v WHERE v.id = $1)",
    "i", ""
};
static const struct sql_text q_not_first = {
    "DELETE FROM list_first WHERE person = $1 AND type = $2", "it", ""
};
static const struct sql_text q_forget = {
    "DELETE FROM list_view WHERE person = $1 AND type = $2 AND name = ''",
    "it", ""
};

static const struct sql_text q_named = {
    "SELECT id FROM list_view WHERE person = $1 AND type = $2 AND name = $3",
    "itt", "i"
};

/* --- With whom ------------------------------------------------------------ */

/* Units that this person heads today. */
static const struct sql_text q_headed = {
    "SELECT DISTINCT u.id, u.name_ky, u.name_ru, u.name_en FROM unit u"
    " JOIN appointment a ON a.unit = u.id WHERE a.person = $1"
    " AND a.state = 'active' AND a.starts <= $2"
    " AND (a.ends IS NULL OR a.ends >= $2)"
    " AND a.role IN ('head', 'dean', 'rector', 'vice_rector') ORDER BY u.id",
    "it", "ittt"
};

/* The roles are at hand; most people head nothing and nobody is asked. */
static bool heads_some(const struct rq *rq)
{
    return rights_role(rq, "head") || rights_role(rq, "dean") ||
           rights_role(rq, "rector") || rights_role(rq, "vice_rector");
}

static enum rc share_units(struct rq *rq, struct list_share *with, size_t room,
                           size_t *n)
{
    struct sql_rows r;

    if (!heads_some(rq))
        return RC_OK;
    r = sql_query(rq->sql, &q_headed,
                  ARGS(INT(rq->person), DAY(rq->mem, rq->today)));
    while (*n < room && sql_next(&r)) {
        struct text3 title;

        for (int p = 0; p < LANGS; p++)
            title.in[p] = sql_null(&r, 1 + p)
                              ? ""
                              : mem_str(rq->mem, sql_str(&r, 1 + p));
        with[(*n)++] = (struct list_share){
            mem_fmt(rq->mem, "unit:%lld", (long long)sql_int(&r, 0)),
            mem_str(rq->mem, text3_get(&title, rq->lang, NULL))
        };
    }
    return sql_done(&r);
}

/* A head: with the units they head.  The administrator: with every role. */
enum rc list_shares(struct rq *rq, struct list_share **out, size_t *n)
{
    size_t room = SHARES_MOST + rq->app->n_roles;

    *n = 0;
    *out = MEM_ARRAY(rq->mem, room, struct list_share);
    if (!rq->person)
        return RC_OK;
    TRY(share_units(rq, *out, SHARES_MOST, n));
    for (size_t i = 0; rights_role(rq, ROLE_ADMINISTRATOR) &&
                       i < rq->app->n_roles; i++) {
        const struct role *role = rq->app->roles[i];

        if (strcmp(role->name, ROLE_PUBLIC) != 0)
            (*out)[(*n)++] = (struct list_share){
                mem_fmt(rq->mem, "role:%s", role->name),
                tr(rq->lang, role->label)
            };
    }
    return RC_OK;
}

/* --- Keeping -------------------------------------------------------------- */

static enum rc keep(struct rq *rq, const struct list *l, const char *name,
                    const char *address, const char *share)
{
    bool role = !strncmp(share, "role:", 5), unit = !strncmp(share, "unit:", 5);

    return sql_run(rq->sql, &q_keep,
                   ARGS(INT(rq->person), STR(l->type->name), STR(name),
                        STR(address), role ? STR(share + 5) : NUL(),
                        unit ? INT(strtoll(share + 5, NULL, 10)) : NUL()));
}

static enum rc may_share(struct rq *rq, const char *share)
{
    struct list_share *with;
    size_t n;

    TRY(list_shares(rq, &with, &n));
    for (size_t i = 0; i < n; i++)
        if (!strcmp(with[i].value, share))
            return RC_OK;
    return fail(rq, RC_DENIED, "share",
                "you may not share a list with these people");
}

static enum rc make_first(struct rq *rq, const struct type *t, int64_t view)
{
    return sql_run(rq->sql, &q_first,
                   ARGS(INT(rq->person), STR(t->name), INT(view)));
}

static enum rc keep_named(struct rq *rq, const struct list *l,
                          const char *name)
{
    const char *share = web_arg(rq, "share");
    int64_t n = 0, id;

    if (!*name || text_length(name) > NAME_MOST)
        return fail(rq, RC_INVALID, "name", "must have %d to %d characters", 1,
                    NAME_MOST);
    TRY(sql_get_int(rq->sql, &n, &q_count,
                    ARGS(INT(rq->person), STR(l->type->name))));
    if (n >= VIEWS_MOST)
        return fail(rq, RC_INVALID, "name", "too many saved lists");
    share = share ? share : "";
    if (*share)
        TRY(may_share(rq, share));
    TRY(keep(rq, l, name, list_query(rq, l, NULL, NULL), share));
    if (!web_arg(rq, "begin"))
        return RC_OK;
    TRY(sql_get_int(rq->sql, &id, &q_named,
                    ARGS(INT(rq->person), STR(l->type->name), STR(name))));
    return make_first(rq, l->type, id);
}

/* One's own; the administrator also what others have shared.  Nobody begins
 * with it any more: its number may be given again. */
static enum rc drop(struct rq *rq, const struct type *t, int64_t id)
{
    TRY(sql_run(rq->sql, &q_drop,
                ARGS(INT(rq->person), STR(t->name), INT(id))));
    if (rights_role(rq, ROLE_ADMINISTRATOR))
        TRY(sql_run(rq->sql, &q_drop_shared, ARGS(STR(t->name), INT(id))));
    return sql_run(rq->sql, &q_first_gone, ARGS(INT(id)));
}

/* One of those that this person sees. */
static enum rc choose_first(struct rq *rq, struct list *l, int64_t id)
{
    struct list_views views = { 0 };
    struct list other = *l;

    TRY(list_views(rq, &other, &views));
    for (size_t i = 0; i < views.n; i++)
        if (views.view[i].id == id)
            return make_first(rq, l->type, id);
    return fail(rq, RC_INVALID, NULL, "there is no such saved list");
}

static int64_t number_arg(struct rq *rq, const char *name)
{
    return strtoll(web_arg(rq, name), NULL, 10);
}

/* The boxes that were ticked; those of the address stand for what was. */
static void take_boxes(struct rq *rq, struct list *l)
{
    const struct http_request *in = web_of(rq)->in;
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < in->n_args; i++)
        if (in->args[i].from != HTTP_QUERY && !strcmp(in->args[i].name, "cols"))
            buf_fmt(&b, "%s;", in->args[i].value);
    list_columns(rq, l, b.s);
}

enum rc list_view_keep(struct rq *rq)
{
    const struct type *t = type_of(rq);
    struct list l = { .type = t, .limit = LIST_ROWS, .rows_only = true };
    const char *name = web_arg(rq, "name"), *what = web_arg(rq, "do");
    const char *flash = NULL;

    if (!t)
        return RC_MISSING;
    if (!rq->person || web_of(rq)->session->token)
        return fail(rq, RC_DENIED, NULL, "a token cannot do this");
    TRY(list_args(rq, &l, false, NULL));
    if (web_arg(rq, "drop")) {
        TRY(drop(rq, t, number_arg(rq, "drop")));
        flash = T(rq, "The saved list is deleted.");
    } else if (web_arg(rq, "first")) {
        TRY(choose_first(rq, &l, number_arg(rq, "first")));
        flash = T(rq, "You begin with this list from now on.");
    } else if (web_arg(rq, "not_first")) {
        TRY(sql_run(rq->sql, &q_not_first,
                    ARGS(INT(rq->person), STR(t->name))));
        flash = T(rq, "You begin with all records again.");
    } else if (name) {
        TRY(keep_named(rq, &l, text_clean(rq->mem, name)));
        flash = T(rq, "The list is saved.");
    } else if (what && !strcmp(what, "columns")) {
        take_boxes(rq, &l);
        TRY(keep(rq, &l, "", list_column_names(rq, &l), ""));
    } else {
        l.columns = NULL;
        TRY(sql_run(rq->sql, &q_forget, ARGS(INT(rq->person), STR(t->name))));
    }
    l.after = l.before = NULL;
    return web_redirect(rq,
                        mem_fmt(rq->mem, "%s%s", url(rq, "/%s", t->name),
                                list_query(rq, &l, NULL, NULL)),
                        flash);
}
