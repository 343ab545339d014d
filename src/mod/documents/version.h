/* SPDX-License-Identifier: Apache-2.0 */
/*
 * version.h: what a document said before: its title, text and files, kept each
 * time they change.
 */
#pragma once

#include "kernel/app.h"

struct document_version {
    struct record r;     /* kept */
    int64_t document;
    struct count number; /* 1 is the first */
    const char *title;   /* as the document's */
    const char *body;
    struct refs files;
    int64_t author;      /* who wrote it */
};

extern const struct type type_document_version;

struct document;
/* From `stored`: another title, text or files are another version.  The first
 * is kept together with the second: most documents never change. */
enum rc versions_follow(struct rq *rq, const struct document *now,
                        const struct document *before) MUST_USE;
/* On the card of a document: its versions and the way to compare them. */
void versions_beside(struct rq *rq, const struct type *t, const void *rec);
/* /document/ID/compare?from=N&to=N */
enum rc version_page(struct rq *rq);
