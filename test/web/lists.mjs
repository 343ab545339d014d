// SPDX-License-Identifier: Apache-2.0
//
// Lists to look through: columns, filters of every kind of field, order, paging
// forth and back, lists that are saved, shared and opened first.

import { accessible, atWidths, equal, expect, LANGS, NARROW, noSidewaysScroll,
    photograph, run, says, signIn, test, textOf } from './lib.mjs';
import { openMore, rows } from './list_help.mjs';

const heads = async (page) => (await page.locator('table.list thead th')
    .allInnerTexts()).map((s) => s.trim());
const follow = async (page, rel) => {
    await page.click(`.paging a[rel=${rel}]`);
    await page.waitForLoadState();
};
for (const lang of LANGS)
    test(`columns are chosen and stay in ${lang}`, async ({ page }) => {
        await signIn(page, 'planning', lang);
        await page.goto(`/${lang}/task`);
        const before = await heads(page);
        await openMore(page);
        const box = page.locator('input[name=cols]:not(:checked)').first();
        const words = (await box.locator('xpath=..').innerText()).trim();
        await box.check();
        await page.click('button[name=do][value=columns]');
        await page.waitForLoadState();
        expect((await heads(page)).includes(words), `${words} is a column`);
        await page.goto(`/${lang}/task?plain=1`);
        expect((await heads(page)).includes(words), 'it stays');
        await openMore(page);
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await photograph(page, `list-columns-${lang}-${width}`);
        });
        await accessible(page);
        await page.setViewportSize({ width: 1280, height: 900 });
        await page.click('button[name=do][value=reset]');
        await page.waitForLoadState();
        equal((await heads(page)).join(), before.join(), 'the usual columns');
    });

/* What a filter of this name is set to, so that it finds something. */
async function value(page, input, items) {
    const name = await input.getAttribute('name');
    if (await input.evaluate((e) => e.tagName) === 'SELECT')
        return input.locator('option').evaluateAll((all) =>
            all.map((o) => o.value).filter((v) => v && v !== '-')[0]);
    if (name === 'q')
        return 'жана';
    const field = name.replace(/_(from|to)$/, '');
    const found = items.find((i) => i[field] !== null && i[field] !== undefined
        && typeof i[field] !== 'object');
    return found && String(found[field]);
}

const TYPES = ['task', 'indicator', 'report', 'document', 'person', 'act',
    'assignment', 'dossier', 'reading', 'unit'];

test('every filter finds what the API finds', async ({ page }) => {
    await signIn(page, 'rector', 'ky');
    const tried = {};
    for (const type of TYPES) {
        const api = await page.request.get(`/api/v1/${type}?limit=300`);
        if (!api.ok())
            continue;
        const { items } = await api.json();
        await page.goto(`/ky/${type}?plain=1`);
        const names = await page.locator('form.filter [name]:visible,' +
            ' form.filter details [name]').evaluateAll((all) =>
            all.map((e) => e.name));
        for (const name of new Set(names)) {
            await page.goto(`/ky/${type}?plain=1`);
            await openMore(page);
            const input = page.locator(`form.filter [name="${name}"]`);
            const wanted = await value(page, input, items);
            if (!wanted)
                continue;
            const select = await input.evaluate((e) => e.tagName) === 'SELECT';
            if (select)
                await input.selectOption(wanted);
            else
                await input.fill(wanted);
            await page.click('form.filter button.button');
            await page.waitForLoadState();
            equal(await page.locator('.errors').count(), 0,
                `faults of ${type}.${name}=${wanted}`);
            const same = await (await page.request.get(`/api/v1/${type}?` +
                new URLSearchParams({ [name]: wanted, limit: '1000' })))
                .json();
            const count = (await textOf(page, '.list-end > span:first-child'))
                .replace(/\D/g, '');
            equal(Number(count || 0), same.items.length,
                `${type}.${name}=${wanted}`);
            const shown = await rows(page);
            const ids = new Set(same.items.map((i) => i.id));
            expect(shown.every((id) => ids.has(id)), `${type}.${name}: rows`);
            const kind = select ? (wanted.startsWith('#') ? 'reference'
                : ['yes', 'no'].includes(wanted) ? 'yes or no'
                    : name === 'state' ? 'state' : 'choice')
                : name === 'q' ? 'words'
                    : await input.getAttribute('type') === 'date' ? 'day'
                        : /_(from|to)$/.test(name) ? 'number' : 'text';
            tried[kind] = (tried[kind] ?? 0) + 1;
        }
    }
    for (const kind of ['reference', 'yes or no', 'state', 'choice', 'words',
        'day', 'number', 'text'])
        expect(tried[kind] > 0, `no filter of the kind ${kind}: ${
            JSON.stringify(tried)}`);
});

test('pages are walked forth and back by any order', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    for (const sort of ['', 'id', '-id', 'due', '-due']) {
        await page.goto(`/ky/report?limit=25${sort && `&sort=${sort}`}`);
        if (await page.locator('.errors').count())
            continue;
        const walked = [await rows(page)];
        while (walked.length < 12) {
            await follow(page, 'next');
            walked.push(await rows(page));
        }
        const all = walked.flat();
        equal(new Set(all).size, 12 * 25, `records seen by ${sort}`);
        for (let i = 10; i >= 0; i--) {
            await follow(page, 'prev');
            equal((await rows(page)).join(), walked[i].join(),
                `page ${i} by ${sort}, on the way back`);
        }
        equal(await page.locator('.paging a[rel=prev]').count(), 0,
            'nothing before the first page');
        if (sort) {
            const down = page.locator('table.list th[aria-sort] a');
            expect(sort.endsWith('id') || await down.count() === 1,
                `the order by ${sort} is marked`);
        }
    }
});

async function save(page, name, options = {}) {
    await openMore(page);
    await page.fill('#view-name', name);
    if (options.share)
        await page.selectOption('#view-share', { label: options.share });
    if (options.first)
        await page.check('[name=begin]');
    await page.locator('form.form').filter({ has: page.locator('#view-name') })
        .locator('button.main').click();
    await page.waitForSelector('.flash.ok');
}

for (const lang of LANGS)
    test(`a list is saved, shared and opened first in ${lang}`,
        async ({ page, open }) => {
            const name = `Биздики ${lang}`;
            await signIn(page, 'admin', lang);
            await page.goto(`/${lang}/task?state=open&sort=-code`);
            const found = await rows(page);
            expect(found.length > 10, 'rows to compare');
            await openMore(page);
            const share = await page.locator('#view-share option')
                .evaluateAll((all) => [...all].find((o) =>
                    o.value === 'role:teacher').textContent);
            await save(page, name, { share });
            await says(page, name, '.views');
            await accessible(page);
            await photograph(page, `list-saved-${lang}`);

            const teacher = await open();
            await signIn(teacher, 'teacher', lang);
            await teacher.goto(`/${lang}/task`);
            await says(teacher, name, '.views');
            await teacher.click(`.views a:has-text("${name}")`);
            await teacher.waitForLoadState();
            equal((await rows(teacher)).join(), found.join(), 'the same rows');
            await teacher.click('.views button[name=first]');
            await teacher.waitForSelector('.flash.ok');
            equal(await teacher.locator('.views button[name=drop]').count(), 0,
                'another\'s list is not to be deleted');
            await teacher.goto(`/${lang}/task`);
            equal((await rows(teacher)).join(), found.join(), 'opened first');
            await teacher.setViewportSize(NARROW);
            await noSidewaysScroll(teacher);
            await photograph(teacher, `list-shared-${lang}-360`);
            await accessible(teacher);
            await teacher.click('.filter a.small');
            await teacher.waitForLoadState();
            expect((await rows(teacher)).join() !== found.join(),
                'all records are a click away');

            const student = await open();
            await signIn(student, 'student', lang);
            await student.goto(`/${lang}/task`);
            equal((await textOf(student, 'main')).includes(name), false,
                'who is no teacher does not see it');

            await page.click(`.views a:has-text("${name}")`);
            await page.click('.views button[name=drop]');
            await page.waitForSelector('.flash.ok');
            await teacher.goto(`/${lang}/task`);
            equal((await textOf(teacher, 'main')).includes(name), false,
                'it is gone for all');
            equal(new URL(teacher.url()).search, '', 'and no longer first');
        });

test('a head shares with the unit, and with no other', async ({ page }) => {
    await signIn(page, 'dean', 'ky');
    await page.goto('/ky/task?state=open');
    await openMore(page);
    const values = await page.locator('#view-share option').evaluateAll(
        (all) => all.map((o) => o.value));
    expect(values.some((v) => v.startsWith('unit:')), `${values}`);
    expect(!values.some((v) => v.startsWith('role:')), `${values}`);
    const csrf = await page.locator('[name=csrf]').first().inputValue();
    const forged = await page.request.post('/ky/task/view?state=open', {
        form: { csrf, once: 'forged-share', name: 'x', share: 'role:member' },
    });
    equal(forged.status(), 403, 'a forged share');
});

test('a list is worked by the keyboard alone', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await page.goto('/ky/task');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    const second = (await rows(page))[1];
    await page.keyboard.press('Enter');
    await page.waitForURL(new RegExp(`/task/${second}$`));
    await page.goBack();
    await page.keyboard.press('f');
    equal(await page.evaluate(() => !!document.activeElement.closest(
        'form.filter')), true, 'f leads to the filter');
    await page.keyboard.type('билим');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=/);
    expect((await rows(page)).length > 0, 'found');
    // Nothing that can be done with the mouse is out of reach of Tab.
    const unreachable = await page.$$eval(
        'main a[href], main button, main input, main select, main summary',
        (all) => all.filter((e) => e.offsetParent && e.tabIndex < 0 &&
            !e.closest('details:not([open])')).map((e) => e.outerHTML));
    equal(unreachable.length, 0, unreachable.join());
});

await run();
