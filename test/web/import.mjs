// SPDX-License-Identifier: Apache-2.0
//
// A file of goals: every kind of broken file is refused with its line and
// column and nothing is written; the mended one is checked, then taken whole.

import { accessible, equal, expect, LANGS, noSidewaysScroll, photograph, run,
    says, signIn, test, NARROW } from './lib.mjs';

const HEAD = 'code,direction,title_ky,title_ru,title_en\n';
const rows = (...r) => Buffer.from(HEAD + r.join('\n') + '\n');

/* Each kind of broken file; `line` is where it must be told. */
const BROKEN = [
    ['damaged letters', Buffer.concat([rows('X.1,I,Максат өңдүү,Цель,Goal'),
        Buffer.from('X.2,I,Мак\xff\x98сат,,\n', 'latin1')]), 3],
    ['a quote that does not close', rows('X.1,I,"Максат,,'), 2],
    ['a row with too few columns', rows('X.1,I,Максат,,', 'X.2,I'), 3],
    ['an unknown column', Buffer.from('code,colour\nX.1,red\n'), 1],
    ['a column that must be there', Buffer.from('code,direction\nX.9,I\n'), 0],
    ['an unknown code', rows('X.1,XVII,Максат,,'), 2],
    ['the same code twice', rows('X.1,I,Максат,,', 'X.1,I,Дагы,,'), 3],
    ['a title of 10,000 letters', rows(`X.1,I,${'ө'.repeat(10000)},,`), 2],
    ['a NUL', rows('X.1,I,Мак\0сат,,'), 2],
    ['nothing at all', Buffer.from(''), 0],
];

async function offer(page, lang, name, buffer) {
    await page.goto(`/${lang}/goal/import`);
    await page.setInputFiles('[name=file]', { name, mimeType: 'text/csv',
        buffer });
    await page.click('main form.form button.main');
    await page.waitForLoadState();
}

async function goals(page) {
    const all = await page.request.get('/api/v1/goal?limit=1000');
    return (await all.json()).items.length;
}

for (const lang of LANGS)
    test(`every broken file is refused and told in ${lang}`,
        async ({ page }) => {
            await signIn(page, 'planning', lang);
            const before = await goals(page);
            for (const [name, bytes, line] of BROKEN) {
                await offer(page, lang, 'goals.csv', bytes);
                const told = await page.locator(
                    'main table.list tbody tr, main .field-error,' +
                    ' main .flash.bad').allInnerTexts();
                expect(told.join('').trim().length > 3,
                    `${name}: nothing is said`);
                if (line)
                    expect(told.some((t) => new RegExp(`(^|\\D)${line}(\\D|$)`)
                        .test(t)), `${name}: not line ${line}: ${told}`);
                equal(await page.locator('main form button.main').count() === 0
                    || await page.locator('[name=file]').count() === 1, true,
                    `${name}: no button that takes it`);
                equal(await goals(page), before, `${name}: nothing written`);
            }
            await accessible(page);
        });

test('a broken file looks like this', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await offer(page, 'ky', 'goals.csv', rows('X.1,XVII,Максат,,',
        'X.2,I,,,', 'X.3,I,Максат,,', 'X.3,I,Максат,,'));
    await accessible(page);
    await photograph(page, 'import-broken-ky');
    await page.setViewportSize(NARROW);
    await noSidewaysScroll(page);
    await photograph(page, 'import-broken-ky-360');
});

test('a good file is shown first, then taken whole, then changes nothing',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        const before = await goals(page);
        const good = rows('X.1,I,Биринчи максат,Первая цель,First',
            'X.2,II,"Экинчи, үтүр менен",,');
        await offer(page, 'ky', 'goals.csv', good);
        equal(await goals(page), before, 'looking writes nothing');
        await photograph(page, 'import-good-ky');
        await page.click('main form button.main');
        await page.waitForLoadState();
        equal(await goals(page), before + 2, 'both are there');
        await page.goto('/ky/goal?q=Биринчи');
        await says(page, 'X.1');
        await offer(page, 'ky', 'goals.csv', good);
        equal(await page.locator('main form[action$="/confirm"]').count(), 0,
            'the same file again: there is nothing to take');
        await photograph(page, 'import-again-ky');
    });

test('a long file is a job with its progress, and can be stopped',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        const before = await goals(page);
        const long = rows(...Array.from({ length: 3000 }, (_, i) =>
            `L.${i + 1},I,Узак максат ${i + 1},,`));
        await offer(page, 'ky', 'long.csv', long);
        await page.waitForURL(/\/job\/\d+/);
        await accessible(page);
        await photograph(page, 'import-job-ky');
        for (let i = 0; i < 60 && !await page.locator(
            'main form[action*="/import"] button').count(); i++) {
            await page.waitForTimeout(200);
            await page.reload();
        }
        equal(await goals(page), before, 'the check writes nothing');
        await page.locator('main form[action*="/import"] button').click();
        await page.waitForURL(/\/job\/\d+/);
        for (let i = 0; i < 100 && await goalsOf(page, 'L.3000') === 0; i++)
            await page.waitForTimeout(200);
        equal(await goalsOf(page, 'L.3000'), 1, 'the last row is there');
        await page.reload();
        await photograph(page, 'import-job-done-ky');
    });

test('work under way is stopped by who asked, and nothing of it is written',
    async ({ page, open }) => {
        await signIn(page, 'planning', 'ky');
        const before = await goals(page);
        const long = (of, n) => rows(Array.from({ length: n }, (_, i) =>
            `${of}.${i + 1},I,Токтогон максат ${i + 1},,`).join('\n'));
        await offer(page, 'ky', 'stopped.csv', long('S', 60000));
        await page.waitForURL(/\/job\/\d+/);
        const job = new URL(page.url()).pathname;
        page.once('dialog', (asked) => asked.accept());
        await Promise.all([
            page.waitForResponse((r) => r.url().endsWith('/cancel')),
            page.locator('main form[action$="/cancel"] button').click()]);
        await page.waitForURL(`**${job}`);
        for (let i = 0; i < 50 && await page.locator('progress').count(); i++) {
            await page.waitForTimeout(200);
            await page.reload();
        }
        for (const lang of ['ky', 'ru', 'en']) {
            await page.goto(job.replace('/ky/', `/${lang}/`));
            await says(page, { ky: 'эч нерсе жазылган жок',
                ru: 'ничего не записано', en: 'nothing was written' }[lang],
            'main');
            await accessible(page);
        }
        const other = await open();
        await signIn(other, 'teacher', 'ky');
        equal((await other.request.get(job)).status(), 404,
            'the work of somebody else');
        await photograph(page, 'job-stopped');
        equal(await goals(page), before, 'goals');
    });

async function goalsOf(page, code) {
    const all = await page.request.get(`/api/v1/goal?code=${code}`);
    return (await all.json()).items.length;
}

await run();
