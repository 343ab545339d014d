/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_demo.h: the demo university's teaching: programmes, curricula,
 * groups and students who came in year by year by signed orders, sections and
 * four years of grades; the same on every run.
 */
#pragma once

#include "kernel/demo.h"
#include "mod/registrar/grade.h"

enum {
    DEMO_PROGRAMMES = 5,
    DEMO_FIRST = 2022, /* intake */
    DEMO_LAST = 2026,
    DEMO_HALVES = 8,   /* semesters with grades: 2022-1 ... 2025-2 */
    DEMO_COURSES = 40,
    DEMO_A_HALF = 5,   /* courses of a semester of study */
};
#define DEMO_CODE "registrar demo" /* with which the registrar signs */

struct demo_student {
    int64_t id, person;
    int programme, intake;
};

struct demo_school {
    struct mem *mem;
    int64_t signer;
    struct sign_key *key;
    int64_t programme[DEMO_PROGRAMMES];
    int64_t group[DEMO_PROGRAMMES][DEMO_LAST - DEMO_FIRST + 1];
    int64_t course[DEMO_COURSES];
    int64_t semester[DEMO_HALVES + 1]; /* the last is this one */
    struct refs teachers;
    struct demo_student *student;
    size_t n_students;
};

/* struct module, demo. */
enum rc registrar_demo(struct rq *rq, int students);

/* How many semesters of study a programme has. */
int demo_length(int programme);
struct text3 demo_course_title(struct mem *m, int course);
/* First day of a half-year: 0 is the autumn of DEMO_FIRST. */
day demo_half(int half);

/* registrar_demo_acts.c: takes a step of many by one signed order. */
struct demo_line {
    const struct type *type;
    int64_t id;
    const char *step;
    const void *values;
};
enum rc demo_order(struct rq *rq, struct demo_school *s,
                   const struct demo_line *lines, size_t n, day on);
/* registrar_demo_study.c: sections, enrolments and grades of all semesters. */
enum rc demo_teach(struct rq *rq, struct demo_school *s);
