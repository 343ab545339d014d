// SPDX-License-Identifier: Apache-2.0
//
// Two records of one unit become one: what moves is read first, the old
// address leads on, both histories stay.

import { accessible, atWidths, equal, expect, noSidewaysScroll, photograph,
    run, says, signIn, test } from './lib.mjs';

/* Ids of two departments, the second of which goes. */
async function twoUnits(page, base) {
    const answer = await page.request.get(
        `${base}/api/v1/unit?kind=department&state=active&limit=2`);
    const text = await answer.text();
    const ids = [...text.matchAll(/\{"id":(\d+),"version"/g)].map((m) => m[1]);
    expect(ids.length === 2, `no two departments: ${text.slice(0, 200)}`);
    return ids;
}

test('what moves is shown, then it moves', async ({ page, base }) => {
    await signIn(page, 'admin');
    const [kept, gone] = await twoUnits(page, base);
    await page.goto(`/ky/unit/${gone}`);
    await page.click(`a[href$="/unit/${gone}/step/merge"]`);
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `merge-which-${width}`);
    });
    const field = page.locator('main [name=merged_into]');
    const tag = await field.evaluate((e) => e.tagName);
    if (tag === 'SELECT')
        await field.selectOption(`#${kept}`);
    else
        await field.fill(`#${kept}`);
    await page.click('main form[method=get] button');
    await says(page, 'Эмне которулат');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `merge-what-${width}`);
    });
    await page.click('main form[method=post] button');
    equal(new URL(page.url()).pathname, `/ky/unit/${kept}`, 'the address');
    const again = await page.request.get(`${base}/ky/unit/${gone}`,
        { maxRedirects: 0 });
    equal(again.status(), 301, 'the old address');
    equal(again.headers().location, `/ky/unit/${kept}`, 'where it leads');
    const api = await page.request.get(`${base}/api/v1/unit/${gone}`);
    expect((await api.text()).includes('"merged_into"'), 'no merged_into');
    await page.goto(`/ky/unit/${kept}/history`);
    await page.click(`main a[href$="/unit/${gone}/history"]`);
    await says(page, 'Тарыхы ушул жазмада уланат');
    await page.goto(`/ky/unit/${kept}/history`);
    await photograph(page, 'merge-history-1280');
});

test('a wrong choice is explained', async ({ page, base }) => {
    await signIn(page, 'admin');
    const [, one] = await twoUnits(page, base);
    await page.goto(`/ky/unit/${one}/step/merge?merged_into=%23${one}`);
    await says(page, 'жазманы өзүнө бириктирүүгө болбойт');
    equal(await page.locator('main form[method=post]').count(), 0,
        'ways to merge all the same');
    await accessible(page);
    await page.goto(`/ky/unit/${one}/step/merge?merged_into=`);
    equal(await page.locator('main form[method=post]').count(), 0,
        'ways to merge with nothing');
});

await run();
