/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input_refs.c: inputs of references and files.
 */
#include "web/input.h"

#include "base/text.h"
#include "kernel/org.h"
#include "web/form_act.h"

#include <stdlib.h>
#include <string.h>

enum {
    BOXES_MOST = 12,
    AMONG_MOST = 40,
    SELECT_MOST = 40, /* more are found by typing */
    OPTION_CHARS = 90,
};

/* --- References ----------------------------------------------------------- */

static const char *option_text(struct rq *rq, const struct label *l)
{
    return text_cut(rq->mem, label_text(rq, l), OPTION_CHARS);
}

const char *ref_suggestion(struct rq *rq, const struct label *l)
{
    const char *text = option_text(rq, l);

    if (l->code || *text == '#')
        return text;
    return mem_fmt(rq->mem, "#%lld %s", (long long)l->id, text);
}

static const struct choice_list *list_of(const struct form *fm,
                                         const struct field *f)
{
    return choices_get(fm->choices, f->ref,
                       ref_scope(fm->rq, fm->t, f, fm->scope, fm->rec));
}

static const char *name_of(const struct form *fm, const struct field *f,
                           int64_t id)
{
    const struct label *l = names_get(fm->names, f->ref, id);

    return l ? ref_suggestion(fm->rq, l) : ref_value(fm->rq, id);
}

const char *ref_named(struct rq *rq, const struct type *t, const char *value)
{
    int64_t id = *value == '#' ? strtoll(value + 1, NULL, 10) : 0;
    struct rq ask = *rq;
    struct label l;

    if (id < 1 || strcmp(value, ref_value(rq, id)) != 0)
        return value;
    rq_forget(&ask);
    return record_label(&ask, t, id, &l) ? value : ref_suggestion(rq, &l);
}

static const char *find_url(const struct form *fm, const struct field *f)
{
    return url(fm->rq, "/find/%s/%s", fm->t->name, f->name);
}

static void put_datalist(const struct form *fm, const struct field *f,
                         const struct choice_list *c)
{
    html_fmt(fm->h, "<datalist id=\"l-%s\">", f->name);
    for (size_t i = 0; i < c->n; i++)
        html_fmt(fm->h, "<option value=\"%s\">\n",
                 ref_suggestion(fm->rq, &c->labels[i]));
    html_raw(fm->h, "</datalist>");
}

static bool means(const struct label *l, const char *value, const char *sent)
{
    return !strcmp(value, sent) || (l->code && !strcmp(l->code, sent));
}

/* Records that lines of a draft will make; is one of them chosen? */
static bool made_options(const struct form *fm, const struct field *f,
                         const char *chosen)
{
    struct made_line *made;
    bool found = false;
    size_t n;

    if (!fm->lines || form_act_made(fm->rq, f->ref, &made, &n))
        return false;
    for (size_t i = 0; i < n; i++) {
        bool here = !found && !strcmp(made[i].value, chosen);

        found = found || here;
        input_option(fm->h, made[i].value, made[i].words, here);
    }
    return found;
}

static void ref_select(const struct form *fm, const struct field *f,
                       const struct choice_list *c, const char *chosen)
{
    int64_t id = *FIELD_IN(f, fm->rec, int64_t);
    bool found = !*chosen;

    /* A choice of one that must be made is made. */
    if (!*chosen && f->must && c->n == 1 && !fm->typed)
        chosen = ref_value(fm->rq, c->labels[0].id);
    input_open_select(fm, f);
    for (size_t i = 0; i < c->n; i++) {
        const char *value = ref_value(fm->rq, c->labels[i].id);
        bool here = !found && means(&c->labels[i], value, chosen);

        here = here || !strcmp(value, chosen);
        found = found || here;
        input_option(fm->h, value, option_text(fm->rq, &c->labels[i]), here);
    }
    found = made_options(fm, f, chosen) || found;
    if (!found)
        input_option(fm->h, chosen,
                     strcmp(chosen, ref_value(fm->rq, id)) ? chosen
                                                           : name_of(fm, f, id),
                     true);
    html_raw(fm->h, "</select>");
}

void input_ref(const struct form *fm, const struct field *f)
{
    const struct choice_list *c = list_of(fm, f);
    int64_t id = *FIELD_IN(f, fm->rec, int64_t);
    const char *chosen = input_sent(fm, f->name);

    input_open_field(fm, f);
    if (c && !c->more && c->n <= SELECT_MOST) {
        ref_select(fm, f, c, chosen ? chosen : ref_value(fm->rq, id));
        input_close_field(fm, f);
        return;
    }
    html_fmt(fm->h,
             "<input id=\"f-%s\" name=\"%s\" list=\"l-%s\""
             " data-find=\"%s\" placeholder=\"%s\" value=\"%s\""
             " autocomplete=\"off\"",
             f->name, f->name, f->name, find_url(fm, f),
             T(fm->rq, "type the beginning of a name or a code"),
             ref_named(fm->rq, f->ref,
                       chosen ? chosen : id ? name_of(fm, f, id) : ""));
    if (f->must)
        html_raw(fm->h, " required");
    input_aria(fm, f, f->name);
    html_raw(fm->h, ">");
    if (c)
        put_datalist(fm, f, c);
    input_close_field(fm, f);
}

static bool refs_has(const struct form *fm, const struct field *f, int64_t id)
{
    const struct http_request *in = web_of(fm->rq)->in;
    const struct refs *refs = FIELD_IN(f, fm->rec, struct refs);
    const char *value = ref_value(fm->rq, id);

    for (size_t i = 0; fm->typed && i < in->n_args; i++)
        if (!strcmp(in->args[i].name, f->name) &&
            !strcmp(in->args[i].value, value))
            return true;
    return !fm->typed && refs_have(refs, id);
}

static void put_box(const struct form *fm, const struct field *f,
                    const struct label *l, bool first)
{
    html_raw(fm->h, "<label><input type=\"checkbox\"");
    if (first)
        html_fmt(fm->h, " id=\"f-%s\"", f->name);
    html_fmt(fm->h, " name=\"%s\" value=\"%s\"", f->name,
             ref_value(fm->rq, l->id));
    if (refs_has(fm, f, l->id))
        html_raw(fm->h, " checked");
    html_fmt(fm->h, ">%s</label>\n", option_text(fm->rq, l));
}

static void ref_line(const struct form *fm, const struct field *f,
                     const char *value, size_t i)
{
    html_raw(fm->h, "<li><input");
    if (!i)
        html_fmt(fm->h, " id=\"f-%s\"", f->name);
    html_fmt(fm->h,
             " name=\"%s\" list=\"l-%s\" data-find=\"%s\" value=\"%s\""
             " aria-label=\"%s\" autocomplete=\"off\"></li>\n",
             f->name, f->name, find_url(fm, f), value,
             tr(fm->rq->lang, f->label));
}

/* One input for each reference and empty ones after them. */
static void ref_lines(const struct form *fm, const struct field *f)
{
    const struct http_request *in = web_of(fm->rq)->in;
    const struct refs *refs = FIELD_IN(f, fm->rec, struct refs);
    size_t n = 0, empty;

    html_raw(fm->h, "<ul class=\"refs\" data-more>\n");
    for (size_t i = 0; fm->typed && i < in->n_args; i++)
        if (!strcmp(in->args[i].name, f->name) && *in->args[i].value)
            ref_line(fm, f, in->args[i].value, n++);
    for (size_t i = 0; !fm->typed && i < refs->n; i++)
        ref_line(fm, f, name_of(fm, f, refs->id[i]), n++);
    for (empty = n ? 1 : 3; empty; empty--)
        ref_line(fm, f, "", n++);
    html_raw(fm->h, "</ul>");
}

const char *ref_among(struct rq *rq, const struct type *t, const void *rec,
                      const struct field *f, struct params *p)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (const char *s = f->among; *s;) {
        const char *open = strchr(s, '{');
        const struct field *by;
        size_t n;

        if (!open) {
            buf_str(&b, s);
            break;
        }
        buf_add(&b, s, (size_t)(open - s));
        n = strcspn(open, "}");
        by = type_field(t, mem_strn(rq->mem, open + 1, n - 1));
        if (by && by->kind == KIND_REF)
            params_add(p, INT(*FIELD_IN(by, rec, int64_t)));
        buf_fmt(&b, "$%zu", p->n);
        s = open + n + 1;
    }
    return b.s;
}

/* The few records that the field's own condition offers. */
static const struct choice_list *among_list(const struct form *fm,
                                            const struct field *f)
{
    struct choice_list *c = MEM_NEW(fm->rq->mem, struct choice_list);
    struct list l = { .type = f->ref, .limit = AMONG_MOST, .rows_only = true };
    int64_t *ids;

    l.where = ref_among(fm->rq, fm->t, fm->rec, f, &l.params);
    if (list_read(fm->rq, &l) || l.next)
        return list_of(fm, f);
    ids = MEM_ARRAY(fm->rq->mem, l.n + 1, int64_t);
    for (size_t i = 0; i < l.n; i++)
        ids[i] = ((const struct record *)l.rec[i])->id;
    c->type = f->ref;
    c->n = l.n;
    return record_labels(fm->rq, f->ref, ids, l.n, &c->labels) ? list_of(fm, f)
                                                               : c;
}

void input_refs(const struct form *fm, const struct field *f)
{
    const struct choice_list *c = f->among ? among_list(fm, f) : list_of(fm, f);
    size_t most = f->among ? AMONG_MOST : BOXES_MOST;

    input_open_set(fm, f);
    input_here(fm, f);
    if (c && !c->more && c->n <= most) {
        html_raw(fm->h, "<div class=\"options\">\n");
        for (size_t i = 0; i < c->n; i++)
            put_box(fm, f, &c->labels[i], !i);
        html_raw(fm->h, "</div>");
    } else {
        ref_lines(fm, f);
        if (c)
            put_datalist(fm, f, c);
    }
    input_close_set(fm, f);
}

/* --- Files ---------------------------------------------------------------- */

static void put_kept(const struct form *fm, const struct field *f)
{
    const struct kept_files *kept = fm->kept;

    for (size_t i = 0; fm->typed && kept && i < kept->n; i++) {
        const struct kept_file *k = &kept->f[i];
        const char *text;

        if (k->fault || strcmp(k->input, f->name) != 0)
            continue;
        text = mem_fmt(fm->rq->mem, "%s:%lld:%s:%s", k->hash,
                       (long long)k->size, k->kind, k->name);
        html_fmt(fm->h,
                 "<label class=\"option\"><input type=\"checkbox\""
                 " name=\"%s_kept\" value=\"%s:%s\" checked>%s</label>\n",
                 f->name, stamp_make(fm->rq, text), text, k->name);
    }
}

static void put_old_file(const struct form *fm, const struct field *f,
                         int64_t id)
{
    bool on = f->kind == KIND_REFS
                  ? refs_has(fm, f, id)
                  : !fm->typed || web_arg(fm->rq, f->name) != NULL;

    html_fmt(fm->h,
             "<label class=\"option\"><input type=\"checkbox\" name=\"%s\""
             " value=\"%s\"",
             f->name, ref_value(fm->rq, id));
    if (on)
        html_raw(fm->h, " checked");
    html_fmt(fm->h, ">%s</label>\n", name_of(fm, f, id));
}

void input_file(const struct form *fm, const struct field *f)
{
    bool many = f->kind == KIND_REFS;
    const struct refs *refs = FIELD_IN(f, fm->rec, struct refs);

    input_open_field(fm, f);
    input_here(fm, f);
    if (many)
        for (size_t i = 0; i < refs->n; i++)
            put_old_file(fm, f, refs->id[i]);
    else if (*FIELD_IN(f, fm->rec, int64_t))
        put_old_file(fm, f, *FIELD_IN(f, fm->rec, int64_t));
    put_kept(fm, f);
    html_fmt(fm->h,
             "<p class=\"help\" id=\"h-%s-file\">%s</p>"
             "<input type=\"file\" id=\"f-%s\" name=\"%s\""
             " data-max-bytes=\"%d\" data-too-big=\"%s\"",
             f->name,
             T(fm->rq, "PDF, picture, office document or table, up to 20 MB."),
             f->name, f->name, FILE_MOST,
             T(fm->rq, "The file is larger than 20 MB:"));
    if (many)
        html_raw(fm->h, " multiple");
    input_aria(fm, f, f->name);
    html_raw(fm->h, ">");
    input_close_field(fm, f);
}
