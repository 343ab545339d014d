/* SPDX-License-Identifier: Apache-2.0 */
/*
 * print.h: what all printed pages share: the institution's name, the answer,
 * the address that a QR code leads to.
 */
#pragma once

#include "web/pdf.h"
#include "web/web.h"

/* Name of the institution as the settings say; "" not set. */
const char *print_institution(struct rq *rq, enum lang lang);
/* A page with the institution as its author and the title above the second
 * and later sheets. */
struct pdf *print_new(struct rq *rq, enum lang lang, const char *title);
/* Draws it and answers; `name` is the file's, without ".pdf". */
enum rc print_answer(struct rq *rq, const struct pdf *p, const char *name);
/* "https://ordo.example.kg/ky/..." by the setting base_url; "" when that is
 * not set, for a code that leads nowhere must not be printed. */
const char *print_address(struct rq *rq, const char *path);
