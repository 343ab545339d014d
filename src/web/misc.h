/* SPDX-License-Identifier: Apache-2.0 */
/*
 * misc.h: routes that belong to no page: health, metrics, the journal's tiles,
 * assets.
 */
#pragma once

#include "web/web.h"

extern const struct route misc_routes[];
extern const size_t n_misc_routes;
