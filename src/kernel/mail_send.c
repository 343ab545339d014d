/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mail_send.c: one letter to the university's mail server, by libcurl.
 */
#include "kernel/mail.h"

#include "base/log.h"
#include "kernel/app.h"
#include "kernel/setting.h"

#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Bytes of a text in one encoded word of a header: 52 characters then. */
enum { WORD_BYTES = 30, REPLY_MAX = 300, CONNECT_SECONDS = 15,
       LETTER_SECONDS = 90 };

/* What is freed when the letter is gone. */
struct post {
    CURL *curl;
    curl_mime *mime;
    struct curl_slist *headers, *to;
    char reply[REPLY_MAX]; /* the last refusal of the mail server */
    char error[CURL_ERROR_SIZE];
    const struct ordo *app;
};

/* --- Headers ---------------------------------------------------------------- */

static bool is_plain(const char *s)
{
    size_t n = 0;

    for (; *s; s++, n++)
        if (*s < 0x20 || *s > 0x7e || *s == '=' || *s == '"')
            return false;
    return n < 60;
}

const char *mail_words(struct mem *m, const char *text)
{
    struct buf b;

    if (is_plain(text))
        return text;
    buf_init(&b, m);
    while (*text) {
        size_t n = strnlen(text, WORD_BYTES);

        /* Never within a letter. */
        while (n > 1 && ((unsigned char)text[n] & 0xc0) == 0x80)
            n--;
        buf_str(&b, b.n ? "\r\n =?UTF-8?B?" : "=?UTF-8?B?");
        buf_base64(&b, text, n);
        buf_str(&b, "?=");
        text += n;
    }
    return b.s;
}

static const char *mail_date(struct mem *m, int64_t at)
{
    time_t t = (time_t)(at / 1000000);
    char s[64];
    struct tm tm;

    gmtime_r(&t, &tm);
    strftime(s, sizeof s, "%a, %d %b %Y %H:%M:%S +0000", &tm);
    return mem_str(m, s);
}

static bool add(struct curl_slist **list, const char *line)
{
    struct curl_slist *grown = curl_slist_append(*list, line);

    if (grown)
        *list = grown;
    return grown != NULL;
}

static const char *named(struct mem *m, const char *name, const char *address)
{
    if (!name || !*name)
        return address;
    /* A plain name may hold signs that mean something: quoted. */
    if (is_plain(name))
        return mem_fmt(m, "\"%s\" <%s>", name, address);
    return mem_fmt(m, "%s\r\n <%s>", mail_words(m, name), address);
}

static bool add_headers(struct mem *m, struct post *p, const struct letter *l)
{
    return add(&p->headers, mem_fmt(m, "Date: %s", mail_date(m, l->at))) &&
           add(&p->headers, mem_fmt(m, "Message-ID: <%s>", l->id)) &&
           add(&p->headers, mem_fmt(m, "From: %s",
                                    named(m, l->from_name, l->from))) &&
           add(&p->headers,
               mem_fmt(m, "To: %s", named(m, l->to_name, l->to))) &&
           add(&p->headers,
               mem_fmt(m, "Subject: %s", mail_words(m, l->subject))) &&
           add(&p->headers,
               mem_fmt(m, "Content-Language: %s", lang_code(l->lang))) &&
           add(&p->headers, "Auto-Submitted: auto-generated");
}

/* --- Body ------------------------------------------------------------------- */

static bool add_part(curl_mime *mime, const struct buf *b, const char *type)
{
    curl_mimepart *part = curl_mime_addpart(mime);

    return part && !curl_mime_data(part, b->s, b->n) &&
           !curl_mime_type(part, type) && !curl_mime_encoder(part, "base64");
}

/* The last alternative is the one that a program prefers. */
static bool add_body(struct post *p, const struct letter *l)
{
    curl_mime *both = curl_mime_init(p->curl);
    curl_mimepart *whole;

    if (!both)
        return false;
    p->mime = curl_mime_init(p->curl);
    whole = p->mime ? curl_mime_addpart(p->mime) : NULL;
    if (!whole || !add_part(both, &l->text, "text/plain; charset=utf-8") ||
        !add_part(both, &l->html, "text/html; charset=utf-8") ||
        curl_mime_subparts(whole, both)) {
        curl_mime_free(both);
        return false;
    }
    return !curl_mime_type(whole, "multipart/alternative");
}

/* --- The mail server -------------------------------------------------------- */

/* The password: one line of DIR/secret/smtp. */
static const char *password(struct rq *rq)
{
    char *path = mem_fmt(rq->mem, "%s/secret/smtp", store_dir(rq->app->store));
    char line[256] = "";
    FILE *f = fopen(path, "re");

    if (!f)
        return NULL;
    if (!fgets(line, sizeof line, f))
        *line = '\0';
    fclose(f);
    line[strcspn(line, "\r\n")] = '\0';
    return mem_str(rq->mem, line);
}

static size_t hear(char *s, size_t size, size_t n, void *arg)
{
    struct post *p = arg;
    size_t all = size * n, len = all;

    if (len > 3 && (*s == '4' || *s == '5')) {
        while (len && (s[len - 1] == '\r' || s[len - 1] == '\n'))
            len--;
        len = len < REPLY_MAX ? len : REPLY_MAX - 1;
        memcpy(p->reply, s, len);
        p->reply[len] = '\0';
    }
    return all;
}

static int let_go(void *arg, curl_off_t a, curl_off_t b, curl_off_t c,
                  curl_off_t d)
{
    const struct post *p = arg;

    (void)a;
    (void)b;
    (void)c;
    (void)d;
    return mail_stopping(p->app);
}

static void set_server(struct rq *rq, struct post *p, const struct letter *l)
{
    const char *tls = setting_get(rq, "smtp_tls");
    const char *user = setting_get(rq, "smtp_user");
    const char *at = strchr(l->from, '@');

    curl_easy_setopt(p->curl, CURLOPT_URL,
                     mem_fmt(rq->mem, "%s://%s:%s/%s",
                             !strcmp(tls, "tls") ? "smtps" : "smtp",
                             setting_get(rq, "smtp_host"),
                             setting_get(rq, "smtp_port"),
                             at && at[1] ? at + 1 : "localhost"));
    curl_easy_setopt(p->curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    if (!strcmp(tls, "starttls"))
        curl_easy_setopt(p->curl, CURLOPT_USE_SSL, (long)CURLUSESSL_ALL);
    if (*user) {
        const char *word = password(rq);

        curl_easy_setopt(p->curl, CURLOPT_USERNAME, user);
        curl_easy_setopt(p->curl, CURLOPT_PASSWORD, word ? word : "");
    }
}

static void set_limits(struct post *p)
{
    curl_easy_setopt(p->curl, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(p->curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
    curl_easy_setopt(p->curl, CURLOPT_TIMEOUT, (long)LETTER_SECONDS);
    curl_easy_setopt(p->curl, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(p->curl, CURLOPT_NOPROGRESS, 0L);
    curl_easy_setopt(p->curl, CURLOPT_XFERINFOFUNCTION, let_go);
    curl_easy_setopt(p->curl, CURLOPT_XFERINFODATA, p);
    curl_easy_setopt(p->curl, CURLOPT_ERRORBUFFER, p->error);
    curl_easy_setopt(p->curl, CURLOPT_HEADERFUNCTION, hear);
    curl_easy_setopt(p->curl, CURLOPT_HEADERDATA, p);
}

/* A refused entry or no server is nothing that the letter could help. */
static enum mail_answer judge(const struct post *p, CURLcode code)
{
    switch (code) {
    case CURLE_OK:
        return MAIL_TAKEN;
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_USE_SSL_FAILED:
    case CURLE_LOGIN_DENIED:
        return MAIL_DOWN;
    default:
        break;
    }
    if (!*p->reply)
        return MAIL_DOWN; /* it broke off, or said nothing in time */
    if (!strncmp(p->reply, "421", 3) || !strncmp(p->reply, "530", 3))
        return MAIL_DOWN;
    return *p->reply == '5' ? MAIL_NEVER : MAIL_LATER;
}

static enum mail_answer post(struct rq *rq, struct post *p,
                             const struct letter *l, const char **word)
{
    CURLcode code;

    if (!add_headers(rq->mem, p, l) || !add_body(p, l) || !add(&p->to, l->to))
        return MAIL_LATER;
    set_server(rq, p, l);
    set_limits(p);
    curl_easy_setopt(p->curl, CURLOPT_MAIL_FROM, l->from);
    curl_easy_setopt(p->curl, CURLOPT_MAIL_RCPT, p->to);
    curl_easy_setopt(p->curl, CURLOPT_HTTPHEADER, p->headers);
    curl_easy_setopt(p->curl, CURLOPT_MIMEPOST, p->mime);
    code = curl_easy_perform(p->curl);
    if (code)
        *word = mem_str(rq->mem, *p->reply   ? p->reply
                                 : *p->error ? p->error
                                             : curl_easy_strerror(code));
    return judge(p, code);
}

enum mail_answer mail_send(struct rq *rq, const struct letter *l,
                           const char **word)
{
    struct post p = { .app = rq->app };
    enum mail_answer a = MAIL_LATER;

    *word = "no memory";
    p.curl = curl_easy_init();
    if (p.curl)
        a = post(rq, &p, l, word);
    curl_easy_cleanup(p.curl);
    curl_mime_free(p.mime);
    curl_slist_free_all(p.headers);
    curl_slist_free_all(p.to);
    return a;
}
