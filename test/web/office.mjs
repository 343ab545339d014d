// SPDX-License-Identifier: Apache-2.0
//
// The planning office's year: it opens a period and every unit finds what it
// owes; it says which units a task's "relevant units" are; it types a value
// that nothing counts yet, with the document that proves it.

import { accessible, equal, expect, LANGS, noSidewaysScroll, photograph, run,
    says, signIn, test, NARROW } from './lib.mjs';

const DOCUMENT = { name: 'акт.pdf', mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n') };

const send = async (page) => {
    await page.click('main form.form button.main');
    await page.waitForLoadState();
};
const errors = (page) => page.locator('.field-error').count();
const api = async (page, path) =>
    (await page.request.get(`/api/v1/${path}`)).json();

for (const lang of LANGS)
    test(`a period is made and opened in ${lang}, and units find their reports`,
        async ({ page, open }) => {
            await signIn(page, 'planning', lang);
            await page.goto(`/${lang}/period/new`);
            await page.fill('[name=code]', `2027-${lang}`);
            await page.fill('[name=starts]', '2027-03-31');
            await page.fill('[name=ends]', '2027-01-01');
            await page.fill('[name=due]', '2027-04-20');
            await send(page);
            equal(await errors(page) > 0, true, 'an end before the beginning');
            equal(await page.inputValue('[name=code]'), `2027-${lang}`,
                'what was typed');
            await accessible(page);
            await page.fill('[name=starts]', '2027-01-01');
            await page.fill('[name=ends]', '2027-03-31');
            await send(page);
            const card = new URL(page.url()).pathname;
            const id = Number(card.split('/').pop());
            await page.click('aside form[action$="/step/open"] button,' +
                ' aside [href$="/step/open"]');
            await page.waitForLoadState();
            const due = await api(page, `report?period=${id}&limit=1000`);
            expect(due.items.length > 200, `${due.items.length} reports`);
            const dean = await open();
            await signIn(dean, 'dean', lang);
            const mine = await api(dean, `report?period=${id}&limit=1000`);
            expect(mine.items.length > 0 &&
                mine.items.length < due.items.length, 'the dean has a part');
            await dean.goto(`/${lang}/my`);
            await dean.setViewportSize(NARROW);
            await noSidewaysScroll(dean);
            await photograph(dean, `my-after-period-${lang}`);
        });

test('"relevant units" become real ones, and those owe the report',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/task/9/step/resolve');
        const last = page.locator('[name=executors]').last();
        await last.fill('no such unit');
        await send(page);
        equal(await errors(page) > 0, true, 'an unknown unit');
        await photograph(page, 'resolve-unknown');
        await page.locator('[name=executors]').last().fill('library');
        for (const box of await page.locator('[name=executors]').all())
            if (await box.inputValue() === 'no such unit')
                await box.fill('library');
        await send(page);
        equal(new URL(page.url()).pathname, '/ky/task/9', 'back on the card');
        const unit = (await api(page, 'unit?code=library')).items[0];
        const task = await api(page, 'task/9');
        expect(JSON.stringify(task.executors).includes(`${unit.id}`),
            `the library is an executor: ${JSON.stringify(task.executors)}`);
        await page.goto('/ky/strategy/unit/library');
        await says(page, task.code);
    });

for (const lang of LANGS)
    test(`a value without its document is refused in ${lang}; confirmed it counts`,
        async ({ page, open }) => {
            await signIn(page, 'planning', lang);
            const year = { ky: 2026, ru: 2025, en: 2024 }[lang];
            await page.goto(`/${lang}/indicator/5`);
            await page.click('a[href*="/reading/new?indicator="]');
            await page.waitForLoadState();
            await page.fill('[name=on_day]', `${year}-11-15`);
            await page.fill('[name=amount]', 'көп');
            await send(page);
            equal(await errors(page) >= 2, true,
                'a word for a number, and no document');
            equal(await page.inputValue('[name=amount]'), 'көп',
                'what was typed');
            await accessible(page);
            await photograph(page, `value-errors-${lang}`);
            await page.fill('[name=amount]', lang === 'en' ? '41.5' : '41,5');
            await page.setInputFiles('[name=document]', DOCUMENT);
            await send(page);
            expect(/\/(reading|indicator)\/\d+$/.test(
                new URL(page.url()).pathname), page.url());
            const code = (await api(page, 'indicator/5')).code;
            const fresh = (await api(page,
                `reading?indicator=5&on_day=${year}-11-15`)).items[0];
            const before = await api(page, `measure/${code}?on=${year}-11-20`);
            expect(before.value !== 41.5, 'one pair of hands is not enough');
            const rector = await open();
            await signIn(rector, 'admin', lang);
            await rector.goto(`/${lang}/reading/${fresh.id}`);
            await rector.click('aside form[action$="/step/confirm"] button,' +
                ' aside [href$="/step/confirm"]');
            await rector.waitForLoadState();
            const value = await api(page, `measure/${code}?on=${year}-11-20`);
            equal(value.value, 41.5, `the measure: ${JSON.stringify(value)}`);
            await page.goto(`/${lang}/indicator/5`);
            await says(page, lang === 'en' ? '41.5' : '41,5');
        });

await run();
