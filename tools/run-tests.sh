#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# run-tests.sh PROGRAM...: runs test programs, TEST_JOBS (2) at once, each at
# most TEST_TIMEOUT (300) seconds.  Prints a line for each in the order given,
# the output of those that failed, and closes with "N passed, N failed" over
# all cases.  A program's cases are counted from cmocka's summary or from a
# closing line of that same form; one that dies or prints neither is a failure.
set -u

[ $# != 0 ] || {
    echo "run-tests.sh: no test programs" >&2
    exit 1
}
jobs=${TEST_JOBS:-2}
limit=${TEST_TIMEOUT:-300}
out=$(mktemp -d)
trap 'rm -rf "$out"' EXIT
export UBSAN_OPTIONS=${UBSAN_OPTIONS:-print_stacktrace=1}
here=$(cd "$(dirname "$0")/.." && pwd)
export LSAN_OPTIONS=${LSAN_OPTIONS:-suppressions=$here/test/lsan.supp:print_suppressions=0}
export TSAN_OPTIONS=${TSAN_OPTIONS:-exitcode=66}

# command PROGRAM: how it is started, into the array cmd.
command_of() {
    case $1 in
    *.mjs) cmd=(node "$1") ;;
    *.sh) cmd=(bash "$1") ;;
    # The thread sanitizer of gcc 12 wants an unshaken address space.
    */tsan/*) cmd=(setarch -R "$1") ;;
    *) cmd=("$1") ;;
    esac
}

# run_one I PROGRAM: output into $out/I, exit status into $out/I.rc.
run_one() {
    local cmd
    command_of "$2"
    {
        timeout -k 5 "$limit" "${cmd[@]}" >"$out/$1" 2>&1 </dev/null
    } 2>/dev/null # the shell's own word on a crash
    echo $? >"$out/$1.rc"
}

# count FILE: "passed failed" of one program's output.
count() {
    awk '
        { sub(/\033\[[0-9;]*m/, "") }
        /^\[  PASSED  \] [0-9]+ test\(s\)/ { p += $4; seen = 1 }
        /^\[  FAILED  \] [0-9]+ test\(s\)/ { f += $4; seen = 1 }
        /^[0-9]+ passed, [0-9]+ failed$/ { lp = $1; lf = $3; line = 1 }
        END {
            if (line) print lp, lf
            else if (seen) print p + 0, f + 0
            else print "none"
        }' "$1"
}

passed=0
failed=0
# report I PROGRAM: waits for its end, prints its line, adds to the sums.
report() {
    local p f rc why=
    while [ ! -s "$out/$1.rc" ]; do sleep 0.02; done
    rc=$(<"$out/$1.rc")
    read -r p f < <(count "$out/$1")
    if [ "$p" = none ]; then
        p=0 f=1 why=" (no result printed)"
    fi
    if [ "$rc" = 124 ] || [ "$rc" = 137 ]; then
        why=" (stopped after $limit seconds)"
    elif [ "$rc" -gt 128 ]; then
        why=" (killed by signal $((rc - 128)))"
    elif [ "$rc" != 0 ] && [ "$f" = 0 ]; then
        why=" (exit status $rc)"
    fi
    [ "$rc" = 0 ] || [ "$f" != 0 ] || f=1
    passed=$((passed + p))
    failed=$((failed + f))
    if [ "$f" = 0 ]; then
        printf '%-52s %4d ok\n' "$2" "$p"
    else
        printf '%-52s %4d ok, %d FAILED%s\n' "$2" "$p" "$f" "$why"
        sed 's/^/    /' "$out/$1"
    fi
}

# A thousand cases in one program are one line; the order is the one given.
(
    i=0
    for program; do
        while (($(jobs -rp | wc -l) >= jobs)); do wait -n; done
        run_one $i "$program" &
        i=$((i + 1))
    done
    wait
) &
i=0
for program; do
    report $i "$program"
    i=$((i + 1))
done
wait
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
