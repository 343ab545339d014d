/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.c: each line is built on the stack and written by one call, below the
 * size that a pipe takes whole, so lines of threads never mix.
 */
#include "base/log.h"

#include "base/day.h"
#include "base/text.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define LINE_MAX_BYTES 4000
#define TEXT_MAX_BYTES 3000
#define REQUEST_MAX 64

struct line {
    char s[LINE_MAX_BYTES + 1]; /* one more for the end of the line */
    size_t n;
};

static atomic_int least = LOG_INFO;
static _Thread_local char request[REQUEST_MAX];

void log_level_set(enum log_level level)
{
    atomic_store(&least, (int)level);
}

/* Anything that could end the value early becomes a dash. */
void log_request(const char *id)
{
    size_t i;

    for (i = 0; id && id[i] && i < REQUEST_MAX - 1; i++)
        request[i] = id[i] > ' ' && id[i] < 127 && id[i] != '"' &&
                             id[i] != '=' && id[i] != '\\'
                         ? id[i]
                         : '-';
    request[i] = '\0';
}

static void put(struct line *l, const char *s, size_t n)
{
    if (n > LINE_MAX_BYTES - l->n)
        n = LINE_MAX_BYTES - l->n;
    memcpy(l->s + l->n, s, n);
    l->n += n;
}

static void put_str(struct line *l, const char *s)
{
    put(l, s, strlen(s));
}

static void put_number(struct line *l, long v, int width)
{
    char s[24];
    int n = snprintf(s, sizeof(s), "%0*ld", width, v);

    put(l, s, (size_t)n);
}

static void put_time(struct line *l)
{
    int64_t now = clock_now();
    long rest = (long)(now % INT64_C(86400000000));
    char date[DAY_ISO_SIZE];

    if (rest < 0)
        rest += 86400000000L;
    put_str(l, day_iso(day_of(now, 0), date));
    put_str(l, "T");
    put_number(l, rest / 3600000000L, 2);
    put_str(l, ":");
    put_number(l, rest / 60000000 % 60, 2);
    put_str(l, ":");
    put_number(l, rest / 1000000 % 60, 2);
    put_str(l, ".");
    put_number(l, rest % 1000000, 6);
    put_str(l, "Z");
}

/* Length of the character at `s` that may be shown as it is; 0: escape it.
 * `wide` says that the whole text is valid UTF-8. */
static size_t plain(const unsigned char *s, bool wide)
{
    if (*s < 0x80)
        return *s >= ' ' && *s != '"' && *s != '\\' && *s != 127;
    if (!wide || (s[0] == 0xC2 && s[1] < 0xA0)) /* C1 controls */
        return 0;
    return *s < 0xE0 ? 2 : *s < 0xF0 ? 3 : 4;
}

/* Quotes, line ends, controls and broken bytes cannot forge a line. */
static void put_escaped(struct line *l, const char *text)
{
    const unsigned char *p = (const unsigned char *)text;
    bool wide = text_valid(text, strlen(text));
    char hex[8];
    size_t n;

    for (; *p && LINE_MAX_BYTES - l->n >= 16; p += n) {
        n = plain(p, wide);
        if (n) {
            put(l, (const char *)p, n);
            continue;
        }
        n = 1;
        if (*p == '"' || *p == '\\')
            snprintf(hex, sizeof(hex), "\\%c", *p);
        else if (*p == '\n')
            snprintf(hex, sizeof(hex), "\\n");
        else
            snprintf(hex, sizeof(hex), "\\x%02x", *p);
        put_str(l, hex);
    }
}

/* A text cut in the middle of a character loses that one. */
static void mend_end(char *text, size_t n)
{
    while (n && ((unsigned char)text[n - 1] & 0xC0) == 0x80)
        n--;
    if (n && (unsigned char)text[n - 1] >= 0xC0)
        n--;
    memcpy(text + n, "...", 4);
}

static void write_all(const char *s, size_t n)
{
    ssize_t done;

    while (n) {
        done = write(STDERR_FILENO, s, n);
        if (done < 0 && errno != EINTR)
            return;
        if (done > 0) {
            s += done;
            n -= (size_t)done;
        }
    }
}

static const char *short_name(const char *file)
{
    const char *at = strstr(file, "src/");

    return at ? at + 4 : file;
}

void log_at(enum log_level level, const char *file, int number, const char *fmt,
            ...)
{
    static const char *const names[] = { "debug", "info", "warn", "error" };
    char text[TEXT_MAX_BYTES + 4];
    int saved = errno;
    struct line l;
    va_list ap;
    int n;

    if ((int)level < atomic_load_explicit(&least, memory_order_relaxed))
        return;
    va_start(ap, fmt);
    n = vsnprintf(text, TEXT_MAX_BYTES, fmt, ap);
    va_end(ap);
    if (n < 0)
        text[0] = '\0';
    if (n >= TEXT_MAX_BYTES)
        mend_end(text, TEXT_MAX_BYTES - 1);
    l.n = 0;
    put_str(&l, "time=");
    put_time(&l);
    put_str(&l, " level=");
    put_str(&l, names[level]);
    if (*request) {
        put_str(&l, " request=");
        put_str(&l, request);
    }
    put_str(&l, " at=");
    put_str(&l, short_name(file));
    put_str(&l, ":");
    put_number(&l, number, 1);
    put_str(&l, " text=\"");
    put_escaped(&l, text);
    put_str(&l, "\"");
    l.s[l.n++] = '\n';
    write_all(l.s, l.n);
    errno = saved;
}
