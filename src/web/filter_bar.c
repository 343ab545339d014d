/* SPDX-License-Identifier: Apache-2.0 */
/*
 * filter_bar.c: the filters of a list as a form of its own.  What the address
 * asks for beyond the bar (a link from a card) travels along hidden.
 */
#include "web/page_list.h"

#include "base/text.h"

#include <string.h>

enum { OPTION_CHARS = 60 };

static const char *asked(const struct list *l, const struct field *f,
                         enum list_what what)
{
    for (size_t i = 0; i < l->n_filters; i++)
        if (l->filters[i].what == what && l->filters[i].field == f)
            return l->filters[i].value;
    return "";
}

/* Titles and texts are found by words: nobody types them whole. */
static bool in_bar(struct rq *rq, const struct list *l, const struct field *f)
{
    bool words = f->search && (f->kind == KIND_TEXT || f->kind == KIND_TEXT3 ||
                               f->kind == KIND_LONG || f->kind == KIND_LONG3);

    return f->filter && !words && field_seen(rq, l->type, f);
}

static bool by_reference(const struct field *f)
{
    return f->kind == KIND_REF || f->kind == KIND_REFS;
}

/* --- Parts ---------------------------------------------------------------- */

static void option(struct html *h, const char *value, const char *text,
                   const char *chosen)
{
    html_fmt(h, "<option value=\"%s\"", value);
    if (!strcmp(value, chosen))
        html_raw(h, " selected");
    html_fmt(h, ">%s</option>", text);
}

static void open_part(struct html *h, const char *name, const char *label)
{
    html_fmt(h, "<div><label for=\"l-%s\">%s</label>", name, label);
}

static void open_select(struct rq *rq, struct html *h, const char *name)
{
    html_fmt(h,
             "<select id=\"l-%s\" name=\"%s\"><option value=\"\">%s"
             "</option>",
             name, name, T(rq, "all"));
}

static void words_part(struct rq *rq, struct html *h, const struct list *l)
{
    open_part(h, "q", T(rq, "Words"));
    html_fmt(h,
             "<input id=\"l-q\" name=\"q\" type=\"search\" class=\"w16\""
             " value=\"%s\" data-key=\"f\" data-key-name=\"%s\"></div>\n",
             asked(l, NULL, LIST_WORDS), T(rq, "Filter"));
}

/* Several states that an address asks for are one choice more. */
static void several_states(struct rq *rq, struct html *h,
                           const struct list *l, const char *chosen)
{
    char *s = mem_str(rq->mem, chosen), *name, *rest;
    const char *words = "";

    for (name = strtok_r(s, ";", &rest); name;
         name = strtok_r(NULL, ";", &rest)) {
        const struct state *state = type_state(l->type, name);

        words = mem_fmt(rq->mem, "%s%s%s", words, *words ? ", " : "",
                        state ? tr(rq->lang, state->label) : name);
    }
    option(h, chosen, words, chosen);
}

static void state_part(struct rq *rq, struct html *h, const struct list *l)
{
    const char *chosen = asked(l, NULL, LIST_STATE);

    open_part(h, "state", T(rq, "State"));
    open_select(rq, h, "state");
    for (size_t i = 0; i < l->type->n_states; i++)
        option(h, l->type->states[i].name,
               tr(rq->lang, l->type->states[i].label), chosen);
    if (strchr(chosen, ';'))
        several_states(rq, h, l, chosen);
    html_raw(h, "</select></div>\n");
}

bool list_selects(const struct field *f)
{
    return f->kind == KIND_CHOICE || f->kind == KIND_BOOL || by_reference(f);
}

/* "Nothing is entered", where that can be. */
static void none_option(struct rq *rq, struct html *h, const struct list *l,
                        const struct field *f)
{
    if (!f->must)
        option(h, LIST_NONE, T(rq, "not filled in"),
               strcmp(asked(l, f, LIST_EMPTY), "yes") ? "" : LIST_NONE);
}

static void choice_part(struct rq *rq, struct html *h, const struct list *l,
                        const struct field *f)
{
    const char *chosen = asked(l, f, LIST_IS);

    open_select(rq, h, f->name);
    none_option(rq, h, l, f);
    for (size_t i = 0; i < f->n_choices; i++)
        option(h, f->choices[i].name, tr(rq->lang, f->choices[i].label),
               chosen);
    html_raw(h, "</select>");
}

static void bool_part(struct rq *rq, struct html *h, const struct list *l,
                      const struct field *f)
{
    open_select(rq, h, f->name);
    none_option(rq, h, l, f);
    option(h, "yes", T(rq, "yes"), asked(l, f, LIST_IS));
    option(h, "no", T(rq, "no"), asked(l, f, LIST_IS));
    html_raw(h, "</select>");
}

static void ref_part(struct rq *rq, struct html *h, const struct list *l,
                     const struct field *f, const struct choice_list *c)
{
    const char *chosen = asked(l, f, LIST_IS);
    bool found = !*chosen;

    if (!c || c->more) {
        html_fmt(h,
                 "<input id=\"l-%s\" name=\"%s\" class=\"w16\" value=\"%s\""
                 " data-find=\"%s\" placeholder=\"%s\">",
                 f->name, f->name,
                 strcmp(asked(l, f, LIST_EMPTY), "yes")
                     ? ref_named(rq, f->ref, chosen)
                     : LIST_NONE,
                 url(rq, "/find/%s/%s", l->type->name, f->name),
                 T(rq, "name or code"));
        return;
    }
    open_select(rq, h, f->name);
    none_option(rq, h, l, f);
    for (size_t i = 0; i < c->n; i++) {
        const struct label *label = &c->labels[i];
        const char *value = ref_value(rq, label->id);

        /* The address may name it by its code. */
        if (!found && label->code && !strcmp(label->code, chosen))
            chosen = value;
        found = found || !strcmp(value, chosen);
        option(h, value,
               text_cut(rq->mem, label_text(rq, label), OPTION_CHARS), chosen);
    }
    if (!found)
        option(h, chosen, chosen, chosen);
    html_raw(h, "</select>");
}

static void range_end(struct rq *rq, struct html *h, const struct list *l,
                      const struct field *f, enum list_what what)
{
    bool from = what == LIST_FROM;
    const char *label = tr(rq->lang, f->label);
    const char *name =
        mem_fmt(rq->mem, from ? "%s_from" : "%s_to", f->name);

    open_part(h, name,
              from ? mem_fmt(rq->mem, T(rq, "%s, from"), label)
                   : mem_fmt(rq->mem, T(rq, "%s, to"), label));
    html_fmt(h, "<input id=\"l-%s\" name=\"%s\" class=\"w8\"", name, name);
    if (f->kind == KIND_DAY)
        html_raw(h, " type=\"date\"");
    html_fmt(h, " value=\"%s\"></div>\n", asked(l, f, what));
}

static bool has_range(const struct field *f)
{
    switch (f->kind) {
    case KIND_DAY:
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
        return true;
    case KIND_COUNT:
        return f->least >= f->most || f->least < 1000;
    default:
        return false;
    }
}

static void field_part(struct rq *rq, struct html *h, const struct list *l,
                       const struct field *f, const struct choices *c)
{
    if (has_range(f)) {
        range_end(rq, h, l, f, LIST_FROM);
        range_end(rq, h, l, f, LIST_TO);
        return;
    }
    open_part(h, f->name, tr(rq->lang, f->label));
    if (f->kind == KIND_CHOICE)
        choice_part(rq, h, l, f);
    else if (f->kind == KIND_BOOL)
        bool_part(rq, h, l, f);
    else if (by_reference(f))
        ref_part(rq, h, l, f, choices_get(c, f->ref, 0));
    else
        html_fmt(h,
                 "<input id=\"l-%s\" name=\"%s\" class=\"w8\" value=\"%s\">",
                 f->name, f->name, asked(l, f, LIST_IS));
    html_raw(h, "</div>\n");
}

/* --- The bar -------------------------------------------------------------- */

/* Does the bar itself have an input for this filter? */
static bool shown(struct rq *rq, const struct list *l,
                  const struct list_filter *f)
{
    if (f->what == LIST_WORDS || f->what == LIST_STATE)
        return true;
    if (!f->field || !in_bar(rq, l, f->field))
        return false;
    if (f->what == LIST_EMPTY)
        return list_selects(f->field) && !strcmp(f->value, "yes");
    return (f->what == LIST_IS) != has_range(f->field);
}

static void hidden_parts(struct rq *rq, struct html *h, const struct list *l)
{
    for (size_t i = 0; i < l->n_filters; i++)
        if (!shown(rq, l, &l->filters[i]))
            html_fmt(h, "<input type=\"hidden\" name=\"%s\" value=\"%s\">",
                     filter_name(rq, &l->filters[i]), l->filters[i].value);
    if (l->columns)
        html_fmt(h, "<input type=\"hidden\" name=\"cols\" value=\"%s\">",
                 list_column_names(rq, l));
    if (l->limit != LIST_ROWS)
        html_fmt(h, "<input type=\"hidden\" name=\"limit\" value=\"%d\">",
                 l->limit);
    if (list_sort(rq, l))
        html_fmt(h, "<input type=\"hidden\" name=\"sort\" value=\"%s\">",
                 list_sort(rq, l));
}

static bool has_words(const struct type *t)
{
    for (size_t i = 0; i < t->n_fields; i++)
        if (t->fields[i].search)
            return true;
    return false;
}

enum { PLAIN_PARTS = 4 }; /* fields that the bar shows without asking */

static bool is_asked(const struct list *l, const struct field *f)
{
    for (size_t i = 0; i < l->n_filters; i++)
        if (l->filters[i].field == f)
            return true;
    return false;
}

/* The first fields and those that are asked for; the others a click away. */
static void field_parts(struct rq *rq, struct html *h, const struct list *l,
                        const struct choices *c, bool rest)
{
    const struct type *t = l->type;
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (!in_bar(rq, l, f))
            continue;
        if ((n++ < PLAIN_PARTS || is_asked(l, f)) != rest)
            field_part(rq, h, l, f, c);
    }
}

static bool has_rest(struct rq *rq, const struct list *l)
{
    const struct type *t = l->type;
    size_t n = 0;

    for (size_t i = 0; i < t->n_fields; i++)
        if (in_bar(rq, l, &t->fields[i]) && n++ >= PLAIN_PARTS &&
            !is_asked(l, &t->fields[i]))
            return true;
    return false;
}

/* Is there anything to filter by? */
static bool has_parts(struct rq *rq, const struct list *l)
{
    const struct type *t = l->type;

    if (has_words(t) || t->n_states > 1 || l->n_filters)
        return true;
    for (size_t i = 0; i < t->n_fields; i++)
        if (in_bar(rq, l, &t->fields[i]))
            return true;
    return false;
}

void filter_bar(struct rq *rq, struct html *h, const struct list *l,
                const char *base)
{
    const struct type *t = l->type;
    struct choices *c = choices_new(rq, FILTER_OPTIONS);

    if (!has_parts(rq, l))
        return;

    for (size_t i = 0; i < t->n_fields; i++)
        if (in_bar(rq, l, &t->fields[i]) && by_reference(&t->fields[i]))
            choices_want(c, t->fields[i].ref, 0);
    if (choices_read(c))
        c = choices_new(rq, 0);
    html_fmt(h,
             "<form class=\"filter\" method=\"get\" action=\"%s\""
             " aria-label=\"%s\">\n",
             base, T(rq, "Filter"));
    if (has_words(t))
        words_part(rq, h, l);
    if (t->n_states > 1)
        state_part(rq, h, l);
    field_parts(rq, h, l, c, false);
    hidden_parts(rq, h, l);
    html_fmt(h, "<button class=\"button\">%s</button>", T(rq, "Show"));
    if (l->n_filters)
        html_fmt(h, "<a class=\"small\" href=\"%s?" LIST_PLAIN "=1\">%s</a>",
                 base,
                 T(rq, "Clear"));
    if (has_rest(rq, l)) {
        html_fmt(h, "<details><summary>%s</summary><div>\n",
                 T(rq, "More filters"));
        field_parts(rq, h, l, c, true);
        html_raw(h, "</div></details>\n");
    }
    html_raw(h, "</form>\n");
}
