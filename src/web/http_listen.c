/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_listen.c: listening sockets, and addresses as text.
 */
#include "web/http_in.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SYSTEMD_FIRST_FD 3

const char *http_error(const char *fmt, ...)
{
    static _Thread_local char text[256];
    va_list ap;

    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);
    return text;
}

static bool is_mapped(const struct in6_addr *a)
{
    return IN6_IS_ADDR_V4MAPPED(a);
}

void address_text(const struct sockaddr *sa, char out[ADDRESS_SIZE])
{
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;

    memcpy(out, "unix", sizeof("unix"));
    if (sa && sa->sa_family == AF_INET) {
        memcpy(&v4, sa, sizeof(v4));
        inet_ntop(AF_INET, &v4.sin_addr, out, ADDRESS_SIZE);
    } else if (sa && sa->sa_family == AF_INET6) {
        memcpy(&v6, sa, sizeof(v6));
        if (is_mapped(&v6.sin6_addr))
            inet_ntop(AF_INET, v6.sin6_addr.s6_addr + 12, out, ADDRESS_SIZE);
        else
            inet_ntop(AF_INET6, &v6.sin6_addr, out, ADDRESS_SIZE);
    }
}

/* The bytes of an address; its family, or 0. */
static int address_bytes(const char *s, unsigned char out[16])
{
    struct in6_addr v6;

    memset(out, 0, 16);
    if (!strcmp(s, "unix"))
        return AF_UNIX;
    if (inet_pton(AF_INET, s, out) == 1)
        return AF_INET;
    if (inet_pton(AF_INET6, s, &v6) != 1)
        return 0;
    if (is_mapped(&v6)) {
        memcpy(out, v6.s6_addr + 12, 4);
        return AF_INET;
    }
    memcpy(out, v6.s6_addr, 16);
    return AF_INET6;
}

bool address_read(const char *s, size_t n, char out[ADDRESS_SIZE])
{
    unsigned char bytes[16];
    char text[ADDRESS_SIZE];
    const char *colon;
    int family;

    while (n && (*s == ' ' || *s == '\t'))
        s++, n--;
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t'))
        n--;
    if (n && *s == '[') { /* "[2001:db8::1]:443" */
        colon = memchr(s, ']', n);
        n = colon ? (size_t)(colon - s) - 1 : 0;
        s++;
    } else if ((colon = memchr(s, ':', n)) &&
               !memchr(colon + 1, ':', n - (size_t)(colon + 1 - s))) {
        n = (size_t)(colon - s); /* "192.0.2.7:443" */
    }
    if (!n || n >= sizeof(text))
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    family = address_bytes(text, bytes);
    return (family == AF_INET || family == AF_INET6) &&
           inet_ntop(family, bytes, out, ADDRESS_SIZE);
}

static bool network_parse(struct network *w, const char *s, size_t n)
{
    char text[ADDRESS_SIZE + 4];
    char *slash, *end;
    unsigned long bits;

    if (n >= sizeof(text))
        return false;
    memcpy(text, s, n);
    text[n] = '\0';
    slash = strchr(text, '/');
    if (slash)
        *slash++ = '\0';
    w->family = address_bytes(text, w->bytes);
    w->bits = w->family == AF_INET ? 32 : w->family == AF_INET6 ? 128 : 0;
    if (!w->family || !slash)
        return w->family != 0;
    bits = strtoul(slash, &end, 10);
    if (*slash < '0' || *slash > '9' || *end || bits > w->bits)
        return false;
    w->bits = (unsigned)bits;
    return true;
}

enum rc proxies_parse(struct proxies *p, const char *text)
{
    size_t n;

    p->n = 0;
    if (!text)
        return RC_OK;
    for (;; text += n) {
        text += strspn(text, " ,\t\n");
        n = strcspn(text, " ,\t\n");
        if (!n)
            return RC_OK;
        if (p->n == PROXIES_MAX || !network_parse(&p->list[p->n], text, n))
            return RC_INVALID;
        p->n++;
    }
}

static bool network_holds(const struct network *w, int family,
                          const unsigned char bytes[16])
{
    unsigned whole = w->bits / 8, rest = w->bits % 8;

    if (w->family != family || memcmp(w->bytes, bytes, whole) != 0)
        return false;
    return !rest || !((w->bytes[whole] ^ bytes[whole]) >> (8 - rest));
}

bool proxies_trust(const struct proxies *p, const char *address)
{
    unsigned char bytes[16];
    int family;
    size_t i;

    if (!p->n)
        return false;
    family = address_bytes(address, bytes);
    for (i = 0; i < p->n; i++)
        if (network_holds(&p->list[i], family, bytes))
            return true;
    return false;
}

/* Digits and nothing else. */
static bool number(const char *s, unsigned long *out)
{
    if (!*s || strlen(s) > 9 || strspn(s, "0123456789") != strlen(s))
        return false;
    *out = strtoul(s, NULL, 10);
    return true;
}

/* "127.0.0.1:8080" or "[::1]:8080" into its halves. */
static bool split(const char *text, char host[ADDRESS_SIZE], char port[6])
{
    const char *colon = strrchr(text, ':');
    const char *end = colon;
    unsigned long value;
    size_t n;

    if (!colon || !number(colon + 1, &value) || value > 65535)
        return false;
    snprintf(port, 6, "%lu", value);
    if (*text == '[') {
        if (end == text || end[-1] != ']')
            return false;
        text++;
        end--;
    } else if (memchr(text, ':', (size_t)(end - text))) {
        return false; /* IPv6 without its brackets */
    }
    n = (size_t)(end - text);
    if (!n || n >= ADDRESS_SIZE)
        return false;
    memcpy(host, text, n);
    host[n] = '\0';
    return true;
}

static int bound_socket(const struct addrinfo *a)
{
    const int on = 1, off = 0;
    int fd =
        socket(a->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    int e;

    if (fd < 0)
        return -1;
    (void)setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
    /* Accepted sockets inherit it: a small answer must not wait 40 ms. */
    (void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    if (a->ai_family == AF_INET6)
        (void)setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off));
    if (!bind(fd, a->ai_addr, a->ai_addrlen) && !listen(fd, 1024))
        return fd;
    e = errno;
    close(fd);
    errno = e;
    return -1;
}

static enum rc listen_refused(const char *text, int e, const char **error)
{
    switch (e) {
    case EADDRINUSE:
        *error = http_error("%s is taken by another program", text);
        return RC_BUSY;
    case EACCES:
        *error = http_error("no permission to listen on %s", text);
        return RC_DENIED;
    case EADDRNOTAVAIL:
        *error = http_error("this machine has no address %s", text);
        return RC_INVALID;
    default:
        *error = http_error("cannot listen on %s: %s", text, strerror(e));
        return RC_BROKEN;
    }
}

enum rc listen_open(const char *text, int *fd, const char **error)
{
    const struct addrinfo hints = {
        .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
        .ai_socktype = SOCK_STREAM,
    };
    char host[ADDRESS_SIZE], port[6];
    struct addrinfo *a = NULL;
    int e;

    if (!split(text, host, port) || getaddrinfo(host, port, &hints, &a) || !a) {
        *error = http_error("%s is no address to listen on: write "
                            "127.0.0.1:8080 or [::1]:8080",
                            text);
        return RC_INVALID;
    }
    *fd = bound_socket(a);
    e = errno;
    freeaddrinfo(a);
    return *fd < 0 ? listen_refused(text, e, error) : RC_OK;
}

int listen_port(int fd)
{
    struct sockaddr_storage sa;
    struct sockaddr_in6 v6;
    struct sockaddr_in v4;
    socklen_t n = sizeof(sa);

    if (getsockname(fd, (struct sockaddr *)&sa, &n))
        return 0;
    if (sa.ss_family == AF_INET) {
        memcpy(&v4, &sa, sizeof(v4));
        return ntohs(v4.sin_port);
    }
    if (sa.ss_family == AF_INET6) {
        memcpy(&v6, &sa, sizeof(v6));
        return ntohs(v6.sin6_port);
    }
    return 0;
}

int http_inherited_socket(void)
{
    const char *pid = getenv("LISTEN_PID");
    const char *n = getenv("LISTEN_FDS");
    unsigned long owner, sockets;

    if (!pid || !n || !number(pid, &owner) || !number(n, &sockets) ||
        owner != (unsigned long)getpid() || !sockets)
        return -1;
    return SYSTEMD_FIRST_FD;
}
