/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bounded.c: fork, limits, exec; a wait that looks at the clock.  Between fork
 * and exec only what may be called there: other threads hold locks.
 */
#include "kernel/bounded.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { ARGS_MAX = 31, NOT_FOUND = 127, LOOK_MS = 20, NICE = 10, OPEN = 64 };

static void limit(int what, int64_t most)
{
    struct rlimit l = { (rlim_t)most, (rlim_t)most };

    (void)setrlimit((__rlimit_resource_t)what, &l);
}

static void restrain(const struct bounds *b)
{
    sigset_t none;

    sigemptyset(&none);
    (void)sigprocmask(SIG_SETMASK, &none, NULL);
    (void)prctl(PR_SET_PDEATHSIG, SIGKILL);
    (void)setpgid(0, 0);
    limit(RLIMIT_CPU, b->seconds);
    limit(RLIMIT_AS, b->memory);
    limit(RLIMIT_FSIZE, b->output);
    limit(RLIMIT_CORE, 0);
    limit(RLIMIT_NOFILE, OPEN);
    (void)!nice(NICE);
    /* No network, where the system lets us. */
    if (unshare(CLONE_NEWNET))
        (void)unshare(CLONE_NEWUSER | CLONE_NEWNET);
}

static _Noreturn void become(char *const args[], int in, int out,
                             const struct bounds *b)
{
    int nothing = open("/dev/null", O_WRONLY | O_CLOEXEC);

    if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0 ||
        dup2(nothing, STDERR_FILENO) < 0 || close_range(3, ~0U, 0))
        _exit(NOT_FOUND);
    restrain(b);
    execvp(args[0], args);
    _exit(NOT_FOUND);
}

static int64_t now_ms(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static enum bounded judged(int status)
{
    if (WIFSIGNALED(status)) {
        int s = WTERMSIG(status);

        return s == SIGKILL || s == SIGXCPU || s == SIGXFSZ ? BOUNDED_LIMIT
                                                            : BOUNDED_FAILED;
    }
    if (WEXITSTATUS(status) == NOT_FOUND)
        return BOUNDED_MISSING;
    return WEXITSTATUS(status) ? BOUNDED_FAILED : BOUNDED_OK;
}

static enum bounded wait_for(pid_t pid, const struct bounds *b)
{
    const struct timespec look = { .tv_nsec = LOOK_MS * 1000000L };
    int64_t end = now_ms() + (int64_t)b->seconds * 1000;
    enum bounded ended = BOUNDED_OK;
    int status;

    for (;;) {
        pid_t got = waitpid(pid, &status, ended ? 0 : WNOHANG);

        if (got < 0 && errno != EINTR)
            return BOUNDED_FAILED;
        if (got == pid)
            break;
        if (got)
            continue;
        if (b->go_on && !b->go_on(b->arg))
            ended = BOUNDED_STOPPED;
        else if (now_ms() > end)
            ended = BOUNDED_LIMIT;
        if (ended)
            (void)kill(pid, SIGKILL);
        else
            nanosleep(&look, NULL);
    }
    (void)kill(-pid, SIGKILL); /* what it left behind */
    return ended ? ended : judged(status);
}

enum bounded bounded_run(const char *const argv[], int in, int out,
                         const struct bounds *b)
{
    /* execvp takes what it will not change as if it might. */
    char *args[ARGS_MAX + 1];
    size_t n = 0;
    pid_t pid;

    while (argv[n] && n < ARGS_MAX) {
        memcpy(&args[n], &argv[n], sizeof args[n]);
        n++;
    }
    args[n] = NULL;
    if (argv[n] || lseek(in, 0, SEEK_SET) < 0)
        return BOUNDED_FAILED;
    pid = fork();
    if (pid < 0)
        return BOUNDED_MISSING;
    if (!pid)
        become(args, in, out, b);
    return wait_for(pid, b);
}
