/* SPDX-License-Identifier: Apache-2.0 */
/*
 * duty_page.h: the discipline of execution by unit and person.
 */
#pragma once

#include "web/web.h"

enum rc duty_page(struct rq *rq) MUST_USE;
