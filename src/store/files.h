/* SPDX-License-Identifier: Apache-2.0 */
/*
 * files.h: file contents by their SHA-256: DIR/files/ab/abcd....  The same
 * content is kept once.  Names, kinds and rights are records of the kernel.
 */
#pragma once

#include "base/hash.h"
#include "store/store.h"

/* Moves a finished temporary file (same file system) to its place, durable
 * when it returns; the temporary name is gone afterwards in any case. */
enum rc files_keep(struct store *s, const char *temporary, struct sha256 hash)
    MUST_USE;
/* Read-only descriptor and size; RC_MISSING. The caller closes. */
enum rc files_open(struct store *s, struct sha256 hash, int *fd,
                   int64_t *size) MUST_USE;
/* Takes a content from the disk for ever (an erasure): overwritten is nothing,
 * the file system decides.  One that is not there is no fault. */
enum rc files_remove(struct store *s, struct sha256 hash) MUST_USE;
/* A name for a new temporary file in DIR/tmp. */
char *files_temporary(struct store *s, struct mem *m);

/* Media type by content for the kinds that Ordo takes (PDF, PNG, JPEG, WebP,
 * DOCX, XLSX, PPTX, ODT, ODS, ZIP, CSV/plain UTF-8 text, XML, MP4, P7S,
 * X.509 certificates and lists of revoked ones);
 * NULL: not a kind that is taken.  Reads the first bytes of `fd` only;
 * thread-safe. */
const char *files_kind(int fd, const char *name);
/* A file name safe to offer for download: no path, no control characters,
 * at most 120 characters, with the extension of `kind`. */
char *files_name(struct mem *m, const char *name, const char *kind);
