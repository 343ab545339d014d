// SPDX-License-Identifier: Apache-2.0
//
// What is owed: an absence noted from "My work" in two clicks, the ladder of
// an assignment, more time asked for, the discipline of execution.

import { accessible, atWidths, equal, expect, noSidewaysScroll, photograph,
    run, says, signIn, test } from './lib.mjs';

test('an absence is two clicks from my work', async ({ page }) => {
    await signIn(page, 'rector');
    await page.click('a[href$="/absence/new"]');
    expect(await page.locator('[name=substitute]').count() === 1,
        'no substitute can be named');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `duty-absence-${width}`);
    });
});

test('an assignment shows where it climbs', async ({ page }) => {
    await signIn(page, 'planning');
    const first = page.locator('.jobs .due a').first();
    expect(await first.count() === 1, 'nothing is assigned');
    await first.click();
    await says(page, 'Кечиксе, жогору көтөрүлөт');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `duty-one-${width}`);
    });
    await page.click('a[href$="/step/extend"]');
    expect(await page.locator('[name=wanted]').count() === 1,
        'no new day can be asked for');
});

test('heads see who keeps their days', async ({ page }) => {
    await signIn(page, 'rector');
    await page.click('a[href$="/ky/duty"]');
    equal(await page.locator('table.list').count(), 1, 'tables');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `duty-table-${width}`);
    });
    await page.goto('/ky/my');
    await page.setViewportSize({ width: 360, height: 740 });
    await photograph(page, 'duty-my-360');
});

await run();
