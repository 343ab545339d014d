/* SPDX-License-Identifier: Apache-2.0 */
/*
 * notice_in.h: how a notice lies in its table, for notice.c and mail.c.
 */
#pragma once

#include "kernel/notice.h"

#define NOTICE_COLUMNS                                                         \
    "n.id, n.person, n.kind, n.subject, n.subject_id, n.note, n.once, n.told_by,"\
    " n.created_at, n.read_at, n.mail, n.next_at, n.tries, n.lease_until,"     \
    " n.sent_at, n.problem"
#define NOTICE_LETTERS "iittittiiitiiiit"

void notice_decode(struct rq *rq, const struct sql_rows *r, struct notice *n);
