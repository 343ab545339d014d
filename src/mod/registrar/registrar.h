/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar.h: programmes of study, the students in them and their movement.
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
    int64_t study_group; /* 0 none */
    struct text3 name;   /* computed: the person's, which it follows */
};

/* One movement of a student by an order: made by the steps alone. */
struct movement {
    struct record r;
    int64_t student;
    const char *step;
    int64_t was;       /* programme before it, 0 none */
    int64_t programme; /* after it */
    day moved; /* from which it holds */
    int64_t act;
};

extern const struct type type_programme, type_student, type_movement;
extern const struct choice registrar_levels[4], registrar_forms[4],
    registrar_payments[2];
extern const struct module mod_registrar;

/* A whole number as typed, without a sign; false: it is none. */
bool whole_number(const char *s, int64_t *out);
/* A text in three columns of a row, from `col` on, in the request's language. */
const char *row_title(struct rq *rq, const struct sql_rows *r, int col);
