// SPDX-License-Identifier: Apache-2.0
//
// Internal acts: a new version is written, adopted by an act that the rector
// signs, and read by a stranger on a phone, with what it changed.

import { accessible, equal, expect, LANGS, noSidewaysScroll, NARROW, photograph,
    run, says, signIn, test, textOf } from './lib.mjs';
import { actOf, api, carry, draft, save } from './act_help.mjs';
import { dayIn } from '../day.mjs';

const LATE = { ky: 'кечикти', ru: 'просрочен', en: 'late' };

async function registered(page, code) {
    return (await api(page, `regulation?q=${encodeURIComponent(code)}`)).items[0];
}

for (const lang of LANGS)
    test(`a stranger reads what is in force, in ${lang}`, async ({ open }) => {
        const page = await open({ viewport: NARROW });
        await page.goto(`/${lang}/regulations`);
        await says(page, LATE[lang], 'main');
        equal(await page.locator('main tbody tr').count(), 5, 'internal acts');
        await accessible(page);
        await noSidewaysScroll(page);
        await photograph(page, `regulations-${lang}-360`);
        await page.click('main tbody tr:has-text("Ж-12") a');
        expect((await page.locator('[id="2.2"]').innerText()).startsWith('2.2.'),
            'a paragraph has its number as its address');
        await accessible(page);
        await noSidewaysScroll(page);
        await photograph(page, `regulation-text-${lang}-360`);
    });

test('a new version is written, adopted by an act and compared',
    async ({ open }) => {
        const planning = await open(), rector = await open();
        await signIn(planning, 'planning');
        await signIn(rector, 'rector');
        const g = await registered(planning, 'Ж-12');
        await planning.goto(`/ky/regulation/${g.id}`);
        await planning.click('main a[href*="/regulation_version/new"]');
        /* Without a text it is refused, and what was typed stays. */
        await planning.fill('[name=changes_ky]', 'Кеңсенин кызматкерлери үчүн');
        await planning.fill('[name=starts]', dayIn(10));
        await planning.evaluate(() =>
            document.querySelectorAll('main form').forEach((f) => { f.noValidate = true; }));
        await save(planning);
        expect(await planning.locator('.errors').count() === 1, 'no error');
        equal(await planning.inputValue('[name=changes_ky]'),
            'Кеңсенин кызматкерлери үчүн', 'kept');
        await planning.fill('[name=body_ky]', '1. Документтер электрондук түрдө'
            + ' жүргүзүлөт.\n2. Кайрылуулар\n2.1. Кайрылуу ошол эле күнү'
            + ' катталат.\n2.2. Кайрылууга он жумуш күндүн ичинде жооп берилет.');
        await save(planning);
        const card = new URL(planning.url()).pathname;
        expect(/\/regulation_version\/\d+$/.test(card), card);
        await draft(planning, card, 'adopt');
        const act = actOf(planning);
        await carry(planning, rector, act);
        const v = await api(planning, card.slice('/ky/'.length));
        equal(v.state, 'adopted', 'state');
        equal(v.number, 2, 'number');

        const page = await open({ viewport: NARROW });
        await page.goto(`/ky/regulations/${g.id}`);
        await says(page, 'он төрт жумуш күндүн', 'main'); // still the old one
        await page.click('main a[href*="/compare"]');
        expect(await page.locator('main ins:has-text("ошол эле күнү")').count() === 1,
            'what was added');
        expect(await page.locator('main del:has-text("төрт")').count() === 1,
            'what was removed');
        await accessible(page);
        await noSidewaysScroll(page);
        await photograph(page, 'regulation-compare-360');
        await page.goto(`/ky/regulations/${g.id}?version=2`);
        await says(page, 'ошол эле күнү', 'main');
    });

test('the holder reviews it, and the next review is owed', async ({ open }) => {
    const page = await open();
    await signIn(page, 'planning');
    const g = await registered(page, 'Э-03');
    expect(g.review_due < dayIn(), 'the demo has a late one');
    await page.goto('/ky/my');
    await says(page, 'Ички тартип эрежелери', 'main');
    await page.goto(`/ky/regulation/${g.id}`);
    await page.click('aside a[href$="/step/review"]');
    await page.fill('[name=reviewing]', 'Өзгөртүүнүн кереги жок.');
    await save(page);
    const now = await registered(page, 'Э-03');
    expect(now.review_due > dayIn(1000), `${now.review_due} is not in three years`);
    await page.goto('/ky/regulations');
    expect(!(await textOf(page, 'main')).includes(LATE.ky), 'nothing is late');
});

await run();
