/* SPDX-License-Identifier: Apache-2.0 */
/*
 * program.c: posix_spawn, a pipe, a wait.
 */
#include "program.h"

#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

enum { ARGS_MAX = 31 };

static bool ended_well(pid_t pid)
{
    int status;

    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return false;
    return WIFEXITED(status) && !WEXITSTATUS(status);
}

static void take_output(int fd, struct buf *out)
{
    char piece[4096];
    ssize_t n;

    while ((n = read(fd, piece, sizeof piece)) != 0)
        if (n > 0)
            buf_add(out, piece, (size_t)n);
        else if (errno != EINTR)
            break;
    close(fd);
}

bool program_run(const char *const argv[], struct buf *out)
{
    /* posix_spawnp takes what it will not change as if it might. */
    char *args[ARGS_MAX + 1];
    posix_spawn_file_actions_t files;
    int ends[2] = { -1, -1 };
    size_t n = 0;
    pid_t pid;
    bool started;

    while (argv[n] && n < ARGS_MAX) {
        memcpy(&args[n], &argv[n], sizeof args[n]);
        n++;
    }
    args[n] = NULL;
    if (argv[n] || (out && pipe2(ends, O_CLOEXEC)))
        return false;
    posix_spawn_file_actions_init(&files);
    if (out)
        posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    started = !posix_spawnp(&pid, args[0], &files, NULL, args, environ);
    posix_spawn_file_actions_destroy(&files);
    if (out) {
        close(ends[1]);
        take_output(ends[0], out);
    }
    return started && ended_well(pid);
}
