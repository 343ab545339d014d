/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day.c: the proleptic Gregorian calendar by arithmetic alone: years are
 * counted from March, so that the leap day is the last of its year.
 */
#include "base/day.h"

#include <stdatomic.h>
#include <string.h>
#include <time.h>

#define SECOND INT64_C(1000000)
#define DAY_LENGTH (INT64_C(86400) * SECOND)
#define ERA 146097      /* days in 400 years */
#define TO_MARCH 719468 /* days from 0000-03-01 to 1970-01-01 */
#define YEAR_LEAST 1900 /* of a day that a person may give */
#define YEAR_MOST 2999

static _Atomic int64_t clock_fixed;

static bool is_leap(int y)
{
    return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0;
}

static int month_days(int y, int month)
{
    static const int days[] = {
        31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31
    };

    return days[month - 1] + (month == 2 && is_leap(y));
}

day day_ymd(int year, int month, int mday)
{
    int y, era, of_era, of_year;

    if (year < 1 || year > 9999 || month < 1 || month > 12 || mday < 1 ||
        mday > month_days(year, month))
        return DAY_NONE;
    y = year - (month <= 2);
    era = y / 400;
    of_era = y - era * 400;
    of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + mday - 1;
    return (day){ era * ERA + of_era * 365 + of_era / 4 - of_era / 100 +
                  of_year - TO_MARCH };
}

void day_split(day d, int *year, int *month, int *mday)
{
    int64_t z = (int64_t)d.n + TO_MARCH;
    int64_t era = (z >= 0 ? z : z - (ERA - 1)) / ERA;
    int of_era = (int)(z - era * ERA);
    int y = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int of_year = of_era - (365 * y + y / 4 - y / 100);
    int from_march = (5 * of_year + 2) / 153;

    *mday = of_year - (153 * from_march + 2) / 5 + 1;
    *month = from_march < 10 ? from_march + 3 : from_march - 9;
    *year = (int)(y + era * 400) + (*month <= 2);
}

int day_year(day d)
{
    int year, month, mday;

    day_split(d, &year, &month, &mday);
    return year;
}

int day_weekday(day d)
{
    int64_t n = ((int64_t)d.n + 3) % 7; /* 1970-01-01 was a Thursday */

    return (int)(n < 0 ? n + 7 : n) + 1;
}

/* `n` digits as a number; -1 when another sign is among them. */
static int digits(const char *s, int n)
{
    int v = 0;
    int i;

    for (i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return -1;
        v = v * 10 + (s[i] - '0');
    }
    return v;
}

/* The date in the first ten bytes, any year of four digits. */
static day parse_iso(const char *s)
{
    if (strnlen(s, 10) < 10 || s[4] != '-' || s[7] != '-')
        return DAY_NONE;
    return day_ymd(digits(s, 4), digits(s + 5, 2), digits(s + 8, 2));
}

static day in_years(int year, day d)
{
    return year >= YEAR_LEAST && year <= YEAR_MOST ? d : DAY_NONE;
}

day day_parse(const char *iso)
{
    if (!iso || strnlen(iso, 11) != 10)
        return DAY_NONE;
    return in_years(digits(iso, 4), parse_iso(iso));
}

/* One or two digits and a point; moves *s behind it, -1 if it is not so. */
static int typed_part(const char **s)
{
    int n = digits(*s, 2) >= 0 ? 2 : 1;
    int v = digits(*s, n);

    if (v < 0 || (*s)[n] != '.')
        return -1;
    *s += n + 1;
    return v;
}

day day_parse_typed(const char *s)
{
    int mday, month, year;

    if (!s)
        return DAY_NONE;
    if (day_is(day_parse(s)))
        return day_parse(s);
    mday = typed_part(&s);
    month = mday < 0 ? -1 : typed_part(&s);
    if (month < 0 || strnlen(s, 5) != 4)
        return DAY_NONE;
    year = digits(s, 4);
    return in_years(year, day_ymd(year, month, mday));
}

/* `v` in decimal, exactly `n` digits. */
static void put_digits(char *to, int n, int64_t v)
{
    while (n--) {
        to[n] = (char)('0' + v % 10);
        v /= 10;
    }
}

char *day_iso(day d, char out[DAY_ISO_SIZE])
{
    int year, month, mday;

    out[0] = '\0';
    if (!day_is(d))
        return out;
    day_split(d, &year, &month, &mday);
    if (year < 0 || year > 9999)
        return out;
    put_digits(out, 4, year);
    out[4] = '-';
    put_digits(out + 5, 2, month);
    out[7] = '-';
    put_digits(out + 8, 2, mday);
    out[10] = '\0';
    return out;
}

day day_add(day d, int days)
{
    int64_t n = (int64_t)d.n + days;

    if (!day_is(d) || n <= INT32_MIN || n > INT32_MAX)
        return DAY_NONE;
    return (day){ (int32_t)n };
}

day day_add_months(day d, int months)
{
    int year, month, mday, most;
    int64_t all;

    if (!day_is(d))
        return DAY_NONE;
    day_split(d, &year, &month, &mday);
    all = (int64_t)year * 12 + (month - 1) + months;
    if (all < 12 || all >= INT64_C(10000) * 12)
        return DAY_NONE;
    year = (int)(all / 12);
    month = (int)(all % 12) + 1;
    most = month_days(year, month);
    return day_ymd(year, month, mday < most ? mday : most);
}

int64_t clock_now(void)
{
    int64_t fixed = atomic_load_explicit(&clock_fixed, memory_order_relaxed);
    struct timespec now;

    if (fixed)
        return fixed;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * SECOND + now.tv_nsec / 1000;
}

void clock_set(int64_t instant)
{
    atomic_store(&clock_fixed, instant);
}

/* Whole days since 1970, downwards also before it. */
static int64_t floor_days(int64_t instant)
{
    int64_t days = instant / DAY_LENGTH;

    return instant % DAY_LENGTH < 0 ? days - 1 : days;
}

day day_of(int64_t instant, int offset_minutes)
{
    int64_t offset = offset_minutes * 60 * SECOND;
    int64_t there;

    if (__builtin_add_overflow(instant, offset, &there))
        there = instant; /* 292,000 years from now */
    return (day){ (int32_t)floor_days(there) };
}

char *instant_iso(struct mem *m, int64_t instant)
{
    char s[] = "0000-00-00T00:00:00.000000Z";
    int64_t days = floor_days(instant);
    int64_t rest = instant - days * DAY_LENGTH;
    char date[DAY_ISO_SIZE];

    if (!*day_iso((day){ (int32_t)days }, date))
        return mem_str(m, "");
    memcpy(s, date, 10);
    put_digits(s + 11, 2, rest / (3600 * SECOND));
    put_digits(s + 14, 2, rest / (60 * SECOND) % 60);
    put_digits(s + 17, 2, rest / SECOND % 60);
    put_digits(s + 20, 6, rest % SECOND);
    return mem_str(m, s);
}

/* ".5" of a second in microseconds, moves *s behind it; -1 if malformed. */
static int64_t fraction(const char **s)
{
    int64_t v = 0;
    int n;

    if (**s != '.')
        return 0;
    ++*s;
    for (n = 0; n < 6 && **s >= '0' && **s <= '9'; n++)
        v = v * 10 + (*(*s)++ - '0');
    if (!n)
        return -1;
    for (; n < 6; n++)
        v *= 10;
    return v;
}

bool instant_parse(const char *s, int64_t *out)
{
    int64_t micro;
    day d;
    int h, min, sec;

    if (!s || strnlen(s, 20) < 20)
        return false;
    d = parse_iso(s);
    h = digits(s + 11, 2);
    min = digits(s + 14, 2);
    sec = digits(s + 17, 2);
    if (!day_is(d) || s[10] != 'T' || s[13] != ':' || s[16] != ':' || h < 0 ||
        h > 23 || min < 0 || min > 59 || sec < 0 || sec > 59)
        return false;
    s += 19;
    micro = fraction(&s);
    if (micro < 0 || strcmp(s, "Z") != 0)
        return false;
    *out = d.n * DAY_LENGTH + (h * 3600 + min * 60 + sec) * SECOND + micro;
    return true;
}
