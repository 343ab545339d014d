/* SPDX-License-Identifier: Apache-2.0 */
/*
 * documents_test.c: numbers without gaps, letters registered once, the tree of
 * resolutions, terms that move, dossiers.
 */
#include "strategy_help.h"

#include "kernel/assignment.h"
#include "kernel/demo.h"
#include "kernel/record.h"
#include "kernel/visa.h"
#include "mod/documents/documents.h"

static const struct module *const all_modules[] = {
    &kernel_module, &mod_strategy, &mod_documents
};

static struct uni u;
static int64_t clerk, rector, dean, incoming, internal, ministry;

static enum rc read_int(int64_t *out, const char *text)
{
    *out = uni_count(&u, text);
    return RC_OK;
}

static int open_house(void **state)
{
    (void)state;
    uni_open_demo(&u, all_modules, COUNT(all_modules));
    OK(&u, demo_role_person(&u.rq, "clerk", &clerk));
    OK(&u, demo_role_person(&u.rq, "rector", &rector));
    OK(&u, demo_role_person(&u.rq, "dean", &dean));
    read_int(&incoming, "SELECT id FROM document_register WHERE code = 'IN'");
    read_int(&internal, "SELECT id FROM document_register WHERE code = 'INT'");
    read_int(&ministry, "SELECT MIN(id) FROM correspondent");
    return 0;
}

static int close_house(void **state)
{
    (void)state;
    uni_close(&u);
    return 0;
}

/* A write as somebody, with the rights of that person. */
static enum rc as(int64_t person, enum rc (*fn)(struct rq *, void *),
                  void *arg)
{
    enum rc rc;

    u.rq.system = false;
    u.rq.person = person;
    u.rq.fails = NULL;
    u.rq.holder = rights_holder(&u.rq, person);
    rc = app_write(&u.rq, fn, arg);
    u.rq.system = true;
    u.rq.person = 0;
    u.rq.holder = NULL;
    return rc;
}

/* --- Letters ------------------------------------------------------------------- */

struct letter {
    const char *their_number, *title;
    int64_t number, id; /* number: registered elsewhere; then what it got */
    day on;
    int64_t addressee;
    const char *access;
};

static enum rc bring(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    struct document *d = record_new(rq, &type_document);

    d->book = incoming;
    d->correspondent = ministry;
    d->their_number = l->their_number;
    d->title = l->title ? l->title : "A letter";
    d->addressee = l->addressee ? l->addressee : rector;
    d->access = l->access;
    d->number = (struct count){ l->number, l->number > 0 };
    d->registered_on = l->on;
    TRY(record_add(rq, &type_document, d));
    if (!l->number)
        TRY(document_register_now(rq, d));
    l->id = d->r.id;
    l->number = d->number.n;
    return RC_OK;
}

static struct document *load(int64_t id)
{
    void *rec;

    OK(&u, record_load(&u.rq, &type_document, id, &rec));
    return rec;
}

static void test_numbers(void **state)
{
    struct letter a = { .their_number = "n-1", .on = DAY_NONE }, b = a;
    int64_t last;

    (void)state;
    read_int(&last, "SELECT last FROM document_number WHERE year = 2026");
    b.their_number = "n-2";
    OK(&u, as(clerk, bring, &a));
    OK(&u, as(clerk, bring, &b));
    assert_int_equal(a.number, last + 1);
    assert_int_equal(b.number, last + 2);
    /* A registration that is refused takes no number with it. */
    a.number = 0;
    assert_int_equal(as(clerk, bring, &a), RC_CONFLICT);
    b = (struct letter){ .their_number = "n-3", .on = DAY_NONE };
    OK(&u, as(clerk, bring, &b));
    assert_int_equal(b.number, last + 3);
    assert_int_equal(uni_count(&u, "SELECT COUNT(*) - MAX(number) FROM document"
                                   " WHERE year = 2026 AND number IS NOT NULL"),
                     0);
}

static void test_same_letter_twice(void **state)
{
    struct letter a = { .their_number = "twice", .on = DAY_NONE }, b = a;

    (void)state;
    OK(&u, as(clerk, bring, &a));
    assert_int_equal(as(clerk, bring, &b), RC_CONFLICT);
    assert_non_null(strstr(uni_why(&u), "registered already"));
}

/* An earlier register comes with its numbers, and numbering goes on after. */
static void test_brought_in(void **state)
{
    struct letter old = { .their_number = "o-1", .number = 900,
                          .on = day_ymd(2026, 3, 4) };
    struct letter taken = { .their_number = "o-2", .number = 900,
                            .on = day_ymd(2026, 3, 5) };
    struct letter next = { .their_number = "o-3", .on = DAY_NONE };
    struct letter no_day = { .their_number = "o-4", .number = 950,
                             .on = DAY_NONE };

    (void)state;
    OK(&u, as(clerk, bring, &old));
    assert_true(load(old.id)->imported);
    assert_string_equal(load(old.id)->r.state, "filed");
    assert_int_not_equal(as(clerk, bring, &taken), RC_OK);
    assert_int_equal(as(clerk, bring, &no_day), RC_INVALID);
    OK(&u, as(clerk, bring, &next));
    assert_int_equal(next.number, 901);
}

/* --- Resolutions ------------------------------------------------------------------ */

struct decision {
    int64_t document, parent, responsible, id;
    day due;
};

static enum rc decide(struct rq *rq, void *arg)
{
    struct decision *d = arg;
    struct resolution *s = record_new(rq, &type_resolution);

    s->document = d->document;
    s->parent = d->parent;
    s->title = "Prepare an answer";
    s->responsible = d->responsible;
    s->due = d->due;
    TRY(record_add(rq, &type_resolution, s));
    d->id = s->r.id;
    return RC_OK;
}

struct taking {
    int64_t id;
    const char *step, *report, *reason;
};

static enum rc take(struct rq *rq, void *arg)
{
    const struct taking *t = arg;
    struct resolution *s;
    void *rec;

    TRY(rights_check(rq, &type_resolution, t->id, OP_STEP, t->step));
    TRY(record_load(rq, &type_resolution, t->id, &rec));
    s = rec;
    if (t->report)
        s->report = t->report;
    if (t->reason)
        s->reason = t->reason;
    return record_step(rq, &type_resolution, s, t->step, 0);
}

static int64_t open_for(const char *subject, int64_t id, int64_t person)
{
    return uni_count(&u, mem_fmt(u.mem,
                                 "SELECT COUNT(*) FROM assignment WHERE"
                                 " subject = '%s' AND subject_id = %lld AND"
                                 " person = %lld AND state = 'open'",
                                 subject, (long long)id, (long long)person));
}

static void test_resolution(void **state)
{
    struct letter l = { .their_number = "r-1", .on = DAY_NONE };
    struct decision whole = { .responsible = dean,
                              .due = day_ymd(2026, 12, 10) };
    struct decision part = { .responsible = clerk,
                             .due = day_ymd(2026, 12, 8) };
    struct decision late = { .responsible = clerk,
                             .due = day_ymd(2026, 12, 20) };

    (void)state;
    OK(&u, as(clerk, bring, &l));
    assert_int_equal(open_for("document", l.id, rector), 1);
    whole.document = part.document = late.document = l.id;
    assert_int_not_equal(as(dean, decide, &whole), RC_OK);
    OK(&u, as(rector, decide, &whole));
    assert_int_equal(open_for("document", l.id, rector), 0);
    assert_int_equal(open_for("resolution", whole.id, dean), 1);
    assert_string_equal(load(l.id)->r.state, "working");

    part.parent = late.parent = whole.id;
    assert_int_equal(as(dean, decide, &late), RC_INVALID);
    OK(&u, as(dean, decide, &part));
    /* The whole waits for its parts. */
    assert_int_equal(as(dean, take, &(struct taking){ whole.id, "report",
                                                      "Done", NULL }),
                     RC_CONFLICT);
    OK(&u, as(clerk, take, &(struct taking){ part.id, "report", "Done",
                                             NULL }));
    assert_int_not_equal(as(clerk, take, &(struct taking){ part.id, "accept",
                                                           NULL, NULL }),
                         RC_OK);
    OK(&u, as(dean, take, &(struct taking){ part.id, "accept", NULL, NULL }));
    OK(&u, as(dean, take, &(struct taking){ whole.id, "report", "Done",
                                            NULL }));
    OK(&u, as(rector, take, &(struct taking){ whole.id, "return", NULL,
                                              "Not signed" }));
    assert_int_equal(open_for("resolution", whole.id, dean), 1);
    OK(&u, as(dean, take, &(struct taking){ whole.id, "report", "Signed",
                                            NULL }));
    OK(&u, as(rector, take, &(struct taking){ whole.id, "accept", NULL,
                                              NULL }));
    assert_string_equal(load(l.id)->r.state, "executed");
    assert_int_equal(uni_count(&u, mem_fmt(u.mem,
        "SELECT COUNT(*) FROM assignment WHERE state = 'open' AND"
        " ((subject = 'document' AND subject_id = %lld) OR (subject ="
        " 'resolution' AND subject_id IN (%lld, %lld)))",
        (long long)l.id, (long long)whole.id, (long long)part.id)), 0);
}

/* Cancelling the only resolution leaves the letter with somebody again. */
static void test_cancelled(void **state)
{
    struct letter l = { .their_number = "c-1", .on = DAY_NONE };
    struct decision d = { .responsible = dean, .due = day_ymd(2026, 12, 10) };

    (void)state;
    OK(&u, as(clerk, bring, &l));
    d.document = l.id;
    OK(&u, as(rector, decide, &d));
    OK(&u, as(rector, take, &(struct taking){ d.id, "cancel", NULL,
                                              "Another" }));
    assert_string_equal(load(l.id)->r.state, "registered");
    assert_int_equal(open_for("document", l.id, rector), 1);
}

/* A term that is moved by agreement moves in the resolution too. */
static enum rc move(struct rq *rq, void *arg)
{
    static const struct sql_text q = {
        "SELECT id FROM assignment WHERE subject = 'resolution'"
        " AND subject_id = $1 AND state = 'open'", "i", "i"
    };
    const struct decision *d = arg;
    struct assignment *a;
    int64_t id;
    void *rec;

    TRY(sql_get_int(rq->sql, &id, &q, ARGS(INT(d->id))));
    TRY(record_load(rq, &type_assignment, id, &rec));
    a = rec;
    a->wanted = day_ymd(2026, 12, 15);
    a->why = "The data is not there yet";
    if (rq->person == dean)
        return record_step(rq, &type_assignment, a, "extend", 0);
    return record_step(rq, &type_assignment, a, "grant", 0);
}

static void test_term_moves(void **state)
{
    struct letter l = { .their_number = "m-1", .on = DAY_NONE };
    struct decision d = { .responsible = dean, .due = day_ymd(2026, 12, 10) };
    void *rec;

    (void)state;
    OK(&u, as(clerk, bring, &l));
    d.document = l.id;
    OK(&u, as(rector, decide, &d));
    OK(&u, as(dean, move, &d));
    OK(&u, as(rector, move, &d));
    OK(&u, record_load(&u.rq, &type_resolution, d.id, &rec));
    assert_int_equal(((struct resolution *)rec)->due.n,
                     day_ymd(2026, 12, 15).n);
}

/* --- Who sees it --------------------------------------------------------------------- */

static enum rc look(struct rq *rq, void *arg)
{
    return rights_check(rq, &type_document, *(int64_t *)arg, OP_SEE, NULL);
}

static void test_named_access(void **state)
{
    struct letter l = { .their_number = "s-1", .on = DAY_NONE,
                        .addressee = dean, .access = "named" };
    int64_t admin;

    (void)state;
    OK(&u, as(clerk, bring, &l));
    OK(&u, demo_role_person(&u.rq, "administrator", &admin));
    OK(&u, as(dean, look, &l.id));
    OK(&u, as(clerk, look, &l.id));
    assert_int_equal(as(rector, look, &l.id), RC_MISSING);
    assert_int_equal(as(admin, look, &l.id), RC_MISSING);
}

/* --- Dossiers --------------------------------------------------------------------------- */

static enum rc dossier_step(struct rq *rq, void *arg)
{
    const struct taking *t = arg;
    void *rec;

    TRY(record_load(rq, &type_dossier, t->id, &rec));
    return record_step(rq, &type_dossier, rec, t->step, 0);
}

static void test_dossier(void **state)
{
    int64_t now, before;

    (void)state;
    read_int(&now, "SELECT MIN(id) FROM dossier WHERE year = 2026");
    read_int(&before, "SELECT MIN(id) FROM dossier WHERE year = 2025");
    assert_int_equal(as(clerk, dossier_step,
                        &(struct taking){ now, "close", NULL, NULL }),
                     RC_CONFLICT);
    OK(&u, as(clerk, dossier_step,
              &(struct taking){ before, "close", NULL, NULL }));
    assert_int_not_equal(as(clerk, dossier_step,
                            &(struct taking){ before, "destroy", NULL, NULL }),
                         RC_OK);
}

/* --- Versions ------------------------------------------------------------------ */

static enum rc retitle(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    void *rec;

    TRY(record_get(rq, &type_document, l->id, &rec));
    ((struct document *)rec)->title = l->title;
    return record_save(rq, &type_document, rec);
}

static enum rc recontrol(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    void *rec;

    TRY(record_get(rq, &type_document, l->id, &rec));
    ((struct document *)rec)->control = true;
    return record_save(rq, &type_document, rec);
}

static int64_t versions_of(int64_t id)
{
    return uni_count(&u, mem_fmt(u.mem, "SELECT COUNT(*) FROM document_version"
                                        " WHERE document = %lld",
                                 (long long)id));
}

static void test_versions(void **state)
{
    struct letter l = { .their_number = "v-1", .title = "First",
                        .on = DAY_NONE };

    (void)state;
    OK(&u, as(clerk, bring, &l));
    OK(&u, as(clerk, recontrol, &l));
    assert_int_equal(versions_of(l.id), 0);
    l.title = "Second";
    OK(&u, as(clerk, retitle, &l));
    assert_int_equal(versions_of(l.id), 2);
    l.title = "Third";
    OK(&u, as(clerk, retitle, &l));
    assert_int_equal(versions_of(l.id), 3);
    assert_int_equal(
        uni_count(&u, "SELECT COUNT(*) FROM document_version WHERE"
                      " (number = 1 AND title = 'First') OR (number = 2 AND"
                      " title = 'Second') OR (number = 3 AND title = 'Third')"),
        3);
}

/* --- The approval sheet ------------------------------------------------------------ */

static enum rc write_letter(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    struct document *d = record_new(rq, &type_document);

    d->book = uni_count(&u, "SELECT id FROM document_register"
                            " WHERE direction = 'outgoing'");
    d->correspondent = ministry;
    d->title = l->title;
    d->author = l->addressee;
    TRY(record_add(rq, &type_document, d));
    l->id = d->r.id;
    return RC_OK;
}

static enum rc send_letter(struct rq *rq, void *arg)
{
    struct letter *l = arg;
    void *rec;

    TRY(record_get(rq, &type_document, l->id, &rec));
    return document_register_now(rq, rec);
}

struct visa_asked {
    int64_t letter, person, turn;
};

static enum rc put_on_sheet(struct rq *rq, void *arg)
{
    const struct visa_asked *v = arg;

    return visa_add(rq, &type_document, v->letter, v->person, v->turn, false);
}

struct visa_given {
    int64_t letter, person;
    const char *step;
};

static enum rc give_visa(struct rq *rq, void *arg)
{
    const struct visa_given *g = arg;
    struct visa_sheet s;

    TRY(visa_sheet(rq, &type_document, g->letter, &s));
    for (size_t i = 0; i < s.n; i++)
        if (s.now[i]->person == g->person) {
            s.now[i]->remark = "Two words are missing";
            return record_step(rq, &type_visa, s.now[i], g->step, 0);
        }
    return RC_MISSING;
}

static enum rc ask_anew(struct rq *rq, void *arg)
{
    return visa_ask(rq, &type_document, ((struct letter *)arg)->id);
}

#define SHEET(person, turn)                                                    \
    as(clerk, put_on_sheet, &(struct visa_asked){ l.id, person, turn })
#define VISA(person, step)                                                     \
    as(person, give_visa, &(struct visa_given){ l.id, person, step })

/* Two at once and one after them; what goes out waits for all. */
static void test_sheet(void **state)
{
    struct letter l = { .title = "A reply", .addressee = clerk };
    int64_t planning, admin;

    (void)state;
    OK(&u, demo_role_person(&u.rq, "planning", &planning));
    OK(&u, demo_role_person(&u.rq, "teacher", &admin));
    OK(&u, as(clerk, write_letter, &l));
    /* Who wrote it is no second hand. */
    assert_int_equal(SHEET(clerk, 1), RC_INVALID);
    OK(&u, SHEET(dean, 1));
    OK(&u, SHEET(planning, 1));
    OK(&u, SHEET(rector, 2));
    assert_int_equal(as(clerk, send_letter, &l), RC_CONFLICT);
    assert_int_not_equal(VISA(rector, "agree"), RC_OK); /* not yet asked */
    assert_int_not_equal(
        as(admin, give_visa, &(struct visa_given){ l.id, dean, "agree" }),
        RC_OK);
    OK(&u, VISA(dean, "agree"));
    OK(&u, VISA(planning, "refuse"));
    assert_int_equal(as(clerk, send_letter, &l), RC_CONFLICT);
    /* Mended: what was given to another text is void. */
    l.title = "A better reply";
    OK(&u, as(clerk, retitle, &l));
    assert_int_equal(versions_of(l.id), 2);
    OK(&u, as(clerk, ask_anew, &l));
    OK(&u, VISA(dean, "agree"));
    OK(&u, VISA(planning, "agree"));
    assert_int_equal(as(clerk, send_letter, &l), RC_CONFLICT);
    OK(&u, VISA(rector, "agree"));
    OK(&u, as(clerk, send_letter, &l));
    /* Its number changes nothing of what was agreed to. */
    assert_int_equal(
        uni_count(&u, mem_fmt(u.mem,
                              "SELECT COUNT(*) FROM visa WHERE subject ="
                              " 'document' AND subject_id = %lld AND state ="
                              " 'agreed'",
                              (long long)l.id)),
        3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_sheet),
        cmocka_unit_test(test_same_letter_twice),
        cmocka_unit_test(test_resolution),
        cmocka_unit_test(test_cancelled),
        cmocka_unit_test(test_term_moves),
        cmocka_unit_test(test_named_access),
        cmocka_unit_test(test_dossier),
        cmocka_unit_test(test_brought_in),
    };

    return cmocka_run_group_tests(tests, open_house, close_house);
}
