/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_map_filter.c: which risks of a register the heat map shows: those of a
 * category, of a unit, or a single one with its way.
 */
#include "mod/risk/risk_map.h"

#include "web/page.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *label;
    struct sql_text q; /* what can be chosen: id, code, three titles */
} choice[RISK_MAP_FILTERS] = {
    { "category", N_("Category"),
      { "SELECT c.id, c.code, c.title_ky, c.title_ru, c.title_en"
        " FROM risk_category c WHERE c.risk_register = $1"
        " AND c.state = 'active' ORDER BY c.code, c.id LIMIT 200",
        "i", "itttt" } },
    { "unit", N_("Unit"),
      { "SELECT u.id, u.code, u.name_ky, u.name_ru, u.name_en FROM unit u"
        " WHERE u.id IN (SELECT k.target FROM risk_responsible k"
        " JOIN risk r ON r.id = k.owner WHERE r.risk_register = $1"
        " AND r.state = 'active') ORDER BY u.name_ky_key, u.id LIMIT 200",
        "i", "itttt" } },
    { "risk", N_("Risk"),
      { "SELECT r.id, r.code, r.title_ky, r.title_ru, r.title_en FROM risk r"
        " WHERE r.risk_register = $1 AND r.state = 'active'"
        " ORDER BY r.code, r.id LIMIT 500",
        "i", "itttt" } },
};

static const struct sql_text q_kept = {
    "SELECT r.id FROM risk r WHERE r.risk_register = $1"
    " AND ($2 = 0 OR r.category = $2)"
    " AND ($3 = 0 OR EXISTS (SELECT 1 FROM risk_responsible k"
    " WHERE k.owner = r.id AND k.target = $3)) AND ($4 = 0 OR r.id = $4)",
    "iiii", "i"
};

static int64_t chosen(struct rq *rq, int which)
{
    const char *text = web_arg(rq, choice[which].name);

    return text ? strtoll(text, NULL, 10) : 0;
}

enum rc risk_map_narrow(struct rq *rq, int64_t risk_register,
                        struct risk_map *m)
{
    struct refs kept;
    size_t n = 0;

    TRY(refs_read(rq,
                  sql_query(rq->sql, &q_kept,
                            ARGS(INT(risk_register), INT(chosen(rq, 0)),
                                 INT(chosen(rq, 1)), INT(chosen(rq, 2)))),
                  &kept));
    m->assessed = 0;
    for (size_t i = 0; i < m->n; i++)
        if (refs_have(&kept, m->way[i].risk)) {
            m->way[n++] = m->way[i];
            m->assessed += risk_way_last(&m->way[i], 1) != NULL;
        }
    m->n = n;
    return RC_OK;
}

static enum rc put_choice(struct rq *rq, struct html *h, int which,
                          int64_t risk_register)
{
    int64_t now = chosen(rq, which);
    struct sql_rows r =
        sql_query(rq->sql, &choice[which].q, ARGS(INT(risk_register)));

    html_fmt(h, "<div><label for=\"f-map-%s\">%s</label>"
                "<select id=\"f-map-%s\" name=\"%s\"><option value=\"\">%s"
                "</option>",
             choice[which].name, tr(rq->lang, choice[which].label),
             choice[which].name, choice[which].name, T(rq, "All"));
    while (sql_next(&r)) {
        struct text3 title = { 0 };

        for (int i = 0; i < LANGS; i++)
            title.in[i] = sql_null(&r, 2 + i)
                              ? NULL : mem_str(rq->mem, sql_str(&r, 2 + i));
        html_fmt(h, "<option value=\"%lld\"", (long long)sql_int(&r, 0));
        if (sql_int(&r, 0) == now)
            html_raw(h, " selected");
        html_fmt(h, ">%s%s</option>",
                 which == 1 ? "" : mem_join(rq->mem, sql_str(&r, 1), " "),
                 text3_get(&title, rq->lang, NULL));
    }
    html_raw(h, "</select></div>");
    return sql_done(&r);
}

enum rc risk_map_filter(struct rq *rq, struct html *h, int64_t risk_register)
{
    for (int i = 0; i < RISK_MAP_FILTERS; i++)
        TRY(put_choice(rq, h, i, risk_register));
    return RC_OK;
}
