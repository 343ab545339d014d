/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_in.h: what the files of the HTTP layer share; nobody else includes it.
 *
 *   http_server.c  the server: start and stop
 *   http.c         the life of a request: callbacks, suspend and finish
 *   http_shim.c    checks of targets and headers that the library lacks
 *   http_watch.c   connections, the reaper of slow ones, lingering close
 *   http_listen.c  sockets and addresses
 *   http_request.c arguments, cookies, headers
 *   http_body.c    bodies and forms;  http_multipart.c  files
 *   http_answer.c  responses
 */
#pragma once

#include "web/http.h"

#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <zlib.h>

#define ADDRESS_SIZE 46                /* INET6_ADDRSTRLEN */
#define HEADERS_MAX ((size_t)32 << 10) /* what a connection may hold: 431 */
#define ARENAS_KEPT 64                 /* idle ones of an event thread */
#define LINGERING 64 /* refused uploads being read to their end */

/* --- Connections (http_watch.c) ------------------------------------------- */

enum phase {
    PHASE_NEW,  /* nothing has arrived */
    PHASE_IDLE, /* between two requests */
    PHASE_HEAD, /* the request line is here */
    PHASE_BODY,
    PHASE_BUSY, /* ours: being answered */
};

struct conn {
    struct conn *next; /* of the free ones */
    bool used;         /* under watch.lock */
    int fd;
    char address[ADDRESS_SIZE];
    bool trusted; /* a proxy of ours */
    bool linger;  /* set by the event thread: read on after closing */
    atomic_int phase;
    _Atomic int64_t since;  /* when the phase began, monotonic ms */
    _Atomic uint64_t bytes; /* of body in this phase */
    /* The reaper's own. */
    int64_t window_at;
    uint64_t window_bytes;
    bool cut;
};

struct leaving {
    int fd;
    int64_t until;
    uint64_t left; /* bytes that may still come */
};

struct watch {
    pthread_mutex_t lock;
    pthread_t thread;
    int wake; /* eventfd */
    bool running;
    atomic_bool stop;
    struct conn *conns, *free;
    unsigned n_conns;
    struct leaving linger[LINGERING];
    size_t n_lingering;
    const struct http_options *options;
    _Atomic uint64_t accepted, open, cut;
};

int64_t http_now(void); /* monotonic ms */
enum rc watch_start(struct watch *w, const struct http_options *o) MUST_USE;
void watch_stop(struct watch *w);
/* NULL when there is no free place. */
struct conn *watch_add(struct watch *w, int fd);
void watch_remove(struct watch *w, struct conn *c);
void conn_phase(struct conn *c, enum phase phase);

/* --- Addresses (http_listen.c) -------------------------------------------- */

#define PROXIES_MAX 32

struct network {
    int family; /* AF_UNIX: any local socket */
    unsigned bits;
    unsigned char bytes[16];
};

struct proxies {
    struct network list[PROXIES_MAX];
    size_t n;
};

enum rc proxies_parse(struct proxies *p, const char *text) MUST_USE;
bool proxies_trust(const struct proxies *p, const char *address);
/* "unix" for a local socket; IPv4 inside IPv6 is shown as IPv4. */
void address_text(const struct sockaddr *sa, char out[ADDRESS_SIZE]);
/* Checks and normalises what a proxy wrote; false when it is no address. */
bool address_read(const char *s, size_t n, char out[ADDRESS_SIZE]);
enum rc listen_open(const char *text, int *fd, const char **error) MUST_USE;
int listen_port(int fd);
/* Puts a sentence together for http_start's *error. */
const char *http_error(const char *fmt, ...) PRINTF(1, 2);

/* --- Bodies --------------------------------------------------------------- */

enum body_kind { BODY_RAW, BODY_FORM, BODY_MULTIPART };

struct multipart;

struct body {
    enum body_kind kind;
    size_t cap;
    uint64_t got;
    struct buf raw; /* RAW and FORM */
    struct multipart *multi;
};

/* --- The live request ----------------------------------------------------- */

enum live_state {
    LIVE_HEAD,  /* headers not looked at yet */
    LIVE_BODY,  /* body arrives */
    LIVE_WAIT,  /* suspended */
    LIVE_READY, /* finished by another thread: answer */
    LIVE_LOST,  /* the server ends before the job does */
    LIVE_SENT,  /* answered */
};

struct http_live {
    struct http_server *server;
    struct MHD_Connection *connection;
    struct conn *conn;
    atomic_int state;
    atomic_int holders; /* the connection, and the job once suspended */
    struct http_live *next, *prev; /* suspended ones, under server.lock */
    struct http_request *req;

    int refusal; /* status of a refusal found early, 0 none */
    const char *why;
    bool counted; /* in server.running */
    bool close;   /* the connection cannot be used further */
    bool starved; /* out of memory while reading */
    bool gzip_ok;
    struct body body;
};

struct event_thread {
    struct mem *free[ARENAS_KEPT];
    size_t n_free;
    z_stream z;
    bool z_ready;
};

struct http_server {
    struct http_options options;
    struct http_handler handler;
    struct proxies proxies;
    struct MHD_Daemon *daemon;
    struct MHD_Response *busy; /* the 503 that needs no memory */
    int listen_fd, port;
    struct watch watch;
    struct event_thread *threads;
    atomic_int threads_seen;
    char prefix[12]; /* of request ids */

    pthread_mutex_t lock;
    struct http_live *suspended;
    atomic_bool stopping; /* each answer closes its connection */
    atomic_bool ending;   /* new requests get 503 */
    atomic_int running, in_run, n_suspended;
    _Atomic uint64_t requests, refused, no_memory, by_class[6];
};

/* This thread's place in the server, NULL when it is no event thread. */
struct event_thread *http_thread_of(struct http_server *s);

/* http.c: what the library calls. */
void *http_on_target(void *arg, const char *raw,
                     struct MHD_Connection *connection);
enum MHD_Result http_on_request(void *arg, struct MHD_Connection *connection,
                                const char *target, const char *method,
                                const char *version, const char *body,
                                size_t *n, void **context);
void http_on_completed(void *arg, struct MHD_Connection *connection,
                       void **context, enum MHD_RequestTerminationCode how);
void http_on_connection(void *arg, struct MHD_Connection *connection,
                        void **context,
                        enum MHD_ConnectionNotificationCode what);
/* The server ends: the connections of jobs that are too late get 503. */
void http_lose(struct http_server *s);

/* Marks a refusal; the first one counts. */
void http_refuse(struct http_live *l, int status, const char *why);

/* http_shim.c: 0 or the status of a refusal, with its sentence. */
int target_check(const char *raw, const char **why);
int head_check(const struct http_request *req, const char *version,
               bool *chunked, uint64_t *length, const char **why);

bool header_is_plain(const char *name, size_t name_size, const char *value);

/* http_request.c: false when the target does not decode. */
bool request_target(struct http_request *req, const char *raw);
/* false: too many. */
bool request_add_arg(struct http_request *req, struct http_arg arg);
/* The value as it may be kept; flags the request when it is broken. */
void request_text(struct http_request *req, const char *name, const char *value,
                  size_t n, struct http_arg *out);
/* false: one of them is folded. */
bool request_read_headers(struct http_request *req,
                          struct MHD_Connection *connection);
void request_read_address(struct http_request *req, const struct proxies *p,
                          const struct conn *c);
/* The media type without parameters, in lower case. */
char *request_media_type(struct mem *m, const char *value);
bool request_accepts_gzip(const struct http_request *req);

/* http_body.c */
void body_begin(struct http_live *l, size_t cap);
void body_add(struct http_live *l, const char *bytes, size_t n);
void body_end(struct http_live *l);

/* http_multipart.c; NULL: the boundary is none. */
struct multipart *multipart_begin(struct http_live *l, const char *type);
void multipart_add(struct http_live *l, const char *bytes, size_t n);
void multipart_end(struct http_live *l);
/* Closes what a request that ended early left open. */
void multipart_drop(struct multipart *m);

/* http_answer.c */
enum MHD_Result answer_send(struct http_live *l);
enum MHD_Result answer_busy(struct http_server *s,
                            struct MHD_Connection *connection);
struct MHD_Response *answer_make_busy(void);
