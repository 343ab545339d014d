/* SPDX-License-Identifier: Apache-2.0 */
/*
 * migrations.c: what adding tables and columns cannot do to an older data
 * folder.
 */
#include "kernel/migrations.h"

#include <string.h>

/* --- 1: spans say when they were known --------------------------------------- */

/* The catalogue of SQLite; only its folders are that old. */
static const struct sql_text q_old_spans = {
    "SELECT name FROM sqlite_master m WHERE type = 'table'"
    " AND substr(name, -5) = '_span' AND NOT EXISTS (SELECT 1"
    " FROM pragma_table_info(m.name) WHERE name = 'known_from')",
    "", "t"
};

/* Older spans forgot what changed twice on a day.  The journal has all of it,
 * and fills the tables when they are made again: span_fill_new. */
static enum rc drop_old_spans(struct sql *sql, struct mem *m)
{
    const char *names[64];
    size_t n = 0;
    struct sql_rows r = sql_query(sql, &q_old_spans, NO_ARGS);

    while (n < COUNT(names) && sql_next(&r))
        names[n++] = mem_str(m, sql_str(&r, 0));
    TRY(sql_done(&r));
    for (size_t i = 0; i < n; i++)
        TRY(sql_run_built(sql, mem_fmt(m, "DROP TABLE \"%s\"", names[i]),
                          NO_ARGS));
    return RC_OK;
}

const struct schema_step kernel_migrations[] = {
    { 1, "spans say when they were known", drop_old_spans },
};
const size_t n_kernel_migrations = COUNT(kernel_migrations);
