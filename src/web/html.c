/* SPDX-License-Identifier: Apache-2.0 */
/*
 * html.c: a formatter of its own, because printf neither escapes nor is fast.
 * It knows a handful of conversions; the compiler checks them like printf's.
 */
#include "web/html.h"

#include "base/lang.h"

#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

void html_literal(struct html *h, const char *s, size_t n)
{
    buf_add(&h->b, s, n);
}

void html_text(struct html *h, const char *s)
{
    if (s)
        buf_html(&h->b, s, strlen(s));
}

void html_frag(struct html *h, struct html_frag f)
{
    buf_add(&h->b, f.s, f.n);
}

/* --- Formats -------------------------------------------------------------- */

static void put_unsigned(struct html *h, uint64_t v)
{
    char digits[20];
    size_t at = sizeof digits;

    do {
        digits[--at] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    buf_add(&h->b, digits + at, sizeof digits - at);
}

static void put_signed(struct html *h, int64_t v)
{
    if (v < 0)
        buf_char(&h->b, '-');
    put_unsigned(h, v < 0 ? 0 - (uint64_t)v : (uint64_t)v);
}

static void put_real(struct html *h, double v, int decimals)
{
    char text[352];
    int n;

    /* What is no number has no place in markup: coordinates would break. */
    if (!isfinite(v))
        v = 0;
    n = snprintf(text, sizeof text, "%.*f", decimals, v);
    buf_add(&h->b, text, (size_t)n);
}

static void put_char(struct html *h, int c)
{
    char one = (char)c;

    buf_html(&h->b, &one, 1);
}

/* "d", "ld", "lld" and their unsigned kin; returns what follows. */
static const char *put_integer(struct html *h, const char *f, va_list *ap)
{
    int longs = 0;

    while (*f == 'l') {
        longs++;
        f++;
    }
    assert(*f == 'd' || *f == 'u');
    if (*f == 'd')
        put_signed(h, longs == 0   ? va_arg(*ap, int)
                      : longs == 1 ? va_arg(*ap, long)
                                   : va_arg(*ap, long long));
    else
        put_unsigned(h, longs == 0   ? va_arg(*ap, unsigned)
                        : longs == 1 ? va_arg(*ap, unsigned long)
                                     : va_arg(*ap, unsigned long long));
    return f + 1;
}

/* One conversion, after its per cent sign; returns what follows. */
static const char *put_one(struct html *h, const char *f, va_list *ap)
{
    switch (*f) {
    case 's':
        html_text(h, va_arg(*ap, const char *));
        return f + 1;
    case 'c':
        put_char(h, va_arg(*ap, int));
        return f + 1;
    case '%':
        buf_char(&h->b, '%');
        return f + 1;
    case 'z':
        assert(f[1] == 'u');
        put_unsigned(h, va_arg(*ap, size_t));
        return f + 2;
    case '.':
        assert(f[1] >= '0' && f[1] <= '9' && f[2] == 'f');
        put_real(h, va_arg(*ap, double), f[1] - '0');
        return f + 3;
    default:
        return put_integer(h, f, ap);
    }
}

void html_fmt_at(struct html *h, const char *fmt, ...)
{
    va_list ap;

    va_start(ap, fmt);
    for (;;) {
        const char *sign = strchrnul(fmt, '%');

        buf_add(&h->b, fmt, (size_t)(sign - fmt));
        if (!*sign)
            break;
        fmt = put_one(h, sign + 1, &ap);
    }
    va_end(ap);
}

/* --- Longer texts --------------------------------------------------------- */

void html_paragraphs(struct html *h, const char *s)
{
    bool open = false;

    while (s && *s) {
        size_t n = strcspn(s, "\n");

        if (n) {
            if (open)
                html_raw(h, "<br>\n");
            else
                html_raw(h, "<p>");
            open = true;
            buf_html(&h->b, s, n);
        } else if (open) {
            html_raw(h, "</p>\n");
            open = false;
        }
        s += n + (s[n] == '\n');
    }
    if (open)
        html_raw(h, "</p>\n");
}

void html_text3(struct html *h, const struct text3 *t)
{
    enum lang shown = h->lang;
    const char *s = text3_get(t, h->lang, &shown);

    if (shown == h->lang || !*s) {
        html_text(h, s);
        return;
    }
    html_fmt(h,
             "<span class=\"foreign\" lang=\"%s\">%s"
             "<abbr class=\"foreign-mark\" title=\"%s\">%s</abbr></span>",
             lang_code(shown), s, lang_name(shown), lang_code(shown));
}
