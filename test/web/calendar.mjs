// SPDX-License-Identifier: Apache-2.0
//
// The working calendar: a year at a glance, a day off made from it; the rules,
// and a new value with what it touches.

import { accessible, atWidths, equal, expect, noSidewaysScroll, photograph,
    run, says, signIn, test } from './lib.mjs';
import { dayIn } from '../day.mjs';

test('a year at a glance, in colours and in words', async ({ page }) => {
    await signIn(page, 'teacher');
    await page.goto('/ky/my');
    await page.click('a[href$="/ky/calendar"]');
    equal(await page.locator('table.month').count(), 12, 'months');
    equal(await page.locator('[aria-current=date]').count(), 1, 'todays');
    await page.goto('/ky/calendar?year=2026');
    const march = page.locator('table.month').nth(2);
    expect((await march.locator('td.off').first().innerText())
        .includes('дем алыш'), 'a holiday is not said in words');
    equal(await march.locator('a[href*="/calendar_day/new"]').count(), 0,
        'days that a teacher may mark');
    await atWidths(page, async (width) => {
        await noSidewaysScroll(page);
        await accessible(page);
        await photograph(page, `calendar-${width}`);
    });
    await page.click('a[rel=next]');
    await says(page, '2027');
    await page.click('a[rel=prev]');
    await page.click('a[rel=prev]');
    await says(page, '2025');
    await page.goto('/ky/calendar?year=nothing');
    await says(page, 'nothing');
    await page.goto('/ky/types');
    equal(await page.locator('main a[href$="/ky/calendar"]').count(), 1,
        'links among all records');
});

test('the office makes a day off, and sees what it touches first',
    async ({ page }) => {
        await signIn(page, 'planning');
        await page.goto('/ky/calendar?year=2026');
        await page.locator('table.month').nth(11)
            .locator('a[href*="2026-12-29"]').click();
        await page.waitForURL(/calendar_day\/new/);
        await says(page, '29-декабры', '.note');
        equal(await page.locator('.note').count(), 1, 'notes');
        equal(await page.inputValue('[name=date]'), '2026-12-29', 'day');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `calendar-day-${width}`);
        });
        await page.fill('[name=title_ky]', 'Ректораттын чечими');
        await page.click('main form button:not([name])');
        await page.waitForURL(/calendar_day\/\d+/);
        await page.goto('/ky/calendar?year=2026');
        const off = page.locator('table.month').nth(11)
            .locator('td.off', { hasText: '29' });
        equal(await off.getAttribute('title'), 'Ректораттын чечими', 'why');
    });

test('terms that a day off has moved are named on its card',
    async ({ page }) => {
        await signIn(page, 'planning');
        const { items } = await (await page.request.get(
            '/api/v1/assignment?state=open&limit=1000')).json();
        const today = dayIn();
        const due = items.map((i) => i.due).filter((d) => d > today &&
            ![0, 6].includes(new Date(d).getUTCDay())).sort()[0];
        const moved = items.find((i) => i.due === due);
        await page.goto(`/ky/calendar_day/new?date=${due}`);
        await says(page, /\d+/, '.note a');
        await page.fill('[name=title_ky]', 'Майрам');
        await page.click('main form button.main');
        await page.waitForURL(/calendar_day\/\d+/);
        await says(page, moved.title.ky);
        const after = await (await page.request.get(
            `/api/v1/assignment/${moved.id}`)).json();
        equal(after.due > due, true, `${due} became ${after.due}`);
        await accessible(page);
        await photograph(page, 'calendar-moved');
    });

test('a rule is changed by a draft that says what it touches',
    async ({ page }) => {
        await signIn(page, 'planning');
        await page.goto('/ky/types');
        await page.click('main a[href$="/ky/rules"]');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `rules-${width}`);
        });
        await page.click('a[href$="/rule/new?code=extend_times"]');
        await page.waitForURL(/rule\/new/);
        await photograph(page, 'rules-new');
        await page.fill('[name=value]', '21');
        await page.fill('[name=since]', '2027-01-01');
        await page.fill('[name=reason_ky]', 'Окумуштуулар кеңешинин чечими');
        await page.click('main form button:not([name])');
        await page.waitForSelector('.errors');
        await page.fill('[name=value]', '3');
        await page.click('main form button:not([name])');
        const touched = page.locator('main a[href$="/touches"]').first();
        expect(/[1-9]/.test(await touched.innerText()), 'nothing is touched');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `rules-card-${width}`);
        });
        await touched.click();
        expect(await page.locator('main table a').count() > 0,
            'what is touched is not listed');
        await page.goBack();
        await page.click('form[action$="/step/enact"] button');
        await page.waitForURL(/\/act\/\d+/);
        await page.waitForSelector('main a[href$="/touches"]');
        await photograph(page, 'rules-act');
        await page.goto('/ky/rules');
        const row = page.locator('#extend_times');
        expect((await row.innerText()).includes('01.01.2027'),
            'the plan is not shown');
    });

await run();
