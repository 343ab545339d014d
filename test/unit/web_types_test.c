/* SPDX-License-Identifier: Apache-2.0 */
/*
 * web_types_test.c: what comes from one table on the web, asked as a browser
 * without script asks it.
 */
#include "web_help.h"

#define BOOK mem_fmt(m, "/en/book/%lld", (long long)made.book)
#define AT(...) mem_fmt(m, __VA_ARGS__)

static const char hostile[] = "<script>alert(\"x\")</script> & 'ө' \\ %s";
static const char escaped[] =
    "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt; &amp; &#39;ө&#39; \\ %s";

/* A new book of this code; its address. */
static const char *add_book(const char *code, const char *title)
{
    ask(BOSS, HTTP_POST, "/en/book/new");
    field("code", code);
    field("title_ky", title);
    field("shelf", "A");
    assert_int_equal(answer()->status, 303);
    return mem_str(m, header("Location"));
}

/* The address, without its escapes, of the link that bears this mark. */
static const char *link_of(const char *mark)
{
    const char *page = body(), *at = strstr(page, mark), *from = at;
    struct buf b;

    assert_non_null(at);
    while (from > page && strncmp(from, "href=\"", 6) != 0)
        from--;
    buf_init(&b, m);
    for (from += 6; *from != '"'; from++)
        if (strncmp(from, "amp;", 4) != 0)
            buf_char(&b, *from);
        else
            from += 3;
    return b.s;
}

/* --- Lists -------------------------------------------------------------------- */

static void a_list_is_drawn_in_three_languages(void **state)
{
    static const char *const langs[] = { "ky", "ru", "en" };

    (void)state;
    for (size_t i = 0; i < COUNT(langs); i++) {
        assert_int_equal(status_of(BOSS, AT("/%s/book", langs[i])), 200);
        assert_true(says("Манас"));
        assert_true(says("B.1"));
    }
    assert_true(says("data-label=\"Pages\""));
    assert_true(says("/en/book/new"));
    assert_true(says("/en/book/export.csv"));
}

static void columns_are_chosen_and_remembered(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book?cols=weight"), 200);
    assert_true(says("data-label=\"Weight\""));
    assert_false(says("data-label=\"Pages\""));
    ask(BOSS, HTTP_POST, "/en/book/view?state=kept");
    field("do", "columns");
    field("cols", "story");
    field("cols", "plan");
    assert_int_equal(answer()->status, 303);
    assert_string_equal(header("Location"),
                        "/en/book?state=kept&cols=story%2Cplan");
    assert_int_equal(status_of(BOSS, "/en/book"), 200);
    assert_true(says("data-label=\"Story\""));
    assert_true(says("data-label=\"Plan\""));
    assert_false(says("data-label=\"Pages\""));
    ask(BOSS, HTTP_POST, "/en/book/view");
    field("do", "reset");
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, "/en/book"), 200);
    assert_true(says("data-label=\"Pages\""));
}

static void a_list_is_saved_under_a_name(void **state)
{
    (void)state;
    ask(BOSS, HTTP_POST, "/en/book/view?state=kept&sort=-pages");
    field("name", "Kept & thick");
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, "/en/book"), 200);
    assert_true(says("href=\"/en/book?state=kept&amp;sort=-pages&amp;view="));
    assert_true(says("Kept &amp; thick"));
    /* Nobody else sees it, nor begins with it. */
    assert_int_equal(status_of(READER, "/en/book"), 200);
    assert_false(says("Kept &amp; thick"));
    ask(READER, HTTP_POST, "/en/book/view");
    field("first", "1");
    assert_int_equal(answer()->status, 422);
    ask(BOSS, HTTP_POST, "/en/book/view?state=kept&sort=-pages");
    field("first", "1");
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, "/en/book"), 303);
    assert_int_equal(status_of(BOSS, "/en/book?plain=1"), 200);
    ask(BOSS, HTTP_POST, "/en/book/view");
    field("drop", "1");
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, "/en/book"), 200);
    ask(BOSS, HTTP_POST, "/en/book/view");
    field("name", "");
    assert_int_equal(answer()->status, 422);
}

static void what_is_empty_is_found(void **state)
{
    (void)state;
    add_book("E.1", "Without friends");
    assert_int_equal(status_of(BOSS, "/en/book?others=-&q=friends"), 200);
    assert_true(says("code\">E.1<"));
    assert_int_equal(status_of(BOSS, "/en/book?others_empty=no&q=friends"),
                     200);
    assert_false(says("code\">E.1<"));
    assert_int_equal(status_of(BOSS, "/en/book?kind=-&q=friends"), 200);
    assert_true(says("code\">E.1<"));
}

static void pages_lead_back(void **state)
{
    const char *next, *prev, *codes[60];

    (void)state;
    for (int i = 0; i < 60; i++) {
        codes[i] = AT("K.%02d", i);
        add_book(codes[i], "Backwards");
    }
    assert_int_equal(
        status_of(BOSS, "/en/book?q=backwards&sort=code&limit=25"), 200);
    assert_true(says("K.24"));
    assert_false(says("K.25"));
    assert_false(says("rel=\"prev\""));
    next = link_of("rel=\"next\"");
    assert_int_equal(status_of(BOSS, next), 200);
    assert_true(says("K.25") && says("K.49"));
    assert_int_equal(status_of(BOSS, link_of("rel=\"next\"")), 200);
    assert_true(says("K.50") && !says("K.49"));
    prev = link_of("rel=\"prev\"");
    assert_int_equal(status_of(BOSS, prev), 200);
    assert_true(says("K.25") && says("K.49"));
    assert_false(says("K.24") || says("K.50"));
    assert_int_equal(status_of(BOSS, link_of("rel=\"prev\"")), 200);
    assert_true(says("K.00") && says("K.24") && !says("K.25"));
}

static void a_list_takes_few_statements(void **state)
{
    uint64_t before;

    (void)state;
    status_of(BOSS, "/en/book");
    before = statements();
    assert_int_equal(status_of(BOSS, "/en/book"), 200);
    assert_true(statements() - before <= 8);
    before = statements();
    assert_int_equal(status_of(BOSS, BOOK), 200);
    assert_true(statements() - before <= 16);
}

static void filters_narrow_the_list(void **state)
{
    (void)state;
    add_book("F.1", "Filtered");
    status_of(BOSS, "/en/book?pages_from=400");
    assert_true(says("B.1"));
    assert_false(says(">F.1<"));
    status_of(BOSS, "/en/book?q=filt&state=kept&shelf=A");
    assert_true(says(">F.1<"));
    assert_false(says(">B.1<"));
    status_of(BOSS, AT("/en/book?shelf=%%23%lld", (long long)made.shelf));
    assert_true(says(">F.1<"));
    status_of(BOSS, "/en/book?state=lost");
    assert_true(says("Nothing was found"));
}

static void a_wrong_filter_is_said_and_kept(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book?bought_from=tomorrow"), 422);
    assert_true(says("tomorrow is not a date"));
    assert_true(says("value=\"tomorrow\""));
    assert_int_equal(status_of(BOSS, "/en/book?after=zz"), 422);
    /* What the list does not know is passed over. */
    assert_int_equal(status_of(BOSS, "/en/book?utm_source=x&sort=nope"), 200);
}

static void a_long_list_has_pages(void **state)
{
    const char *next;

    (void)state;
    for (int i = 0; i < 60; i++)
        add_book(AT("P.%d", i), AT("Page %d", i));
    status_of(BOSS, "/en/book?q=page");
    next = link_of("rel=\"next\"");
    assert_non_null(strstr(next, "after="));
    assert_true(says("60 records"));
    assert_false(says(">P.9<") && says(">P.59<"));
    in = NULL;
    status_of(BOSS, next);
    assert_true(says("To the beginning"));
    assert_true(says(">P."));
}

static void who_may_not_sees_no_buttons(void **state)
{
    (void)state;
    assert_int_equal(status_of(READER, "/en/book"), 200);
    assert_false(says("/en/book/new"));
    assert_false(says("export.csv"));
    assert_int_equal(status_of(READER, "/en/book/new"), 403);
    assert_int_equal(status_of(READER, "/en/book/export.csv"), 403);
    assert_int_equal(status_of(READER, "/en/book/import"), 403);
    assert_int_equal(status_of(NOBODY, "/en/book"), 303);
    assert_int_equal(status_of(BOSS, "/en/nosuch"), 404);
    assert_int_equal(status_of(BOSS, "/en/session"), 404);
}

static void a_list_leaves_as_csv(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book/export.csv?pages_from=400"),
                     200);
    assert_non_null(strstr(header("Content-Disposition"), "book-"));
    assert_true(says("B.1"));
    assert_true(says("behind-the-clock"));
    assert_false(says("F.1"));
}

/* A part of a zip file that the answer is. */
static const char *unzipped(const char *part)
{
    char *path = mem_fmt(m, "%s/tmp/got.xlsx", dir);
    char *text = mem_alloc(m, 1 << 20);
    FILE *f = fopen(path, "wb");
    size_t n;

    assert_non_null(f);
    assert_int_equal(fwrite(in->out->body, 1, in->out->size, f),
                     in->out->size);
    assert_int_equal(fclose(f), 0);
    f = popen(mem_fmt(m,
                      "python3 -c \"import sys, zipfile; sys.stdout.write("
                      "zipfile.ZipFile('%s').read('%s').decode())\"",
                      path, part),
              "r");
    assert_non_null(f);
    n = fread(text, 1, (1 << 20) - 1, f);
    assert_int_equal(pclose(f), 0);
    text[n] = '\0';
    return text;
}

static void a_list_leaves_as_a_workbook(void **state)
{
    const char *sheet;

    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book/export.xlsx?pages_from=400"
                                     "&cols=pages,bought"),
                     200);
    assert_non_null(strstr(in->out->type, "spreadsheetml"));
    assert_non_null(strstr(header("Content-Disposition"), ".xlsx"));
    sheet = unzipped("xl/worksheets/sheet1.xml");
    assert_non_null(strstr(sheet, "<t>Code</t>"));
    assert_non_null(strstr(sheet, "<t>Bought</t>"));
    assert_non_null(strstr(sheet, "<t>B.1</t>"));
    assert_non_null(strstr(sheet, "<v>500</v>"));
    assert_non_null(strstr(sheet, "<v>44321</v>")); /* 2021-05-05 */
    assert_null(strstr(sheet, "F.1"));
    assert_null(strstr(sheet, "Weight"));
    assert_null(strstr(sheet, "<f>"));
    assert_int_equal(status_of(READER, "/en/book/export.xlsx"), 403);
}

/* --- Cards -------------------------------------------------------------------- */

static void a_card_shows_what_may_be_seen(void **state)
{
    (void)state;
    assert_int_equal(status_of(BOSS, BOOK), 200);
    assert_true(says("behind-the-clock"));
    assert_true(says("Upper shelf"));
    assert_true(says("/en/shelf/"));
    assert_true(says("/edit"));
    assert_int_equal(status_of(READER, BOOK), 200);
    assert_false(says("behind-the-clock"));
    assert_false(says("Hidden place"));
    assert_false(says("/edit"));
    assert_int_equal(status_of(BOSS, "/en/book/999999"), 404);
    assert_int_equal(status_of(BOSS, "/en/book/abc"), 404);
}

static void what_is_bound_is_linked(void **state)
{
    (void)state;
    status_of(BOSS, AT("/en/shelf/%lld", (long long)made.shelf));
    assert_true(says("/en/book?shelf=%23"));
}

static void steps_are_offered_with_reasons(void **state)
{
    (void)state;
    status_of(BOSS, BOOK);
    assert_true(says("/step/lend\""));
    assert_true(says("data-confirm"));
    assert_true(says("Burn: draft an act"));
    status_of(READER, BOOK);
    assert_false(says("/step/lend"));
}

/* --- Forms -------------------------------------------------------------------- */

static void hostile_texts_come_back_as_they_were(void **state)
{
    const char *card, *version;

    (void)state;
    ask(BOSS, HTTP_POST, "/en/book/new");
    field("code", "H.1");
    field("title_ky", hostile);
    field("story_ru", hostile);
    field("note", hostile);
    field("secret", hostile);
    field("kind", "atlas");
    field("pages", "1 200");
    field("price", "1250,50");
    field("weight", "0.1");
    field("share", "12,5");
    field("bought", "22.11.2026");
    field("open", "yes");
    field("shelf", "A Upper shelf");
    field("others", "B.1");
    field("others", "");
    assert_int_equal(answer()->status, 303);
    card = mem_str(m, header("Location"));
    assert_int_equal(status_of(BOSS, card), 200);
    assert_true(says(escaped));
    assert_false(says("<script>alert"));
    assert_true(says("22.11.2026"));
    assert_true(says("1,250.5"));
    status_of(BOSS, AT("%s/edit", card));
    assert_false(says("<script>alert"));
    assert_string_equal(between("name=\"secret\" value=\"", "\""), escaped);
    version = between("name=\"version\" value=\"", "\"");
    /* The same sent again is no change. */
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", version);
    field("note", hostile);
    field("weight", "0.1");
    field("price", "1 250,50");
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, AT("%s/edit", card));
    assert_string_equal(between("name=\"version\" value=\"", "\""), version);
    assert_int_equal(status_of(BOSS, "/en/search?q=script"), 200);
    assert_true(says(card));
    assert_false(says("<script>alert"));
    status_of(BOSS, AT("%s/history", card));
    assert_true(says(escaped));
    assert_false(says("<script>alert"));
}

static void what_was_typed_stays_beside_the_errors(void **state)
{
    (void)state;
    ask(BOSS, HTTP_POST, "/en/book/new");
    field("code", "B.2");
    field("title_en", "Only English");
    field("pages", "many");
    field("bought", "31.02.2026");
    field("shelf", "nowhere");
    field("kind", "novel");
    field("others", "Q.9");
    assert_int_equal(answer()->status, 422);
    assert_true(says("many is not a number"));
    assert_true(says("value=\"many\""));
    assert_true(says("31.02.2026 is not a date"));
    assert_true(says("value=\"31.02.2026\""));
    assert_true(says("there is no nowhere"));
    assert_true(says("value=\"Only English\""));
    assert_true(says("id=\"e-pages\""));
    assert_true(says("href=\"#f-pages\""));
    assert_true(says("aria-invalid=\"true\""));
    assert_true(says("<title>Error:"));
    ask(BOSS, HTTP_POST, "/en/book/new");
    field("shelf", "A");
    assert_int_equal(answer()->status, 422);
    assert_true(says("href=\"#f-title_ky\""));
    assert_true(says("href=\"#f-code\""));
    ask(BOSS, HTTP_POST, "/en/book/new");
    field("code", "B.1");
    field("title_ky", "Same code");
    field("shelf", "A");
    assert_int_equal(answer()->status, 409);
    assert_true(says("B.1 is taken already"));
    assert_true(says("value=\"Same code\""));
}

static void an_address_fills_a_new_form(void **state)
{
    (void)state;
    status_of(BOSS, "/en/book/new?code=N.7&shelf=A");
    assert_true(says("value=\"N.7\""));
    /* The only plan is chosen already. */
    assert_true(says(AT("value=\"#%lld\" selected", (long long)made.plan)));
}

static void somebody_faster_loses_nothing(void **state)
{
    const char *card = add_book("S.1", "First");
    const char *version;

    (void)state;
    status_of(BOSS, AT("%s/edit", card));
    version = between("name=\"version\" value=\"", "\"");
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", version);
    field("title_ky", "Theirs");
    assert_int_equal(answer()->status, 303);
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", version);
    field("title_ky", "Mine");
    assert_int_equal(answer()->status, 409);
    assert_true(says("Somebody else was faster"));
    assert_true(says("Theirs"));
    assert_true(says("value=\"Mine\""));
    assert_string_not_equal(between("name=\"version\" value=\"", "\""),
                            version);
    version = between("name=\"version\" value=\"", "\"");
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", version);
    field("title_ky", "Mine");
    assert_int_equal(answer()->status, 303);
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("title_ky", "No version");
    assert_int_equal(answer()->status, 422);
    assert_true(says("value=\"No version\""));
}

static void only_what_the_form_held_is_touched(void **state)
{
    const char *card = add_book("K.1", "Kept");

    (void)state;
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "1");
    field("others", "B.1");
    field("open", "on");
    assert_int_equal(answer()->status, 303);
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "2");
    field("note", "x");
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, card);
    assert_true(says("B.1"));
    /* The field was in the form and nothing was ticked. */
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "3");
    field("has", "others");
    field("has", "open");
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, card);
    assert_false(says(">B.1<"));
    assert_true(says("<dd>no</dd>"));
}

static void a_reader_cannot_write(void **state)
{
    (void)state;
    ask(READER, HTTP_POST, AT("%s/edit", BOOK));
    field("version", "1");
    field("title_ky", "Broken in");
    assert_int_equal(answer()->status, 403);
    ask(READER, HTTP_POST, AT("%s/step/lose", BOOK));
    assert_int_equal(answer()->status, 403);
    ask(READER, HTTP_POST, "/en/book/new");
    assert_int_equal(answer()->status, 403);
    status_of(READER, BOOK);
    assert_true(says("Манас"));
}

/* --- Steps -------------------------------------------------------------------- */

static void a_step_asks_what_it_needs(void **state)
{
    const char *card = add_book("L.1", "Lent");

    (void)state;
    assert_int_equal(status_of(BOSS, AT("%s/step/lend", card)), 200);
    assert_true(says("name=\"borrower\""));
    assert_false(says("name=\"title_ky\""));
    ask(BOSS, HTTP_POST, AT("%s/step/lend", card));
    field("version", "1");
    field("note", "kept text");
    assert_int_equal(answer()->status, 422);
    assert_true(says("kept text"));
    assert_true(says("id=\"e-borrower\""));
    ask(BOSS, HTTP_POST, AT("%s/step/lend", card));
    field("version", "1");
    field("borrower", "Chynara");
    field("title_ky", "not asked for");
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, card);
    assert_true(says("Lent"));
    assert_false(says("not asked for"));
    assert_int_equal(status_of(BOSS, AT("%s/step/lend", card)), 409);
    ask(BOSS, HTTP_POST, AT("%s/step/lend", card));
    field("borrower", "Again");
    assert_int_equal(answer()->status, 409);
    ask(BOSS, HTTP_POST, AT("%s/step/return", card));
    field("version", "2");
    assert_int_equal(answer()->status, 303);
    ask(READER, HTTP_POST, AT("%s/step/burn", card));
    assert_int_equal(answer()->status, 403);
    ask(BOSS, HTTP_POST, AT("%s/step/burn", card));
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, mem_str(m, header("Location"))), 200);
    assert_true(says("Burn: "));
    assert_true(says("Draft"));
    status_of(BOSS, card);
    assert_true(says("On the shelf"));
    ask(BOSS, HTTP_POST, AT("%s/step/nosuch", card));
    assert_int_equal(answer()->status, 404);
}

/* --- History ------------------------------------------------------------------ */

static void history_says_who_changed_what(void **state)
{
    const char *card = add_book("Y.1", "Before");

    (void)state;
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "1");
    field("title_ky", "After");
    field("kind", "novel");
    field("secret", "in the safe");
    assert_int_equal(answer()->status, 303);
    assert_int_equal(status_of(BOSS, AT("%s/history", card)), 200);
    assert_true(says("<del><span lang=\"ky\">Before</span></del> → "
                     "<ins><span lang=\"ky\">After</span></ins>"));
    assert_true(says("<ins>Novel</ins>"));
    assert_true(says("asan"));
    assert_true(says("in the safe"));
    status_of(READER, AT("%s/history", card));
    assert_true(says("After"));
    assert_false(says("in the safe"));
    assert_false(says("Hidden place"));
}

/* The newest change is numbered within a second; its receipt's address. */
static const char *receipt_of(const char *card)
{
    for (int i = 0; i < 100; i++) {
        status_of(BOSS, AT("%s/history", card));
        if (!says("the receipt is ready in a second"))
            break;
        usleep(50000);
    }
    return between("class=\"small\" href=\"", "\"");
}

/* What the receipt in the answer proves. */
static const char *proven(void)
{
    struct buf out;
    const char *why = NULL;

    buf_init(&out, m);
    assert_int_equal(journal_receipt_check(m, in->out->body, in->out->size,
                                           journal_key_text(m, &app.key),
                                           &out, &why),
                     RC_OK);
    return out.s;
}

static void a_change_has_a_receipt(void **state)
{
    const char *receipt = receipt_of(BOOK);
    const char *other = add_book("Y.2", "Other");

    (void)state;
    assert_int_equal(status_of(BOSS, receipt), 200);
    assert_non_null(strstr(header("Content-Disposition"), "attachment"));
    assert_non_null(strstr(proven(), "behind-the-clock"));
    /* What may not be seen is not in the receipt. */
    assert_int_equal(status_of(READER, receipt), 200);
    assert_non_null(strstr(proven(), "Манас"));
    assert_null(strstr(proven(), "behind-the-clock"));
    /* A change of another record is not one of this. */
    assert_int_equal(status_of(BOSS, AT("%s%s", other,
                                        strstr(receipt, "/receipt/"))),
                     404);
}

/* --- Import ------------------------------------------------------------------- */

static const char good_csv[] =
    "code,title_ky,shelf,pages\nI.1,Биринчи,A,10\nI.2,Экинчи,A,20\n";
static const char bad_csv[] =
    "code,title_ky,shelf,pages\nI.3,Үчүнчү,A,ten\nI.4,,Z,20\n";

static void an_import_is_shown_first(void **state)
{
    const char *hash, *scope, *stamp;

    (void)state;
    assert_int_equal(status_of(BOSS, "/en/book/import"), 200);
    assert_true(says("title_ky, title_ru, title_en"));
    ask(BOSS, HTTP_POST, "/en/book/import");
    assert_int_equal(answer()->status, 422);
    assert_true(says("choose a CSV or XLSX file"));
    ask(BOSS, HTTP_POST, "/en/book/import");
    add_file("file", "books.csv", good_csv, strlen(good_csv));
    assert_int_equal(answer()->status, 200);
    hash = between("name=\"hash\" value=\"", "\"");
    scope = between("name=\"scope\" value=\"", "\"");
    stamp = between("name=\"stamp\" value=\"", "\"");
    status_of(BOSS, "/en/book?q=Экинчи");
    assert_false(says(">I.2<"));
    ask(BOSS, HTTP_POST, "/en/book/import/confirm");
    field("hash", hash);
    field("scope", scope);
    field("stamp", "0000000000000000000000000000000000000000");
    assert_int_equal(answer()->status, 422);
    ask(BOSS, HTTP_POST, "/en/book/import/confirm");
    field("hash", hash);
    field("scope", scope);
    field("stamp", stamp);
    assert_int_equal(answer()->status, 303);
    ask(BOSS, HTTP_GET, "/en/book?pages_to=20");
    answer();
    assert_true(says(">I.1<"));
    assert_true(says(">I.2<"));
}

static void faults_of_an_import_have_a_place(void **state)
{
    (void)state;
    ask(BOSS, HTTP_POST, "/en/book/import");
    add_file("file", "books.csv", bad_csv, strlen(bad_csv));
    assert_int_equal(answer()->status, 422);
    assert_true(says("ten is not a number"));
    assert_true(says("data-label=\"Line\">2</td><td class=\"n\""
                     " data-label=\"Column\">4<"));
    assert_true(says("there is no Z"));
    assert_false(says("name=\"stamp\""));
}

/* --- Files -------------------------------------------------------------------- */

static const unsigned char png[] = {
    0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D',
    'R', 0, 0, 0, 1, 0, 0, 0, 1, 8, 6, 0, 0, 0, 0x1f, 0x15, 0xc4, 0x89
};

static void files_are_kept_and_guarded(void **state)
{
    const char *card = add_book("C.1", "Cover"), *kept, *address;

    (void)state;
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "1");
    field("pages", "nonsense");
    add_file("cover", "cover.png", png, sizeof png);
    add_file("scans", "virus.exe", "MZ\x90\0\1\2", 6);
    assert_int_equal(answer()->status, 422);
    assert_true(says("virus.exe is not of a kind that is taken"));
    /* The good one need not be chosen again. */
    kept = between("name=\"cover_kept\" value=\"", "\"");
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "1");
    field("cover_kept", AT("%s.html", kept));
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, card);
    assert_false(says("/content"));
    ask(BOSS, HTTP_POST, AT("%s/edit", card));
    field("version", "1");
    field("cover_kept", kept);
    assert_int_equal(answer()->status, 303);
    status_of(BOSS, card);
    address = between("<a href=\"/en/file/", "\"");
    address = AT("/en/file/%s", address);
    assert_int_equal(status_of(BOSS, address), 200);
    assert_string_equal(in->out->type, "image/png");
    /* Who may see the book may see its cover; a stranger may not. */
    assert_int_equal(status_of(READER, address), 200);
    assert_int_equal(status_of(NOBODY, address), 404);
    assert_int_equal(status_of(READER, "/en/file/99999/content"), 404);
}

/* --- Everything else ---------------------------------------------------------- */

/* Its forms, in any case, in Latin letters: found by whom may see it alone. */
static void forms_are_searched(void)
{
    static const char *const words[] = {
        "%D0%BC%D0%B0%D0%BD%D0%B0%D1%81%D1%82%D1%8B%D0%BD", /* of Manas */
        "%D0%9C%D0%90%D0%9D%D0%90%D0%A1%D0%9A%D0%90",       /* TO MANAS */
        "manas", "MANAS",
    };

    for (size_t i = 0; i < COUNT(words); i++) {
        status_of(BOSS, AT("/ky/search?q=%s", words[i]));
        assert_true(says("/ky/book/"));
        status_of(NOBODY, AT("/ky/search?q=%s", words[i]));
        assert_false(says("/ky/book/"));
    }
}

/* The very word stands before longer ones and forms, whatever the order. */
static void exact_words_come_first(void **state)
{
    const char *exact, *other;

    (void)state;
    add_book("X.1", "Quarterly");
    add_book("X.2", "Quarters");
    add_book("X.3", "Quarter");
    assert_int_equal(status_of(BOSS, "/en/search?q=quarter"), 200);
    exact = strstr(body(), "X.3");
    other = strstr(body(), "X.1");
    assert_true(exact && other && exact < other);
    other = strstr(body(), "X.2");
    assert_true(other && exact < other);
}

static void any_words_can_be_searched(void **state)
{
    static const char *const words[] = {
        "", "%20%20", "%22", "*", "%22%2A%28%29%3A%5E-", "AND", "NOT%20NEAR",
        "%3Cscript%3E", "%D0%B0", "%27%3B%20DROP%20TABLE%20book%3B--",
        "%F0%9F%98%80",
    };

    (void)state;
    for (size_t i = 0; i < COUNT(words); i++)
        assert_int_equal(status_of(BOSS, AT("/en/search?q=%s", words[i])),
                         200);
    assert_int_equal(status_of(BOSS, "/en/search"), 200);
    status_of(BOSS, "/ky/search?q=%D0%BC%D0%B0%D0%BD%D0%B0%D1%81");
    assert_true(says("/ky/book/"));
    forms_are_searched();
    /* A stranger finds nothing of what only members see. */
    status_of(NOBODY, "/ky/search?q=%D0%BC%D0%B0%D0%BD%D0%B0%D1%81");
    assert_false(says("/ky/book/"));
}

static void other_pages_are_there(void **state)
{
    static const char *const langs[] = { "ky", "ru", "en" };

    (void)state;
    for (size_t i = 0; i < COUNT(langs); i++) {
        assert_int_equal(status_of(NOBODY, AT("/%s/components", langs[i])),
                         200);
        assert_false(says("<b> &"));
        assert_int_equal(status_of(READER, AT("/%s/types", langs[i])), 200);
    }
    assert_true(says("/en/book"));
    assert_false(says("/en/account\">Accounts"));
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        ASKS(a_list_is_drawn_in_three_languages),
        ASKS(columns_are_chosen_and_remembered),
        ASKS(a_list_is_saved_under_a_name),
        ASKS(what_is_empty_is_found),
        ASKS(pages_lead_back),
        ASKS(a_list_takes_few_statements),
        ASKS(filters_narrow_the_list),
        ASKS(a_wrong_filter_is_said_and_kept),
        ASKS(a_long_list_has_pages),
        ASKS(who_may_not_sees_no_buttons),
        ASKS(a_list_leaves_as_csv),
        ASKS(a_list_leaves_as_a_workbook),
        ASKS(a_card_shows_what_may_be_seen),
        ASKS(what_is_bound_is_linked),
        ASKS(steps_are_offered_with_reasons),
        ASKS(hostile_texts_come_back_as_they_were),
        ASKS(what_was_typed_stays_beside_the_errors),
        ASKS(an_address_fills_a_new_form),
        ASKS(somebody_faster_loses_nothing),
        ASKS(only_what_the_form_held_is_touched),
        ASKS(a_reader_cannot_write),
        ASKS(a_step_asks_what_it_needs),
        ASKS(history_says_who_changed_what),
        ASKS(a_change_has_a_receipt),
        ASKS(an_import_is_shown_first),
        ASKS(faults_of_an_import_have_a_place),
        ASKS(files_are_kept_and_guarded),
        ASKS(exact_words_come_first),
        ASKS(any_words_can_be_searched),
        ASKS(other_pages_are_there),
    };

    return cmocka_run_group_tests(tests, house_open, house_close);
}
