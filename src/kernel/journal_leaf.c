/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_leaf.c: leaves and openings between C and text.  Writing is by hand,
 * for a row is written with every change; reading is by jansson.
 */
#include "kernel/journal_leaf.h"

#include "kernel/merkle.h"
#include "kernel/note.h"

#include <jansson.h>
#include <math.h>
#include <string.h>

#define WORD_MAX 200
#define SQL_NAME_MAX 63

/* --- Words and values ----------------------------------------------------- */

static bool plain(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

bool leaf_word(const char *s)
{
    size_t i;

    for (i = 0; s && s[i]; i++)
        if (!plain(s[i]) && !(s[i] >= 'A' && s[i] <= 'Z') && s[i] != '.' &&
            s[i] != '-')
            return false;
    return s && i && i <= WORD_MAX;
}

bool leaf_sql_name(const char *s)
{
    size_t i;

    for (i = 0; s[i]; i++)
        if (!plain(s[i]))
            return false;
    return i && i <= SQL_NAME_MAX;
}

/* Databases keep no negative zero and no NaN. */
static const char *real_text(struct mem *m, double r, char *kind)
{
    if (isnan(r)) {
        *kind = 'n';
        return NULL;
    }
    return mem_fmt(m, "%.17g", r == 0 ? 0.0 : r);
}

static const char *blob_text(struct mem *m, const struct sql_val *v)
{
    struct buf b;

    buf_init(&b, m);
    buf_hex(&b, v->b, v->n);
    return b.s;
}

const char *leaf_value(struct mem *m, const struct sql_val *v, char *kind)
{
    static const char letters[] = {
        [SQL_NULL] = 'n', [SQL_INT] = 'i',  [SQL_REAL] = 'r',
        [SQL_TEXT] = 't', [SQL_BLOB] = 'b',
    };
    struct buf b;

    *kind = letters[v->kind];
    switch (v->kind) {
    case SQL_NULL:
        return NULL;
    case SQL_INT:
        buf_init(&b, m);
        buf_int(&b, v->i);
        return b.s;
    case SQL_REAL:
        return real_text(m, v->r, kind);
    case SQL_TEXT:
        return mem_strn(m, v->s, v->n);
    case SQL_BLOB:
        return blob_text(m, v);
    }
    return NULL;
}

/* --- Commitments and leaves ----------------------------------------------- */

struct sha256 opening_commit(struct buf *scratch, const struct opening *o)
{
    size_t n = strlen(o->name);
    unsigned char len[4];

    len[0] = (unsigned char)(n >> 24);
    len[1] = (unsigned char)(n >> 16);
    len[2] = (unsigned char)(n >> 8);
    len[3] = (unsigned char)n;
    scratch->n = 0;
    buf_add(scratch, o->salt, SALT_SIZE);
    buf_add(scratch, len, sizeof(len));
    buf_add(scratch, o->name, n);
    buf_char(scratch, o->kind);
    if (o->value)
        buf_str(scratch, o->value);
    return sha256(scratch->s, scratch->n);
}

static void line_int(struct buf *b, const char *name, int64_t v)
{
    buf_str(b, name);
    buf_int(b, v);
    buf_char(b, '\n');
}

static void line_str(struct buf *b, const char *name, const char *v)
{
    buf_str(b, name);
    buf_str(b, v);
    buf_char(b, '\n');
}

void leaf_head_text(struct buf *b, const struct leaf_head *h)
{
    line_str(b, "type ", h->type);
    line_int(b, "record ", h->record);
    line_int(b, "version ", h->version);
    line_int(b, "actor ", h->actor);
    line_str(b, "step ", h->step);
    line_int(b, "act ", h->act);
    line_int(b, "at ", h->at);
}

void leaf_field_text(struct buf *b, const char *name, struct sha256 commitment)
{
    buf_str(b, "field ");
    buf_str(b, name);
    buf_char(b, ' ');
    buf_base64(b, commitment.b, SHA256_SIZE);
    buf_char(b, '\n');
}

void leaf_id_text(struct buf *b, int64_t journal)
{
    buf_str(b, "ordo-journal@v1\n");
    line_int(b, "journal ", journal);
}

struct sha256 leaf_hash(int64_t journal, const char *text, size_t n)
{
    static const char before[] = "\0ordo-journal@v1\njournal ";
    char head[sizeof(before) + 24], digits[24];
    size_t at = sizeof(before) - 1, k = 0;
    uint64_t v = journal < 0 ? 0 : (uint64_t)journal;

    memcpy(head, before, at);
    do {
        digits[k++] = (char)('0' + v % 10);
        v /= 10;
    } while (v);
    while (k)
        head[at++] = digits[--k];
    head[at++] = '\n';
    return sha256_two(head, at, text, n);
}

/* "field NAME HASH\n" at *s; moves *s behind it. */
static bool field_line(struct mem *m, const char **s, struct leaf_field *f)
{
    const char *name = *s + 6;
    const char *space, *end;

    if (strncmp(*s, "field ", 6) != 0)
        return false;
    end = strchr(name, '\n');
    space = strchr(name, ' ');
    if (!end || !space || space > end)
        return false;
    f->name = mem_strn(m, name, (size_t)(space - name));
    *s = end + 1;
    return leaf_word(f->name) &&
           note_hash(m, space + 1, (size_t)(end - space) - 1, &f->commitment);
}

bool leaf_fields(struct mem *m, const char *text, const char *head,
                 struct leaf_field **fields, size_t *n)
{
    size_t skip = strlen(head), lines = 0, i;
    const char *s;

    *n = 0;
    *fields = NULL;
    if (strncmp(text, head, skip) != 0)
        return false;
    for (s = text + skip; *s; s++)
        lines += *s == '\n';
    *fields = MEM_ARRAY(m, lines + 1, struct leaf_field);
    s = text + skip;
    for (i = 0; i < lines; i++)
        if (!field_line(m, &s, &(*fields)[i]))
            return false;
    *n = lines;
    return !*s;
}

/* --- Openings ------------------------------------------------------------- */

void openings_text(struct buf *b, const struct opening *o, size_t n)
{
    size_t i;

    buf_char(b, '{');
    for (i = 0; i < n; i++) {
        if (i)
            buf_char(b, ',');
        buf_json(b, o[i].name);
        if (o[i].erased) {
            buf_str(b, ":[]");
            continue;
        }
        buf_str(b, ":[\"");
        buf_base64(b, o[i].salt, SALT_SIZE);
        buf_str(b, "\",\"");
        buf_char(b, o[i].kind);
        buf_char(b, '"');
        if (o[i].value) {
            buf_char(b, ',');
            buf_json(b, o[i].value);
        }
        buf_char(b, ']');
    }
    buf_char(b, '}');
}

static bool opening_salt(struct mem *m, const json_t *j, struct opening *o)
{
    void *bytes;
    size_t n;

    if (!json_is_string(j) ||
        !base64_decode(m, json_string_value(j), json_string_length(j), &bytes,
                       &n) ||
        n != SALT_SIZE)
        return false;
    memcpy(o->salt, bytes, SALT_SIZE);
    return true;
}

static bool opening_parse(struct mem *m, const char *name, const json_t *j,
                          struct opening *o)
{
    size_t n = json_array_size(j);
    const char *kind = json_string_value(json_array_get(j, 1));
    const char *value = json_string_value(json_array_get(j, 2));

    o->name = mem_str(m, name);
    o->erased = json_is_array(j) && !n;
    if (!json_is_array(j) || o->erased)
        return o->erased && leaf_word(name);
    if (!kind || !*kind || kind[1] || !strchr("nirtb", *kind))
        return false;
    o->kind = *kind;
    o->value = mem_str(m, value);
    return leaf_word(name) && opening_salt(m, json_array_get(j, 0), o) &&
           (o->kind == 'n' ? n == 2 : n == 3 && value);
}

bool openings_read(struct mem *m, struct json_t *root, struct opening **o,
                   size_t *n)
{
    size_t size = json_object_size(root);
    void *at = json_object_iter(root);
    const char *name;

    *n = 0;
    *o = MEM_ARRAY(m, size + 1, struct opening);
    for (; at; at = json_object_iter_next(root, at)) {
        name = json_object_iter_key(at);
        if (!opening_parse(m, name, json_object_iter_value(at), &(*o)[*n]))
            return false;
        ++*n;
    }
    return json_is_object(root);
}

bool openings_parse(struct mem *m, const char *json, struct opening **o,
                    size_t *n)
{
    json_t *root = json_loads(json, JSON_REJECT_DUPLICATES, NULL);
    bool good = openings_read(m, root, o, n);

    json_decref(root);
    return good;
}

const struct opening *opening_find(const struct opening *o, size_t n,
                                   const char *name)
{
    size_t i;

    for (i = 0; i < n; i++)
        if (!strcmp(o[i].name, name))
            return &o[i];
    return NULL;
}
