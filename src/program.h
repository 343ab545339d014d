/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.h: another program, run to its end by a command.
 */
#pragma once

#include "base/buf.h"

/* Runs argv[0], found in PATH, and waits for it.  What it prints is taken
 * into `out` (NULL: it goes where ours goes).  false: it could not be started,
 * or ended with anything but 0. */
bool program_run(const char *const argv[], struct buf *out);
