/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assets.c: look-up in the generated table of embedded files.
 */
#include "web/assets.h"

#include <stdlib.h>
#include <string.h>

#include "web/assets_table.h"

static int by_name(const void *key, const void *row)
{
    const struct asset *asset = row;

    return strcmp(key, asset->name);
}

static int by_cache_name(const void *key, const void *row)
{
    const struct asset *const *asset = row;

    return strcmp(key, (*asset)->cache_name);
}

const struct asset *asset_find(const char *name_or_cache_name)
{
    const struct asset *const *cached;
    const struct asset *plain;

    plain = bsearch(name_or_cache_name, asset_table, asset_count,
                    sizeof(asset_table[0]), by_name);
    if (plain)
        return plain;
    cached = bsearch(name_or_cache_name, asset_by_cache_name, asset_count,
                     sizeof(asset_by_cache_name[0]), by_cache_name);
    return cached ? *cached : NULL;
}

const struct asset *asset_at(size_t i)
{
    return i < asset_count ? &asset_table[i] : NULL;
}
