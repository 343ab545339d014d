/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assets_test.c: the embedded table is whole, and both names find a row.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>
#include <zlib.h>

#include "web/assets.h"

static void both_names_find_each_asset(void **state)
{
    size_t i;

    (void)state;
    for (i = 0; asset_at(i); i++) {
        assert_ptr_equal(asset_find(asset_at(i)->name), asset_at(i));
        assert_ptr_equal(asset_find(asset_at(i)->cache_name), asset_at(i));
        assert_int_equal(strlen(asset_at(i)->etag), 16);
        assert_non_null(strstr(asset_at(i)->cache_name, asset_at(i)->etag));
    }
    assert_true(i > 0);
}

static void an_unknown_name_finds_nothing(void **state)
{
    (void)state;
    assert_null(asset_find(""));
    assert_null(asset_find("ordo.0000000000000000.css"));
    assert_null(asset_find("../ordo.css"));
}

static void catalogues_are_inside_but_not_served(void **state)
{
    const struct asset *mo = asset_find("ky.mo");

    (void)state;
    assert_non_null(mo);
    assert_null(mo->type);
    assert_memory_equal(mo->data, "\xde\x12\x04\x95", 4);
}

static void the_gzip_twin_unpacks_to_the_file(void **state)
{
    static unsigned char plain[1 << 20];
    const struct asset *css = asset_find("ordo.css");
    z_stream z = { .next_out = plain, .avail_out = sizeof(plain) };

    (void)state;
    assert_non_null(css);
    assert_non_null(css->gz);
    z.next_in = (z_const Bytef *)(uintptr_t)css->gz;
    z.avail_in = (uInt)css->gz_size;
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_int_equal(z.total_out, css->size);
    assert_memory_equal(plain, css->data, css->size);
    inflateEnd(&z);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(both_names_find_each_asset),
        cmocka_unit_test(an_unknown_name_finds_nothing),
        cmocka_unit_test(catalogues_are_inside_but_not_served),
        cmocka_unit_test(the_gzip_twin_unpacks_to_the_file),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
