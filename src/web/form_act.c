/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_act.c: a form whose record changes only by an act: what is saved in it
 * becomes a line of a draft act, a new one or one that is being gathered.
 */
#include "web/form_act.h"

#include "kernel/act.h"

#include <stdlib.h>
#include <string.h>

enum { DRAFTS_SHOWN = 20 };

/* Drafts of this person, the newest first. */
static const struct sql_text q_drafts = {
    "SELECT id, title_ky, title_ru, title_en FROM act WHERE state = 'draft'"
    " AND drafter = $1 ORDER BY id DESC LIMIT $2",
    "ii", "ittt"
};

bool form_by_act(struct rq *rq, const struct type *t, const void *rec)
{
    return rights_any(rq, &type_act, OP_ADD, NULL) && record_by_act(rq, t, rec);
}

static void put_option(struct rq *rq, struct html *h, const struct sql_rows *r,
                       int64_t chosen)
{
    struct text3 title;
    int64_t id = sql_int(r, 0);

    for (int i = 0; i < LANGS; i++)
        title.in[i] = mem_str(rq->mem, sql_str(r, 1 + i));
    html_fmt(h, "<option value=\"%lld\"", (long long)id);
    if (id == chosen)
        html_raw(h, " selected");
    html_fmt(h, ">%s</option>\n", text3_get(&title, rq->lang, NULL));
}

void form_act_choice(struct rq *rq, struct html *h)
{
    const char *typed = web_arg(rq, "act");
    struct sql_rows r = sql_query(rq->sql, &q_drafts,
                                  ARGS(INT(rq->person), INT(DRAFTS_SHOWN)));

    html_fmt(h,
             "<div class=\"note\"><p>%s</p></div>\n"
             "<div class=\"field\"><label for=\"f-act\">%s</label>"
             "<select id=\"f-act\" name=\"act\"><option value=\"0\">%s</option>"
             "\n",
             T(rq, "This is changed only by an act: what you save here becomes"
                   " a line of its draft, and changes nothing until that is"
                   " signed."),
             T(rq, "Draft of the act"), T(rq, "a new draft"));
    while (sql_next(&r))
        put_option(rq, h, &r, typed ? strtoll(typed, NULL, 10) : 0);
    html_raw(h, "</select></div>\n");
    /* Without the list a new draft can still be chosen. */
    (void)!sql_done(&r);
}

enum rc form_act_line(struct rq *rq, const struct type *t, const void *rec,
                      int64_t *act)
{
    const char *typed = web_arg(rq, "act");
    int64_t chosen = typed ? strtoll(typed, NULL, 10) : 0;

    return act_draft_change(rq, chosen > 0 ? chosen : 0, t, rec, act);
}
