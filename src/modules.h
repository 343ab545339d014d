/* SPDX-License-Identifier: Apache-2.0 */
/*
 * modules.h: what the program is made of.
 */
#pragma once

#include "kernel/app.h"

extern const struct module *const modules[];
extern const size_t n_modules;
