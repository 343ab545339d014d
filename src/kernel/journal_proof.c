/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_proof.c: receipts, in the form of C2SP tlog-proof: extra data (the
 * leaf and the openings that are shown), index, inclusion proof, checkpoint.
 * A receipt is checked by arithmetic alone, without the database.
 */
#include "kernel/journal_in.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define PROOF_LINE "c2sp.org/tlog-proof@v1\n"
#define RECEIPT_MAX ((size_t)16 << 20)

/* --- Making --------------------------------------------------------------- */

static const struct sql_text one_row = {
    "SELECT j.leaf, j.openings, l.id FROM journal j"
    " LEFT JOIN leaf l ON l.journal = j.id WHERE j.id = $1",
    "i", "tti"
};

struct row {
    const char *leaf, *openings;
    int64_t number; /* 0: none yet */
};

static enum rc read_row(struct sql *sql, struct mem *m, int64_t journal,
                        struct row *out)
{
    struct sql_rows r = sql_query(sql, &one_row, ARGS(INT(journal)));
    bool found = sql_next(&r);

    if (found) {
        out->leaf = mem_str(m, sql_str(&r, 0));
        out->openings = mem_str(m, sql_str(&r, 1));
        out->number = sql_null(&r, 2) ? 0 : sql_int(&r, 2);
    }
    TRY(sql_done(&r));
    return found ? RC_OK : RC_MISSING;
}

/* The openings asked for that still exist, in the leaf's order. */
static enum rc choose(struct mem *m, const char *json,
                      const char *const *fields, size_t n_fields,
                      struct opening **out, size_t *n)
{
    struct opening *all;
    size_t n_all, i, k;

    if (!openings_parse(m, json, &all, &n_all))
        return RC_BROKEN;
    for (k = 0; fields && k < n_fields; k++)
        if (!opening_find(all, n_all, fields[k]))
            return RC_MISSING;
    *out = MEM_ARRAY(m, n_all + 1, struct opening);
    *n = 0;
    for (i = 0; i < n_all; i++) {
        for (k = 0; fields && k < n_fields; k++)
            if (!strcmp(all[i].name, fields[k]))
                break;
        if (!all[i].erased && (!fields || k < n_fields))
            (*out)[(*n)++] = all[i];
    }
    return RC_OK;
}

static const char *extra_json(struct mem *m, int64_t journal, const char *leaf,
                              const struct opening *o, size_t n)
{
    struct buf text, json;

    buf_init(&text, m);
    leaf_id_text(&text, journal);
    buf_str(&text, leaf);
    buf_init(&json, m);
    buf_str(&json, "{\"leaf\":");
    buf_json(&json, text.s);
    buf_str(&json, ",\"openings\":");
    openings_text(&json, o, n);
    buf_char(&json, '}');
    return json.s;
}

static const char *write_proof(struct mem *m, const char *extra, int64_t index,
                               const struct merkle_proof *p, const char *note)
{
    struct buf b;
    size_t i;

    buf_init(&b, m);
    buf_str(&b, PROOF_LINE "extra ");
    buf_base64(&b, extra, strlen(extra));
    buf_str(&b, "\nindex ");
    buf_int(&b, index);
    buf_char(&b, '\n');
    for (i = 0; i < p->n; i++) {
        buf_base64(&b, p->hash[i].b, SHA256_SIZE);
        buf_char(&b, '\n');
    }
    buf_char(&b, '\n');
    buf_str(&b, note);
    return b.s;
}

enum rc journal_receipt(struct sql *sql, struct mem *m, int64_t journal,
                        const char *const *fields, size_t n_fields,
                        const char **receipt)
{
    struct merkle_source src = journal_source(sql);
    struct merkle_proof *proof = MEM_NEW(m, struct merkle_proof);
    struct row row = { 0 };
    struct journal_top top;
    struct opening *o;
    size_t n;

    TRY(read_row(sql, m, journal, &row));
    TRY(journal_top(sql, m, &top));
    if (!row.number || row.number > top.size)
        return RC_BUSY;
    TRY(choose(m, row.openings, fields, n_fields, &o, &n));
    TRY(merkle_inclusion(&src, row.number - 1, top.size, proof));
    *receipt = write_proof(m, extra_json(m, journal, row.leaf, o, n),
                           row.number - 1, proof, top.note);
    return RC_OK;
}

/* --- Checking ------------------------------------------------------------- */

struct receipt {
    const char *leaf;
    struct opening *openings;
    size_t n_openings;
    int64_t index;
    struct merkle_proof proof;
    struct checkpoint top;
};

struct text {
    const char *s, *end;
};

/* The next line without its LF; false when there is none. */
static bool next_line(struct text *t, const char **line, size_t *n)
{
    const char *lf = memchr(t->s, '\n', (size_t)(t->end - t->s));

    if (!lf)
        return false;
    *line = t->s;
    *n = (size_t)(lf - t->s);
    t->s = lf + 1;
    return true;
}

/* The rest of the next line behind a word and a space. */
static bool next_word(struct text *t, const char *word, const char **rest,
                      size_t *n)
{
    size_t k = strlen(word);

    if (!next_line(t, rest, n) || *n < k || memcmp(*rest, word, k) != 0)
        return false;
    *rest += k;
    *n -= k;
    return true;
}

static bool parse_extra(struct mem *m, const char *b64, size_t n,
                        struct receipt *r)
{
    json_t *root, *leaf;
    void *bytes;
    size_t len;
    bool good;

    if (!base64_decode(m, b64, n, &bytes, &len))
        return false;
    root = json_loadb(bytes, len, JSON_REJECT_DUPLICATES, NULL);
    leaf = json_object_get(root, "leaf");
    r->leaf = mem_str(m, json_string_value(leaf));
    good = r->leaf && openings_read(m, json_object_get(root, "openings"),
                                    &r->openings, &r->n_openings);
    json_decref(root);
    return good;
}

static bool parse_proof(struct mem *m, struct text *t, struct receipt *r)
{
    const char *line;
    size_t n;

    if (!next_word(t, "index ", &line, &n) || !note_number(line, n, &r->index))
        return false;
    while (next_line(t, &line, &n)) {
        if (!n)
            return true;
        if (r->proof.n == COUNT(r->proof.hash) ||
            !note_hash(m, line, n, &r->proof.hash[r->proof.n++]))
            return false;
    }
    return false;
}

/* The leaf's own lines must be those that a journal writes. */
static bool leaf_parts(struct mem *m, const char *leaf, int64_t *journal,
                       const char **text, struct leaf_field **f, size_t *n)
{
    static const char *const names[] = { "type ",  "record ", "version ",
                                         "actor ", "step ",   "act ",
                                         "at " };
    struct text t = { leaf, leaf + strlen(leaf) };
    const char *line;
    size_t len, i;

    if (!next_word(&t, "ordo-journal@v1", &line, &len) || len ||
        !next_word(&t, "journal ", &line, &len) ||
        !note_number(line, len, journal))
        return false;
    *text = t.s;
    for (i = 0; i < COUNT(names); i++)
        if (!next_word(&t, names[i], &line, &len) || !len)
            return false;
    return leaf_fields(m, *text, mem_strn(m, *text, (size_t)(t.s - *text)), f,
                       n);
}

static bool opened(struct mem *m, const struct receipt *r,
                   const struct leaf_field *f, size_t n)
{
    struct buf scratch;
    size_t i, k;

    buf_init(&scratch, m);
    for (i = 0; i < r->n_openings; i++) {
        if (r->openings[i].erased)
            return false;
        for (k = 0; k < n; k++)
            if (!strcmp(f[k].name, r->openings[i].name))
                break;
        if (k == n || !merkle_same(f[k].commitment,
                                   opening_commit(&scratch, &r->openings[i])))
            return false;
    }
    return true;
}

/* A value in one line: a reader must not take its second line for a name. */
static void print_value(struct buf *out, const char *s)
{
    for (; *s; s++) {
        if (*s == '\n')
            buf_str(out, "\\n");
        else if (*s == '\\')
            buf_str(out, "\\\\");
        else if ((unsigned char)*s < ' ')
            buf_char(out, ' ');
        else
            buf_char(out, *s);
    }
    buf_char(out, '\n');
}

static void print_head(struct buf *out, struct mem *m, const char *text)
{
    struct text t = { text, text + strlen(text) };
    const char *line, *space;
    size_t n;

    while (next_line(&t, &line, &n) && strncmp(line, "field ", 6) != 0) {
        space = memchr(line, ' ', n);
        buf_add(out, line, (size_t)(space - line));
        buf_str(out, ": ");
        if (!strncmp(line, "at ", 3))
            buf_str(out, instant_iso(m, strtoll(line + 3, NULL, 10)));
        else
            buf_add(out, space + 1, n - (size_t)(space - line) - 1);
        buf_char(out, '\n');
    }
}

static void print_receipt(struct buf *out, struct mem *m,
                          const struct receipt *r, int64_t journal,
                          const char *text, size_t n_fields)
{
    size_t i;

    buf_fmt(out, "origin: %s\nsize: %lld\nindex: %lld\njournal: %lld\n",
            r->top.origin, (long long)r->top.size, (long long)r->index,
            (long long)journal);
    print_head(out, m, text);
    for (i = 0; i < r->n_openings; i++) {
        buf_fmt(out, "field.%s: ", r->openings[i].name);
        print_value(out, r->openings[i].value ? r->openings[i].value : "");
    }
    buf_fmt(out, "fields not shown: %zu\n", n_fields - r->n_openings);
}

static enum rc refuse(const char **why, const char *reason)
{
    *why = reason;
    return RC_INVALID;
}

enum rc journal_receipt_check(struct mem *m, const char *receipt, size_t n,
                              const char *key_text, struct buf *out,
                              const char **why)
{
    struct receipt *r = MEM_NEW(m, struct receipt);
    struct text t = { receipt, receipt + n };
    struct leaf_field *fields;
    struct note_key key;
    const char *line, *text;
    int64_t journal;
    size_t len, n_fields;

    *why = NULL;
    if (!note_key_parse(m, key_text, &key))
        return refuse(why, N_("the key is not a verifier key"));
    if (n > RECEIPT_MAX ||
        !next_word(&t, "c2sp.org/tlog-proof@v1", &line, &len) || len)
        return refuse(why, N_("this is not a receipt"));
    if (!next_word(&t, "extra ", &line, &len) ||
        !parse_extra(m, line, len, r) || !parse_proof(m, &t, r) ||
        !leaf_parts(m, r->leaf, &journal, &text, &fields, &n_fields))
        return refuse(why, N_("the receipt is damaged"));
    if (!checkpoint_open(m, t.s, (size_t)(t.end - t.s), &key, &r->top))
        return refuse(why, N_("the checkpoint is not signed with this key"));
    if (!merkle_inclusion_check(&r->proof,
                                leaf_hash(journal, text, strlen(text)),
                                r->index, r->top.size, r->top.root))
        return refuse(why, N_("the change is not in the signed journal"));
    if (!opened(m, r, fields, n_fields))
        return refuse(why, N_("a value is not the one that was journalled"));
    print_receipt(out, m, r, journal, text, n_fields);
    return RC_OK;
}
