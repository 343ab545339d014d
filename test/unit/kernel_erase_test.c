/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Erasing a person: what the preview says goes, from the rows, the journal,
 * the spans, search and the disk; the tree stays whole, receipts from before
 * hold for what is kept, and an excluded person sees nothing on any way.
 */
#include "kernel_help.h"

#include "kernel/absence.h"
#include "kernel/erase.h"
#include "kernel/erasure.h"
#include "kernel/journal.h"
#include "kernel/past.h"
#include "kernel/remark.h"
#include "store/files.h"

#define SECRET_NAME "Zumradova"
#define SECRET_WORD "quinquagenarian"

struct plea {
    struct record r;
    int64_t person, scan, against;
    const char *subject, *story, *contact;
};
static const struct field plea_fields[] = {
    FIELD_REF(plea, person, &type_person, .label = "person", .must = true),
    FIELD_TEXT(plea, subject, .label = "subject", .must = true, .search = true,
               .list = true, .sort = true),
    FIELD_LONG(plea, story, .label = "story", .search = true,
               .erase = ERASE_BLANK),
    FIELD_TEXT(plea, contact, .label = "contact", .must = true,
               .erase = ERASE_PSEUDONYM),
    FIELD_FILE(plea, scan, .label = "scan", .erase = ERASE_BLANK),
    FIELD_REF(plea, against, &type_person, .label = "against"),
};
static const struct type type_plea = {
    .name = "plea", .label = "Plea", .plural = "Pleas",
    .size = sizeof(struct plea), SPAN(fields, plea_fields),
    SPAN(states, thing_states), .title = "subject", .counted = true,
    .exclude = "t.against = {person}",
};
static const struct type *const plea_types[] = { &type_plea };
static const struct grant plea_grants[] = {
    { ROLE_MEMBER, "plea", OP_SEE | OP_EDIT | OP_EXPORT, SCOPE_ALL, NULL, NULL,
      NULL },
};
static const struct measure plea_measures[] = {
    { .code = "pleas", .label = "pleas", .means = "all pleas",
      .unit = UNIT_COUNT,
      .count = { "SELECT count(*), 1 FROM plea WHERE $1 IS NOT NULL", "t",
                 "ii" },
      .type = &type_plea, .records = "1=1", .since = "2020-01-01" },
};
static const struct module plea_module = {
    .name = "pleas", SPAN(types, plea_types), SPAN(grants, plea_grants),
    SPAN(measures, plea_measures),
};
static const struct module *const plea_modules[] = { &kernel_module,
                                                     &plea_module };

static int open_house(void **state)
{
    return house_open_with(state, plea_modules, 2);
}

/* --- Making --------------------------------------------------------------- */

static enum rc add_file(struct rq *rq, void *arg)
{
    const char *hash = sha256_hex(rq->mem, sha256(SECRET_WORD, 15));

    return file_add(rq, SECRET_NAME ".txt", "text/plain", hash, 15, arg);
}

static void keep_content(struct house *h)
{
    char *path = files_temporary(h->app.store, h->mem);
    FILE *f = fopen(path, "wb");

    assert_non_null(f);
    assert_int_equal(fwrite(SECRET_WORD, 1, 15, f), 15);
    assert_int_equal(fclose(f), 0);
    assert_int_equal(files_keep(h->app.store, path, sha256(SECRET_WORD, 15)),
                     RC_OK);
}

static struct plea *plea_of(struct house *h, int64_t person, int64_t file)
{
    struct plea *p = record_new(&h->rq, &type_plea);

    p->person = person;
    p->subject = "A subject that stays";
    p->story = "first story, " SECRET_WORD;
    p->contact = SECRET_NAME "@example.kg";
    p->scan = file;
    assert_int_equal(house_add(h, &type_plea, p), RC_OK);
    p->story = "second story, " SECRET_WORD;
    p->contact = "at " SECRET_NAME;
    clock_set(clock_now() + INT64_C(86400000000));
    rq_clock(&h->rq);
    assert_int_equal(house_save(h, &type_plea, p), RC_OK);
    return p;
}

static enum rc number(struct sql *sql, void *arg)
{
    return journal_sequence(sql, arg);
}

static struct journal_report verified(struct house *h)
{
    struct journal_report r;

    assert_int_equal(store_write(h->app.store, number, &h->app.key), RC_OK);
    assert_int_equal(journal_verify(store_reader(h->app.store), h->mem,
                                    journal_key_text(h->mem, &h->app.key),
                                    NULL, &r),
                     RC_OK);
    if (r.faults)
        print_error("%s", r.faults_text.s);
    return r;
}

/* How often the words stand in the database file, once it is closed. */
static size_t in_file(struct house *h, const char *words)
{
    FILE *f = fopen(mem_fmt(h->mem, "%s/ordo.db", h->dir), "rb");
    size_t n, found = 0;
    char *s, *at;

    assert_non_null(f);
    assert_int_equal(fseek(f, 0, SEEK_END), 0);
    n = (size_t)ftell(f);
    rewind(f);
    s = mem_alloc(h->mem, n + 1);
    assert_int_equal(fread(s, 1, n, f), n);
    fclose(f);
    for (size_t i = 0; i < n; i++) /* search keeps them folded */
        if (s[i] >= 'A' && s[i] <= 'Z')
            s[i] = (char)(s[i] + 'a' - 'A');
    for (at = s; (at = memmem(at, n - (size_t)(at - s), words,
                              strlen(words)));
         at++)
        found++;
    return found;
}

/* --- Tests ---------------------------------------------------------------- */

static void nothing_is_left(void **state)
{
    struct house *h = *state;
    int64_t person = house_person(h, SECRET_NAME " Aigul"), file;
    int64_t other = house_person(h, "Another person"), size;
    struct erase_line *lines;
    struct erased done;
    struct plea *p;
    const char *receipt, *why;
    struct buf out;
    size_t n, held = 0;
    int fd;

    keep_content(h);
    assert_int_equal(app_write(&h->rq, add_file, &file), RC_OK);
    p = plea_of(h, person, file);
    assert_int_equal(verified(h).faults, 0);
    assert_int_equal(journal_receipt(store_reader(h->app.store), h->mem,
                                     house_count(h,
                                                 "SELECT min(id) FROM journal"
                                                 " WHERE type = 'plea'"),
                                     (const char *const[]){ "subject" }, 1,
                                     &receipt),
                     RC_OK);
    assert_int_equal(erase_preview(&h->rq, person, &lines, &n), RC_OK);
    for (size_t i = 0; i < n; i++)
        held += lines[i].held;
    assert_int_equal(n, 4 + 3);
    assert_int_equal(held, 2 + 3); /* name and e-mail; all of the plea's */
    assert_int_equal(erase_person(&h->rq, person, &done), RC_OK);
    assert_int_equal(done.records, 2);
    assert_int_equal(done.fields, n);
    assert_int_equal(done.files, 1);
    assert_int_equal(files_open(h->app.store, sha256(SECRET_WORD, 15), &fd,
                                &size),
                     RC_MISSING);
    assert_int_equal(verified(h).faults, 0);
    assert_true(verified(h).erased >= 5);
    buf_init(&out, h->mem);
    assert_int_equal(journal_receipt_check(h->mem, receipt, strlen(receipt),
                                           journal_key_text(h->mem,
                                                            &h->app.key),
                                           &out, &why),
                     RC_OK);
    assert_non_null(strstr(out.s, "A subject that stays"));
    assert_int_equal(house_count(h, "SELECT count(*) FROM person WHERE"
                                    " name_ky = 'Another person'"),
                     1);
    assert_int_equal(house_count(h, mem_fmt(h->mem,
                                            "SELECT count(*) FROM plea WHERE"
                                            " contact = 'erased-%lld'",
                                            (long long)p->r.id)),
                     1);
    (void)other;
    app_close(&h->app);
    assert_int_equal(in_file(h, "zumradova"), 0);
    assert_int_equal(in_file(h, SECRET_WORD), 0);
    /* The test can fail: the other's name is in the file. */
    assert_true(in_file(h, "another person") > 0);
    assert_int_equal(house_start(h, false), 0);
}

static void a_shared_file_stays(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "One"), b = house_person(h, "Two"), file, size;
    struct erased done;
    int fd;

    keep_content(h);
    assert_int_equal(app_write(&h->rq, add_file, &file), RC_OK);
    plea_of(h, a, file);
    plea_of(h, b, file);
    assert_int_equal(erase_person(&h->rq, a, &done), RC_OK);
    assert_int_equal(done.files, 0);
    assert_int_equal(files_open(h->app.store, sha256(SECRET_WORD, 15), &fd,
                                &size),
                     RC_OK);
    close(fd);
    assert_int_equal(erase_person(&h->rq, b, &done), RC_OK);
    assert_int_equal(done.files, 1);
    assert_int_equal(verified(h).faults, 0);
}

static enum rc make_account(struct rq *rq, void *arg)
{
    int64_t id;

    return account_add(rq, "someone", NULL, *(int64_t *)arg, &id);
}

static void who_signs_in_is_not_erased(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "One");
    struct erased done;

    assert_int_equal(app_write(&h->rq, make_account, &a), RC_OK);
    assert_int_equal(erase_person(&h->rq, a, &done), RC_CONFLICT);
    assert_int_equal(erase_person(&h->rq, 999999, &done), RC_MISSING);
    assert_int_equal(house_count(h, "SELECT count(*) FROM journal WHERE"
                                    " step = 'erase'"),
                     0);
}

/* --- Two hands ------------------------------------------------------------ */

static struct erasure_request *request_of(struct house *h, int64_t person)
{
    struct erasure_request *e = record_new(&h->rq, &type_erasure_request);

    e->person = person;
    e->ground = "Application No. 7";
    e->reason = "Asked for by the person";
    return e;
}

static int64_t remark_by(struct house *h, int64_t author, const char *type,
                         int64_t id, const char *text)
{
    struct remark *m = record_new(&h->rq, &type_remark);

    house_as(h, author);
    m->subject = type;
    m->subject_number = (struct count){ id, true };
    m->text = text;
    if (house_add(h, &type_remark, m))
        print_error("%s: %s\n", h->rq.fails->field, h->rq.fails->text);
    assert_true(m->r.id > 0);
    house_as(h, 0);
    return m->r.id;
}

static enum rc leave(struct rq *rq, void *arg)
{
    void *rec;

    TRY(record_load(rq, &type_person, *(int64_t *)arg, &rec));
    return record_step(rq, &type_person, rec, "leave", 0);
}

/* Another's absence with the person as substitute. */
static struct absence *absence_of(struct house *h, int64_t who, int64_t by,
                                  const char *note)
{
    struct absence *a = record_new(&h->rq, &type_absence);

    a->person = who;
    a->substitute = by;
    a->starts = h->rq.today;
    a->ends = day_add(h->rq.today, 3);
    a->reason = "illness";
    a->note = note;
    assert_int_equal(house_add(h, &type_absence, a), RC_OK);
    return a;
}

struct cast {
    int64_t person, asker, decider;
};

static struct cast cast_of(struct house *h)
{
    struct cast c = { house_person(h, SECRET_NAME " Aigul"),
                      house_person(h, "Asker"),
                      house_person(h, "Decider") };

    house_appoint(h, c.asker, "hr", 0);
    house_appoint(h, c.decider, "rector", 0);
    house_appoint(h, c.decider, "hr", 0);
    return c;
}

static enum rc decide(struct house *h, int64_t who, struct erasure_request *e,
                      const char *step)
{
    enum rc rc;

    house_as(h, who);
    rc = house_step(h, &type_erasure_request, e, step);
    house_as(h, 0);
    return rc;
}

static void one_hand_erases_nothing(void **state)
{
    struct house *h = *state;
    struct cast c = cast_of(h);
    struct erasure_request *e = request_of(h, c.person), *twice;

    house_as(h, c.asker);
    assert_int_equal(house_add(h, &type_erasure_request, e), RC_OK);
    assert_int_equal(e->asked_by, c.asker);
    /* The second about the same person, and one about oneself. */
    twice = request_of(h, c.person);
    assert_int_equal(house_add(h, &type_erasure_request, twice), RC_CONFLICT);
    twice = request_of(h, c.asker);
    assert_int_equal(house_add(h, &type_erasure_request, twice), RC_CONFLICT);
    /* Not by who asked, not by nobody, not while the person is here. */
    assert_int_equal(decide(h, c.asker, e, "confirm"), RC_CONFLICT);
    assert_int_equal(decide(h, 0, e, "confirm"), RC_CONFLICT);
    assert_int_equal(decide(h, c.decider, e, "confirm"), RC_CONFLICT);
    assert_int_equal(app_write(&h->rq, leave, &c.person), RC_OK);
    house_appoint(h, c.person, "rector", 0);
    assert_int_equal(decide(h, c.person, e, "confirm"), RC_CONFLICT);
    assert_false(job_next(&h->app));
    assert_int_equal(decide(h, c.asker, e, "withdraw"), RC_OK);
    assert_int_equal(decide(h, c.decider, e, "confirm"), RC_CONFLICT);
    assert_int_equal(house_count(h, "SELECT count(*) FROM journal WHERE"
                                    " step = 'erase'"),
                     0);
}

static void two_hands_erase_all(void **state)
{
    struct house *h = *state;
    struct cast c = cast_of(h);
    struct erasure_request *e = request_of(h, c.person);
    int64_t by, about, other;
    struct past was;
    void *rec;

    by = remark_by(h, c.person, "unit",
                   house_unit(h, "dept", 0)->r.id, "said " SECRET_WORD);
    about = remark_by(h, c.asker, "person", c.person,
                      "of " SECRET_NAME " " SECRET_WORD);
    other = remark_by(h, c.asker, "person", c.decider, "kept words");
    absence_of(h, c.person, c.asker, SECRET_WORD);
    clock_set(clock_now() + INT64_C(10) * 86400 * 1000000);
    rq_clock(&h->rq);
    absence_of(h, c.asker, c.person, "kept note");
    assert_int_equal(app_write(&h->rq, leave, &c.person), RC_OK);
    house_as(h, c.asker);
    assert_int_equal(house_add(h, &type_erasure_request, e), RC_OK);
    assert_int_equal(decide(h, c.decider, e, "confirm"), RC_OK);
    assert_true(job_next(&h->app));
    assert_int_equal(record_load(&h->rq, &type_erasure_request, e->r.id, &rec),
                     RC_OK);
    e = rec;
    assert_string_equal(e->r.state, "done");
    assert_int_equal(e->confirmed_by, c.decider);
    assert_int_equal(e->records.n, 1 + 2 + 1);
    assert_int_equal(record_load(&h->rq, &type_remark, by, &rec), RC_OK);
    assert_null(strstr(((struct remark *)rec)->text, SECRET_WORD));
    assert_int_equal(record_load(&h->rq, &type_remark, about, &rec), RC_OK);
    assert_null(strstr(((struct remark *)rec)->text, SECRET_WORD));
    assert_int_equal(record_load(&h->rq, &type_remark, other, &rec), RC_OK);
    assert_string_equal(((struct remark *)rec)->text, "kept words");
    /* The substitute's erasure leaves the other's absence alone. */
    assert_int_equal(house_count(h, "SELECT count(*) FROM absence WHERE"
                                    " note = 'kept note'"),
                     1);
    assert_int_equal(past_get(&h->rq, &type_person, c.person,
                              day_add(h->rq.today, -5), &was),
                     RC_OK);
    assert_true(was.any_erased);
    assert_int_equal(verified(h).faults, 0);
    app_close(&h->app);
    assert_int_equal(in_file(h, "zumradova"), 0);
    assert_int_equal(in_file(h, SECRET_WORD), 0);
    assert_int_equal(house_start(h, false), 0);
}

static enum rc apply_only(struct rq *rq, void *arg)
{
    struct erased done;

    return erase_apply(rq, *(int64_t *)arg, &done);
}

/* The server ends after the write and before the file is taken away. */
static void a_file_left_behind_is_swept(void **state)
{
    struct house *h = *state;
    int64_t a = house_person(h, "One"), file, size;
    int fd;

    keep_content(h);
    assert_int_equal(app_write(&h->rq, add_file, &file), RC_OK);
    plea_of(h, a, file);
    assert_int_equal(app_write(&h->rq, apply_only, &a), RC_OK);
    assert_int_equal(files_open(h->app.store, sha256(SECRET_WORD, 15), &fd,
                                &size),
                     RC_OK);
    close(fd);
    assert_int_equal(erase_sweep(&h->rq), RC_OK);
    assert_int_equal(files_open(h->app.store, sha256(SECRET_WORD, 15), &fd,
                                &size),
                     RC_MISSING);
    assert_int_equal(house_count(h, "SELECT count(*) FROM file_gone"), 0);
}

/* --- Exclusion ------------------------------------------------------------ */

static size_t listed(struct house *h, const char *words, bool export,
                     int64_t *counted)
{
    struct list l = { .type = &type_plea, .limit = 100,
                      .export_all = export };

    if (words)
        assert_int_equal(list_filter(&h->rq, &l, "q", words), RC_OK);
    assert_int_equal(list_read(&h->rq, &l), RC_OK);
    assert_int_equal(list_count(&h->rq, &l, 1000, counted), RC_OK);
    return l.n;
}

/* All ways at once: how many of them show the one record. */
static int ways(struct house *h, struct plea *p, int64_t file)
{
    int64_t counted = 0;
    struct buf out;
    struct list l = { .type = &type_plea };
    void *rec;
    int n = 0;

    n += record_get(&h->rq, &type_plea, p->r.id, &rec) == RC_OK;
    n += rights_check(&h->rq, &type_plea, p->r.id, OP_EDIT, NULL) == RC_OK;
    n += rights_check(&h->rq, &type_plea, p->r.id, OP_STEP, NULL) == RC_DENIED;
    n += listed(h, NULL, false, &counted) != 0;
    n += counted != 0;
    n += listed(h, "subject", false, &counted) != 0;
    n += listed(h, NULL, true, &counted) != 0;
    buf_init(&out, h->mem);
    assert_int_equal(export_csv(&h->rq, &l, &out, NULL, NULL), RC_OK);
    n += strstr(out.s, "A subject that stays") != NULL;
    n += record_get(&h->rq, &type_file, file, &rec) == RC_OK;
    return n;
}

static void the_excluded_see_nothing(void **state)
{
    struct house *h = *state;
    int64_t author = house_person(h, "Author");
    int64_t accused = house_person(h, "Accused");
    int64_t chief = house_person(h, "Chief"), file;
    struct plea *p;

    keep_content(h);
    assert_int_equal(app_write(&h->rq, add_file, &file), RC_OK);
    p = plea_of(h, author, file);
    p->against = accused;
    assert_int_equal(house_save(h, &type_plea, p), RC_OK);
    house_appoint(h, chief, ROLE_ADMINISTRATOR, 0);
    house_appoint(h, accused, ROLE_ADMINISTRATOR, 0);
    house_as(h, chief);
    /* The administrator may do all, so only the denied step is missing. */
    assert_int_equal(ways(h, p, file), 8);
    house_as(h, accused);
    /* An administrator sees every file; a member only those held. */
    assert_true(ways(h, p, file) <= 1);
    house_as(h, 0);
}

#define IN_HOUSE(test) \
    cmocka_unit_test_setup_teardown(test, open_house, house_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_HOUSE(nothing_is_left),
        IN_HOUSE(a_shared_file_stays),
        IN_HOUSE(who_signs_in_is_not_erased),
        IN_HOUSE(one_hand_erases_nothing),
        IN_HOUSE(two_hands_erase_all),
        IN_HOUSE(a_file_left_behind_is_swept),
        IN_HOUSE(the_excluded_see_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
