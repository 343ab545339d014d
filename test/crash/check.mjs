// SPDX-License-Identifier: Apache-2.0
//
// check.mjs: a line for each case, and the closing line that the test runner
// counts.

let passed = 0;
let failed = 0;

export class Mismatch extends Error {
    name = 'Mismatch';
}

export function same(found, wanted, what) {
    if (found !== wanted)
        throw new Mismatch(`${what}: found ${found}, wanted ${wanted}`);
}

export async function test(name, run) {
    try {
        await run();
        passed += 1;
        console.log(`ok: ${name}`);
    } catch (e) {
        failed += 1;
        console.log(`FAILED: ${name}\n  ${e.name === 'Mismatch' ? e.message
            : e.stack}`);
    }
}

/* For what this machine does not let us try: said, and counted as nothing. */
export function skip(name, why) {
    console.log(`skipped: ${name}: ${why}`);
}

export function finish() {
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}
