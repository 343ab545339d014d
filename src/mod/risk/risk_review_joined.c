/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_review_joined.c: what the pack of a review takes from the indicators
 * and the decisions: thresholds that were crossed, acceptances that end.
 */
#include "mod/risk/risk_review_parts.h"

enum rc review_crossings(struct review_pack *p)
{
    (void)p;
    return RC_OK;
}

enum rc review_accepted(struct review_pack *p)
{
    (void)p;
    return RC_OK;
}
