// SPDX-License-Identifier: Apache-2.0
//
// The past: a card as it was on a day, the day's card from the history, a
// change that holds from an earlier day, a number as it was known.

import { accessible, atWidths, equal, expect, noSidewaysScroll, photograph,
    run, says, signIn, test, textOf } from './lib.mjs';
import { dayIn } from '../day.mjs';

/* Address of the first report that the list shows. */
async function firstReport(page, query = '') {
    await page.goto(`/ky/report${query}`);
    const href = await page.locator('main a[href^="/ky/report/"]')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href'))
            .find((h) => /^\/ky\/report\/\d+$/.test(h)));
    expect(href, 'there is a report');
    return href;
}

async function fields(page) {
    return textOf(page, '.card dl.fields');
}

test('a card of the past offers nothing and says so', async ({ page }) => {
    await signIn(page, 'planning');
    const card = await firstReport(page, '?state=accepted');
    await page.goto(card);
    const now = await fields(page);
    await page.goto(`${card}/history`);
    const link = page.locator('.history a[href*="?on="]').last();
    const first = await link.getAttribute('href');
    await link.click();
    await page.waitForLoadState();
    expect(page.url().endsWith(first), 'the card of that day');
    await says(page, 'Бул өткөн чак');
    equal(await page.locator('main form[method=post]').count(), 0, 'forms');
    equal(await page.locator('main a[href$="/edit"]').count(), 0, 'edit');
    expect(await fields(page) !== now, 'the report was another then');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `past-card-${width}`);
    });
    await page.fill('input[name=on]', '2020-01-01');
    await page.click('aside form.ask-day button');
    await says(page, 'мындай жазма али жок болчу');
    await page.click('.note a');
    equal(await fields(page), now, 'the card of today');
    await photograph(page, 'past-today');
});

test('a day to come is refused beside its field',
    async ({ page }) => {
        await signIn(page, 'admin');
        await page.goto('/ky/unit');
        const card = await page.locator('main a[href^="/ky/unit/"]')
            .evaluateAll((all) => all.map((a) => a.getAttribute('href'))
                .find((h) => /^\/ky\/unit\/\d+$/.test(h)));
        await page.goto(`${card}/edit`);
        await page.fill('input[name=effective_on]', dayIn(3));
        await page.evaluate(() => document.querySelector('main form')
            .setAttribute('novalidate', ''));
        await page.locator('main form.form button').last().click();
        await says(page, 'келечекте болбошу керек');
        await accessible(page);
        await atWidths(page, (width) =>
            photograph(page, `past-effective-${width}`));
    });

test('a number says as of when it is known', async ({ page }) => {
    await signIn(page, 'planning');
    await page.goto(`/ky/measure/tasks_reported_on_time?on=${dayIn(-40)}`
        + `&known=${dayIn(-20)}`);
    await says(page, 'белгилүү болгондой');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `past-measure-${width}`);
    });
    expect(!/айырмаланат/.test(await textOf(page, 'main')),
        'every kept number is counted again the same');
});

test('an indicator shows each year\'s end as known then', async ({ page }) => {
    await signIn(page, 'planning');
    await page.goto('/ky/indicator?q=internal_portal_units');
    const href = await page.locator('main a[href^="/ky/indicator/"]')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href'))
            .find((h) => /^\/ky\/indicator\/\d+$/.test(h)));
    await page.goto(href);
    await says(page, 'Ар бир жылдын аягында');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `past-indicator-${width}`);
    });
});

await run();
