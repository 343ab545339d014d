/* SPDX-License-Identifier: Apache-2.0 */
/*
 * note.c: strict about what it reads: a note that another reader of the format
 * would refuse is refused here too.
 */
#include "kernel/note.h"

#include "base/buf.h"
#include "base/text.h"

#include <string.h>

#define KEY_TYPE 1           /* Ed25519 */
#define DASH "\xe2\x80\x94 " /* em dash and space, before a signature */
#define SIGNATURES_MAX 100

/* --- Keys ----------------------------------------------------------------- */

/* Narrower than the format: visible ASCII without plus. */
bool note_name(const char *name)
{
    const unsigned char *p = (const unsigned char *)name;
    size_t i;

    if (!*p)
        return false;
    for (i = 0; p[i]; i++)
        if (p[i] <= ' ' || p[i] == '+' || p[i] >= 0x7f)
            return false;
    return true;
}

struct note_key note_key_make(const char *name,
                              const unsigned char pub[SIGN_PUBLIC_SIZE])
{
    struct note_key key = { .name = name };
    struct sha256 h =
        sha256_three(name, strlen(name), "\n\x01", 2, pub, SIGN_PUBLIC_SIZE);

    memcpy(key.id, h.b, NOTE_ID_SIZE);
    memcpy(key.public_key, pub, SIGN_PUBLIC_SIZE);
    return key;
}

char *note_key_text(struct mem *m, const struct note_key *key)
{
    unsigned char typed[1 + SIGN_PUBLIC_SIZE];
    struct buf b;

    typed[0] = KEY_TYPE;
    memcpy(typed + 1, key->public_key, SIGN_PUBLIC_SIZE);
    buf_init(&b, m);
    buf_fmt(&b, "%s+", key->name);
    buf_hex(&b, key->id, NOTE_ID_SIZE);
    buf_char(&b, '+');
    buf_base64(&b, typed, sizeof(typed));
    return b.s;
}

bool note_key_parse(struct mem *m, const char *text, struct note_key *key)
{
    const char *hex = strchr(text, '+');
    unsigned char id[NOTE_ID_SIZE], *typed;
    const char *b64;
    void *bytes;
    size_t n;

    if (!hex || strlen(hex) < 2 + 2 * NOTE_ID_SIZE)
        return false;
    b64 = hex + 1 + 2 * NOTE_ID_SIZE;
    if (*b64 != '+' ||
        !hex_decode(mem_strn(m, hex + 1, 2 * NOTE_ID_SIZE), id, sizeof(id)) ||
        !base64_decode(m, b64 + 1, strlen(b64 + 1), &bytes, &n))
        return false;
    typed = bytes;
    if (n != 1 + SIGN_PUBLIC_SIZE || typed[0] != KEY_TYPE)
        return false;
    *key = note_key_make(mem_strn(m, text, (size_t)(hex - text)), typed + 1);
    return note_name(key->name) && !memcmp(key->id, id, sizeof(id));
}

/* --- Notes ---------------------------------------------------------------- */

char *note_sign(struct mem *m, const char *text, const struct note_key *key,
                const unsigned char seed[SIGN_SEED_SIZE])
{
    unsigned char sig[NOTE_ID_SIZE + SIGN_SIZE];
    struct buf b;

    memcpy(sig, key->id, NOTE_ID_SIZE);
    sign_make(seed, text, strlen(text), sig + NOTE_ID_SIZE);
    buf_init(&b, m);
    buf_fmt(&b, "%s\n" DASH "%s ", text, key->name);
    buf_base64(&b, sig, sizeof(sig));
    buf_char(&b, '\n');
    return b.s;
}

static bool only_text(const char *s, size_t n)
{
    size_t i;

    if (n > NOTE_MAX || !text_valid(s, n))
        return false;
    for (i = 0; i < n; i++)
        if ((unsigned char)s[i] < ' ' && s[i] != '\n')
            return false;
    return true;
}

enum verdict { FORM, OTHER, GOOD, BAD };

/* One signature line without its end. */
static enum verdict signature(struct mem *m, const char *text, size_t size,
                              const char *line, size_t n,
                              const struct note_key *key)
{
    const size_t dash = sizeof(DASH) - 1;
    const char *space;
    size_t name, len;
    void *bytes;

    if (n <= dash || memcmp(line, DASH, dash) != 0)
        return FORM;
    line += dash;
    n -= dash;
    space = memchr(line, ' ', n);
    name = space ? (size_t)(space - line) : 0;
    if (!name || memchr(line, '+', name) ||
        !base64_decode(m, space + 1, n - name - 1, &bytes, &len) ||
        len <= NOTE_ID_SIZE)
        return FORM;
    if (name != strlen(key->name) || memcmp(line, key->name, name) != 0 ||
        memcmp(bytes, key->id, NOTE_ID_SIZE) != 0)
        return OTHER;
    if (len != NOTE_ID_SIZE + SIGN_SIZE ||
        !sign_check(key->public_key, text, size,
                    (unsigned char *)bytes + NOTE_ID_SIZE))
        return BAD;
    return GOOD;
}

/* Where the signatures begin: behind the last empty line. */
static size_t signatures_at(const char *note, size_t n)
{
    size_t i;

    for (i = n; i >= 2; i--)
        if (note[i - 1] == '\n' && note[i - 2] == '\n')
            return i;
    return 0;
}

char *note_open(struct mem *m, const char *note, size_t n,
                const struct note_key *key)
{
    size_t at, size;
    const char *end;
    bool good = false;
    int lines;

    if (!n || !only_text(note, n) || note[n - 1] != '\n')
        return NULL;
    at = signatures_at(note, n);
    if (at < 2)
        return NULL;
    size = at - 1;
    for (lines = 0; at < n; lines++) {
        end = memchr(note + at, '\n', n - at);
        if (!end || lines == SIGNATURES_MAX)
            return NULL;
        switch (signature(m, note, size, note + at, (size_t)(end - note) - at,
                          key)) {
        case GOOD:
            good = true;
            break;
        case OTHER:
            break;
        case FORM:
        case BAD:
            return NULL;
        }
        at = (size_t)(end - note) + 1;
    }
    return good ? mem_strn(m, note, size) : NULL;
}

/* --- Checkpoints ---------------------------------------------------------- */

char *checkpoint_text(struct mem *m, const struct checkpoint *c)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, c->origin);
    buf_char(&b, '\n');
    buf_int(&b, c->size);
    buf_char(&b, '\n');
    buf_base64(&b, c->root.b, SHA256_SIZE);
    buf_char(&b, '\n');
    return b.s;
}

bool note_number(const char *s, size_t n, int64_t *out)
{
    int64_t v = 0;
    size_t i;

    if (!n || n > 18 || (s[0] == '0' && n > 1))
        return false;
    for (i = 0; i < n; i++) {
        if (s[i] < '0' || s[i] > '9')
            return false;
        v = v * 10 + (s[i] - '0');
    }
    *out = v;
    return true;
}

bool note_hash(struct mem *m, const char *s, size_t n, struct sha256 *out)
{
    void *bytes;
    size_t len;

    if (!base64_decode(m, s, n, &bytes, &len) || len != SHA256_SIZE)
        return false;
    memcpy(out->b, bytes, SHA256_SIZE);
    return true;
}

bool checkpoint_parse(struct mem *m, const char *text, struct checkpoint *c)
{
    const char *size = strchr(text, '\n');
    const char *root = size ? strchr(size + 1, '\n') : NULL;
    const char *end = root ? strchr(root + 1, '\n') : NULL;

    if (!end || size == text || strstr(text, "\n\n"))
        return false;
    c->origin = mem_strn(m, text, (size_t)(size - text));
    return note_number(size + 1, (size_t)(root - size) - 1, &c->size) &&
           note_hash(m, root + 1, (size_t)(end - root) - 1, &c->root);
}

bool checkpoint_open(struct mem *m, const char *note, size_t n,
                     const struct note_key *key, struct checkpoint *c)
{
    const char *text = note_open(m, note, n, key);

    return text && checkpoint_parse(m, text, c) &&
           !strcmp(c->origin, key->name);
}
