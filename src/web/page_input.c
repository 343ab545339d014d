/* SPDX-License-Identifier: Apache-2.0 */
/*
 * page_input.c: inputs of fields, as doc/look.md has them: the id of an input
 * is f-NAME, of its help h-NAME, of its error e-NAME.
 */
#include "web/input.h"

#include "base/text.h"
#include "kernel/layout.h"
#include "kernel/org.h"

#include <string.h>

enum { RADIOS_MOST = 5, LINE_CHARS = 300, LONG_CHARS = 20000 };

/* --- Parts ---------------------------------------------------------------- */

static const char *error_of(const struct rq *rq, const char *name)
{
    for (const struct failure *f = rq->fails; f; f = f->next)
        if (f->field && !strcmp(f->field, name))
            return f->text;
    return NULL;
}

static void put_label(const struct form *fm, const char *name, const char *text,
                      bool must)
{
    html_fmt(fm->h, "<label for=\"f-%s\">%s", name, text);
    if (must)
        html_fmt(fm->h, " <span class=\"must\">%s</span>",
                 T(fm->rq, "required"));
    html_raw(fm->h, "</label>");
}

static void put_help(const struct form *fm, const struct field *f)
{
    if (f->help)
        html_fmt(fm->h, "<p class=\"help\" id=\"h-%s\">%s</p>\n", f->name,
                 tr(fm->rq->lang, f->help));
}

void page_field_error(struct rq *rq, struct html *h, const char *name)
{
    const char *error = error_of(rq, name);

    if (!error)
        return;
    html_fmt(h, "<p class=\"field-error\" id=\"e-%s\">", name);
    page_icon(h, "warn");
    html_fmt(h, "%s</p>", error);
}

/* Attributes that say what is wrong and what helps. */
void input_aria(const struct form *fm, const struct field *f, const char *name)
{
    bool wrong = error_of(fm->rq, name) != NULL;

    if (wrong)
        html_raw(fm->h, " aria-invalid=\"true\"");
    if (wrong && f->help)
        html_fmt(fm->h, " aria-describedby=\"h-%s e-%s\"", f->name, name);
    else if (wrong)
        html_fmt(fm->h, " aria-describedby=\"e-%s\"", name);
    else if (f->help)
        html_fmt(fm->h, " aria-describedby=\"h-%s\"", f->name);
}

/* What is guarded or personal is never kept in a browser. */
static const char *private_mark(const struct field *f)
{
    return f->guard || f->erase != ERASE_KEEP ? " private" : "";
}

void input_open_field(const struct form *fm, const struct field *f)
{
    html_fmt(fm->h, "<div class=\"%s%s\">",
             error_of(fm->rq, f->name) ? "field wrong" : "field",
             private_mark(f));
    put_label(fm, f->name, tr(fm->rq->lang, f->label), f->must);
    put_help(fm, f);
}

void input_close_field(const struct form *fm, const struct field *f)
{
    page_field_error(fm->rq, fm->h, f->name);
    html_raw(fm->h, "</div>\n");
}

/* Several inputs under one legend. */
void input_open_set(const struct form *fm, const struct field *f)
{
    html_fmt(fm->h, "<fieldset class=\"%s%s\"><legend>%s",
             error_of(fm->rq, f->name) ? "field wrong" : "field",
             private_mark(f), tr(fm->rq->lang, f->label));
    if (f->must)
        html_fmt(fm->h, " <span class=\"must\">%s</span>",
                 T(fm->rq, "required"));
    html_raw(fm->h, "</legend>");
    put_help(fm, f);
}

void input_close_set(const struct form *fm, const struct field *f)
{
    page_field_error(fm->rq, fm->h, f->name);
    html_raw(fm->h, "</fieldset>\n");
}

/* Tells the reader of the form that the field was in it, though nothing may
 * be input_sent for it (no box ticked). */
void input_here(const struct form *fm, const struct field *f)
{
    html_fmt(fm->h, "<input type=\"hidden\" name=\"has\" value=\"%s\">",
             f->name);
}

const char *input_sent(const struct form *fm, const char *name)
{
    return fm->typed ? web_arg(fm->rq, name) : NULL;
}

static int most_chars(const struct field *f)
{
    if (f->max)
        return f->max;
    return f->kind == KIND_LONG || f->kind == KIND_LONG3 ? LONG_CHARS
                                                         : LINE_CHARS;
}

/* --- Lines ---------------------------------------------------------------- */

/* Number as it is typed in this language; nothing is rounded. */
static const char *typed_number(struct rq *rq, const char *canonical)
{
    char *s = mem_str(rq->mem, canonical);
    char *point = s ? strchr(s, '.') : NULL;

    if (point && rq->lang != LANG_EN)
        *point = ',';
    return s ? s : "";
}

static const char *stored_text(const struct form *fm, const struct field *f)
{
    const char *s = field_canonical(fm->rq, f, LANG_KY, fm->rec);

    switch (f->kind) {
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
        return typed_number(fm->rq, s);
    default:
        return s ? s : "";
    }
}

static const char *width_of(const struct field *f)
{
    switch (f->kind) {
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
        return "w8";
    case KIND_TEXT:
        return f->max && f->max <= 40 ? "w16" : "";
    default:
        return "w16";
    }
}

static void line_input(const struct form *fm, const struct field *f)
{
    const char *value = input_sent(fm, f->name);
    const char *suffix = f->kind == KIND_PERCENT ? "%"
                         : f->kind == KIND_MONEY ? T(fm->rq, "som")
                                                 : NULL;

    if (!value)
        value = stored_text(fm, f);
    input_open_field(fm, f);
    if (suffix)
        html_raw(fm->h, "<span class=\"unit\">");
    html_fmt(fm->h, "<input id=\"f-%s\" name=\"%s\" value=\"%s\"", f->name,
             f->name, value);
    if (*width_of(f))
        html_fmt(fm->h, " class=\"%s\"", width_of(f));
    if (f->kind == KIND_TEXT)
        html_fmt(fm->h, " maxlength=\"%d\"", most_chars(f));
    if (f->kind == KIND_COUNT)
        html_raw(fm->h, " inputmode=\"numeric\"");
    if (f->kind == KIND_NUMBER || suffix)
        html_raw(fm->h, " inputmode=\"decimal\"");
    /* What is no date cannot stand in a date input. */
    if (f->kind == KIND_DAY && (!*value || day_is(day_parse(value))))
        html_raw(fm->h, " type=\"date\"");
    if (f->must)
        html_raw(fm->h, " required");
    input_aria(fm, f, f->name);
    html_raw(fm->h, ">");
    if (suffix)
        html_fmt(fm->h, "<span>%s</span></span>", suffix);
    input_close_field(fm, f);
}

static void long_input(const struct form *fm, const struct field *f)
{
    const char *value = input_sent(fm, f->name);

    if (!value)
        value = stored_text(fm, f);
    input_open_field(fm, f);
    html_fmt(fm->h, "<textarea id=\"f-%s\" name=\"%s\" maxlength=\"%d\"",
             f->name, f->name, most_chars(f));
    if (f->must)
        html_raw(fm->h, " required");
    input_aria(fm, f, f->name);
    /* The first line end of a textarea is not part of its text. */
    html_fmt(fm->h, ">\n%s</textarea>", value);
    input_close_field(fm, f);
}

static void text3_part(const struct form *fm, const struct field *f, int part)
{
    const char *name = column_name(fm->rq->mem, f, part);
    const char *value = input_sent(fm, name);
    bool is_long = f->kind == KIND_LONG3;
    bool must = f->must && part == LANG_KY;

    if (!value)
        value = FIELD_IN(f, fm->rec, struct text3)->in[part];
    html_raw(fm->h, "<div>");
    put_label(fm, name, lang_name((enum lang)part), must);
    if (is_long)
        html_raw(fm->h, "<textarea");
    else
        html_raw(fm->h, "<input");
    html_fmt(fm->h, " id=\"f-%s\" name=\"%s\" lang=\"%s\" maxlength=\"%d\"",
             name, name, lang_code((enum lang)part), most_chars(f));
    if (must)
        html_raw(fm->h, " required");
    input_aria(fm, f, name);
    if (is_long)
        html_fmt(fm->h, ">\n%s</textarea>", value);
    else
        html_fmt(fm->h, " value=\"%s\">", value);
    page_field_error(fm->rq, fm->h, name);
    html_raw(fm->h, "</div>\n");
}

static void text3_input(const struct form *fm, const struct field *f)
{
    html_fmt(fm->h, "<fieldset class=\"field3%s\"><legend>%s</legend>",
             private_mark(f), tr(fm->rq->lang, f->label));
    put_help(fm, f);
    for (int p = 0; p < LANGS; p++)
        text3_part(fm, f, p);
    input_close_set(fm, f);
}

/* --- Choices -------------------------------------------------------------- */

static const char *chosen_of(const struct form *fm, const struct field *f)
{
    const char *value = input_sent(fm, f->name);

    if (!value)
        value = *FIELD_IN(f, fm->rec, const char *);
    return value ? value : "";
}

static void radio_input(const struct form *fm, const struct field *f)
{
    const char *chosen = chosen_of(fm, f);

    input_open_set(fm, f);
    html_raw(fm->h, "<div class=\"options row\">\n");
    for (size_t i = 0; i < f->n_choices; i++) {
        html_raw(fm->h, "<label><input type=\"radio\"");
        if (!i)
            html_fmt(fm->h, " id=\"f-%s\"", f->name);
        html_fmt(fm->h, " name=\"%s\" value=\"%s\"", f->name,
                 f->choices[i].name);
        if (!strcmp(f->choices[i].name, chosen))
            html_raw(fm->h, " checked");
        html_fmt(fm->h, " required>%s</label>\n",
                 tr(fm->rq->lang, f->choices[i].label));
    }
    html_raw(fm->h, "</div>");
    input_close_set(fm, f);
}

void input_option(struct html *h, const char *value, const char *text,
                  bool chosen)
{
    html_fmt(h, "<option value=\"%s\"", value);
    if (chosen)
        html_raw(h, " selected");
    html_fmt(h, ">%s</option>\n", text);
}

void input_open_select(const struct form *fm, const struct field *f)
{
    html_fmt(fm->h, "<select id=\"f-%s\" name=\"%s\"", f->name, f->name);
    if (f->must)
        html_raw(fm->h, " required");
    input_aria(fm, f, f->name);
    html_fmt(fm->h, "><option value=\"\">%s</option>\n",
             f->must ? T(fm->rq, "choose") : "–");
}

static void choice_input(const struct form *fm, const struct field *f)
{
    const char *chosen = chosen_of(fm, f);

    if (f->must && f->n_choices <= RADIOS_MOST) {
        radio_input(fm, f);
        return;
    }
    input_open_field(fm, f);
    input_open_select(fm, f);
    for (size_t i = 0; i < f->n_choices; i++)
        input_option(fm->h, f->choices[i].name,
                     tr(fm->rq->lang, f->choices[i].label),
                     !strcmp(f->choices[i].name, chosen));
    html_raw(fm->h, "</select>");
    input_close_field(fm, f);
}

static void bool_input(const struct form *fm, const struct field *f)
{
    bool on = fm->typed ? web_arg(fm->rq, f->name) != NULL
                        : *FIELD_IN(f, fm->rec, bool);

    html_fmt(fm->h, "<div class=\"field%s\">", private_mark(f));
    input_here(fm, f);
    html_fmt(fm->h,
             "<label class=\"option\"><input type=\"checkbox\" id=\"f-%s\""
             " name=\"%s\" value=\"yes\"",
             f->name, f->name);
    if (on)
        html_raw(fm->h, " checked");
    input_aria(fm, f, f->name);
    html_fmt(fm->h, ">%s</label>", tr(fm->rq->lang, f->label));
    put_help(fm, f);
    input_close_field(fm, f);
}

/* --- All ------------------------------------------------------------------ */

static bool is_file(const struct field *f)
{
    return (f->kind == KIND_FILE || f->kind == KIND_REFS) &&
           f->ref == &type_file;
}

static bool asks(const struct step *s, const char *name)
{
    for (int i = 0; i < STEP_ASKS_MAX && s->asks[i]; i++)
        if (!strcmp(s->asks[i], name))
            return true;
    return false;
}

struct form_fields form_fields(struct rq *rq, const struct type *t,
                               const struct step *step, bool is_new)
{
    struct form_fields ff = { .f = MEM_ARRAY(rq->mem, t->n_fields + 1,
                                             const struct field *) };

    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];

        if (step ? !asks(step, f->name) : f->computed || f->by_act || (f->fixed && !is_new))
            continue;
        if (f->guard && !rights_field(rq, t, f, true))
            continue;
        ff.f[ff.n++] = f;
        ff.files = ff.files || is_file(f);
    }
    return ff;
}

enum rc form_begin(struct form *fm, const struct form_fields *ff)
{
    const struct record *head = fm->rec;
    const struct field *scope = type_field(fm->t, fm->t->code_scope);
    struct names *ns = names_new(fm->rq);

    if (scope && scope->kind == KIND_REF)
        fm->scope = *FIELD_IN(scope, fm->rec, int64_t);
    fm->choices = choices_new(fm->rq, FORM_OPTIONS);
    for (size_t i = 0; i < ff->n; i++)
        if ((ff->f[i]->kind == KIND_REF || ff->f[i]->kind == KIND_REFS) &&
            !is_file(ff->f[i]))
            choices_want(fm->choices, ff->f[i]->ref,
                         ref_scope(fm->rq, fm->t, ff->f[i], fm->scope,
                                   fm->rec));
    if (!head->id)
        choices_want(fm->choices, &type_unit, 0);
    names_want_all(ns, fm->t, fm->rec);
    fm->names = ns;
    TRY(choices_read(fm->choices));
    return names_read(ns);
}

void form_input(const struct form *fm, const struct field *f)
{
    switch (f->kind) {
    case KIND_TEXT:
    case KIND_COUNT:
    case KIND_NUMBER:
    case KIND_PERCENT:
    case KIND_MONEY:
    case KIND_DAY:
    case KIND_INSTANT:
        line_input(fm, f);
        break;
    case KIND_LONG:
        long_input(fm, f);
        break;
    case KIND_TEXT3:
    case KIND_LONG3:
        text3_input(fm, f);
        break;
    case KIND_CHOICE:
        choice_input(fm, f);
        break;
    case KIND_BOOL:
        bool_input(fm, f);
        break;
    case KIND_REF:
        input_ref(fm, f);
        break;
    case KIND_REFS:
        if (is_file(f))
            input_file(fm, f);
        else
            input_refs(fm, f);
        break;
    case KIND_FILE:
        input_file(fm, f);
        break;
    }
}

const struct field form_owner_field = {
    .name = "owner_unit",
    .kind = KIND_REF,
    .offset = offsetof(struct record, owner_unit),
    .label = N_("Unit that owns the record"),
    .ref = &type_unit,
};

void form_owner(const struct form *fm, int64_t unit)
{
    struct record rec = { .owner_unit = unit };
    struct form own = *fm;

    own.rec = &rec;
    input_ref(&own, &form_owner_field);
}

void page_input(struct rq *rq, struct html *h, const struct type *t,
                const struct field *f, const void *rec, bool typed)
{
    struct form fm = { .rq = rq, .h = h, .t = t, .rec = rec, .typed = typed };
    struct form_fields ff = { .f = &f, .n = 1 };

    if (form_begin(&fm, &ff))
        return;
    form_input(&fm, f);
}
