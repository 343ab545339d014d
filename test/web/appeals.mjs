// SPDX-License-Identifier: Apache-2.0
//
// A citizen appeals without account or script, gets number and secret, sees how
// it stands, writes and is answered; corruption without a name; guessing.

import { accessible, atWidths, equal, expect, LANGS, noSidewaysScroll,
    photograph, run, says, signIn, test, textOf } from './lib.mjs';

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

async function send(page, lang, fields, boxes = []) {
    await page.goto(`/${lang}/appeals/new`);
    for (const [name, value] of Object.entries(fields))
        if (name === 'kind')
            await page.check(`[name=kind][value=${value}]`);
        else
            await page.fill(`[name=${name}]`, value);
    for (const name of boxes)
        await page.check(`[name=${name}][type=checkbox]`);
    await settled(page, 'main form.form button.main');
    const codes = await page.locator('.receipt code').allTextContents();
    return { number: codes[0], secret: codes[1] };
}

async function state(page, lang, receipt) {
    await page.goto(`/${lang}/appeals/state?number=${
        encodeURIComponent(receipt.number)}`);
    await page.fill('[name=secret]', receipt.secret);
    await settled(page, 'main form.form button.main');
}

for (const lang of LANGS)
    test(`appealed without an account or a script (${lang})`,
        async ({ open }) => {
            const page = await open({ javaScriptEnabled: false });
            await page.goto(`/${lang}/appeals`);
            await page.goto(`/${lang}/appeals/new`);
            const receipt = await send(page, lang, { kind: 'complaint',
                title: 'Жарык', body: 'Окуу залында жарык жок.',
                name: 'Арыз ээси' });
            expect(receipt.number && receipt.secret, 'number and secret');
            await state(page, lang, receipt);
            await says(page, 'Жарык');
            await page.fill('[name=body]', 'Жаңылык барбы?');
            await settled(page, 'main form.form button.main');
            await says(page, 'Жаңылык барбы?');
            // Another secret opens nothing.
            await state(page, lang, { ...receipt,
                secret: `${receipt.secret}x` });
            expect(!(await textOf(page, 'main')).includes('Жаңылык'),
                'a wrong secret shows nothing');
        });

test('every page of the public door looks right', async ({ page }) => {
    await page.goto('/ky/appeals');
    await look(page, 'appeals');
    await page.goto('/ky/appeals/new');
    await look(page, 'appeals-new');
    await settled(page, 'main form.form button.main');
    expect(await page.locator('.field-error').count() > 1,
        'what is missing is named');
    await look(page, 'appeals-faults');
    const receipt = await send(page, 'ky', { kind: 'proposal',
        title: 'Автобус', body: 'Каттамды сабактарга ылайыктоо.',
        name: 'Арыз ээси', email: 'person@demo.invalid' });
    await look(page, 'appeals-receipt');
    await state(page, 'ky', receipt);
    await look(page, 'appeals-state');
});

test('corruption without a name: seen by few, answered by the secret',
    async ({ page, open }) => {
        const receipt = await send(page, 'ky', { kind: 'corruption',
            title: 'Акча талап кылуу', body: 'Сынак үчүн акча суралды.' },
        ['anonymous']);
        expect(receipt.secret, 'a secret');
        await state(page, 'ky', receipt);
        await says(page, 'Акча талап кылуу');
        for (const login of ['admin', 'dean', 'teacher']) {
            const other = await open();
            await signIn(other, login);
            const found = await api(other, 'appeal?kind=corruption');
            equal((found.items ?? []).length, 0, `${login} sees none`);
            await other.goto('/ky/search?q=Акча талап');
            expect(!(await textOf(other, 'main')).includes('Сынак үчүн'),
                `${login} finds none`);
            await other.close();
        }
    });

test('the clerk registers it, and the term is seen', async ({ page, open }) => {
    const citizen = await open();
    const receipt = await send(citizen, 'ky', { kind: 'application',
        title: 'Маалымкат', body: 'Маалымкат берүүңүздөрдү суранам.',
        name: 'Арыз ээси' });
    await signIn(page, 'clerk');
    const one = (await api(page,
        `appeal?code=${encodeURIComponent(receipt.number)}`)).items[0];
    await page.goto(`/ky/appeal/${one.id}`);
    await look(page, 'appeals-card');
    await settled(page, 'aside a[href$="/step/register"]');
    await settled(page, 'main form.form button.main');
    // What came from outside is not said to come from the clerk.
    await state(citizen, 'ky', receipt);
    await citizen.fill('[name=body]', 'Качан даяр болот?');
    await settled(citizen, 'main form.form button.main');
    await says(citizen, 'Сиз');
    await page.goto(`/ky/appeal/${one.id}`);
    await says(page, 'Качан даяр болот?');
    await says(page, 'Кайрылуучудан');
    equal((await api(page, `appeal/${one.id}`)).state, 'registered', 'state');
    expect((await api(page, `appeal/${one.id}`)).responsible,
        'somebody is responsible');
});

// Bytes that are no text are told so in the citizen's language, nothing of them
// is kept, and what was taken before stays.
test('an appeal in a broken encoding', async ({ page, open }) => {
    const clerk = await open();
    await signIn(clerk, 'clerk');
    const before = (await api(clerk, 'appeal?limit=1000')).items.length;
    for (const lang of LANGS) {
        await page.goto(`/${lang}/appeals/new`);
        const once = await page.inputValue('[name=once]');
        // "Привет" as Windows-1251 has it.
        const r = await page.request.post(`/${lang}/appeals/new`, {
            headers: { 'Content-Type': 'application/x-www-form-urlencoded',
                Origin: new URL(page.url()).origin },
            data: `once=${once}&kind=complaint&name=Test&title=`
                + '%CF%F0%E8%E2%E5%F2&body=%CF%F0%E8%E2%E5%F2' });
        equal(r.status(), 400, `refused (${lang})`);
        expect((await r.text()).includes('UTF-8'), `and told why (${lang})`);
    }
    equal((await api(clerk, 'appeal?limit=1000')).items.length, before,
        'nothing half-read is kept');
    const receipt = await send(page, 'ru', { kind: 'complaint',
        title: 'Привет', body: 'То же самое, теперь как текст.',
        name: 'Арыз ээси' });
    expect(receipt.number && receipt.secret, 'as text it is taken');
});

await run();
