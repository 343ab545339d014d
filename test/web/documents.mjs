// SPDX-License-Identifier: Apache-2.0
//
// A letter: registered by keyboard, decided on, carried out, accepted; the same
// letter twice; a division of the work; execution discipline.

import { accessible, atWidths, equal, expect, LANGS, noSidewaysScroll,
    photograph, run, says, signIn, test } from './lib.mjs';
import { dayIn } from '../day.mjs';

const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();
const settled = async (page, what) => {
    await page.click(what);
    await page.waitForLoadState();
};
const look = (page, name) => atWidths(page, async (width) => {
    await noSidewaysScroll(page);
    await accessible(page);
    await photograph(page, `${name}-${width}`);
});
const book = async (page, code) => (await api(page,
    'document_register')).items.find((b) => b.code === code).id;

/* Keys alone: the form is filled in its order and Enter registers. */
async function byKeyboard(page, lang, title, number) {
    await page.goto(`/${lang}/documents/register/${await book(page, 'IN')}`);
    await page.focus('[name=correspondent]');
    if (await page.locator('select[name=correspondent]').count())
        await page.keyboard.press('ArrowDown');
    else
        await page.keyboard.type('#1');
    await page.focus('[name=their_number]');
    await page.keyboard.type(number);
    await page.focus('[name=title]');
    await page.keyboard.type(title);
    await Promise.all([page.waitForEvent('load'),
        page.keyboard.press('Enter')]);
}

for (const lang of LANGS)
    test(`a letter is registered by keyboard (${lang})`, async ({ page }) => {
        await signIn(page, 'clerk', lang);
        await byKeyboard(page, lang, `Кат ${lang}`, `k-${lang}`);
        await photograph(page, `documents-after-${lang}`);
        equal(await page.locator('.flash.ok').count(), 1, 'told that it is');
        // The next form stands ready, and the last one is a link.
        equal(await page.inputValue('[name=title]'), '', 'an empty form');
        await says(page, `Кат ${lang}`);
        await look(page, `documents-form-${lang}`);
        await byKeyboard(page, lang, 'Дагы', `k-${lang}`);
        equal(await page.locator('.field-error').count(), 1,
            'the same letter twice');
        equal(await page.inputValue('[name=title]'), 'Дагы',
            'what was typed is kept');
    });

test('numbers have no gaps, though two registered at once',
    async ({ page, open }) => {
        const other = await open();
        await signIn(page, 'clerk');
        await signIn(other, 'admin');
        const before = (await api(page,
            'document?limit=1000&registered_on_from=2026-01-01')).items;
        await Promise.all([byKeyboard(page, 'ky', 'Биринчи', 'two-1'),
            byKeyboard(other, 'ky', 'Экинчи', 'two-2')]);
        const after = (await api(page,
            'document?limit=1000&registered_on_from=2026-01-01')).items;
        equal(after.length, before.length + 2, 'both are there');
        const numbers = after.map((d) => d.number).sort((a, b) => a - b);
        equal(numbers.at(-1), numbers.length, 'none is missing');
    });

test('from the rector to the archive: decided, divided, done, accepted',
    async ({ page, open }) => {
        const clerk = await open();
        await signIn(clerk, 'clerk');
        await byKeyboard(clerk, 'ky', 'Жылытуу жөнүндө', 'life-1');
        const letter = (await api(clerk, 'document?q=Жылытуу')).items[0];

        // The rector finds it in "My work" and decides on its card.
        await signIn(page, 'rector');
        await page.goto('/ky/my');
        const link = page.locator(`a[href="/ky/document/${letter.id}"]`);
        expect(await link.count() > 0, 'the letter waits for the rector');
        await page.goto(`/ky/document/${letter.id}`);
        await look(page, 'documents-card');
        const dean = await open();
        await signIn(dean, 'dean');
        const decide = async (who, title, person, due) => {
            await who.fill('form[action$="/resolve"] [name=title]', title);
            await who.fill('form[action$="/resolve"] [name=responsible]',
                person);
            await who.fill('form[action$="/resolve"] [name=due]', due);
            await settled(who, 'form[action$="/resolve"] button.main');
        };
        const people = (await api(page, 'appointment?limit=1000')).items;
        const holder = (role) => `#${people.find(
            (a) => a.role === role && a.state === 'active').person}`;
        await decide(page, 'Чара көрүү', holder('dean'), '2026-01-01');
        expect(await page.locator('.field-error').count() > 0,
            'a term that has passed is refused');
        equal(await page.inputValue('[name=title]'), 'Чара көрүү',
            'what was typed is kept');
        await look(page, 'documents-resolve-fault');
        const soon = dayIn(9);
        await page.goto(`/ky/document/${letter.id}`);
        await decide(page, 'Чара көрүү', holder('dean'), soon);
        equal((await api(page, `document/${letter.id}`)).state, 'working',
            'state');

        // The dean gives a part of it to the clerk, who does it.
        const whole = (await api(page,
            `resolution?document=${letter.id}`)).items[0];
        await dean.goto(`/ky/resolution/${whole.id}`);
        await dean.click('details:has(form[action$="/resolve"]) summary');
        await decide(dean, 'Сандарды берүү', holder('clerk'), soon);
        const part = (await api(dean, `resolution?document=${letter.id}`))
            .items.find((r) => r.id !== whole.id);
        equal(part.parent, whole.id, 'a part of the whole');
        const report = async (who, id, text) => {
            await who.goto(`/ky/resolution/${id}/step/report`);
            await who.fill('[name=report]', text);
            await settled(who, 'main form.form button.main');
        };
        await report(dean, whole.id, 'Эрте');
        equal((await api(dean, `resolution/${whole.id}`)).state, 'given',
            'the whole waits for its part');
        await report(clerk, part.id, 'Берилди');
        await look(clerk, 'documents-tree');
        for (const [who, id] of [[dean, part.id], [page, whole.id]]) {
            if (id === whole.id)
                await report(dean, whole.id, 'Аткарылды');
            await who.goto(`/ky/resolution/${id}`);
            await settled(who, `form[action$="/step/accept"] button`);
        }
        equal((await api(page, `document/${letter.id}`)).state, 'executed',
            'executed with the last acceptance');
    });

test('execution discipline: page, paper, workbook', async ({ page }) => {
    await signIn(page, 'rector');
    await page.goto('/ky/documents/discipline?from=2026-08-01');
    expect(await page.locator('table tbody tr').count() > 3, 'rows');
    await look(page, 'documents-discipline');
    for (const as of ['pdf', 'xlsx']) {
        const got = await page.request.get(
            `/ky/documents/discipline?from=2026-08-01&as=${as}`);
        equal(got.status(), 200, as);
    }
});

test('the desk of the chancery: each number leads to just its rows',
    async ({ page }) => {
    await signIn(page, 'clerk');
    await page.goto('/ky/documents');
    await look(page, 'documents-desk');
    const numbers = await page.$$eval('td.n a', (all) =>
        all.map((a) => [a.getAttribute('href'), Number(a.textContent)]));
    expect(numbers.length > 0, 'numbers');
    for (const [href, n] of numbers) {
        const rows = await api(page,
            `${href.replace('/ky/', '')}&limit=1000`);
        equal(rows.items.length, n, href);
        equal((await page.goto(href)).status(), 200, href);
    }
    const states = async (asked) => (await api(page,
        `document?limit=1000&state=${asked}`)).items.length;
    equal(await states('working;executed'),
        await states('working') + await states('executed'), 'either state');
    const wrong = await page.request.get('/api/v1/document?state=working;');
    equal(wrong.status(), 422, 'no state between');
    await page.goto('/ky/document?state=working;executed');
    equal(await page.inputValue('select[name=state]'), 'working;executed',
        'the filter says both');
    await page.goto('/ky/documents');
    await settled(page, 'a.button.main >> nth=0');
    expect(/register/.test(page.url()), page.url());
});

await run();
