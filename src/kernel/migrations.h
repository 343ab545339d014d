/* SPDX-License-Identifier: Apache-2.0 */
/*
 * migrations.h: the numbered steps by which older data folders come to the
 * tables of today (store/schema.h).  Numbers are never reused.
 */
#pragma once

#include "store/schema.h"

extern const struct schema_step kernel_migrations[];
extern const size_t n_kernel_migrations;
