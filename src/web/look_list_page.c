/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look_list_page.c: looks at personal data for those who watch over them: all
 * that one person looked at, everybody who looked at one person, by day.
 */
#include "web/look_page.h"

#include "kernel/ids.h"
#include "kernel/org.h"
#include "kernel/write.h"
#include "web/page_record.h"
#include "web/sheet.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 100, FILED = 5000, DAYS = 30, NAMED = 5 };

static const struct field person_field = {
    .name = "person", .kind = KIND_REF, .ref = &type_person,
};

struct asked {
    struct look_ask ask;
    const char *who, *about; /* as they stand in the form */
};

/* --- The question ----------------------------------------------------------- */

/* "#12", or the words of a name that only one has. */
static enum rc person_of(struct rq *rq, const char *name, int64_t *id,
                         const char **shown)
{
    const char *typed = web_arg(rq, name);

    *id = 0;
    *shown = "";
    if (!typed || !*typed)
        return RC_OK;
    typed = ref_typed(rq, &person_field, typed, 0);
    *shown = ref_named(rq, &type_person, typed);
    if (!*typed)
        return RC_OK;
    if (ref_resolve(rq, &type_person, typed, 0, id)) {
        rq->fails = NULL;
        return fail(rq, RC_INVALID, name, "no single person is meant by %s",
                    typed);
    }
    return RC_OK;
}

static enum rc read_asked(struct rq *rq, struct asked *a)
{
    const char *before = web_arg(rq, "before");

    a->ask.from = day_add(rq->today, -DAYS);
    a->ask.to = rq->today;
    a->ask.before = before ? strtoll(before, NULL, 10) : 0;
    TRY(person_of(rq, "who", &a->ask.who, &a->who));
    TRY(person_of(rq, "about", &a->ask.about, &a->about));
    if (web_arg(rq, "from") && *web_arg(rq, "from"))
        TRY(page_day(rq, "from", &a->ask.from));
    if (web_arg(rq, "to") && *web_arg(rq, "to"))
        TRY(page_day(rq, "to", &a->ask.to));
    if (a->ask.from.n > a->ask.to.n)
        return fail(rq, RC_INVALID, "from", "is later than the last day");
    return RC_OK;
}

/* The address of the same question with one thing more. */
static const char *same(struct rq *rq, const struct asked *a, const char *name,
                        const char *value)
{
    char from[DAY_ISO_SIZE], to[DAY_ISO_SIZE];

    return url(rq, "/looks?who=%s&about=%s&from=%s&to=%s&%s=%s",
               a->ask.who ? ref_value(rq, a->ask.who) : "",
               a->ask.about ? ref_value(rq, a->ask.about) : "",
               day_iso(a->ask.from, from), day_iso(a->ask.to, to), name,
               value);
}

/* --- The answer --------------------------------------------------------------- */

/* The first few records of a look by name, the others as a number. */
static size_t first_ids(const struct look *k, int64_t id[NAMED])
{
    struct id_walk w = { .s = k->ids };
    size_t n = 0;

    for (ids_next(&w); w.any && n < NAMED; ids_next(&w))
        id[n++] = w.at;
    return n;
}

static void want_names(struct names *ns, const struct look *k, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        int64_t id[NAMED];
        size_t m = k[i].type ? first_ids(&k[i], id) : 0;

        names_want(ns, &type_person, k[i].person);
        for (size_t j = 0; j < m; j++)
            names_want(ns, k[i].type, id[j]);
    }
}

static const char *records_text(struct rq *rq, const struct look *k,
                                struct names *ns)
{
    int64_t id[NAMED];
    size_t n = k->type ? first_ids(k, id) : 0;
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < n; i++) {
        const struct label *l = names_get(ns, k->type, id[i]);

        buf_fmt(&b, "%s%s", i ? "; " : "",
                l ? label_text(rq, l)
                  : mem_fmt(rq->mem, "%lld", (long long)id[i]));
    }
    if (k->records > (int64_t)n)
        buf_fmt(&b, " (+ %lld)", (long long)(k->records - (int64_t)n));
    return b.s ? b.s : "";
}

static struct sheet_cell records_cell(struct rq *rq, const struct look *k,
                                      struct names *ns)
{
    struct sheet_cell c = CELL(records_text(rq, k, ns));
    int64_t id[NAMED];

    if (k->type && k->records == 1 && first_ids(k, id))
        c.href = record_url(rq, k->type, id[0]);
    return c;
}

static enum rc put_looks(struct rq *rq, struct sheet *s, const struct look *k,
                         size_t n)
{
    const struct sheet_column columns[] = {
        { T(rq, "Day"), false },  { T(rq, "Who"), false },
        { T(rq, "Kind of record"), false }, { T(rq, "Records"), false },
        { T(rq, "How"), false }, { T(rq, "Last"), false },
        { T(rq, "Times that day"), true },
    };
    struct names *ns = names_new(rq);

    want_names(ns, k, n);
    TRY(names_read(ns));
    sheet_table(s, columns, COUNT(columns));
    for (size_t i = 0; i < n; i++) {
        const struct label *who = names_get(ns, &type_person, k[i].person);
        const char *last = lang_instant(rq->mem, rq->lang, k[i].last_at,
                                        rq->app->zone);

        sheet_row(s, CELLS(ON_DAY(k[i].on),
                           CELL(who ? label_text(rq, who)
                                    : T(rq, "somebody not signed in")),
                           CELL(k[i].type ? tr(rq->lang, k[i].type->label)
                                          : ""),
                           records_cell(rq, &k[i], ns),
                           CELL(look_how(rq, &k[i])), CELL(last),
                           NUMBER((double)k[i].times, 0)));
    }
    return RC_OK;
}

static const char *meant(struct rq *rq, const struct asked *a)
{
    const char *days = mem_fmt(rq->mem, T(rq, "From %s to %s."),
                               lang_day(rq->mem, rq->lang, a->ask.from),
                               lang_day(rq->mem, rq->lang, a->ask.to));

    if (*a->who)
        days = mem_fmt(rq->mem, "%s %s: %s.", days, T(rq, "Who looked"),
                       a->who);
    if (*a->about)
        days = mem_fmt(rq->mem, "%s %s: %s.", days, T(rq, "Whose data"),
                       a->about);
    return days;
}

/* --- The page ----------------------------------------------------------------- */

static void put_person(struct rq *rq, struct html *h, const char *name,
                       const char *label, const char *value)
{
    html_fmt(h,
             "<div><label for=\"f-%s\">%s</label><input id=\"f-%s\""
             " name=\"%s\" class=\"w16\" value=\"%s\" data-find=\"%s\""
             " placeholder=\"%s\" autocomplete=\"off\">",
             name, label, name, name, value,
             url(rq, "/find/assignment/person"), T(rq, "name"));
    page_field_error(rq, h, name);
    html_raw(h, "</div>\n");
}

static void put_day(struct rq *rq, struct html *h, const char *name,
                    const char *label, day on)
{
    char iso[DAY_ISO_SIZE];

    html_fmt(h,
             "<div><label for=\"f-%s\">%s</label><input id=\"f-%s\""
             " type=\"date\" name=\"%s\" value=\"%s\">",
             name, label, name, name, day_iso(on, iso));
    page_field_error(rq, h, name);
    html_raw(h, "</div>\n");
}

static void put_form(struct rq *rq, struct html *h, const struct asked *a)
{
    html_fmt(h, "<form class=\"filter alone no-print\" method=\"get\""
                " action=\"%s\" aria-label=\"%s\">\n",
             url(rq, "/looks"), T(rq, "Filter"));
    put_person(rq, h, "who", T(rq, "Who looked"), a->who ? a->who : "");
    put_person(rq, h, "about", T(rq, "Whose data"), a->about ? a->about : "");
    put_day(rq, h, "from", T(rq, "From day"), a->ask.from);
    put_day(rq, h, "to", T(rq, "To day"), a->ask.to);
    html_fmt(h, "<button class=\"button\">%s</button></form>\n",
             T(rq, "Show"));
}

static void put_files(struct rq *rq, struct html *h, const struct asked *a)
{
    html_fmt(h, "<p class=\"no-print\"><a href=\"%s\">PDF</a> · "
                "<a href=\"%s\">XLSX</a></p>\n",
             same(rq, a, "as", "pdf"), same(rq, a, "as", "xlsx"));
}

static struct html *open_page(struct rq *rq)
{
    struct crumb crumbs[] = { { url(rq, "/%s", type_look_seal.name),
                                tr(rq->lang, type_look_seal.plural) } };

    return page_open_under(rq, T(rq, "Looks at personal data"), crumbs,
                           COUNT(crumbs));
}

/* A question that cannot be understood: its faults beside the inputs. */
static enum rc put_faults(struct rq *rq, const struct asked *a, enum rc rc)
{
    struct html *h = open_page(rq);

    page_failures(rq, h);
    put_form(rq, h, a);
    return page_close(rq, rc);
}

static enum rc look_file(struct rq *rq, struct asked *a,
                         enum sheet_format format)
{
    struct sheet *s = sheet_new(rq->mem, T(rq, "Looks at personal data"));
    struct look *k;
    size_t n;

    a->ask.most = FILED + 1;
    TRY(look_find(rq, &a->ask, &k, &n));
    sheet_text(s, meant(rq, a));
    if (n > FILED)
        sheet_text(s, T(rq, "There are more looks than a file takes; ask for"
                            " fewer days."));
    TRY(put_looks(rq, s, k, n < FILED ? n : FILED));
    return sheet_file(rq, s, format, "looks");
}

enum rc look_list_page(struct rq *rq)
{
    enum sheet_format format = sheet_format(web_arg(rq, "as"));
    struct asked a = { .ask = { .most = SHOWN + 1 } };
    struct sheet *s = sheet_new(rq->mem, "");
    struct html *h;
    struct look *k;
    enum rc rc;
    size_t n;

    rq->looks = NULL; /* names alone are shown */
    rc = read_asked(rq, &a);
    if (rc)
        return put_faults(rq, &a, rc);
    if (format != SHEET_PAGE)
        return look_file(rq, &a, format);
    TRY(look_find(rq, &a.ask, &k, &n));
    h = open_page(rq);
    put_form(rq, h, &a);
    if (!n) {
        html_fmt(h, "<p class=\"box empty\">%s</p>\n",
                 T(rq, "Nobody looked in these days."));
        return page_close(rq, RC_OK);
    }
    put_files(rq, h, &a);
    TRY(put_looks(rq, s, k, n < SHOWN ? n : SHOWN));
    sheet_draw(rq, h, s);
    if (n > SHOWN)
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 same(rq, &a, "before", mem_fmt(rq->mem, "%lld",
                                                (long long)k[SHOWN - 1].id)),
                 T(rq, "Earlier"));
    return page_close(rq, RC_OK);
}
