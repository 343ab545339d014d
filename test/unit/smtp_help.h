/* SPDX-License-Identifier: Apache-2.0 */
/*
 * smtp_help.h: a real mail server (test/smtp.py) for a test, and the letters
 * that it took.
 */
#pragma once

#include <dirent.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

struct smtp {
    char folder[96];
    pid_t pid;
    int port;
};

/* On `port`, or a free one when it is 0. */
static inline int smtp_start(struct smtp *s, int port)
{
    char number[16];
    int ends[2];
    FILE *f;

    snprintf(number, sizeof number, "%d", port);
    if (pipe(ends))
        return -1;
    s->pid = fork();
    if (!s->pid) {
        prctl(PR_SET_PDEATHSIG, SIGKILL);
        dup2(ends[1], 1);
        execl("/usr/bin/python3", "python3", "test/smtp.py", s->folder, number,
              (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    f = fdopen(ends[0], "r");
    if (!f || fscanf(f, "%d", &s->port) != 1)
        return -1;
    fclose(f);
    return 0;
}

static inline void smtp_stop(struct smtp *s)
{
    if (s->pid > 0) {
        kill(s->pid, SIGKILL);
        waitpid(s->pid, NULL, 0);
    }
    s->pid = 0;
}

static inline int smtp_is_letter(const struct dirent *d)
{
    const char *dot = strrchr(d->d_name, '.');

    return dot && !strcmp(dot, ".eml");
}

/* How many it took so far. */
static inline int smtp_letters(const struct smtp *s)
{
    struct dirent **names;
    int n = scandir(s->folder, &names, smtp_is_letter, alphasort);

    for (int i = 0; i < n; i++)
        free(names[i]);
    if (n >= 0)
        free(names);
    return n;
}

/* The last of them; the caller's to free. */
static inline char *smtp_last(const struct smtp *s)
{
    struct dirent **names;
    int n = scandir(s->folder, &names, smtp_is_letter, alphasort);
    char path[400], *text = NULL;
    size_t room = 0;
    FILE *f;

    if (n <= 0)
        return NULL;
    snprintf(path, sizeof path, "%s/%s", s->folder, names[n - 1]->d_name);
    for (int i = 0; i < n; i++)
        free(names[i]);
    free(names);
    f = fopen(path, "r");
    if (!f)
        return NULL;
    if (getdelim(&text, &room, '\0', f) < 0) {
        free(text);
        text = NULL;
    }
    fclose(f);
    return text;
}

/* A file beside the letters, by which the test tells the server something. */
static inline void smtp_tell(const struct smtp *s, const char *name,
                             const char *word)
{
    char path[400];
    FILE *f;

    snprintf(path, sizeof path, "%s/%s", s->folder, name);
    if (!word) {
        unlink(path);
        return;
    }
    f = fopen(path, "w");
    if (f) {
        fputs(word, f);
        fclose(f);
    }
}
