/* SPDX-License-Identifier: Apache-2.0 */
/*
 * documents.h: letters and papers that come in, go out and stay inside: their
 * registers with numbers without gaps, the nomenclature of files, resolutions
 * and their execution.  Orders are acts (kernel/act.h).
 */
#pragma once

#include "kernel/app.h"
#include "kernel/org.h"

/* A register: its documents are numbered together within a calendar year. */
struct document_register {
    struct record r;       /* active -> closed */
    const char *code;
    struct text3 title;
    const char *direction; /* incoming outgoing internal */
    const char *prefix;    /* stands before the number: "01-12/", or NULL */
    int64_t unit;          /* that keeps it */
    struct count days;     /* term of execution when nobody sets one, or none */
};

/* A file of the nomenclature: papers of one matter of one year. */
struct dossier {
    struct record r;       /* open -> closed -> archived | destroyed */
    const char *code;      /* index within the nomenclature: "01-05" */
    struct text3 title;
    int64_t unit;
    struct count year;
    struct count keep_years; /* retention after its year; none: for ever */
    const char *article;   /* of the list of retention terms */
    struct text3 label;    /* computed: index, year, title */
};

/* Who writes to the university and to whom it writes. */
struct correspondent {
    struct record r;       /* active -> dropped */
    const char *title;
    const char *kind;      /* state education business person abroad other */
    const char *email, *phone, *address;
};

struct document {
    struct record r;       /* draft -> registered -> working -> executed ->
                              filed; draft -> dropped */
    int64_t book;          /* document_register */
    const char *direction; /* of the register */
    const char *code;      /* "01-12/345 (2026)", computed with the number */
    struct count year, number;
    day registered_on;
    int64_t registrar;     /* person who registered it */
    bool imported;         /* registered elsewhere, with that number */
    const char *title;     /* what it is about, in its own language */
    const char *lang;      /* ky ru en other */
    int64_t correspondent;
    const char *their_number;
    day their_day;
    const char *channel;   /* post hand email infodocs phone */
    int64_t addressee;     /* person to whom it goes for resolution */
    int64_t author;        /* of what goes out or stays inside */
    int64_t unit;          /* that it belongs to */
    int64_t answers;       /* document that it answers, 0 none */
    int64_t dossier;
    struct refs files;
    struct count pages;
    const char *body;      /* summary, or the text of what is drafted here */
    bool control;          /* on control until it is executed */
    day due;
    const char *access;    /* open: its units and hands; named: hands alone */
    const char *reason;    /* why it was dropped or taken up again */
};

/* A resolution: who does what by when.  A tree under a document. */
struct resolution {
    struct record r;       /* given -> reported -> accepted; given ->
                              cancelled; reported -> given (returned) */
    int64_t document;
    int64_t parent;        /* resolution that it divides, 0 none */
    const char *title;     /* what is to be done */
    int64_t author;        /* who gave it */
    int64_t responsible;   /* the one who answers for it */
    struct refs helpers;   /* co-executors */
    int64_t unit;          /* of the responsible */
    day due;
    bool control;
    const char *report;    /* what was done */
    struct refs report_files;
    day reported_on;
    int64_t reported_by;
    const char *reason;    /* why it was returned or cancelled */
};

extern const struct type type_document_register, type_dossier,
    type_correspondent, type_document, type_resolution;

extern const struct module mod_documents;

/* Registers a draft: number, day, registrar.  Its step `register`.  The record
 * is stored already.  On the writer. */
enum rc document_register_now(struct rq *rq, struct document *d) MUST_USE;
