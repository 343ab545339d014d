/* SPDX-License-Identifier: Apache-2.0 */
/*
 * note.h: signed texts of the C2SP formats signed-note (Ed25519, key type
 * 0x01) and tlog-checkpoint.  No I/O.
 */
#pragma once

#include "base/hash.h"

#define NOTE_ID_SIZE 4
#define NOTE_MAX ((size_t)1 << 20) /* bytes of a note that is looked at */

struct note_key {
    const char *name; /* without spaces and plus signs */
    unsigned char id[NOTE_ID_SIZE];
    unsigned char public_key[SIGN_PUBLIC_SIZE];
};

/* May it be the name of a key? */
bool note_name(const char *name);
struct note_key note_key_make(const char *name,
                              const unsigned char pub[SIGN_PUBLIC_SIZE]);
/* The verifier key text: "name+hex id+base64(type, key)". */
char *note_key_text(struct mem *m, const struct note_key *key);
/* false: not such a text, or its id is not that of its key. */
bool note_key_parse(struct mem *m, const char *text, struct note_key *key);

/* The text (ending in LF) with an empty line and the signature line. */
char *note_sign(struct mem *m, const char *text, const struct note_key *key,
                const unsigned char seed[SIGN_SEED_SIZE]);
/* The text of a note that carries a good signature of `key` and no bad one;
 * NULL otherwise.  Signatures of other keys are passed over. */
char *note_open(struct mem *m, const char *note, size_t n,
                const struct note_key *key);

struct checkpoint {
    const char *origin;
    int64_t size;
    struct sha256 root;
};
char *checkpoint_text(struct mem *m, const struct checkpoint *c);
/* Of a note's text; extension lines are allowed and passed over. */
bool checkpoint_parse(struct mem *m, const char *text, struct checkpoint *c);
/* note_open and checkpoint_parse; the origin must be the key's name. */
bool checkpoint_open(struct mem *m, const char *note, size_t n,
                     const struct note_key *key, struct checkpoint *c);

/* A number as these formats write it: digits without leading zeros. */
bool note_number(const char *s, size_t n, int64_t *out);
/* A hash in base64, exactly. */
bool note_hash(struct mem *m, const char *s, size_t n, struct sha256 *out);
