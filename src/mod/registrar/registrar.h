/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar.h: programmes of study and the students in them.
 */
#pragma once

#include "kernel/app.h"

struct programme {
    struct record r; /* open -> closed */
    const char *code;
    struct text3 title;
    const char *level; /* bachelor, master, aspirantura, phd */
    struct count credits; /* of the whole programme */
};

/* One person's studies in one programme at a time; who studies a second time
 * has a second record. */
struct student {
    struct record r; /* applicant -> studying ...: registrar.c */
    int64_t person;
    const char *number; /* given by the order of enrolment */
    int64_t programme;
    const char *form;    /* day, evening, correspondence, distance */
    const char *taught;  /* language of instruction: ky, ru, en */
    const char *payment; /* grant, contract */
    const char *citizenship; /* country, two capital letters */
    const char *national_id;
    day moved_on; /* from which the last movement holds, DAY_NONE none */
};

extern const struct type type_programme, type_student;
extern const struct module mod_registrar;
