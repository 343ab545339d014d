/* SPDX-License-Identifier: Apache-2.0 */
/*
 * my.h, the pages of "My work".
 */
#pragma once

#include "web/web.h"

extern const struct route my_routes[];
extern const size_t n_my_routes;
