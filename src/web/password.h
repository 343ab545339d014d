/* SPDX-License-Identifier: Apache-2.0 */
/*
 * password.h: password checks behind a gate that lets two through at once.
 * Never on the writer or an event thread.
 */
#pragma once

#include "kernel/rq.h"

/* The gate, for what else takes 64 MB and a tenth of a second (a signer's
 * code).  false: too many wait, and there is nothing to leave. */
bool password_gate(void);
void password_gate_leave(void);
/* RC_OK: right; RC_DENIED: wrong; RC_BUSY: too many wait. `encoded` NULL (no
 * such account) takes as long as a wrong one. */
enum rc password_try(struct rq *rq, const char *encoded, const char *password)
    MUST_USE;
/* The form in which it is kept.  RC_BUSY */
enum rc password_make(struct rq *rq, const char *password, const char **out)
    MUST_USE;
