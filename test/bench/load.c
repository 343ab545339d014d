/* SPDX-License-Identifier: Apache-2.0 */
/*
 * load.c: asks a server on this machine as fast as it answers, and prints
 * what came back as one line of JSON.
 *
 *   load get PORT CONNECTIONS MS COOKIE PATH
 *   load submit PORT CONNECTIONS MS TOKEN IDS BODY
 *       POST /api/v1/report/ID/submit for each line of the file IDS, once,
 *       with the content of the file BODY; ends early when they are used up
 *   load start PORT COMMAND...
 *       microseconds from exec to the first 200 of /healthz
 *
 * One thread, keep-alive, one request at a time on a connection.  Only
 * answers 2xx count; anything else is counted as bad.
 */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 1024, HEAD = 16384, SAMPLES = 1 << 20, WARM_MS = 150 };

struct peer {
    int fd;
    char *request;
    size_t request_size, sent;
    char head[HEAD];
    size_t got;     /* bytes of the answer, head included */
    size_t expect;  /* whole answer; 0: the head is not complete */
    int64_t begun;  /* of this request */
};

static struct {
    const char *port, *secret, *path, *body;
    long *ids;
    size_t n_ids, next_id;
    bool posts, used_up;
    int64_t count_from, end;
    uint64_t ok, bad, bytes;
    uint32_t *sample;
    size_t n_samples;
    int bad_status;
} load;

static int64_t now_us(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000000 + t.tv_nsec / 1000;
}

static void die(const char *what)
{
    fprintf(stderr, "load: %s: %s\n", what, strerror(errno));
    exit(1);
}

static int dial(bool wait)
{
    struct sockaddr_in a = { .sin_family = AF_INET,
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
                             .sin_port =
                                 htons((uint16_t)atoi(load.port)) };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), one = 1;

    if (fd < 0)
        die("socket");
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(fd, (const struct sockaddr *)(const void *)&a, sizeof a)) {
        if (!wait)
            die("connect");
        close(fd);
        return -1;
    }
    return fd;
}

/* --- Requests ------------------------------------------------------------- */

static void write_get(struct peer *p)
{
    int n = snprintf(p->request, HEAD,
                     "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%s\r\n"
                     "Cookie: ordo=%s\r\nAccept-Language: ru\r\n\r\n",
                     load.path, load.port, load.secret);

    p->request_size = (size_t)n;
}

static bool write_submit(struct peer *p)
{
    int n;

    if (load.next_id == load.n_ids) {
        load.used_up = true;
        return false;
    }
    n = snprintf(p->request, HEAD,
                 "POST /api/v1/report/%ld/submit HTTP/1.1\r\n"
                 "Host: 127.0.0.1:%s\r\nAuthorization: Bearer %s\r\n"
                 "Content-Type: application/json\r\n"
                 "Content-Length: %zu\r\n\r\n%s",
                 load.ids[load.next_id++], load.port, load.secret,
                 strlen(load.body), load.body);
    p->request_size = (size_t)n;
    return true;
}

static void push(struct peer *p)
{
    while (p->sent < p->request_size) {
        ssize_t k = send(p->fd, p->request + p->sent,
                         p->request_size - p->sent, MSG_NOSIGNAL);

        if (k < 0 && errno == EINTR)
            continue;
        if (k < 0)
            die("send");
        p->sent += (size_t)k;
    }
}

/* Requests fit a socket's buffer, so they are sent in one go. */
static void ask(struct peer *p)
{
    if (load.posts && !write_submit(p))
        return;
    p->sent = p->got = p->expect = 0;
    p->begun = now_us();
    push(p);
}

/* --- Answers -------------------------------------------------------------- */

static size_t content_length(const char *head)
{
    const char *s = strcasestr(head, "\r\nContent-Length:");

    if (!s) {
        fputs("load: an answer without Content-Length\n", stderr);
        exit(1);
    }
    return (size_t)strtoull(s + 17, NULL, 10);
}

static void look_for_head(struct peer *p)
{
    size_t held = p->got < HEAD - 1 ? p->got : HEAD - 1;
    char *end;

    p->head[held] = '\0';
    end = strstr(p->head, "\r\n\r\n");
    if (end)
        p->expect = (size_t)(end - p->head) + 4 + content_length(p->head);
    else if (held == HEAD - 1)
        die("head too long");
}

static void answered(struct peer *p)
{
    int64_t now = now_us();
    int status = atoi(p->head + 9);

    if (status / 100 != 2) {
        load.bad++;
        load.bad_status = status;
        return;
    }
    if (now < load.count_from || now > load.end)
        return;
    load.ok++;
    load.bytes += p->expect;
    if (load.n_samples < SAMPLES)
        load.sample[load.n_samples++] = (uint32_t)(now - p->begun);
}

static void pull(struct peer *p)
{
    static char rest[1 << 18];
    bool in_head = !p->expect;
    char *to = in_head ? p->head + p->got : rest;
    size_t room = in_head ? HEAD - 1 - p->got : sizeof rest;
    ssize_t k = recv(p->fd, to, room, 0);

    if (k < 0 && (errno == EINTR || errno == EAGAIN))
        return;
    if (k <= 0) {
        fputs("load: the server closed a connection\n", stderr);
        exit(1);
    }
    p->got += (size_t)k;
    if (in_head)
        look_for_head(p);
    if (!p->expect || p->got < p->expect)
        return;
    answered(p);
    if (now_us() < load.end)
        ask(p);
}

static int by_size(const void *a, const void *b)
{
    const uint32_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

static uint32_t part(double share)
{
    if (!load.n_samples)
        return 0;
    return load.sample[(size_t)(share * (double)(load.n_samples - 1))];
}

static void print_sums(int64_t until)
{
    double seconds = (double)(until - load.count_from) / 1e6;

    qsort(load.sample, load.n_samples, sizeof *load.sample, by_size);
    printf("{\"ok\":%llu,\"bad\":%llu,\"bad_status\":%d,\"seconds\":%.4f,"
           "\"rate\":%.1f,\"bytes\":%llu,\"p50_us\":%u,\"p99_us\":%u}\n",
           (unsigned long long)load.ok, (unsigned long long)load.bad,
           load.bad_status, seconds, (double)load.ok / seconds,
           (unsigned long long)load.bytes, part(0.5), part(0.99));
}

static void run(int connections, int ms)
{
    static struct peer peers[CONNECTIONS];
    struct epoll_event ev[64];
    int ep = epoll_create1(EPOLL_CLOEXEC);
    int64_t start;

    load.sample = calloc(SAMPLES, sizeof *load.sample);
    if (ep < 0 || !load.sample || connections < 1 || connections > CONNECTIONS)
        die("start");
    for (int i = 0; i < connections; i++) {
        struct epoll_event e = { .events = EPOLLIN, .data.ptr = &peers[i] };

        peers[i].fd = dial(false);
        peers[i].request = malloc(HEAD);
        if (!peers[i].request ||
            epoll_ctl(ep, EPOLL_CTL_ADD, peers[i].fd, &e))
            die("epoll");
        if (!load.posts)
            write_get(&peers[i]);
    }
    start = now_us();
    load.count_from = start + WARM_MS * 1000;
    load.end = load.count_from + (int64_t)ms * 1000;
    for (int i = 0; i < connections; i++)
        ask(&peers[i]);
    while (now_us() < load.end && !load.used_up) {
        int n = epoll_wait(ep, ev, 64, 50);

        for (int i = 0; i < n; i++)
            pull(ev[i].data.ptr);
    }
    print_sums(now_us());
}

/* --- Start ---------------------------------------------------------------- */

static bool healthy(void)
{
    static const char ask_health[] =
        "GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "Connection: close\r\n\r\n";
    char answer[64] = "";
    int fd = dial(true);
    ssize_t k = -1;

    if (fd < 0)
        return false;
    if (send(fd, ask_health, sizeof ask_health - 1, MSG_NOSIGNAL) > 0)
        k = recv(fd, answer, sizeof answer - 1, MSG_WAITALL);
    close(fd);
    return k > 12 && !strncmp(answer + 9, "200", 3);
}

static int start(char **command)
{
    int64_t begun = now_us(), ready = 0;
    pid_t pid = fork();
    int status = 0;

    if (pid < 0)
        die("fork");
    if (!pid) {
        int null = open("/dev/null", O_WRONLY);

        dup2(null, STDOUT_FILENO);
        execvp(command[0], command);
        die(command[0]);
    }
    while (!ready && now_us() - begun < 10000000) {
        if (healthy())
            ready = now_us();
        else
            usleep(500);
        if (waitpid(pid, &status, WNOHANG) == pid) {
            fputs("load: the server ended\n", stderr);
            return 1;
        }
    }
    kill(pid, SIGTERM);
    while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
        ;
    if (!ready)
        return 1;
    printf("{\"us\":%lld}\n", (long long)(ready - begun));
    return 0;
}

/* --- Arguments ------------------------------------------------------------ */

static char *slurp(const char *name)
{
    FILE *f = fopen(name, "re");
    char *s = calloc(1, 4 << 20);

    if (!f || !s)
        die(name);
    if (!fread(s, 1, (4 << 20) - 1, f))
        die(name);
    fclose(f);
    return s;
}

static void read_ids(const char *name)
{
    char *s = slurp(name), *end;

    load.ids = calloc(1 << 19, sizeof *load.ids);
    if (!load.ids)
        die("memory");
    for (;;) {
        long id = strtol(s, &end, 10);

        if (end == s || load.n_ids == 1 << 19)
            break;
        load.ids[load.n_ids++] = id;
        s = end;
    }
}

int main(int argc, char **argv)
{
    if (argc > 3 && !strcmp(argv[1], "start")) {
        load.port = argv[2];
        return start(argv + 3);
    }
    if (argc < 7) {
        fputs("usage: load get|submit PORT CONNECTIONS MS SECRET ...\n",
              stderr);
        return 2;
    }
    load.port = argv[2];
    load.secret = argv[5];
    if (!strcmp(argv[1], "submit") && argc == 8) {
        load.posts = true;
        read_ids(argv[6]);
        load.body = slurp(argv[7]);
    } else {
        load.path = argv[6];
    }
    run(atoi(argv[3]), atoi(argv[4]));
    return 0;
}
