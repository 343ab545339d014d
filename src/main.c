/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c: the command line: the table of subcommands, their help, and where
 * each of them runs.
 */
#include "commands.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "web/assets.h"
#include "web/local.h"

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define DIR_IS "DIR is a data folder that `ordo init` has made.\n"

const struct command commands[] = {
    { "init",
      "DIR",
      "makes a data folder",
      "DIR must not hold a database yet.\n",
      HOW_NONE,
      1,
      1,
      0,
      0,
      { { "--concept", "FOLDER", "loads a strategy from its data files" },
        { "--demo", "N", "fills a demo university with N students" } },
      command_init },
    { "serve",
      "DIR",
      "serves a data folder over HTTP",
      "Runs until SIGTERM or SIGINT, then finishes what is under way.\n",
      HOW_NONE,
      1,
      1,
      0,
      0,
      { { "--listen", "ADDR:PORT", "where; 127.0.0.1:8080 if not given" } },
      command_serve },
    { "user",
      "DIR add LOGIN --role ROLE",
      "adds a person with an account",
      "Without --password-stdin a password is made and printed.\n",
      HOW_WRITES,
      3,
      3,
      0,
      3,
      { { "--role", "ROLE", "the role that the person is appointed to" },
        { "--unit", "CODE", "in this unit and below; else everywhere" },
        { "--password-stdin", NULL, "takes the password from one line" },
        { "--name", "NAME", "the person's name; the login if not given" } },
      command_user },
    { "token",
      "DIR LOGIN",
      "prints an API token, alone on the last line",
      "The token is shown once; only its hash is kept.\n",
      HOW_WRITES,
      2,
      2,
      0,
      0,
      { { "--scope", "SCOPE", "read or write; write if not given" },
        { "--days", "N", "days that it is valid; 365 if not given" },
        { "--name", "NAME", "what it is for" } },
      command_token },
    { "import",
      "DIR TYPE FILE.csv",
      "takes records from a CSV file",
      "All rows or none; every fault is named by line and column.\n",
      HOW_WRITES,
      3,
      3,
      2,
      0,
      { { "--dry-run", NULL, "looks, changes nothing" },
        { "--plan", "CODE", "the plan to which all rows belong" } },
      command_import },
    { "erase",
      "DIR PERSON",
      "shows what an erasure of a person's data takes, and with --yes does it",
      "PERSON is the number in the address of the card.  Ask two people.\n",
      HOW_WRITES,
      2,
      2,
      0,
      0,
      { { "--yes", NULL, "erases for ever" } },
      command_erase },
    { "export",
      "DIR TYPE",
      "prints the records of a type as CSV",
      DIR_IS,
      HOW_READS,
      2,
      2,
      0,
      0,
      { { "--format", "csv", "the only one" } },
      command_export },
    { "backup",
      "DIR FILE",
      "copies a data folder into one file, or into a folder of copies",
      "Works beside a running server.  The file holds the keys: keep it"
      " closed.\nWith --key FILE is a folder: each copy in it adds only what"
      " is new, encrypted.\n",
      HOW_READS,
      2,
      2,
      0,
      0,
      { { "--key", "KEYFILE", "the key of the folder; made when there is none" },
        { "--keep", "N", "forgets all but the newest N copies" } },
      command_backup },
    { "restore",
      "FILE DIR",
      "makes a data folder from a backup",
      "DIR must not exist.  Of a folder of copies the newest is taken.\n",
      HOW_NONE,
      2,
      2,
      0,
      0,
      { { "--key", "KEYFILE", "the key of the folder of copies" } },
      command_restore },
    { "drill",
      "DIR COPIES",
      "restores the newest copy of DIR aside, proves it, signs a report",
      "Works beside a running server.  The report is printed and kept in"
      " DIR/drills;\nthe restored folder is removed again.\n",
      HOW_READS,
      2,
      2,
      0,
      0,
      { { "--key", "KEYFILE", "the key of the folder of copies" } },
      command_drill },
    { "verify",
      "[DIR]",
      "proves that nothing was changed quietly",
      "Checks the whole journal of DIR, or one receipt without DIR.\n",
      HOW_NONE,
      0,
      1,
      0,
      0,
      { { "--held", "FILE", "an earlier checkpoint, kept elsewhere" },
        { "--receipt", "FILE", "a receipt; with --key" },
        { "--key", "KEY", "the journal's key, or a file with it" } },
      command_verify },
    { "measure",
      "DIR CODE",
      "counts a measure",
      DIR_IS,
      HOW_READS,
      2,
      2,
      0,
      0,
      { { "--on", "DAY", "as of this day (2026-11-22); today if not given" },
        { "--known", "DAY", "as it was known at the end of this day" } },
      command_measure },
    { "rights",
      "ROLE",
      "prints all that a role can open, read and change",
      "",
      HOW_NONE,
      1,
      1,
      0,
      0,
      { { NULL, NULL, NULL } },
      command_rights },
    { "version",
      "",
      "prints the version",
      "",
      HOW_NONE,
      0,
      0,
      0,
      0,
      { { NULL, NULL, NULL } },
      command_version },
};
const size_t n_commands = COUNT(commands);

/* --- Help ----------------------------------------------------------------- */

static void print_all(FILE *to)
{
    fputs("usage: ordo COMMAND ...   (ordo COMMAND --help tells more)\n\n", to);
    for (size_t i = 0; i < n_commands; i++)
        fprintf(to, "  %-8s %-26s %s\n", commands[i].name, commands[i].args,
                commands[i].about);
    fputs("\nexit codes: 0 done, 1 refused or faults found, 2 usage,"
          " 3 in use or busy, 4 a fault\n",
          to);
}

static void print_one(struct call *c)
{
    const struct command *m = c->command;

    call_out(c, "usage: ordo %s %s\n\n%s.\n%s", m->name, m->args, m->about,
             m->help);
    for (size_t i = 0; i < COMMAND_OPTIONS && m->options[i].name; i++)
        call_out(c, "  %-30s %s\n",
                 mem_fmt(c->mem, "%s %s", m->options[i].name,
                         m->options[i].value ? m->options[i].value : ""),
                 m->options[i].about);
}

static const struct command *command_named(const char *name)
{
    for (size_t i = 0; i < n_commands; i++)
        if (!strcmp(commands[i].name, name))
            return &commands[i];
    return NULL;
}

/* --- Reading what was typed ----------------------------------------------- */

static enum exit_code usage(struct call *c, const char *what, const char *arg)
{
    call_err(c, "%s%s%s; see `ordo %s --help`", what, arg ? " " : "",
             arg ? arg : "", c->command->name);
    return EXIT_USAGE;
}

/* The option at argv[i] ("--role X" or "--role=X"); moves i. */
static enum exit_code read_option(struct call *c, int argc, char **argv, int *i)
{
    const char *typed = argv[*i], *equals = strchr(typed, '=');
    size_t n = equals ? (size_t)(equals - typed) : strlen(typed);

    for (size_t k = 0; k < COMMAND_OPTIONS; k++) {
        const struct option_of *o = &c->command->options[k];

        if (!o->name || strlen(o->name) != n || strncmp(o->name, typed, n))
            continue;
        if (!o->value)
            c->option[k] = "";
        else if (equals)
            c->option[k] = equals + 1;
        else if (*i + 1 < argc)
            c->option[k] = argv[++*i];
        else
            return usage(c, "a value is missing after", typed);
        return EXIT_OK;
    }
    return usage(c, "unknown option", typed);
}

static enum exit_code read_words(struct call *c, int argc, char **argv,
                                 bool *help)
{
    bool words_only = false;

    for (int i = 1; i < argc; i++) {
        if (!text_valid(argv[i], strlen(argv[i])))
            return usage(c, "not UTF-8: argument", NULL);
        if (!words_only && !strcmp(argv[i], "--")) {
            words_only = true;
        } else if (!words_only && !strcmp(argv[i], "--help")) {
            *help = true;
            return EXIT_OK;
        } else if (!words_only && argv[i][0] == '-' && argv[i][1]) {
            enum exit_code code = read_option(c, argc, argv, &i);

            if (code)
                return code;
        } else if (c->n_args == c->command->most) {
            return usage(c, "too many arguments:", argv[i]);
        } else {
            c->arg[c->n_args++] = argv[i];
        }
    }
    if (c->n_args < c->command->least)
        return usage(c, "arguments are missing", NULL);
    return EXIT_OK;
}

int command_run(struct ordo *app, int argc, char **argv, const char *input,
                size_t input_size,
                void (*put)(void *, bool, const char *, size_t), void *put_arg)
{
    struct call c = { .app = app,
                      .put = put,
                      .put_arg = put_arg,
                      .input = input,
                      .input_size = input_size,
                      .mem = mem_new(0) };
    bool help = false;
    enum exit_code code;

    if (!c.mem)
        return EXIT_BROKEN;
    c.command = command_named(argv[0]);
    if (!c.command || (app && c.command->how != HOW_WRITES)) {
        mem_free(c.mem);
        return EXIT_USAGE;
    }
    code = read_words(&c, argc, argv, &help);
    if (!code && app)
        call_settle(&c);
    if (!code)
        code = c.command->run(&c);
    mem_free(c.mem);
    return (int)code;
}

/* --- This process --------------------------------------------------------- */

static void put_here(void *arg, bool error, const char *s, size_t n)
{
    (void)arg;
    fwrite(s, 1, n, error ? stderr : stdout);
    fflush(error ? stderr : stdout);
}

/* A whole file or, with NULL, standard input. */
static const char *slurp(struct mem *m, const char *name, size_t most,
                         size_t *n)
{
    int fd = name ? open(name, O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    struct buf b;
    ssize_t k = 1;

    if (fd < 0)
        return NULL;
    buf_init(&b, m);
    while (k > 0 && b.n <= most) {
        buf_need(&b, 65536);
        k = read(fd, b.s + b.n, 65536);
        if (k > 0)
            b.n += (size_t)k;
    }
    buf_str(&b, "");
    if (name)
        close(fd);
    *n = b.n;
    if (k < 0 || b.n > most) {
        errno = k < 0 ? errno : EFBIG;
        return NULL;
    }
    return b.s;
}

static enum exit_code read_input(struct call *c)
{
    const struct command *m = c->command;
    const char *file = m->input_arg ? c->arg[m->input_arg] : NULL;

    if (m->input_option && c->option[m->input_option - 1])
        c->input = slurp(c->mem, NULL, 65536, &c->input_size);
    else if (file)
        c->input = slurp(c->mem, file, (size_t)64 << 20, &c->input_size);
    else
        return EXIT_OK;
    if (c->input)
        return EXIT_OK;
    call_err(c, "cannot read %s: %s", file ? file : "standard input",
             strerror(errno));
    return EXIT_REFUSED;
}

/* To the server that owns the folder, if one runs; else here. */
static enum exit_code run_writing(struct call *c, int argc, char **argv)
{
    struct local_call call = { argc, argv, c->input, c->input_size };
    struct local_out out = { put_here, NULL };
    enum exit_code code;
    int exit_code = EXIT_BROKEN;
    enum rc rc = local_send(c->arg[0], &call, &out, &exit_code);

    if (!rc)
        return (enum exit_code)exit_code;
    if (rc != RC_MISSING) {
        call_err(c, "the server ended while it worked on this; look what it"
                    " did before trying again");
        return EXIT_BROKEN;
    }
    code = house_open(c, c->arg[0], HOW_WRITES, false);
    if (!code)
        code = c->command->run(c);
    if (c->app)
        app_close(c->app);
    return code;
}

static enum exit_code run_reading(struct call *c)
{
    enum exit_code code = house_open(c, c->arg[0], HOW_READS, false);

    if (!code)
        code = c->command->run(c);
    if (c->app)
        app_close(c->app);
    return code;
}

static enum exit_code run_typed(struct call *c, int argc, char **argv)
{
    bool help = false;
    enum exit_code code = read_words(c, argc, argv, &help);

    if (code)
        return code;
    if (help) {
        print_one(c);
        return EXIT_OK;
    }
    code = read_input(c);
    if (code)
        return code;
    switch (c->command->how) {
    case HOW_WRITES:
        return run_writing(c, argc, argv);
    case HOW_READS:
        return run_reading(c);
    case HOW_NONE:
        break;
    }
    return c->command->run(c);
}

static void load_catalogues(void)
{
    static const char *const names[] = { "ky.mo", "ru.mo" };
    static const enum lang langs[] = { LANG_KY, LANG_RU };

    for (size_t i = 0; i < COUNT(names); i++) {
        const struct asset *a = asset_find(names[i]);

        if (!a || lang_load(langs[i], a->data, a->size))
            log_warn("the catalogue %s cannot be used", names[i]);
    }
}

/* Arenas and results come and go by the hundred kilobytes: given back to the
 * system each time, they would be zeroed by it at every request. */
static void keep_memory(void)
{
    mallopt(M_MMAP_THRESHOLD, 4 << 20);
    mallopt(M_TRIM_THRESHOLD, 2 << 20);
    mallopt(M_ARENA_MAX, 2);
}

int main(int argc, char **argv)
{
    struct call c = { .put = put_here, .mem = mem_new(0) };
    enum exit_code code;

    signal(SIGPIPE, SIG_IGN);
    keep_memory();
    if (argc < 2) {
        print_all(stderr);
        return EXIT_USAGE;
    }
    if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help")) {
        print_all(stdout);
        return EXIT_OK;
    }
    c.command = command_named(argv[1]);
    if (!c.command || !c.mem) {
        fprintf(stderr, "ordo: unknown command %s\n", argv[1]);
        print_all(stderr);
        return EXIT_USAGE;
    }
    hash_init();
    load_catalogues();
    code = run_typed(&c, argc - 1, argv + 1);
    fflush(stdout);
    mem_free(c.mem);
    return (int)code;
}
