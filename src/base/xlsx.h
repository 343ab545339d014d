/* SPDX-License-Identifier: Apache-2.0 */
/*
 * xlsx.h: the first sheet of a workbook (Office Open XML) as CSV, so that
 * whatever reads a CSV file also reads what came from a spreadsheet.  Texts
 * stay as they are, days become ISO, numbers lose the noise of binary digits;
 * formulas count with the value that was stored with them.
 */
#pragma once

#include "base/buf.h"

/* Do the bytes begin as a workbook does? */
bool xlsx_is(const char *data, size_t size);
/* Appends the CSV: a line a row, the empty ones too, every line as wide as
 * the first.  RC_INVALID with *error (a msgid): not a workbook, broken, or it
 * unpacks to more than CSV_MAX bytes. */
enum rc xlsx_csv(struct mem *m, const char *data, size_t size,
                 struct buf *out, const char **error) MUST_USE;
