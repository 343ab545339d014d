// SPDX-License-Identifier: Apache-2.0
//
// day.mjs: days as the institution of the tests counts them.  Its day begins
// six hours before that of Greenwich.

const ZONE = 'Asia/Bishkek';

/* The day so many days from now, as YYYY-MM-DD. */
export function dayIn(days = 0) {
    return new Date(Date.now() + days * 86400e3)
        .toLocaleDateString('sv-SE', { timeZone: ZONE });
}
