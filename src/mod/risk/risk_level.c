/* SPDX-License-Identifier: Apache-2.0 */
/*
 * risk_level.c: the words of the levels; risk_level itself is answered by the
 * assessment (risk_consensus.c).
 */
#include "mod/risk/risk_level.h"

static const struct {
    const char *words;
    enum tone tone;
} levels[] = {
    [LEVEL_NONE] = { N_("not assessed"), TONE_MUTED },
    [LEVEL_LOW] = { N_("low level"), TONE_GOOD },
    [LEVEL_MEDIUM] = { N_("medium level"), TONE_INFO },
    [LEVEL_HIGH] = { N_("high level"), TONE_WARN },
    [LEVEL_CRITICAL] = { N_("critical level"), TONE_BAD },
};

const char *risk_level_words(enum risk_level level)
{
    return levels[level].words;
}

enum tone risk_level_tone(enum risk_level level)
{
    return levels[level].tone;
}
