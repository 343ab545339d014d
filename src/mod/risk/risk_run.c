/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_run.c: runs of trials as records: made from what the register says at
 * that moment, carried out as long work, and made again to see that the
 * numbers are the same.
 */
#include "mod/risk/risk_numbers.h"

#include "base/hash.h"
#include "mod/risk/risk_pages.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    PART = 500,              /* trials between two looks at the clock */
    ROOM = 12 * 1000 * 1000, /* doubles that a run may keep */
    SEED_BYTES = 6,
};
#define MOST_SEED 9007199254740991.0 /* what JSON keeps exactly */

/* --- Asking for one ------------------------------------------------------- */

const char *risk_run_digest(struct mem *m, const char *inputs, int64_t seed,
                            int64_t trials)
{
    const char *text = mem_fmt(m, "%lld %lld %s", (long long)seed,
                               (long long)trials, inputs);

    return sha256_hex(m, sha256(text, strlen(text)));
}

static int64_t new_seed(void)
{
    unsigned char b[SEED_BYTES];
    int64_t seed = 0;

    random_bytes(b, sizeof b);
    for (size_t i = 0; i < sizeof b; i++)
        seed = seed << 8 | b[i];
    return seed + 1;
}

static enum rc possible(struct rq *rq, const struct risk_run *run)
{
    struct trials_model model;
    size_t most;
    double *root;

    TRY(risk_inputs_read(rq->mem, run->inputs, &model));
    if (model.correlation &&
        !trials_correlation(rq->mem, model.correlation, model.n, &root))
        return fail(rq, RC_CONFLICT, "risk_register",
                    "its pairs of risks that go together are impossible"
                    " together: a pair that is not stated counts as 0, so"
                    " state those too");
    model.trials = 1;
    most = ROOM / trials_room(&model);
    if ((size_t)run->trials.n > most)
        return fail(rq, RC_INVALID, "trials",
                    "at most %zu for so many risks and actions", most);
    return RC_OK;
}

static enum rc run_check(struct rq *rq, void *rec, const void *old)
{
    struct risk_run *run = rec;
    const struct risk_register *g;
    void *found;
    size_t risks;

    if (old)
        return RC_OK;
    TRY(record_load(rq, &type_risk_register, run->risk_register, &found));
    g = found;
    for (int i = 0; i < LANGS; i++)
        if (g->title.in[i])
            run->title.in[i] = mem_fmt(rq->mem, "%s, %s", g->title.in[i],
                                       lang_day(rq->mem, (enum lang)i,
                                                rq->today));
    TRY(risk_inputs(rq, run->risk_register, &run->inputs, &risks));
    if (!risks)
        return fail(rq, RC_CONFLICT, "risk_register",
                    "no risk of the register has an estimate that was given");
    run->risks = (struct count){ (int64_t)risks, true };
    TRY(possible(rq, run));
    if (!run->seed.set)
        run->seed = (struct count){ new_seed(), true };
    run->digest = risk_run_digest(rq->mem, run->inputs, run->seed.n,
                                  run->trials.n);
    run->person = rq->person;
    run->on_day = rq->today;
    return RC_OK;
}

static enum rc ask(struct rq *rq, const struct risk_run *run, bool again)
{
    int64_t job;

    return job_add(rq, RISK_RUN_JOB, text3_get(&run->title, rq->lang, NULL),
                   mem_fmt(rq->mem, "%lld%s", (long long)run->r.id,
                           again ? " again" : ""),
                   &job);
}

static enum rc run_stored(struct rq *rq, const void *rec, const void *old)
{
    return old ? RC_OK : ask(rq, rec, false);
}

static enum rc again(struct rq *rq, void *rec)
{
    return ask(rq, rec, true);
}

/* Its work was stopped or lost. */
static enum rc anew(struct rq *rq, void *rec)
{
    return ask(rq, rec, false);
}

/* --- The work ------------------------------------------------------------- */

static void put_figures(struct buf *b, const struct trials_figures *f)
{
    buf_fmt(b, "[%.17g,%.17g,%.17g", f->mean, f->error, f->chance);
    for (int i = 0; i < TRIALS_QUANTILES; i++)
        buf_fmt(b, ",%.17g", f->quantile[i]);
    buf_str(b, "]");
}

static const char *results_text(struct mem *m, const struct trials_model *model,
                                const struct trials_result *r)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "{\"risks\":[");
    for (size_t i = 0; i <= model->n; i++) {
        buf_fmt(&b, "%s{\"id\":%lld,\"of\":[", i ? "," : "",
                i < model->n ? (long long)model->risk[i].id : 0);
        for (int v = 0; v < TRIALS_VARIANTS; v++) {
            buf_str(&b, v ? "," : "");
            put_figures(&b, &r->figures[i][v]);
        }
        buf_str(&b, "]}");
    }
    buf_str(&b, "],\"worth\":[");
    for (size_t i = 0; i < model->n_effects; i++)
        buf_fmt(&b, "%s[%lld,%.17g,%.17g,%.17g,%.17g,%.17g]", i ? "," : "",
                (long long)model->effect[i].id, r->worth[i].mean,
                r->worth[i].low, r->worth[i].high, model->effect[i].cost,
                model->effect[i].years);
    buf_str(&b, "],\"curve\":[");
    for (size_t i = 0; i < r->n_curve; i++)
        buf_fmt(&b, "%s[%.17g,%.17g,%.17g,%.17g]", i ? "," : "",
                r->curve[i].loss, r->curve[i].chance[0],
                r->curve[i].chance[1], r->curve[i].chance[2]);
    buf_str(&b, "]}");
    return b.s;
}

static struct count tyiyn(double v)
{
    return (struct count){ (int64_t)llround(v), true };
}

struct finish {
    struct job *job;
    int64_t run;
    bool again;
    const char *results;
    const struct trials_figures *total; /* by variant */
};

enum { P95 = 5 }; /* of trials_quantiles */

static enum rc finish(struct rq *rq, void *arg)
{
    const struct finish *f = arg;
    struct job j = *f->job; /* it may run again */
    struct risk_run *run;
    void *found;

    TRY(record_load(rq, &type_risk_run, f->run, &found));
    run = found;
    if (f->again) {
        run->checked = run->results && !strcmp(run->results, f->results)
                           ? "same" : "different";
        run->checked_on = rq->today;
    } else {
        run->results = f->results;
        run->bare = tyiyn(f->total[TRIALS_NONE].mean);
        run->now = tyiyn(f->total[TRIALS_DONE].mean);
        run->planned = tyiyn(f->total[TRIALS_ALL].mean);
        run->bad_year = tyiyn(f->total[TRIALS_DONE].quantile[P95]);
        run->r.state = "done";
    }
    TRY(record_put(rq, &type_risk_run, run, f->again ? "compared" : "finish"));
    return job_done(rq, &j);
}

static bool all_trials(struct job *j, struct trials_run *run, size_t n)
{
    for (size_t at = 0; at < n; at += PART) {
        trials_part(run, at, n - at < PART ? n - at : PART);
        if (!job_tell(j, (long)at, (long)n))
            return false;
    }
    return true;
}

enum rc risk_run_job(struct rq *rq, struct job *j)
{
    struct finish f = { .job = j };
    struct trials_model model;
    struct trials_result result;
    struct trials_run *trials;
    const struct risk_run *run;
    void *found;
    char *end;

    f.run = strtoll(j->input, &end, 10);
    f.again = *end == ' ';
    TRY(record_load(rq, &type_risk_run, f.run, &found));
    run = found;
    TRY(risk_inputs_read(rq->mem, run->inputs, &model));
    model.seed = (uint64_t)run->seed.n;
    model.trials = (size_t)run->trials.n;
    trials = trials_open(rq->mem, &model);
    if (!trials)
        return fail(rq, RC_CONFLICT, NULL,
                    "the risks cannot go together as the register says");
    if (!all_trials(j, trials, model.trials))
        return RC_CONFLICT;
    trials_sum(rq->mem, trials, &result);
    f.results = results_text(rq->mem, &model, &result);
    f.total = result.figures[model.n];
    return app_write(rq, finish, &f);
}

/* --- What a run came to --------------------------------------------------- */

static double at(const json_t *list, size_t i)
{
    return json_number_value(json_array_get(list, i));
}

static struct trials_figures figures_of(const json_t *list)
{
    struct trials_figures f = { at(list, 0), at(list, 1), at(list, 2),
                                { 0 } };

    for (size_t i = 0; i < TRIALS_QUANTILES; i++)
        f.quantile[i] = at(list, 3 + i);
    return f;
}

static void read_risks(struct mem *m, const json_t *list,
                       struct risk_outcome *out)
{
    out->n = json_array_size(list);
    out->risk = MEM_ARRAY(m, out->n + 1, struct risk_out);
    for (size_t i = 0; i < out->n; i++) {
        const json_t *o = json_array_get(list, i);
        const json_t *of = json_object_get(o, "of");

        out->risk[i].id = json_integer_value(json_object_get(o, "id"));
        for (size_t v = 0; v < TRIALS_VARIANTS; v++)
            out->risk[i].of[v] = figures_of(json_array_get(of, v));
    }
}

static void read_worth(struct mem *m, const json_t *list,
                       struct risk_outcome *out)
{
    out->n_worth = json_array_size(list);
    out->worth = MEM_ARRAY(m, out->n_worth + 1, struct risk_worth);
    for (size_t i = 0; i < out->n_worth; i++) {
        const json_t *a = json_array_get(list, i);

        out->worth[i] = (struct risk_worth){
            json_integer_value(json_array_get(a, 0)),
            { at(a, 1), at(a, 2), at(a, 3) }, at(a, 4), at(a, 5)
        };
    }
}

static void read_curve(struct mem *m, const json_t *list,
                       struct risk_outcome *out)
{
    out->n_curve = json_array_size(list);
    out->curve = MEM_ARRAY(m, out->n_curve + 1, struct trials_curve);
    for (size_t i = 0; i < out->n_curve; i++) {
        const json_t *a = json_array_get(list, i);

        out->curve[i] = (struct trials_curve){
            at(a, 0), { at(a, 1), at(a, 2), at(a, 3) }
        };
    }
}

enum rc risk_outcome_read(struct mem *m, const struct risk_run *run,
                          struct risk_outcome *out)
{
    json_t *o = run->results ? json_loads(run->results, 0, NULL) : NULL;

    *out = (struct risk_outcome){ 0 };
    if (!o)
        return RC_MISSING;
    read_risks(m, json_object_get(o, "risks"), out);
    read_worth(m, json_object_get(o, "worth"), out);
    read_curve(m, json_object_get(o, "curve"), out);
    json_decref(o);
    return out->n ? RC_OK : RC_BROKEN;
}

enum rc risk_run_last(struct rq *rq, int64_t book, const struct risk_run **out)
{
    static const struct sql_text q = {
        "SELECT id FROM risk_run WHERE risk_register = $1 AND state = 'done'"
        " ORDER BY id DESC LIMIT 1",
        "i", "i"
    };
    void *found;
    int64_t id;

    TRY(sql_get_int(rq->sql, &id, &q, ARGS(INT(book))));
    TRY(record_load(rq, &type_risk_run, id, &found));
    *out = found;
    return RC_OK;
}

/* --- The type ------------------------------------------------------------- */

static const struct state states[] = {
    { "waiting", N_("Being calculated"), TONE_INFO },
    { "done", N_("Calculated"), TONE_GOOD },
};

static const struct step steps[] = {
    { .name = "recompute", .label = N_("Recompute and compare"),
      .from = { "done" }, .effect = again },
    { .name = "retry", .label = N_("Calculate again"), .from = { "waiting" },
      .effect = anew },
};

static const struct choice checks[] = {
    { "same", N_("the same numbers") },
    { "different", N_("other numbers") },
};

static const struct field fields[] = {
    FIELD_REF(risk_run, risk_register, &type_risk_register,
              .label = N_("Register of risks"), .must = true, .fixed = true,
              .list = true, .filter = true),
    FIELD_COUNT(risk_run, trials, .label = N_("Years that are tried"),
                .must = true, .fixed = true, .least = 1000, .most = 1000000,
                .help = N_("20,000 is enough for most; more makes what is rare"
                           " surer.")),
    FIELD_COUNT(risk_run, seed, .label = N_("Seed of chance"), .fixed = true,
                .least = 1, .most = MOST_SEED,
                .help = N_("The same seed gives the same numbers. Leave it"
                           " empty for a new one.")),
    FIELD_COUNT(risk_run, risks, .label = N_("Risks in it"), .computed = true),
    FIELD_MONEY(risk_run, bare,
                .label = N_("Expected yearly loss if nothing is done"),
                .computed = true, .list = true),
    FIELD_MONEY(risk_run, now,
                .label = N_("Expected yearly loss with the actions done"),
                .computed = true, .list = true),
    FIELD_MONEY(risk_run, planned,
                .label = N_("Expected yearly loss with all actions"),
                .computed = true, .list = true),
    FIELD_MONEY(risk_run, bad_year,
                .label = N_("95 of 100 years cost less than"),
                .computed = true),
    FIELD_REF(risk_run, person, &type_person, .label = N_("Asked by"),
              .computed = true),
    FIELD_DAY(risk_run, on_day, .label = N_("As of"), .computed = true,
              .list = true, .sort = true),
    FIELD_TEXT(risk_run, digest, .label = N_("Digest of what it is made from"),
               .computed = true),
    FIELD_CHOICE(risk_run, checked, checks, .label = N_("Computed again"),
                 .computed = true),
    FIELD_DAY(risk_run, checked_on, .label = N_("Computed again on"),
              .computed = true),
    FIELD_TEXT3(risk_run, title, .label = N_("Title"), .computed = true,
                .list = true, .max = 1000),
    /* For machines: pages show what follows from them. */
    FIELD_LONG(risk_run, inputs, .label = N_("What it is made from"),
               .computed = true, .max = 1000000, .guard = "trials"),
    FIELD_LONG(risk_run, results, .label = N_("What it came to"),
               .computed = true, .max = 1000000, .guard = "trials"),
};

const struct type type_risk_run = {
    .name = "risk_run", .label = N_("Calculation of risks"),
    .plural = N_("Calculations of risks"), .size = sizeof(struct risk_run),
    SPAN(fields, fields), SPAN(states, states), SPAN(steps, steps),
    .title = "title", .check = run_check, .stored = run_stored,
    .card = risk_run_card,
};
