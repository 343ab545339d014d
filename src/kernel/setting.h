/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setting.h: settings declared in code, kept as journalled records, with a
 * default.  Secrets are not settings; they lie in DIR/secret.
 */
#pragma once

#include "kernel/type.h"

struct setting {
    const char *name;
    const char *label; /* msgid */
    const char *fallback;
    enum kind kind; /* KIND_TEXT, KIND_COUNT, KIND_BOOL, KIND_CHOICE */
    double least, most;
    const char *choices; /* of KIND_CHOICE: their names, space between */
    bool roles; /* of KIND_TEXT: names of roles, space between */
};

/* Value in force, or the default when it is not set or empty; in the request's
 * arena.  A change of `zone` holds from the next start. */
const char *setting_get(struct rq *rq, const char *name);
int64_t setting_int(struct rq *rq, const char *name);
/* RC_INVALID: unknown, or out of range. Writes: on the writer. */
enum rc setting_set(struct rq *rq, const char *name, const char *value)
    MUST_USE;
extern const struct type type_setting;
