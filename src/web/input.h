/* SPDX-License-Identifier: Apache-2.0 */
/*
 * input.h: what the files of inputs share.
 */
#pragma once

#include "web/page_record.h"

/* One input with label, help and error. */
void input_open_field(const struct form *fm, const struct field *f);
void input_close_field(const struct form *fm, const struct field *f);
/* Several inputs under one legend. */
void input_open_set(const struct form *fm, const struct field *f);
void input_close_set(const struct form *fm, const struct field *f);
/* Tells the reader of the form that the field was in it, though nothing may
 * be sent for it (no box ticked). */
void input_here(const struct form *fm, const struct field *f);
/* What was sent under that name, NULL when the stored value is shown. */
const char *input_sent(const struct form *fm, const char *name);
/* Attributes that say what is wrong and what helps. */
void input_aria(const struct form *fm, const struct field *f,
                const char *name);
void input_open_select(const struct form *fm, const struct field *f);
void input_option(struct html *h, const char *value, const char *text,
                  bool chosen);

/* input_refs.c */
void input_ref(const struct form *fm, const struct field *f);
void input_refs(const struct form *fm, const struct field *f);
void input_file(const struct form *fm, const struct field *f);
