/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_texts.h: who carries what in the demo university, and how its people
 * write about it.
 */
#pragma once

#include "mod/strategy/demo_people.h"

/* Codes of the units that carry a task, joined by ';'.  NULL: as the source
 * says ("all units"). */
const char *demo_executors(const char *task);
/* What a unit wrote about a task, in Kyrgyz. `who` varies it; `stage` 0 begun,
 * 1 under way, 2 delivered. */
const char *demo_report(struct mem *m, const char *task, uint64_t who,
                        int stage);
/* Why a report came back. */
const char *demo_reason(uint64_t who);
/* Text of an evidence document. */
const char *demo_document(struct mem *m, const char *direction, int year);
/* 0..6 of "I.." to "VII..", by the code's first part. */
int demo_direction(const char *code);
