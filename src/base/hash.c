/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.c: OpenSSL's SHA-256 (it uses the processor's instructions; looking the
 * algorithm up costs more than a short hash, so it is done once) and
 * libsodium for the rest.
 */
#include "base/hash.h"

#include "base/buf.h"
#include "base/log.h"

#include <openssl/evp.h>
#include <pthread.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t context_key;
static EVP_MD *algorithm;
static _Thread_local EVP_MD_CTX *context;

/* Without hashes no promise of the journal holds: there is no going on. */
static _Noreturn void broken(const char *what)
{
    log_error("cryptography does not work: %s", what);
    abort();
}

static void context_free(void *p)
{
    EVP_MD_CTX_free(p);
}

static void init(void)
{
    algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
    if (!algorithm)
        broken("SHA-256");
    if (sodium_init() < 0)
        broken("libsodium");
    if (pthread_key_create(&context_key, context_free))
        broken("thread key");
}

void hash_init(void)
{
    pthread_once(&once, init);
}

static EVP_MD_CTX *context_here(void)
{
    if (!context) {
        hash_init();
        context = EVP_MD_CTX_new();
        if (!context || pthread_setspecific(context_key, context))
            broken("no memory");
    }
    if (!EVP_DigestInit_ex2(context, algorithm, NULL))
        broken("SHA-256");
    return context;
}

static void add(EVP_MD_CTX *c, const void *bytes, size_t n)
{
    if (n && !EVP_DigestUpdate(c, bytes, n))
        broken("SHA-256");
}

static struct sha256 finish(EVP_MD_CTX *c)
{
    struct sha256 h;

    if (!EVP_DigestFinal_ex(c, h.b, NULL))
        broken("SHA-256");
    return h;
}

struct sha256 sha256(const void *bytes, size_t n)
{
    EVP_MD_CTX *c = context_here();

    add(c, bytes, n);
    return finish(c);
}

struct sha256 sha256_two(const void *a, size_t na, const void *b, size_t nb)
{
    EVP_MD_CTX *c = context_here();

    add(c, a, na);
    add(c, b, nb);
    return finish(c);
}

struct sha256 sha256_three(const void *a, size_t na, const void *b, size_t nb,
                           const void *c, size_t nc)
{
    EVP_MD_CTX *ctx = context_here();

    add(ctx, a, na);
    add(ctx, b, nb);
    add(ctx, c, nc);
    return finish(ctx);
}

/* A stream is OpenSSL's context under a name of ours. */
static EVP_MD_CTX *context_of(struct sha256_stream *s)
{
    return (EVP_MD_CTX *)(void *)s;
}

struct sha256_stream *sha256_open(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();

    hash_init();
    if (!c || !EVP_DigestInit_ex2(c, algorithm, NULL))
        broken("no memory");
    return (struct sha256_stream *)(void *)c;
}

void sha256_add(struct sha256_stream *s, const void *bytes, size_t n)
{
    add(context_of(s), bytes, n);
}

struct sha256 sha256_close(struct sha256_stream *s)
{
    struct sha256 h = finish(context_of(s));

    EVP_MD_CTX_free(context_of(s));
    return h;
}

char *sha256_hex(struct mem *m, struct sha256 h)
{
    char *s = mem_alloc(m, SHA256_SIZE * 2 + 1);

    return sodium_bin2hex(s, SHA256_SIZE * 2 + 1, h.b, SHA256_SIZE);
}

/* A call of the system for each salt would cost more than all else about it:
 * each thread takes some at once.  What was given away is wiped here. */
enum { POOL = 2048, POOL_MOST = 512 };

void random_bytes(void *out, size_t n)
{
    static _Thread_local unsigned char pool[POOL];
    static _Thread_local size_t left;

    hash_init();
    if (n > POOL_MOST) {
        randombytes_buf(out, n);
        return;
    }
    if (left < n) {
        randombytes_buf(pool, POOL);
        left = POOL;
    }
    left -= n;
    memcpy(out, pool + left, n);
    sodium_memzero(pool + left, n);
}

char *random_token(struct mem *m, size_t n)
{
    const int form = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    unsigned char *raw = mem_alloc(m, n);
    size_t size = sodium_base64_encoded_len(n, form);
    char *s = mem_alloc(m, size);

    random_bytes(raw, n);
    sodium_bin2base64(s, size, raw, n, form);
    sodium_memzero(raw, n);
    return s;
}

static int nibble(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool hex_decode(const char *s, void *out, size_t n)
{
    unsigned char *to = out;
    int high, low;
    size_t i;

    for (i = 0; i < n; i++) {
        high = nibble(s[i * 2]);
        low = high < 0 ? -1 : nibble(s[i * 2 + 1]);
        if (low < 0)
            return false;
        to[i] = (unsigned char)(high << 4 | low);
    }
    return !s[n * 2];
}

bool base64_decode(struct mem *m, const char *s, size_t len, void **out,
                   size_t *n)
{
    size_t cap = len / 4 * 3;

    *out = mem_alloc(m, cap + 1);
    return !sodium_base642bin(*out, cap, s, len, NULL, n, NULL,
                              sodium_base64_VARIANT_ORIGINAL);
}

bool bytes_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}

void sign_public(const unsigned char seed[SIGN_SEED_SIZE],
                 unsigned char public_key[SIGN_PUBLIC_SIZE])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];

    if (crypto_sign_seed_keypair(public_key, secret, seed))
        broken("Ed25519");
    sodium_memzero(secret, sizeof(secret));
}

void sign_make(const unsigned char seed[SIGN_SEED_SIZE], const void *text,
               size_t n, unsigned char out[SIGN_SIZE])
{
    unsigned char secret[crypto_sign_SECRETKEYBYTES];
    unsigned char public_key[SIGN_PUBLIC_SIZE];

    if (crypto_sign_seed_keypair(public_key, secret, seed) ||
        crypto_sign_detached(out, NULL, text, n, secret))
        broken("Ed25519");
    sodium_memzero(secret, sizeof(secret));
}

bool sign_check(const unsigned char public_key[SIGN_PUBLIC_SIZE],
                const void *text, size_t n, const unsigned char sig[SIGN_SIZE])
{
    return crypto_sign_verify_detached(sig, text, n, public_key) == 0;
}

char *password_hash(struct mem *m, const char *password)
{
    char *s = mem_alloc(m, crypto_pwhash_STRBYTES);

    hash_init();
    if (crypto_pwhash_str(s, password, strlen(password),
                          crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE))
        mem_array(m, SIZE_MAX, 2); /* its 64 MB were not to be had */
    return s;
}

bool password_check(const char *encoded, const char *password)
{
    char copy[crypto_pwhash_STRBYTES] = { 0 };
    size_t n = encoded ? strlen(encoded) : sizeof(copy);

    if (n >= sizeof(copy))
        return false;
    hash_init();
    memcpy(copy, encoded, n);
    return crypto_pwhash_str_verify(copy, password, strlen(password)) == 0;
}

/* --- Secrets behind a code -------------------------------------------------- */

/* "$ordo-seal1$OPS$BYTES$base64(salt, nonce, box)" */
#define SEAL_MARK "$ordo-seal1$"

struct sealed {
    unsigned char salt[crypto_pwhash_SALTBYTES];
    unsigned char nonce[crypto_secretbox_NONCEBYTES];
    unsigned char box[crypto_secretbox_MACBYTES + SECRET_SIZE];
};

static bool code_key(const char *code, const struct sealed *s,
                     unsigned long long ops, size_t bytes,
                     unsigned char key[crypto_secretbox_KEYBYTES])
{
    hash_init();
    return crypto_pwhash(key, crypto_secretbox_KEYBYTES, code, strlen(code),
                         s->salt, ops, bytes,
                         crypto_pwhash_ALG_ARGON2ID13) == 0;
}

char *secret_seal(struct mem *m, const char *code,
                  const unsigned char secret[SECRET_SIZE])
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    struct sealed s;
    struct buf b;

    random_bytes(s.salt, sizeof(s.salt));
    random_bytes(s.nonce, sizeof(s.nonce));
    if (!code_key(code, &s, crypto_pwhash_OPSLIMIT_MODERATE,
                  crypto_pwhash_MEMLIMIT_INTERACTIVE, key))
        mem_array(m, SIZE_MAX, 2); /* its 64 MB were not to be had */
    crypto_secretbox_easy(s.box, secret, SECRET_SIZE, s.nonce, key);
    sodium_memzero(key, sizeof(key));
    buf_init(&b, m);
    buf_fmt(&b, SEAL_MARK "%llu$%zu$",
            (unsigned long long)crypto_pwhash_OPSLIMIT_MODERATE,
            (size_t)crypto_pwhash_MEMLIMIT_INTERACTIVE);
    buf_base64(&b, &s, sizeof(s));
    return b.s;
}

/* What a sealed text says; false when it is none. */
static bool sealed_parse(struct mem *m, const char *text,
                         unsigned long long *ops, size_t *bytes,
                         struct sealed *out)
{
    size_t mark = strlen(SEAL_MARK), n;
    char *end;
    void *raw;

    if (!text || strncmp(text, SEAL_MARK, mark) != 0)
        return false;
    *ops = strtoull(text + mark, &end, 10);
    if (*end != '$' || *ops < crypto_pwhash_OPSLIMIT_MIN || *ops > 64)
        return false;
    *bytes = strtoull(end + 1, &end, 10);
    if (*end != '$' || *bytes < crypto_pwhash_MEMLIMIT_MIN ||
        *bytes > (size_t)1 << 30)
        return false;
    if (!base64_decode(m, end + 1, strlen(end + 1), &raw, &n) ||
        n != sizeof(*out))
        return false;
    memcpy(out, raw, n);
    return true;
}

bool secret_open(struct mem *m, const char *sealed, const char *code,
                 unsigned char secret[SECRET_SIZE])
{
    unsigned char key[crypto_secretbox_KEYBYTES];
    unsigned long long ops;
    struct sealed s;
    size_t bytes;
    bool good;

    if (!sealed_parse(m, sealed, &ops, &bytes, &s))
        return false;
    if (!code_key(code, &s, ops, bytes, key))
        mem_array(m, SIZE_MAX, 2);
    good = !crypto_secretbox_open_easy(secret, s.box, sizeof(s.box), s.nonce,
                                       key);
    sodium_memzero(key, sizeof(key));
    return good;
}

char *secret_lock(struct mem *m, const unsigned char key[SECRET_SIZE],
                  const void *bytes, size_t n)
{
    size_t size = crypto_secretbox_NONCEBYTES + crypto_secretbox_MACBYTES + n;
    unsigned char *box = MEM_ARRAY(m, size, unsigned char);
    struct buf b;

    random_bytes(box, crypto_secretbox_NONCEBYTES);
    crypto_secretbox_easy(box + crypto_secretbox_NONCEBYTES, bytes, n, box,
                          key);
    buf_init(&b, m);
    buf_base64(&b, box, size);
    return b.s;
}

bool secret_unlock(struct mem *m, const unsigned char key[SECRET_SIZE],
                   const char *text, void *bytes, size_t n)
{
    size_t head = crypto_secretbox_NONCEBYTES, size;
    unsigned char *box;
    void *raw;

    if (!text || !base64_decode(m, text, strlen(text), &raw, &size) ||
        size != head + crypto_secretbox_MACBYTES + n)
        return false;
    box = raw;
    return !crypto_secretbox_open_easy(bytes, box + head, size - head, box,
                                       key);
}

void secret_forget(void *bytes, size_t n)
{
    sodium_memzero(bytes, n);
}
