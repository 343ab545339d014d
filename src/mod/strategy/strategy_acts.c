/* SPDX-License-Identifier: Apache-2.0 */
/*
 * strategy_acts.c: the texts of the acts that the strategy lives by: adopting
 * a plan, closing it, settling a contradiction of its source.
 */
#include "kernel/act_form.h"
#include "mod/strategy/strategy_types.h"

/* Whatever belongs to an adopted plan is changed by an act of the Academic
 * Council that says it word for word. */
#define AMENDMENT(type)                                                        \
    { .name = "amendment_" #type, .kind = "resolution",                        \
      .subject = &type_##type,                                                 \
      .title = N_("On amending the adopted plan"),                             \
      .body = N_("The Academic Council resolves:\n\n"                          \
                 "1. To amend the adopted plan as follows:\n\n"                \
                 "{changes}\n\n"                                               \
                 "2. The planning office brings the amendments to the heads"   \
                 " of the units that carry them out; the text before the"      \
                 " amendment stays open to be read.") }

const struct act_form strategy_act_forms[STRATEGY_ACT_FORMS] = {
    { .name = "plan_adoption", .kind = "order", .subject = &type_plan,
      .step = "adopt",
      .title = N_("On adopting “{title}”"),
      .body = N_("In order to carry the development of the university"
                 " forward by a plan that is open to everybody, I order:\n\n"
                 "1. To adopt “{title}” for the period from {starts} to"
                 " {ends}.\n\n"
                 "2. The heads of the units named in its tasks carry these"
                 " out by their days and report in Ordo within {report_days}"
                 " days after the end of each period.\n\n"
                 "3. The planning office gathers the reports and shows every"
                 " value with its source.\n\n"
                 "4. I keep the control over this order myself.") },
    { .name = "plan_closing", .kind = "order", .subject = &type_plan,
      .step = "close",
      .title = N_("On closing “{title}”"),
      .body = N_("Because its period has ended, I order:\n\n"
                 "1. To close “{title}” ({starts} – {ends}).\n\n"
                 "2. The planning office publishes the report on the whole"
                 " period.\n\n"
                 "3. The records of the plan are kept and stay open to be"
                 " read.") },
    { .name = "conflict_settlement", .kind = "decision",
      .subject = &type_conflict, .step = "settle",
      .title = N_("On settling the contradiction {code} of the plan"),
      .body = N_("The source contradicts itself: {title}.\n\n"
                 "{explanation?}\n\n"
                 "It is decided:\n\n"
                 "{settlement}") },
    { .name = "target_adoption", .kind = "order",
      .subject = &type_indicator, .step = "adopt_target",
      .title = N_("On adopting the target of indicator {code}"),
      .body = N_("The source gives no target for indicator {code} “{title}”;"
                 " one was derived from its task. I order:\n\n"
                 "1. To adopt the derived target as the target of the plan.\n\n"
                 "2. The planning office shows it from this day on as"
                 " adopted.") },
    AMENDMENT(plan),
    AMENDMENT(direction),
    AMENDMENT(goal),
    AMENDMENT(task),
    AMENDMENT(result),
    AMENDMENT(outcome),
    AMENDMENT(indicator),
    AMENDMENT(yearly_target),
    AMENDMENT(value),
};
