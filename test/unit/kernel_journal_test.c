/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The journal on a real data folder: adding, numbering, tiles, receipts,
 * erasing, history, and that verify finds every kind of quiet change.  What
 * tampers runs as a job that is refused at its end, so it is undone.
 */
#include "store_help.h"

#include "kernel/journal.h"
#include "kernel/merkle.h"
#include "kernel/note.h"

#include <fcntl.h>

#define TASKS 60
#define EDITS 4

static const struct column task_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "version", .type = 'i', .must = true },
    { .name = "state", .type = 't', .must = true },
    { .name = "owner_unit", .type = 'i' },
    { .name = "created_at", .type = 'i', .must = true },
    { .name = "changed_at", .type = 'i', .must = true },
    { .name = "title", .type = 't' },
    { .name = "points", .type = 'i' },
    { .name = "share", .type = 'r' },
    { .name = "remark", .type = 't' },
    { .name = "title_key", .type = 'b' },
};
static const struct column link_columns[] = {
    { .name = "owner", .type = 'i' },
    { .name = "target", .type = 'i' },
};
static const struct column plan_columns[] = {
    { .name = "id", .type = 'k' },
    { .name = "title", .type = 't' },
    { .name = "looks", .type = 'i' },
};
static const struct table others[] = {
    { .name = "task", SPAN(columns, task_columns) },
    { .name = "task_person",
      SPAN(columns, link_columns),
      .key = "owner, target" },
    { .name = "task_plan", SPAN(columns, plan_columns) },
};

static struct journal_key key;
static const char *key_text;
static uint64_t dice = 88172645463325252u;

static uint64_t roll(uint64_t below)
{
    dice ^= dice << 13;
    dice ^= dice >> 7;
    dice ^= dice << 17;
    return dice % below;
}

/* --- A folder with a past ------------------------------------------------- */

static enum rc migrate(struct sql *sql, void *arg)
{
    struct mem *m = arg;
    struct table all[16];
    const char *error;
    size_t n = n_journal_tables;

    memcpy(all, journal_tables, n * sizeof(*all));
    memcpy(all + n, others, sizeof(others));
    return schema_apply(sql, m, all, n + COUNT(others), NULL, 0, &error);
}

static enum rc journal(struct sql *sql, struct mem *m, const char *type,
                       int64_t record, int64_t version, const char *step,
                       const struct journal_field *f, size_t n)
{
    struct journal_entry e = { .type = type,
                               .record = record,
                               .version = version,
                               .actor = 7,
                               .act = 3,
                               .step = step,
                               .at = 1795341600000000,
                               .fields = f,
                               .n_fields = n };
    int64_t id;

    return journal_add(sql, m, &e, &id);
}

static enum rc add_task(struct sql *sql, struct mem *m, int64_t id)
{
    const char *title = mem_fmt(m, "Иш \"%lld\"\n<a>", (long long)id);
    struct journal_field f[] = {
        { "state", STR("new") },      { "title", STR(title) },
        { "points", INT(id * 1000) }, { "share", REAL(0.1 * (double)id) },
        { "person", STR("3,5,9") },
    };

    TRY(sql_run_built(
        sql,
        "INSERT INTO task(id, version, state, created_at,"
        " changed_at, title, points, share, title_key)"
        " VALUES($1, 1, 'new', 5, 5, $2, $3, $4, $5)",
        ARGS(INT(id), f[1].value, f[2].value, f[3].value, BLOB("k", 1))));
    TRY(sql_run_built(sql,
                      "INSERT INTO task_person(owner, target)"
                      " VALUES($1, 3), ($1, 5), ($1, 9)",
                      ARGS(INT(id))));
    return journal(sql, m, "task", id, 1, "add", f, COUNT(f));
}

static enum rc edit_task(struct sql *sql, struct mem *m, int64_t id,
                         int64_t version)
{
    struct journal_field f[] = {
        { "points", version % 2 ? INT(version) : NUL() },
        { "person", STR(version % 2 ? "3" : "") },
    };

    TRY(sql_run_built(sql,
                      "UPDATE task SET points = $1, version = $2 WHERE id = $3",
                      ARGS(f[0].value, INT(version), INT(id))));
    TRY(sql_run_built(sql, "DELETE FROM task_person WHERE owner = $1",
                      ARGS(INT(id))));
    if (version % 2)
        TRY(sql_run_built(sql,
                          "INSERT INTO task_person(owner, target)"
                          " VALUES($1, 3)",
                          ARGS(INT(id))));
    return journal(sql, m, "task", id, version, "edit", f, COUNT(f));
}

static enum rc make_past(struct sql *sql, void *arg)
{
    struct mem *m = arg;
    const struct journal_field plan[] = { { "title", STR("plan") },
                                          { "virtual", BLOB("\0\1", 2) } };
    int64_t id, v;

    for (id = 1; id <= TASKS; id++) {
        TRY(add_task(sql, m, id));
        for (v = 2; v <= 1 + (id > TASKS / 2 ? EDITS + (id & 1) : 0); v++)
            TRY(edit_task(sql, m, id, v));
        if (id % 9 == 0)
            TRY(journal_sequence(sql, &key));
    }
    for (id = 1; id <= 80; id++) {
        TRY(sql_run_built(sql,
                          "INSERT INTO task_plan(id, title, looks)"
                          " VALUES($1, 'plan', 5)",
                          ARGS(INT(id))));
        TRY(journal(sql, m, "task_plan", id, 0, "add", plan, COUNT(plan)));
    }
    TRY(journal(sql, m, "look", 1, 0, "digest", NULL, 0));
    return journal_sequence(sql, &key);
}

static int open_journal(void **state)
{
    struct place *p;

    if (place_open(state))
        return -1;
    p = *state;
    if (journal_key_open(&key, p->mem, p->dir, true) ||
        store_write(p->store, migrate, p->mem) ||
        store_write(p->store, make_past, p->mem))
        return -1;
    key_text = journal_key_text(p->mem, &key);
    return 0;
}

static struct sql *reader(struct place *p)
{
    return store_reader(p->store);
}

static int64_t leaves(struct place *p)
{
    return count_of(reader(p), "SELECT count(*) FROM leaf");
}

/* --- The tree ------------------------------------------------------------- */

static enum rc from_tiles(void *arg, int level, int64_t first, int n,
                          struct sha256 *out)
{
    struct place *p = arg;
    int64_t index = first / MERKLE_TILE;
    int from = (int)(first % MERKLE_TILE);
    const void *bytes;
    size_t size;

    TRY(journal_tile(reader(p), p->mem, level, index, from + n, &bytes, &size));
    assert_int_equal(size, (size_t)(from + n) * SHA256_SIZE);
    memcpy(out, (const char *)bytes + from * SHA256_SIZE,
           (size_t)n * SHA256_SIZE);
    return RC_OK;
}

static void top_of(struct place *p, struct checkpoint *c)
{
    struct note_key nk;
    const char *note;

    assert_int_equal(journal_checkpoint(reader(p), p->mem, &note), RC_OK);
    assert_non_null(note);
    assert_true(note_key_parse(p->mem, key_text, &nk));
    assert_true(checkpoint_open(p->mem, note, strlen(note), &nk, c));
}

static void tiles_give_the_signed_root(void **state)
{
    struct place *p = *state;
    struct merkle_source src = { from_tiles, p };
    struct merkle_edge edge = { 0 };
    struct checkpoint c;
    struct sha256 root, h;
    const void *bytes;
    size_t n;
    int64_t i;

    top_of(p, &c);
    assert_int_equal(c.size, leaves(p));
    assert_true(c.size > 256);
    assert_int_equal(merkle_range(&src, 0, c.size, &root), RC_OK);
    assert_true(merkle_same(root, c.root));
    for (i = 0; i < c.size; i++) {
        assert_int_equal(from_tiles(p, 0, i, 1, &h), RC_OK);
        merkle_edge_push(&edge, h);
    }
    assert_true(merkle_same(merkle_edge_root(&edge), c.root));
    assert_int_equal(journal_tile(reader(p), p->mem, 1, 0, 1, &bytes, &n),
                     RC_OK);
    assert_int_equal(journal_tile(reader(p), p->mem, 1, 0, 2, &bytes, &n),
                     RC_MISSING);
    assert_int_equal(journal_tile(reader(p), p->mem, 0, 1, 256, &bytes, &n),
                     RC_MISSING);
    assert_int_equal(journal_tile(reader(p), p->mem, 0, 0, 257, &bytes, &n),
                     RC_MISSING);
    assert_int_equal(journal_tile(reader(p), p->mem, -1, 0, 1, &bytes, &n),
                     RC_MISSING);
    assert_int_equal(
        journal_tile(reader(p), p->mem, 0, INT64_MAX, 1, &bytes, &n),
        RC_MISSING);
    assert_int_equal(journal_tile(reader(p), p->mem, 70, 0, 1, &bytes, &n),
                     RC_MISSING);
}

static void an_idle_sequencer_signs_nothing(void **state)
{
    struct place *p = *state;
    int64_t before = count_of(reader(p), "SELECT count(*) FROM checkpoint");

    assert_int_equal(store_write(p->store, journal_sequence, &key), RC_OK);
    assert_int_equal(count_of(reader(p), "SELECT count(*) FROM checkpoint"),
                     before);
}

static enum rc add_many(struct sql *sql, void *arg)
{
    struct mem *m = arg;
    struct journal_field f = { "title", STR("x") };
    int64_t i;

    for (i = 0; i < 1500; i++)
        TRY(journal(sql, m, "look", 1000 + i, 0, "add", &f, 1));
    return journal_sequence(sql, &key);
}

static void many_rows_are_numbered_at_once(void **state)
{
    struct place *p = *state;
    struct merkle_source src = { from_tiles, p };
    struct journal_report r;
    struct checkpoint c;
    struct sha256 root;
    int64_t before = leaves(p);

    assert_int_equal(store_write(p->store, add_many, p->mem), RC_OK);
    top_of(p, &c);
    assert_int_equal(c.size, before + 1500);
    assert_int_equal(merkle_range(&src, 0, c.size, &root), RC_OK);
    assert_true(merkle_same(root, c.root));
    assert_int_equal(journal_verify(reader(p), p->mem, key_text, NULL, &r),
                     RC_OK);
    assert_string_equal(r.faults_text.s, "");
    assert_int_equal(r.leaves, c.size);
}

static enum rc add_bad(struct sql *sql, void *arg)
{
    const struct journal_field bad[] = { { "two words", NUL() } };
    const struct journal_field twice[] = { { "a", NUL() }, { "a", NUL() } };
    struct mem *m = arg;

    assert_int_equal(journal(sql, m, "a b", 1, 1, "add", NULL, 0), RC_BROKEN);
    assert_int_equal(journal(sql, m, "", 1, 1, "add", NULL, 0), RC_BROKEN);
    assert_int_equal(journal(sql, m, "a", 1, 1, "a\nb", NULL, 0), RC_BROKEN);
    assert_int_equal(journal(sql, m, "a", 1, 1, "add", bad, 1), RC_BROKEN);
    assert_int_equal(journal(sql, m, "a", 1, 1, "add", twice, 2), RC_BROKEN);
    return RC_OK;
}

static void names_that_are_no_words_are_refused(void **state)
{
    struct place *p = *state;
    int64_t before = count_of(reader(p), "SELECT count(*) FROM journal");

    assert_int_equal(store_write(p->store, add_bad, p->mem), RC_OK);
    assert_int_equal(count_of(reader(p), "SELECT count(*) FROM journal"),
                     before);
}

/* --- Receipts ------------------------------------------------------------- */

static enum rc check(struct place *p, const char *receipt, size_t n,
                     const char **printed)
{
    struct mem *m = mem_new(0);
    const char *why = NULL;
    struct buf out;
    enum rc rc;

    buf_init(&out, p->mem);
    rc = journal_receipt_check(m, receipt, n, key_text, &out, &why);
    assert_true(rc ? why != NULL : why == NULL);
    mem_free(m);
    *printed = out.s;
    return rc;
}

static void receipts_prove_what_was_journalled(void **state)
{
    struct place *p = *state;
    int64_t n = leaves(p), i;
    const char *text, *printed;

    for (i = 1; i <= n; i += 7) {
        assert_int_equal(journal_receipt(reader(p), p->mem, i, NULL, 0, &text),
                         RC_OK);
        assert_int_equal(check(p, text, strlen(text), &printed), RC_OK);
        assert_non_null(strstr(
            printed, mem_fmt(p->mem, "\njournal: %lld\n", (long long)i)));
    }
    assert_int_equal(journal_receipt(reader(p), p->mem, 1, NULL, 0, &text),
                     RC_OK);
    assert_int_equal(check(p, text, strlen(text), &printed), RC_OK);
    assert_non_null(strstr(printed, "\ntype: task\nrecord: 1\nversion: 1\n"
                                    "actor: 7\nstep: add\nact: 3\nat: "));
    assert_non_null(strstr(printed, "\nfield.title: Иш \"1\"\\n<a>\n"));
    assert_non_null(strstr(printed, "\nfield.points: 1000\n"));
    assert_non_null(strstr(printed, "\nfields not shown: 0\n"));
}

static void receipts_show_only_what_is_asked(void **state)
{
    static const char *const one[] = { "points" };
    static const char *const none[] = { "colour" };
    struct place *p = *state;
    const char *text, *printed;

    assert_int_equal(journal_receipt(reader(p), p->mem, 1, one, 1, &text),
                     RC_OK);
    assert_int_equal(check(p, text, strlen(text), &printed), RC_OK);
    assert_non_null(strstr(printed, "\nfield.points: 1000\n"));
    assert_null(strstr(printed, "title"));
    assert_non_null(strstr(printed, "\nfields not shown: 4\n"));
    assert_int_equal(journal_receipt(reader(p), p->mem, 1, none, 1, &text),
                     RC_MISSING);
    assert_int_equal(journal_receipt(reader(p), p->mem, 999999, NULL, 0, &text),
                     RC_MISSING);
}

static void every_changed_byte_of_a_receipt_is_seen(void **state)
{
    struct place *p = *state;
    const char *text, *printed;
    char *copy;
    size_t n, i;

    assert_int_equal(journal_receipt(reader(p), p->mem, 200, NULL, 0, &text),
                     RC_OK);
    n = strlen(text);
    copy = mem_strn(p->mem, text, n);
    for (i = 0; i < n; i++) {
        copy[i] ^= 1;
        assert_int_equal(check(p, copy, n, &printed), RC_INVALID);
        assert_string_equal(printed, "");
        copy[i] ^= 1;
        assert_int_equal(check(p, copy, i, &printed), RC_INVALID);
    }
    assert_int_equal(check(p, copy, n, &printed), RC_OK);
}

static enum rc add_one(struct sql *sql, void *arg)
{
    return journal(sql, arg, "look", 2, 0, "digest", NULL, 0);
}

static void an_unnumbered_change_has_no_receipt_yet(void **state)
{
    struct place *p = *state;
    int64_t id = leaves(p) + 1;
    struct journal_report r;
    const char *text;

    assert_int_equal(store_write(p->store, add_one, p->mem), RC_OK);
    assert_int_equal(journal_receipt(reader(p), p->mem, id, NULL, 0, &text),
                     RC_BUSY);
    assert_int_equal(journal_verify(reader(p), p->mem, key_text, NULL, &r),
                     RC_OK);
    assert_int_equal(r.faults, 0);
    assert_int_equal(r.tail, 1);
    assert_int_equal(store_write(p->store, journal_sequence, &key), RC_OK);
    assert_int_equal(journal_receipt(reader(p), p->mem, id, NULL, 0, &text),
                     RC_OK);
}

/* --- History -------------------------------------------------------------- */

static void history_is_newest_first_and_paged(void **state)
{
    struct place *p = *state;
    struct journal_line *line;
    int64_t before;
    size_t n;

    assert_int_equal(
        journal_history(reader(p), p->mem, "task", TASKS, 0, 3, &line, &n),
        RC_OK);
    assert_int_equal(n, 3);
    assert_int_equal(line[0].version, 1 + EDITS);
    assert_int_equal(line[2].version, EDITS - 1);
    assert_int_equal(line[0].n_values, 2);
    assert_string_equal(line[0].values[0].name, "points");
    assert_string_equal(line[0].values[0].value, "5");
    assert_null(line[1].values[0].value);
    assert_false(line[1].values[0].erased);
    assert_true(line[0].leaf > line[1].leaf && line[1].leaf >= 0);
    before = line[2].id;
    assert_int_equal(journal_history(reader(p), p->mem, "task", TASKS, before,
                                     10, &line, &n),
                     RC_OK);
    assert_int_equal(n, 2);
    assert_string_equal(line[1].step, "add");
    assert_int_equal(line[1].n_values, 5);
    assert_string_equal(line[1].values[3].value, "6");
    assert_int_equal(
        journal_history(reader(p), p->mem, "task", 9999, 0, 10, &line, &n),
        RC_OK);
    assert_int_equal(n, 0);
}

/* --- What verify finds ---------------------------------------------------- */

static void a_good_folder_has_no_faults(void **state)
{
    struct place *p = *state;
    struct journal_report r;
    const char *note;

    assert_int_equal(journal_checkpoint(reader(p), p->mem, &note), RC_OK);
    assert_int_equal(journal_verify(reader(p), p->mem, key_text, note, &r),
                     RC_OK);
    assert_string_equal(r.faults_text.s, "");
    assert_int_equal(r.faults, 0);
    assert_int_equal(r.leaves, leaves(p));
    assert_int_equal(r.records, TASKS + 80 + 1);
    assert_int_equal(r.tail, 0);
    assert_int_equal(r.erased, 0);
    assert_int_equal(journal_verify(reader(p), p->mem, "no key", NULL, &r),
                     RC_INVALID);
}

struct tamper {
    const char *text[4];
    const char *held;
    bool renumber; /* with the real key, as an administrator could */
    struct journal_report r;
    struct mem *m;
    int64_t changed;
    enum rc rc;
};

/* Undone by its refusal; out->rc says how it went. */
static enum rc tamper_and_verify(struct sql *sql, void *arg)
{
    struct tamper *t = arg;
    size_t i;

    t->rc = RC_OK;
    t->changed = 0;
    for (i = 0; i < COUNT(t->text) && t->text[i] && !t->rc; i++) {
        t->rc = sql_run_built(sql, t->text[i], NO_ARGS);
        t->changed += sql_changed(sql);
    }
    if (!t->rc && t->renumber)
        t->rc = journal_sequence(sql, &key);
    if (!t->rc)
        t->rc = journal_verify(sql, t->m, key_text, t->held, &t->r);
    return RC_CONFLICT;
}

static size_t faults_of(struct place *p, struct tamper *t)
{
    t->m = p->mem;
    assert_int_equal(store_write(p->store, tamper_and_verify, t), RC_CONFLICT);
    assert_int_equal(t->rc, RC_OK);
    return t->r.faults;
}

static void found(struct place *p, const char *what, const char *a,
                  const char *b, const char *c)
{
    struct tamper t = { .text = { a, b, c } };

    if (!faults_of(p, &t))
        fail_msg("not found: %s", a);
    if (!strstr(t.r.faults_text.s, what))
        fail_msg("%s: expected \"%s\", found:\n%s", a, what, t.r.faults_text.s);
}

static void quiet_changes_are_named(void **state)
{
    struct place *p = *state;

    found(p, "task 5: points is not what",
          "UPDATE task SET points = 1"
          " WHERE id = 5",
          NULL, NULL);
    found(p, "task 5: share is not what",
          "UPDATE task SET share = 0.51"
          " WHERE id = 5",
          NULL, NULL);
    found(p, "task 60: points is not",
          "UPDATE task SET points = NULL"
          " WHERE id = 60",
          NULL, NULL);
    found(p, "task 5: remark is not",
          "UPDATE task SET remark = 'x'"
          " WHERE id = 5",
          NULL, NULL);
    found(p, "task 5: version", "UPDATE task SET version = 9 WHERE id = 5",
          NULL, NULL);
    found(p, "task 5: it is journalled, and is missing",
          "DELETE FROM task WHERE id = 5", NULL, NULL);
    found(p, "task 999: it is there without journal",
          "INSERT INTO task(id, version, state, created_at, changed_at)"
          " VALUES(999, 1, 'new', 1, 1)",
          NULL, NULL);
    found(p, "task 5: person is not",
          "DELETE FROM task_person"
          " WHERE owner = 5 AND target = 9",
          NULL, NULL);
    found(p, "task 5: person is not",
          "INSERT INTO task_person(owner, target)"
          " VALUES(5, 4)",
          NULL, NULL);
    found(p, "task_person 777: it is there",
          "INSERT INTO task_person(owner,"
          " target) VALUES(777, 4)",
          NULL, NULL);
    found(p, "task_plan 3: title",
          "UPDATE task_plan SET title = 'plan '"
          " WHERE id = 3",
          NULL, NULL);
    found(p, "was emptied without",
          "UPDATE journal SET openings ="
          " '{\"state\":[],\"title\":[],\"points\":[],\"share\":[],"
          "\"person\":[]}' WHERE id = 1",
          "UPDATE task SET title = 'x'"
          " WHERE id = 1",
          NULL);
    found(p, "journal 9: its columns",
          "UPDATE journal SET actor = 1"
          " WHERE id = 9",
          NULL, NULL);
    found(p, "journal 9 is not what its leaf says",
          "UPDATE journal SET leaf = replace(leaf, 'actor 7', 'actor 8'),"
          " actor = 8 WHERE id = 9",
          NULL, NULL);
    found(p, "no word", "UPDATE journal SET type = '' WHERE id = 9", NULL,
          NULL);
    found(p, "no word",
          "UPDATE journal SET type = CAST(x'7461736b0078' AS"
          " TEXT) WHERE id = 9",
          NULL, NULL);
}

static void a_damaged_tree_is_named(void **state)
{
    struct place *p = *state;

    found(p, "journal 9 is missing", "DELETE FROM journal WHERE id = 9", NULL,
          NULL);
    found(p, "leaf 8 is missing", "DELETE FROM leaf WHERE id = 9", NULL, NULL);
    found(p, "out of order", "UPDATE leaf SET journal = -9 WHERE id = 9",
          "UPDATE leaf SET journal = 9 WHERE id = 10",
          "UPDATE leaf SET journal = 10 WHERE journal = -9");
    found(p, "journal 9 is not what its leaf",
          "UPDATE journal SET id = -9"
          " WHERE id = 9",
          "UPDATE journal SET id = 9 WHERE id = 10",
          "UPDATE journal SET id = 10 WHERE id = -9");
    found(p, "tile entry 1/0", "UPDATE tile SET hash = zeroblob(32)", NULL,
          NULL);
    found(p, "0 tile entries", "DELETE FROM tile", NULL, NULL);
    found(p, "checkpoint 2 is missing", "DELETE FROM checkpoint WHERE id = 2",
          NULL, NULL);
    found(p, "newest checkpoint seals",
          "DELETE FROM checkpoint WHERE id ="
          " (SELECT max(id) FROM checkpoint)",
          NULL, NULL);
    found(p, "newest checkpoint seals 0", "DELETE FROM checkpoint", NULL, NULL);
    found(p, "size or root is not as signed",
          "UPDATE checkpoint SET root ="
          " zeroblob(32) WHERE id = 2",
          NULL, NULL);
    found(p, "signature is not good",
          "UPDATE checkpoint SET note ="
          " replace(note, 'ordo', 'urdo') WHERE id = 2",
          NULL, NULL);
    found(p, "signature is not good",
          "UPDATE checkpoint SET note = ''"
          " WHERE id = 2",
          NULL, NULL);
    found(p, "seals", "DELETE FROM leaf WHERE id > 100",
          "DELETE FROM journal WHERE id > 100", NULL);
    found(p, "checkpoint 1 is missing", "UPDATE checkpoint SET id = id - 99",
          NULL, NULL);
    found(p, "leaf 0 is missing",
          "UPDATE leaf SET id = id + 1000 WHERE id <"
          " 2",
          NULL, NULL);
    found(p, "was never numbered",
          "INSERT INTO journal(id, type, record,"
          " version, actor, step, act, at, leaf, openings) SELECT -5, type,"
          " record, version, actor, step, act, at, leaf, openings FROM journal"
          " WHERE id = 3",
          NULL, NULL);
}

static void a_rebuilt_tree_needs_a_kept_checkpoint(void **state)
{
    struct place *p = *state;
    struct tamper t = {
        .text = { "DELETE FROM journal WHERE type = 'task_plan'",
                  "DELETE FROM task_plan", "DELETE FROM tile",
                  "DELETE FROM leaf" },
        .renumber = true,
    };
    struct tamper cut = {
        .text = { "DELETE FROM leaf WHERE id > (SELECT size FROM checkpoint"
                  " WHERE id = 2)",
                  "DELETE FROM journal WHERE id > (SELECT size FROM"
                  " checkpoint WHERE id = 2)",
                  "DELETE FROM checkpoint WHERE id > 2",
                  "DELETE FROM task WHERE id > 18" },
    };

    assert_int_equal(journal_checkpoint(reader(p), p->mem, &t.held), RC_OK);
    cut.held = t.held;
    assert_true(faults_of(p, &t) > 0);
    assert_true(faults_of(p, &cut) > 0);
    assert_non_null(strstr(cut.r.faults_text.s, "kept elsewhere seals"));

    /* all consistent within: only the kept one tells */
    t.text[0] = "DELETE FROM checkpoint";
    t.text[2] = "DELETE FROM tile";
    t.text[1] = "UPDATE journal SET actor = 8, leaf ="
                " replace(leaf, 'actor 7', 'actor 8')";
    assert_int_equal(faults_of(p, &t), 1);
    assert_non_null(strstr(t.r.faults_text.s, "kept elsewhere"));
    t.held = NULL;
    assert_int_equal(faults_of(p, &t), 0);
    t.held = "rubbish";
    assert_int_equal(faults_of(p, &t), 1);
}

/* A random change of a random cell, or a row taken away. */
static const char *random_change(struct place *p)
{
    static const struct {
        const char *table, *column, *change;
    } cell[] = {
        { "journal", "id", "id + 100000" },
        { "journal", "type", "type || 'x'" },
        { "journal", "record", "record + 1" },
        { "journal", "version", "version - 1" },
        { "journal", "actor", "actor + 3" },
        { "journal", "step", "upper(step)" },
        { "journal", "act", "0" },
        { "journal", "at", "at + 1" },
        { "journal", "leaf", "*" },
        { "journal", "openings", "*" },
        { "leaf", "id", "-id" },
        { "leaf", "journal", "-journal" },
        { "leaf", "hash", "randomblob(32)" },
        { "leaf", "hash", "x''" },
        { "tile", "level", "level + 1" },
        { "tile", "number", "number + 1" },
        { "tile", "hash", "randomblob(32)" },
        { "checkpoint", "id", "id + 1000" },
        { "checkpoint", "size", "-size" },
        { "checkpoint", "root", "randomblob(32)" },
        { "checkpoint", "note", "*" },
        { "task", "id", "id + 1000" },
        { "task", "version", "version + 1" },
        { "task", "state", "'closed'" },
        { "task", "owner_unit", "3" },
        { "task", "title", "*" },
        { "task", "title", "NULL" },
        { "task", "points", "coalesce(points, 0) + 1" },
        { "task", "share", "share * 1.0000000000000004 + 1e-300" },
        { "task", "remark", "''" },
        { "task_person", "owner", "owner + 1000" },
        { "task_person", "target", "target + 100" },
        { "task_plan", "title", "'Plan'" },
    };
    size_t k = (size_t)roll(COUNT(cell));
    const char *id = !strcmp(cell[k].table, "tile")          ? "level, number"
                     : !strcmp(cell[k].table, "task_person") ? "owner, target"
                                                             : "id";
    const char *where = mem_fmt(
        p->mem,
        "(%s) = (SELECT %s FROM %s ORDER BY 1 LIMIT 1 OFFSET %llu %%"
        " (SELECT count(*) FROM %s))",
        id, id, cell[k].table, (unsigned long long)roll(100000), cell[k].table);
    unsigned long long at = roll(100000);

    if (roll(6) == 0)
        return mem_fmt(p->mem, "DELETE FROM %s WHERE %s", cell[k].table, where);
    if (cell[k].change[0] != '*')
        return mem_fmt(p->mem, "UPDATE %s SET %s = %s WHERE %s", cell[k].table,
                       cell[k].column, cell[k].change, where);
    return mem_fmt(
        p->mem,
        "UPDATE %s SET %s = substr(%s, 1, %llu %% length(%s)) || CASE"
        " substr(%s, 1 + %llu %% length(%s), 1) WHEN 'a' THEN 'b' ELSE 'a' END"
        " || substr(%s, 2 + %llu %% length(%s)) WHERE %s",
        cell[k].table, cell[k].column, cell[k].column, at, cell[k].column,
        cell[k].column, at, cell[k].column, cell[k].column, at, cell[k].column,
        where);
}

static void random_changes_are_all_found(void **state)
{
    struct place *p = *state;
    struct mem_mark mark;
    struct tamper t;
    int i, done = 0;

    for (i = 0; i < 400; i++) {
        mark = mem_mark(p->mem);
        t = (struct tamper){ .text = { random_change(p) } };
        if (!faults_of(p, &t) && t.changed)
            fail_msg("not found: %s", t.text[0]);
        done += t.changed > 0;
        mem_back(p->mem, mark);
    }
    assert_true(done > 350);
}

/* --- Erasing and deleting ------------------------------------------------- */

static enum rc erase_title(struct sql *sql, void *arg)
{
    const struct journal_field f[] = { { "title", NUL() } };
    struct journal_entry e = { .type = "task",
                               .record = 4,
                               .version = 2,
                               .at = 1,
                               .fields = f,
                               .n_fields = 1 };
    int64_t id;

    TRY(sql_run_built(sql,
                      "UPDATE task SET title = NULL, version = 2"
                      " WHERE id = 4",
                      NO_ARGS));
    TRY(journal_erase(sql, arg, &e, &id));
    return journal_sequence(sql, &key);
}

static void an_erased_value_is_gone_and_the_tree_stands(void **state)
{
    struct place *p = *state;
    struct journal_report r;
    struct journal_line *line;
    const char *text, *printed;
    size_t n;

    assert_int_equal(store_write(p->store, erase_title, p->mem), RC_OK);
    assert_int_equal(journal_verify(reader(p), p->mem, key_text, NULL, &r),
                     RC_OK);
    assert_string_equal(r.faults_text.s, "");
    assert_int_equal(r.erased, 1);
    assert_int_equal(count_of(reader(p),
                              "SELECT count(*) FROM journal WHERE"
                              " instr(openings, 'Иш \\\"4\\\"') > 0"),
                     0);
    assert_int_equal(
        journal_history(reader(p), p->mem, "task", 4, 0, 9, &line, &n), RC_OK);
    assert_int_equal(n, 2);
    assert_true(line[1].values[1].erased);
    assert_int_equal(
        journal_receipt(reader(p), p->mem, line[1].id, NULL, 0, &text), RC_OK);
    assert_int_equal(check(p, text, strlen(text), &printed), RC_OK);
    assert_null(strstr(printed, "title"));
    found(p, "task 4: title is not", "UPDATE task SET title = 'x' WHERE id = 4",
          NULL, NULL);
}

static enum rc delete_task(struct sql *sql, void *arg)
{
    TRY(sql_run_built(sql, "DELETE FROM task WHERE id = 6", NO_ARGS));
    TRY(sql_run_built(sql, "DELETE FROM task_person WHERE owner = 6", NO_ARGS));
    return journal(sql, arg, "task", 6, 2, JOURNAL_DELETE, NULL, 0);
}

static void a_deleted_record_stays_deleted(void **state)
{
    struct place *p = *state;
    struct journal_report r;

    assert_int_equal(store_write(p->store, delete_task, p->mem), RC_OK);
    assert_int_equal(journal_verify(reader(p), p->mem, key_text, NULL, &r),
                     RC_OK);
    assert_string_equal(r.faults_text.s, "");
    found(p, "it was deleted, and is there",
          "INSERT INTO task(id, version,"
          " state, created_at, changed_at) VALUES(6, 1, 'new', 1, 1)",
          NULL, NULL);
}

/* --- The key -------------------------------------------------------------- */

static void the_key_is_made_once_and_kept_secret(void **state)
{
    struct place *p = *state;
    const char *path = mem_fmt(p->mem, "%s/secret/journal.key", p->dir);
    struct journal_key again;
    struct stat st;
    int fd;

    assert_int_equal(journal_key_open(&again, p->mem, p->dir, true), RC_OK);
    assert_memory_equal(again.seed, key.seed, SIGN_SEED_SIZE);
    assert_memory_equal(again.public_key, key.public_key, SIGN_PUBLIC_SIZE);
    assert_string_equal(again.origin, key.origin);
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 07777, 0600);
    assert_int_equal(stat(mem_fmt(p->mem, "%s/secret", p->dir), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0700);

    fd = open(path, O_WRONLY | O_TRUNC);
    assert_int_equal(write(fd, "PRIVATE+KEY+x", 13), 13);
    close(fd);
    assert_int_equal(journal_key_open(&again, p->mem, p->dir, true),
                     RC_INVALID);
    assert_int_equal(unlink(path), 0);
    assert_int_equal(journal_key_open(&again, p->mem, p->dir, false),
                     RC_MISSING);
    assert_int_equal(journal_key_open(&again, p->mem, p->dir, true), RC_OK);
    assert_memory_not_equal(again.seed, key.seed, SIGN_SEED_SIZE);
}

#define FRESH(test)                                                            \
    cmocka_unit_test_setup_teardown(test, open_journal, place_close)

int main(void)
{
    const struct CMUnitTest tests[] = {
        FRESH(tiles_give_the_signed_root),
        FRESH(an_idle_sequencer_signs_nothing),
        FRESH(many_rows_are_numbered_at_once),
        FRESH(names_that_are_no_words_are_refused),
        FRESH(receipts_prove_what_was_journalled),
        FRESH(receipts_show_only_what_is_asked),
        FRESH(every_changed_byte_of_a_receipt_is_seen),
        FRESH(an_unnumbered_change_has_no_receipt_yet),
        FRESH(history_is_newest_first_and_paged),
        FRESH(a_good_folder_has_no_faults),
        FRESH(quiet_changes_are_named),
        FRESH(a_damaged_tree_is_named),
        FRESH(a_rebuilt_tree_needs_a_kept_checkpoint),
        FRESH(random_changes_are_all_found),
        FRESH(an_erased_value_is_gone_and_the_tree_stands),
        FRESH(a_deleted_record_stays_deleted),
        FRESH(the_key_is_made_once_and_kept_secret),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
