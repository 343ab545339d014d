/* SPDX-License-Identifier: Apache-2.0 */
/*
 * second.c: the second factor of accounts.
 */
#include "kernel/second.h"

#include "base/log.h"
#include "base/text.h"
#include "base/totp.h"
#include "kernel/record.h"
#include "kernel/setting.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- The key ---------------------------------------------------------------- */

static enum rc trouble(const char *what, const char *path)
{
    log_error("cannot %s %s: %s", what, path, strerror(errno));
    return RC_BROKEN;
}

static bool sync_folder(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && !fsync(fd);

    if (fd >= 0)
        close(fd);
    return good;
}

/* Durable before its first use, and never over another: two that begin at
 * once keep the first. */
static enum rc make_key(struct mem *m, const char *folder, const char *path)
{
    const char *new = mem_fmt(m, "%s.%s", path, random_token(m, 9));
    unsigned char key[SECRET_SIZE];
    bool good;
    int fd;

    fd = open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (fd < 0)
        return trouble("make", new);
    random_bytes(key, sizeof key);
    good = write(fd, key, sizeof key) == (ssize_t)sizeof key && !fsync(fd);
    secret_forget(key, sizeof key);
    close(fd);
    good = good && (!link(new, path) || errno == EEXIST);
    unlink(new);
    return good && sync_folder(folder) ? RC_OK : trouble("write", path);
}

static enum rc key_open(struct rq *rq, bool make,
                        unsigned char key[SECRET_SIZE])
{
    const char *folder =
        mem_fmt(rq->mem, "%s/secret", store_dir(rq->app->store));
    const char *path = mem_fmt(rq->mem, "%s/second.key", folder);
    int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;
    ssize_t n;

    if (fd < 0 && errno == ENOENT && make) {
        TRY(make_key(rq->mem, folder, path));
        fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    }
    if (fd < 0)
        return trouble("open", path);
    if (!fstat(fd, &st) && st.st_mode & (S_IRWXG | S_IRWXO))
        log_warn("others may read the key %s: it must be 0600", path);
    n = read(fd, key, SECRET_SIZE);
    close(fd);
    if (n == SECRET_SIZE)
        return RC_OK;
    log_error("%s is no key", path);
    return RC_BROKEN;
}

/* --- Offering --------------------------------------------------------------- */

/* What is sealed: a row moved to another account opens nothing. */
struct kept {
    int64_t account;
    unsigned char secret[TOTP_SECRET];
    unsigned char pad[4];
};

static bool open_kept(struct mem *m, const unsigned char key[SECRET_SIZE],
                      int64_t account, const char *sealed, struct kept *out)
{
    return secret_unlock(m, key, sealed, out, sizeof *out) &&
           out->account == account;
}

static const char *in_groups(struct mem *m, const char *s)
{
    struct buf b;

    buf_init(&b, m);
    for (size_t i = 0; s[i]; i++) {
        if (i && i % 4 == 0)
            buf_char(&b, ' ');
        buf_char(&b, s[i]);
    }
    return b.s;
}

enum rc second_offer(struct rq *rq, int64_t account, const char *login,
                     const char *sealed, struct second_offer *out)
{
    struct kept kept = { .account = account };
    unsigned char key[SECRET_SIZE];
    const char *plain;
    struct buf b;

    TRY(key_open(rq, true, key));
    if (!sealed) {
        random_bytes(kept.secret, sizeof kept.secret);
        sealed = secret_lock(rq->mem, key, &kept, sizeof kept);
    } else if (!open_kept(rq->mem, key, account, sealed, &kept)) {
        secret_forget(key, sizeof key);
        return fail(rq, RC_INVALID, NULL,
                    "the form is out of date; open the page again and send it"
                    " once more");
    }
    plain = base32(rq->mem, kept.secret, sizeof kept.secret);
    buf_init(&b, rq->mem);
    buf_str(&b, "otpauth://totp/Ordo:");
    buf_url(&b, login);
    buf_fmt(&b, "?secret=%s&issuer=Ordo", plain);
    *out = (struct second_offer){ .sealed = sealed,
                                  .secret = in_groups(rq->mem, plain),
                                  .uri = b.s };
    secret_forget(key, sizeof key);
    secret_forget(&kept, sizeof kept);
    return RC_OK;
}

/* --- Codes ------------------------------------------------------------------ */

/* Without spaces and dashes, small: as they are read from paper. */
static const char *plain_code(struct mem *m, const char *typed)
{
    char *out = mem_str(m, typed), *to = out;

    for (const char *s = out; *s; s++)
        if (*s != ' ' && *s != '-')
            *to++ = *s >= 'A' && *s <= 'Z' ? (char)(*s | 0x20) : *s;
    *to = '\0';
    return out;
}

static struct sha256 code_hash(const unsigned char key[SECRET_SIZE],
                               int64_t account, const char *plain)
{
    return sha256_three(key, SECRET_SIZE, &account, sizeof account, plain,
                        strlen(plain));
}

enum rc second_codes(struct rq *rq, int64_t account, struct second_codes *out)
{
    unsigned char key[SECRET_SIZE], bytes[10];

    TRY(key_open(rq, true, key));
    for (size_t i = 0; i < SECOND_CODES; i++) {
        const char *s;

        random_bytes(bytes, sizeof bytes);
        s = plain_code(rq->mem, base32(rq->mem, bytes, sizeof bytes));
        out->hash[i] = code_hash(key, account, s);
        out->text[i] = mem_fmt(rq->mem, "%.4s-%.4s-%.4s-%.4s", s, s + 4,
                               s + 8, s + 12);
    }
    secret_forget(key, sizeof key);
    return RC_OK;
}

/* --- Checking --------------------------------------------------------------- */

static enum rc try_sealed(struct rq *rq, const unsigned char key[SECRET_SIZE],
                          int64_t account, const char *sealed,
                          const char *typed, int64_t last, int64_t *step)
{
    struct kept kept;

    if (!open_kept(rq->mem, key, account, sealed, &kept)) {
        log_error("the second factor of account %lld does not open with"
                  " secret/second.key",
                  (long long)account);
        return RC_DENIED;
    }
    *step = totp_find(kept.secret, rq->now / 1000000, typed, last);
    secret_forget(&kept, sizeof kept);
    return *step ? RC_OK : RC_DENIED;
}

enum rc second_try(struct rq *rq, int64_t account, const char *sealed,
                   const char *typed, struct second_proof *out)
{
    unsigned char key[SECRET_SIZE];
    enum rc rc;

    *out = (struct second_proof){ 0 };
    TRY(key_open(rq, true, key));
    rc = try_sealed(rq, key, account, sealed, typed, 0, &out->step);
    secret_forget(key, sizeof key);
    return rc;
}

static enum rc is_recovery(struct rq *rq, int64_t account, struct sha256 hash)
{
    static const struct sql_text q = {
        "SELECT count(*) FROM second_code WHERE account = $1 AND hash = $2",
        "ib", "i"
    };
    int64_t n;

    TRY(sql_get_int(rq->sql, &n, &q,
                    ARGS(INT(account), BLOB(hash.b, sizeof hash.b))));
    return n ? RC_OK : RC_DENIED;
}

enum rc second_check(struct rq *rq, int64_t account, const char *typed,
                     struct second_proof *out)
{
    static const struct sql_text q = {
        "SELECT sealed, step FROM second WHERE account = $1", "i", "ti"
    };
    struct sql_rows r = sql_query(rq->sql, &q, ARGS(INT(account)));
    unsigned char key[SECRET_SIZE];
    const char *sealed = NULL;
    int64_t last = 0;
    enum rc rc;

    *out = (struct second_proof){ 0 };
    if (sql_next(&r)) {
        sealed = mem_str(rq->mem, sql_str(&r, 0));
        last = sql_int(&r, 1);
    }
    TRY(sql_done(&r));
    if (!sealed)
        return RC_DENIED;
    TRY(key_open(rq, false, key));
    rc = try_sealed(rq, key, account, sealed, typed, last, &out->step);
    if (rc == RC_DENIED) {
        out->hash = code_hash(key, account, plain_code(rq->mem, typed));
        rc = is_recovery(rq, account, out->hash);
    }
    secret_forget(key, sizeof key);
    return rc;
}

/* --- Using and keeping ------------------------------------------------------ */

static enum rc use_recovery(struct rq *rq, int64_t account,
                            struct sha256 hash)
{
    static const struct sql_text q = {
        "DELETE FROM second_code WHERE account = $1 AND hash = $2", "ib", ""
    };
    struct account *a;
    void *rec;

    TRY(sql_run(rq->sql, &q, ARGS(INT(account), BLOB(hash.b, sizeof hash.b))));
    if (!sql_changed(rq->sql))
        return RC_DENIED;
    TRY(record_load(rq, &type_account, account, &rec));
    a = rec;
    a->second_left.n--;
    return record_put(rq, &type_account, a, "second_recovery");
}

enum rc second_use(struct rq *rq, int64_t account,
                   const struct second_proof *proof)
{
    static const struct sql_text q = {
        "UPDATE second SET step = $2 WHERE account = $1 AND step < $2", "ii",
        ""
    };

    if (!proof->step)
        return use_recovery(rq, account, proof->hash);
    TRY(sql_run(rq->sql, &q, ARGS(INT(account), INT(proof->step))));
    return sql_changed(rq->sql) ? RC_OK : RC_DENIED;
}

static enum rc forget(struct rq *rq, int64_t account)
{
    static const struct sql_text texts[] = {
        { "DELETE FROM second WHERE account = $1", "i", "" },
        { "DELETE FROM second_code WHERE account = $1", "i", "" },
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        TRY(sql_run(rq->sql, &texts[i], ARGS(INT(account))));
    return RC_OK;
}

enum rc second_on(struct rq *rq, int64_t account, const char *sealed,
                  const struct second_proof *proof,
                  const struct second_codes *codes)
{
    static const struct sql_text add = {
        "INSERT INTO second (account, sealed, step) VALUES ($1, $2, $3)",
        "iti", ""
    };
    static const struct sql_text add_code = {
        "INSERT INTO second_code (account, hash) VALUES ($1, $2)", "ib", ""
    };
    struct account *a;
    void *rec;

    TRY(forget(rq, account));
    TRY(sql_run(rq->sql, &add,
                ARGS(INT(account), STR(sealed), INT(proof->step))));
    for (size_t i = 0; i < SECOND_CODES; i++)
        TRY(sql_run(rq->sql, &add_code,
                    ARGS(INT(account),
                         BLOB(codes->hash[i].b, sizeof codes->hash[i].b))));
    TRY(record_load(rq, &type_account, account, &rec));
    a = rec;
    a->second_since = rq->now;
    a->second_left = (struct count){ SECOND_CODES, true };
    return record_put(rq, &type_account, a, "second_on");
}

static enum rc clear(struct rq *rq, struct account *a)
{
    a->second_since = 0;
    a->second_left = (struct count){ 0 };
    return forget(rq, a->r.id);
}

enum rc second_off(struct rq *rq, int64_t account)
{
    void *rec;

    TRY(record_load(rq, &type_account, account, &rec));
    TRY(clear(rq, rec));
    return record_put(rq, &type_account, rec, "second_off");
}

enum rc second_erase(struct rq *rq, int64_t person)
{
    static const struct sql_text texts[] = {
        { "DELETE FROM second WHERE account IN"
          " (SELECT id FROM account WHERE person = $1)",
          "i", "" },
        { "DELETE FROM second_code WHERE account IN"
          " (SELECT id FROM account WHERE person = $1)",
          "i", "" },
    };

    for (size_t i = 0; i < COUNT(texts); i++)
        TRY(sql_run(rq->sql, &texts[i], ARGS(INT(person))));
    return RC_OK;
}

/* --- Roles and reset -------------------------------------------------------- */

bool second_required(struct rq *rq)
{
    const char *p = setting_get(rq, "second_factor_roles");
    size_t n;

    for (p += strspn(p, " "); *p; p += n + strspn(p + n, " ")) {
        n = strcspn(p, " ");
        if (rights_role(rq, mem_strn(rq->mem, p, n)))
            return true;
    }
    return false;
}

enum rc second_reset_guard(struct rq *rq, const void *rec)
{
    const struct account *a = rec;

    if (!a->second_since)
        return fail(rq, RC_INVALID, NULL, "it has no second factor");
    return RC_OK;
}

enum rc second_reset(struct rq *rq, void *rec)
{
    struct account *a = rec;

    TRY(clear(rq, a));
    a->second_reset_at = rq->now;
    return notice_add(rq, &(struct notice){ .person = a->person,
                                            .kind = "second_reset",
                                            .subject = "account",
                                            .subject_id = a->r.id });
}
