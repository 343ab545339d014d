/* SPDX-License-Identifier: Apache-2.0 */
/* setting_page.h: settings in words.  The web layer's own. */
#pragma once

#include "web/page.h"

/* All settings that there are, with what holds now. */
enum rc settings_page(struct rq *rq);
/* Above the form of one: what it is and what it may be. */
void setting_form_note(struct rq *rq, struct html *h, const char *name);
