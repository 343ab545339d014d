/* SPDX-License-Identifier: Apache-2.0 */
/*
 * data_file.h: loads data files (CSV, columns named as the fields) into
 * records of a plan.  The strategy and the risk plan are read with it.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/record.h"

struct data_file {
    const char *name; /* file in the folder */
    const struct type *type;
    bool optional; /* may be missing */
};

/* Reads every file and writes its rows in order, all in the caller's write.
 * Types with a code scope get `plan` there; records of others whose code is
 * known already are changed.  A row may name another row of its file above or
 * below it.  RC_INVALID with file, line and column of up to 100 faults of the
 * first file that has any; RC_CONFLICT when cancelled by `progress`. */
enum rc data_files_load(struct rq *rq, const char *dir,
                        const struct data_file *files, size_t n, int64_t plan,
                        bool (*progress)(void *, long, long),
                        void *arg) MUST_USE;
