/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.h: HTML built safely.  %s always escapes, for text and for quoted
 * attributes; the format is a literal that the compiler checks.  Raw text
 * enters only as such a literal, or as a struct html_frag of the kernel.
 */
#pragma once

#include "base/buf.h"

struct html {
    struct buf b;
    enum lang lang;
};

/* A piece of finished HTML. */
struct html_frag {
    const char *s;
    size_t n;
};

/* Understands %s %d %ld %lld %zu %u %lu %llu %c %% and %.Nf; nothing else. */
#define html_fmt(h, ...) html_fmt_at((h), "" __VA_ARGS__)
void html_fmt_at(struct html *h, const char *fmt, ...) PRINTF(2, 3);
/* A literal as it stands. */
#define html_raw(h, literal) html_literal((h), "" literal "", sizeof(literal) - 1)
void html_literal(struct html *h, const char *s, size_t n);
/* Escaped text; NULL is nothing. */
void html_text(struct html *h, const char *s);
void html_frag(struct html *h, struct html_frag f);
/* Escaped paragraphs: an empty line starts a new <p>, a line end is <br>. */
void html_paragraphs(struct html *h, const char *s);
/* A text in three languages: in the page's language, else in the first that
 * has it, then inside <span lang=..> with a mark. */
void html_text3(struct html *h, const struct text3 *t);
