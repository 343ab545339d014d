/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_trust_test.c: who is complained about sees nothing of the complaint, on
 * no way that the web has; looks at personal data are kept and sealed.
 */
#define WEB_MORE_MODULES &plea_module,
extern const struct module plea_module;
#include "web_help.h"

#include "kernel/look.h"
#include "kernel/notice.h"
#include "kernel/remark.h"
#include "store/files.h"

#define SECRET "quokka"

struct plea {
    struct record r;
    const char *code, *title, *story, *phone;
    int64_t against, author, scan;
};
struct reply {
    struct record r;
    int64_t plea;
    struct refs pleas;
    const char *text;
};

static const struct field plea_fields[] = {
    FIELD_TEXT(plea, code, .label = "Code", .must = true, .unique = true),
    FIELD_TEXT(plea, title, .label = "Title", .must = true, .search = true,
               .list = true, .sort = true),
    FIELD_LONG(plea, story, .label = "Story", .search = true),
    FIELD_TEXT(plea, phone, .label = "Phone", .erase = ERASE_BLANK,
               .personal = true),
    FIELD_REF(plea, against, &type_person, .label = "Against",
              .filter = true),
    FIELD_REF(plea, author, &type_person, .label = "Author", .whose = true),
    FIELD_FILE(plea, scan, .label = "Scan"),
};
static const struct state open_states[] = {
    { "open", "Open", TONE_INFO }, { "closed", "Closed", TONE_GOOD },
};
static const struct step plea_steps[] = {
    { .name = "close", .label = "Close", .from = { "open" },
      .to = "closed" },
};
static const struct type type_plea = {
    .name = "plea", .label = "Plea", .plural = "Pleas",
    .size = sizeof(struct plea), SPAN(fields, plea_fields),
    SPAN(states, open_states), SPAN(steps, plea_steps), .title = "title",
    .code = "code", .exclude = "t.against IS NOT NULL AND t.against = {person}",
};
static const struct field reply_fields[] = {
    FIELD_REF(reply, plea, &type_plea, .label = "Plea", .must = true,
              .list = true, .filter = true),
    FIELD_REFS(reply, pleas, &type_plea, .label = "Other pleas",
               .list = true),
    FIELD_TEXT(reply, text, .label = "Text", .must = true),
};
static const struct type type_reply = {
    .name = "reply", .label = "Reply", .plural = "Replies",
    .size = sizeof(struct reply), SPAN(fields, reply_fields),
    SPAN(states, open_states), .title = "text",
};
static const struct type *const plea_types[] = { &type_plea, &type_reply };
static const struct grant plea_grants[] = {
    { ROLE_MEMBER, "plea", OP_ALL, SCOPE_ALL, NULL, NULL, NULL },
    { ROLE_MEMBER, "reply", OP_ALL, SCOPE_ALL, NULL, NULL, NULL },
};
static const struct notice_kind plea_notices[] = {
    { .name = "plea_said", .label = "Said", .text = "{it}: {note}" },
};
static const struct measure plea_measures[] = {
    { .code = "pleas", .label = "pleas", .means = "all pleas",
      .unit = UNIT_COUNT,
      .count = { "SELECT count(*), 1 FROM plea WHERE $1 IS NOT NULL", "t",
                 "ii" },
      .type = &type_plea, .records = "1=1", .since = "2020-01-01" },
};
const struct module plea_module = {
    .name = "pleas", SPAN(types, plea_types), SPAN(grants, plea_grants),
    SPAN(measures, plea_measures), SPAN(notices, plea_notices),
};

static int64_t hidden, shown, answered, file_id, reader, boss;

/* --- The house -------------------------------------------------------------- */

static int64_t person_called(struct rq *rq, const char *login)
{
    int64_t id = 0;
    struct sql_rows r = sql_query_built(
        rq->sql, "SELECT person FROM account WHERE login = $1",
        ARGS(STR(login)));

    if (sql_next(&r))
        id = sql_int(&r, 0);
    assert_int_equal(sql_done(&r), RC_OK);
    return id;
}

static enum rc add_plea(struct rq *rq, const char *code, const char *word,
                        int64_t against, int64_t *id)
{
    struct plea *p = record_new(rq, &type_plea);

    p->code = mem_fmt(rq->mem, "%s-%s", word, code);
    p->title = mem_fmt(rq->mem, "Plea of the %s", word);
    p->story = mem_fmt(rq->mem, "Tale of a %s", word);
    p->phone = mem_fmt(rq->mem, "0555 %s", word);
    p->against = against;
    p->author = boss;
    p->scan = against ? file_id : 0;
    TRY(record_add(rq, &type_plea, p));
    *id = p->r.id;
    return RC_OK;
}

static enum rc fill_pleas(struct rq *rq, void *arg)
{
    const char *hash = sha256_hex(rq->mem, sha256(SECRET, 6));
    struct remark *said = record_new(rq, &type_remark);
    struct reply *a = record_new(rq, &type_reply);
    int64_t *several = MEM_ARRAY(rq->mem, 2, int64_t);

    (void)arg;
    reader = person_called(rq, "bek");
    boss = person_called(rq, "asan");
    TRY(file_add(rq, SECRET ".txt", "text/plain", hash, 6, &file_id));
    TRY(add_plea(rq, "1", SECRET, reader, &hidden));
    TRY(add_plea(rq, "2", "wombat", 0, &shown));
    said->subject = "plea";
    said->subject_number = (struct count){ hidden, true };
    said->text = "Remark on the " SECRET;
    TRY(record_add(rq, &type_remark, said));
    several[0] = hidden < shown ? hidden : shown;
    several[1] = hidden < shown ? shown : hidden;
    a->plea = hidden;
    a->pleas = (struct refs){ several, 2 };
    a->text = "A reply for all";
    TRY(record_add(rq, &type_reply, a));
    answered = a->r.id;
    return notice_add(rq, &(struct notice){
                              .person = reader, .kind = "plea_said",
                              .subject = "plea", .subject_id = hidden,
                              .note = "Said of the " SECRET });
}

static int trust_open(void **state)
{
    struct rq rq;
    char *path;
    FILE *f;

    if (house_open(state))
        return -1;
    rq_init(&rq, &app, house);
    rq.system = true;
    rq.sql = store_reader(app.store);
    path = files_temporary(app.store, house);
    f = fopen(path, "wb");
    if (!f || fwrite(SECRET, 1, 6, f) != 6 || fclose(f) ||
        files_keep(app.store, path, sha256(SECRET, 6)))
        return -1;
    if (app_write(&rq, fill_pleas, NULL)) {
        print_error("%s\n", rq.fails ? rq.fails->text : "not written");
        return -1;
    }
    return 0;
}

/* --- Exclusion -------------------------------------------------------------- */

/* Addresses; %lld is the number of a plea. */
static const char *const pages[] = {
    "/en/plea", "/en/plea?q=tale", "/en/plea?q=" SECRET, "/en/plea?sort=title",
    "/en/plea/%lld", "/en/plea/%lld/history", "/en/plea/%lld?on=2030-01-01",
    "/en/plea/%lld/card.pdf", "/en/plea/%lld/edit", "/en/plea/%lld/looks",
    "/en/plea/%lld/step/close", "/en/plea/%lld/receipt/1",
    "/en/plea/export.csv", "/en/plea/export.csv?q=" SECRET,
    "/en/plea/steps?pick_step=close&pick=%lld.1",
    "/en/reply", "/en/reply/new", "/en/reply/new?plea=%%23%lld",
    "/en/reply?plea=%%23%lld", "/en/reply/export.csv",
    "/en/search?q=" SECRET, "/en/search?q=tale",
    "/en/remark", "/en/remark?q=" SECRET, "/en/remark/export.csv",
    "/en/notices", "/en/my", "/en/types", "/en/measure/pleas",
    "/en/measure/pleas?on=2026-11-22",
    "/en/remark/new?subject=plea&subject_id=%lld",
    "/api/v1/plea", "/api/v1/plea?q=" SECRET, "/api/v1/plea?limit=1",
    "/api/v1/plea/%lld", "/api/v1/plea/%lld/history",
    "/api/v1/plea/%lld?on=2030-01-01", "/api/v1/reply", "/api/v1/remark",
    "/api/v1/measure/pleas/records", "/api/v1/remark_answer",
};

static void nothing_shows(enum who_asks who, const char *target)
{
    int status = status_of(who, target);

    if (says(SECRET) || status == 500) {
        const char *at = strstr(body(), SECRET);

        print_error("%s answers %d: ...%.200s\n", target, status,
                    at && at - body() > 100 ? at - 100 : body());
        assert_true(false);
    }
}

static void the_excluded_see_nothing(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(pages); i++) {
        const char *target;
        struct buf b;

        buf_init(&b, m);
        for (const char *s = pages[i]; *s; s++)
            if (!strncmp(s, "%lld", 4)) {
                buf_int(&b, hidden);
                s += 3;
            } else if (!strncmp(s, "%%", 2)) {
                buf_char(&b, *s++);
            } else {
                buf_char(&b, *s);
            }
        target = b.s;
        /* The question itself comes back in the field for words. */
        if (!strstr(target, SECRET))
            nothing_shows(READER, target);
        else {
            int status = status_of(READER, target);

            assert_true(status == 200);
            assert_false(says("Plea of the " SECRET));
            assert_false(says("Tale of a " SECRET));
            assert_false(says("Remark on the"));
        }
    }
}

/* What tells that the test can fail: the administrator sees it there. */
static void others_see_it(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, "/en/plea"), 200);
    assert_true(says(SECRET));
    assert_int_equal(status_of(BOSS, "/en/reply"), 200);
    assert_true(says(SECRET));
    assert_int_equal(status_of(BOSS, "/en/search?q=tale"), 200);
    assert_true(says("Plea of the " SECRET));
    assert_int_equal(status_of(BOSS, "/api/v1/remark"), 200);
    assert_true(says(SECRET));
    assert_int_equal(
        status_of(BOSS, mem_fmt(m, "/en/file/%lld/content",
                                (long long)file_id)), 200);
}

/* It is as if it had never been: the very words for a number that is not
 * there, and the number of records. */
static void it_is_as_if_it_were_not(void **state)
{
    static const char *const at[] = { "/en/plea/%lld", "/api/v1/plea/%lld",
                                      "/en/plea/%lld/history",
                                      "/en/plea/%lld/edit",
                                      "/en/plea/%lld/step/close",
                                      "/en/plea/%lld/card.pdf" };

    (void)state;
    for (size_t i = 0; i < COUNT(at); i++) {
        const char *cut = strstr(at[i], "%lld"), *text[2];
        int64_t id[] = { hidden, 999999 };

        for (int k = 0; k < 2; k++) {
            assert_int_equal(
                status_of(READER, mem_fmt(m, "%.*s%lld%s", (int)(cut - at[i]),
                                          at[i], (long long)id[k], cut + 4)),
                404);
            text[k] = between(i == 1 ? "\"title\"" : "<main", i == 1 ? "}"
                                                                : "</main>");
        }
        if (i != 1) /* the way back names the address */
            continue;
        assert_string_equal(text[0], text[1]);
    }
    assert_int_equal(status_of(READER, "/api/v1/plea"), 200);
    assert_true(says("wombat"));
    assert_int_equal(
        status_of(READER, mem_fmt(m, "/en/file/%lld/content",
                                  (long long)file_id)), 404);
}

static void writes_are_refused(void **state)
{
    const char *path = mem_fmt(m, "/en/plea/%lld", (long long)hidden);

    (void)state;
    ask(READER, HTTP_POST, mem_fmt(m, "%s/edit", path));
    field("title", "Mine now");
    field("version", "1");
    assert_int_equal(answer()->status, 404);
    ask(READER, HTTP_POST, mem_fmt(m, "%s/step/close", path));
    field("version", "1");
    assert_int_equal(answer()->status, 404);
    assert_false(says(SECRET));
    ask(READER, HTTP_POST, "/en/plea/steps");
    field("pick_step", "close");
    field("pick", mem_fmt(m, "%lld.1", (long long)hidden));
    answer();
    assert_false(says(SECRET));
    ask(READER, HTTP_POST, "/en/remark/new");
    field("subject", "plea");
    field("subject_id", mem_fmt(m, "%lld", (long long)hidden));
    field("text", "What is this?");
    assert_int_equal(answer()->status, 422);
    assert_false(says(SECRET));
    /* A reference to it is refused as one to nothing. */
    for (int k = 0; k < 2; k++) {
        ask(READER, HTTP_POST, "/en/reply/new");
        field("plea", k ? "#999999"
                        : mem_fmt(m, "#%lld", (long long)hidden));
        field("text", "Who?");
        assert_int_equal(answer()->status, 422);
        assert_false(says(SECRET));
    }
    ask(READER, HTTP_POST, "/en/reply/new");
    field("plea", SECRET "-1");
    field("text", "Who?");
    assert_int_equal(answer()->status, 422);
    ask(BOSS, HTTP_GET, path);
    assert_int_equal(answer()->status, 200);
    assert_true(says("Open"));
}

/* --- Looks ------------------------------------------------------------------ */

static enum rc nothing(struct sql *sql, void *arg)
{
    (void)sql;
    (void)arg;
    return RC_OK;
}

/* The writer has taken what went to it before. */
static int64_t looks(const char *where)
{
    struct sql *sql = store_reader(app.store);
    struct sql_rows r;
    int64_t n;

    assert_int_equal(store_write(app.store, nothing, NULL), RC_OK);
    r = sql_query_built(sql,
                        mem_fmt(m, "SELECT COALESCE(sum(times), 0) FROM look"
                                   " WHERE type = 'plea' AND %s", where),
                        NO_ARGS);
    n = sql_next(&r) ? sql_int(&r, 0) : -1;
    assert_int_equal(sql_done(&r), RC_OK);
    return n;
}

static void looks_are_kept(void **state)
{
    const char *card = mem_fmt(m, "/en/plea/%lld", (long long)shown);
    const char *by = mem_fmt(m, "person = %lld AND low <= %lld AND"
                                " high >= %lld", (long long)reader,
                             (long long)shown, (long long)shown);
    int64_t before = looks(by), own = looks(mem_fmt(m, "person = %lld",
                                                    (long long)boss));

    (void)state;
    assert_int_equal(status_of(READER, card), 200);
    assert_int_equal(status_of(READER, card), 200);
    assert_int_equal(looks(by), before + 2);
    /* The list does not show the field, the file does, the API too. */
    assert_int_equal(status_of(READER, "/en/plea"), 200);
    assert_int_equal(looks(by), before + 2);
    assert_int_equal(status_of(READER, "/en/plea/export.csv"), 200);
    assert_int_equal(looks(by), before + 3);
    assert_int_equal(status_of(READER, "/api/v1/plea"), 200);
    assert_int_equal(looks(by), before + 4);
    /* Of what was refused, and of oneself, nothing is kept. */
    status_of(READER, mem_fmt(m, "/en/plea/%lld", (long long)hidden));
    assert_int_equal(looks(by), before + 4);
    assert_int_equal(status_of(BOSS, card), 200);
    assert_int_equal(looks(mem_fmt(m, "person = %lld", (long long)boss)),
                     own);
}

static void looks_are_read(void **state)
{
    const char *page = mem_fmt(m, "/en/plea/%lld/looks", (long long)shown);

    (void)state;
    status_of(READER, mem_fmt(m, "/en/plea/%lld", (long long)shown));
    looks("1 = 1");
    assert_int_equal(status_of(BOSS, page), 200);
    assert_true(says(">bek<"));
    assert_int_equal(status_of(READER, page), 403);
    /* One's own. */
    assert_int_equal(
        status_of(READER, mem_fmt(m, "/en/person/%lld/looks",
                                  (long long)reader)), 200);
    assert_int_equal(
        status_of(READER, mem_fmt(m, "/en/person/%lld/looks",
                                  (long long)boss)), 403);
    assert_int_equal(status_of(BOSS, mem_fmt(m, "/en/shelf/%lld/looks",
                                             (long long)made.shelf)), 404);
}

/* All that one person looked at, and all looks at one person. */
static void looks_of_persons(void **state)
{
    const char *by_reader = mem_fmt(m, "/en/looks?who=%%23%lld",
                                    (long long)reader);
    const char *at_boss = mem_fmt(m, "/en/looks?about=%%23%lld",
                                  (long long)boss);
    const char *at_reader = mem_fmt(m, "/en/looks?about=%%23%lld",
                                    (long long)reader);
    char day_before[DAY_ISO_SIZE];
    struct rq rq;

    (void)state;
    status_of(READER, mem_fmt(m, "/en/plea/%lld", (long long)shown));
    looks("1 = 1");
    assert_int_equal(status_of(BOSS, by_reader), 200);
    assert_true(says(mem_fmt(m, "/en/plea/%lld\"", (long long)shown)));
    assert_true(says(">bek<"));
    assert_int_equal(status_of(BOSS, mem_fmt(m, "/en/looks?who=%%23%lld",
                                             (long long)boss)),
                     200);
    assert_false(says(mem_fmt(m, "/en/plea/%lld\"", (long long)shown)));
    /* The plea is the boss's: a look at it is a look at the boss. */
    assert_int_equal(status_of(BOSS, at_boss), 200);
    assert_true(says(mem_fmt(m, "/en/plea/%lld\"", (long long)shown)));
    assert_int_equal(status_of(BOSS, at_reader), 200);
    assert_false(says(mem_fmt(m, "/en/plea/%lld\"", (long long)shown)));
    assert_int_equal(status_of(BOSS, mem_fmt(m, "%s&as=xlsx", at_boss)), 200);
    assert_int_equal(status_of(BOSS, mem_fmt(m, "%s&as=pdf", at_boss)), 200);
    rq_init(&rq, &app, m);
    day_iso(day_add(rq.today, -1), day_before);
    assert_int_equal(status_of(BOSS, mem_fmt(m, "%s&to=%s", by_reader,
                                             day_before)),
                     200);
    assert_true(says("Nobody looked"));
    /* What cannot be meant is said beside the input. */
    assert_int_equal(status_of(BOSS, "/en/looks?from=tomorrow"), 422);
    assert_int_equal(status_of(BOSS, "/en/looks?from=2100-01-01"), 422);
    assert_int_equal(status_of(BOSS, "/en/looks?who=nobody+at+all"), 422);
    assert_true(says("no single person"));
    assert_int_equal(status_of(READER, by_reader), 403);
    assert_int_equal(status_of(READER, at_reader), 403);
}

static enum rc daily(struct rq *rq, void *arg)
{
    rq->now += INT64_C(86400000000) * *(int *)arg;
    rq->today = day_add(rq->today, *(int *)arg);
    return look_daily(rq);
}

static enum rc spoil(struct sql *sql, void *arg)
{
    (void)arg;
    return sql_run_built(sql, "UPDATE look SET person = person + 1"
                              " WHERE id = (SELECT min(id) FROM look)",
                         NO_ARGS);
}

static void days_are_sealed(void **state)
{
    struct look_seal *s;
    struct rq rq;
    int days = 1;
    void *rec;
    bool yes;

    (void)state;
    status_of(READER, mem_fmt(m, "/en/plea/%lld", (long long)shown));
    looks("1 = 1");
    rq_init(&rq, &app, m);
    rq.system = true;
    rq.sql = store_reader(app.store);
    assert_int_equal(app_write(&rq, daily, &days), RC_OK);
    assert_int_equal(app_write(&rq, daily, &days), RC_OK); /* once */
    assert_int_equal(record_load(&rq, &type_look_seal, 1, &rec), RC_OK);
    assert_int_equal(record_load(&rq, &type_look_seal, 2, &rec), RC_MISSING);
    assert_int_equal(record_load(&rq, &type_look_seal, 1, &rec), RC_OK);
    s = rec;
    assert_true(s->looks.n > 0);
    assert_int_equal(look_holds(&rq, s, &yes), RC_OK);
    assert_true(yes);
    /* A look after the seal is of the next day. */
    status_of(READER, "/api/v1/plea");
    looks("1 = 1");
    assert_int_equal(look_holds(&rq, s, &yes), RC_OK);
    assert_true(yes);
    assert_int_equal(status_of(BOSS, "/en/look_seal/1"), 200);
    assert_true(says("still those that were sealed"));
    assert_int_equal(store_write(app.store, spoil, NULL), RC_OK);
    assert_int_equal(look_holds(&rq, s, &yes), RC_OK);
    assert_false(yes);
    assert_int_equal(status_of(BOSS, "/en/look_seal/1"), 200);
    assert_true(says("differ from those"));
    assert_int_equal(status_of(READER, "/en/look_seal/1"), 403);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        ASKS(others_see_it),
        ASKS(the_excluded_see_nothing),
        ASKS(it_is_as_if_it_were_not),
        ASKS(writes_are_refused),
        ASKS(looks_are_kept),
        ASKS(looks_are_read),
        ASKS(looks_of_persons),
        ASKS(days_are_sealed),
    };

    return cmocka_run_group_tests(tests, trust_open, house_close);
}
