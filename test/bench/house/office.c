/* SPDX-License-Identifier: Apache-2.0 */
/*
 * office.c: fills a folder with the papers of many years: documents that were
 * registered elsewhere and filed, each with work that is done, and appeals that
 * are closed.  What is still open stays as few as it was: an office works on
 * its last weeks, whatever lies in its archive.
 *
 *   office DIR DOCUMENTS APPEALS
 */
#include "../../unit/store_help.h"

#undef fail /* the kernel has one of its own */

#include "kernel/assignment.h"
#include "kernel/record.h"
#include "mod/appeals/appeals.h"
#include "mod/documents/documents.h"
#include "modules.h"

enum { TURN = 5000, WORDS = 900, DAYS = 3600 };

struct filling {
    int64_t from, until, book, person;
};

/* A thousand kinds of words, each document with three of them. */
static const char *title(struct mem *m, int64_t i)
{
    return mem_fmt(m, "сөз%03lld маселе%03lld жөнүндө кат%07lld",
                   (long long)(i * 7919 % WORDS), (long long)(i * 31 % WORDS),
                   (long long)i);
}

static enum rc put_work(struct rq *rq, const char *subject, int64_t id,
                        int64_t person, day due)
{
    struct assignment *a = record_new(rq, &type_assignment);

    a->title.in[LANG_KY] = "Иш";
    a->subject = subject;
    a->subject_id = id;
    a->purpose = "old";
    a->person = person;
    a->due = due;
    a->r.state = "done";
    a->closed_on = due;
    return record_put(rq, &type_assignment, a, "add");
}

static enum rc documents(struct rq *rq, void *arg)
{
    const struct filling *f = arg;

    for (int64_t i = f->from; i < f->until; i++) {
        struct mem_mark mark = mem_mark(rq->mem);
        struct document *d = record_new(rq, &type_document);

        d->book = f->book;
        d->number = (struct count){ 1000 + i, true };
        d->registered_on = day_add(rq->today, -(int)(i * 7919 % DAYS) - 1);
        d->title = title(rq->mem, i);
        d->registrar = f->person;
        TRY(record_put(rq, &type_document, d, "add"));
        TRY(put_work(rq, "document", d->r.id, f->person, d->registered_on));
        mem_back(rq->mem, mark);
    }
    return RC_OK;
}

static enum rc appeals(struct rq *rq, void *arg)
{
    const struct filling *f = arg;
    const char *secret;

    for (int64_t i = f->from; i < f->until; i++) {
        struct mem_mark mark = mem_mark(rq->mem);
        struct appeal *a = record_new(rq, &type_appeal);

        a->channel = "web";
        a->kind = "complaint";
        a->lang = "ky";
        a->name = "Арыз ээси";
        a->title = title(rq->mem, i);
        a->body = "Окуу залында жарык жок.";
        a->received_on = day_add(rq->today, -(int)(i * 31 % DAYS) - 60);
        a->answered_on = a->delivered_on = day_add(a->received_on, 10);
        a->r.state = "closed";
        TRY(appeal_receive(rq, a, &secret));
        mem_back(rq->mem, mark);
    }
    return RC_OK;
}

static void fill(struct rq *rq, enum rc (*some)(struct rq *, void *),
                 struct filling f, int64_t all)
{
    for (f.from = 0; f.from < all; f.from = f.until) {
        struct mem_mark mark = mem_mark(rq->mem);

        f.until = f.from + TURN < all ? f.from + TURN : all;
        assert_int_equal(app_write(rq, some, &f), RC_OK);
        mem_back(rq->mem, mark);
        if (f.until % 100000 == 0)
            fprintf(stderr, "%lld\n", (long long)f.until);
    }
}

int main(int argc, char **argv)
{
    static struct ordo app;
    struct mem *m = mem_new(0);
    struct filling f = { 0 };
    const char *error = NULL;
    struct buf faults;
    struct rq rq;

    if (argc != 4)
        return 2;
    hash_init();
    buf_init(&faults, m);
    assert_int_equal(app_init(&app, m, modules, n_modules, &faults), RC_OK);
    if (app_open(&app, argv[1], (struct store_options){ 0 }, &error)) {
        fprintf(stderr, "%s\n", error ? error : "?");
        return 1;
    }
    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    f.book = count_of(rq.sql, "SELECT id FROM document_register"
                              " WHERE direction = 'incoming' ORDER BY id");
    f.person = count_of(rq.sql, "SELECT person FROM appointment"
                                " WHERE role = 'clerk' ORDER BY id");
    fill(&rq, documents, f, atoll(argv[2]));
    fill(&rq, appeals, f, atoll(argv[3]));
    app_close(&app);
    return 0;
}
