// SPDX-License-Identifier: Apache-2.0
//
// What the stories of lists read from a page.

/* Numbers of the records in the order of the rows. */
export const rows = (page) => page.$$eval('table.list tbody tr', (all) =>
    all.map((r) => Number(r.querySelector('td a[href]').getAttribute('href')
        .split('?')[0].split('/').pop())));
export const openMore = (page) => page.$$eval('main details', (all) =>
    all.forEach((d) => { d.open = true; }));
