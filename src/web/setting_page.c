/* SPDX-License-Identifier: Apache-2.0 */
/*
 * setting_page.c: what can be set at all, in words, with what holds now; the
 * list of the type shows only what was set, by name.
 */
#include "web/setting_page.h"

#include "kernel/setting.h"
#include "kernel/write.h"

#include <string.h>

/* --- Words ---------------------------------------------------------------- */

static const char *value_words(struct rq *rq, const struct setting *s,
                               const char *value)
{
    if (s->kind != KIND_BOOL)
        return *value ? value : "–";
    return !strcmp(value, "yes") || !strcmp(value, "1") ? T(rq, "yes")
                                                        : T(rq, "no");
}

static const struct setting *setting_named(struct rq *rq, const char *name)
{
    for (size_t m = 0; name && m < rq->app->n_modules; m++)
        for (size_t i = 0; i < rq->app->modules[m]->n_settings; i++)
            if (!strcmp(rq->app->modules[m]->settings[i].name, name))
                return &rq->app->modules[m]->settings[i];
    return NULL;
}

/* What may stand there, where that is not any text. */
static void put_allowed(struct rq *rq, struct html *h, const struct setting *s)
{
    if (s->kind == KIND_BOOL)
        html_text(h, T(rq, "yes or no"));
    else if (s->kind == KIND_CHOICE && s->choices)
        html_fmt(h, "%s", s->choices);
    else if (s->kind == KIND_COUNT && s->least < s->most)
        html_fmt(h, "%s",
                 mem_fmt(rq->mem, T(rq, "from %s to %s"),
                         lang_number(rq->mem, rq->lang, s->least, 0),
                         lang_number(rq->mem, rq->lang, s->most, 0)));
    else if (s->roles)
        html_text(h, T(rq, "names of roles, a space between"));
}

void setting_form_note(struct rq *rq, struct html *h, const char *name)
{
    const struct setting *s = setting_named(rq, name);

    if (!s)
        return;
    html_fmt(h,
             "<div class=\"note\"><p><strong>%s</strong><br>%s: %s<br>%s: %s"
             "<br>",
             tr(rq->lang, s->label), T(rq, "Holds now"),
             value_words(rq, s, setting_get(rq, s->name)),
             T(rq, "When nothing is set"), value_words(rq, s, s->fallback));
    put_allowed(rq, h, s);
    html_raw(h, "</p></div>\n");
}

/* --- The page ------------------------------------------------------------- */

static enum rc change_url(struct rq *rq, const struct setting *s,
                          const char **to)
{
    int64_t id = 0;
    enum rc rc = record_find(rq, &type_setting, s->name, 0, &id);

    if (rc && rc != RC_MISSING)
        return rc;
    *to = id ? url(rq, "/setting/%lld/edit", (long long)id)
             : url(rq, "/setting/new?name=%s", s->name);
    return RC_OK;
}

static enum rc put_row(struct rq *rq, struct html *h, const struct setting *s,
                       bool may)
{
    const char *value = setting_get(rq, s->name), *to;

    html_fmt(h,
             "<tr><td>%s<br><span class=\"small quiet\">%s</span></td>"
             "<td data-label=\"%s\"><strong>%s</strong></td>"
             "<td data-label=\"%s\">%s</td>",
             tr(rq->lang, s->label), s->name, T(rq, "Holds now"),
             value_words(rq, s, value), T(rq, "When nothing is set"),
             value_words(rq, s, s->fallback));
    TRY(change_url(rq, s, &to));
    if (may)
        html_fmt(h, "<td><a class=\"button mini\" href=\"%s\">%s"
                    "<span class=\"vh\">: %s</span></a></td>",
                 to, T(rq, "Change"), tr(rq->lang, s->label));
    html_raw(h, "</tr>\n");
    return RC_OK;
}

enum rc settings_page(struct rq *rq)
{
    bool may = rights_any(rq, &type_setting, OP_EDIT, NULL);
    struct html *h = page_open(rq, T(rq, "Settings"));

    html_fmt(h,
             "<p class=\"lead\">%s</p>\n<table class=\"list\"><thead><tr>"
             "<th scope=\"col\">%s</th><th scope=\"col\">%s</th>"
             "<th scope=\"col\">%s</th>",
             T(rq, "What this house may set for itself. A change holds from"
                   " the next page on and stands in the history."),
             T(rq, "Setting"), T(rq, "Holds now"),
             T(rq, "When nothing is set"));
    if (may)
        html_fmt(h, "<th><span class=\"vh\">%s</span></th>", T(rq, "Change"));
    html_raw(h, "</tr></thead><tbody>\n");
    for (size_t m = 0; m < rq->app->n_modules; m++)
        for (size_t i = 0; i < rq->app->modules[m]->n_settings; i++)
            TRY(put_row(rq, h, &rq->app->modules[m]->settings[i], may));
    html_raw(h, "</tbody></table>\n");
    return page_close(rq, RC_OK);
}
