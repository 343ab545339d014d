/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_page.h: what the page of an import and its job share.  A file of few
 * rows is worked on at once, a longer one as a job.  The import's own.
 */
#pragma once

#include "kernel/import.h"
#include "kernel/job.h"
#include "web/web.h"

/* Faults that a page shows and a job keeps; rows that are done at once. */
enum { FAULTS_SHOWN = 200, IMPORT_AT_ONCE = 200 };

/* A file that was kept by its hash. */
struct upload {
    const char *hash; /* 64 hex digits */
    const char *name; /* as its sender calls it */
    int64_t scope;
};

/* Has it more rows than are done at once? */
enum rc upload_long(struct rq *rq, const struct upload *u, bool *is_long)
    MUST_USE;
/* `o` has all but type and scope. */
enum rc upload_import(struct rq *rq, const struct type *t,
                      const struct upload *u, struct import_options o,
                      struct import_report *report) MUST_USE;
/* Figures, faults and what can be done next; `checked`: a dry run. */
void import_draw(struct rq *rq, struct html *h, const struct type *t,
                 const struct upload *u, const struct import_report *r,
                 bool checked);

/* Where one goes after an import, and what is said there. */
const char *import_target(struct rq *rq, const struct type *t,
                          const struct import_report *r);
const char *import_said(struct rq *rq, const struct import_report *r);

/* import_job.c */
#define IMPORT_CHECK "import_check"
enum rc import_job_check(struct rq *rq, struct job *j) MUST_USE;
enum rc import_job_run(struct rq *rq, struct job *j) MUST_USE;
void import_job_draw(struct rq *rq, const struct job *j);
/* On the writer: the job that checks or imports the file. */
enum rc import_job_add(struct rq *rq, const struct type *t,
                       const struct upload *u, bool check, int64_t *id)
    MUST_USE;
