/* SPDX-License-Identifier: Apache-2.0 */
/*
 * curriculum.h: courses, and the working curriculum of a programme for those
 * who came in from a year on.  A credit is as many hours as the rule
 * `credit_hours` says.
 */
#pragma once

#include "mod/registrar/registrar.h"

struct course {
    struct record r; /* open -> closed; its unit is the department */
    const char *code;
    struct text3 title;
    struct count credits;
    struct count contact, independent; /* hours */
    struct refs needs;  /* courses that must be passed before */
    struct refs equals; /* courses that count in its place */
};

struct curriculum {
    struct record r; /* draft -> adopted (by act) -> replaced */
    const char *code;
    int64_t programme;
    struct count intake; /* first year of intake that studies by it */
    struct text3 title;  /* computed: programme and year */
};

struct curriculum_course {
    struct record r;
    int64_t curriculum, course;
    struct count semester; /* of study, from 1 */
    const char *block;     /* general, professional, practice, final */
    bool elective;
};

extern const struct type type_course, type_curriculum, type_curriculum_course;

/* The adopted curriculum by which a student studies: the newest of the
 * programme whose intake is not after theirs; 0 none. */
enum rc curriculum_of(struct rq *rq, int64_t student, int64_t *id) MUST_USE;
/* What differs between two of them, as a page. */
enum rc curriculum_compare_page(struct rq *rq);
void curriculum_card(struct rq *rq, const void *rec);
