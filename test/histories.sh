#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# histories.sh PROGRAM N [FROM]: N generated histories of appeals and requests,
# the first with the seed FROM (0), an equal share on each of JOBS processors,
# at the lowest priority.  `make histories N=1000000` calls it.
set -eu

program=$1 n=$2 from=${3:-0}
jobs=${JOBS:-$(nproc)}
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || :; rm -rf "$work"' EXIT

# Nothing here outlives the run: the folders need no disk.
[ -w /dev/shm ] && export TMPDIR=/dev/shm SQLITE_TMPDIR=/dev/shm

began=$SECONDS
share=$(((n + jobs - 1) / jobs)) running=()
for ((i = 0; i < jobs; i++)); do
    left=$((n - i * share))
    [ "$left" -gt 0 ] || break
    HISTORIES=$((left < share ? left : share)) \
        HISTORIES_FROM=$((from + i * share)) \
        nice -n 19 "$program" >"$work/$i" 2>&1 &
    running+=($!)
done
failed=0
for pid in "${running[@]}"; do
    wait "$pid" || failed=1
done
grep -hE 'histories from|broken|^  ' "$work"/* || failed=1
echo "$n histories from $from: $((SECONDS - began)) s, failed: $failed"
exit "$failed"
