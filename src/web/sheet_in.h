/* SPDX-License-Identifier: Apache-2.0 */
/* sheet_in.h: what a sheet is made of, for sheet.c and sheet_xlsx.c alone. */
#pragma once

#include "web/sheet.h"

struct sheet_line {
    struct sheet_cell *cell;
    struct sheet_line *next;
};

struct sheet_block {
    enum { BLOCK_HEADING, BLOCK_TEXT, BLOCK_TABLE } kind;
    const char *text;
    struct sheet_column *column;
    size_t n_columns, n_lines;
    struct sheet_line *first, **last;
    struct sheet_block *next;
};

struct sheet {
    struct mem *mem;
    const char *title;
    struct sheet_block *first, **last, *table;
};

/* The workbook's bytes, made in the folder for temporary files. */
enum rc sheet_xlsx(struct rq *rq, const struct sheet *s, struct buf *out)
    MUST_USE;
