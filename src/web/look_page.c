/* SPDX-License-Identifier: Apache-2.0 */
/*
 * look_page.c: who looked at the personal data of a record.
 */
#include "web/look_page.h"

#include "kernel/org.h"
#include "web/names.h"
#include "web/page_record.h"
#include "web/type_pages.h"

#include <stdlib.h>
#include <string.h>

enum { SHOWN = 50 };

/* --- Who may -------------------------------------------------------------- */

bool looks_open(struct rq *rq, const struct type *t, int64_t id)
{
    void *rec;

    if (!look_kept(t) || !rq->person)
        return false;
    if (rights_any(rq, &type_look_seal, OP_SEE, NULL))
        return true;
    if (t == &type_person)
        return id == rq->person;
    return !record_load(rq, t, id, &rec) && look_own(rq, t, rec);
}

/* --- The page ------------------------------------------------------------- */

const char *look_how(struct rq *rq, const struct look *k)
{
    if (!strcmp(k->how, LOOK_CARD))
        return T(rq, "opened");
    return mem_fmt(rq->mem,
                   !strcmp(k->how, LOOK_EXPORT)
                       ? T(rq, "taken away in a file with %s records")
                       : T(rq, "in a list with %s records"),
                   lang_number(rq->mem, rq->lang, (double)k->records, 0));
}

static void put_row(struct rq *rq, struct html *h, const struct look *k,
                    struct names *ns)
{
    const struct label *who = names_get(ns, &type_person, k->person);

    html_fmt(h, "<tr><td>%s</td><td data-label=\"%s\">%s</td>"
                "<td data-label=\"%s\">%s</td>"
                "<td class=\"n\" data-label=\"%s\">%lld</td></tr>\n",
             who ? label_text(rq, who) : T(rq, "somebody not signed in"),
             T(rq, "How"), look_how(rq, k), T(rq, "Last"),
             lang_instant(rq->mem, rq->lang, k->last_at, rq->app->zone),
             T(rq, "Times that day"), (long long)k->times);
}

static void put_table(struct rq *rq, struct html *h, const struct look *k,
                      size_t n, struct names *ns)
{
    html_fmt(h,
             "<table class=\"list\"><thead><tr><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\" class=\"n\">%s</th></tr></thead><tbody>\n",
             T(rq, "Who"), T(rq, "How"), T(rq, "Last"),
             T(rq, "Times that day"));
    for (size_t i = 0; i < n; i++)
        put_row(rq, h, &k[i], ns);
    html_raw(h, "</tbody></table>\n");
}

static enum rc put_looks(struct rq *rq, struct html *h, const struct type *t,
                         int64_t id)
{
    const char *before = web_arg(rq, "before");
    struct names *ns = names_new(rq);
    struct look *k;
    size_t n;

    TRY(look_at(rq, t, id, before ? strtoll(before, NULL, 10) : 0, SHOWN + 1,
                &k, &n));
    if (!n) {
        html_fmt(h, "<p class=\"box empty\">%s</p>\n",
                 T(rq, "Nobody else has looked at it."));
        return RC_OK;
    }
    for (size_t i = 0; i < n && i < SHOWN; i++)
        names_want(ns, &type_person, k[i].person);
    TRY(names_read(ns));
    put_table(rq, h, k, n < SHOWN ? n : SHOWN, ns);
    if (n > SHOWN)
        html_fmt(h, "<p><a class=\"button\" href=\"%s\">%s</a></p>\n",
                 url(rq, "/%s/%lld/looks?before=%lld", t->name, (long long)id,
                     (long long)k[SHOWN - 1].id),
                 T(rq, "Earlier"));
    return RC_OK;
}

static const char *watched(struct rq *rq, const struct type *t)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].personal)
            buf_fmt(&b, "%s%s", b.n ? ", " : "",
                    tr(rq->lang, t->fields[i].label));
    return b.s;
}

/* Who watches over looks goes on to all that concerns the person. */
static void put_more(struct rq *rq, struct html *h, int64_t person)
{
    if (!rights_any(rq, &type_look_seal, OP_SEE, NULL))
        return;
    html_fmt(h, "<p><a href=\"%s\">%s</a> · <a href=\"%s\">%s</a></p>\n",
             url(rq, "/looks?about=%%23%lld", (long long)person),
             T(rq, "Looks at this person in all records"),
             url(rq, "/looks?who=%%23%lld", (long long)person),
             T(rq, "What this person looked at"));
}

enum rc looks_page(struct rq *rq)
{
    const struct type *t = type_of(rq);
    int64_t id = web_param_id(rq, "id");
    struct looks *kept = rq->looks;
    struct crumb crumbs[2];
    struct label own;
    struct html *h;
    void *rec;
    size_t n;

    if (!t || !id)
        return RC_MISSING;
    rq->looks = NULL; /* nothing personal is shown here */
    TRY(record_get(rq, t, id, &rec));
    if (!looks_open(rq, t, id))
        return look_kept(t) ? fail(rq, RC_DENIED, NULL, "you may not do this")
                            : RC_MISSING;
    rq->looks = kept;
    own = record_own_label(rq, t, rec);
    n = type_crumbs(rq, t, rec, crumbs);
    h = page_open_under(rq,
                        mem_fmt(rq->mem, T(rq, "Who looked: %s"),
                                label_text(rq, &own)),
                        crumbs, n);
    type_tabs(rq, h, t, id, "looks");
    if (t == &type_person)
        put_more(rq, h, id);
    html_fmt(h, "<p>%s</p>\n",
             mem_fmt(rq->mem,
                     T(rq, "Kept for these fields: %s. Looks at one's own"
                           " data are not kept."),
                     watched(rq, t)));
    return page_close(rq, put_looks(rq, h, t, id));
}

/* --- A day's seal --------------------------------------------------------- */

enum rc look_card_part(struct rq *rq, struct html *h,
                       const struct look_seal *s)
{
    char iso[DAY_ISO_SIZE];
    bool yes;

    TRY(look_holds(rq, s, &yes));
    day_iso(s->on, iso);
    html_fmt(h, "<p><a href=\"%s\">%s</a></p>\n",
             url(rq, "/looks?from=%s&to=%s", iso, iso),
             T(rq, "The looks of this day"));
    html_fmt(h, "<p class=\"note\" role=\"note\">%s</p>\n",
             yes ? T(rq, "The day's looks are still those that were sealed.")
                 : T(rq, "The day's looks differ from those that were"
                         " sealed: somebody has changed them."));
    return RC_OK;
}
