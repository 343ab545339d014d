/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail_letter.c: a notice, or the digest of "My work", as a letter: plain text
 * and the same in simple HTML, in the language of the person told.
 */
#include "kernel/mail.h"

#include "kernel/app.h"
#include "kernel/assignment.h"
#include "kernel/notice_in.h"
#include "kernel/record.h"
#include "kernel/setting.h"

#include <string.h>

/* Lines of one group of the digest; notices that it lists. */
enum { SHOWN = 20, NOTICES = 20 };

/* --- Both bodies at once ---------------------------------------------------- */

static void html_add(struct letter *l, const char *s)
{
    buf_html(&l->html, s, strlen(s));
}

static void put_heading(struct letter *l, const char *s)
{
    buf_fmt(&l->text, "\r\n%s\r\n", s);
    buf_str(&l->html, "<h2 style=\"font-size:1.1em\">");
    html_add(l, s);
    buf_str(&l->html, "</h2>\n");
}

static void put_paragraph(struct letter *l, const char *s)
{
    buf_fmt(&l->text, "%s\r\n", s);
    buf_str(&l->html, "<p>");
    html_add(l, s);
    buf_str(&l->html, "</p>\n");
}

/* A line with its address, NULL none. */
static void put_line(struct letter *l, const char *s, const char *link)
{
    buf_fmt(&l->text, "- %s\r\n", s);
    buf_str(&l->html, "<li>");
    if (link) {
        buf_fmt(&l->text, "  %s\r\n", link);
        buf_str(&l->html, "<a href=\"");
        html_add(l, link);
        buf_str(&l->html, "\">");
    }
    html_add(l, s);
    buf_str(&l->html, link ? "</a></li>\n" : "</li>\n");
}

/* "https://ordo.example/ky/my", NULL when nobody said where the house is. */
static const char *link_to(struct rq *rq, const char *path)
{
    const char *base = setting_get(rq, "base_url");
    size_t n = strlen(base);

    while (n && base[n - 1] == '/')
        n--;
    return n ? mem_fmt(rq->mem, "%.*s/%s%s", (int)n, base,
                       lang_code(rq->lang), path)
             : NULL;
}

static void put_link(struct rq *rq, struct letter *l, const char *words,
                     const char *path)
{
    const char *link = link_to(rq, path);

    if (!link)
        return;
    buf_fmt(&l->text, "\r\n%s: %s\r\n", words, link);
    buf_str(&l->html, "<p><a href=\"");
    html_add(l, link);
    buf_str(&l->html, "\">");
    html_add(l, words);
    buf_str(&l->html, "</a></p>\n");
}

static void letter_begin(struct letter *l)
{
    buf_fmt(&l->html,
            "<!doctype html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
            "<title>",
            lang_code(l->lang));
    html_add(l, l->subject);
    buf_str(&l->html, "</title></head>\n<body style=\"font-family:sans-serif;"
                      "line-height:1.45;max-width:40em\">\n");
}

static void letter_end(struct rq *rq, struct letter *l)
{
    const char *why = mem_fmt(
        rq->mem, T(rq, "%s. When such letters come is set under “My account”."),
        l->from_name);

    buf_fmt(&l->text, "\r\n-- \r\n%s\r\n", why);
    buf_str(&l->html, "<p style=\"color:#555;font-size:.9em\">");
    html_add(l, why);
    buf_str(&l->html, "</p>\n");
    put_link(rq, l, T(rq, "My account"), "/profile");
    buf_str(&l->html, "</body></html>\n");
}

/* --- One notice ------------------------------------------------------------- */

static void put_notice(struct rq *rq, struct letter *l, const struct notice *n)
{
    const struct notice_kind *k = notice_kind(rq->app, n->kind);
    const char *text = notice_text(rq, n);

    l->subject = mem_fmt(rq->mem, "%s: %s", T(rq, "Ordo"),
                         k ? tr(rq->lang, k->label) : n->kind);
    letter_begin(l);
    put_paragraph(l, text);
    put_link(rq, l, T(rq, "Open it"),
             mem_fmt(rq->mem, "/notices/%lld", (long long)n->id));
}

/* --- The digest ------------------------------------------------------------- */

static const struct {
    enum work work;
    const char *label;
} groups[] = {
    { WORK_LATE, N_("Late") },
    { WORK_TODAY, N_("Today") },
    { WORK_WEEK, N_("This week") },
};

static void put_work(struct rq *rq, struct letter *l, const struct my_work *w)
{
    for (size_t g = 0; g < COUNT(groups); g++) {
        enum work k = groups[g].work;

        if (!w->n[k])
            continue;
        put_heading(l, tr(rq->lang, groups[g].label));
        buf_str(&l->html, "<ul>\n");
        for (size_t i = 0; i < w->n[k]; i++) {
            const struct assignment *a = w->a[k][i];

            put_line(l,
                     mem_fmt(rq->mem, "%s: %s",
                             lang_day(rq->mem, rq->lang, a->due),
                             text3_get(&a->title, rq->lang, NULL)),
                     link_to(rq, mem_fmt(rq->mem, "/my/%lld",
                                         (long long)a->r.id)));
        }
        buf_str(&l->html, "</ul>\n");
    }
}

/* What was told since the digest before this one and is not read yet. */
static enum rc put_told(struct rq *rq, struct letter *l,
                        const struct notice *digest)
{
    static const struct sql_text q = {
        "SELECT " NOTICE_COLUMNS " FROM notice n WHERE n.person = $1"
        " AND n.read_at IS NULL AND n.kind <> 'digest' AND n.id < $2"
        " AND n.id > COALESCE((SELECT MAX(d.id) FROM notice d"
        " WHERE d.person = $1 AND d.kind = 'digest' AND d.id < $2), 0)"
        " ORDER BY n.id DESC LIMIT $3",
        "iii", NOTICE_LETTERS
    };
    struct notice *all = MEM_ARRAY(rq->mem, NOTICES, struct notice);
    size_t n = 0;
    struct sql_rows r = sql_query(rq->sql, &q,
                                  ARGS(INT(digest->person), INT(digest->id),
                                       INT(NOTICES)));

    while (n < NOTICES && sql_next(&r))
        notice_decode(rq, &r, &all[n++]);
    TRY(sql_done(&r));
    if (!n)
        return RC_OK;
    put_heading(l, T(rq, "Notices"));
    buf_str(&l->html, "<ul>\n");
    for (size_t i = 0; i < n; i++)
        put_line(l, notice_text(rq, &all[i]),
                 link_to(rq, mem_fmt(rq->mem, "/notices/%lld",
                                     (long long)all[i].id)));
    buf_str(&l->html, "</ul>\n");
    return RC_OK;
}

static enum rc put_digest(struct rq *rq, struct letter *l,
                          const struct notice *n)
{
    struct my_work w;

    l->subject = mem_fmt(rq->mem, "%s, %s", T(rq, "My work"),
                         lang_day(rq->mem, rq->lang, rq->today));
    letter_begin(l);
    TRY(assignment_mine(rq, n->person, SHOWN, &w));
    put_work(rq, l, &w);
    TRY(put_told(rq, l, n));
    put_link(rq, l, T(rq, "My work"), "/my");
    return RC_OK;
}

/* --- The envelope ----------------------------------------------------------- */

static bool is_address(const char *s)
{
    const char *at = s ? strchr(s, '@') : NULL;

    if (!at || at == s || !at[1] || strchr(at + 1, '@'))
        return false;
    for (; *s; s++)
        if (*s <= ' ' || *s > '~' || strchr("<>(),;:\"[]\\", *s))
            return false;
    return true;
}

static enum rc put_receiver(struct rq *rq, struct letter *l, int64_t person)
{
    void *rec;
    const struct person *p;

    TRY(record_load(rq, &type_person, person, &rec));
    p = rec;
    if (!p->email || !*p->email)
        return fail(rq, RC_INVALID, NULL, "the person has no e-mail address");
    if (!is_address(p->email))
        return fail(rq, RC_INVALID, NULL, "%s is not an e-mail address",
                    p->email);
    l->to = p->email;
    l->to_name = text3_get(&p->name, rq->lang, NULL);
    return RC_OK;
}

static enum rc put_sender(struct rq *rq, struct letter *l)
{
    static const char *const names[LANGS] = { "institution_ky",
                                              "institution_ru",
                                              "institution_en" };

    l->from = setting_get(rq, "smtp_from");
    l->from_name = setting_get(rq, names[rq->lang]);
    /* The letter is not at fault: it waits until somebody sets it. */
    if (!is_address(l->from))
        return fail(rq, RC_BUSY, NULL,
                    "the address from which mail is sent is not set");
    return RC_OK;
}

enum rc mail_letter(struct rq *rq, const struct notice *n, struct letter *l)
{
    TRY(notice_lang(rq, n->person, &rq->lang));
    rq->system = true;
    l->lang = rq->lang;
    l->at = n->created_at;
    buf_init(&l->text, rq->mem);
    buf_init(&l->html, rq->mem);
    TRY(put_receiver(rq, l, n->person));
    TRY(put_sender(rq, l));
    /* The same for each try, so that a letter sent twice is one letter. */
    l->id = mem_fmt(rq->mem, "ordo.%lld.%llx@%s", (long long)n->id,
                    (unsigned long long)n->created_at,
                    strchr(l->from, '@') + 1);
    if (!strcmp(n->kind, "digest"))
        TRY(put_digest(rq, l, n));
    else
        put_notice(rq, l, n);
    letter_end(rq, l);
    return RC_OK;
}
