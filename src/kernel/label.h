/* SPDX-License-Identifier: Apache-2.0 */
/*
 * label.h: how lists read the labels of references beside a record.  The
 * kernel's own; modules use record_label and record_labels.
 */
#pragma once

#include "kernel/layout.h"
#include "kernel/record.h"

enum { LABEL_COLUMNS = 1 + LANGS };

void label_columns(struct mem *m, struct buf *sql, const struct layout *l,
                   const char *alias);
void label_decode(struct mem *m, const struct sql_rows *r, int col,
                  struct label *out);
