// SPDX-License-Identifier: Apache-2.0
//
// The office's forms: what was typed outlives a dead server and a closed
// browser, a reference is found by two letters, the next record follows the
// one before, and all of it by the keyboard.

import fs from 'node:fs';

import { accessible, demoFolder, equal, expect, LANGS, NARROW,
    noSidewaysScroll, photograph, run, says, serve, signIn, test,
    textOf } from './lib.mjs';

const drafts = (page) => page.evaluate(() =>
    Object.keys(localStorage).filter((k) => k.startsWith('ordo-draft:')));
const focused = (page) => page.evaluate(() => document.activeElement.name ??
    document.activeElement.tagName);

/* Types into the reference and takes the first suggestion. */
async function choose(page, name, letters) {
    await page.locator(`[name=${name}]`).first().focus();
    await page.keyboard.type(letters);
    const first = page.locator('.found:not([hidden]) [aria-selected=true]');
    await first.waitFor();
    const text = await first.innerText();
    await page.keyboard.press('Enter');
    equal(await page.locator('.found:not([hidden])').count(), 0, 'open lists');
    return text;
}

for (const lang of LANGS)
    test(`what was typed outlives the server and the browser in ${lang}`,
        async ({ browser }) => {
            const folder = demoFolder();
            let own = await serve(folder.dir);
            const { base, port } = own;
            const context = await browser.newContext({ baseURL: base });
            try {
                let page = await context.newPage();
                await signIn(page, 'planning', lang);
                await page.goto(`/${lang}/schedule/new`);
                await page.fill('[name=title_ky]', 'Бөлүмдүн жыйыны');
                await page.fill('[name=title_ru]', 'Собрание отдела');
                await page.waitForTimeout(500);
                await own.stop('SIGKILL');
                await page.click('form.form button.main').catch(() => {});
                await page.close();
                own = await serve(folder.dir, port);
                page = await context.newPage();
                await page.goto(`/${lang}/schedule/new`);
                equal(await page.inputValue('[name=title_ky]'), '',
                    'it is offered, not forced');
                await accessible(page);
                await photograph(page, `draft-offer-${lang}`);
                await page.click('[data-draft-take]');
                equal(await page.inputValue('[name=title_ky]'),
                    'Бөлүмдүн жыйыны', 'title');
                equal(await page.inputValue('[name=title_ru]'),
                    'Собрание отдела', 'Russian title');
                equal(await page.isVisible('.draft'), false, 'the offer');
                // Another person at the same computer sees nothing of it.
                await page.click('.menu.right summary');
                await page.click('form[data-forget] button');
                await page.waitForLoadState();
                equal((await drafts(page)).length, 0, 'after sign-out');
            } finally {
                await context.close();
                await own.stop();
                fs.rmSync(folder.own, { recursive: true, force: true });
            }
        });

test('a saved form leaves no draft, another form\'s stays', async ({ page }) => {
    await signIn(page, 'clerk', 'ky');
    await page.goto('/ky/dossier/new');
    await page.fill('[name=code]', '99-01');
    await page.waitForTimeout(500);
    await page.goto('/ky/correspondent/new');
    await page.fill('[name=title]', 'Ош шаардык мэриясы, бөлүм');
    await page.selectOption('[name=kind]', { index: 1 });
    await page.waitForTimeout(500);
    equal((await drafts(page)).length, 2, 'drafts before');
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(/correspondent\/\d+$/);
    const left = await drafts(page);
    equal(left.length, 1, 'drafts after');
    expect(left[0].endsWith('dossier-new'), left[0]);
});

test('secrets and personal fields are never kept', async ({ page }) => {
    await signIn(page, 'admin', 'ky');
    await page.goto('/ky/person/new');
    for (const box of await page.locator(
        'main form.form input:not([type=hidden])').all())
        if (await box.isVisible() && await box.isEditable() &&
            !['checkbox', 'radio', 'date'].includes(
                await box.getAttribute('type')))
            await box.fill('Купуя');
    await page.waitForTimeout(500);
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect(!kept.includes('email') && !kept.includes('phone') &&
        !kept.includes('name_ky'), kept);
});

for (const lang of LANGS)
    test(`a reference is found by two letters in ${lang}`, async ({ page }) => {
        await signIn(page, 'clerk', lang);
        await page.goto(`/${lang}/act/new`);
        const text = await choose(page, 'signer',
            { ky: 'то', ru: 'то', en: 'to' }[lang]);
        const value = await page.inputValue('[name=signer]');
        expect(value.startsWith('#') && value.includes(text),
            `${value} for ${text}`);
        await page.locator('[name=unit]').fill('');
        await page.locator('[name=unit]').focus();
        await page.keyboard.press('ArrowDown');
        await page.locator('.found:not([hidden]) [role=option]').first()
            .waitFor();
        await accessible(page);
        await photograph(page, `found-${lang}`);
        await page.setViewportSize(NARROW);
        await noSidewaysScroll(page);
        await photograph(page, `found-narrow-${lang}`);
        await page.keyboard.press('Escape');
        equal(await page.locator('.found:not([hidden])').count(), 0, 'closed');
        await page.keyboard.type('zzzz');
        await page.locator('.found:not([hidden])').waitFor();
        equal((await textOf(page, '.found:not([hidden])')).length > 3, true,
            'it says that nothing is found');
    });

test('one record after another by the keyboard', async ({ page }) => {
    await signIn(page, 'clerk', 'ky');
    await page.goto('/ky/dossier');
    await page.keyboard.press('n');
    await page.waitForURL(/dossier\/new/);
    for (let i = 0; i < 3; i++) {
        equal(await focused(page), 'code', 'the first empty input');
        await page.keyboard.type(`77-0${i}`);
        await page.keyboard.press('Tab');
        await page.keyboard.type(`Иш ${i}`);
        if (!i)
            await choose(page, 'unit', 'китеп');
        expect((await page.inputValue('[name=unit]')).startsWith('library'),
            'the unit stays');
        await page.keyboard.press('Control+Shift+Enter');
        await page.waitForSelector('.flash.ok');
        await says(page, `77-0${i}`, '.flash');
    }
    await photograph(page, 'another');
    const made = await (await page.request.get(
        '/api/v1/dossier?limit=1000')).json();
    equal(made.items.filter((d) => d.code.startsWith('77-0')).length, 3,
        'records');
    await page.locator('h1').click();
    await page.keyboard.press('?');
    await says(page, 'Ctrl+Shift+Enter', 'dialog');
    await photograph(page, 'keys');
});

await run();
