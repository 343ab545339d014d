/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h: SHA-256, random bytes, base64 and hex decoding, Ed25519.  Thin
 * covers over OpenSSL (hashing) and libsodium (the rest).
 */
#pragma once

#include "base/mem.h"

#define SHA256_SIZE 32

struct sha256 {
    unsigned char b[SHA256_SIZE];
};

/* Once at program start, before any thread. */
void hash_init(void);

struct sha256 sha256(const void *bytes, size_t n);
struct sha256 sha256_two(const void *a, size_t na, const void *b, size_t nb);
struct sha256 sha256_three(const void *a, size_t na, const void *b, size_t nb,
                           const void *c, size_t nc);
/* Streaming, for files. */
struct sha256_stream;
struct sha256_stream *sha256_open(void);
void sha256_add(struct sha256_stream *s, const void *bytes, size_t n);
struct sha256 sha256_close(struct sha256_stream *s); /* frees s */
char *sha256_hex(struct mem *m, struct sha256 h);

void random_bytes(void *out, size_t n);
/* `n` random bytes in URL-safe base64 without padding. */
char *random_token(struct mem *m, size_t n);

/* Decoders refuse anything that is not canonical; false then. */
bool hex_decode(const char *s, void *out, size_t n);
bool base64_decode(struct mem *m, const char *s, size_t len, void **out,
                   size_t *n);
/* Equal, in constant time. */
bool bytes_equal(const void *a, const void *b, size_t n);

#define SIGN_SEED_SIZE 32
#define SIGN_PUBLIC_SIZE 32
#define SIGN_SIZE 64
void sign_public(const unsigned char seed[SIGN_SEED_SIZE],
                 unsigned char public_key[SIGN_PUBLIC_SIZE]);
void sign_make(const unsigned char seed[SIGN_SEED_SIZE], const void *text,
               size_t n, unsigned char out[SIGN_SIZE]);
bool sign_check(const unsigned char public_key[SIGN_PUBLIC_SIZE],
                const void *text, size_t n, const unsigned char sig[SIGN_SIZE]);

/* Argon2id with libsodium's encoded form; slow on purpose, off the writer. */
char *password_hash(struct mem *m, const char *password);
bool password_check(const char *encoded, const char *password);

/* 32 bytes sealed by a code (Argon2id, then secretbox), as text with all that
 * opening needs but the code.  Both are slow on purpose.  secret_open: false
 * for a wrong code or a text that is none. */
#define SECRET_SIZE 32
char *secret_seal(struct mem *m, const char *code,
                  const unsigned char secret[SECRET_SIZE]);
bool secret_open(struct mem *m, const char *sealed, const char *code,
                 unsigned char secret[SECRET_SIZE]) MUST_USE;
/* A short text of bytes sealed by a key of 32 random bytes; quick.
 * secret_unlock: false for another key, another length or a text that is
 * none. */
char *secret_lock(struct mem *m, const unsigned char key[SECRET_SIZE],
                  const void *bytes, size_t n);
bool secret_unlock(struct mem *m, const unsigned char key[SECRET_SIZE],
                   const char *text, void *bytes, size_t n) MUST_USE;
/* Overwrites what nobody may find in memory later. */
void secret_forget(void *bytes, size_t n);
