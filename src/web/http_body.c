/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_body.c: the body of a request up to its cap.  What is refused halfway
 * is still read to its end, so that the sender gets to see the answer.
 */
#include "web/http_in.h"

#include <string.h>

/* Beyond the cap; only a chunked body comes this far. */
#define WASTE_MAX ((uint64_t)1 << 20)

void body_begin(struct http_live *l, size_t cap)
{
    struct http_request *req = l->req;
    const char *type = http_request_header(req, "Content-Type");

    l->body.cap = cap;
    l->body.kind = BODY_RAW;
    if (!strcmp(req->type, "multipart/form-data")) {
        l->body.kind = BODY_MULTIPART;
        l->body.multi = multipart_begin(l, type);
        if (!l->body.multi)
            http_refuse(l, 400, "the form is damaged");
        return;
    }
    if (!strcmp(req->type, "application/x-www-form-urlencoded"))
        l->body.kind = BODY_FORM;
    buf_init(&l->body.raw, req->mem);
}

void body_add(struct http_live *l, const char *bytes, size_t n)
{
    struct body *b = &l->body;

    b->got += n;
    atomic_fetch_add_explicit(&l->conn->bytes, n, memory_order_relaxed);
    if (b->got > b->cap) {
        http_refuse(l, 413, "the request is too long");
        if (b->got - b->cap > WASTE_MAX)
            l->close = true;
    }
    if (l->refusal || l->starved)
        return;
    if (b->kind == BODY_MULTIPART)
        multipart_add(l, bytes, n);
    else
        buf_add(&b->raw, bytes, n);
}

void body_end(struct http_live *l)
{
    struct body *b = &l->body;
    struct http_request *req = l->req;

    switch (b->kind) {
    case BODY_RAW:
        req->body = b->raw.s;
        req->n_body = b->raw.n;
        break;
    case BODY_FORM:
        if (http_request_add_form(req, b->raw.s, b->raw.n))
            http_refuse(l, 413, "the form has too many fields");
        break;
    case BODY_MULTIPART:
        multipart_end(l);
        break;
    }
}
