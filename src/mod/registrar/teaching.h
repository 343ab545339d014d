/* SPDX-License-Identifier: Apache-2.0 */
/*
 * teaching.h: groups, semesters, sections of courses and who is in them.
 */
#pragma once

#include "mod/registrar/curriculum.h"

struct study_group {
    struct record r; /* active -> closed; its unit is the department */
    const char *code;
    int64_t programme;
    struct count intake; /* year */
    int64_t adviser;     /* person */
};

struct semester {
    struct record r; /* planned -> open -> closed */
    const char *code;   /* "2026-1": academic year and half */
    struct text3 title;
    day starts, ends;
    day choice_from, choice_until; /* DAY_NONE: nothing is chosen */
};

/* A course taught in a semester by a teacher to so many. */
struct section {
    struct record r; /* open -> closed */
    const char *code;
    int64_t semester, course;
    int64_t teacher; /* person */
    struct count places;
    const char *weekday; /* mon ... sat */
    struct count lesson; /* of the day, from 1 */
    const char *room;
    struct text3 title;  /* computed: that of the course */
};

struct enrolment {
    struct record r; /* taken, waiting, dropped */
    int64_t section, student;
};

extern const struct type type_study_group, type_semester, type_section,
    type_enrolment;
extern const struct choice section_days[6];
