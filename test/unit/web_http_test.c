/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_http_test.c: a real server on a free port of the loopback, and clients
 * that write bytes as they like.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "web/http.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define HOST "Host: test\r\n"
#define CLOSE "Connection: close\r\n"
#define GET(target) "GET " target " HTTP/1.1\r\n" HOST CLOSE "\r\n"
#define ANSWER_MAX ((size_t)4 << 20)

static struct http_server *server;
static char folder[] = "/tmp/web_http_test.XXXXXX";
static char answer[ANSWER_MAX + 1];
static size_t n_answer;
static atomic_bool hold_jobs;
static atomic_int jobs;

/* --- The handler ---------------------------------------------------------- */

static size_t body_cap(struct http_request *req)
{
    if (!strcmp(req->path, "/none"))
        return 0;
    return !strcmp(req->path, "/small") ? 10 : (size_t)1 << 20;
}

static void say(struct http_response *res, struct buf *b)
{
    http_body(res, 200, "text/plain; charset=utf-8", b->s, b->n);
}

static void echo(struct http_request *req, struct http_response *res)
{
    struct buf b;
    size_t i;

    buf_init(&b, req->mem);
    buf_fmt(&b, "%s %s\n", http_method_name(req->method), req->path);
    for (i = 0; i < req->n_args; i++)
        buf_fmt(&b, "%s %s=[%s]\n",
                req->args[i].from == HTTP_FIELD ? "field" : "query",
                req->args[i].name, req->args[i].value);
    for (i = 0; i < req->n_files; i++) {
        struct http_file *f = &req->files[i];

        buf_fmt(&b, "file %s %s %s %d ", f->name, f->filename, f->type,
                (int)f->size);
        buf_hex(&b, &f->hash, sizeof(f->hash));
        buf_fmt(&b, " %d\n", access(f->path, R_OK));
    }
    buf_fmt(&b, "body %d [%s]\n", (int)req->n_body, req->body);
    buf_fmt(&b, "bad [%s]\n", req->bad_text ? req->bad_text : "");
    say(res, &b);
}

static void who(struct http_request *req, struct http_response *res)
{
    struct buf b;

    buf_init(&b, req->mem);
    buf_fmt(&b, "address=%s peer=%s forwarded=%d https=%d thread=%d cookie=%s",
            req->address, req->peer, req->forwarded, req->https,
            http_thread() >= 0 && http_thread() < 2,
            http_request_cookie(req, "ordo"));
    http_cookie(res, "ordo", "abc", 60, true);
    http_header(res, "X-Split", "a\r\nX-Evil: b");
    say(res, &b);
}

static void *job(void *arg)
{
    struct http_request *req = arg;

    while (atomic_load(&hold_jobs))
        usleep(1000);
    if (mem_try(req->mem))
        http_busy(req->out);
    else if (!strcmp(req->path, "/later/much"))
        mem_alloc(req->mem, (size_t)1 << 30);
    else
        echo(req, req->out);
    http_finish(req);
    atomic_fetch_sub(&jobs, 1);
    return NULL;
}

static void later(struct http_request *req)
{
    pthread_t t;

    atomic_fetch_add(&jobs, 1);
    http_suspend(req);
    if (pthread_create(&t, NULL, job, req))
        abort();
    pthread_detach(t);
}

static void big(struct http_request *req, struct http_response *res)
{
    char *s = mem_alloc(req->mem, 50000);

    memset(s, 'a', 50000);
    http_body(res, 200, "text/plain", s, 50000);
    res->compress = !strcmp(req->path, "/big");
}

static void stored(struct http_request *req, struct http_response *res)
{
    char *path = mem_fmt(req->mem, "%s/stored", folder);
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

    if (fd < 0 || write(fd, "0123456789", 10) != 10)
        abort();
    http_body_file(res, 200, "application/octet-stream", fd, 2, 5);
}

static enum http_run run(struct http_request *req, struct http_response *res)
{
    if (!strncmp(req->path, "/later", 6)) {
        later(req);
        return HTTP_LATER;
    }
    if (!strncmp(req->path, "/big", 4))
        big(req, res);
    else if (!strcmp(req->path, "/who"))
        who(req, res);
    else if (!strcmp(req->path, "/much"))
        mem_alloc(req->mem, (size_t)1 << 30);
    else if (!strcmp(req->path, "/go"))
        http_redirect(res, 303, "/there");
    else if (!strcmp(req->path, "/stored"))
        stored(req, res);
    else
        echo(req, res);
    return HTTP_DONE;
}

static void refuse(struct http_request *req, struct http_response *res)
{
    http_header(res, "X-Refused", mem_fmt(req->mem, "%d", res->status));
}

static const struct http_handler handler = {
    .body_cap = body_cap,
    .run = run,
    .refuse = refuse,
};

static struct http_options options(void)
{
    struct http_options o = http_options_default();

    o.listen = "127.0.0.1:0";
    o.files = folder;
    o.header_ms = 300;
    o.idle_ms = 1000;
    o.body_ms = 300;
    o.body_bytes = 50;
    o.memory = (size_t)8 << 20;
    o.connections = 200;
    return o;
}

static struct http_server *start(struct http_options o)
{
    struct http_server *s;
    const char *error = NULL;

    if (http_start(&s, &o, &handler, &error))
        fail_msg("%s", error);
    return s;
}

static int set_up(void **state)
{
    (void)state;
    hash_init();
    if (!mkdtemp(folder))
        return -1;
    server = start(options());
    return 0;
}

static int tear_down(void **state)
{
    char path[300];

    (void)state;
    http_stop(server, 5);
    snprintf(path, sizeof(path), "%s/stored", folder);
    unlink(path);
    return rmdir(folder); /* fails when an upload was left behind */
}

/* --- The client ----------------------------------------------------------- */

static int dial_to(struct http_server *s)
{
    struct sockaddr_in sa = {
        .sin_family = AF_INET,
        .sin_port = htons((uint16_t)http_port(s)),
        .sin_addr.s_addr = htonl(INADDR_LOOPBACK),
    };
    const struct timeval limit = { .tv_sec = 20 };
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

    assert_true(fd >= 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
    assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
    return fd;
}

static void put(int fd, const void *bytes, size_t n)
{
    const char *s = bytes;
    ssize_t done;

    while (n) {
        done = send(fd, s, n, MSG_NOSIGNAL);
        if (done <= 0)
            return; /* the server cut us off: the answer says why */
        s += done;
        n -= (size_t)done;
    }
}

static void put_str(int fd, const char *s)
{
    put(fd, s, strlen(s));
}

/* All up to the end; closes. */
static const char *hear(int fd)
{
    ssize_t n;

    n_answer = 0;
    while ((n = recv(fd, answer + n_answer, ANSWER_MAX - n_answer, 0)) > 0)
        n_answer += (size_t)n;
    answer[n_answer] = '\0';
    close(fd);
    return answer;
}

static const char *talk_n(const void *bytes, size_t n)
{
    int fd = dial_to(server);

    put(fd, bytes, n);
    return hear(fd);
}

static const char *talk(const char *s)
{
    return talk_n(s, strlen(s));
}

/* 0 when the connection was closed without an answer. */
static int status_of(const char *s)
{
    return strncmp(s, "HTTP/1.", 7) ? 0 : atoi(s + 9);
}

static void has(const char *text)
{
    if (!strstr(answer, text))
        fail_msg("no \"%s\" in: %s", text, answer);
}

static void has_not(const char *text)
{
    if (strstr(answer, text))
        fail_msg("\"%s\" in: %s", text, answer);
}

static const char *post(const char *path, const char *type, const char *body,
                        size_t n)
{
    char head[500];
    int fd = dial_to(server);

    snprintf(head, sizeof(head),
             "POST %s HTTP/1.1\r\n" HOST CLOSE
             "Content-Type: %s\r\nContent-Length: %zu\r\n\r\n",
             path, type, n);
    put_str(fd, head);
    put(fd, body, n);
    return hear(fd);
}

static const char *post_form(const char *body)
{
    return post("/form", "application/x-www-form-urlencoded", body,
                strlen(body));
}

static const char *post_parts(const char *body)
{
    return post("/parts", "multipart/form-data; boundary=\"b-1\"", body,
                strlen(body));
}

static struct http_counts counts(struct http_server *s)
{
    struct http_counts c;

    http_count(s, &c);
    return c;
}

/* --- Parsing -------------------------------------------------------------- */

/* Each is answered: a connection that is merely cut could as well have been
 * waiting for more. */
static void malformed_requests_are_refused(void **state)
{
    static const char *const bad[] = {
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: 1\r\n"
        "Content-Length: 2\r\n\r\nab",
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: 1\r\n"
        "Content-Length: 1\r\n\r\na",
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: 4\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST "Transfer-Encoding: gzip, chunked\r\n"
        "\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST "Transfer-Encoding: xchunked\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: +1\r\n\r\na",
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: 1, 1\r\n\r\na",
        "POST /a HTTP/1.1\r\n" HOST "Content-Length: -1\r\n\r\na",
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\n" HOST HOST "\r\n",
        "GET /a HTTP/1.1\r\nHost : test\r\n\r\n",
        "GET /a%00b HTTP/1.1\r\n" HOST "\r\n",
        "GET /a?x=%00 HTTP/1.1\r\n" HOST "\r\n",
        "GET /a\\b HTTP/1.1\r\n" HOST "\r\n",
        "GET /a%5cb HTTP/1.1\r\n" HOST "\r\n",
        "GET /a%2Fb HTTP/1.1\r\n" HOST "\r\n",
        "GET /a%0ab HTTP/1.1\r\n" HOST "\r\n",
        "GET /../a HTTP/1.1\r\n" HOST "\r\n",
        "GET /a/%2e%2E/b HTTP/1.1\r\n" HOST "\r\n",
        "GET /a/.. HTTP/1.1\r\n" HOST "\r\n",
        "GET /./a HTTP/1.1\r\n" HOST "\r\n",
        "GET //a HTTP/1.1\r\n" HOST "\r\n",
        "GET /a//b HTTP/1.1\r\n" HOST "\r\n",
        "GET /%zz HTTP/1.1\r\n" HOST "\r\n",
        "GET /%ff HTTP/1.1\r\n" HOST "\r\n",
        "GET /%d0 HTTP/1.1\r\n" HOST "\r\n",
        "GET a HTTP/1.1\r\n" HOST "\r\n",
        "OPTIONS * HTTP/1.1\r\n" HOST "\r\n",
        "GET /a#b HTTP/1.1\r\n" HOST "\r\n",
        /* A name with a blank hides a header from one reader. */
        "POST /a HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding : chunked\r\n"
        "Content-Length: 3\r\n\r\nabc",
        "GET /a HTTP/1.1\r\n X: b\r\n" HOST CLOSE "\r\n",
        /* Folded lines: the library would make new headers of them. */
        "GET /a HTTP/1.1\r\n" HOST CLOSE "X: a\r\n b\r\n\r\n",
        "GET /a HTTP/1.1\r\n" HOST CLOSE "X: a\r\n\tb\r\n\r\n",
        "GET /a HTTP/1.1\r\n" HOST CLOSE "X:\r\n b\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST CLOSE "Transfer-Encod: chunked\r\n ing"
        "\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
        "POST /a HTTP/1.1\r\n" HOST CLOSE "Content-Len: 3\r\n gth\r\n"
        "\r\nabc",
        "POST /a HTTP/1.1\r\n" HOST CLOSE "Transfer-Encoding:\r\n chunked"
        "\r\n\r\n0\r\n\r\n",
        "GET /a HTTP/1.1\r\n" HOST CLOSE "X-Forwarded-Pro: https\r\n to"
        "\r\n\r\n",
    };
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++)
        if (status_of(talk(bad[i])) != 400)
            fail_msg("for: %s\n%s", bad[i], answer);
    assert_int_equal(status_of(talk(GET("/a"))), 200);
}

/* Blanks around a value are everybody's right. */
static void plain_headers_are_not_mistaken_for_folded(void **state)
{
    (void)state;
    talk("GET /who HTTP/1.1\r\nHost:test\r\nConnection: \t close\r\n"
         "X-Empty:\r\nX-Blank: \r\nCookie:  ordo=7 \r\n\r\n");
    assert_int_equal(status_of(answer), 200);
    has("cookie=7");
}

/* A bare LF and a NUL pass the library unseen; they must not move the end of
 * a request. */
static void what_passes_does_not_move_the_end(void **state)
{
    static const char nul[] = "GET /1 HTTP/1.1\r\n" HOST "X: a\0"
                              "Content-Length: 9\r\n\r\n" GET("/2");

    (void)state;
    talk("GET /1 HTTP/1.1\nHost: test\n\n" GET("/2"));
    has("GET /1\nbody 0 []");
    has("GET /2\nbody 0 []");
    talk_n(nul, sizeof(nul) - 1);
    has("GET /1\nbody 0 []");
    has("GET /2\nbody 0 []");
}

/* Those that only our own checks see must be answered, and then closed. */
static void refusals_are_answered_and_close(void **state)
{
    (void)state;
    assert_int_equal(status_of(talk("GET /a%00b HTTP/1.1\r\n" HOST "\r\n")),
                     400);
    has("Connection: close");
    has("X-Refused: 400");
    has("the address of the page is not valid");
    assert_int_equal(
        status_of(talk("POST /a HTTP/1.1\r\n" HOST "Content-Length: 4\r\n"
                       "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"
                       "GET /smuggled HTTP/1.1\r\n" HOST "\r\n")),
        400);
    has("Connection: close");
    has_not("smuggled");
    assert_int_equal(status_of(talk("GET /a HTTP/1.1\r\n" HOST HOST "\r\n")),
                     400);
}

static void a_long_target_is_414(void **state)
{
    static char text[12000];
    int n = snprintf(text, sizeof(text), "GET /");

    (void)state;
    memset(text + n, 'a', 9000);
    strcpy(text + n + 9000, " HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(status_of(talk(text)), 414);
}

static void many_headers_are_431(void **state)
{
    static char text[60000];
    int n = snprintf(text, sizeof(text), "GET / HTTP/1.1\r\n" HOST "X: ");

    (void)state;
    memset(text + n, 'a', 40000);
    strcpy(text + n + 40000, "\r\n\r\n");
    assert_int_equal(status_of(talk(text)), 431);
}

static void targets_are_decoded(void **state)
{
    (void)state;
    assert_int_equal(status_of(talk(GET("/ky/%D3%A9%20a/"
                                        "?q=a+b%26%D2%AF&&q=&x&50%"))),
                     200);
    has("GET /ky/ө a/\n");
    has("query q=[a b&ү]\nquery q=[]\nquery x=[]\nquery 50%=[]\n");
    talk(GET("http://other/a?b=c"));
    has("GET /a\nquery b=[c]");
    talk("GET /old HTTP/1.0\r\n\r\n");
    has("GET /old\n");
    talk(GET("/a?name=%FF&other=x"));
    has("query name=[]\nquery other=[x]");
    has("bad [name]");
}

static void forms_become_fields(void **state)
{
    (void)state;
    post_form("a=1&b=%D0%B0+%D0%B1&a=2&empty=");
    has("field a=[1]\nfield b=[а б]\nfield a=[2]\nfield empty=[]\n");
    has("bad []");
    post_form("a=x%00y&b=ok");
    has("field a=[]\nfield b=[ok]");
    has("bad [a]");
    post_form("a%00b=1");
    has("bad [?]");
    post("/form?q=1", "application/x-www-form-urlencoded; charset=UTF-8", "z=2",
         3);
    has("query q=[1]\nfield z=[2]");
}

static void too_many_fields_are_413(void **state)
{
    static char text[2 * (HTTP_FIELDS_MAX + 1) + 1];
    size_t i;

    (void)state;
    for (i = 0; i <= HTTP_FIELDS_MAX; i++)
        memcpy(text + 2 * i, "a&", 3);
    assert_int_equal(status_of(post_form(text)), 413);
    text[2 * HTTP_FIELDS_MAX] = '\0';
    assert_int_equal(status_of(post_form(text)), 200);
}

static void bodies_come_whole(void **state)
{
    (void)state;
    post("/json", "application/json", "{\"a\":1}", 7);
    has("body 7 [{\"a\":1}]");
    talk("PATCH /json HTTP/1.1\r\n" HOST CLOSE
         "Transfer-Encoding: chunked\r\n\r\n"
         "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
    has("PATCH /json");
    has("body 5 [abcde]");
    post("/json", "application/json", "", 0);
    has("body 0 []");
}

static void bodies_beyond_the_cap_are_413(void **state)
{
    (void)state;
    assert_int_equal(status_of(post("/small", "text/plain", "0123456789", 10)),
                     200);
    assert_int_equal(status_of(post("/small", "text/plain", "01234567890", 11)),
                     413);
    has("Connection: close");
    has("X-Refused: 413");
    assert_int_equal(status_of(post("/none", "text/plain", "a", 1)), 413);
    /* Before it is sent. */
    assert_int_equal(status_of(talk("POST /small HTTP/1.1\r\n" HOST
                                    "Content-Length: 99999999999\r\n\r\n")),
                     413);
    assert_int_equal(status_of(talk("GET /none HTTP/1.1\r\n" HOST
                                    "Content-Length: 5\r\n\r\nGET /")),
                     413);
    assert_int_equal(status_of(talk("POST /small HTTP/1.1\r\n" HOST
                                    "Transfer-Encoding: chunked\r\n\r\n"
                                    "b\r\n01234567890\r\n0\r\n\r\n")),
                     413);
}

/* Closing with unread bytes would reset the connection, and many senders then
 * throw away the answer: so what they still send must be taken. */
static void the_sender_of_a_long_body_is_not_reset(void **state)
{
    static char body[4 << 20];
    int fd = dial_to(server);
    size_t sent = 0;
    ssize_t n;

    (void)state;
    put_str(fd,
            "POST /small HTTP/1.1\r\n" HOST "Content-Length: 4194304\r\n\r\n");
    n_answer = 0;
    while ((n = recv(fd, answer + n_answer, ANSWER_MAX - n_answer, 0)) > 0)
        n_answer += (size_t)n;
    answer[n_answer] = '\0';
    assert_int_equal(status_of(answer), 413);
    has("the request is too long");
    usleep(50000); /* the library has closed its end by now, most likely */
    while (sent < sizeof(body)) {
        n = send(fd, body + sent, sizeof(body) - sent, MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += (size_t)n;
    }
    close(fd);
    assert_int_equal(sent, sizeof(body));
}

static void expect_continue_is_answered(void **state)
{
    int fd = dial_to(server);
    char text[100] = "";

    (void)state;
    put_str(fd, "POST /json HTTP/1.1\r\n" HOST CLOSE
                "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    assert_true(recv(fd, text, sizeof(text) - 1, 0) > 0);
    assert_int_equal(status_of(text), 100);
    put_str(fd, "ab");
    assert_int_equal(status_of(hear(fd)), 200);
    has("body 2 [ab]");
}

/* --- Multipart ------------------------------------------------------------ */

static const char two_parts[] =
    "--b-1\r\n"
    "Content-Disposition: form-data; name=\"title\"\r\n\r\n"
    "\r\n--b-\r\nend\r\n"
    "--b-1\r\n"
    "Content-Disposition: form-data; name=\"empty\"\r\n\r\n"
    "\r\n--b-1\r\n"
    "Content-Disposition: form-data; name=\"doc\"; "
    "filename=\"C:\\dir\\\xd3\xa9; %22a%22.txt\"\r\n"
    "Content-Type: text/plain\r\n\r\n"
    "abc\r\n--b-1\r\n"
    "Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\n"
    "Content-Type: application/octet-stream\r\n\r\n"
    "\r\n--b-1--\r\n";

static void check_two_parts(void)
{
    has("field title=[\r\n--b-\r\nend]\nfield empty=[]\n");
    has("file doc ө; \"a\".txt text/plain 3 "
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad 0\n");
    has_not("file none");
}

static void parts_become_fields_and_files(void **state)
{
    (void)state;
    assert_int_equal(status_of(post_parts(two_parts)), 200);
    check_two_parts();
}

/* Every boundary may be cut anywhere. */
static void parts_may_arrive_byte_by_byte(void **state)
{
    char head[300];
    int fd = dial_to(server);
    size_t i;

    (void)state;
    snprintf(head, sizeof(head),
             "POST /parts HTTP/1.1\r\n" HOST CLOSE
             "Content-Type: multipart/form-data; boundary=b-1\r\n"
             "Transfer-Encoding: chunked\r\n\r\n");
    put_str(fd, head);
    for (i = 0; two_parts[i]; i++) {
        snprintf(head, sizeof(head), "1\r\n%c\r\n", two_parts[i]);
        put_str(fd, head);
    }
    put_str(fd, "0\r\n\r\n");
    assert_int_equal(status_of(hear(fd)), 200);
    check_two_parts();
}

static void a_large_file_has_its_hash(void **state)
{
    static const char head[] =
        "--b-1\r\nContent-Disposition: form-data; name=f; filename=x.bin\r\n"
        "\r\n";
    static const char tail[] = "\r\n--b-1--\r\n";
    static char body[700000];
    const size_t size = sizeof(body) - sizeof(head) - sizeof(tail) + 2;
    struct mem *m = mem_new(0);
    size_t i;

    (void)state;
    memcpy(body, head, sizeof(head) - 1);
    for (i = 0; i < size; i++)
        body[sizeof(head) - 1 + i] = "\r\n-b1\0\xff"[(i * i + i / 7) % 7];
    memcpy(body + sizeof(head) - 1 + size, tail, sizeof(tail) - 1);
    assert_int_equal(
        status_of(post("/parts", "multipart/form-data; boundary=b-1", body,
                       sizeof(body))),
        200);
    has(sha256_hex(m, sha256(body + sizeof(head) - 1, size)));
    mem_free(m);
}

static void damaged_forms_are_refused(void **state)
{
#define PART "Content-Disposition: form-data; name=\"a\"\r\n\r\n"
    static const char *const bad[] = {
        "",
        "--b-1\r\n" PART "x",
        "--b-1\r\n" PART "x\r\n--b-1",
        "--b-1\r\n" PART "x\r\n--b-1\r\n",
        "x\r\n--b-1\r\n" PART "x\r\n--b-1--\r\n",
        "--b-2\r\n" PART "x\r\n--b-2--\r\n",
        "--b-1\r\n" PART "x\r\n--b-1--\r\nmore",
        "--b-1x\r\n" PART "x\r\n--b-1--\r\n",
        "--b-1\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n"
        "--b-1--\r\n",
        "--b-1\r\nContent-Transfer-Encoding: base64\r\n" PART
        "x\r\n--b-1--\r\n",
        "--b-1\r\nContent-Disposition: form-data; name=\"a\"; "
        "filename=\"half\"\r\n\r\nx",
    };
    size_t i;

    (void)state;
    for (i = 1; i < COUNT(bad); i++)
        if (status_of(post_parts(bad[i])) != 400)
            fail_msg("%s\n-> %s", bad[i], answer);
    assert_int_equal(status_of(post("/parts", "multipart/form-data", "x", 1)),
                     400);
    post_parts("--b-1\r\n" PART "\xff\r\n--b-1--\r\n");
    has("bad [a]");
}

static void no_file_is_left_behind(void **state)
{
    struct dirent *e;
    int left = 0, tries;
    DIR *d;

    (void)state;
    for (tries = 0; tries < 200; tries++) { /* until the last has ended */
        left = 0;
        d = opendir(folder);
        assert_non_null(d);
        while ((e = readdir(d)))
            left += !strncmp(e->d_name, "upload-", 7);
        closedir(d);
        if (!left)
            break;
        usleep(10000);
    }
    assert_int_equal(left, 0);
}

/* --- Connections ---------------------------------------------------------- */

static void a_connection_serves_many(void **state)
{
    int fd = dial_to(server);
    const char *s;
    int n = 0;

    (void)state;
    put_str(fd, "GET /1 HTTP/1.1\r\n" HOST "\r\n"
                "POST /2 HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
                "GET /later/3 HTTP/1.1\r\n" HOST "\r\n" GET("/4"));
    for (s = hear(fd); (s = strstr(s, "HTTP/1.1 200")); s++)
        n++;
    assert_int_equal(n, 4);
    has("GET /1\n");
    has("POST /2\nbody 3 [abc]");
    has("GET /later/3\n");
    has("GET /4\n");
}

static void head_is_get_without_body(void **state)
{
    (void)state;
    talk("HEAD /big/plain HTTP/1.1\r\n" HOST CLOSE "\r\n");
    assert_int_equal(status_of(answer), 200);
    has("Content-Length: 50000\r\n");
    assert_string_equal(strstr(answer, "\r\n\r\n"), "\r\n\r\n");
}

static void text_is_compressed_when_asked(void **state)
{
    static unsigned char plain[60000];
    z_stream z = { .next_out = plain, .avail_out = sizeof(plain) };
    char *body;

    (void)state;
    talk("GET /big HTTP/1.1\r\n" HOST CLOSE
         "Accept-Encoding: br, gzip;q=0.8\r\n\r\n");
    has("Content-Encoding: gzip");
    has("Vary: Accept-Encoding");
    body = strstr(answer, "\r\n\r\n") + 4;
    z.next_in = (unsigned char *)body;
    z.avail_in = (uInt)(n_answer - (size_t)(body - answer));
    assert_true(z.avail_in < 1000);
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, 50000);
    inflateEnd(&z);
    talk("GET /big HTTP/1.1\r\n" HOST CLOSE "Accept-Encoding: gzip;q=0\r\n"
         "\r\n");
    has("Content-Length: 50000");
    has("Vary: Accept-Encoding");
    talk("GET /big/plain HTTP/1.1\r\n" HOST CLOSE "Accept-Encoding: gzip\r\n"
         "\r\n");
    has("Content-Length: 50000");
    has_not("Vary");
}

static void answers_carry_headers_and_files(void **state)
{
    (void)state;
    talk("GET /who HTTP/1.1\r\n" HOST CLOSE
         "Cookie: a=b; ordo=\"x y\"; z=1\r\n\r\n");
    has("thread=1 cookie=x y");
    has("Set-Cookie: ordo=abc; Path=/; HttpOnly; SameSite=Lax; Max-Age=60; "
        "Secure\r\n");
    has("X-Split: aX-Evil: b\r\n");
    assert_int_equal(status_of(talk(GET("/go"))), 303);
    has("Location: /there\r\n");
    talk(GET("/stored"));
    has("Content-Length: 5\r\n");
    has("\r\n\r\n23456");
}

static void strangers_cannot_forge_an_address(void **state)
{
    struct http_options o = options();
    struct http_server *s;
    int fd;

    (void)state;
    talk("GET /who HTTP/1.1\r\n" HOST CLOSE "X-Forwarded-For: 1.2.3.4\r\n"
         "X-Forwarded-Proto: https\r\n\r\n");
    has("address=127.0.0.1 peer=127.0.0.1 forwarded=1 https=0");
    o.proxies = "10.0.0.0/8, 127.0.0.1 2001:db8::/33";
    s = start(o);
    fd = dial_to(s);
    put_str(fd, "GET /who HTTP/1.1\r\n" HOST CLOSE
                "X-Forwarded-For: 6.6.6.6, [2001:db8:8000::7]:99\r\n"
                "X-Forwarded-For: 10.9.8.7:1234\r\n"
                "X-Forwarded-Proto: https\r\n\r\n");
    hear(fd);
    has("address=2001:db8:8000::7 peer=127.0.0.1 forwarded=1 https=1");
    fd = dial_to(s);
    put_str(fd, "GET /who HTTP/1.1\r\n" HOST CLOSE
                "X-Forwarded-For: 6.6.6.6, nonsense, 10.1.1.1\r\n\r\n");
    hear(fd);
    has("address=10.1.1.1");
    http_stop(s, 1);
}

static void want_of_memory_is_503(void **state)
{
    uint64_t before = counts(server).no_memory;

    (void)state;
    assert_int_equal(status_of(talk(GET("/much"))), 503);
    has("Retry-After");
    assert_int_equal(status_of(talk(GET("/later/much"))), 503);
    assert_true(counts(server).no_memory > before);
    assert_int_equal(status_of(talk(GET("/a"))), 200);
}

/* Each allocation of a request in turn fails: never more than a 503. */
static void any_allocation_may_fail(void **state)
{
    bool failed = true;
    unsigned i;
    int status;

    (void)state;
    for (i = 1; i < 200 && failed; i++) {
        mem_fail_at(i);
        status = status_of(post_parts(two_parts));
        assert_true(status == 200 || status == 503);
        failed = status == 503;
    }
    mem_fail_at(0);
    assert_false(failed);
    assert_true(i > 10);
}

static void slow_senders_are_cut(void **state)
{
    uint64_t before = counts(server).cut;
    int head, body, none;

    (void)state;
    head = dial_to(server);
    put_str(head, "GET / HTTP/1.1\r\n" HOST "X: ");
    body = dial_to(server);
    put_str(body, "POST / HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\na");
    none = dial_to(server);
    assert_int_equal(status_of(hear(head)), 0);
    assert_int_equal(status_of(hear(body)), 0);
    assert_int_equal(status_of(hear(none)), 0);
    assert_true(counts(server).cut >= before + 3);
}

/* A byte now and then keeps the library's own timer quiet, not ours. */
static void dripping_senders_are_cut(void **state)
{
    int fd = dial_to(server);
    int i;

    (void)state;
    put_str(fd, "GET / HTTP/1.1\r\n" HOST);
    for (i = 0; i < 1000; i++) {
        if (send(fd, "X: y\r\n", 6, MSG_NOSIGNAL) < 0)
            break;
        usleep(20000);
    }
    assert_true(i < 1000);
    close(fd);
}

/* --- Suspended requests and the end --------------------------------------- */

static void another_thread_may_answer(void **state)
{
    int fd[20];
    size_t i;

    (void)state;
    atomic_store(&hold_jobs, true);
    for (i = 0; i < COUNT(fd); i++) {
        fd[i] = dial_to(server);
        put_str(fd[i], GET("/later?x=1"));
    }
    while (counts(server).suspended < COUNT(fd))
        usleep(1000);
    atomic_store(&hold_jobs, false);
    for (i = 0; i < COUNT(fd); i++) {
        assert_int_equal(status_of(hear(fd[i])), 200);
        has("GET /later\nquery x=[1]");
    }
}

static void a_client_may_leave_while_suspended(void **state)
{
    int fd;

    (void)state;
    atomic_store(&hold_jobs, true);
    fd = dial_to(server);
    put_str(fd, GET("/later"));
    while (!counts(server).suspended)
        usleep(1000);
    close(fd);
    atomic_store(&hold_jobs, false);
    while (atomic_load(&jobs) || counts(server).running)
        usleep(1000);
    assert_int_equal(status_of(talk(GET("/a"))), 200);
}

static void *release(void *arg)
{
    (void)arg;
    usleep(100000); /* http_stop is waiting by then, most likely */
    atomic_store(&hold_jobs, false);
    return NULL;
}

static void the_end_waits_for_what_runs(void **state)
{
    struct http_server *s = start(options());
    int fd = dial_to(s);
    pthread_t t;

    (void)state;
    atomic_store(&hold_jobs, true);
    put_str(fd, "GET /later HTTP/1.1\r\n" HOST "\r\n");
    while (!counts(s).suspended)
        usleep(1000);
    assert_int_equal(pthread_create(&t, NULL, release, NULL), 0);
    http_stop(s, 20);
    pthread_join(t, NULL);
    assert_int_equal(status_of(hear(fd)), 200);
    has("GET /later");
}

/* The job then finishes a request whose server is gone. */
static void the_end_does_not_wait_for_ever(void **state)
{
    struct http_server *s = start(options());
    int fd = dial_to(s);

    (void)state;
    atomic_store(&hold_jobs, true);
    put_str(fd, GET("/later"));
    while (!counts(s).suspended)
        usleep(1000);
    http_stop(s, 0);
    assert_int_equal(status_of(hear(fd)), 503);
    atomic_store(&hold_jobs, false);
    while (atomic_load(&jobs))
        usleep(1000);
}

static void addresses_to_listen_on_are_checked(void **state)
{
    static const char *const bad[] = {
        "",
        "8080",
        "127.0.0.1",
        "127.0.0.1:",
        "::1:80",
        "[::1]",
        "127.0.0.1:99999",
        "localhost:80",
        "127.0.0.1:http",
        "[]:80",
    };
    struct http_options o = options();
    struct http_server *s;
    const char *error;
    char taken[40];
    size_t i;

    (void)state;
    for (i = 0; i < COUNT(bad); i++) {
        o.listen = bad[i];
        assert_int_equal(http_start(&s, &o, &handler, &error), RC_INVALID);
        assert_null(s);
    }
    snprintf(taken, sizeof(taken), "127.0.0.1:%d", http_port(server));
    o.listen = taken;
    assert_int_equal(http_start(&s, &o, &handler, &error), RC_BUSY);
    assert_non_null(strstr(error, "is taken by another program"));
    o.listen = "127.0.0.1:0";
    o.proxies = "nonsense/8";
    assert_int_equal(http_start(&s, &o, &handler, &error), RC_INVALID);
    assert_int_equal(http_inherited_socket(), -1);
}

static void ipv6_and_one_thread_serve_too(void **state)
{
    struct sockaddr_in6 sa = { .sin6_family = AF_INET6,
                               .sin6_addr = IN6ADDR_LOOPBACK_INIT };
    struct http_options o = options();
    struct http_server *s;
    const char *error;
    int fd;

    (void)state;
    o.listen = "[::1]:0";
    o.threads = 1;
    if (http_start(&s, &o, &handler, &error)) {
        skip(); /* a machine without IPv6 */
        return;
    }
    sa.sin6_port = htons((uint16_t)http_port(s));
    fd = socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&sa, sizeof(sa)), 0);
    put_str(fd, GET("/who"));
    assert_int_equal(status_of(hear(fd)), 200);
    has("address=::1 ");
    http_stop(s, 1);
}

static void requests_are_made_in_memory(void **state)
{
    struct mem *m = mem_new(0);
    struct http_request *req =
        http_request_make(m, HTTP_POST, "/ky/task?a=%D2%AF");

    (void)state;
    assert_non_null(req);
    http_request_add_header(req, "Content-Type", "Text/HTML; charset=utf-8");
    http_request_add_field(req, "b", "2");
    assert_int_equal(http_request_add_form(req, "c=3&c=4", 7), RC_OK);
    assert_string_equal(req->path, "/ky/task");
    assert_string_equal(req->type, "text/html");
    assert_string_equal(http_request_arg(req, "a"), "ү");
    assert_string_equal(http_request_arg(req, "c"), "3");
    assert_int_equal(req->n_args, 4);
    assert_null(http_request_make(m, HTTP_GET, "/a/../b"));
    mem_free(m);
}

static void answers_are_counted(void **state)
{
    struct http_counts c = counts(server);

    (void)state;
    assert_true(c.connections > 50 && c.requests > 50);
    assert_true(c.by_class[2] > 20 && c.by_class[3] == 1);
    assert_true(c.by_class[4] > 20 && c.by_class[5] > 1);
    assert_true(c.refused > 20);
    assert_int_equal(c.suspended, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(malformed_requests_are_refused),
        cmocka_unit_test(plain_headers_are_not_mistaken_for_folded),
        cmocka_unit_test(what_passes_does_not_move_the_end),
        cmocka_unit_test(refusals_are_answered_and_close),
        cmocka_unit_test(a_long_target_is_414),
        cmocka_unit_test(many_headers_are_431),
        cmocka_unit_test(targets_are_decoded),
        cmocka_unit_test(forms_become_fields),
        cmocka_unit_test(too_many_fields_are_413),
        cmocka_unit_test(bodies_come_whole),
        cmocka_unit_test(bodies_beyond_the_cap_are_413),
        cmocka_unit_test(the_sender_of_a_long_body_is_not_reset),
        cmocka_unit_test(expect_continue_is_answered),
        cmocka_unit_test(parts_become_fields_and_files),
        cmocka_unit_test(parts_may_arrive_byte_by_byte),
        cmocka_unit_test(a_large_file_has_its_hash),
        cmocka_unit_test(damaged_forms_are_refused),
        cmocka_unit_test(a_connection_serves_many),
        cmocka_unit_test(head_is_get_without_body),
        cmocka_unit_test(text_is_compressed_when_asked),
        cmocka_unit_test(answers_carry_headers_and_files),
        cmocka_unit_test(strangers_cannot_forge_an_address),
        cmocka_unit_test(want_of_memory_is_503),
        cmocka_unit_test(any_allocation_may_fail),
        cmocka_unit_test(slow_senders_are_cut),
        cmocka_unit_test(dripping_senders_are_cut),
        cmocka_unit_test(another_thread_may_answer),
        cmocka_unit_test(a_client_may_leave_while_suspended),
        cmocka_unit_test(the_end_waits_for_what_runs),
        cmocka_unit_test(the_end_does_not_wait_for_ever),
        cmocka_unit_test(addresses_to_listen_on_are_checked),
        cmocka_unit_test(ipv6_and_one_thread_serve_too),
        cmocka_unit_test(requests_are_made_in_memory),
        cmocka_unit_test(answers_are_counted),
        cmocka_unit_test(no_file_is_left_behind),
    };

    return cmocka_run_group_tests(tests, set_up, tear_down);
}
