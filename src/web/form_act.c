/* SPDX-License-Identifier: Apache-2.0 */
/*
 * form_act.c: a form whose record changes only by an act: what is saved in it
 * becomes a line of a draft act, a new one or one that is being gathered.
 */
#include "web/form_act.h"

#include "base/text.h"
#include "kernel/act_form.h"

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
             "<div class=\"note\"><p>%s</p><p class=\"small\">%s</p></div>\n"
             "<div class=\"field\"><label for=\"f-act\">%s</label>"
             "<select id=\"f-act\" name=\"act\"><option value=\"0\">%s</option>"
             "\n",
             T(rq, "This is changed only by an act: what you save here becomes"
                   " a line of its draft, and changes nothing until that is"
                   " signed."),
             T(rq, "A reference may name the record that an earlier line of"
                   " the same draft makes: @2 is that of line 2."),
             T(rq, "Draft of the act"), T(rq, "a new draft"));
    while (sql_next(&r))
        put_option(rq, h, &r, typed ? strtoll(typed, NULL, 10) : 0);
    html_raw(h, "</select></div>\n");
    /* Without the list a new draft can still be chosen. */
    (void)!sql_done(&r);
}

static int64_t chosen_act(struct rq *rq)
{
    const char *typed = web_arg(rq, "act");
    int64_t chosen = typed ? strtoll(typed, NULL, 10) : 0;

    return chosen > 0 ? chosen : 0;
}

void form_act_lines(struct rq *rq, const struct type *t, const void *rec)
{
    if (form_by_act(rq, t, rec))
        rq->drafting = chosen_act(rq);
}

/* Lines of this person's drafts that make a record of the type. */
static const struct sql_text q_made = {
    "SELECT l.id, a.title_ky, a.title_ru, a.title_en FROM act_line l"
    " JOIN act a ON a.id = l.act WHERE a.state = 'draft' AND a.drafter = $1"
    " AND l.subject = $2 AND l.subject_id IS NULL AND l.state = 'kept'"
    " ORDER BY a.id DESC, l.position LIMIT $3",
    "iti", "ittt"
};

static const char *made_words(struct rq *rq, int64_t id,
                              const struct text3 *title, const char **value)
{
    const struct act_line *l;
    struct rq ask = *rq;
    void *rec;

    rq_forget(&ask);
    if (record_load(&ask, &type_act_line, id, &rec))
        return NULL;
    l = rec;
    *value = mem_fmt(rq->mem, "@%lld", (long long)l->position.n);
    return mem_fmt(rq->mem, "%s %s (%s)", *value,
                   text_cut(rq->mem, act_line_words(rq, rq->lang, l), 80),
                   text_cut(rq->mem, text3_get(title, rq->lang, NULL), 60));
}

enum rc form_act_made(struct rq *rq, const struct type *t,
                      struct made_line **out, size_t *n)
{
    int64_t id[DRAFTS_SHOWN];
    struct text3 title[DRAFTS_SHOWN];
    struct sql_rows r;
    size_t lines = 0;

    *n = 0;
    *out = MEM_ARRAY(rq->mem, DRAFTS_SHOWN, struct made_line);
    if (!rq->person || !rights_any(rq, &type_act, OP_ADD, NULL))
        return RC_OK;
    r = sql_query(rq->sql, &q_made,
                  ARGS(INT(rq->person), STR(t->name), INT(DRAFTS_SHOWN)));
    for (; sql_next(&r) && lines < DRAFTS_SHOWN; lines++) {
        id[lines] = sql_int(&r, 0);
        for (int p = 0; p < LANGS; p++)
            title[lines].in[p] = mem_str(rq->mem, sql_str(&r, 1 + p));
    }
    TRY(sql_done(&r));
    for (size_t i = 0; i < lines; i++) {
        struct made_line *m = &(*out)[*n];

        m->words = made_words(rq, id[i], &title[i], &m->value);
        *n += m->words != NULL;
    }
    return RC_OK;
}

enum rc form_act_line(struct rq *rq, const struct type *t, const void *rec,
                      int64_t *act)
{
    return act_draft_change(rq, chosen_act(rq), t, rec, act);
}
