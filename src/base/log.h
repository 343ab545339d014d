/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h: one line an event on standard error, as key=value pairs:
 * `time=... level=error request=... text="..."`.  Thread-safe.
 */
#pragma once

#include "base/base.h"

enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR };

void log_level_set(enum log_level least);
/* The request (or job) of this thread, shown in each line; "" for none. */
void log_request(const char *id);
void log_at(enum log_level level, const char *file, int line, const char *fmt,
            ...) PRINTF(4, 5);
#define log_error(...) log_at(LOG_ERROR, __FILE__, __LINE__, __VA_ARGS__)
#define log_warn(...) log_at(LOG_WARN, __FILE__, __LINE__, __VA_ARGS__)
#define log_info(...) log_at(LOG_INFO, __FILE__, __LINE__, __VA_ARGS__)
#define log_debug(...) log_at(LOG_DEBUG, __FILE__, __LINE__, __VA_ARGS__)
