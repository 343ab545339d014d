/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_text.c: files of documents are read in the background, a few pages a time
 * so that other work is never long behind them.  The document itself is not
 * touched: whatever happens here, it stays as it was registered.
 */
#include "mod/documents/file_text.h"

#include "base/buf.h"
#include "base/text.h"
#include "kernel/org.h"
#include "kernel/record.h"
#include "mod/documents/document_life.h"
#include "mod/documents/paper_text.h"
#include "store/files.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { AT_ONCE = 3, BODY_MOST = 200000 };

static const struct choice results[] = {
    { "damaged", N_("The file is damaged, locked or not what it says it is") },
    { "limit", N_("Reading it takes more time or memory than is given") },
    { "program", N_("The program that reads such files is not installed") },
    { "language", N_("No language of recognition is installed") },
    { "some_languages",
      N_("Not every language of recognition is installed") },
    { "part", N_("Only its first pages were read") },
};
#define ALL_LANGUAGES "kir+rus+eng"

static const char *result_name(enum paper_result r)
{
    static const char *const names[] = {
        [PAPER_DAMAGED] = "damaged",   [PAPER_LIMIT] = "limit",
        [PAPER_PROGRAM] = "program",   [PAPER_LANGUAGE] = "language",
        [PAPER_READ] = NULL,           [PAPER_STOPPED] = NULL,
    };

    return names[r];
}

/* --- Asking for it ---------------------------------------------------------- */

/* The page is part of the input: the next part is other work than this. */
static enum rc ask(struct rq *rq, const struct file_text *r)
{
    int64_t job;

    return job_add(rq, FILE_TEXT_JOB, r->title,
                   mem_fmt(rq->mem, "%lld %lld", (long long)r->r.id,
                           (long long)r->done.n),
                   &job);
}

static enum rc follow(struct rq *rq, int64_t document, int64_t unit,
                      int64_t file)
{
    struct file_text *r = record_new(rq, &type_file_text);
    const struct file *f;
    void *found;

    TRY(record_load(rq, &type_file, file, &found));
    f = found;
    if (!paper_kind(f->kind))
        return RC_OK;
    r->document = document;
    r->file = file;
    r->title = f->name;
    r->r.owner_unit = unit;
    TRY(record_put(rq, &type_file_text, r, "add"));
    return ask(rq, r);
}

static enum rc read_before(struct rq *rq, int64_t document, struct refs *out)
{
    static const struct sql_text q = {
        "SELECT file FROM file_text WHERE document = $1 ORDER BY file", "i", "i"
    };

    return refs_read(rq, sql_query(rq->sql, &q, ARGS(INT(document))), out);
}

enum rc file_texts_follow(struct rq *rq, int64_t document, int64_t unit,
                        const struct refs *now, const struct refs *before)
{
    struct refs known = { 0 };
    bool gone = false;

    if (before)
        TRY(read_before(rq, document, &known));
    for (size_t i = 0; i < now->n; i++)
        if (!refs_have(&known, now->id[i]))
            TRY(follow(rq, document, unit, now->id[i]));
    for (size_t i = 0; before && i < before->n; i++)
        gone |= !refs_have(now, before->id[i]);
    /* By the words of a file that was taken off it is found no more. */
    return gone ? record_reword(rq, &type_document, document) : RC_OK;
}

static enum rc file_text_again(struct rq *rq, void *rec)
{
    struct file_text *r = rec;

    r->result = NULL;
    r->body = NULL;
    r->done = r->recognised = (struct count){ 0 };
    return ask(rq, r);
}

/* --- The work --------------------------------------------------------------- */

struct part {
    struct job *job;
    int64_t id;
    struct paper paper;
    size_t from, to;
    int64_t recognised;
    struct buf text;
    enum paper_result result;
};

static bool go_on(void *arg)
{
    struct part *p = arg;

    return job_tell(p->job, (long)p->to, (long)p->paper.pages);
}

/* Pages that carry their text cost nothing: all of them, but a few pictures. */
static void read_pages(struct mem *m, struct part *p)
{
    buf_init(&p->text, m);
    for (p->to = p->from; p->to < p->paper.pages; p->to++) {
        const char *text;
        bool recognised;

        if (p->recognised >= AT_ONCE)
            return;
        p->result = paper_page(&p->paper, p->to, &text, &recognised);
        if (p->result)
            return;
        p->recognised += recognised;
        buf_fmt(&p->text, "%s%s", p->text.n && *text ? "\n\n" : "", text);
    }
}

static enum rc open_file(struct rq *rq, int64_t id, int *fd, const char **kind)
{
    const struct file *f;
    struct sha256 h;
    int64_t size;
    void *rec;

    TRY(record_load(rq, &type_file, id, &rec));
    f = rec;
    *kind = f->kind;
    if (!hex_decode(f->hash, h.b, sizeof h.b))
        return RC_BROKEN;
    return files_open(rq->app->store, h, fd, &size);
}

static const char *shortfall(const struct part *p, bool cut)
{
    const char *l = p->paper.languages;

    if (p->result)
        return result_name(p->result);
    if (cut || p->paper.more)
        return "part";
    return l && strcmp(l, ALL_LANGUAGES) ? "some_languages" : NULL;
}

static enum rc finish(struct rq *rq, struct file_text *r, const struct part *p,
                      bool cut)
{
    const char *now = shortfall(p, cut);

    r->result = now ? now : r->result;
    if (p->result)
        r->r.state = "failed";
    else
        r->r.state = r->body && *r->body ? "read" : "empty";
    TRY(record_put(rq, &type_file_text, r, "read"));
    return record_reword(rq, &type_document, r->document);
}

static enum rc keep(struct rq *rq, void *arg)
{
    const struct part *p = arg;
    struct job j = *p->job; /* it may run again */
    struct file_text *r;
    const char *body;
    bool cut;
    void *rec;

    TRY(record_load(rq, &type_file_text, p->id, &rec));
    r = rec;
    TRY(job_done(rq, &j));
    /* Asked anew meanwhile: another part begins from the first page. */
    if (strcmp(r->r.state, "waiting") || r->done.n != (int64_t)p->from)
        return RC_OK;
    body = r->body ? mem_fmt(rq->mem, "%s\n\n%s", r->body, p->text.s)
                   : p->text.s;
    cut = text_length(body) > BODY_MOST;
    r->body = cut ? text_cut(rq->mem, body, BODY_MOST) : body;
    r->pages = (struct count){ (int64_t)p->paper.pages, true };
    r->done = (struct count){ (int64_t)p->to, true };
    r->recognised = (struct count){ r->recognised.n + p->recognised, true };
    if (p->paper.languages)
        r->languages = p->paper.languages;
    if (p->result || cut || p->to >= p->paper.pages)
        return finish(rq, r, p, cut);
    TRY(record_put(rq, &type_file_text, r, "part"));
    return ask(rq, r);
}

enum rc file_text_job(struct rq *rq, struct job *j)
{
    struct part p = { .job = j, .id = strtoll(j->input, NULL, 10) };
    const struct file_text *r;
    const char *kind;
    void *rec;
    int fd;

    TRY(record_load(rq, &type_file_text, p.id, &rec));
    r = rec;
    p.from = p.to = (size_t)r->done.n;
    TRY(open_file(rq, r->file, &fd, &kind));
    p.result = paper_open(&p.paper, rq->mem, fd, kind, go_on, &p);
    buf_init(&p.text, rq->mem);
    if (!p.result)
        read_pages(rq->mem, &p);
    (void)close(fd);
    if (p.result == PAPER_STOPPED)
        return RC_CONFLICT; /* taken again by the next server */
    return app_write(rq, keep, &p);
}

/* --- What a document is found by ---------------------------------------------- */

enum rc file_texts_words(struct rq *rq, const void *rec, struct buf *out)
{
    static const struct sql_text q = {
        "SELECT r.body FROM file_text r JOIN document_files f"
        " ON f.owner = r.document AND f.target = r.file"
        " WHERE r.document = $1 AND r.body IS NOT NULL ORDER BY r.id",
        "i", "t"
    };
    struct sql_rows r =
        sql_query(rq->sql, &q, ARGS(INT(((const struct record *)rec)->id)));

    while (sql_next(&r)) {
        buf_char(out, ' ');
        buf_str(out, sql_str(&r, 0));
    }
    return sql_done(&r);
}

/* --- The table ------------------------------------------------------------------ */

static const struct state file_text_states[] = {
    { "waiting", N_("Waits to be read"), TONE_INFO },
    { "read", N_("Read"), TONE_GOOD },
    { "empty", N_("No text was found in it"), TONE_NEUTRAL },
    { "failed", N_("Could not be read"), TONE_WARN },
};
static const struct step file_text_steps[] = {
    { .name = "again", .label = N_("Read it again"),
      .from = { "waiting", "read", "empty", "failed" }, .to = "waiting",
      .effect = file_text_again },
};
static const struct field file_text_fields[] = {
    FIELD_REF(file_text, document, &type_document, .label = N_("Document"),
              .list = true, .filter = true, .computed = true),
    FIELD_REF(file_text, file, &type_file, .label = N_("File"),
              .computed = true),
    FIELD_TEXT(file_text, title, .label = N_("Text of the file"),
               .computed = true),
    FIELD_CHOICE(file_text, result, results, .label = N_("What is missing"),
                 .computed = true, .list = true, .filter = true),
    FIELD_COUNT(file_text, pages, .label = N_("Pages"), .computed = true,
                .list = true),
    FIELD_COUNT(file_text, done, .label = N_("Pages read"), .computed = true),
    FIELD_COUNT(file_text, recognised, .label = N_("Pages recognised"),
                .computed = true,
                .help = N_("From their pictures: such words may be wrong")),
    FIELD_TEXT(file_text, languages, .label = N_("Languages of recognition"),
               .computed = true, .max = 40),
    FIELD_LONG(file_text, body, .label = N_("Text"), .computed = true,
               .max = BODY_MOST),
};

static const struct relation file_text_relations[] = {
    OF_HAND_RELATION,
};

const struct type type_file_text = {
    .name = "file_text", .label = N_("Text of a file of a document"),
    .plural = N_("Texts of files of documents"),
    .size = sizeof(struct file_text), SPAN(fields, file_text_fields),
    SPAN(states, file_text_states), SPAN(steps, file_text_steps),
    SPAN(relations, file_text_relations), .title = "title", .no_add = true,
    .closed_to = OF_CLOSED,
};
