/* SPDX-License-Identifier: Apache-2.0 */
/*
 * visa.c: approval sheets: who is asked when, what a visa is worth, and when
 * it is worth nothing any more.
 */
#include "kernel/visa.h"

#include "base/hash.h"
#include "kernel/assignment.h"
#include "kernel/duty.h"
#include "kernel/layout.h"
#include "kernel/record.h"
#include "kernel/rule.h"
#include "kernel/write.h"

#include <string.h>

enum { SHEET_MOST = 500, POSITION_MOST = 50 };

static bool is(const struct visa *v, const char *state)
{
    return !strcmp(v->r.state, state);
}

/* Is the word one of those in the list? */
static bool among(const char *list, const char *word)
{
    size_t n = strlen(word);

    for (const char *s = list; s && (s = strstr(s, word)); s += n)
        if ((s == list || s[-1] == ' ') && (!s[n] || s[n] == ' '))
            return true;
    return false;
}

/* --- The sheet -------------------------------------------------------------- */

static bool replaced(struct visa *const *all, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++)
        if (all[i]->replaces == id)
            return true;
    return false;
}

static enum rc read_all(struct rq *rq, const struct type *t, int64_t id,
                        struct visa **all, size_t *n)
{
    const struct layout *l = layout_of(rq->app, &type_visa);
    const char *sql = mem_fmt(
        rq->mem,
        "SELECT %s FROM visa t WHERE t.subject_id = $1 AND t.subject = $2"
        " ORDER BY t.position, t.id LIMIT %d",
        l->select, SHEET_MOST);
    struct sql_rows r =
        sql_query_built(rq->sql, sql, ARGS(INT(id), STR(t->name)));

    for (*n = 0; sql_next(&r); ++*n) {
        all[*n] = layout_empty(rq->mem, &type_visa);
        layout_decode(rq->mem, l, &r, all[*n]);
    }
    return sql_done(&r);
}

enum rc visa_sheet(struct rq *rq, const struct type *t, int64_t id,
                   struct visa_sheet *out)
{
    struct visa **all = MEM_ARRAY(rq->mem, SHEET_MOST, struct visa *);
    size_t n;

    *out = (struct visa_sheet){ 0 };
    TRY(read_all(rq, t, id, all, &n));
    out->now = MEM_ARRAY(rq->mem, n + 1, struct visa *);
    out->past = MEM_ARRAY(rq->mem, n + 1, struct visa *);
    for (size_t i = 0; i < n; i++)
        if (is(all[i], "removed") || replaced(all, n, all[i]->r.id)) {
            out->past[out->n_past++] = all[i];
        } else {
            out->now[out->n++] = all[i];
            out->agreed += is(all[i], "agreed");
        }
    return RC_OK;
}

/* --- What it is about --------------------------------------------------------- */

/* What a form shows, and what the type adds. */
static enum rc content_digest(struct rq *rq, const struct type *t,
                              const void *rec, const char **out)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < t->n_fields; i++) {
        const struct field *f = &t->fields[i];
        int parts = field_columns(f) == LANGS ? LANGS : 1;

        if (f->computed ||
            (t->visas->fields && !among(t->visas->fields, f->name)))
            continue;
        for (int p = 0; p < parts; p++) {
            const char *s = field_canonical(rq, f, (enum lang)p, rec);

            buf_fmt(&b, "%s ", column_name(rq->mem, f, p));
            buf_json(&b, s ? s : "");
            buf_char(&b, '\n');
        }
    }
    if (t->visas->content)
        TRY(t->visas->content(rq, rec, &b));
    *out = sha256_hex(rq->mem, sha256(b.s, b.n));
    return RC_OK;
}

/* A person that a field of the document names: its drafter, its signer. */
static int64_t named(const struct type *t, const void *rec, const char *field)
{
    const struct field *f = type_field(t, field);

    return f && f->kind == KIND_REF ? *FIELD_IN(f, rec, int64_t) : 0;
}

static const char *writer(const struct type *t)
{
    return t->visas->writer ? t->visas->writer : "drafter";
}

static const char *purpose_of(struct rq *rq, const struct visa *v)
{
    return mem_fmt(rq->mem, "visa-%lld", (long long)v->r.id);
}

static enum rc load_subject(struct rq *rq, const char *subject, int64_t id,
                            const struct type **t, void **rec)
{
    *t = app_type(rq->app, subject);
    if (!*t || !(*t)->visas)
        return fail(rq, RC_INVALID, "subject",
                    "such records have no approval sheet");
    return record_load(rq, *t, id, rec);
}

static bool is_open(const struct type *t, const void *rec)
{
    return among(t->visas->open, ((const struct record *)rec)->state);
}

/* --- Asking ------------------------------------------------------------------- */

static enum rc ask_one(struct rq *rq, const struct type *t, const void *rec,
                       const char *digest, struct visa *v)
{
    struct assignment *a = record_new(rq, &type_assignment);

    v->r.state = "asked";
    v->digest = digest;
    v->asked_on = rq->today;
    TRY(record_put(rq, &type_visa, v, "ask"));
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = mem_fmt(rq->mem, "%s: %s",
                                 tr((enum lang)i, N_("Give a visa")),
                                 text3_get(&v->title, (enum lang)i, NULL));
    a->subject = t->name;
    a->subject_id = v->subject_id;
    a->purpose = purpose_of(rq, v);
    a->person = v->person;
    a->unit = ((const struct record *)rec)->owner_unit;
    TRY(rule_due(rq, "visa_days", &a->due));
    return assignment_open(rq, a);
}

/* The first position where somebody has not agreed; 0: all have. */
static int64_t turn(const struct visa_sheet *s)
{
    for (size_t i = 0; i < s->n; i++)
        if (!is(s->now[i], "agreed"))
            return s->now[i]->position.n;
    return 0;
}

static enum rc advance(struct rq *rq, const struct type *t, int64_t id)
{
    struct visa_sheet s;
    const char *digest;
    int64_t at;
    void *rec;

    TRY(record_load(rq, t, id, &rec));
    TRY(visa_sheet(rq, t, id, &s));
    at = turn(&s);
    if (!at)
        return s.n && t->visas->given ? t->visas->given(rq, rec) : RC_OK;
    TRY(content_digest(rq, t, rec, &digest));
    for (size_t i = 0; i < s.n; i++)
        if (s.now[i]->position.n == at && is(s.now[i], "listed"))
            TRY(ask_one(rq, t, rec, digest, s.now[i]));
    return RC_OK;
}

/* Who refused, or whose visa is void, stands on the sheet anew. */
static enum rc list_again(struct rq *rq, const struct visa *old)
{
    struct visa *v = record_new(rq, &type_visa);

    v->subject = old->subject;
    v->subject_number = old->subject_number;
    v->position = old->position;
    v->person = old->person;
    v->demanded = old->demanded;
    v->replaces = old->r.id;
    return record_put(rq, &type_visa, v, "add");
}

enum rc visa_ask(struct rq *rq, const struct type *t, int64_t id)
{
    struct visa_sheet s;

    TRY(visa_sheet(rq, t, id, &s));
    for (size_t i = 0; i < s.n; i++)
        if (is(s.now[i], "refused") || is(s.now[i], "void"))
            TRY(list_again(rq, s.now[i]));
    TRY(assignment_close(rq, t->name, id, "visa"));
    return advance(rq, t, id);
}

enum rc visa_add(struct rq *rq, const struct type *t, int64_t id,
                 int64_t person, int64_t position, bool demanded)
{
    struct visa *v = record_new(rq, &type_visa);

    v->subject = t->name;
    v->subject_number = (struct count){ id, true };
    v->position = (struct count){ position, true };
    v->person = person;
    v->demanded = demanded;
    return demanded ? record_put(rq, &type_visa, v, "add")
                    : record_add(rq, &type_visa, v);
}

/* --- What becomes of it --------------------------------------------------------- */

static enum rc make_void(struct rq *rq, struct visa *v)
{
    const char *purpose = purpose_of(rq, v);

    v->r.state = "void";
    TRY(record_put(rq, &type_visa, v, "void"));
    return assignment_cancel(rq, v->subject, v->subject_id, purpose);
}

/* Most changes are of what nobody was asked about. */
static enum rc any_live(struct rq *rq, const struct type *t, int64_t id,
                        bool *yes)
{
    static const struct sql_text q = {
        "SELECT COUNT(*) FROM visa WHERE subject_id = $1 AND subject = $2"
        " AND state IN ('asked', 'agreed', 'refused')", "it", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q, ARGS(INT(id), STR(t->name))));
    *yes = n > 0;
    return RC_OK;
}

enum rc visa_changed(struct rq *rq, const struct type *t, int64_t id)
{
    struct visa_sheet s;
    const char *digest;
    bool live, open;
    void *rec;

    TRY(any_live(rq, t, id, &live));
    if (!live)
        return RC_OK;
    TRY(record_load(rq, t, id, &rec));
    TRY(visa_sheet(rq, t, id, &s));
    TRY(content_digest(rq, t, rec, &digest));
    open = is_open(t, rec);
    for (size_t i = 0; i < s.n; i++) {
        struct visa *v = s.now[i];
        bool given = is(v, "agreed") || is(v, "refused");

        if ((given || is(v, "asked")) && v->digest &&
            (strcmp(v->digest, digest) != 0 || (!open && !given)))
            TRY(make_void(rq, v));
    }
    return RC_OK;
}

/* "A, B": those of a state. */
static enum rc names_in(struct rq *rq, const struct visa_sheet *s,
                        const char *state, const char **out)
{
    struct buf b;

    buf_init(&b, rq->mem);
    for (size_t i = 0; i < s->n; i++) {
        struct label l;

        if (!is(s->now[i], state))
            continue;
        TRY(record_label(rq, &type_person, s->now[i]->person, &l));
        buf_fmt(&b, "%s%s", b.n ? ", " : "",
                text3_get(&l.title, rq->lang, NULL));
    }
    *out = b.n ? b.s : NULL;
    return RC_OK;
}

enum rc visa_complete(struct rq *rq, const struct type *t, int64_t id)
{
    const char *digest, *who;
    struct visa_sheet s;
    void *rec;

    TRY(visa_sheet(rq, t, id, &s));
    if (!s.n)
        return RC_OK;
    TRY(names_in(rq, &s, "refused", &who));
    if (who)
        return fail(rq, RC_CONFLICT, NULL, "the visa is refused by: %s", who);
    if (s.agreed < s.n)
        return fail(rq, RC_CONFLICT, NULL,
                    "not all visas are given: %zu of %zu", s.agreed, s.n);
    TRY(record_load(rq, t, id, &rec));
    TRY(content_digest(rq, t, rec, &digest));
    for (size_t i = 0; i < s.n; i++)
        if (!s.now[i]->digest || strcmp(s.now[i]->digest, digest) != 0)
            return fail(rq, RC_CONFLICT, NULL,
                        "the text has changed since the visas were given");
    return RC_OK;
}

/* --- Rules ---------------------------------------------------------------------- */

static enum rc not_twice(struct rq *rq, const struct visa *v,
                         const struct type *t)
{
    struct visa_sheet s;

    TRY(visa_sheet(rq, t, v->subject_id, &s));
    if (s.n + s.n_past >= SHEET_MOST - 1)
        return fail(rq, RC_CONFLICT, NULL, "the sheet is full");
    for (size_t i = 0; i < s.n; i++)
        if (s.now[i]->person == v->person && s.now[i]->r.id != v->replaces)
            return fail(rq, RC_CONFLICT, "person",
                        "stands on the sheet already");
    return RC_OK;
}

static enum rc check_person(struct rq *rq, const struct visa *v,
                            const struct type *t, const void *rec)
{
    bool works;

    if (v->person == named(t, rec, writer(t)))
        return fail(rq, RC_INVALID, "person",
                    "who drafted it gives it no visa");
    if (v->person == named(t, rec, "signer"))
        return fail(rq, RC_INVALID, "person",
                    "who signs it gives it no visa");
    TRY(duty_works(rq, v->person, &works));
    if (!works && !v->replaces)
        return fail(rq, RC_INVALID, "person", "does not work here any more");
    return not_twice(rq, v, t);
}

static enum rc check(struct rq *rq, void *rec, const void *old)
{
    struct visa *v = rec;
    const struct type *t;
    struct label l;
    void *about;

    v->subject_number.set = v->subject_id != 0;
    if (old)
        return RC_OK;
    TRY(load_subject(rq, v->subject, v->subject_id, &t, &about));
    if (!v->demanded && !v->replaces)
        TRY(rights_check(rq, t, v->subject_id, OP_EDIT, NULL));
    if (!is_open(t, about))
        return fail(rq, RC_CONFLICT, NULL, "visas are asked of a draft only");
    v->r.owner_unit = ((const struct record *)about)->owner_unit;
    if (!v->position.set)
        v->position = (struct count){ 1, true };
    TRY(record_label(rq, t, v->subject_id, &l));
    v->title = l.title;
    return check_person(rq, v, t, about);
}

/* Who drafted it is told, and looks at what was said. */
static enum rc tell_refused(struct rq *rq, const struct visa *v,
                            const struct type *t)
{
    struct assignment *a = record_new(rq, &type_assignment);
    void *rec;

    TRY(record_load(rq, t, v->subject_id, &rec));
    a->person = named(t, rec, writer(t));
    if (!a->person)
        return RC_OK;
    for (int i = 0; i < LANGS; i++)
        a->title.in[i] = mem_fmt(rq->mem, "%s: %s",
                                 tr((enum lang)i, N_("A visa is refused")),
                                 text3_get(&v->title, (enum lang)i, NULL));
    a->subject = t->name;
    a->subject_id = v->subject_id;
    a->purpose = "visa";
    a->note = v->remark;
    a->unit = v->r.owner_unit;
    TRY(rule_due(rq, "visa_days", &a->due));
    return assignment_return(rq, a);
}

static enum rc stored(struct rq *rq, const void *rec, const void *old)
{
    const struct visa *v = rec, *before = old;
    const struct type *t;
    void *about;

    t = app_type(rq->app, v->subject);
    if (!t || !t->visas || (before && is(before, v->r.state)))
        return RC_OK;
    TRY(record_load(rq, t, v->subject_id, &about));
    if (!before && !v->replaces && !v->demanded &&
        among(t->visas->asking, ((struct record *)about)->state))
        return visa_ask(rq, t, v->subject_id);
    if (is(v, "refused"))
        return tell_refused(rq, v, t);
    /* Who refused agrees after all: the drafter has nothing more to do. */
    if (before && is(before, "refused"))
        TRY(assignment_close(rq, v->subject, v->subject_id, "visa"));
    if (is(v, "agreed") || is(v, "removed"))
        return advance(rq, t, v->subject_id);
    return RC_OK;
}

/* --- Steps ---------------------------------------------------------------------- */

/* Nobody is the second hand of what they wrote, for somebody else neither. */
static enum rc can_give(struct rq *rq, const void *rec)
{
    const struct visa *v = rec;
    const struct type *t;
    const char *digest;
    void *about;

    TRY(load_subject(rq, v->subject, v->subject_id, &t, &about));
    if (!is_open(t, about))
        return fail(rq, RC_CONFLICT, NULL, "visas are asked of a draft only");
    if (!rq->system && rq->person == named(t, about, writer(t)))
        return fail(rq, RC_DENIED, NULL, "who drafted it gives it no visa");
    if (!rq->system && rq->person == named(t, about, "signer"))
        return fail(rq, RC_DENIED, NULL, "who signs it gives it no visa");
    TRY(content_digest(rq, t, about, &digest));
    if (!v->digest || strcmp(v->digest, digest) != 0)
        return fail(rq, RC_CONFLICT, NULL,
                    "the text has changed since the visa was asked for");
    return RC_OK;
}

static enum rc give(struct rq *rq, void *rec)
{
    struct visa *v = rec;

    v->given_by = rq->person ? rq->person : v->person;
    v->given_at = rq->now;
    v->given_on = rq->today;
    return assignment_close(rq, v->subject, v->subject_id, purpose_of(rq, v));
}

static enum rc can_remove(struct rq *rq, const void *rec)
{
    const struct visa *v = rec;
    const struct type *t;
    void *about;

    TRY(load_subject(rq, v->subject, v->subject_id, &t, &about));
    if (v->demanded)
        return fail(rq, RC_CONFLICT, NULL, "the template demands this visa");
    if (!is_open(t, about))
        return fail(rq, RC_CONFLICT, NULL, "visas are asked of a draft only");
    return rights_check(rq, t, v->subject_id, OP_EDIT, NULL);
}

static enum rc take_off(struct rq *rq, void *rec)
{
    const struct visa *v = rec;

    return assignment_cancel(rq, v->subject, v->subject_id,
                             purpose_of(rq, v));
}

/* --- The type ------------------------------------------------------------------- */

static const struct state states[] = {
    { "listed", N_("Not asked yet"), TONE_NEUTRAL },
    { "asked", N_("Visa asked"), TONE_INFO },
    { "agreed", N_("Agreed"), TONE_GOOD },
    { "refused", N_("Refused"), TONE_BAD },
    { "void", N_("Void: the text has changed"), TONE_WARN },
    { "removed", N_("Taken off"), TONE_MUTED },
};

static const struct field fields[] = {
    FIELD_TEXT3(visa, title, .label = N_("Document"), .list = true,
                .computed = true, .max = 1000),
    FIELD_TEXT(visa, subject, .label = N_("Kind of record"), .must = true,
               .fixed = true, .filter = true, .max = 63),
    { .kind = KIND_COUNT, .name = "subject_id",
      .offset = offsetof(struct visa, subject_number),
      .label = N_("Number of the record"), .must = true, .fixed = true,
      .filter = true },
    FIELD_COUNT(visa, position, .label = N_("Turn"), .least = 1,
                .most = POSITION_MOST, .fixed = true, .list = true),
    FIELD_REF(visa, person, &type_person, .label = N_("Whose visa"),
              .must = true, .fixed = true, .list = true, .filter = true),
    FIELD_LONG(visa, remark, .label = N_("Remark"), .max = 4000),
    FIELD_BOOL(visa, demanded, .label = N_("Demanded by the template"),
               .computed = true),
    FIELD_REF(visa, replaces, &type_visa, .label = N_("Instead of"),
              .computed = true),
    FIELD_TEXT(visa, digest, .label = N_("Digest"), .computed = true,
               .max = 64),
    FIELD_DAY(visa, asked_on, .label = N_("Asked on"), .computed = true,
              .list = true),
    FIELD_DAY(visa, given_on, .label = N_("Given on"), .computed = true,
              .list = true, .sort = true),
    FIELD_REF(visa, given_by, &type_person, .label = N_("Given by whom"),
              .computed = true, .filter = true),
    FIELD_INSTANT(visa, given_at, .label = N_("Given at"), .computed = true),
};

static const struct step steps[] = {
    { .name = "agree", .label = N_("Agree"), .from = { "asked", "refused" },
      .to = "agreed", .asks = { "remark" }, .guard = can_give,
      .effect = give },
    { .name = "refuse", .label = N_("Refuse the visa"), .from = { "asked" },
      .to = "refused", .asks = { "remark" }, .needs = { "remark" },
      .guard = can_give, .effect = give },
    { .name = "remove", .label = N_("Take off the sheet"),
      .from = { "listed", "asked", "void" }, .to = "removed",
      .guard = can_remove, .effect = take_off, .danger = true },
};

static const struct relation relations[] = {
    { "asked",
      "t.person IN {covered} OR EXISTS (SELECT 1 FROM assignment va"
      " WHERE va.subject = t.subject AND va.subject_id = t.subject_id"
      " AND va.purpose = 'visa-' || t.id AND va.state = 'open'"
      " AND va.person IN {covered})",
      N_("whose visa is asked") },
};
static const struct index_on indexes[] = {
    { .columns = "subject_id, subject" },
};

const struct type type_visa = {
    .name = "visa", .label = N_("Visa"), .plural = N_("Visas"),
    .size = sizeof(struct visa), SPAN(fields, fields), SPAN(states, states),
    SPAN(steps, steps), SPAN(relations, relations), SPAN(indexes, indexes),
    .title = "title", .check = check, .stored = stored,
};
