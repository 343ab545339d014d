/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http.c: a target, a form and a cookie header, a line each.  What a request
 * holds is valid text, and its path leads nowhere else.
 */
#include "fuzz.h"

#include "base/text.h"
#include "web/http.h"

#include <string.h>

/* Cuts a line off the front; the last one has the rest. */
static const char *line(struct mem *m, const char **s, const char *end)
{
    const char *nl = memchr(*s, '\n', (size_t)(end - *s));
    const char *to = nl ? nl : end;
    const char *cut = mem_strn(m, *s, (size_t)(to - *s));

    *s = nl ? nl + 1 : end;
    return cut;
}

static void look_at_path(const char *path)
{
    MUST(path[0] == '/' && text_valid(path, strlen(path)));
    MUST(!strstr(path, "//") && !strstr(path, "/../") &&
         !strstr(path, "/./") && !strchr(path, '\\'));
}

static void look(struct http_request *r)
{
    look_at_path(r->path);
    MUST(r->n_args <= HTTP_FIELDS_MAX);
    for (size_t i = 0; i < r->n_args; i++) {
        const struct http_arg *a = &r->args[i];

        MUST(text_valid(a->name, strlen(a->name)));
        MUST(text_valid(a->value, a->n) && strlen(a->value) == a->n);
    }
    (void)http_request_cookie(r, "ordo");
    (void)http_request_cookie(r, "lang");
    (void)http_request_arg(r, "q");
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t n)
{
    struct mem *m = fuzz_mem();
    const char *s = (const char *)bytes, *end = s + n, *form;
    struct http_request *r;

    if (mem_try(m)) {
        mem_untry(m);
        return 0;
    }
    r = http_request_make(m, HTTP_POST, line(m, &s, end));
    if (r) {
        form = line(m, &s, end);
        if (!http_request_add_form(r, form, strlen(form)))
            http_request_add_header(r, "Cookie", line(m, &s, end));
        look(r);
    }
    mem_untry(m);
    return 0;
}
