/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_trials.c: the trials themselves, and what they come to.
 */
#include "mod/risk/risk_trials.h"

#include "base/dist.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Quantiles of PERT are kept for so many cells and drawn between; the outer
 * cells, where they bend, are asked for exactly. */
enum { CELLS = 2048, BENT = 4 };
/* Above this mean counting up is slower than the library. */
#define COUNT_UP 60.0
/* Sources of actions beside those of risks. */
#define OF_ACTION 0x80000000u

const double trials_quantiles[TRIALS_QUANTILES] = {
    0.05, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99,
};

/* A distribution made ready to be drawn from. */
struct source {
    struct trials_dist d;
    double from, spread; /* of logarithms for the lognormal */
    double *at;          /* CELLS + 1 quantiles, of PERT alone */
};

struct trials_run {
    const struct trials_model *model;
    double *root; /* of the correlation, NULL none */
    struct source *frequency, *loss;               /* of risks */
    struct source *on_frequency, *on_loss;         /* of effects */
    size_t *effects, *first; /* places of effects, by risk */
    double *mean_loss;
    double *losses; /* [risk 0..n][variant][trial] */
    double *worth;  /* [effect][trial] */
};

/* --- Drawing -------------------------------------------------------------- */

static void source_fill(struct mem *m, struct source *s,
                        const struct trials_dist *d)
{
    s->d = *d;
    s->from = trials_mean(d);
    s->spread = sqrt(trials_variance(d));
    if (d->shape == TRIALS_LOGNORMAL) {
        s->from = log(trials_quantile(d, 0.5));
        s->spread = (log(d->high) - s->from) / dist_normal_quantile(0.95);
    }
    if (d->shape != TRIALS_PERT)
        return;
    s->at = MEM_ARRAY(m, CELLS + 1, double);
    for (int i = 0; i <= CELLS; i++)
        s->at[i] = trials_quantile(d, (double)i / CELLS);
}

static double pert_draw(const struct source *s, double u)
{
    double x = u * CELLS;
    size_t cell = (size_t)x;

    if (cell < BENT || cell >= CELLS - BENT)
        return trials_quantile(&s->d, u);
    return s->at[cell] + (s->at[cell + 1] - s->at[cell]) * (x - (double)cell);
}

static double draw(const struct source *s, struct draws *d)
{
    switch (s->d.shape) {
    case TRIALS_FIXED:
        return s->d.mode;
    case TRIALS_UNIFORM:
        return s->d.low + (s->d.high - s->d.low) * draws_next(d);
    case TRIALS_PERT:
        return pert_draw(s, draws_next(d));
    case TRIALS_LOGNORMAL:
        return exp(s->from + s->spread * dist_normal_quantile(draws_next(d)));
    case TRIALS_NORMAL:
        break;
    }
    return fmax(0, s->from + s->spread * dist_normal_quantile(draws_next(d)));
}

double trials_poisson(double mean, double p)
{
    double term = exp(-mean), sum = term, n = 0;

    if (mean > COUNT_UP)
        return dist_poisson_quantile(mean, p);
    while (sum < p && term > 0) {
        n++;
        term *= mean / n;
        sum += term;
    }
    return n;
}

/* --- Correlation ---------------------------------------------------------- */

/* One row of the root.  Where nothing is left of a pivot, nothing may be left
 * of what stands below it. */
static bool root_row(const double *c, size_t n, double *l, size_t i)
{
    for (size_t j = 0; j <= i; j++) {
        double rest = c[i * n + j];

        for (size_t k = 0; k < j; k++)
            rest -= l[i * n + k] * l[j * n + k];
        if (i == j && rest < -1e-9)
            return false;
        if (i == j)
            l[i * n + i] = rest > 1e-12 ? sqrt(rest) : 0;
        else if (l[j * n + j] > 0)
            l[i * n + j] = rest / l[j * n + j];
        else if (fabs(rest) > 1e-6)
            return false;
    }
    return true;
}

bool trials_correlation(struct mem *m, const double *c, size_t n,
                        double **lower)
{
    *lower = MEM_ARRAY(m, n * n + 1, double);
    for (size_t i = 0; i < n; i++)
        if (!root_row(c, n, *lower, i))
            return false;
    return true;
}

/* --- One trial ------------------------------------------------------------ */

static size_t place(const struct trials_run *run, size_t risk,
                    enum trials_variant v, size_t trial)
{
    return (risk * TRIALS_VARIANTS + v) * run->model->trials + trial;
}

const double *trials_losses(const struct trials_run *run, size_t risk,
                            enum trials_variant v)
{
    return run->losses + place(run, risk, v, 0);
}

/* Factors of a risk's actions in one trial. */
struct factors {
    double frequency[TRIALS_VARIANTS], loss[TRIALS_VARIANTS];
};

/* What each action of a risk avoids, being compared with the year that has
 * those done but not itself; `bare` is what is lost when nothing is done.  The
 * cells hold the actions' factors before. */
static void draw_worth(const struct trials_run *run, size_t risk,
                       size_t trial, double bare)
{
    const struct trials_model *m = run->model;
    size_t nothing = 0; /* done ones that leave nothing */

    for (size_t i = run->first[risk]; i < run->first[risk + 1]; i++) {
        double w = run->worth[run->effects[i] * m->trials + trial];

        if (m->effect[run->effects[i]].done && w <= 0)
            nothing++;
        else if (m->effect[run->effects[i]].done)
            bare *= w;
    }
    for (size_t i = run->first[risk]; i < run->first[risk + 1]; i++) {
        const struct trials_effect *e = &m->effect[run->effects[i]];
        double *w = &run->worth[run->effects[i] * m->trials + trial];
        double before = e->done && *w > 0 ? bare / *w : bare;

        if (nothing > (size_t)(e->done && *w <= 0))
            before = 0;
        *w = e->years * before * (1 - *w) - e->cost;
    }
}

static void draw_factors(const struct trials_run *run, size_t risk,
                         size_t trial, double frequency, struct factors *f)
{
    const struct trials_model *m = run->model;

    *f = (struct factors){ { 1, 1, 1 }, { 1, 1, 1 } };
    for (size_t i = run->first[risk]; i < run->first[risk + 1]; i++) {
        size_t e = run->effects[i];
        struct draws d = draws_of(m->seed, trial,
                                  OF_ACTION | (uint32_t)m->effect[e].id);
        double of = draw(&run->on_frequency[e], &d);
        double ol = draw(&run->on_loss[e], &d);

        f->frequency[TRIALS_ALL] *= of;
        f->loss[TRIALS_ALL] *= ol;
        run->worth[e * m->trials + trial] = of * ol;
        if (!m->effect[e].done)
            continue;
        f->frequency[TRIALS_DONE] *= of;
        f->loss[TRIALS_DONE] *= ol;
    }
    draw_worth(run, risk, trial, frequency * run->mean_loss[risk]);
}

/* Losses of a risk in a trial; `p` says how bad the year is for it. */
static void draw_losses(const struct trials_run *run, size_t risk,
                        size_t trial, struct draws *d, double p)
{
    double frequency = draw(&run->frequency[risk], d);
    double n[TRIALS_VARIANTS], sum[TRIALS_VARIANTS] = { 0 }, most = 0;
    struct factors f;

    draw_factors(run, risk, trial, frequency, &f);
    for (int v = 0; v < TRIALS_VARIANTS; v++) {
        n[v] = v && f.frequency[v] == f.frequency[v - 1]
                   ? n[v - 1]
                   : trials_poisson(frequency * f.frequency[v], p);
        most = fmax(most, n[v]);
    }
    for (double k = 0; k < most; k++) {
        double loss = draw(&run->loss[risk], d);

        for (int v = 0; v < TRIALS_VARIANTS; v++)
            sum[v] += k < n[v] ? loss * f.loss[v] : 0;
    }
    for (int v = 0; v < TRIALS_VARIANTS; v++) {
        run->losses[place(run, risk, (enum trials_variant)v, trial)] = sum[v];
        run->losses[place(run, run->model->n, (enum trials_variant)v, trial)] +=
            sum[v];
    }
}

/* How bad the year is for a risk, given what was drawn for those before. */
static double joined(const struct trials_run *run, const double *g,
                     size_t risk)
{
    const double *row = run->root + risk * run->model->n;
    double z = 0;

    for (size_t k = 0; k <= risk; k++)
        z += row[k] * g[k];
    return dist_normal_cdf(z);
}

static void one_trial(const struct trials_run *run, size_t trial, double *g)
{
    const struct trials_model *m = run->model;

    for (size_t r = 0; r < m->n; r++) {
        struct draws d = draws_of(m->seed, trial, (uint32_t)m->risk[r].id);
        double p = draws_next(&d);

        if (run->root) {
            g[r] = dist_normal_quantile(p);
            p = joined(run, g, r);
        }
        draw_losses(run, r, trial, &d, p);
    }
}

/* --- A run ---------------------------------------------------------------- */

size_t trials_room(const struct trials_model *m)
{
    return m->trials * (TRIALS_VARIANTS * (m->n + 1) + m->n_effects);
}

/* Effects by risk, in the order of the model. */
static void sort_effects(struct mem *m, struct trials_run *run)
{
    const struct trials_model *model = run->model;
    size_t at = 0;

    run->effects = MEM_ARRAY(m, model->n_effects + 1, size_t);
    run->first = MEM_ARRAY(m, model->n + 1, size_t);
    for (size_t r = 0; r < model->n; r++) {
        run->first[r] = at;
        for (size_t e = 0; e < model->n_effects; e++)
            if (model->effect[e].risk == r)
                run->effects[at++] = e;
    }
    run->first[model->n] = at;
}

struct trials_run *trials_open(struct mem *m, const struct trials_model *model)
{
    struct trials_run *run = MEM_NEW(m, struct trials_run);
    size_t n = model->n;

    run->model = model;
    if (n > TRIALS_RISKS || (model->correlation &&
                             !trials_correlation(m, model->correlation, n,
                                                 &run->root)))
        return NULL;
    run->frequency = MEM_ARRAY(m, n + 1, struct source);
    run->loss = MEM_ARRAY(m, n + 1, struct source);
    run->mean_loss = MEM_ARRAY(m, n + 1, double);
    for (size_t i = 0; i < n; i++) {
        source_fill(m, &run->frequency[i], &model->risk[i].frequency);
        source_fill(m, &run->loss[i], &model->risk[i].loss);
        run->mean_loss[i] = trials_mean(&model->risk[i].loss);
    }
    run->on_frequency = MEM_ARRAY(m, model->n_effects + 1, struct source);
    run->on_loss = MEM_ARRAY(m, model->n_effects + 1, struct source);
    for (size_t i = 0; i < model->n_effects; i++) {
        source_fill(m, &run->on_frequency[i], &model->effect[i].frequency);
        source_fill(m, &run->on_loss[i], &model->effect[i].loss);
    }
    sort_effects(m, run);
    run->losses = MEM_ARRAY(m, model->trials * TRIALS_VARIANTS * (n + 1) + 1,
                            double);
    run->worth = MEM_ARRAY(m, model->trials * model->n_effects + 1, double);
    return run;
}

void trials_part(struct trials_run *run, size_t first, size_t n)
{
    double g[TRIALS_RISKS];

    for (size_t i = first; i < first + n; i++)
        one_trial(run, i, g);
}

/* --- What it comes to ----------------------------------------------------- */

static int by_size(const void *a, const void *b)
{
    const double *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static double ranked(const double *sorted, size_t n, double p)
{
    size_t at = (size_t)ceil(p * (double)n);

    return sorted[at ? at - 1 : 0];
}

/* How many of the sorted lie above x. */
static size_t above(const double *sorted, size_t n, double x)
{
    size_t low = 0, high = n;

    while (low < high) {
        size_t mid = (low + high) / 2;

        if (sorted[mid] > x)
            high = mid;
        else
            low = mid + 1;
    }
    return n - low;
}

/* In the order of the trials, so that the sum is the same each time. */
static double mean_of(const double *v, size_t n)
{
    double sum = 0;

    for (size_t i = 0; i < n; i++)
        sum += v[i];
    return sum / (double)n;
}

static void figures_of(const double *v, const double *sorted, size_t n,
                       struct trials_figures *out)
{
    double rest = 0;

    out->mean = mean_of(v, n);
    for (size_t i = 0; i < n; i++)
        rest += (v[i] - out->mean) * (v[i] - out->mean);
    out->error = n > 1 ? sqrt(rest / (double)(n - 1) / (double)n) : 0;
    out->chance = (double)above(sorted, n, 0) / (double)n;
    for (int i = 0; i < TRIALS_QUANTILES; i++)
        out->quantile[i] = ranked(sorted, n, trials_quantiles[i]);
}

/* From the least loss there was to the greatest, by equal ratios. */
static void curve_of(double *const sorted[TRIALS_VARIANTS], size_t n,
                     struct trials_result *out)
{
    double most = 0, least = INFINITY;

    for (int v = 0; v < TRIALS_VARIANTS; v++) {
        size_t losses = above(sorted[v], n, 0);

        most = fmax(most, sorted[v][n - 1]);
        if (losses)
            least = fmin(least, sorted[v][n - losses]);
    }
    if (most <= 0)
        return;
    least = fmax(least, most / 1e6) / 1.01;
    out->n_curve = TRIALS_CURVE;
    for (size_t i = 0; i < TRIALS_CURVE; i++) {
        struct trials_curve *p = &out->curve[i];

        p->loss = least * pow(most / least, (double)i / (TRIALS_CURVE - 1));
        for (int v = 0; v < TRIALS_VARIANTS; v++)
            p->chance[v] = (double)above(sorted[v], n, p->loss) / (double)n;
    }
}

static void worth_of(const struct trials_run *run, double *room,
                     struct trials_result *out)
{
    size_t n = run->model->trials;

    for (size_t e = 0; e < run->model->n_effects; e++) {
        out->worth[e].mean = mean_of(run->worth + e * n, n);
        memcpy(room, run->worth + e * n, n * sizeof *room);
        qsort(room, n, sizeof *room, by_size);
        out->worth[e].low = ranked(room, n, 0.05);
        out->worth[e].high = ranked(room, n, 0.95);
    }
}

void trials_sum(struct mem *m, struct trials_run *run,
                struct trials_result *out)
{
    size_t n = run->model->trials;
    double *sorted[TRIALS_VARIANTS];

    *out = (struct trials_result){ 0 };
    out->figures = mem_array(m, run->model->n + 1, sizeof *out->figures);
    out->worth = MEM_ARRAY(m, run->model->n_effects + 1, struct trials_worth);
    if (!n)
        return;
    for (int v = 0; v < TRIALS_VARIANTS; v++)
        sorted[v] = MEM_ARRAY(m, n, double);
    for (size_t r = 0; r <= run->model->n; r++)
        for (int v = 0; v < TRIALS_VARIANTS; v++) {
            const double *of = trials_losses(run, r, (enum trials_variant)v);

            /* Where no action works it is the year before again. */
            if (v && !memcmp(of, of - n, n * sizeof *of)) {
                memcpy(sorted[v], sorted[v - 1], n * sizeof *of);
                out->figures[r][v] = out->figures[r][v - 1];
                continue;
            }
            memcpy(sorted[v], of, n * sizeof *of);
            qsort(sorted[v], n, sizeof *of, by_size);
            figures_of(of, sorted[v], n, &out->figures[r][v]);
        }
    curve_of(sorted, n, out); /* those of the total come last */
    worth_of(run, sorted[0], out);
}
