// SPDX-License-Identifier: Apache-2.0
//
// Report once: a dean finds in "My work" what is owed, is told what is
// missing, reports with evidence; the planning office returns it with a
// reason, the dean reports again, the office accepts; the journal proves it.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { accessible, equal, expect, LANGS, noSidewaysScroll, photograph, root,
    run, says, signIn, test, NARROW } from './lib.mjs';

const ordo = process.env.ORDO ?? path.join(root, 'build/ordo');
const EVIDENCE = { name: 'далил.pdf', mimeType: 'application/pdf',
    buffer: Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n%%EOF\n') };

const step = (page, name) => page.click(`aside [href$="/step/${name}"],` +
    ` aside form[action$="/step/${name}"] button`);
const send = async (page) => {
    await page.click('main form.form button.main');
    await page.waitForLoadState();
};

async function openOwed(page, lang) {
    await page.goto(`/${lang}/my`);
    await page.locator(`.jobs li a[href^="/${lang}/report/"]`).first()
        .click();
    await page.waitForLoadState();
    return new URL(page.url()).pathname;
}

async function fill(page, words) {
    await page.fill('[name=done]', words);
    await page.selectOption('[name=delivery]', 'partly');
    await page.fill('[name=progress]', '45');
}

for (const lang of LANGS)
    test(`a report from "my work" to acceptance in ${lang}`,
        async ({ page, open, server }) => {
            await signIn(page, 'dean', lang);
            const card = await openOwed(page, lang);
            await step(page, 'submit');
            // What is missing is said beside the field, what was typed stays.
            await page.fill('[name=links]', 'https://example.org/кабар');
            await send(page);
            equal(await page.locator('.field-error').count() >= 3, true,
                'three errors beside their fields');
            equal(await page.inputValue('[name=links]'),
                'https://example.org/кабар', 'what was typed');
            await accessible(page);
            await photograph(page, `report-errors-${lang}`);
            await fill(page, 'Программа жаңыртылды: «үч» жаңы курс');
            await page.setInputFiles('[name=evidence]', EVIDENCE);
            await send(page);
            equal(new URL(page.url()).pathname, card, 'back on the card');
            await says(page, '«үч»');
            expect(await page.locator('.flash.ok').count() === 1, 'told so');
            await accessible(page);

            const office = await open();
            await signIn(office, 'planning', lang);
            await office.goto(card);
            await step(office, 'return');
            await office.fill('[name=reason]', 'Келишимдин барагы жок');
            await send(office);

            await page.goto(card);
            await says(page, 'Келишимдин барагы жок');
            await step(page, 'submit');
            equal(await page.inputValue('[name=progress]'), '45',
                'the earlier report is there to be mended');
            await send(page);

            await office.goto(card);
            await office.setViewportSize(NARROW);
            await noSidewaysScroll(office);
            await step(office, 'accept');
            await office.waitForLoadState();
            await office.goto(`${card}/history`);
            await accessible(office);
            await photograph(office, `report-history-${lang}`);
            await proves(office, server, lang);
        });

/* The newest change's receipt holds offline, and a changed one does not. */
async function proves(page, server, lang) {
    const link = page.locator('a[href*="/receipt/"]').first();
    await link.waitFor();
    const href = await link.getAttribute('href');
    let text = '';
    for (let i = 0; i < 30 && !text.startsWith('c2sp.org'); i++) {
        const answer = await page.request.get(href);
        text = answer.ok() ? await answer.text() : '';
        if (!text)
            await page.waitForTimeout(200);
    }
    const own = path.join(server.dir, '..', `receipt-${lang}`);
    const key = await (await page.request.get('/log/key')).text();
    fs.writeFileSync(`${own}.key`, key);
    fs.writeFileSync(own, text);
    const check = () => spawnSync(ordo, ['verify', '--receipt', own, '--key',
        `${own}.key`], { encoding: 'utf8' });
    const right = check();
    equal(right.status, 0, `receipt: ${right.stderr}`);
    expect(/type: report/.test(right.stdout), right.stdout);
    fs.writeFileSync(own, text.replace(/index (\d)/, (_, d) => `index ${9 - d}`));
    equal(check().status, 1, 'a changed receipt');
}

test('who submits a report does not accept it, another unit does not see it',
    async ({ page, open }) => {
        await signIn(page, 'dean', 'ky');
        const card = await openOwed(page, 'ky');
        const answer = await page.goto(`${card}/step/accept`);
        expect([403, 404].includes(answer.status()),
            `a dean opens the acceptance: ${answer.status()}`);
        const student = await open();
        await signIn(student, 'student', 'ky');
        const other = await student.goto(card);
        expect([403, 404].includes(other.status()),
            `a student sees a report under way: ${other.status()}`);
    });

test('without script the same report is written',
    async ({ open }) => {
        const page = await open({ javaScriptEnabled: false });
        await signIn(page, 'dean', 'ky');
        const card = await openOwed(page, 'ky');
        await step(page, 'submit');
        await fill(page, 'Скриптсиз отчет');
        await send(page);
        equal(new URL(page.url()).pathname, card, 'back on the card');
        await says(page, 'Скриптсиз отчет');
    });

test('with the keyboard alone: sign in, my work, the first report',
    async ({ page }) => {
        await page.goto('/ky/sign-in');
        await page.focus('[name=login]');
        await page.keyboard.type('dean');
        await page.keyboard.press('Tab');
        await page.keyboard.type('ordo-demo');
        await page.keyboard.press('Enter');
        await page.waitForURL((u) => !u.pathname.endsWith('/sign-in'));
        await page.waitForLoadState();
        await page.goto('/ky/strategy');
        await page.keyboard.press('g');
        await page.keyboard.press('m');
        await page.waitForURL('**/ky/my');
        await page.locator('.jobs li a[href^="/ky/report/"]').first().focus();
        await page.keyboard.press('Enter');
        await page.waitForURL('**/report/*');
    });

test('two people save the same record: both versions are shown',
    async ({ page, open }) => {
        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/task/9/edit');
        const other = await open();
        await signIn(other, 'planning', 'ky');
        await other.goto('/ky/task/9/edit');
        await other.fill('[name=title_en]', 'Stored first');
        await send(other);
        await page.fill('[name=title_en]', 'Typed meanwhile');
        await send(page);
        await says(page, 'Stored first');
        equal(await page.inputValue('[name=title_en]'), 'Typed meanwhile',
            'what was typed');
        await accessible(page);
        await photograph(page, 'stale-version');
    });

await run();
