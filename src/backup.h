/* SPDX-License-Identifier: Apache-2.0 */
/*
 * backup.h: copies of data folders: one tar file, or a vault: a folder kept by
 * restic, where each copy adds only what is new, everything encrypted with a
 * key that lies elsewhere.
 */
#pragma once

#include "commands.h"

struct vault {
    const char *folder, *key; /* key: a file with the password */
};

/* Restores the newest copy of the vault into `dir`, which must not be there,
 * and opens it once, so that an older copy is brought up to date.  *copied:
 * the moment of the copy.  Says itself what is wrong. */
enum exit_code vault_restore(struct call *c, const struct vault *v,
                             const char *dir, int64_t *copied);
/* Removes a folder and all in it; one that is not there is no fault. */
bool remove_tree(const char *path);
bool path_exists(const char *path);
