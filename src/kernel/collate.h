/* SPDX-License-Identifier: Apache-2.0 */
/*
 * collate.h: sort keys are made by ICU's tables, which change with a new
 * system.  Keys of two makes do not compare, so all are made anew once; also
 * when a column of keys is added.
 */
#pragma once

#include "kernel/app.h"

/* In the write that opens a folder: does nothing when `version` (of
 * text_collation_version) is that of the last time.  *remade: how many
 * records. */
enum rc collate_settle(struct rq *rq, const char *version, int64_t *remade)
    MUST_USE;
