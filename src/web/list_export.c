/* SPDX-License-Identifier: Apache-2.0 */
/*
 * list_export.c: a list as a file: at once when it is short enough, else as a
 * job whose page offers the file for a day to who asked for it.
 */
#include "web/list_export.h"

#include "base/hash.h"
#include "kernel/import.h"
#include "web/dispatch.h"
#include "web/job_page.h"
#include "web/type_pages.h"

#include <dirent.h>
#include <fcntl.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAME_BYTES = 16 };
#define KEPT (INT64_C(24) * 3600 * 1000000)
#define PREFIX "export-"
/* Whole, and promised for a day: a start of the server leaves it. */
#define READY STORE_TMP_KEPT PREFIX

#define WORKBOOK                                                               \
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

static const struct {
    const char *name, *end, *media;
} kinds[] = {
    [EXPORT_CSV] = { "csv", "csv", "text/csv; charset=utf-8" },
    [EXPORT_XLSX] = { "xlsx", "xlsx", WORKBOOK },
    [EXPORT_SHEET] = { "sheet", "xlsx", WORKBOOK },
};

/* --- Writing ---------------------------------------------------------------- */

void export_turn(struct rq *rq)
{
    sql_read_end(rq->sql);
    sql_read_begin(rq->sql);
}

/* A name that nobody can guess, in the folder that each start empties. */
static const char *new_path(struct rq *rq, enum export_kind kind)
{
    unsigned char r[NAME_BYTES];
    struct buf b;

    random_bytes(r, sizeof r);
    buf_init(&b, rq->mem);
    buf_fmt(&b, "%s/tmp/" PREFIX, store_dir(rq->app->store));
    buf_hex(&b, r, sizeof r);
    buf_fmt(&b, ".%s", kinds[kind].end);
    return b.s;
}

struct spool {
    struct rq *rq;
    struct list *l;
    struct export_to to;
    int fd;
    long done;
};

static enum rc spool(struct buf *b, void *arg)
{
    struct spool *s = arg;
    size_t at = 0;

    while (at < b->n) {
        ssize_t n = write(s->fd, b->s + at, b->n - at);

        if (n <= 0)
            return fail(s->rq, RC_BUSY, NULL,
                        "the file could not be written");
        at += (size_t)n;
    }
    s->done += (long)s->l->n;
    export_turn(s->rq);
    if (s->to.tell && !s->to.tell(s->to.arg, s->done))
        return fail(s->rq, RC_CONFLICT, NULL, "it was stopped");
    return RC_OK;
}

static enum rc write_csv(struct rq *rq, struct list *l, struct export_to to,
                         int fd)
{
    struct spool s = { .rq = rq, .l = l, .to = to, .fd = fd };
    struct buf out;

    buf_init(&out, rq->mem);
    l->limit = EXPORT_PAGE;
    return export_csv(rq, l, &out, spool, &s);
}

enum rc export_write(struct rq *rq, struct list *l, enum export_kind kind,
                     struct export_to to, const char **path)
{
    int fd;
    enum rc rc;

    *path = new_path(rq, kind);
    fd = open(*path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    export_turn(rq);
    rc = kind == EXPORT_CSV     ? write_csv(rq, l, to, fd)
         : kind == EXPORT_SHEET ? export_sheet(rq, l, to, *path)
                                : export_xlsx(rq, l, to, *path);
    sql_read_end(rq->sql);
    close(fd);
    if (rc)
        unlink(*path);
    return rc;
}

/* --- Sending ---------------------------------------------------------------- */

static enum rc send_fd(struct rq *rq, const struct type *t,
                       enum export_kind kind, int fd)
{
    char iso[DAY_ISO_SIZE];
    struct stat st;

    if (fstat(fd, &st)) {
        close(fd);
        return RC_BUSY;
    }
    web_header_set(rq, "Content-Disposition",
                   mem_fmt(rq->mem, "attachment; filename=\"%s-%s.%s\"",
                           t->name, day_iso(rq->today, iso),
                           kinds[kind].end));
    return web_fd(rq, kinds[kind].media, fd, (size_t)st.st_size);
}

static enum rc send_now(struct rq *rq, struct list *l, enum export_kind kind)
{
    const struct type *t = l->type;
    const char *path;
    int fd;

    TRY(export_write(rq, l, kind, (struct export_to){ 0 }, &path));
    fd = open(path, O_RDONLY | O_CLOEXEC);
    unlink(path);
    return fd < 0 ? RC_BUSY : send_fd(rq, t, kind, fd);
}

/* Too many to wait for. */
static enum rc offer(struct rq *rq, const struct list *l,
                     enum export_kind kind)
{
    struct crumb crumbs[2];
    size_t n = type_crumbs(rq, l->type, NULL, crumbs);
    struct html *h = page_open_under(rq, T(rq, "A long list as a file"),
                                     crumbs, n);

    html_fmt(h, "<p>%s</p>\n",
             mem_fmt(rq->mem,
                     T(rq, "The list has more than %s records. The file is"
                           " prepared in the background; its page offers it"
                           " to you for a day."),
                     lang_number(rq->mem, rq->lang, EXPORT_AT_ONCE, 0)));
    page_form_open(rq, h, url(rq, "/%s/export", l->type->name), false);
    html_fmt(h,
             "<input type=\"hidden\" name=\"kind\" value=\"%s\">"
             "<input type=\"hidden\" name=\"list\" value=\"%s\">\n",
             kinds[kind].name, list_query(rq, l, NULL, NULL));
    page_form_close(rq, h, T(rq, "Prepare the file"));
    return page_close(rq, RC_OK);
}

static enum rc give(struct rq *rq, enum export_kind kind)
{
    const struct type *t = type_of(rq);
    struct list l = { .type = t, .limit = EXPORT_PAGE, .export_all = true };
    struct list_views views = { 0 };
    int64_t n = 0;

    if (!t)
        return RC_MISSING;
    TRY(list_views(rq, &l, &views));
    TRY(list_args(rq, &l, false, NULL));
    l.after = l.before = NULL;
    TRY(list_count(rq, &l, EXPORT_AT_ONCE + 1, &n));
    if (n > EXPORT_AT_ONCE && rq->person && !web_of(rq)->session->token)
        return offer(rq, &l, kind);
    return send_now(rq, &l, kind);
}

enum rc type_export_csv(struct rq *rq)
{
    return give(rq, EXPORT_CSV);
}

enum rc type_export_xlsx(struct rq *rq)
{
    const char *use = web_arg(rq, "for");

    return give(rq, use && !strcmp(use, "import") ? EXPORT_SHEET
                                                  : EXPORT_XLSX);
}

static enum export_kind kind_named(const char *name)
{
    for (size_t i = 0; name && i < COUNT(kinds); i++)
        if (!strcmp(kinds[i].name, name))
            return (enum export_kind)i;
    return EXPORT_CSV;
}

/* --- As a job --------------------------------------------------------------- */

enum rc type_export_ask(struct rq *rq)
{
    const struct type *t = type_of(rq);
    const char *list = web_arg(rq, "list"), *kind = web_arg(rq, "kind");
    struct list l = { .type = t, .export_all = true };
    struct buf b;
    int64_t id;

    if (!t)
        return RC_MISSING;
    TRY(list_args_of(rq, &l, list ? list : ""));
    buf_init(&b, rq->mem);
    buf_str(&b, "{\"type\":");
    buf_json(&b, t->name);
    buf_fmt(&b, ",\"xlsx\":%d,\"list\":", (int)kind_named(kind));
    buf_json(&b, list_query(rq, &l, NULL, NULL));
    buf_char(&b, '}');
    TRY(job_add(rq, "export", tr(rq->lang, t->plural), b.s, &id));
    return web_redirect(rq, job_url(rq, id), NULL);
}

static const char *in_tmp(struct rq *rq, const char *name)
{
    return mem_fmt(rq->mem, "%s/tmp/%s", store_dir(rq->app->store), name);
}

struct order {
    const struct type *type;
    enum export_kind kind;
    const char *list;
};

static bool order_read(struct rq *rq, const struct job *j, struct order *out)
{
    json_t *o = json_loads(j->input, 0, NULL);
    const char *type = json_string_value(json_object_get(o, "type"));
    const char *list = json_string_value(json_object_get(o, "list"));
    int64_t kind;

    out->type = type ? app_type(rq->app, type) : NULL;
    out->list = mem_str(rq->mem, list ? list : "");
    kind = json_integer_value(json_object_get(o, "xlsx"));
    out->kind = kind > 0 && kind < (int64_t)COUNT(kinds)
                    ? (enum export_kind)kind
                    : EXPORT_CSV;
    json_decref(o);
    return out->type != NULL;
}

struct telling {
    struct job *j;
    long all;
};

static bool tell(void *arg, long done)
{
    const struct telling *w = arg;

    return job_tell(w->j, done, w->all);
}

enum rc export_job_run(struct rq *rq, struct job *j)
{
    struct telling w = { .j = j };
    struct order o;
    struct list l = { .export_all = true };
    const char *path;
    int64_t all = 0;
    enum rc rc;

    if (!order_read(rq, j, &o))
        return fail(rq, RC_INVALID, NULL,
                    "this program does not know such work");
    l.type = o.type;
    TRY(list_args_of(rq, &l, o.list));
    TRY(list_count(rq, &l, INT32_MAX, &all));
    w.all = (long)all;
    rc = export_write(rq, &l, o.kind, (struct export_to){ tell, &w }, &path);
    TRY(rc);
    /* Only the name: the folder may be moved. */
    j->result = mem_fmt(rq->mem, STORE_TMP_KEPT "%s", strrchr(path, '/') + 1);
    if (rename(path, in_tmp(rq, j->result))) {
        unlink(path);
        return fail(rq, RC_BUSY, NULL, "the file could not be written");
    }
    return RC_OK;
}

static const char *path_of(struct rq *rq, const struct job *j)
{
    if (!j->result || strncmp(j->result, READY, sizeof READY - 1) != 0 ||
        strchr(j->result, '/') || j->changed_at + KEPT < rq->now)
        return NULL;
    return in_tmp(rq, j->result);
}

void export_job_draw(struct rq *rq, const struct job *j)
{
    struct html *h = web_of(rq)->page;
    const char *path;

    if (strcmp(j->state, "done") != 0 || j->person != rq->person)
        return;
    path = path_of(rq, j);
    if (!path || access(path, R_OK))
        html_fmt(h, "<p>%s</p>\n",
                 T(rq, "The file is not kept any more; ask for it again."));
    else
        html_fmt(h,
                 "<p><a class=\"button main\" href=\"%s\">%s</a></p>\n"
                 "<p class=\"small quiet\">%s</p>\n",
                 url(rq, "/job/%lld/file", (long long)j->id),
                 T(rq, "Fetch the file"),
                 T(rq, "It is kept for a day, for you alone."));
}

enum rc export_job_file(struct rq *rq)
{
    struct job j;
    struct order o;
    const char *path;
    int fd;

    TRY(job_get(rq, web_param_id(rq, "id"), &j));
    if (strcmp(j.kind, "export") != 0 || j.person != rq->person ||
        strcmp(j.state, "done") != 0 || !order_read(rq, &j, &o))
        return RC_MISSING;
    path = path_of(rq, &j);
    fd = path ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    return fd < 0 ? RC_MISSING : send_fd(rq, o.type, o.kind, fd);
}

void export_forget(struct rq *rq)
{
    const char *tmp = mem_fmt(rq->mem, "%s/tmp", store_dir(rq->app->store));
    DIR *d = opendir(tmp);
    const struct dirent *e;
    struct stat st;

    while (d && (e = readdir(d)))
        if (!strncmp(e->d_name, READY, sizeof READY - 1) &&
            !fstatat(dirfd(d), e->d_name, &st, AT_SYMLINK_NOFOLLOW) &&
            (int64_t)st.st_mtime * 1000000 + KEPT < rq->now)
            unlinkat(dirfd(d), e->d_name, 0);
    if (d)
        closedir(d);
}
