// SPDX-License-Identifier: Apache-2.0
//
// A student asks for a certificate on a phone and sees who decides and by when;
// is asked, replies, is answered.  A teacher's leave ends in an act that is
// drafted from the request.

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
const kind = async (page, code) => (await api(page,
    'request_kind')).items.find((k) => k.code === code).id;

async function send(page, lang, code, fields) {
    await page.goto(`/${lang}/requests`);
    await settled(page,
        `a[href="/${lang}/requests/new/${await kind(page, code)}"]`);
    for (const [name, value] of Object.entries(fields))
        await page.fill(`[name=${name}]`, value);
    await settled(page, 'main form.form button.main');
    return Number(/\/request\/(\d+)/.exec(page.url())?.[1]);
}

for (const lang of LANGS)
    test(`a student asks for a certificate (${lang})`, async ({ page }) => {
        await signIn(page, 'student', lang);
        await page.goto(`/${lang}/requests`);
        await look(page, `requests-${lang}`);
        await page.goto(`/${lang}/requests/new/${
            await kind(page, 'certificate')}`);
        await look(page, `requests-form-${lang}`);
        const id = await send(page, lang, 'certificate',
            { place: 'Элчилик', body: 'Виза үчүн' });
        expect(id > 0, 'the card of the request');
        await says(page, 'Элчилик');
        const q = await api(page, `request/${id}`);
        expect(q.responsible && q.next_on, 'somebody decides, by a day');
    });

test('what is missing is asked for, and what was typed stays',
    async ({ page }) => {
        await signIn(page, 'student', 'ky');
        await page.goto(`/ky/requests/new/${await kind(page, 'dormitory')}`);
        await page.fill('[name=body]', 'Айылдан келем');
        await settled(page, 'main form.form button.main');
        expect(await page.locator('.field-error').count() > 0, 'told');
        equal(await page.inputValue('[name=body]'), 'Айылдан келем', 'kept');
    });

test('asked, replied to, answered', async ({ page, open }) => {
    await signIn(page, 'student', 'ky');
    const id = await send(page, 'ky', 'certificate',
        { place: 'Банк', body: 'Насыя үчүн' });
    const office = await open();
    await signIn(office, 'admin', 'ky');
    await office.goto(`/ky/request/${id}/step/ask`);
    await office.fill('[name=question]', 'Кайсы банк?');
    await settled(office, 'main form.form button.main');
    await page.goto(`/ky/request/${id}`);
    await says(page, 'Кайсы банк?');
    await page.goto(`/ky/request/${id}/step/reply`);
    await page.fill('[name=reply]', 'Айыл банк');
    await settled(page, 'main form.form button.main');
    equal((await api(page, `request/${id}`)).state, 'sent', 'state');
    await office.goto(`/ky/request/${id}/step/answer`);
    await office.fill('[name=answer]', 'Маалымкат даяр.');
    await settled(office, 'main form.form button.main');
    await page.goto(`/ky/request/${id}`);
    await says(page, 'Маалымкат даяр.');
    await look(page, 'requests-card');
});

test('a leave ends in an act', async ({ page, open }) => {
    await signIn(page, 'teacher', 'ky');
    const people = (await api(page, 'appointment?limit=1000')).items;
    const dean = people.find((a) => a.role === 'dean'
        && a.state === 'active').person;
    const id = await send(page, 'ky', 'leave', { starts: dayIn(30),
        ends: dayIn(40), substitute: `#${dean}`, body: 'Эс алуу' });
    expect(id > 0, 'the card of the request');
    const office = await open();
    await signIn(office, 'admin', 'ky');
    await office.goto(`/ky/request/${id}/step/grant`);
    await settled(office, 'main form.form button.main');
    const q = await api(page, `request/${id}`);
    equal(q.state, 'drafted', 'state');
    expect(q.act, 'the draft of the act');
    await office.goto(`/ky/act/${typeof q.act === 'object' ? q.act.id
        : q.act}`);
    await says(office, 'өргүү');
});

await run();
