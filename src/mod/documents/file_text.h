/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_text.h: the text of the files of documents, taken from them in the
 * background, so that a document is found by the words on its papers.
 */
#pragma once

#include "kernel/app.h"

struct file_text {
    struct record r;      /* waiting -> read | empty | failed; again */
    int64_t document;
    int64_t file;         /* of the document */
    const char *title;    /* name of the file */
    const char *result;   /* why it failed, or what is missing; by name */
    struct count pages, done, recognised; /* in the file; looked at; of those
                                             from their pictures */
    const char *languages; /* that recognition had: kir+rus+eng */
    const char *body;
};

extern const struct type type_file_text;

#define FILE_TEXT_JOB "file_text"
enum rc file_text_job(struct rq *rq, struct job *j);
/* The files of a document are as they are now: new ones are read. */
enum rc file_texts_follow(struct rq *rq, int64_t document, int64_t unit,
                        const struct refs *now, const struct refs *before)
    MUST_USE;
/* type_document.words: what its files say. */
enum rc file_texts_words(struct rq *rq, const void *rec, struct buf *out);
/* On the card of a document: its files that were not read whole. */
void file_texts_beside(struct rq *rq, const struct type *t, const void *rec);
