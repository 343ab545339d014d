/* SPDX-License-Identifier: Apache-2.0 */
/*
 * commands.h: the subcommands of ordo.  main.c reads what was typed, opens
 * the folder (or hands the command to the server that owns it) and calls run.
 */
#pragma once

#include "kernel/app.h"
#include "kernel/journal.h"

/* What the program ends with. */
enum exit_code {
    EXIT_OK = 0,
    EXIT_REFUSED = 1, /* refused, or faults were found */
    EXIT_USAGE = 2,
    EXIT_IN_USE = 3, /* busy: another process, a full disk */
    EXIT_BROKEN = 4, /* a fault of ours or of the machine */
};

/* How a command comes to its folder. */
enum how {
    HOW_NONE,   /* needs no folder, or opens it itself */
    HOW_READS,  /* read-only, beside a running server */
    HOW_WRITES, /* through the running server, else opens it */
};

struct option_of {
    const char *name; /* "--role" */
    const char *value; /* "ROLE": what follows; NULL: nothing does */
    const char *about;
};

#define COMMAND_ARGS 6
#define COMMAND_OPTIONS 6

struct command;

/* One command under way. */
struct call {
    const struct command *command;
    struct ordo *app; /* NULL for HOW_NONE */
    struct mem *mem;
    struct rq rq; /* the system's, in English, for commands with a folder */
    const char *arg[COMMAND_ARGS]; /* DIR first */
    size_t n_args;
    const char *option[COMMAND_OPTIONS]; /* in the command's order; flags "" */
    const char *input; /* contents of the file or of standard input */
    size_t input_size;
    void (*put)(void *arg, bool error, const char *s, size_t n);
    void *put_arg;
};

struct command {
    const char *name, *args, *about, *help;
    enum how how;
    size_t least, most; /* arguments, DIR included */
    int input_arg;      /* argument that is a file to be read; 0: none */
    int input_option;   /* option (1-based) that reads standard input */
    struct option_of options[COMMAND_OPTIONS];
    enum exit_code (*run)(struct call *c);
};

extern const struct command commands[];
extern const size_t n_commands;

/* The value of an option, NULL when it was not given. */
const char *call_option(const struct call *c, const char *name);
void call_out(struct call *c, const char *fmt, ...) PRINTF(2, 3);
/* An error: what is wrong and what to do, one line. */
void call_err(struct call *c, const char *fmt, ...) PRINTF(2, 3);
/* The refusals of c->rq as errors; the exit code that goes with rc. */
enum exit_code call_refused(struct call *c, enum rc rc);
/* For a line that tells how far it is. */
bool call_progress(void *call, long done, long all);

/* The registry of modules, proofread; EXIT_BROKEN when a table is wrong. */
enum exit_code house_make(struct call *c, struct ordo **app);
/* ... and its folder; HOW_READS opens read-only. */
enum exit_code house_open(struct call *c, const char *dir, enum how how,
                          bool create);

/* The whole proof of an open folder: journal, ledgers, acts (*acts: how many
 * are signed).  RC_OK when it ran, whatever it found. */
enum rc house_verify(struct call *c, const char *held,
                     struct journal_report *r, int64_t *acts) MUST_USE;

/* A request of the system for a call whose house is open. */
void call_settle(struct call *c);

/* commands.c, folder.c for those that open folders themselves, backup.c,
 * drill.c. */
enum exit_code command_init(struct call *c);
enum exit_code command_serve(struct call *c);
enum exit_code command_user(struct call *c);
enum exit_code command_token(struct call *c);
enum exit_code command_import(struct call *c);
enum exit_code command_export(struct call *c);
enum exit_code command_erase(struct call *c);
enum exit_code command_backup(struct call *c);
enum exit_code command_restore(struct call *c);
enum exit_code command_drill(struct call *c);
enum exit_code command_verify(struct call *c);
enum exit_code command_measure(struct call *c);
enum exit_code command_rights(struct call *c);
enum exit_code command_version(struct call *c);
/* Runs what main.c was given, here or inside a server. */
int command_run(struct ordo *app, int argc, char **argv, const char *input,
                size_t input_size,
                void (*put)(void *, bool, const char *, size_t),
                void *put_arg);
