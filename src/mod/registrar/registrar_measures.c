/* SPDX-License-Identifier: Apache-2.0 */
/*
 * registrar_measures.c: shares of the contingent, as the source column of the
 * indicators defines them: all who study on the day, those on leave included.
 */
#include "kernel/measure.h"
#include "kernel/span.h"
#include "mod/registrar/contingent.h"

#define HERE "s.state IN ('studying', 'on_leave')"

/* Of the students held on the day those for whom `cond` holds. */
#define SHARE(cond)                                                            \
    { "SELECT COALESCE(SUM(CASE WHEN " cond " THEN 1 ELSE 0 END), 0),"         \
      " COUNT(*) FROM student_span s LEFT JOIN programme p"                    \
      " ON p.id = s.programme WHERE " HERE " AND "                             \
      SPAN_HELD("s", "$1", "$2"), "ti", "ii" }
#define BEHIND(cond)                                                           \
    "t.id IN (SELECT s.record FROM student_span s LEFT JOIN programme p"       \
    " ON p.id = s.programme WHERE " HERE " AND " cond " AND "                  \
    SPAN_HELD("s", "{on}", "{known}") ")"
#define FOREIGN "s.citizenship IS NOT NULL AND s.citizenship <> 'KG'"
#define MASTER "p.level = 'master'"
#define PHD "p.level = 'phd'"
#define ASPIRANT "p.level = 'aspirantura'"

#define OF_ALL(name, words, meaning, cond)                                     \
    { .code = (name), .label = (words), .means = (meaning),                    \
      .unit = UNIT_PERCENT, .count = SHARE(cond), .type = &type_student,       \
      .records = BEHIND(cond), .since = "" }

const struct measure registrar_measures[REGISTRAR_MEASURES] = {
    OF_ALL("foreign_students", N_("Share of foreign students"),
           N_("Students with foreign citizenship on the day / all students"),
           FOREIGN),
    OF_ALL("master_share", N_("Share of master’s students"),
           N_("Students of master’s programmes on the day / all students"),
           MASTER),
    OF_ALL("phd_share", N_("Share of PhD students"),
           N_("Students of PhD programmes on the day / all students"), PHD),
    OF_ALL("aspirant_share", N_("Share of aspirants"),
           N_("Students of aspirantura on the day / all students"), ASPIRANT),
};
