/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.h: RFC 4180 as it really arrives: with or without BOM, comma, semicolon
 * or tab, UTF-8 or CP1251, LF or CRLF.  Errors carry line and column.
 */
#pragma once

#include "base/buf.h"

#define CSV_MAX ((size_t)64 << 20) /* bytes of a file */
#define CSV_COLUMNS 10000

struct csv_row {
    long line;         /* 1-based line of the file where the row begins */
    size_t n;          /* fields */
    const char **cell; /* each a NUL-terminated UTF-8 text in the arena */
};

struct csv {
    struct mem *mem;
    const char *data;
    size_t size, at;
    long line;
    char separator;
    /* Set when csv_next returned -1: a msgid, and where. */
    const char *error;
    long error_line, error_column;
};

/* Reads from memory.  Sniffs encoding (valid UTF-8, else CP1251 when every
 * byte is defined there) and separator (of the header line).  Refuses NUL
 * bytes, UTF-8 with broken places and more than CSV_MAX bytes: RC_INVALID
 * with c->error, its line and column set. */
enum rc csv_open(struct csv *c, struct mem *m, const char *data, size_t size)
    MUST_USE;
/* 1 a row, 0 the end, -1 an error (unclosed quote, text after a quote).
 * Lines without a character are passed over.  A row's cells live in the arena:
 * mem_mark before, mem_back after keeps a long file small. */
int csv_next(struct csv *c, struct csv_row *row) MUST_USE;

/* One cell, quoted when needed.  A cell that a spreadsheet would run as a
 * formula (= + - @ TAB first, and not a number) is written with a leading
 * apostrophe; the reader takes that apostrophe off again. */
void csv_cell(struct buf *b, const char *s, bool last);
