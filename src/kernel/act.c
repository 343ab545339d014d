/* SPDX-License-Identifier: Apache-2.0 */
/*
 * act.c: what an act and its lines are, how they are dropped and published.
 */
#include "kernel/act_form.h"
#include "kernel/act_in.h"

#include "base/text.h"
#include "kernel/setting.h"

#include <string.h>

/* --- The act ---------------------------------------------------------------- */

static const struct choice kinds[] = {
    /* TRANSLATORS: буйрук / приказ */
    { "order", N_("Order") },
    /* TRANSLATORS: тескеме / распоряжение */
    { "directive", N_("Directive") },
    /* TRANSLATORS: токтом / постановление.  The stored word is older than the
     * type of the documents module, and signed texts hold it: it stays. */
    { "resolution", N_("Ruling") },
    /* TRANSLATORS: чечим / решение */
    { "decision", N_("Decision") },
};
static const struct state act_states[] = {
    { "draft", N_("Draft"), TONE_NEUTRAL },
    { "checked", N_("Checked"), TONE_INFO },
    { "signed", N_("Signed"), TONE_GOOD },
    { "revoked", N_("Revoked"), TONE_BAD },
    { "dropped", N_("Dropped"), TONE_MUTED },
};
static const struct field act_fields[] = {
    FIELD_COUNT(act, number, .label = N_("Number"), .computed = true,
                .list = true, .filter = true),
    FIELD_COUNT(act, year, .label = N_("Year"), .computed = true,
                .filter = true,
                .least = 1900, .most = 2100),
    FIELD_DAY(act, signed_on, .label = N_("Date"), .computed = true,
              .list = true, .filter = true, .sort = true),
    FIELD_CHOICE(act, kind, kinds, .label = N_("Kind"), .must = true,
                 .list = true, .filter = true),
    FIELD_TEXT3(act, title, .label = N_("About"), .must = true, .list = true,
                .search = true, .max = 400),
    FIELD_LONG3(act, body, .label = N_("Text"), .search = true),
    FIELD_TEXT(act, form, .label = N_("Template"), .max = 80,
               .computed = true),
    FIELD_TEXT(act, series, .label = N_("Register"), .filter = true,
               .max = 40,
               .help = N_("Acts of one register are numbered one after"
                          " another. Empty: the register of the kind.")),
    FIELD_REF(act, unit, &type_unit, .label = N_("Issued by"), .list = true,
              .filter = true),
    FIELD_REF(act, signer, &type_person, .label = N_("Signer"), .list = true,
              .filter = true),
    FIELD_REF(act, drafter, &type_person, .label = N_("Drafted by"),
              .computed = true, .filter = true),
    FIELD_REF(act, revokes, &type_act, .label = N_("Revokes"),
              .filter = true, .among = "t.state = 'signed'"),
    FIELD_FILE(act, basis, .label = N_("Basis")),
    FIELD_BOOL(act, published, .label = N_("Published"), .computed = true,
               .filter = true),
    FIELD_INSTANT(act, signed_at, .label = N_("Signed at"),
                  .computed = true),
    FIELD_TEXT(act, digest, .label = N_("Digest"), .computed = true,
               .filter = true, .max = 64),
    FIELD_TEXT(act, signature, .label = N_("Signature"), .computed = true,
               .max = 120),
    FIELD_REF(act, key, &type_signing_key, .label = N_("Key"),
              .computed = true),
};

static bool is_open(const struct act *a)
{
    return !strcmp(a->r.state, "draft") || !strcmp(a->r.state, "checked");
}

/* Is any field but the mark of publication another one now? */
static bool rewritten(struct rq *rq, const struct act *a, const struct act *old)
{
    for (size_t i = 0; i < type_act.n_fields; i++) {
        const struct field *f = &type_act.fields[i];

        if (f->offset != offsetof(struct act, published) &&
            !field_same(rq->mem, f, a, old))
            return true;
    }
    return false;
}

static enum rc check_act(struct rq *rq, void *rec, const void *old)
{
    struct act *a = rec;
    const struct act *before = old;

    a->r.owner_unit = a->unit;
    if (!old && !a->drafter)
        a->drafter = rq->person;
    if (!a->series || !*a->series)
        a->series = a->kind;
    if ((!old || !before->series || strcmp(before->series, a->series) != 0) &&
        !text_is_mark(a->series))
        return fail(rq, RC_INVALID, "series",
                    "only letters, digits and - _ . / are in it");
    if (a->revokes && a->revokes == a->r.id)
        return fail(rq, RC_INVALID, "revokes", "cannot revoke itself");
    if (!old || !rewritten(rq, a, before))
        return RC_OK;
    if (!is_open(before))
        return fail(rq, RC_CONFLICT, NULL, "what is signed or dropped does not"
                                           " change any more");
    /* What was checked was another text. */
    if (!strcmp(before->r.state, "checked") && !strcmp(a->r.state, "checked"))
        a->r.state = "draft";
    return RC_OK;
}

/* --- Steps ------------------------------------------------------------------ */

static enum rc drafter_may_sign(struct rq *rq, const struct act *a)
{
    struct act_line **line;
    bool two = setting_int(rq, "act_two_hands") != 0;
    size_t n;

    if (a->drafter != a->signer || !a->drafter)
        return RC_OK;
    TRY(act_lines(rq, a->r.id, &line, &n));
    for (size_t i = 0; i < n && !two; i++) {
        const struct type *t = app_type(rq->app, line[i]->subject);

        two = t && t->two_hands;
    }
    if (two)
        return fail(rq, RC_INVALID, "signer",
                    "who drafted it may not sign it");
    return RC_OK;
}

static enum rc can_be_revoked(struct rq *rq, int64_t id)
{
    void *rec;
    enum rc rc = id ? record_load(rq, &type_act, id, &rec) : RC_OK;

    if (rc || !id)
        return rc;
    if (strcmp(((struct act *)rec)->r.state, "signed") != 0)
        return fail(rq, RC_INVALID, "revokes",
                    "only a signed act can be revoked");
    return RC_OK;
}

static enum rc can_be_checked(struct rq *rq, const void *rec)
{
    const struct act *a = rec;

    if (!a->signer)
        return fail(rq, RC_INVALID, "signer", "say who is to sign");
    TRY(can_be_revoked(rq, a->revokes));
    return drafter_may_sign(rq, a);
}

static enum rc check_now(struct rq *rq, void *rec)
{
    struct act *a = rec;
    size_t faults;

    /* A draft made of an import or a list gets its text now. */
    if (!act_form_has_text(a))
        TRY(act_form_write(rq, a));
    TRY(act_form_filled(rq, a));
    TRY(act_check_lines(rq, a, &faults));
    a->r.state = faults ? "draft" : "checked";
    return RC_OK;
}

/* A checked act goes to those whose visa it needs, else to the signer; visas
 * about another text are void. */
static enum rc act_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct act *a = rec, *before = old;

    if (!before || (rq->act && rq->act == a->r.id))
        return RC_OK;
    TRY(visa_changed(rq, &type_act, a->r.id));
    if (!strcmp(a->r.state, "checked") && strcmp(before->r.state, "checked"))
        return act_visas_ask(rq, a);
    return RC_OK;
}

/* act_sign alone makes it so. */
static enum rc can_be_signed(struct rq *rq, const void *rec)
{
    const struct act *a = rec;

    if (rq->act != a->r.id)
        return fail(rq, RC_DENIED, NULL,
                    "is signed with the signer's own code");
    return RC_OK;
}

static enum rc publish(struct rq *rq, void *rec)
{
    (void)rq;
    ((struct act *)rec)->published = true;
    return RC_OK;
}

static enum rc is_published(struct rq *rq, const void *rec)
{
    if (!((const struct act *)rec)->published)
        return fail(rq, RC_CONFLICT, NULL, "it is not published");
    return RC_OK;
}

static enum rc not_published(struct rq *rq, const void *rec)
{
    if (((const struct act *)rec)->published)
        return fail(rq, RC_CONFLICT, NULL, "it is published already");
    return RC_OK;
}

static enum rc withdraw(struct rq *rq, void *rec)
{
    (void)rq;
    ((struct act *)rec)->published = false;
    return RC_OK;
}

static const struct step act_steps[] = {
    { .name = "check", .label = N_("Check"), .from = { "draft", "checked" },
      .guard = can_be_checked, .effect = check_now },
    { .name = "sign", .label = N_("Sign"), .from = { "checked" },
      .to = "signed", .guard = can_be_signed },
    { .name = "publish", .label = N_("Publish"),
      .from = { "signed", "revoked" }, .guard = not_published,
      .effect = publish },
    { .name = "withdraw", .label = N_("Withdraw from publication"),
      .from = { "signed", "revoked" }, .guard = is_published,
      .effect = withdraw, .danger = true },
    { .name = "revoke", .label = N_("Revoke"), .from = { "signed" },
      .to = "revoked", .by_act = true, .danger = true },
    { .name = "drop", .label = N_("Drop"), .from = { "draft", "checked" },
      .to = "dropped", .danger = true },
};
static const struct relation act_relations[] = {
    { "drafter", "t.drafter = {person}", N_("who drafted it") },
    { "signer", "t.signer = {person}", N_("who is to sign it") },
    VISA_SEES("act"),
    { "published", "t.published = 1 AND t.state IN ('signed', 'revoked')",
      N_("published") },
};
static const struct index_on act_indexes[] = {
    { .columns = "series, year, number", .unique = true,
      .where = "number IS NOT NULL" },
};

const struct type type_act = {
    .name = "act", .label = N_("Act"), .plural = N_("Acts"),
    .size = sizeof(struct act), SPAN(fields, act_fields),
    SPAN(states, act_states), SPAN(steps, act_steps),
    SPAN(relations, act_relations), SPAN(indexes, act_indexes),
    .title = "title", .check = check_act, .stored = act_stored,
    .visas = &act_visa_rules, .owned_by = "unit",
};

/* --- Its lines -------------------------------------------------------------- */

static const struct state line_states[] = {
    { "kept", N_("In the act"), TONE_NEUTRAL },
    { "dropped", N_("Taken out"), TONE_MUTED },
};
static const struct field line_fields[] = {
    FIELD_REF(act_line, act, &type_act, .label = N_("Act"), .must = true,
              .list = true, .filter = true, .computed = true),
    FIELD_COUNT(act_line, position, .label = N_("Line"), .list = true,
                .computed = true),
    FIELD_TEXT(act_line, subject, .label = N_("Kind of record"),
               .must = true, .list = true, .filter = true, .computed = true,
               .max = 63),
    { .kind = KIND_COUNT, .name = "subject_id",
      .offset = offsetof(struct act_line, subject_number),
      .label = N_("Number of the record"), .computed = true, .list = true,
      .filter = true },
    FIELD_TEXT(act_line, step, .label = N_("Step"), .list = true,
               .computed = true, .max = 63),
    FIELD_COUNT(act_line, seen, .label = N_("Version checked"),
                .computed = true),
    FIELD_LONG(act_line, fields, .label = N_("Values"), .computed = true),
    FIELD_LONG(act_line, fault, .label = N_("Why it cannot be carried out"),
               .list = true, .computed = true, .max = 2000),
};

/* Is the line another one now, or did only a check write to it? */
static bool line_rewritten(struct rq *rq, const struct act_line *l,
                           const struct act_line *old)
{
    if (!old || strcmp(l->r.state, old->r.state) != 0)
        return true;
    for (size_t i = 0; i < type_act_line.n_fields; i++) {
        const struct field *f = &type_act_line.fields[i];

        if (f->offset != offsetof(struct act_line, seen) &&
            f->offset != offsetof(struct act_line, fault) &&
            !field_same(rq->mem, f, l, old))
            return true;
    }
    return false;
}

static enum rc check_line(struct rq *rq, void *rec, const void *old)
{
    struct act_line *l = rec;

    (void)old;
    l->subject_number.set = l->subject_id != 0;
    /* The act itself notes what it made. */
    if (rq->act == l->act && rq->act)
        return RC_OK;
    return act_still_open(rq, l->act);
}

/* A checked act is a draft again as soon as a line changes. */
static enum rc line_stored(struct rq *rq, const void *rec, const void *old)
{
    const struct act_line *l = rec;
    struct act *a;
    void *act;

    if ((rq->act == l->act && rq->act) || !line_rewritten(rq, l, old))
        return RC_OK;
    TRY(visa_changed(rq, &type_act, l->act));
    TRY(record_load(rq, &type_act, l->act, &act));
    a = act;
    if (strcmp(a->r.state, "checked") != 0)
        return RC_OK;
    a->r.state = "draft";
    return record_put(rq, &type_act, a, "edit");
}

static enum rc line_can_go(struct rq *rq, const void *rec)
{
    return act_still_open(rq, ((const struct act_line *)rec)->act);
}

static const struct step line_steps[] = {
    { .name = "drop", .label = N_("Take out"), .from = { "kept" },
      .to = "dropped", .guard = line_can_go, .danger = true },
};
#define OF_ACT(condition)                                                      \
    "EXISTS (SELECT 1 FROM act al WHERE al.id = t.act AND " condition ")"
static const struct relation line_relations[] = {
    { "visa",
      OF_ACT("EXISTS (SELECT 1 FROM visa vi WHERE vi.subject = 'act'"
             " AND vi.subject_id = al.id AND vi.state NOT IN ('listed',"
             " 'removed') AND vi.person IN {covered})"),
      N_("whose visa is asked") },
    { "drafter", OF_ACT("al.drafter = {person}"), N_("who drafted the act") },
    { "signer", OF_ACT("al.signer = {person}"),
      N_("who is to sign the act") },
};
static const struct index_on line_indexes[] = {
    { .columns = "act, position" },
    { .columns = "subject, subject_id" },
};

const struct type type_act_line = {
    .name = "act_line", .label = N_("Line of an act"),
    .plural = N_("Lines of acts"), .size = sizeof(struct act_line),
    SPAN(fields, line_fields), SPAN(states, line_states),
    SPAN(steps, line_steps), SPAN(relations, line_relations),
    SPAN(indexes, line_indexes), .check = check_line,
    .stored = line_stored, .no_add = true,
};

enum rc act_still_open(struct rq *rq, int64_t act)
{
    void *rec;

    TRY(store_hold(rq->sql, "act", act));
    TRY(record_load(rq, &type_act, act, &rec));
    if (!is_open(rec))
        return fail(rq, RC_CONFLICT, NULL, "what is signed or dropped does not"
                                           " change any more");
    return RC_OK;
}

/* --- Reading ---------------------------------------------------------------- */

enum rc act_lines(struct rq *rq, int64_t act, struct act_line ***lines,
                  size_t *n)
{
    const struct layout *l = layout_of(rq->app, &type_act_line);
    const char *text = mem_fmt(rq->mem,
                               "SELECT %s FROM act_line t WHERE t.act = $1"
                               " AND t.state = 'kept'"
                               " ORDER BY t.position, t.id",
                               l->select);
    struct sql_rows r = sql_query_built(rq->sql, text, ARGS(INT(act)));
    struct act_line **out = NULL;
    size_t room = 0;

    for (*n = 0; sql_next(&r); ++*n) {
        if (*n == room) {
            size_t more = room ? room * 2 : 16;

            out = mem_grow(rq->mem, out, room * sizeof *out,
                           more * sizeof *out);
            room = more;
        }
        out[*n] = layout_empty(rq->mem, &type_act_line);
        layout_decode(rq->mem, l, &r, out[*n]);
    }
    *lines = out;
    return sql_done(&r);
}

const char *line_why(struct rq *rq, const struct act_line *l, const char *why)
{
    const struct type *t = app_type(rq->app, l->subject);
    struct label label = { 0 };

    if (!t || !l->subject_id ||
        record_label(rq, t, l->subject_id, &label) != RC_OK)
        return mem_fmt(rq->mem, T(rq, "line %lld: %s"),
                       (long long)l->position.n, why);
    return mem_fmt(rq->mem, T(rq, "line %lld, %s “%s”: %s"),
                   (long long)l->position.n, tr(rq->lang, t->label),
                   label_text(rq, &label), why);
}

bool line_refused(enum rc rc)
{
    return rc == RC_INVALID || rc == RC_CONFLICT || rc == RC_DENIED ||
           rc == RC_MISSING;
}
