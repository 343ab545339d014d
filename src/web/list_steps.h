/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_steps.h: a step for the selected records of a list, at once or as a
 * job.  The web layer's own.
 */
#pragma once

#include "kernel/many.h"
#include "kernel/job.h"
#include "web/page_list.h"

/* Taken in the request; most that are taken at all. */
enum { STEPS_AT_ONCE = 50, STEPS_MOST = 5000, STEPS_SHOWN = 200 };

struct steps_order {
    struct many what;
    bool all;         /* what `list` finds, not `row` */
    const char *list; /* "?state=open" */
    struct many_row *row;
    size_t n;
};

/* Steps that this person may take for many. */
bool steps_any(struct rq *rq, const struct type *t);
/* The form below a list, to which its boxes belong. */
void steps_form(struct rq *rq, struct html *h, const struct list *l);
#define STEPS_FORM "pick-form"

enum rc type_steps_form(struct rq *rq);
enum rc type_steps_take(struct rq *rq);
/* What became of each. */
enum rc steps_draw(struct rq *rq, struct html *h, const struct steps_order *o);
/* The rows that the list finds, at most `most` (RC_INVALID: more). */
enum rc steps_find(struct rq *rq, struct steps_order *o, size_t most) MUST_USE;

/* list_steps_job.c */
enum rc steps_job_add(struct rq *rq, const struct steps_order *o, int64_t *id)
    MUST_USE;
enum rc steps_job_run(struct rq *rq, struct job *j) MUST_USE;
void steps_job_draw(struct rq *rq, const struct job *j);
