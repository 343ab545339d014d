/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page.h: the parts that pages are made of.  Markup and classes follow
 * doc/look.md.
 */
#pragma once

#include "kernel/assignment.h"
#include "web/web.h"

/* The whole frame: head, navigation, language switch, flash, <main>. */
struct html *page_open(struct rq *rq, const char *title);
/* Links above the title: page_crumb(h, "/ky/strategy", "Стратегия"). Called
 * before page_open shows the title, so collected by page_open_under. */
struct crumb {
    const char *href, *text;
};
struct html *page_open_under(struct rq *rq, const char *title,
                             const struct crumb *crumbs, size_t n);
/* With code, state and buttons beside the title, as cards have them. */
struct page_title {
    const char *title, *code;
    const struct type *type; /* of `state`; NULL none */
    const char *state;
    struct html_frag actions;
    const struct crumb *crumbs;
    size_t n_crumbs;
};
struct html *page_open_titled(struct rq *rq, const struct page_title *t);
/* Without navigation, search and title: sign-in. */
struct html *page_open_bare(struct rq *rq, const char *title);
/* Finishes and makes it the answer; passes an rc on: the error page then.
 * A page that has shown the refusals itself (page_failures: a form again)
 * stays the answer, with the status of the rc, which is returned, so that a
 * write is rolled back. */
enum rc page_close(struct rq *rq, enum rc rc);
/* A page of its own for a refusal (status by rc). */
enum rc page_error(struct rq *rq, enum rc rc);

/* The refusals collected in rq, as a summary linked to the fields. */
void page_failures(struct rq *rq, struct html *h);
/* "good", "warn", ... as classes; address of the icons' file under /a/. */
const char *page_tone(enum tone tone);
const char *page_icons(void);
void page_icon(struct html *h, const char *name);
/* State of a record as a pill: word, tone, shape. */
void page_state(struct rq *rq, struct html *h, const struct type *t,
                const char *state);
/* Value of a field as shown on cards and in lists (`label` of a reference if
 * known, else looked up). */
void page_value(struct rq *rq, struct html *h, const struct field *f,
                const void *rec, const struct label *label);
/* Input of a field with label, help, error; `typed`: take what was sent. */
void page_input(struct rq *rq, struct html *h, const struct type *t,
                const struct field *f, const void *rec, bool typed);
/* What was refused about the input of this name, beside it; nothing when it
 * was not. */
void page_field_error(struct rq *rq, struct html *h, const char *name);
/* <form> with CSRF and once-only token; multipart when `files`. */
void page_form_open(struct rq *rq, struct html *h, const char *action,
                    bool files);
/* The same; what is typed in it is kept in the browser until it is saved, and
 * offered when the page is opened again.  `draft` names what is edited:
 * "task-15", "task-new"; NULL: nothing is kept.  Not for secrets. */
void page_form_kept(struct rq *rq, struct html *h, const char *action,
                    bool files, const char *draft);
void page_form_close(struct rq *rq, struct html *h, const char *button);
/* A list with filter bar, sort links, paging, export links, for any page.
 * `l` is read already; `base` is its address without query. */
void page_list(struct rq *rq, struct html *h, const struct list *l,
               const char *base);
/* Steps that may be taken now, with the reasons why not. */
void page_offers(struct rq *rq, struct html *h, const struct type *t,
                 const void *rec);
/* The same without one step that has a page of its own (NULL: all). */
void page_offers_but(struct rq *rq, struct html *h, const struct type *t,
                     const void *rec, const char *but);
/* Marks: a derived target, a typed value, no data. */
void page_mark_derived(struct rq *rq, struct html *h);
void page_mark_typed(struct rq *rq, struct html *h);
void page_no_data(struct rq *rq, struct html *h);
/* Assignments as lines with due day, subject and progress; those of another
 * person with their name. */
void page_assignments(struct rq *rq, struct html *h,
                      struct assignment *const *a, size_t n);
