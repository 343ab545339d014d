/* SPDX-License-Identifier: Apache-2.0 */
/*
 * names.h: names of many records for one page, and the choices of its
 * selects, each in one statement.  The web layer's own.
 */
#pragma once

#include "web/web.h"

/* --- Names of records ----------------------------------------------------- */

struct names;

struct names *names_new(struct rq *rq);
/* The name of this record will be needed; id 0 is passed over. */
void names_want(struct names *ns, const struct type *t, int64_t id);
/* All references of a record. */
void names_want_all(struct names *ns, const struct type *t, const void *rec);
enum rc names_read(struct names *ns) MUST_USE;
/* NULL when it was not asked for or is not there. */
const struct label *names_get(const struct names *ns, const struct type *t,
                              int64_t id);

/* Another name for one that was read: that of an earlier day. */
void names_put(struct names *ns, const struct type *t, const struct label *l);

/* --- Choices of references ------------------------------------------------ */

struct choices; /* of all references of a form or a filter bar */

struct choice_list {
    const struct type *type;
    struct label *labels;
    size_t n;
    bool more; /* there are more than were asked for */
};

/* Lists of at most `most` records each. */
struct choices *choices_new(struct rq *rq, int most);
/* `scope`: only those of this plan, 0 all. */
void choices_want(struct choices *c, const struct type *t, int64_t scope);
enum rc choices_read(struct choices *c) MUST_USE;
const struct choice_list *choices_get(const struct choices *c,
                                      const struct type *t, int64_t scope);

/* How a record is written in a form: "#12", unambiguous. */
const char *ref_value(struct rq *rq, int64_t id);
/* The only plan, when a type lies within plans and there is exactly one. */
enum rc only_scope(struct rq *rq, const struct type *t, int64_t *id) MUST_USE;
