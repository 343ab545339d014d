/* SPDX-License-Identifier: Apache-2.0 */
/* stem_in.h: between the files of the stemmer. */
#pragma once

#include "base/stem.h"

#include <uchar.h>

/* Takes the endings off the n letters at w; how many letters are left, of
 * which the last may have been changed. */
int stem_kyrgyz(char16_t *w, int n);
