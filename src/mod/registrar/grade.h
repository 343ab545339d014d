/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grade.h: sheets of a section and the grades in them.  A rating has 100
 * points: two midterm modules and the examination; the letter and its weight
 * follow from the scale in force on the day (rules grade_from_*).
 *
 * A sheet is filled by the teacher, handed in, and closed by an act of who
 * answers for the unit.  After that a grade changes by an act with a reason,
 * drafted by one and signed by another.
 */
#pragma once

#include "kernel/rule.h"
#include "mod/registrar/teaching.h"

struct grade_sheet {
    struct record r; /* open -> filled -> closed (by act); imported */
    int64_t section;
    const char *kind; /* first, second, final, retake */
    day until;        /* to be handed in by */
    const char *code; /* computed: "2026a01-1/final" */
    bool earlier;     /* its grades come from an earlier system, by a file */
    struct text3 title; /* computed */
};

struct grade {
    struct record r; /* open -> closed; imported: from an earlier system */
    int64_t sheet, student;
    struct count points; /* of this sheet */
    struct count total;  /* of the whole rating, 0..100; final, retake */
    const char *letter;  /* of the total */
    struct number weight; /* of the letter, 0..4 */
    const char *reason;  /* of the last correction */
};

extern const struct type type_grade_sheet, type_grade;
extern const struct choice sheet_kinds[4];
enum { REGISTRAR_RULES = 10 };
extern const struct rule_kind registrar_rules[REGISTRAR_RULES];

/* Most points of one grade of the sheet. */
enum rc sheet_most(struct rq *rq, const struct grade_sheet *s, int64_t *most)
    MUST_USE;
/* Total, letter and weight by the points of the sheet and its midterms. */
enum rc grade_rate(struct rq *rq, const struct grade_sheet *s,
                   struct grade *g) MUST_USE;

/* What a student has: credits that count, their mean weight, debts. */
struct standing {
    int64_t credits, debts;
    double gpa; /* 0 without grades */
};
enum rc student_standing(struct rq *rq, int64_t student,
                         struct standing *out) MUST_USE;


/* grade_page.c: the sheet as a table to type in. */
enum rc grade_fill_page(struct rq *rq);
enum rc grade_fill_take(struct rq *rq);
void grade_sheet_card(struct rq *rq, const void *rec);
/* receipt_page.c: anybody checks a receipt, without an account. */
enum rc receipt_page(struct rq *rq);
