/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_export.h: a list of any length as a file, CSV or XLSX, written to the
 * folder for temporary files page by page, each page read in a transaction of
 * its own.  The web layer's own.
 */
#pragma once

#include "kernel/job.h"
#include "web/page_list.h"

/* Rows that are sent at once; more are prepared as a job. */
enum { EXPORT_AT_ONCE = 20000, EXPORT_PAGE = 1000 };

/* The kind of file by the end of its name. */
enum export_kind {
    EXPORT_CSV,
    EXPORT_XLSX,
    EXPORT_SHEET, /* a workbook for import: texts under the CSV's columns */
};

/* Told after each page; false: it shall end. */
struct export_to {
    bool (*tell)(void *arg, long done);
    void *arg;
};

/* Writes the whole list to a new file of mode 0600 in DIR/tmp; *path is in
 * rq->mem, and the file the caller's to remove.  Read
 * transactions that were open are ended.  RC_BUSY: it could not be written. */
enum rc export_write(struct rq *rq, struct list *l, enum export_kind kind,
                     struct export_to to, const char **path) MUST_USE;
/* The second half for XLSX: list_xlsx.c. */
enum rc export_xlsx(struct rq *rq, struct list *l, struct export_to to,
                    const char *path) MUST_USE;
/* For EXPORT_SHEET: list_sheet.c. */
enum rc export_sheet(struct rq *rq, struct list *l, struct export_to to,
                     const char *path) MUST_USE;
/* Between two pages: a transaction of its own for the next. */
void export_turn(struct rq *rq);

/* GET /:type/export.csv, /:type/export.xlsx; POST /:type/export (the job);
 * GET /job/:id/file. */
enum rc type_export_csv(struct rq *rq);
enum rc type_export_xlsx(struct rq *rq);
enum rc type_export_ask(struct rq *rq);
enum rc export_job_file(struct rq *rq);
enum rc export_job_run(struct rq *rq, struct job *j) MUST_USE;
void export_job_draw(struct rq *rq, const struct job *j);
/* Files whose day is over. */
void export_forget(struct rq *rq);
