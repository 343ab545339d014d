/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_map.h: the heat map of a register or of one risk on any day: each risk
 * in its cell of the scale, with its way from before any measures over today
 * to the target.  Drawn by the server, with the same as a table.
 */
#pragma once

#include "mod/risk/risk_assess.h"
#include "web/html.h"

struct risk_point {
    int likelihood, impact; /* on the scale of the map; 0: off it */
    enum risk_level level;
    int judges, spread;
    day on;
    bool approved;
};

/* What is known of a risk on the day: of each kind its points, oldest first. */
struct risk_way {
    int64_t risk;
    const char *code;
    struct text3 title;
    struct risk_point *point[RISK_KINDS];
    size_t n[RISK_KINDS];
};

struct risk_map {
    struct risk_words *words; /* NULL: no scale was in force */
    day on;
    struct risk_way *way;
    size_t n, assessed; /* risks; of those with a current assessment */
    bool more;          /* the register has more risks than are on the map */
    int64_t risk_register;
};

/* Of a register, or of one risk of it (0: all in force). */
enum rc risk_map_read(struct rq *rq, int64_t risk_register, int64_t risk,
                      day on, struct risk_map **out) MUST_USE;
/* The newest point of a kind; NULL: none. */
const struct risk_point *risk_way_last(const struct risk_way *w, int kind);

/* Section with picture, key, table and the choice of a day.  `action` is the
 * address of the page, which takes `day`; `fields` stand in the same form. */
void risk_map_put(struct rq *rq, struct html *h, const struct risk_map *m,
                  const char *action, struct html_frag fields);
/* A hidden field for that form. */
struct html_frag risk_map_hidden(struct rq *rq, const char *name,
                                 const char *value);

/* risk_map_filter.c: the arguments category, unit and risk (ids; none: all)
 * narrow what is shown; fields of the form for them. */
enum { RISK_MAP_FILTERS = 3 };
enum rc risk_map_narrow(struct rq *rq, int64_t risk_register,
                        struct risk_map *m) MUST_USE;
enum rc risk_map_filter(struct rq *rq, struct html *h,
                        int64_t risk_register) MUST_USE;
/* The picture alone, with the history of the current level. */
void risk_map_draw(struct rq *rq, struct html *h, const struct risk_map *m,
                   bool history);

/* The page /LANG/risks/map?register=CODE&day=DAY */
enum rc risk_map_page(struct rq *rq);
