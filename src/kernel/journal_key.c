/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_key.c: the key that signs checkpoints, in a file of its own outside
 * the database: one line, "PRIVATE+KEY+origin+id+base64(type, seed)", as other
 * programs of the note format keep theirs.
 */
#include "kernel/journal_in.h"

#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define PREFIX "PRIVATE+KEY+"
#define FILE_MAX ((size_t)4096)
#define KEY_TYPE 1

static enum rc broken(const char *what, const char *path)
{
    log_error("cannot %s %s: %s", what, path, strerror(errno));
    return errno == ENOSPC || errno == EDQUOT ? RC_BUSY : RC_BROKEN;
}

/* A log is told from all others by its name: each folder's key gives one. */
static char *new_origin(struct mem *m,
                        const unsigned char public_key[SIGN_PUBLIC_SIZE])
{
    struct sha256 h = sha256(public_key, SIGN_PUBLIC_SIZE);
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "ordo-");
    buf_hex(&b, h.b, 8);
    buf_str(&b, "/log");
    return b.s;
}

char *journal_key_text(struct mem *m, const struct journal_key *key)
{
    struct note_key nk = note_key_make(key->origin, key->public_key);

    return note_key_text(m, &nk);
}

static char *secret_text(struct mem *m, const struct journal_key *key)
{
    struct note_key nk = note_key_make(key->origin, key->public_key);
    unsigned char typed[1 + SIGN_SEED_SIZE];
    struct buf b;

    typed[0] = KEY_TYPE;
    memcpy(typed + 1, key->seed, SIGN_SEED_SIZE);
    buf_init(&b, m);
    buf_fmt(&b, PREFIX "%s+", key->origin);
    buf_hex(&b, nk.id, NOTE_ID_SIZE);
    buf_char(&b, '+');
    buf_base64(&b, typed, sizeof(typed));
    buf_char(&b, '\n');
    return b.s;
}

/* The seed, read as a key text of its own, then the id checked. */
static bool secret_parse(struct mem *m, const char *s, struct journal_key *key)
{
    const char *name = s + sizeof(PREFIX) - 1;
    const char *hex = NULL, *b64;
    struct note_key nk;
    void *bytes;
    size_t n;
    char *id;

    if (!strncmp(s, PREFIX, sizeof(PREFIX) - 1))
        hex = strchr(name, '+');
    b64 = hex ? strchr(hex + 1, '+') : NULL;
    if (!b64 || !base64_decode(m, b64 + 1, strlen(b64 + 1), &bytes, &n) ||
        n != 1 + SIGN_SEED_SIZE || *(unsigned char *)bytes != KEY_TYPE)
        return false;
    memcpy(key->seed, (unsigned char *)bytes + 1, SIGN_SEED_SIZE);
    sign_public(key->seed, key->public_key);
    key->origin = mem_strn(m, name, (size_t)(hex - name));
    nk = note_key_make(key->origin, key->public_key);
    id = mem_strn(m, hex + 1, (size_t)(b64 - hex) - 1);
    bytes = mem_alloc(m, NOTE_ID_SIZE);
    return note_name(key->origin) && hex_decode(id, bytes, NOTE_ID_SIZE) &&
           bytes_equal(bytes, nk.id, NOTE_ID_SIZE);
}

static enum rc read_key(struct journal_key *key, struct mem *m, int fd,
                        const char *path)
{
    char *text = mem_alloc(m, FILE_MAX + 1);
    struct stat st;
    ssize_t n;

    if (fstat(fd, &st))
        return broken("look at", path);
    if (st.st_mode & (S_IRWXG | S_IRWXO))
        log_warn("others may read the key %s: it must be 0600", path);
    n = read(fd, text, FILE_MAX);
    if (n < 0)
        return broken("read", path);
    if (n && text[n - 1] == '\n')
        text[n - 1] = '\0';
    if (secret_parse(m, text, key))
        return RC_OK;
    log_error("%s holds no key of the journal", path);
    return RC_INVALID;
}

/* Durable before the first signature: without it the journal could not go
 * on after a loss of power. */
static enum rc write_key(struct mem *m, const struct journal_key *key,
                         const char *folder, const char *path)
{
    const char *text = secret_text(m, key);
    const char *new = mem_fmt(m, "%s.new", path);
    int fd, dir;
    bool good;

    if (unlink(new) && errno != ENOENT)
        return broken("remove", new);
    fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return broken("make", new);
    good = write(fd, text, strlen(text)) == (ssize_t)strlen(text) && !fsync(fd);
    close(fd);
    if (!good || rename(new, path))
        return broken("write", path);
    dir = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    good = dir >= 0 && !fsync(dir);
    if (dir >= 0)
        close(dir);
    return good ? RC_OK : broken("sync", folder);
}

static enum rc make_key(struct journal_key *key, struct mem *m,
                        const char *folder, const char *path)
{
    if (mkdir(folder, 0700) && errno != EEXIST)
        return broken("make", folder);
    if (chmod(folder, 0700))
        return broken("close", folder);
    random_bytes(key->seed, SIGN_SEED_SIZE);
    sign_public(key->seed, key->public_key);
    key->origin = new_origin(m, key->public_key);
    return write_key(m, key, folder, path);
}

enum rc journal_key_open(struct journal_key *key, struct mem *m,
                         const char *dir, bool create)
{
    const char *folder = mem_fmt(m, "%s/secret", dir);
    const char *path = mem_fmt(m, "%s/journal.key", folder);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    enum rc rc;

    *key = (struct journal_key){ 0 };
    if (fd < 0 && errno == ENOENT)
        return create ? make_key(key, m, folder, path) : RC_MISSING;
    if (fd < 0)
        return broken("open", path);
    rc = read_key(key, m, fd, path);
    close(fd);
    return rc;
}
