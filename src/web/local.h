/* SPDX-License-Identifier: Apache-2.0 */
/*
 * local.h: commands that write go through the server that owns the folder.
 *
 * The server listens on DIR/socket (0600) and serves its own user and root
 * only, whom the kernel of the machine names (SO_PEERCRED).  A call is one
 * line of JSON, the answer is lines of JSON until the exit code:
 *
 *     {"argv":["user","DIR","add","asan"],"input":"BASE64"}
 *     {"out":"BASE64"}  {"err":"BASE64"}  {"exit":0}
 *
 * The server runs the very function that the command would run itself.
 */
#pragma once

#include "base/mem.h"

struct ordo;

/* A command as it was typed; `input` is what it reads (a file, or standard
 * input), read by the caller, who has the rights to it. */
struct local_call {
    int argc;
    char **argv;
    const char *input;
    size_t input_size;
};

/* Where a command writes; may be called many times, as it gets on. */
struct local_out {
    void (*put)(void *arg, bool error, const char *s, size_t n);
    void *arg;
};

/* Runs a command with an open house, returns its exit code. */
typedef int local_run(struct ordo *app, const struct local_call *call,
                      const struct local_out *out);

struct local; /* a listening server */

/* Starts to listen on a thread of its own; one call at a time.  RC_BROKEN
 * with *error (a text for the log) when the socket cannot be made. */
enum rc local_open(struct local **out, struct ordo *app, const char *dir,
                   local_run *run, const char **error) MUST_USE;
/* Finishes the call under way and takes the socket away; NULL is allowed. */
void local_close(struct local *l);

/* Hands a command to the server of a folder.  RC_MISSING: no server runs
 * there; RC_BROKEN: the connection ended before the exit code came. */
enum rc local_send(const char *dir, const struct local_call *call,
                   const struct local_out *out, int *exit_code) MUST_USE;
