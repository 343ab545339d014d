/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_scale.c: scales: their types, the order of their thresholds, and how
 * one replaces another under assessments that are there already.
 */
#include "mod/risk/risk_scale.h"

#include "mod/risk/risk_assess.h"

#include <stdlib.h>
#include <string.h>

static const struct state states[] = {
    { "draft", N_("Draft"), TONE_INFO },
    { "in_force", N_("In force"), TONE_GOOD },
    { "replaced", N_("Replaced"), TONE_MUTED },
};
static const struct state level_states[] = {
    { "active", N_("In force"), TONE_NEUTRAL },
};
static const struct choice manners[] = {
    { "product", N_("likelihood × impact, with thresholds") },
    { "matrix", N_("a matrix of cells") },
};
static const struct choice axes[] = {
    { "likelihood", N_("likelihood") },
    { "impact", N_("impact") },
};

/* --- Cells ---------------------------------------------------------------- */

static const char letters[] = "-lmhc";

static int cell_level(char c)
{
    const char *at = c ? strchr(letters, c) : NULL;

    return at ? (int)(at - letters) : 0;
}

enum risk_level risk_scale_level_of(const struct risk_scale *s, int likelihood,
                                    int impact)
{
    int64_t n = s->size.n, product = (int64_t)likelihood * impact;

    if (likelihood < 1 || impact < 1 || likelihood > n || impact > n)
        return LEVEL_NONE;
    if (!strcmp(s->bands, "matrix")) {
        size_t at = (size_t)((likelihood - 1) * (n + 1) + impact - 1);

        if (!s->cells || at >= strlen(s->cells))
            return LEVEL_NONE;
        return (enum risk_level)cell_level(s->cells[at]);
    }
    return product >= s->critical_from.n ? LEVEL_CRITICAL
           : product >= s->high_from.n   ? LEVEL_HIGH
           : product >= s->medium_from.n ? LEVEL_MEDIUM
                                         : LEVEL_LOW;
}

/* Rows of letters; more likelihood or more impact is never less of a risk. */
static enum rc check_cells(struct rq *rq, const struct risk_scale *s)
{
    int n = (int)s->size.n;

    if (!s->cells || strlen(s->cells) != (size_t)(n * (n + 1) - 1))
        return fail(rq, RC_INVALID, "cells",
                    "must have %d rows of %d letters, / between the rows", n,
                    n);
    for (int i = 0; s->cells[i]; i++)
        if (i % (n + 1) == n ? s->cells[i] != '/'
                             : cell_level(s->cells[i]) < 1)
            return fail(rq, RC_INVALID, "cells",
                        "only l, m, h, c may stand there, and / between the"
                        " rows: see place %d", i + 1);
    for (int l = 1; l <= n; l++)
        for (int i = 1; i <= n; i++) {
            enum risk_level here = risk_scale_level_of(s, l, i);

            if ((l > 1 && risk_scale_level_of(s, l - 1, i) > here) ||
                (i > 1 && risk_scale_level_of(s, l, i - 1) > here))
                return fail(rq, RC_INVALID, "cells",
                            "row %d, column %d is lower than a less likely or"
                            " less harmful cell", l, i);
        }
    return RC_OK;
}

static enum rc check_thresholds(struct rq *rq, const struct risk_scale *s)
{
    const struct {
        const char *field;
        const struct count *v, *below;
    } row[] = {
        { "medium_from", &s->medium_from, NULL },
        { "high_from", &s->high_from, &s->medium_from },
        { "critical_from", &s->critical_from, &s->high_from },
    };
    int64_t most = s->size.n * s->size.n;

    for (size_t i = 0; i < COUNT(row); i++) {
        int64_t least = row[i].below ? row[i].below->n + 1 : 2;

        if (!row[i].v->set)
            return fail(rq, RC_INVALID, row[i].field, "must be filled in");
        if (row[i].v->n < least)
            return fail(rq, RC_INVALID, row[i].field,
                        "must be %lld at least: the thresholds rise",
                        (long long)least);
        if (row[i].v->n > most)
            return fail(rq, RC_INVALID, row[i].field,
                        "is more than the largest product, %lld",
                        (long long)most);
    }
    return RC_OK;
}

static bool settled(const char *state)
{
    return strcmp(state, "draft") != 0;
}

static enum rc scale_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk_scale *s = rec, *was = old;

    /* The kernel's own changes (a step) change the state. */
    if (was && settled(was->r.state) && !strcmp(was->r.state, s->r.state))
        return fail(rq, RC_CONFLICT, NULL,
                    "a scale that was in force stays as it is: make a new"
                    " one that replaces it");
    return !strcmp(s->bands, "matrix") ? check_cells(rq, s)
                                       : check_thresholds(rq, s);
}

/* --- Levels --------------------------------------------------------------- */

/* The nearest levels of the same axis on both sides. */
static enum rc neighbours(struct rq *rq, const struct risk_scale_level *l,
                          const struct risk_scale_level **below,
                          const struct risk_scale_level **above)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_scale_level WHERE scale = $1 AND axis = $2"
        " AND id <> $3 ORDER BY position",
        "iti", "i"
    };
    struct refs ids;

    TRY(refs_read(
        rq,
        sql_query(rq->sql, &q,
                  ARGS(INT(l->scale), STR(l->axis), INT(l->r.id))),
        &ids));
    for (size_t i = 0; i < ids.n; i++) {
        const struct risk_scale_level *o;
        void *rec;

        TRY(record_load(rq, &type_risk_scale_level, ids.id[i], &rec));
        o = rec;
        if (o->position.n == l->position.n)
            return fail(rq, RC_CONFLICT, "position",
                        "there is a level %lld already",
                        (long long)l->position.n);
        if (o->position.n < l->position.n)
            *below = o;
        else if (!*above)
            *above = o;
    }
    return RC_OK;
}

static enum rc check_chance(struct rq *rq, const struct risk_scale_level *l,
                            const struct risk_scale_level *below,
                            const struct risk_scale_level *above)
{
    if (l->chance_from.set && below && below->chance_from.set &&
        l->chance_from.v <= below->chance_from.v)
        return fail(rq, RC_INVALID, "chance_from",
                    "must be more than that of level %lld, %s",
                    (long long)below->position.n,
                    lang_number(rq->mem, rq->lang, below->chance_from.v, 2));
    if (l->chance_from.set && above && above->chance_from.set &&
        l->chance_from.v >= above->chance_from.v)
        return fail(rq, RC_INVALID, "chance_from",
                    "must be less than that of level %lld, %s",
                    (long long)above->position.n,
                    lang_number(rq->mem, rq->lang, above->chance_from.v, 2));
    return RC_OK;
}

static enum rc check_loss(struct rq *rq, const struct risk_scale_level *l,
                          const struct risk_scale_level *below,
                          const struct risk_scale_level *above)
{
    if (l->loss_from.set && below && below->loss_from.set &&
        l->loss_from.n <= below->loss_from.n)
        return fail(rq, RC_INVALID, "loss_from",
                    "must be more than that of level %lld, %s",
                    (long long)below->position.n,
                    lang_money(rq->mem, rq->lang, below->loss_from.n));
    if (l->loss_from.set && above && above->loss_from.set &&
        l->loss_from.n >= above->loss_from.n)
        return fail(rq, RC_INVALID, "loss_from",
                    "must be less than that of level %lld, %s",
                    (long long)above->position.n,
                    lang_money(rq->mem, rq->lang, above->loss_from.n));
    return RC_OK;
}

static enum rc level_check(struct rq *rq, void *rec, const void *old)
{
    const struct risk_scale_level *l = rec, *below = NULL, *above = NULL;
    const struct risk_scale *s;
    void *scale;

    (void)old;
    TRY(record_load(rq, &type_risk_scale, l->scale, &scale));
    s = scale;
    if (settled(s->r.state))
        return fail(rq, RC_CONFLICT, NULL,
                    "a scale that was in force stays as it is: make a new"
                    " one that replaces it");
    if (l->position.n > s->size.n)
        return fail(rq, RC_INVALID, "position",
                    "the scale has %lld levels", (long long)s->size.n);
    TRY(neighbours(rq, l, &below, &above));
    if (!strcmp(l->axis, "likelihood")) {
        if (l->loss_from.set)
            return fail(rq, RC_INVALID, "loss_from",
                        "belongs to levels of impact");
        return check_chance(rq, l, below, above);
    }
    if (l->chance_from.set)
        return fail(rq, RC_INVALID, "chance_from",
                    "belongs to levels of likelihood");
    return check_loss(rq, l, below, above);
}

/* --- Reading -------------------------------------------------------------- */

static const struct sql_text q_levels = {
    "SELECT axis, position, id, title_ky, title_ru, title_en, meaning_ky,"
    " meaning_ru, meaning_en, chance_from, loss_from FROM risk_scale_level"
    " WHERE scale = $1 ORDER BY id",
    "i", "tiittttttri"
};

static void read_level(struct rq *rq, const struct sql_rows *r,
                       struct risk_words *w)
{
    struct risk_scale_level *l = record_new(rq, &type_risk_scale_level);
    bool likelihood = !strcmp(sql_str(r, 0), "likelihood");
    int64_t at = sql_int(r, 1);

    if (at < 1 || at > SCALE_MOST)
        return;
    l->axis = likelihood ? "likelihood" : "impact";
    l->position = (struct count){ at, true };
    l->r.id = sql_int(r, 2);
    for (int i = 0; i < LANGS; i++) {
        l->title.in[i] = mem_str(rq->mem, sql_str(r, 3 + i));
        l->meaning.in[i] = mem_str(rq->mem, sql_str(r, 3 + LANGS + i));
    }
    l->chance_from = (struct number){ sql_real(r, 9), !sql_null(r, 9) };
    l->loss_from = (struct count){ sql_int(r, 10), !sql_null(r, 10) };
    if (likelihood)
        w->likelihood[at - 1] = l;
    else
        w->impact[at - 1] = l;
}

enum rc risk_words(struct rq *rq, int64_t scale, struct risk_words **out)
{
    struct risk_words *w = MEM_NEW(rq->mem, struct risk_words);
    struct sql_rows r;
    void *rec;

    TRY(record_load(rq, &type_risk_scale, scale, &rec));
    w->scale = rec;
    w->size = (int)w->scale->size.n;
    for (r = sql_query(rq->sql, &q_levels, ARGS(INT(scale))); sql_next(&r);)
        read_level(rq, &r, w);
    *out = w;
    return sql_done(&r);
}

enum rc risk_scale_on(struct rq *rq, int64_t risk_register, day on,
                      int64_t *scale)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_scale WHERE since <= $2"
        " AND (until IS NULL OR until > $2)"
        " AND (risk_register IS NULL OR risk_register = $1)"
        " ORDER BY CASE WHEN risk_register IS NULL THEN 1 ELSE 0 END,"
        " since DESC, id DESC LIMIT 1",
        "it", "i"
    };

    return sql_get_int(rq->sql, scale, &q,
                       ARGS(INT(risk_register), DAY(rq->mem, on)));
}

enum rc risk_scale_now(struct rq *rq, int64_t risk_register, int64_t *scale)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_scale WHERE state = 'in_force'"
        " AND (risk_register IS NULL OR risk_register = $1)"
        " ORDER BY CASE WHEN risk_register IS NULL THEN 1 ELSE 0 END,"
        " id DESC LIMIT 1",
        "i", "i"
    };

    return sql_get_int(rq->sql, scale, &q, ARGS(INT(risk_register)));
}

/* --- One replaces another ------------------------------------------------- */

int risk_scale_mapped(const char *map, int level)
{
    for (int i = 1; map && *map; i++) {
        char *end;
        long v = strtol(map, &end, 10);

        if (end == map)
            return 0;
        if (i == level)
            return (int)v;
        map = end + strspn(end, " ,;");
    }
    return 0;
}

/* Each of the old levels has a new one, and the order stays. */
static enum rc check_map(struct rq *rq, const struct risk_scale *s,
                         const struct risk_scale *was, const char *map,
                         const char *field)
{
    int before = 1;

    for (int i = 1; i <= was->size.n; i++) {
        int to = risk_scale_mapped(map, i);

        if (to < 1 || to > s->size.n)
            return fail(rq, RC_INVALID, field,
                        "must say for each of the %lld levels of %s which of"
                        " 1 to %lld it becomes, as 1 2 2 3",
                        (long long)was->size.n, was->code,
                        (long long)s->size.n);
        if (to < before)
            return fail(rq, RC_INVALID, field,
                        "level %d would fall below the one before it", i);
        before = to;
    }
    if (risk_scale_mapped(map, (int)was->size.n + 1))
        return fail(rq, RC_INVALID, field, "%s has only %lld levels",
                    was->code, (long long)was->size.n);
    return RC_OK;
}

enum rc risk_scale_carry(struct rq *rq, int64_t from, int64_t to,
                         int *likelihood, int *impact)
{
    const struct risk_scale *s;
    void *rec;

    if (from == to)
        return RC_OK;
    TRY(record_load(rq, &type_risk_scale, to, &rec));
    s = rec;
    if (!s->replaces || s->replaces == to) {
        *likelihood = *impact = 0;
        return RC_OK;
    }
    TRY(risk_scale_carry(rq, from, s->replaces, likelihood, impact));
    *likelihood = risk_scale_mapped(s->likelihood_map, *likelihood);
    *impact = risk_scale_mapped(s->impact_map, *impact);
    return RC_OK;
}

/* The scale that this one takes the place of, 0 none: that of the same register
 * or, for the first of a register, the university's, which stays in force for
 * the others. */
static enum rc displaced(struct rq *rq, const struct risk_scale *s,
                         int64_t *id)
{
    enum rc rc = risk_scale_now(rq, s->risk_register, id);

    if (rc == RC_MISSING)
        *id = 0;
    return rc == RC_MISSING ? RC_OK : rc;
}

static enum rc all_levels(struct rq *rq, const struct risk_words *w)
{
    for (int i = 0; i < w->size; i++) {
        if (!w->likelihood[i])
            return fail(rq, RC_CONFLICT, NULL,
                        "likelihood has no level %d yet", i + 1);
        if (!w->impact[i])
            return fail(rq, RC_CONFLICT, NULL, "impact has no level %d yet",
                        i + 1);
    }
    return RC_OK;
}

static enum rc can_enforce(struct rq *rq, const void *rec)
{
    const struct risk_scale *s = rec;
    struct risk_words *w;

    TRY(risk_words(rq, s->r.id, &w));
    return all_levels(rq, w);
}

static enum rc retire(struct rq *rq, int64_t id)
{
    struct risk_scale *s;
    void *rec;

    TRY(record_load(rq, &type_risk_scale, id, &rec));
    s = rec;
    s->r.state = "replaced";
    s->until = rq->today;
    return record_put(rq, &type_risk_scale, s, "replace");
}

static enum rc enforced(struct rq *rq, void *rec)
{
    struct risk_scale *s = rec, *was;
    int64_t old, n;
    void *found;

    TRY(displaced(rq, s, &old));
    s->since = rq->today;
    s->replaces = old;
    if (!old)
        return RC_OK;
    TRY(record_load(rq, &type_risk_scale, old, &found));
    was = found;
    TRY(risk_assessed_under(rq, old, s->risk_register, &n));
    if (n || s->likelihood_map || s->impact_map) {
        TRY(check_map(rq, s, was, s->likelihood_map, "likelihood_map"));
        TRY(check_map(rq, s, was, s->impact_map, "impact_map"));
    }
    if (was->risk_register == s->risk_register)
        TRY(retire(rq, old));
    return risk_migrate(rq, s, old);
}

static const struct step steps[] = {
    { .name = "enforce", .label = N_("Put in force"), .from = { "draft" },
      .to = "in_force", .asks = { "likelihood_map", "impact_map" },
      .guard = can_enforce, .effect = enforced },
};

/* --- Types ---------------------------------------------------------------- */

static const struct field fields[] = {
    CODE_FIELD(risk_scale), TITLE_FIELD(risk_scale),
    FIELD_REF(risk_scale, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .list = true, .filter = true,
              .help = N_("Empty: for the whole university.")),
    FIELD_COUNT(risk_scale, size, .label = N_("Levels of each axis"),
                .must = true, .least = SCALE_LEAST, .most = SCALE_MOST,
                .list = true),
    FIELD_CHOICE(risk_scale, bands, manners,
                 .label = N_("What makes a level"), .must = true),
    FIELD_COUNT(risk_scale, medium_from, .label = N_("Medium from"),
                .least = 1, .most = 36,
                .help = N_("Smallest likelihood × impact that is medium.")),
    FIELD_COUNT(risk_scale, high_from, .label = N_("High from"), .least = 1,
                .most = 36),
    FIELD_COUNT(risk_scale, critical_from, .label = N_("Critical from"),
                .least = 1, .most = 36),
    FIELD_TEXT(risk_scale, cells, .label = N_("Matrix"), .max = 60,
               .help = N_("A row for each likelihood, the lowest first, with a"
                          " letter for each impact: l low, m medium, h high, c"
                          " critical; / between the rows.")),
    FIELD_LONG3(risk_scale, note, .label = N_("Where it comes from"),
                .max = 2000),
    FIELD_TEXT(risk_scale, likelihood_map,
               .label = N_("What the old levels of likelihood become"),
               .max = 40,
               .help = N_("For each level of the scale in force now, the lowest"
                          " first, its level here: 1 2 2 3 4. Empty when"
                          " nothing is assessed yet.")),
    FIELD_TEXT(risk_scale, impact_map,
               .label = N_("What the old levels of impact become"), .max = 40),
    FIELD_REF(risk_scale, replaces, &type_risk_scale,
              .label = N_("Replaced the scale"), .computed = true),
    FIELD_DAY(risk_scale, since, .label = N_("In force since"),
              .computed = true, .list = true),
    FIELD_DAY(risk_scale, until, .label = N_("In force until"),
              .computed = true),
};

static const struct field level_fields[] = {
    FIELD_REF(risk_scale_level, scale, &type_risk_scale,
              .label = N_("Scale"), .must = true, .list = true,
              .filter = true, .fixed = true),
    FIELD_CHOICE(risk_scale_level, axis, axes, .label = N_("Axis"),
                 .must = true, .list = true, .filter = true, .fixed = true),
    FIELD_COUNT(risk_scale_level, position, .label = N_("Level"),
                .must = true, .least = 1, .most = SCALE_MOST, .list = true,
                .sort = true),
    TITLE_FIELD(risk_scale_level),
    FIELD_LONG3(risk_scale_level, meaning, .label = N_("What it means"),
                .max = 2000),
    FIELD_PERCENT(risk_scale_level, chance_from,
                  .label = N_("From a chance in a year of"), .least = 0,
                  .most = 100),
    FIELD_MONEY(risk_scale_level, loss_from, .label = N_("From a loss of"),
                .least = 0),
};

static const struct index_on level_indexes[] = {
    { .columns = "scale, axis, position" },
};

const struct type type_risk_scale = {
    .name = "risk_scale", .label = N_("Scale of risks"),
    .plural = N_("Scales of risks"), .size = sizeof(struct risk_scale),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .code = "code", .order = "code", .check = scale_check,
    .card = risk_scale_card,
};
const struct type type_risk_scale_level = {
    .name = "risk_scale_level", .label = N_("Level of a scale"),
    .plural = N_("Levels of scales"), .size = sizeof(struct risk_scale_level),
    SPAN(fields, level_fields), SPAN(states, level_states),
    SPAN(indexes, level_indexes), .title = "title", .order = "position",
    .check = level_check,
};
