/* SPDX-License-Identifier: Apache-2.0 */
/*
 * my.c: "My work": what a person owes and what they wait for; one assignment
 * and its hand-over.
 */
#include "web/my.h"

#include "kernel/absence.h"
#include "kernel/duty.h"
#include "kernel/record.h"
#include "web/dispatch.h"
#include "web/duty_page.h"
#include "web/page.h"
#include "web/remark_part.h"

#include <string.h>

enum { SHOWN = 100 };

/* --- The list ------------------------------------------------------------- */

static const struct {
    const char *name, *label;
} groups[WORKS] = {
    [WORK_LATE] = { "late", N_("Late") },
    [WORK_TODAY] = { "today", N_("Today") },
    [WORK_WEEK] = { "week", N_("This week") },
    [WORK_LATER] = { "later", N_("Later") },
    [WORK_ASKED] = { "today", N_("More time is asked of you") },
    [WORK_CLIMBED] = { "late", N_("Late, and has come up to you") },
    [WORK_WAITING] = { "waiting", N_("Waiting for others") },
};

static void put_group(struct rq *rq, struct html *h, const struct my_work *w,
                      size_t g)
{
    html_fmt(h,
             "<section class=\"group %s\" aria-labelledby=\"g%zu\">"
             "<h2 id=\"g%zu\">%s <span>%zu</span></h2>\n",
             groups[g].name, g, g, tr(rq->lang, groups[g].label), w->n[g]);
    page_assignments(rq, h, w->a[g], w->n[g]);
    html_raw(h, "</section>\n");
}

static struct html_frag my_actions(struct rq *rq)
{
    struct html h = { .lang = rq->lang };

    buf_init(&h.b, rq->mem);
    html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a>",
             url(rq, "/absence/new"), T(rq, "I will be absent"));
    html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a>",
             url(rq, "/calendar"), T(rq, "Working calendar"));
    if (web_may_open(rq, "/duty"))
        html_fmt(&h, "<a class=\"button\" href=\"%s\">%s</a>",
                 url(rq, "/duty"), T(rq, "Execution discipline"));
    return (struct html_frag){ h.b.s, h.b.n };
}

/* Who acts for me, and for whom I act, now or soon. */
static enum rc put_absences(struct rq *rq, struct html *h)
{
    struct absence **a;
    struct label *l;
    int64_t *ids;
    size_t n;

    TRY(absence_mine(rq, rq->person, &a, &n));
    if (!n)
        return RC_OK;
    ids = MEM_ARRAY(rq->mem, n, int64_t);
    for (size_t i = 0; i < n; i++)
        ids[i] = a[i]->person == rq->person ? a[i]->substitute : a[i]->person;
    TRY(record_labels(rq, &type_person, ids, n, &l));
    html_raw(h, "<ul class=\"box\">\n");
    for (size_t i = 0; i < n; i++)
        html_fmt(h, "<li><a href=\"%s\">%s – %s</a>: %s</li>\n",
                 url(rq, "/absence/%lld", (long long)a[i]->r.id),
                 lang_day(rq->mem, rq->lang, a[i]->starts),
                 lang_day(rq->mem, rq->lang, a[i]->ends),
                 mem_fmt(rq->mem,
                         a[i]->person == rq->person
                             ? T(rq, "you are absent, %s acts for you")
                             : T(rq, "you act for %s"),
                         label_text(rq, &l[i])));
    html_raw(h, "</ul>\n");
    return RC_OK;
}

static enum rc my_page(struct rq *rq)
{
    struct page_title title = { .title = T(rq, "My work"),
                                .actions = my_actions(rq) };
    struct my_work w = { 0 };
    struct html *h;
    size_t all;

    TRY(assignment_mine(rq, rq->person, SHOWN, &w));
    h = page_open_titled(rq, &title);
    TRY(put_absences(rq, h));
    TRY(remarks_mine(rq, h, &all));
    for (size_t g = 0; g < WORKS; g++) {
        all += w.n[g];
        if (w.n[g])
            put_group(rq, h, &w, g);
    }
    if (!all)
        html_fmt(h,
                 "<div class=\"box empty\"><p><strong>%s</strong></p>"
                 "<p>%s</p></div>\n",
                 T(rq, "Nothing is waiting for you"),
                 T(rq, "What is assigned to you will be listed here, with its"
                       " day."));
    return page_close(rq, RC_OK);
}

/* --- One assignment ------------------------------------------------------- */

static void put_field(struct html *h, const char *label, const char *value)
{
    html_fmt(h, "<dt>%s</dt><dd>%s</dd>\n", label, value);
}

static const char *person_name(struct rq *rq, int64_t id)
{
    struct label l = { 0 };

    if (!id || record_label(rq, &type_person, id, &l))
        return "";
    return label_text(rq, &l);
}

static void put_subject(struct rq *rq, struct html *h,
                        const struct assignment *a)
{
    const struct type *t = app_type(rq->app, a->subject);
    struct label l = { 0 };

    if (!t || t->internal || record_label(rq, t, a->subject_id, &l))
        return;
    html_fmt(h, "<dt>%s</dt><dd><a href=\"%s\">%s</a></dd>\n",
             tr(rq->lang, t->label),
             url(rq, "/%s/%lld", t->name, (long long)a->subject_id),
             label_text(rq, &l));
}

/* The term with its history: as it was at first, what is asked for. */
static void put_term(struct rq *rq, struct html *h, const struct assignment *a)
{
    if (a->extended.set && a->extended.n)
        put_field(h, T(rq, "Due at first"),
                  mem_fmt(rq->mem,
                          TN(rq, "%s; extended %lld time",
                             "%s; extended %lld times", a->extended.n),
                          lang_day_long(rq->mem, rq->lang, a->first_due),
                          (long long)a->extended.n));
    if (!day_is(a->wanted))
        return;
    put_field(h, T(rq, "More time is asked for"),
              mem_fmt(rq->mem, "%s. %s",
                      lang_day_long(rq->mem, rq->lang, a->wanted),
                      a->why ? a->why : ""));
    put_field(h, T(rq, "Asked for more time"), person_name(rq, a->asked_of));
}

/* Who hears of it when nothing is done, and when. */
static enum rc put_ladder(struct rq *rq, struct html *h,
                          const struct assignment *a)
{
    struct ladder l;

    TRY(duty_ladder(rq, a, &l));
    if (!l.n)
        return RC_OK;
    html_fmt(h, "<section class=\"box\"><h2>%s</h2>\n<p class=\"quiet\">%s"
                "</p>\n<ol>\n",
             T(rq, "When it is late, it climbs"),
             T(rq, "Each of them sees it from the day beside the name, until"
                   " it is done."));
    for (size_t i = 0; i < l.n; i++) {
        bool there = a->level.set && (int64_t)i < a->level.n;

        html_fmt(h, "<li>%s: %s ", lang_day(rq->mem, rq->lang, l.on[i]),
                 person_name(rq, l.rung[i].person));
        if (there)
            html_fmt(h, "<span class=\"pill bad\">%s</span>",
                     T(rq, "has come here"));
        html_raw(h, "</li>\n");
    }
    html_raw(h, "</ol></section>\n");
    return RC_OK;
}

/* More time: asked for, given, refused. */
static enum rc put_more_time(struct rq *rq, struct html *h,
                             const struct assignment *a)
{
    static const char *const steps[] = { "extend", "grant", "decline" };
    struct step_offer *o;
    size_t n;

    TRY(record_offers(rq, &type_assignment, a, &o, &n));
    html_raw(h, "<p class=\"actions\">");
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < COUNT(steps); k++)
            if (o[i].may && o[i].ready && !strcmp(o[i].step->name, steps[k]))
                html_fmt(h, "<a class=\"button\" href=\"%s\">%s</a> ",
                         url(rq, "/assignment/%lld/step/%s",
                             (long long)a->r.id, steps[k]),
                         tr(rq->lang, o[i].step->label));
    html_fmt(h, "<a class=\"button\" href=\"%s\">%s</a></p>\n",
             url(rq, "/assignment/%lld/history", (long long)a->r.id),
             T(rq, "History"));
    return RC_OK;
}

static enum rc put_facts(struct rq *rq, struct html *h,
                         const struct assignment *a)
{
    html_raw(h, "<div class=\"card\"><div><section class=\"box\">"
                "<dl class=\"fields\">\n");
    put_subject(rq, h, a);
    put_field(h, T(rq, "Responsible"), person_name(rq, a->person));
    put_field(h, T(rq, "Due"), lang_day_long(rq->mem, rq->lang, a->due));
    put_term(rq, h, a);
    put_field(h, T(rq, "Given by"),
              a->opened_by ? person_name(rq, a->opened_by)
                           : T(rq, "the calendar"));
    put_field(h, T(rq, "Progress"),
              mem_fmt(rq->mem, "%lld %%",
                      a->progress.set ? (long long)a->progress.n : 0LL));
    if (a->note && *a->note)
        put_field(h, T(rq, "Note"), a->note);
    html_raw(h, "</dl></section>\n");
    if (!strcmp(a->r.state, "open")) {
        TRY(put_more_time(rq, h, a));
        TRY(put_ladder(rq, h, a));
    }
    html_raw(h, "</div>\n");
    return RC_OK;
}

static const struct sql_text q_people = {
    "SELECT DISTINCT a.login, p.name_ky, p.name_ru, p.name_en FROM account a"
    " JOIN person p ON p.id = a.person WHERE a.state = 'active'"
    " ORDER BY a.login LIMIT 300",
    "", "tttt"
};

static enum rc put_people(struct rq *rq, struct html *h)
{
    struct sql_rows r = sql_query(rq->sql, &q_people, NO_ARGS);

    html_raw(h, "<datalist id=\"l-person\">");
    while (sql_next(&r)) {
        struct text3 name = { .in = { sql_str(&r, 1), sql_str(&r, 2),
                                      sql_str(&r, 3) } };

        html_fmt(h, "<option value=\"%s %s\">", sql_str(&r, 0),
                 text3_get(&name, rq->lang, NULL));
    }
    html_raw(h, "</datalist>");
    return sql_done(&r);
}

static enum rc put_hand_over(struct rq *rq, struct html *h,
                             const struct assignment *a)
{
    const char *person = web_arg(rq, "person"), *note = web_arg(rq, "note");

    html_raw(h, "<aside>");
    page_form_open(rq, h, url(rq, "/my/%lld/hand-over", (long long)a->r.id),
                   false);
    html_fmt(h,
             "<h2>%s</h2>\n<div class=\"field\"><label for=\"f-person\">%s"
             "</label><p class=\"help\" id=\"h-person\">%s</p>"
             "<input id=\"f-person\" name=\"person\" list=\"l-person\""
             " value=\"%s\" autocomplete=\"off\" required"
             " aria-describedby=\"h-person\">",
             T(rq, "Hand over"), T(rq, "To whom"),
             T(rq, "Login, or the beginning of it."), person ? person : "");
    TRY(put_people(rq, h));
    html_fmt(h,
             "</div>\n<div class=\"field\"><label for=\"f-note\">%s</label>"
             "<textarea id=\"f-note\" name=\"note\" maxlength=\"2000\">%s"
             "</textarea></div>\n",
             T(rq, "Note"), note ? note : "");
    page_form_close(rq, h, T(rq, "Hand over"));
    html_raw(h, "</aside>");
    return RC_OK;
}

/* Whose it is, and who gave it, see it here; others by its rights. */
static enum rc load(struct rq *rq, struct assignment **a)
{
    void *rec;

    TRY(record_get(rq, &type_assignment, web_param_id(rq, "id"), &rec));
    *a = rec;
    return RC_OK;
}

static enum rc draw(struct rq *rq, const struct assignment *a, enum rc rc)
{
    struct crumb up = { url(rq, "/my"), T(rq, "My work") };
    struct page_title title = {
        .title = text3_get(&a->title, rq->lang, NULL),
        .type = &type_assignment,
        .state = a->r.state,
        .crumbs = &up,
        .n_crumbs = 1,
    };
    struct html *h = page_open_titled(rq, &title);
    enum rc drawn = RC_OK;

    page_failures(rq, h);
    drawn = put_facts(rq, h, a);
    if (!drawn && a->r.state && !strcmp(a->r.state, "open"))
        drawn = put_hand_over(rq, h, a);
    html_raw(h, "</div>\n");
    return page_close(rq, rc ? rc : drawn);
}

static enum rc one_page(struct rq *rq)
{
    struct assignment *a;

    TRY(load(rq, &a));
    return draw(rq, a, RC_OK);
}

static const struct sql_text q_login = {
    "SELECT person FROM account WHERE login = $1 AND state = 'active'", "t", "i"
};

/* "login Name" as the list offers it, or the login alone. */
static enum rc typed_person(struct rq *rq, int64_t *person)
{
    const char *typed = web_arg(rq, "person");
    char *login;
    enum rc rc;

    if (!typed || !*typed)
        return fail(rq, RC_INVALID, "person", "say to whom");
    login = mem_strn(rq->mem, typed, strcspn(typed, " "));
    rc = sql_get_int(rq->sql, person, &q_login, ARGS(STR(login)));
    if (rc == RC_MISSING)
        return fail(rq, RC_INVALID, "person", "nobody has the login %s", login);
    return rc;
}

static enum rc hand_over(struct rq *rq)
{
    const char *note = web_arg(rq, "note");
    struct assignment *a;
    int64_t person = 0;
    enum rc rc;

    TRY(load(rq, &a));
    rc = typed_person(rq, &person);
    if (!rc)
        rc = assignment_hand_over(rq, a->r.id, person, note ? note : "");
    if (rc == RC_INVALID)
        return draw(rq, a, rc);
    TRY(rc);
    return web_redirect(rq, url(rq, "/my"), T(rq, "It is handed over."));
}

const struct route my_routes[] = {
    { .method = HTTP_GET, .path = "/my", .who = WHO_MEMBER, .run = my_page },
    { .method = HTTP_GET, .path = "/duty", .who = WHO_ROLE,
      .roles = "administrator rector vice_rector dean head planning auditor",
      .flags = ROUTE_SLOW, .run = duty_page },
    { .method = HTTP_GET,
      .path = "/my/:id",
      .who = WHO_MEMBER,
      .run = one_page },
    { .method = HTTP_POST,
      .path = "/my/:id/hand-over",
      .who = WHO_MEMBER,
      .flags = ROUTE_WRITES,
      .run = hand_over },
};
const size_t n_my_routes = COUNT(my_routes);
