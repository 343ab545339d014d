/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_help.h: a library of books as a module of the tests' own, a house with
 * three people, and requests in memory through the whole dispatcher.
 */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
/* cmocka has a word of its own for this. */
#undef fail

#include "base/log.h"
#include "kernel/org.h"
#include "kernel/setting.h"
#include "web/dispatch.h"
#include "web/page.h"
#include "web/session.h"

/* --- The module ------------------------------------------------------------- */

struct plan {
    struct record r;
    const char *code;
    struct text3 title;
};

struct shelf {
    struct record r;
    const char *code, *name;
};

struct book {
    struct record r;
    int64_t plan;
    const char *code;
    struct text3 title, story;
    const char *note, *kind, *secret, *borrower;
    struct count pages, price;
    struct number weight, share;
    day bought;
    bool open;
    int64_t shelf, cover;
    struct refs others, scans;
    struct count seen;
};

static const struct field plan_fields[] = {
    FIELD_TEXT(plan, code, .label = "Code", .must = true, .unique = true),
    FIELD_TEXT3(plan, title, .label = "Title", .must = true),
};
static const struct field shelf_fields[] = {
    FIELD_TEXT(shelf, code, .label = "Code", .must = true, .unique = true),
    FIELD_TEXT(shelf, name, .label = "Name", .must = true, .search = true),
};
static const struct state in_use[] = { { "active", "In use", TONE_GOOD } };

static const struct type type_plan = {
    .name = "plan", .label = "Plan", .plural = "Plans",
    .size = sizeof(struct plan), SPAN(fields, plan_fields),
    SPAN(states, in_use), .title = "title", .code = "code",
};
static const struct type type_shelf = {
    .name = "shelf", .label = "Shelf", .plural = "Shelves",
    .size = sizeof(struct shelf), SPAN(fields, shelf_fields),
    SPAN(states, in_use), .title = "name", .code = "code",
};

static const struct choice book_kinds[] = {
    { "novel", "Novel" }, { "manual", "Manual" }, { "atlas", "Atlas" },
};
extern const struct type type_book;
static const struct field book_fields[] = {
    FIELD_TEXT(book, code, .label = "Code", .must = true, .unique = true,
               .max = 40, .sort = true),
    FIELD_TEXT3(book, title, .label = "Title", .must = true, .sort = true,
                .search = true),
    FIELD_LONG3(book, story, .label = "Story"),
    FIELD_LONG(book, note, .label = "Note", .search = true,
               .help = "What else is known."),
    FIELD_CHOICE(book, kind, book_kinds, .label = "Kind", .list = true,
                 .filter = true),
    FIELD_COUNT(book, pages, .label = "Pages", .least = 1, .most = 5000,
                .list = true, .filter = true, .sort = true),
    FIELD_MONEY(book, price, .label = "Price", .list = true),
    FIELD_NUMBER(book, weight, .label = "Weight"),
    FIELD_PERCENT(book, share, .label = "Share", .least = 0, .most = 100),
    FIELD_DAY(book, bought, .label = "Bought", .list = true, .filter = true,
              .sort = true),
    FIELD_BOOL(book, open, .label = "Open to all", .filter = true),
    FIELD_REF(book, shelf, &type_shelf, .label = "Shelf", .must = true,
              .list = true, .filter = true),
    FIELD_REFS(book, others, &type_book, .label = "See also", .list = true,
               .filter = true),
    FIELD_FILE(book, cover, .label = "Cover"),
    FIELD_REFS(book, scans, &type_file, .label = "Scans"),
    FIELD_TEXT(book, secret, .label = "Hidden place", .guard = "place"),
    FIELD_TEXT(book, borrower, .label = "Borrower"),
    FIELD_COUNT(book, seen, .label = "Times seen", .computed = true),
    FIELD_REF(book, plan, &type_plan, .label = "Plan", .must = true),
};
static const struct state book_states[] = {
    { "kept", "On the shelf", TONE_GOOD },
    { "lent", "Lent", TONE_INFO },
    { "lost", "Lost", TONE_BAD },
};

/* Called, if set, each time a book is about to be lost. */
static void (*book_losing)(void);

static inline enum rc book_can_lose(struct rq *rq, const void *rec)
{
    const struct book *b = rec;

    if (book_losing)
        book_losing();
    if (b->pages.set && b->pages.n > 1000)
        return fail(rq, RC_INVALID, NULL, "it is too thick to be lost");
    return RC_OK;
}

static const struct step book_steps[] = {
    { .name = "lend", .label = "Lend", .from = { "kept" }, .to = "lent",
      .asks = { "borrower", "note" }, .needs = { "borrower" } },
    { .name = "return", .label = "Take back", .from = { "lent" },
      .to = "kept" },
    { .name = "lose", .label = "Lose", .from = { "kept", "lent" },
      .to = "lost", .guard = book_can_lose, .danger = true },
    { .name = "burn", .label = "Burn", .from = { "kept" }, .to = "lost",
      .by_act = true },
};
const struct type type_book = {
    .name = "book", .label = "Book", .plural = "Books",
    .size = sizeof(struct book), SPAN(fields, book_fields),
    SPAN(states, book_states), SPAN(steps, book_steps), .title = "title",
    .code = "code", .code_scope = "plan", .order = "code",
};

static const struct type *const book_types[] = { &type_plan, &type_shelf,
                                                 &type_book };
static const struct grant book_grants[] = {
    { ROLE_MEMBER, "book", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
    { ROLE_MEMBER, "shelf", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
    { ROLE_MEMBER, "plan", OP_SEE, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct measure book_measures[] = {
    { .code = "thick_books", .label = "Thick books",
      .means = "Books of more than a hundred pages", .unit = UNIT_COUNT,
      .count = { "SELECT count(*), 1 FROM book WHERE pages > 100"
                 " AND bought <= $1",
                 "t", "ii" },
      .type = &type_book, .records = "t.pages > 100 AND t.bought <= {on}",
      .since = "2020-01-01" },
};
static const struct module book_module = {
    .name = "books", SPAN(types, book_types), SPAN(grants, book_grants),
    SPAN(measures, book_measures),
};
#ifndef WEB_MORE_MODULES /* of the test's own */
#define WEB_MORE_MODULES
#endif
static const struct module *const web_modules[] = { &kernel_module,
                                                    &web_module,
                                                    &book_module,
                                                    WEB_MORE_MODULES };

/* --- The house -------------------------------------------------------------- */

static struct mem *house;
static struct ordo app;
static char dir[64];

/* The administrator, and somebody who may only see. */
enum who_asks { NOBODY, BOSS, READER };
static struct {
    const char *cookie, *csrf, *token;
} people[3];
static struct {
    int64_t plan, shelf, book;
} made;

static inline enum rc add_person(struct rq *rq, enum who_asks who,
                                 const char *login, const char *role)
{
    struct person *p = record_new(rq, &type_person);
    struct appointment *a = record_new(rq, &type_appointment);
    int64_t account;

    for (int i = 0; i < LANGS; i++)
        p->name.in[i] = login;
    TRY(record_add(rq, &type_person, p));
    if (role) {
        a->person = p->r.id;
        a->role = role;
        a->starts = day_parse("2020-01-01");
        a->ends = DAY_NONE;
        TRY(record_add(rq, &type_appointment, a));
    }
    TRY(account_add(rq, login, NULL, p->r.id, &account));
    TRY(session_start(rq, account, "127.0.0.1", "test", &people[who].cookie));
    return token_make(rq, account, "test", "write", 1, &people[who].token);
}

static inline enum rc fill_house(struct rq *rq, void *arg)
{
    struct plan *plan = record_new(rq, &type_plan);
    struct shelf *shelf = record_new(rq, &type_shelf);
    struct book *b = record_new(rq, &type_book);

    (void)arg;
    TRY(add_person(rq, BOSS, "asan", ROLE_ADMINISTRATOR));
    TRY(add_person(rq, READER, "bek", NULL));
    plan->code = "first";
    plan->title.in[LANG_KY] = "Биринчи";
    TRY(record_add(rq, &type_plan, plan));
    shelf->code = "A";
    shelf->name = "Upper shelf";
    TRY(record_add(rq, &type_shelf, shelf));
    b->plan = plan->r.id;
    b->shelf = shelf->r.id;
    b->code = "B.1";
    b->title.in[LANG_KY] = "Манас";
    b->secret = "behind-the-clock";
    b->pages = (struct count){ 500, true };
    b->bought = day_parse("2021-05-05");
    TRY(record_add(rq, &type_book, b));
    made.plan = plan->r.id;
    made.shelf = shelf->r.id;
    made.book = b->r.id;
    return RC_OK;
}

static inline int house_open(void **state)
{
    const char *error = NULL;
    struct session s = { 0 };
    struct buf faults;
    struct rq rq;

    (void)state;
    house = mem_new(0);
    hash_init();
    log_level_set(LOG_ERROR + 1);
    buf_init(&faults, house);
    snprintf(dir, sizeof dir, "/tmp/ordo-test-XXXXXX");
    if (!mkdtemp(dir) || rmdir(dir))
        return -1;
    if (app_init(&app, house, web_modules, COUNT(web_modules), &faults)) {
        print_error("%s\n", faults.s);
        return -1;
    }
    if (app_open(&app, dir, (struct store_options){ .create = true },
                 &error)) {
        print_error("%s\n", error);
        return -1;
    }
    rq_init(&rq, &app, house);
    rq.system = true;
    rq.sql = store_reader(app.store);
    if (app_write(&rq, fill_house, NULL)) {
        print_error("%s\n", rq.fails ? rq.fails->text : "not written");
        return -1;
    }
    for (int i = BOSS; i <= READER; i++) {
        if (session_find(&rq, people[i].cookie, &s))
            return -1;
        people[i].csrf = mem_str(house, s.csrf);
    }
    return 0;
}

static inline int house_close(void **state)
{
    char command[128];

    (void)state;
    app_close(&app);
    mem_free(house);
    snprintf(command, sizeof command, "rm -rf %s", dir);
    return system(command);
}

/* --- Asking ----------------------------------------------------------------- */

static struct mem *m;
static struct http_request *in;

static inline int ask_begin(void **state)
{
    (void)state;
    m = mem_new(0);
    return 0;
}

static inline int ask_end(void **state)
{
    (void)state;
    mem_free(m);
    return 0;
}

static inline void ask(enum who_asks who, enum http_method method,
                       const char *target)
{
    bool api = !strncmp(target, "/api/", 5);

    in = http_request_make(m, method, target);
    assert_non_null(in);
    in->app = &app;
    http_request_add_header(in, "Host", "ordo.example");
    http_request_add_header(in, "Accept-Language", "en");
    if (who && api)
        http_request_add_header(in, "Authorization",
                                mem_fmt(m, "Bearer %s", people[who].token));
    else if (who)
        http_request_add_header(in, "Cookie",
                                mem_fmt(m, "ordo=%s", people[who].cookie));
    if (who && !api && method == HTTP_POST)
        http_request_add_field(in, "csrf", people[who].csrf);
}

static inline void field(const char *name, const char *value)
{
    http_request_add_field(in, name, value);
}

/* A file as the HTTP layer leaves it: already on disk. */
static inline void add_file(const char *name, const char *filename,
                            const void *bytes, size_t n)
{
    char *path = mem_fmt(m, "%s/tmp/test-%zu-%s", dir, in->n_files, name);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(bytes, 1, n, f), n);
    assert_int_equal(fclose(f), 0);
    if (!in->files)
        in->files = MEM_ARRAY(m, HTTP_FILES_MAX, struct http_file);
    in->files[in->n_files++] = (struct http_file){
        .name = name, .filename = filename, .type = "", .path = path,
        .size = n, .hash = sha256(bytes, n)
    };
}

static inline struct http_response *answer(void)
{
    web_handle(&app, in, in->out);
    if (in->out->fd >= 0) { /* a file is read like any other answer */
        char *bytes = mem_alloc(m, in->out->size + 1);

        assert_int_equal(read(in->out->fd, bytes, in->out->size),
                         in->out->size);
        in->out->body = bytes;
    }
    return in->out;
}

static inline int status_of(enum who_asks who, const char *target)
{
    ask(who, HTTP_GET, target);
    return answer()->status;
}

static inline const char *header(const char *name)
{
    const char *s = http_response_header(in->out, name);

    return s ? s : "";
}

/* The answer as a text. */
static inline const char *body(void)
{
    return mem_strn(m, in->out->body ? in->out->body : "", in->out->size);
}

static inline bool says(const char *words)
{
    return in->out->body &&
           memmem(in->out->body, in->out->size, words, strlen(words));
}

/* The value of an attribute after a mark: between("name=\"version\" value=\"",
 * "\""). */
static inline const char *between(const char *from, const char *to)
{
    const char *at = strstr(body(), from), *end;

    assert_non_null(at);
    at += strlen(from);
    end = strstr(at, to);
    assert_non_null(end);
    return mem_strn(m, at, (size_t)(end - at));
}

/* Statements that the last reading answer took on this connection. */
static inline uint64_t statements(void)
{
    return sql_count(store_reader(app.store));
}

#define ASKS(test) cmocka_unit_test_setup_teardown(test, ask_begin, ask_end)
