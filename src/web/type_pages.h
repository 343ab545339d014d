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
enum rc type_export(struct rq *rq);
/* type_print.c */
enum rc type_print(struct rq *rq);
enum rc type_print_list(struct rq *rq);
/* type_card.c */
enum rc type_card(struct rq *rq);
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
/* Which field a journalled column belongs to, and which part of it; NULL for
 * the record's own (state, owner_unit). */
const struct field *history_field(struct rq *rq, const struct type *t,
                                  const char *column, int *part);
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
