/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assets.h: the files that the program carries inside: style sheet, scripts,
 * icons, fonts and the message catalogues.  tools/assets.sh makes the table;
 * everything in it is constant and lives as long as the program.
 */
#pragma once

#include <stddef.h>

struct asset {
    const char *name;       /* "ordo.css" */
    const char *cache_name; /* "ordo.<etag>.css": may be cached for ever */
    const char *etag;       /* 16 hex digits of the SHA-256, without quotes */
    const char *type;       /* media type; NULL: not served (catalogues) */
    const unsigned char *data;
    const unsigned char *gz; /* gzip and brotli twins; NULL where they are */
    const unsigned char *br; /* not smaller than the file itself */
    size_t size;
    size_t gz_size;
    size_t br_size;
};

/* The asset of this name or cache name; NULL when there is none. */
const struct asset *asset_find(const char *name_or_cache_name);

/* The i-th asset in the order of names, NULL past the last. */
const struct asset *asset_at(size_t i);
