/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_parts.c: the small parts of a page: refusals, marks of a state, icons,
 * what is owed.
 */
#include "web/page.h"

#include "web/dispatch.h"

#include <string.h>

/* --- Small parts ---------------------------------------------------------- */

/* The words beside the input that a refusal is about: "title_ky" is the
 * field `title`.  NULL: no field of the page's type. */
static const char *field_words(struct rq *rq, const char *name)
{
    const struct type *t = web_of(rq)->type;
    const struct field *f = t ? type_field(t, name) : NULL;
    size_t n = strlen(name);

    if (t && !f && n > 3 && name[n - 3] == '_')
        f = type_field(t, mem_strn(rq->mem, name, n - 3));
    return f ? tr(rq->lang, f->label) : NULL;
}

static void put_failure(struct rq *rq, struct html *h, const struct failure *f)
{
    const char *words = f->field ? field_words(rq, f->field) : NULL;

    html_raw(h, "<li>");
    if (f->field)
        html_fmt(h, "<a href=\"#f-%s\">", f->field);
    if (words)
        html_fmt(h, "%s: ", words);
    html_text(h, f->text);
    if (f->field)
        html_raw(h, "</a>");
    html_raw(h, "</li>\n");
}

void page_failures(struct rq *rq, struct html *h)
{
    if (!rq->fails)
        return;
    web_set_failures_shown(rq);
    html_fmt(h,
             "<div class=\"errors\" tabindex=\"-1\" role=\"alert\""
             " aria-labelledby=\"errors-title\">\n"
             "<h2 id=\"errors-title\">%s</h2>\n<ul>",
             T(rq, "To be corrected"));
    for (const struct failure *f = rq->fails; f; f = f->next)
        put_failure(rq, h, f);
    html_raw(h, "</ul></div>\n");
}

const char *page_tone(enum tone tone)
{
    static const char *const names[] = {
        [TONE_NEUTRAL] = "neutral", [TONE_INFO] = "info",
        [TONE_GOOD] = "good",       [TONE_WARN] = "warn",
        [TONE_BAD] = "bad",         [TONE_MUTED] = "muted",
    };

    return names[tone];
}

void page_state(struct rq *rq, struct html *h, const struct type *t,
                const char *state)
{
    const struct state *s = state ? type_state(t, state) : NULL;

    if (s)
        html_fmt(h, "<span class=\"pill %s\">%s</span>", page_tone(s->tone),
                 tr(rq->lang, s->label));
    else
        html_text(h, state);
}

void page_mark_derived(struct rq *rq, struct html *h)
{
    html_fmt(h, "<i>%s</i>", T(rq, "derived by us"));
}

void page_mark_typed(struct rq *rq, struct html *h)
{
    page_icon(h, "hand");
    html_fmt(h, "<span class=\"vh\"> %s</span>", T(rq, "typed by hand"));
}

void page_no_data(struct rq *rq, struct html *h)
{
    html_fmt(h, "<span class=\"none\">%s</span>", T(rq, "no data"));
}

/* --- Assignments ---------------------------------------------------------- */

static void put_bar(struct html *h, const char *tone, int64_t percent)
{
    html_fmt(h,
             "<span class=\"bar-line %s\"><svg class=\"bar\""
             " viewBox=\"0 0 100 10\" preserveAspectRatio=\"none\""
             " aria-hidden=\"true\"><rect class=\"track\" width=\"100\""
             " height=\"10\"/><rect class=\"fill\" width=\"%lld\""
             " height=\"10\"/></svg>%lld %%</span>",
             tone, (long long)percent, (long long)percent);
}

static void put_due(struct rq *rq, struct html *h, day due)
{
    char iso[DAY_ISO_SIZE];
    int64_t left = (int64_t)due.n - rq->today.n;

    if (!day_is(due))
        return;
    if (left < 0)
        html_fmt(h, "<span class=\"pill bad\">%s</span>",
                 mem_fmt(rq->mem,
                         TN(rq, "%lld day late", "%lld days late", -left),
                         (long long)-left));
    else if (!left)
        html_fmt(h, "<span class=\"pill warn\">%s</span>", T(rq, "Due today"));
    else
        html_fmt(h,
                 "<span class=\"pill neutral\"><time datetime=\"%s\">%s"
                 "</time></span>",
                 day_iso(due, iso),
                 mem_fmt(rq->mem,
                         TN(rq, "%lld day left", "%lld days left", left),
                         (long long)left));
}

/* Whose it is, when it is not the reader's: they act for them, help, or wait
 * for it. */
static void put_owner(struct rq *rq, struct html *h, const struct assignment *a,
                      const struct label *who)
{
    const char *name = label_text(rq, who);

    if (a->person == rq->person || !who->id)
        return;
    /* What came up or was given by the reader is not theirs to do. */
    if (a->climbed_to != rq->person && a->opened_by != rq->person &&
        a->asked_of != rq->person)
        name = mem_fmt(rq->mem, T(rq, "for %s"), name);
    html_fmt(h, "<span class=\"from\"> · %s</span>", name);
}

static void put_assignment(struct rq *rq, struct html *h,
                           const struct assignment *a, const struct label *who)
{
    char iso[DAY_ISO_SIZE];
    /* Late is who is late after the term: a day off is nobody's fault. */
    day term = day_is(a->term) ? a->term : a->due;
    int64_t left = (int64_t)term.n - rq->today.n;
    const char *tone = left < 0 ? "bad" : left == 0 ? "warn" : "info";

    /* The work itself is one click away; handing it over is behind the day. */
    html_fmt(h,
             "<li><span class=\"due\"><a href=\"%s\"><time datetime=\"%s\">%s"
             "</time></a></span><span><a href=\"%s\">",
             url(rq, "/my/%lld", (long long)a->r.id), day_iso(a->due, iso),
             lang_day(rq->mem, rq->lang, a->due),
             a->subject
                 ? url(rq, "/%s/%lld", a->subject, (long long)a->subject_id)
                 : url(rq, "/my/%lld", (long long)a->r.id));
    html_text3(h, &a->title);
    html_raw(h, "</a>");
    put_owner(rq, h, a, who);
    html_raw(h, "</span>");
    put_bar(h, tone, a->progress.set ? a->progress.n : 0);
    put_due(rq, h, term);
    html_raw(h, "</li>\n");
}

void page_assignments(struct rq *rq, struct html *h,
                      struct assignment *const *a, size_t n)
{
    int64_t *ids = MEM_ARRAY(rq->mem, n + 1, int64_t);
    struct label *who;

    for (size_t i = 0; i < n; i++)
        ids[i] = a[i]->person;
    if (record_labels(rq, &type_person, ids, n, &who))
        who = MEM_ARRAY(rq->mem, n + 1, struct label);
    html_raw(h, "<ul class=\"jobs\">");
    for (size_t i = 0; i < n; i++)
        put_assignment(rq, h, a[i], &who[i]);
    html_raw(h, "</ul>\n");
}
