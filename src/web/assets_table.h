/* SPDX-License-Identifier: Apache-2.0 */
/*
 * assets_table.h: what tools/assets.sh generates, for assets.c alone.
 */
#pragma once

#include "web/assets.h"

extern const struct asset asset_table[]; /* in strcmp order of names */
extern const struct asset *const asset_by_cache_name[];
extern const size_t asset_count;
