// SPDX-License-Identifier: Apache-2.0
//
// Studies in three languages: a student on a phone sees the plan, chooses a
// course and gives it back, takes a certificate that anybody can check; a
// teacher fills a sheet by keyboard and paste and hands it in; a dean sends
// the sheet to be closed and reads the contingent of a day gone by.

import { actOf, draft, press, save } from './act_help.mjs';
import { accessible, equal, expect, LANGS, noSidewaysScroll, NARROW,
    photograph, run, says, signIn, test, textOf } from './lib.mjs';

const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();

async function look(page, name) {
    await accessible(page);
    await noSidewaysScroll(page);
    await photograph(page, `registrar-${name}`);
}

const WORDS = {
    ky: { kept: 'Тандооңуз сакталды', passed: 'Тапшырылган',
        saved: 'Упайлар сакталды', wrong: '0дөн 30 чейинки бүтүн сан' },
    ru: { kept: 'Ваш выбор сохранён', passed: 'Сдано',
        saved: 'Баллы сохранены', wrong: 'целое число от 0 до 30' },
    en: { kept: 'Your choice is kept', passed: 'Passed',
        saved: 'The points are saved', wrong: 'a whole number from 0 to 30' },
};

const buttons = (page, what) => page.locator(
    `main form:has(input[name=what][value=${what}]) button`);

for (const lang of LANGS)
    test(`a student chooses on a phone, in ${lang}`, async ({ open }) => {
        const page = await open({ viewport: NARROW });
        await signIn(page, 'student', lang);
        await page.goto(`/${lang}/study`);
        await says(page, WORDS[lang].passed, 'main');
        await look(page, `study-${lang}-360`);
        await page.click('main a[href$="/study/choose"]');
        const before = await buttons(page, 'drop').count();
        await look(page, `choose-${lang}-360`);
        await buttons(page, 'take').first().click();
        await says(page, WORDS[lang].kept);
        equal(await buttons(page, 'drop').count(), before + 1, 'one more');
        await buttons(page, 'drop').last().click();
        await says(page, WORDS[lang].kept);
        equal(await buttons(page, 'drop').count(), before, 'given back');
    });

test('a certificate is what the public page says', async ({ open }) => {
    const page = await open({ viewport: NARROW });
    await signIn(page, 'student', 'ky');
    await page.goto('/ky/study');
    const [answer] = await Promise.all([
        page.waitForResponse((r) => r.url().includes('/papers/issue/')),
        page.locator('main form[action*="/papers/issue/"] button').last()
            .click({ noWaitAfter: true })]);
    equal(answer.status(), 303, 'the paper is issued');
    const [paper] = (await api(page, 'study_paper')).items;
    expect(/^\p{L}+ \p{L}+/u.test(paper.body.ky), `named: ${paper.body.ky}`);
    const pdf = await page.request.get(`/ky/papers/${paper.id}`);
    equal(pdf.headers()['content-type'], 'application/pdf', 'the paper');
    const anybody = await open({ viewport: NARROW });
    await anybody.goto(`/ru/paper/${paper.code}`);
    await says(anybody, paper.body.ru.split('\n')[0], 'main');
    await look(anybody, 'paper-ru-360');
    equal((await anybody.goto('/ru/paper/0')).status(), 404, 'no such paper');
});

async function openSheet(page, lang, at) {
    await page.goto(`/${lang}/teaching`);
    const own = page.locator('main tr:has(.pill.info) a[href*="/sheets/"]');
    await own.nth(at).click();
    await page.waitForURL('**/sheets/*');
    return page.locator('input[data-cell]');
}

LANGS.forEach((lang, at) =>
    test(`a sheet is filled by keyboard and paste, in ${lang}`,
        async ({ open }) => {
            const page = await open({});
            await signIn(page, 'teacher', lang);
            const cells = await openSheet(page, lang, at);
            const n = await cells.count();
            expect(n > 2, 'there are students');
            expect(/^\p{L}+ \p{L}+/u.test(
                await page.locator('main tbody td a').first().innerText()),
            'they are named');
            await cells.first().focus();
            await page.keyboard.type('31');
            await page.keyboard.press('Enter');
            expect(await cells.nth(1).evaluate(
                (e) => e === document.activeElement), 'Enter goes down');
            await page.click('main form.form button.main');
            await says(page, WORDS[lang].wrong, 'main');
            equal(await cells.first().inputValue(), '31', 'nothing is lost');
            const column = Array.from({ length: n },
                (_, i) => `Name ${i}\t${10 + i}`).join('\r\n');
            await cells.first().evaluate((e, text) => {
                const data = new DataTransfer();
                data.setData('text', text);
                e.dispatchEvent(new ClipboardEvent('paste',
                    { clipboardData: data, bubbles: true, cancelable: true }));
            }, column);
            equal(await cells.nth(n - 1).inputValue(), String(9 + n),
                'the last row has its points');
            await look(page, `sheet-${lang}`);
            await page.click('main form.form button.main');
            await says(page, WORDS[lang].saved);
            equal(await cells.nth(1).inputValue(), '11', 'kept');
        }));

test('the sheet is handed in, and then stands', async ({ open }) => {
    const page = await open({});
    await signIn(page, 'teacher', 'ky');
    await openSheet(page, 'ky', 0);
    const id = page.url().split('/').pop();
    await page.goto(`/ky/grade_sheet/${id}`);
    await page.click('aside form[action$="/step/submit"] button');
    await page.waitForLoadState();
    equal((await api(page, `grade_sheet/${id}`)).state, 'filled', 'handed in');
    await page.goto(`/ky/sheets/${id}`);
    equal(await page.locator('input[data-cell]').count(), 0, 'no inputs');
});

/* The registrar drafts the order on the sheet, signs it with their own code. */
async function close(page, id) {
    const own = (await api(page, 'appointment?role=registrar')).items[0].person;
    await draft(page, `/ky/grade_sheet/${id}`, 'close');
    const act = actOf(page);
    await page.goto(`/ky/act/${act}/edit`);
    const { version } = await api(page, `act/${act}`);
    const csrf = await page.inputValue('main [name=csrf]');
    const patched = await page.request.patch(`/api/v1/act/${act}`,
        { data: { version, signer: own }, headers: { 'X-CSRF-Token': csrf } });
    equal(patched.status(), 200, await patched.text());
    await page.goto(`/ky/act/${act}`);
    await press(page, `aside form[action$="/act/${act}/step/check"] button`);
    await page.goto(`/ky/act/${act}/sign`);
    await page.fill('[name=code]', 'registrar demo');
    await save(page);
    equal((await api(page, `act/${act}`)).state, 'signed',
        await textOf(page, 'main'));
}

test('a closed grade has a receipt that anybody can check',
    async ({ open }) => {
        const page = await open({});
        await signIn(page, 'registrar', 'ky');
        const [sheet] = (await api(page, 'grade_sheet?state=filled')).items;
        await close(page, sheet.id);
        const [grade] = (await api(page, `grade?sheet=${sheet.id}`)).items;
        equal(grade.state, 'closed', 'the grades are closed with the sheet');
        await page.waitForTimeout(1500); // numbered within a second
        const receipt = await page.request.get(
            `/api/v1/grade/${grade.id}/receipt`);
        equal(receipt.status(), 200, 'the receipt');
        const text = await receipt.text();
        const anybody = await open({ viewport: NARROW });
        await anybody.goto('/ru/receipt');
        await anybody.fill('[name=receipt]', text);
        await anybody.click('main form button.main');
        await says(anybody, 'Квитанция верна', 'main');
        await look(anybody, 'receipt-ru-360');
        await anybody.fill('[name=receipt]', text.replace(/\d/, '7x'));
        await anybody.click('main form button.main');
        await says(anybody, 'ничего не доказывает', 'main');
    });

for (const lang of LANGS)
    test(`a dean reads the contingent of a day, in ${lang}`,
        async ({ open }) => {
            const page = await open({});
            await signIn(page, 'dean', lang);
            await page.goto(`/${lang}/contingent?on=2023-10-01&by=level`);
            expect(/\d/.test(await textOf(page, 'main table')), 'counted');
            await look(page, `contingent-${lang}`);
            await page.goto(
                `/${lang}/contingent/movement?from=2026-01-01&to=2026-10-01`);
            const last = await page.locator('main tbody tr').last()
                .locator('td').allInnerTexts();
            const n = last.slice(1).map(Number);
            equal(n[0] + n[1] + n[2] - n[5] - n[6], n[7],
                'beginning and movement make the end');
            await look(page, `movement-${lang}`);
            for (const as of ['pdf', 'xlsx'])
                expect((await page.request.get(
                    `/${lang}/contingent?as=${as}`)).ok(), as);
        });

await run();
