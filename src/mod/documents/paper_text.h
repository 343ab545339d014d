/* SPDX-License-Identifier: Apache-2.0 */
/*
 * paper_text.h: the words on a paper: those that a PDF carries, and those that
 * a program recognises on a picture.  Knows nothing of records.
 */
#pragma once

#include "base/mem.h"
#include "kernel/bounded.h"

enum paper_result {
    PAPER_READ,
    PAPER_DAMAGED,  /* broken, locked or not what it says */
    PAPER_LIMIT,    /* took more time, memory or room than is given */
    PAPER_PROGRAM,  /* a program is not installed */
    PAPER_LANGUAGE, /* none of our languages is installed */
    PAPER_STOPPED,
};

enum { PAPER_PAGES = 300 }; /* more are not read */

struct paper {
    struct mem *mem;
    int fd;
    bool pdf;
    bool (*go_on)(void *);
    void *arg;
    size_t pages;
    bool more;             /* it has more than PAPER_PAGES */
    const char **carried;  /* text that each page carries */
    const char *languages; /* "kir+rus+eng", those that are installed; NULL: not
                              asked yet */
};

/* Is text looked for in files of this kind (a media type)? */
bool paper_kind(const char *kind);
/* Looks at the whole: pages, and the text that they carry.  `fd` stays the
 * caller's. */
enum paper_result paper_open(struct paper *p, struct mem *m, int fd,
                             const char *kind, bool (*go_on)(void *),
                             void *arg) MUST_USE;
/* Text of one page, clean UTF-8, "" when there is none; *recognised: from its
 * picture, which takes seconds. */
enum paper_result paper_page(struct paper *p, size_t i, const char **text,
                             bool *recognised) MUST_USE;
