/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sql.c: what is the same whichever engine runs the statements.
 */
#include "store/sql.h"

#include <string.h>

struct sql_val sql_text_val(const char *s)
{
    if (!s)
        return NUL();
    return (struct sql_val){ .kind = SQL_TEXT, .n = strlen(s), .s = s };
}

bool sql_val_same(const struct sql_val *a, const struct sql_val *b)
{
    if (a->kind != b->kind)
        return false;
    switch (a->kind) {
    case SQL_NULL:
        return true;
    case SQL_INT:
        return a->i == b->i;
    case SQL_REAL:
        return !(a->r < b->r) && !(a->r > b->r);
    case SQL_TEXT:
    case SQL_BLOB:
        return a->n == b->n && !memcmp(a->s, b->s, a->n);
    }
    return false;
}

struct sql_val sql_day_val(struct mem *m, day d)
{
    char iso[DAY_ISO_SIZE];

    if (!day_is(d))
        return NUL();
    return sql_text_val(mem_str(m, day_iso(d, iso)));
}

day sql_day(const struct sql_rows *r, int col)
{
    const char *s = sql_str(r, col);

    return s ? day_parse(s) : DAY_NONE;
}

static enum rc run_to_end(struct sql_rows r)
{
    while (sql_next(&r))
        ;
    return sql_done(&r);
}

enum rc sql_run(struct sql *c, const struct sql_text *q,
                const struct sql_val *args, size_t n)
{
    return run_to_end(sql_query(c, q, args, n));
}

enum rc sql_run_built(struct sql *c, const char *text,
                      const struct sql_val *args, size_t n)
{
    return run_to_end(sql_query_built(c, text, args, n));
}

enum rc sql_get_int(struct sql *c, int64_t *out, const struct sql_text *q,
                    const struct sql_val *args, size_t n)
{
    struct sql_rows r = sql_query(c, q, args, n);
    bool found = sql_next(&r);
    enum rc rc;

    *out = found ? sql_int(&r, 0) : 0;
    rc = sql_done(&r);
    return rc ? rc : found ? RC_OK : RC_MISSING;
}

enum rc sql_get_str(struct sql *c, struct mem *m, const char **out,
                    const struct sql_text *q, const struct sql_val *args,
                    size_t n)
{
    struct sql_rows r = sql_query(c, q, args, n);
    bool found = sql_next(&r);
    enum rc rc;

    *out = NULL;
    if (found && !sql_null(&r, 0))
        *out = mem_strn(m, sql_str(&r, 0), sql_size(&r, 0));
    rc = sql_done(&r);
    return rc ? rc : found ? RC_OK : RC_MISSING;
}
