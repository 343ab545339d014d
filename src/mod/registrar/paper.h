/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper.h: study certificates and transcripts.  What a paper says is frozen
 * when it is issued; its QR code leads to a public page that says the same.
 */
#pragma once

#include "mod/registrar/study.h"
#include "web/html.h"

struct study_paper {
    struct record r; /* issued -> withdrawn */
    int64_t student;
    const char *kind; /* certificate, transcript */
    const char *code; /* random: who holds the paper knows it */
    day issued;
    struct text3 body;
    const char *rows; /* of a transcript: a course a line, parted by tabs */
};

extern const struct type type_study_paper;

/* Buttons that ask for a paper, and those that were given. */
enum rc paper_part(struct rq *rq, struct html *h, int64_t student);
enum rc paper_issue(struct rq *rq);  /* POST /papers/issue/:id */
enum rc paper_pdf(struct rq *rq);    /* GET /papers/:id */
enum rc paper_public(struct rq *rq); /* GET /paper/:code */
