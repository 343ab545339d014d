/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lang.h: what a person reads: translated messages, plural forms, dates and
 * numbers.  English is the source; ky and ru come from po/ compiled to .mo
 * and embedded.  No locale state: the language is always a parameter.
 */
#pragma once

#include "base/day.h"

/* Gives a catalogue (the bytes of a .mo file, kept by the caller for ever).
 * RC_INVALID when it is not one. */
enum rc lang_load(enum lang lang, const void *mo, size_t size) MUST_USE;

/* Translation of a message, or the message itself. */
const char *tr(enum lang lang, const char *msgid)
    __attribute__((format_arg(2)));
/* Plural: nplurals are 1 for ky, 3 for ru, 2 for en. */
const char *trn(enum lang lang, const char *one, const char *many, int64_t n)
    __attribute__((format_arg(2), format_arg(3)));
/* The name of a language in itself: "Кыргызча". */
const char *lang_name(enum lang lang);

/* "22.11.2026" in all three; "" for none. */
char *lang_day(struct mem *m, enum lang lang, day d);
/* "2026-жылдын 22-ноябры" / "22 ноября 2026 г." / "22 November 2026" */
char *lang_day_long(struct mem *m, enum lang lang, day d);
/* Day and time of day in the institution's zone: "22.11.2026, 14:05". */
char *lang_instant(struct mem *m, enum lang lang, int64_t at, int offset);
/* 1234567.5 -> "1 234 567,5" (no-break space; ky, ru) / "1,234,567.5" (en);
 * at most `decimals`, trailing zeros dropped. */
char *lang_number(struct mem *m, enum lang lang, double v, int decimals);
/* Minor units: 123450 -> "1 234,50 сом" / "1 234,50 сом" / "KGS 1,234.50". */
char *lang_money(struct mem *m, enum lang lang, int64_t minor);
/* What a person typed: comma or point, spaces between thousands. */
bool lang_number_parse(const char *s, double *out);
/* "3 КБ", "1,2 МБ" */
char *lang_size(struct mem *m, enum lang lang, int64_t bytes);
