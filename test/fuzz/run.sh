#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [NAME...]: runs the fuzzing targets, each FUZZ_SECONDS (2), on
# its corpus and on what earlier runs found.  What brings one down is kept in
# the build folder B ("build"), under fuzz/found, and printed.
set -u
cd "$(dirname "$0")/../.."
build=${B:-build}/fuzz
seconds=${FUZZ_SECONDS:-2}
[ $# != 0 ] || set -- csv mo http receipt web
passed=0
failed=0
mkdir -p "$build/found"
export UBSAN_OPTIONS=print_stacktrace=1

for name; do
    program=$build/asan/fuzz/$name
    if [ ! -x "$program" ]; then
        echo "skipped: $name: not built (make fuzz, with clang-14)"
        continue
    fi
    mkdir -p "$build/corpus/$name"
    if "$program" -max_total_time="$seconds" -max_len=8192 -timeout=10 \
        -rss_limit_mb=1024 -artifact_prefix="$build/found/$name-" \
        "$build/corpus/$name" "test/fuzz/corpus/$name" \
        >"$build/$name.log" 2>&1; then
        passed=$((passed + 1))
        echo "ok: $name: $(grep -o 'Done [0-9]* runs' "$build/$name.log")"
    else
        failed=$((failed + 1))
        echo "FAILED: $name"
        tail -60 "$build/$name.log"
    fi
done
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
