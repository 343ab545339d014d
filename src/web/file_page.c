/* SPDX-License-Identifier: Apache-2.0 */
/*
 * file_page.c: the content of an uploaded file, for those who may see it.
 */
#include "kernel/org.h"
#include "web/page_record.h"
#include "web/type_pages.h"

enum rc file_seen(struct rq *rq, int64_t id)
{
    struct rq ask = *rq;
    enum rc rc;

    rq_forget(&ask);
    rc = rights_check(&ask, &type_file, id, OP_SEE, NULL);
    return rc == RC_DENIED ? RC_MISSING : rc;
}

enum rc file_content(struct rq *rq)
{
    int64_t id = web_param_id(rq, "id");

    if (!id)
        return RC_MISSING;
    TRY(file_seen(rq, id));
    return web_file(rq, id);
}
