/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.h: days and instants.  A day is a date in the institution's time zone;
 * it is stored as ISO 8601 text.  An instant is microseconds since 1970 UTC.
 * There is one clock, and tests can set it.
 */
#pragma once

#include "base/mem.h"

typedef struct {
    int32_t n; /* days since 1970-01-01 */
} day;

#define DAY_NONE ((day){ INT32_MIN })
#define DAY_ISO_SIZE 11 /* "2026-11-22" and NUL */

static inline bool day_is(day d)
{
    return d.n != INT32_MIN;
}

day day_ymd(int year, int month, int mday); /* DAY_NONE if no such date */
void day_split(day d, int *year, int *month, int *mday);
/* The calendar year it lies in; not of DAY_NONE. */
int day_year(day d);
/* 1 Monday .. 7 Sunday */
int day_weekday(day d);
/* Strict "YYYY-MM-DD", years 1900 to 2999; DAY_NONE otherwise. */
day day_parse(const char *iso);
/* Also takes "22.11.2026", as people type it. */
day day_parse_typed(const char *s);
char *day_iso(day d, char out[DAY_ISO_SIZE]); /* "" for DAY_NONE */
day day_add(day d, int days);
/* Same day of month `months` later, or the month's last day. */
day day_add_months(day d, int months);

/* Microseconds since 1970 UTC; the clock may be set for tests (0: real). */
int64_t clock_now(void);
void clock_set(int64_t instant);
/* The day of an instant in a zone `offset` minutes east of UTC. */
day day_of(int64_t instant, int offset_minutes);
/* Strict RFC 3339 in UTC: "2026-11-22T10:00:00.000000Z". */
char *instant_iso(struct mem *m, int64_t instant);
/* false when not such a text */
bool instant_parse(const char *s, int64_t *out);
