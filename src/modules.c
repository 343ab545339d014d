/* SPDX-License-Identifier: Apache-2.0 */
/*
 * modules.c: the list of modules, nothing else.
 */
#include "modules.h"

#include "mod/councils/councils.h"
#include "mod/appeals/appeals.h"
#include "mod/documents/documents.h"
#include "mod/registrar/registrar.h"
#include "mod/regulations/regulations.h"
#include "mod/requests/requests.h"
#include "mod/risk/risk.h"
#include "mod/strategy/strategy.h"
#include "web/session.h"

const struct module *const modules[] = {
    &kernel_module,
    &web_module,
    &mod_strategy,
    &mod_councils,
    &mod_risk,
    &mod_documents,
    &mod_appeals,
    &mod_requests,
    &mod_regulations,
    &mod_registrar,
};
const size_t n_modules = COUNT(modules);
