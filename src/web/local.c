/* SPDX-License-Identifier: Apache-2.0 */
/*
 * local.c: the local socket of a running server, both ends of it.
 */
#include "web/local.h"

#include "base/buf.h"
#include "base/hash.h"
#include "base/log.h"

#include <errno.h>
#include <fcntl.h>
#include <jansson.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* A call carries a file: as much as an import takes, in base64. */
#define CALL_MAX ((size_t)96 << 20)
enum { ARGS_MAX = 64, TIMEOUT = 30 };

/* --- Addresses ------------------------------------------------------------ */

/* A socket's name holds 107 bytes, a folder's path may be longer: it is
 * reached through a descriptor of the folder. */
static int folder_address(const char *dir, struct sockaddr_un *a)
{
    int fd = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC);

    memset(a, 0, sizeof *a);
    a->sun_family = AF_UNIX;
    if (fd >= 0)
        snprintf(a->sun_path, sizeof a->sun_path, "/proc/self/fd/%d/socket",
                 fd);
    return fd;
}

static void set_timeout(int fd, int option, int seconds)
{
    struct timeval t = { .tv_sec = seconds };

    (void)setsockopt(fd, SOL_SOCKET, option, &t, sizeof t);
}

static bool send_all(int fd, const char *s, size_t n)
{
    while (n) {
        ssize_t k = send(fd, s, n, MSG_NOSIGNAL);

        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        s += k;
        n -= (size_t)k;
    }
    return true;
}

/* Reads until a line end; what came after it stays in `b` behind. */
static bool read_line(int fd, struct buf *b, size_t from, size_t most,
                      size_t *line_end)
{
    size_t looked = from;

    for (;;) {
        char *end = memchr(b->s + looked, '\n', b->n - looked);
        ssize_t k;

        if (end) {
            *line_end = (size_t)(end - b->s);
            return true;
        }
        looked = b->n;
        if (b->n - from > most)
            return false;
        buf_need(b, 65536);
        k = recv(fd, b->s + b->n, 65536, 0);
        if (k < 0 && errno == EINTR)
            continue;
        if (k <= 0)
            return false;
        b->n += (size_t)k;
        b->s[b->n] = '\0';
    }
}

/* --- The server's end ----------------------------------------------------- */

struct local {
    struct mem *mem;
    struct ordo *app;
    local_run *run;
    int folder, fd;
    int stop[2]; /* a pipe: its closing ends the thread */
    pthread_t thread;
};

struct answer {
    int fd;
    struct mem *mem;
    bool lost; /* nobody listens; the command goes on all the same */
};

/* A text of a command need not be whole characters at its edges: what is not
 * is sent as it can be. */
static void put_answer(void *arg, bool error, const char *s, size_t n)
{
    struct answer *a = arg;
    struct mem_mark mark = mem_mark(a->mem);
    struct buf b;

    if (a->lost || !n)
        return;
    buf_init(&b, a->mem);
    buf_str(&b, error ? "{\"err\":\"" : "{\"out\":\"");
    buf_base64(&b, s, n);
    buf_str(&b, "\"}\n");
    a->lost = !send_all(a->fd, b.s, b.n);
    mem_back(a->mem, mark);
}

static bool peer_allowed(int fd)
{
    struct ucred who;
    socklen_t n = sizeof who;

    if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &n))
        return false;
    return who.uid == geteuid() || who.uid == 0;
}

/* The JSON line as a call; false when it is not one. */
static bool read_call(struct mem *m, const char *line, size_t n,
                      struct local_call *call)
{
    json_t *root = json_loadb(line, n, JSON_REJECT_DUPLICATES, NULL);
    json_t *argv = json_object_get(root, "argv");
    const char *input = json_string_value(json_object_get(root, "input"));
    size_t argc = json_array_size(argv);
    bool good = argc > 0 && argc < ARGS_MAX;
    void *bytes = NULL;

    call->argv = MEM_ARRAY(m, argc + 1, char *);
    for (size_t i = 0; good && i < argc; i++) {
        const char *s = json_string_value(json_array_get(argv, i));

        good = s != NULL;
        call->argv[i] = mem_str(m, s);
    }
    call->argc = (int)argc;
    if (good && input) {
        good =
            base64_decode(m, input, strlen(input), &bytes, &call->input_size);
        call->input = bytes;
    }
    json_decref(root);
    return good;
}

static void serve_call(struct local *l, int fd)
{
    struct answer a = { .fd = fd, .mem = mem_new(0) };
    struct local_out out = { put_answer, &a };
    struct local_call call = { 0 };
    struct buf b;
    size_t end;
    char exit_line[32];
    int code = 4;

    if (!a.mem)
        return;
    if (mem_try(a.mem)) {
        code = 4;
        log_error("a local command needs more memory than there is");
    } else {
        buf_init(&b, a.mem);
        if (read_line(fd, &b, 0, CALL_MAX, &end) &&
            read_call(a.mem, b.s, end, &call)) {
            log_info("local command: %s", call.argv[0]);
            code = l->run(l->app, &call, &out);
        }
    }
    mem_untry(a.mem);
    snprintf(exit_line, sizeof exit_line, "{\"exit\":%d}\n", code);
    send_all(fd, exit_line, strlen(exit_line));
    mem_free(a.mem);
}

static void *listen_thread(void *arg)
{
    struct local *l = arg;

    for (;;) {
        struct pollfd p[2] = { { .fd = l->fd, .events = POLLIN },
                               { .fd = l->stop[0], .events = POLLIN } };
        int fd;

        if (poll(p, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (p[1].revents)
            return NULL;
        fd = accept4(l->fd, NULL, NULL, SOCK_CLOEXEC);
        if (fd < 0)
            continue;
        set_timeout(fd, SO_RCVTIMEO, TIMEOUT);
        set_timeout(fd, SO_SNDTIMEO, TIMEOUT);
        if (peer_allowed(fd))
            serve_call(l, fd);
        else
            log_warn("a local command of another user was refused");
        close(fd);
    }
}

/* Binds in the folder; the lock on the folder says that no other server is
 * there, so an old socket is a dead one's. */
static int bind_socket(struct local *l)
{
    struct sockaddr_un a;
    const struct sockaddr *as = (const void *)&a;
    mode_t before;
    int rc;

    if (l->folder < 0)
        return -1;
    (void)unlinkat(l->folder, "socket", 0);
    memset(&a, 0, sizeof a);
    a.sun_family = AF_UNIX;
    snprintf(a.sun_path, sizeof a.sun_path, "/proc/self/fd/%d/socket",
             l->folder);
    l->fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (l->fd < 0)
        return -1;
    before = umask(0177);
    rc = bind(l->fd, as, sizeof a);
    umask(before);
    return rc ? rc : listen(l->fd, 8);
}

static void local_release(struct local *l)
{
    if (l->fd >= 0)
        close(l->fd);
    if (l->folder >= 0) {
        (void)unlinkat(l->folder, "socket", 0);
        close(l->folder);
    }
    if (l->stop[0] >= 0)
        close(l->stop[0]);
    if (l->stop[1] >= 0)
        close(l->stop[1]);
    mem_free(l->mem);
}

enum rc local_open(struct local **out, struct ordo *app, const char *dir,
                   local_run *run, const char **error)
{
    struct mem *m = mem_new(0);
    struct local *l;

    *out = NULL;
    *error = "no memory";
    if (!m)
        return RC_BUSY;
    l = MEM_NEW(m, struct local);
    *l = (struct local){ .mem = m,
                         .app = app,
                         .run = run,
                         .fd = -1,
                         .folder = open(dir, O_PATH | O_DIRECTORY | O_CLOEXEC),
                         .stop = { -1, -1 } };
    if (bind_socket(l) || pipe2(l->stop, O_CLOEXEC) ||
        pthread_create(&l->thread, NULL, listen_thread, l)) {
        *error = strerror(errno);
        local_release(l);
        return RC_BROKEN;
    }
    *out = l;
    return RC_OK;
}

void local_close(struct local *l)
{
    if (!l)
        return;
    close(l->stop[1]);
    l->stop[1] = -1;
    pthread_join(l->thread, NULL);
    local_release(l);
}

/* --- The command's end ---------------------------------------------------- */

static int connect_server(const char *dir)
{
    struct sockaddr_un a;
    int folder = folder_address(dir, &a), fd;
    const struct sockaddr *as = (const void *)&a;

    if (folder < 0)
        return -1;
    fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd >= 0 && connect(fd, as, sizeof a)) {
        close(fd);
        fd = -1;
    }
    close(folder);
    return fd;
}

static bool send_call(int fd, struct mem *m, const struct local_call *call)
{
    struct buf b;

    buf_init(&b, m);
    buf_str(&b, "{\"argv\":[");
    for (int i = 0; i < call->argc; i++) {
        if (i)
            buf_char(&b, ',');
        buf_json(&b, call->argv[i]);
    }
    buf_char(&b, ']');
    if (call->input) {
        buf_str(&b, ",\"input\":\"");
        buf_base64(&b, call->input, call->input_size);
        buf_char(&b, '"');
    }
    buf_str(&b, "}\n");
    return send_all(fd, b.s, b.n);
}

/* One line of the answer; true when it was the exit code. */
static bool take_line(struct mem *m, const char *line, size_t n,
                      const struct local_out *out, int *exit_code)
{
    json_t *root = json_loadb(line, n, 0, NULL);
    json_t *code = json_object_get(root, "exit");
    const char *text = json_string_value(json_object_get(root, "out"));
    const char *err = json_string_value(json_object_get(root, "err"));
    const char *s = text ? text : err;
    void *bytes;
    size_t size;
    bool last = json_is_integer(code);

    if (last)
        *exit_code = (int)json_integer_value(code);
    else if (s && base64_decode(m, s, strlen(s), &bytes, &size))
        out->put(out->arg, !text, bytes, size);
    json_decref(root);
    return last;
}

static enum rc read_answer(int fd, struct mem *m, const struct local_out *out,
                           int *exit_code)
{
    for (;;) {
        struct buf b;
        size_t from = 0, end;

        /* Lines are taken from one buffer until it is empty, then its memory
         * is forgotten: progress may be long. */
        buf_init(&b, m);
        do {
            if (!read_line(fd, &b, from, CALL_MAX, &end))
                return RC_BROKEN;
            if (take_line(m, b.s + from, end - from, out, exit_code))
                return RC_OK;
            from = end + 1;
        } while (from < b.n);
        mem_reset(m);
    }
}

enum rc local_send(const char *dir, const struct local_call *call,
                   const struct local_out *out, int *exit_code)
{
    int fd = connect_server(dir);
    struct mem *m;
    enum rc rc = RC_BROKEN;

    if (fd < 0)
        return RC_MISSING;
    m = mem_new(0);
    if (m && send_call(fd, m, call)) {
        mem_reset(m);
        rc = read_answer(fd, m, out, exit_code);
    }
    mem_free(m);
    close(fd);
    return rc;
}
