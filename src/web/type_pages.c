/* SPDX-License-Identifier: Apache-2.0 */
/*
 * type_pages.c: the routes of all types.
 */
#include "web/type_pages.h"

#include "base/csv.h"
#include "web/calendar_page.h"
#include "web/list_export.h"
#include "web/page_record.h"
#include "web/rule_page.h"
#include "web/setting_page.h"
#include "web/list_steps.h"
#include "web/look_page.h"

#include <string.h>

const struct type *type_of(const struct rq *rq)
{
    const struct type *t = web_of(rq)->type;

    if (!t)
        t = app_type(rq->app, web_param(rq, "type"));
    return t && !t->internal ? t : NULL;
}

size_t type_crumbs(struct rq *rq, const struct type *t, const void *rec,
                   struct crumb out[2])
{
    struct label l;

    out[0].href = url(rq, "/%s", t->name);
    out[0].text = tr(rq->lang, t->plural);
    if (!rec)
        return 1;
    l = record_own_label(rq, t, rec);
    out[1].href = record_url(rq, t, l.id);
    out[1].text = label_text(rq, &l);
    return 2;
}

#define FORM_BODY ((size_t)64 << 20)
#define CSV_BODY (CSV_MAX + ((size_t)1 << 16))

#define READS(address, what, fn)                                               \
    { .method = HTTP_GET, .path = (address), .who = WHO_RIGHT,                 \
      .type = ":type", .op = (what), .run = (fn) }
#define WRITES(address, what, before, fn)                                      \
    { .method = HTTP_POST, .path = (address), .who = WHO_RIGHT,                \
      .type = ":type", .op = (what), .flags = ROUTE_WRITES,                    \
      .body = FORM_BODY, .prepare = (before), .run = (fn) }

const struct route type_routes[] = {
    { .method = HTTP_GET, .path = "/types", .who = WHO_MEMBER,
      .run = type_index },
    { .method = HTTP_GET, .path = "/calendar", .who = WHO_PUBLIC,
      .run = calendar_page },
    { .method = HTTP_GET, .path = "/rules", .who = WHO_MEMBER,
      .run = rules_page },
    { .method = HTTP_GET, .path = "/settings", .who = WHO_RIGHT,
      .type = "setting", .op = OP_SEE, .flags = ROUTE_SLOW,
      .run = settings_page },
    { .method = HTTP_GET, .path = "/rules/:id/touches", .who = WHO_MEMBER,
      .flags = ROUTE_SLOW, .run = rule_touches_page },
    { .method = HTTP_GET, .path = "/looks", .who = WHO_RIGHT,
      .type = "look_seal", .op = OP_SEE, .flags = ROUTE_SLOW,
      .run = look_list_page },
    { .method = HTTP_GET, .path = "/search", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = search_page },
    { .method = HTTP_GET, .path = "/find/:of/:field", .who = WHO_MEMBER,
      .flags = ROUTE_SLOW, .run = type_find },
    { .method = HTTP_GET, .path = "/measure/:code", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = measure_page },
    { .method = HTTP_GET, .path = "/components", .who = WHO_PUBLIC,
      .run = components_page },
    { .method = HTTP_GET, .path = "/file/:id/content", .who = WHO_PUBLIC,
      .flags = ROUTE_SLOW, .run = file_content },
    { .method = HTTP_GET, .path = "/:type", .who = WHO_RIGHT,
      .type = ":type", .op = OP_SEE, .flags = ROUTE_SLOW, .run = type_list },
    { .method = HTTP_GET, .path = "/:type/export.csv", .who = WHO_RIGHT,
      .type = ":type", .op = OP_EXPORT, .flags = ROUTE_SLOW,
      .run = type_export_csv },
    { .method = HTTP_GET, .path = "/:type/export.xlsx", .who = WHO_RIGHT,
      .type = ":type", .op = OP_EXPORT, .flags = ROUTE_SLOW,
      .run = type_export_xlsx },
    { .method = HTTP_POST, .path = "/:type/export", .who = WHO_RIGHT,
      .type = ":type", .op = OP_EXPORT, .flags = ROUTE_WRITES,
      .run = type_export_ask },
    { .method = HTTP_GET, .path = "/job/:id/file", .who = WHO_MEMBER,
      .flags = ROUTE_SLOW, .run = export_job_file },
    { .method = HTTP_GET, .path = "/:type/export.pdf", .who = WHO_RIGHT,
      .type = ":type", .op = OP_EXPORT, .flags = ROUTE_SLOW,
      .run = type_print_list },
    { .method = HTTP_POST, .path = "/:type/view", .who = WHO_RIGHT,
      .type = ":type", .op = OP_SEE, .flags = ROUTE_WRITES,
      .run = list_view_keep },
    READS("/:type/steps", OP_SEE, type_steps_form),
    WRITES("/:type/steps", OP_SEE, form_prepare, type_steps_take),
    READS("/:type/new", OP_ADD, type_new),
    WRITES("/:type/new", OP_ADD, form_prepare, type_add),
    READS("/:type/import", OP_ADD, type_import),
    { .method = HTTP_POST, .path = "/:type/import", .who = WHO_RIGHT,
      .type = ":type", .op = OP_ADD, .flags = ROUTE_SLOW, .body = CSV_BODY,
      .run = type_import_try },
    WRITES("/:type/import/confirm", OP_ADD, type_import_prepare,
           type_import_run),
    READS("/:type/:id", OP_SEE, type_card),
    { .method = HTTP_GET, .path = "/:type/:id/card.pdf", .who = WHO_RIGHT,
      .type = ":type", .op = OP_SEE, .flags = ROUTE_SLOW,
      .run = type_print },
    READS("/:type/:id/history", OP_SEE, type_history),
    READS("/:type/:id/looks", OP_SEE, looks_page),
    READS("/:type/:id/receipt/:journal", OP_SEE, type_receipt),
    READS("/:type/:id/edit", OP_EDIT, type_edit),
    WRITES("/:type/:id/edit", OP_EDIT, form_prepare, type_save),
    READS("/:type/:id/step/:step", OP_STEP, type_step_form),
    WRITES("/:type/:id/step/:step", OP_STEP, form_prepare, type_step_take),
};
const size_t n_type_routes = COUNT(type_routes);
