#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
#
# run.sh [BUILD]: every figure beside its mark, as ratios; what they mean is
# in doc/benchmarks.md.  BUILD is the build folder ("build").
set -eu
cd "$(dirname "$0")/../.."
build=${1:-build}
export ORDO=${ORDO:-$build/ordo}
node test/bench/bench.mjs "$build"
node test/bench/office.mjs "$build"
"$build/t/test/bench/house/words"
"$build/t/test/bench/house/trials"
"$build/t/test/bench/house/signing"
exec "$build/t/test/bench/house/ledger"
