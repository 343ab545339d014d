/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Every route for every role in every language: the status is what the tables
 * of routes and grants say, nothing fails inside, a record outside of one's
 * unit is not there, and no page speaks English in Kyrgyz or Russian.
 */
#include "matrix.h"

#define NOT_THERE "999999999999"

static const char *const lang_codes[] = { "ky", "ru", "en" };

/* --- Untranslated words --------------------------------------------------- */

static struct {
    const char **whole; /* in order */
    size_t n_whole;
    const char **begins; /* of formats: what stands before the first % */
    size_t n_begins;
} english;

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static uint32_t word_at(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 |
           (uint32_t)p[3] << 24;
}

/* Messages whose translation differs, from the catalogue itself. */
static void read_english(void)
{
    const struct asset *a = asset_find("ky.mo");
    const unsigned char *mo = (const unsigned char *)a->data;
    size_t n = word_at(mo + 8), from = word_at(mo + 12);

    english.whole = MEM_ARRAY(house.mem, n, const char *);
    english.begins = MEM_ARRAY(house.mem, n, const char *);
    for (size_t i = 0; i < n; i++) {
        const char *s = (const char *)mo + word_at(mo + from + i * 8 + 4);
        size_t plain = strcspn(s, "%");

        if (strlen(s) < 3 || !strcmp(tr(LANG_KY, s), s) ||
            !strcmp(tr(LANG_RU, s), s))
            continue;
        if (!s[plain])
            english.whole[english.n_whole++] = s;
        else if (plain >= 10)
            english.begins[english.n_begins++] =
                mem_strn(house.mem, s, plain);
    }
    qsort(english.whole, english.n_whole, sizeof *english.whole, by_text);
    assert_true(english.n_whole > 300);
}

static const char *find_english(const char *text)
{
    if (bsearch(&text, english.whole, english.n_whole, sizeof *english.whole,
                by_text))
        return text;
    for (size_t i = 0; i < english.n_begins; i++)
        if (!strncmp(text, english.begins[i], strlen(english.begins[i])))
            return text;
    return NULL;
}

static const char *unescape(struct mem *m, const char *s, size_t n)
{
    static const struct {
        const char *entity;
        char is;
    } known[] = { { "&amp;", '&' }, { "&lt;", '<' }, { "&gt;", '>' },
                  { "&quot;", '"' }, { "&#39;", '\'' } };
    char *out = MEM_ARRAY(m, n + 1, char);
    size_t k = 0;

    for (size_t i = 0; i < n; k++) {
        size_t len = 1;

        out[k] = s[i];
        for (size_t e = 0; e < COUNT(known); e++)
            if (!strncmp(s + i, known[e].entity, strlen(known[e].entity))) {
                out[k] = known[e].is;
                len = strlen(known[e].entity);
            }
        i += len;
    }
    out[k] = '\0';
    return out;
}

/* Data in its own language is marked as such, names of columns are code, a
 * history tells values as they were; languages name themselves. */
static bool is_data(const char *where, const char *tag, const char *end,
                    const char *text, size_t n)
{
    bool word = !memchr(text, ' ', n);

    return memmem(tag, (size_t)(end - tag), "lang=\"en\"", 9) ||
           !strncmp(text, "English", 7) ||
           (word && *text >= 'a' && *text <= 'z') ||
           (word && strstr(where, "/history"));
}

static void look_for_english(struct mem *m, const char *where, const char *html)
{
    const char *tag = strstr(html, "<body"), *s;

    for (; tag && (s = strchr(tag, '>')); tag = strchr(s, '<')) {
        size_t n = strcspn(++s, "<"), skip = strspn(s, " \n\t");
        const char *found;

        if (skip < n && !is_data(where, tag, s, s + skip, n - skip)) {
            while (n > skip && strchr(" \n\t", s[n - 1]))
                n--;
            found = find_english(unescape(m, s + skip, n - skip));
            if (found)
                wrong("%s: speaks English: %s", where, found);
        }
    }
}

/* --- One question --------------------------------------------------------- */

/* What may come back: a status, or 0 for anything that is no failure. */
static void ask(const struct one *who, enum http_method method,
                const char *target, int want, int or_want)
{
    struct mem *m = mem_new(0);
    struct http_request *in = request(m, who, method, target);
    const char *where, *type;
    int status;

    if (method != HTTP_GET && strstr(target, "/api/") == target) {
        http_request_add_header(in, "Content-Type", "application/json");
        in->body = "{}";
        in->n_body = 2;
    }
    status = answer(in);
    where = mem_fmt(m, "%s %s as %s", method == HTTP_GET ? "GET" : "POST",
                    target, who->role ? who->role : "nobody");
    type = in->out->type ? in->out->type : "";
    if (status >= 500 || status < 200)
        wrong("%s: %d", where, status);
    else if (want && status != want && status != or_want)
        wrong("%s: %d, the tables say %d", where, status, want);
    if (strstr(target, "/en/") != target && strstr(type, "text/html"))
        look_for_english(m, where, body_of(m, in));
    if (in->out->fd >= 0)
        close(in->out->fd);
    mem_free(m);
}

/* --- What the tables say of a route --------------------------------------- */

static bool may_draft(const struct one *who, const struct route *r,
                      const struct type *t)
{
    bool any = false;

    for (size_t i = 0; i < t->n_steps; i++)
        any |= t->steps[i].by_act;
    return any && r->op == OP_STEP &&
           grants(who, app_type(&house.app, "act"), OP_ADD, 0);
}

static bool open_to(const struct one *who, const struct route *r,
                    const struct type *t)
{
    char roles[512];

    switch (r->who) {
    case WHO_PUBLIC:
        return true;
    case WHO_MEMBER:
        return who->role != NULL;
    case WHO_RIGHT:
        if (r->type[0] != ':')
            t = app_type(&house.app, r->type);
        return grants(who, t, r->op, 0) || may_draft(who, r, t);
    case WHO_ROLE:
        snprintf(roles, sizeof roles, " %s ", r->roles);
        return who->role && strstr(roles, mem_fmt(house.mem, " %s ",
                                                  who->role));
    }
    return false;
}

static int refusal(const struct one *who, const struct route *r)
{
    if (who->role)
        return 403;
    return r->flags & ROUTE_NO_LANG ? 401 : 303;
}

/* Is the record there for these eyes?  -1: a relation decides. */
static int is_there(const struct one *who, const struct type *t, int64_t id)
{
    if (t == &type_file || t->exclude)
        return -1;
    if (grants(who, t, OP_SEE, SCOPE_ALL))
        return 1;
    if (grants(who, t, OP_SEE, SCOPE_RELATION) ||
        grants(who, t, OP_SEE, SCOPE_ASSIGNED))
        return -1;
    return count_of(mem_fmt(house.mem,
                            "SELECT count(*) FROM %s t JOIN unit_below b ON"
                            " b.below = t.owner_unit WHERE t.id = %lld AND"
                            " b.unit = %lld",
                            t->name, (long long)id,
                            (long long)house.unit)) > 0;
}

/* --- Addresses ------------------------------------------------------------ */

/* The path with its first parameter filled. */
static const char *filled(const char *path, const char *name, const char *value)
{
    const char *at = strstr(path, name);

    return mem_fmt(house.mem, "%.*s%s%s", (int)(at - path), path, value,
                   at + strlen(name));
}

/* Does the address lead to this route and no other? */
static bool leads_here(const struct route *r, const char *path)
{
    struct route_match match;

    return router_find(web_router(&house.app), !(r->flags & ROUTE_NO_LANG),
                       r->method, path, strlen(path), &match) &&
           match.route == r;
}

/* In each language for nobody, a member and the administrator; for the other
 * roles, who see the same pages, the languages take turns. */
static void in_languages(const struct one *who, const struct route *r,
                         const char *path, int want, int or_want)
{
    static size_t turn;
    bool open = r->method == HTTP_GET && (want == 0 || want == 200);
    bool each = open && who <= &house.who[2];

    if (!leads_here(r, path))
        return;
    if (r->flags & ROUTE_NO_LANG) {
        if (in_slice())
            ask(who, r->method, path, want, or_want);
        return;
    }
    turn += !each;
    for (size_t i = 0; i < (each ? COUNT(lang_codes) : 1); i++)
        if (in_slice())
            ask(who, r->method,
                mem_fmt(house.mem, "/%s%s",
                        lang_codes[(i + turn) % COUNT(lang_codes)], path),
                want, or_want);
}

/* Two records that are in one's unit and two that are not. */
static size_t some_ids(const struct type *t, int64_t ids[4])
{
    static const char *const which[] = {
        "min(t.id)", "max(t.id)",
    };
    size_t n = 0;

    for (size_t i = 0; i < COUNT(which); i++)
        for (int own = 0; own < 2; own++) {
            int64_t id = count_of(mem_fmt(
                house.mem,
                "SELECT %s FROM %s t WHERE COALESCE(t.owner_unit, 0) %s IN"
                " (SELECT below FROM unit_below WHERE unit = %lld)",
                which[i], t->name, own ? "" : "NOT", (long long)house.unit));

            if (id)
                ids[n++] = id;
        }
    return n;
}

/* A route below a record, whose other parameters are steps or journal rows. */
static void ask_record(const struct one *who, const struct route *r,
                       const struct type *t, const char *path)
{
    bool card = r->method == HTTP_GET && r->op == OP_SEE &&
                strstr(path, ":id");
    int64_t ids[4];
    size_t n = some_ids(t, ids);

    if (strstr(path, ":journal"))
        path = filled(path, ":journal", NOT_THERE);
    if (strstr(path, ":step"))
        path = filled(path, ":step", t->n_steps ? t->steps[0].name : "none");
    for (size_t i = 0; card && i < n; i++) {
        int there = is_there(who, t, ids[i]);
        /* Who looked is told to who may see that, and of one's own. */
        bool more = strstr(path, NOT_THERE) || strstr(path, "receipt") ||
                    strstr(path, "/looks");

        in_languages(who, r,
                     filled(path, ":id",
                            mem_fmt(house.mem, "%lld", (long long)ids[i])),
                     there == 0 ? 404 : there > 0 && !more ? 200 : 0, 0);
    }
    in_languages(who, r, filled(path, ":id", NOT_THERE),
                 r->op == OP_SEE ? 404 : 0, 0);
}

static void ask_type(const struct one *who, const struct route *r,
                     const struct type *t)
{
    const char *path = filled(r->path, ":type", t->name);
    bool form = strstr(path, "/new") || strstr(path, "/import");
    /* A type may have no step that this person could take of many records. */
    bool many = strstr(path, "/steps");

    if (t->internal)
        return;
    if (!open_to(who, r, t)) {
        while (strchr(path, ':')) {
            const char *at = strchr(path, ':');

            path = filled(path, mem_strn(house.mem, at, strcspn(at, "/")),
                          "1");
        }
        in_languages(who, r, path, refusal(who, r), 0);
    } else if (strstr(path, ":id")) {
        ask_record(who, r, t, path);
    } else {
        in_languages(who, r, path,
                     r->method != HTTP_GET || (form && t->no_add) ? 0 : 200,
                     form ? 403 : many ? 404 : 0);
    }
}

static void ask_plain(const struct one *who, const struct route *r)
{
    static const char *const values[] = { "1", NOT_THERE, "2026", "R.1" };
    bool open = open_to(who, r, NULL);
    int want = open ? 0 : refusal(who, r);
    const char *path;

    if (!strchr(r->path, ':')) {
        in_languages(who, r, r->path, want, 0);
        return;
    }
    for (size_t i = 0; i < COUNT(values); i++) {
        if (r->method != HTTP_GET && strcmp(values[i], NOT_THERE) != 0)
            continue;
        for (path = r->path; strchr(path, ':');) {
            const char *at = strchr(path, ':');

            path = filled(path, mem_strn(house.mem, at, strcspn(at, "/")),
                          values[i]);
        }
        in_languages(who, r, path, want, 0);
    }
}

/* --- All of them ---------------------------------------------------------- */

/* A role without grants or pages of its own is a member like any other: one
 * such is enough. */
static bool has_own(size_t w, const struct route *const *all, size_t n)
{
    static size_t like_members;
    const char *role = house.who[w].role;

    for (size_t i = 0; role && i < n_modules; i++)
        for (size_t k = 0; k < modules[i]->n_grants; k++)
            if (!strcmp(modules[i]->grants[k].role, role))
                return true;
    for (size_t i = 0; role && i < n; i++)
        if (all[i]->roles && strstr(all[i]->roles, role))
            return true;
    return !role || !like_members++;
}

/* These end the session that the others need. */
static bool ends_session(const struct route *r)
{
    return r->method == HTTP_POST && strstr(r->path, "sign-out");
}

static void every_route(void **state)
{
    size_t n;
    const struct route *const *all = router_all(web_router(&house.app), &n);

    (void)state;
    read_english();
    for (size_t w = 0; w < house.n_who; w++)
        for (size_t i = 0; has_own(w, all, n) && i < n; i++) {
            struct mem_mark mark = mem_mark(house.mem);

            if (!strstr(all[i]->path, ":type")) {
                if (!ends_session(all[i]))
                    ask_plain(&house.who[w], all[i]);
            } else {
                for (size_t t = 0; t < house.app.n_types; t++)
                    ask_type(&house.who[w], all[i], house.app.types[t]);
            }
            mem_back(house.mem, mark);
        }
    print_message("%zu of %zu combinations\n", house.taken, house.asked);
    assert_true(house.asked > 5000);
    assert_int_equal(house.faults, 0);
}

/* Every measure for everybody, on a page and over the API. */
static void every_measure(void **state)
{
    (void)state;
    house.faults = 0;
    for (size_t w = 0; w < house.n_who; w++)
        for (size_t i = 0; i < n_modules; i++)
            for (size_t k = 0; k < modules[i]->n_measures; k++) {
                const char *code = modules[i]->measures[k].code;
                struct mem_mark mark = mem_mark(house.mem);

                for (size_t l = 0; l < COUNT(lang_codes); l++)
                    if (in_slice())
                        ask(&house.who[w], HTTP_GET,
                            mem_fmt(house.mem, "/%s/measure/%s",
                                    lang_codes[l], code),
                            200, 404);
                if (in_slice())
                    ask(&house.who[w], HTTP_GET,
                        mem_fmt(house.mem, "/api/v1/measure/%s/records",
                                code),
                        house.who[w].role ? 200 : 401, 404);
                mem_back(house.mem, mark);
            }
    assert_int_equal(house.faults, 0);
}

/* A page's form without the session's token is refused before anything. */
static void no_form_without_its_token(void **state)
{
    size_t n;
    const struct route *const *all = router_all(web_router(&house.app), &n);
    const struct one *chief = NULL;

    (void)state;
    house.faults = 0;
    for (size_t w = 1; w < house.n_who; w++)
        if (!strcmp(house.who[w].role, ROLE_ADMINISTRATOR))
            chief = &house.who[w];
    assert_non_null(chief);
    for (size_t i = 0; i < n; i++) {
        struct mem *m = mem_new(0);
        struct http_request *in;
        const char *path = all[i]->path;

        if (all[i]->method == HTTP_POST &&
            !(all[i]->flags & (ROUTE_NO_LANG | ROUTE_NO_CSRF))) {
            while (strchr(path, ':')) {
                const char *at = strchr(path, ':');
                bool type = !strncmp(at, ":type", 5);

                path = filled(path, mem_strn(m, at, strcspn(at, "/")),
                              type ? "unit" : "1");
            }
            in = http_request_make(m, HTTP_POST, mem_fmt(m, "/ky%s", path));
            in->app = &house.app;
            http_request_add_header(in, "Host", "ordo.example");
            http_request_add_header(in, "Cookie",
                                    mem_fmt(m, "ordo=%s", chief->cookie));
            if (answer(in) != 403)
                wrong("POST %s without a token: %d", path, in->out->status);
        }
        mem_free(m);
    }
    assert_int_equal(house.faults, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_route),
        cmocka_unit_test(every_measure),
        cmocka_unit_test(no_form_without_its_token),
    };

    return cmocka_run_group_tests(tests, matrix_open, matrix_close);
}
