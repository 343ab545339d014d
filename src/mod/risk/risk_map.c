/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_map.c: what the heat map shows: the assessments of a register on a day,
 * on the scale of that day.
 */
#include "mod/risk/risk_map.h"

#include "mod/risk/risk_chart.h"
#include "mod/risk/risk_pages.h"
#include "web/type_pages.h"

#include <string.h>

enum { POINTS = 20000 };

static const struct sql_text q_risks = {
    "SELECT id, code, title_ky, title_ru, title_en FROM risk"
    " WHERE risk_register = $1 AND ($2 = 0 OR id = $2)"
    " AND (state = 'active' OR id = $2) ORDER BY code, id LIMIT $3",
    "iii", "ittt" "t"
};

static const struct sql_text q_points = {
    "SELECT risk, kind, scale, likelihood, impact, judges,"
    " likelihood_most - likelihood_least, impact_most - impact_least, on_day,"
    " CASE WHEN approved_on <= $3 AND (voided_on IS NULL OR voided_on > $3)"
    " THEN 1 ELSE 0 END"
    " FROM risk_consensus WHERE risk_register = $1 AND ($2 = 0 OR risk = $2)"
    " AND on_day <= $3 ORDER BY risk, kind, on_day, id LIMIT $4",
    "iiti", "itiiiiiiti"
};

/* A row of the second, before the scales are made one. */
struct found {
    int64_t risk, scale;
    int kind;
    struct risk_point p;
};

static int kind_of(const char *name)
{
    for (int i = 0; i < RISK_KINDS; i++)
        if (!strcmp(risk_kinds[i].name, name))
            return i;
    return 0;
}

static struct risk_way *way_of(struct risk_map *m, int64_t risk)
{
    for (size_t i = 0; i < m->n; i++)
        if (m->way[i].risk == risk)
            return &m->way[i];
    return NULL;
}

static enum rc read_risks(struct rq *rq, int64_t risk_register, int64_t risk,
                          struct risk_map *m)
{
    struct sql_rows r =
        sql_query(rq->sql, &q_risks,
                  ARGS(INT(risk_register), INT(risk), INT(RISK_ROWS + 1)));

    m->risk_register = risk_register;
    m->way = MEM_ARRAY(rq->mem, RISK_ROWS, struct risk_way);
    while (sql_next(&r)) {
        struct risk_way *w = &m->way[m->n];

        m->more = m->n == RISK_ROWS;
        if (m->more)
            break;
        m->n++;

        w->risk = sql_int(&r, 0);
        w->code = mem_str(rq->mem, sql_str(&r, 1));
        for (int i = 0; i < LANGS; i++)
            w->title.in[i] = mem_str(rq->mem, sql_str(&r, 2 + i));
    }
    return sql_done(&r);
}

static enum rc read_points(struct rq *rq, int64_t risk_register, int64_t risk,
                           day on, struct found **out, size_t *n)
{
    struct sql_rows r = sql_query(rq->sql, &q_points,
                                  ARGS(INT(risk_register), INT(risk),
                                       DAY(rq->mem, on), INT(POINTS)));
    size_t room = 0;

    for (*n = 0; *n < POINTS && sql_next(&r); ++*n) {
        struct found *f;
        int across = (int)sql_int(&r, 6), down = (int)sql_int(&r, 7);

        if (*n == room) {
            *out = mem_grow(rq->mem, *out, room * sizeof **out,
                            (room + 256) * sizeof **out);
            room += 256;
        }
        f = &(*out)[*n];
        *f = (struct found){ .risk = sql_int(&r, 0), .scale = sql_int(&r, 2),
                             .kind = kind_of(sql_str(&r, 1)) };
        f->p.likelihood = (int)sql_int(&r, 3);
        f->p.impact = (int)sql_int(&r, 4);
        f->p.judges = (int)sql_int(&r, 5);
        f->p.spread = across > down ? across : down;
        f->p.on = sql_day(&r, 8);
        f->p.approved = sql_int(&r, 9) != 0;
    }
    return sql_done(&r);
}

static enum rc place(struct rq *rq, struct risk_map *m, const struct found *f)
{
    const struct risk_scale *s = m->words->scale;
    struct risk_way *w = way_of(m, f->risk);
    struct risk_point p = f->p;
    size_t n;

    if (!w)
        return RC_OK;
    TRY(risk_scale_carry(rq, f->scale, s->r.id, &p.likelihood, &p.impact));
    p.level = risk_scale_level_of(s, p.likelihood, p.impact);
    n = w->n[f->kind]++;
    w->point[f->kind] = mem_grow(rq->mem, w->point[f->kind], n * sizeof p,
                                 (n + 1) * sizeof p);
    w->point[f->kind][n] = p;
    return RC_OK;
}

enum rc risk_map_read(struct rq *rq, int64_t risk_register, int64_t risk,
                      day on, struct risk_map **out)
{
    struct risk_map *m = MEM_NEW(rq->mem, struct risk_map);
    struct found *f = NULL;
    int64_t scale;
    size_t n = 0;
    enum rc rc;

    m->on = on;
    *out = m;
    TRY(read_risks(rq, risk_register, risk, m));
    /* A day to come, and today, are drawn on the scale in force. */
    rc = on.n >= rq->today.n ? risk_scale_now(rq, risk_register, &scale)
                             : risk_scale_on(rq, risk_register, on, &scale);
    /* Before the first scale: what was brought in later, on that one. */
    if (rc == RC_MISSING)
        rc = risk_scale_now(rq, risk_register, &scale);
    if (rc)
        return rc == RC_MISSING ? RC_OK : rc;
    TRY(risk_words(rq, scale, &m->words));
    TRY(read_points(rq, risk_register, risk, on, &f, &n));
    for (size_t i = 0; i < n; i++)
        TRY(place(rq, m, &f[i]));
    for (size_t i = 0; i < m->n; i++)
        m->assessed += risk_way_last(&m->way[i], 1) != NULL;
    return RC_OK;
}

const struct risk_point *risk_way_last(const struct risk_way *w, int kind)
{
    const struct risk_point *p =
        w->n[kind] ? &w->point[kind][w->n[kind] - 1] : NULL;

    return p && p->level ? p : NULL;
}

/* --- The page --------------------------------------------------------------- */

enum rc risk_map_page(struct rq *rq)
{
    const char *code = web_arg(rq, "register");
    const struct risk_register *g;
    struct risk_books books;
    struct html fields = { .lang = rq->lang };
    struct risk_map *m;
    struct html *h;
    int64_t id;
    day on;
    void *rec;

    TRY(page_day(rq, "day", &on));
    TRY(risk_books_read(rq, &books));
    g = risk_book_first(rq, &books);
    if (code && *code) {
        TRY(record_find(rq, &type_risk_register, code, 0, &id));
        TRY(record_get(rq, &type_risk_register, id, &rec));
        g = rec;
    }
    if (!g)
        return RC_MISSING;
    TRY(risk_map_read(rq, g->r.id, 0, on, &m));
    TRY(risk_map_narrow(rq, g->r.id, m));
    buf_init(&fields.b, rq->mem);
    html_frag(&fields, risk_map_hidden(rq, "register", g->code));
    TRY(risk_map_filter(rq, &fields, g->r.id));
    h = page_open_under(rq, T(rq, "Heat map"),
                        &(struct crumb){ url(rq, "/risks"), T(rq, "Risks") },
                        1);
    risk_pages_put(rq, h, g, "/map");
    html_raw(h, "<p class=\"lead\">");
    html_text3(h, &g->title);
    html_raw(h, "</p>\n");
    risk_map_put(rq, h, m, url(rq, "/risks/map"),
                 (struct html_frag){ fields.b.s, fields.b.n });
    return page_close(rq, RC_OK);
}
