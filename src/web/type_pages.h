/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_pages.h: the pages that every type has from its table: list, card,
 * form, steps, history, import, export; and those over all types: the list of
 * types, search, the catalogue of components.
 */
#pragma once

#include "web/page.h"

extern const struct route type_routes[];
extern const size_t n_type_routes;

/* The type of the address; NULL when there is none with pages. */
const struct type *type_of(const struct rq *rq);
/* Crumbs to the list and, with `rec`, to the card of a record. */
size_t type_crumbs(struct rq *rq, const struct type *t, const void *rec,
                   struct crumb out[2]);

/* type_list.c */
enum rc type_index(struct rq *rq);
enum rc type_list(struct rq *rq);
/* type_find.c */
enum rc type_find(struct rq *rq);
/* list_view.c */
enum rc list_view_keep(struct rq *rq);
/* type_print.c */
enum rc type_print(struct rq *rq);
enum rc type_print_list(struct rq *rq);
/* type_card.c */
enum rc type_card(struct rq *rq);
/* The fields of a record as a box, those of `erased` (NULL none) as gone. */
struct names;
void type_fields(struct rq *rq, struct html *h, const struct type *t,
                 const void *rec, const struct names *ns, const bool *erased);
/* type_past.c: the card as it was at the end of the day `on`. */
enum rc type_past(struct rq *rq, const struct type *t, int64_t id, day on);
/* A form that asks for a day and shows the card of then. */
void type_past_form(struct rq *rq, struct html *h, const struct type *t,
                    int64_t id, day on);
/* A day of the address; today when it has none.  RC_INVALID */
enum rc page_day(struct rq *rq, const char *name, day *on) MUST_USE;
/* The tabs of a record; `here` is "" (card) or "history". */
void type_tabs(struct rq *rq, struct html *h, const struct type *t,
               int64_t id, const char *here);
/* file_page.c */
enum rc file_content(struct rq *rq);
/* type_form.c */
enum rc type_new(struct rq *rq);
enum rc type_add(struct rq *rq);
enum rc type_edit(struct rq *rq);
enum rc type_save(struct rq *rq);
enum rc type_step_form(struct rq *rq);
enum rc type_step_take(struct rq *rq);
/* type_history.c */
enum rc type_history(struct rq *rq);
enum rc type_receipt(struct rq *rq);
/* Receipt of one change of a record, with what these eyes may see;
 * RC_MISSING: no such change of this record. */
enum rc history_receipt(struct rq *rq, const struct type *t, int64_t id,
                        int64_t journal, const char **text) MUST_USE;
/* type_import.c */
enum rc type_import(struct rq *rq);
enum rc type_import_try(struct rq *rq);
enum rc type_import_prepare(struct rq *rq);
enum rc type_import_run(struct rq *rq);
/* measure_page.c */
enum rc measure_page(struct rq *rq);
/* search_page.c, components.c */
enum rc search_page(struct rq *rq);
enum rc components_page(struct rq *rq);
