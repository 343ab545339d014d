/* SPDX-License-Identifier: Apache-2.0 */
/*
 * csv.c: any bytes as a CSV file; what is read is valid UTF-8, has a line,
 * and is the same when it is written and read again.
 */
#include "fuzz.h"

#include "base/csv.h"
#include "base/text.h"

#include <string.h>

static void look(const struct csv_row *row)
{
    MUST(row->line >= 1 && row->n >= 1 && row->n <= CSV_COLUMNS);
    for (size_t i = 0; i < row->n; i++)
        MUST(text_valid(row->cell[i], strlen(row->cell[i])));
}

static void look_at_error(const struct csv *c)
{
    MUST(c->error && *c->error && c->error_line >= 1 && c->error_column >= 1);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    struct mem *m = fuzz_mem();
    struct csv_row row;
    struct csv c;
    int got;

    if (mem_try(m)) {
        mem_untry(m);
        return 0;
    }
    if (csv_open(&c, m, mem_strn(m, (const char *)bytes, n), n)) {
        look_at_error(&c);
        mem_untry(m);
        return 0;
    }
    while ((got = csv_next(&c, &row)) > 0)
        look(&row);
    if (got < 0)
        look_at_error(&c);
    mem_untry(m);
    return 0;
}
