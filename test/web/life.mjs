// SPDX-License-Identifier: Apache-2.0
//
// The life of a plan: the office opens the public discussion, a citizen
// without an account proposes on a phone, the office answers, all can read it.

import { accessible, equal, expect, noSidewaysScroll, photograph, run, says,
    signIn, test, NARROW } from './lib.mjs';
import { dayIn } from '../day.mjs';

const send = async (page) => {
    await page.click('main form.form button.main');
    await page.waitForLoadState();
};
const day = (n) => new Date(Date.now() + n * 86400000).toISOString()
    .slice(0, 10);

test('a plan is discussed in public, and no proposal stays without an answer',
    async ({ page, open }) => {
        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/plan/1');
        await page.click('aside [href$="/step/discuss"]');
        await send(page);
        equal(await page.locator('.field-error').count() >= 2, true,
            'the term is asked for');
        await page.fill('[name=discussion_from]', day(-1));
        await page.fill('[name=discussion_to]', day(20));
        await send(page);

        const citizen = await open({ viewport: NARROW });
        await citizen.goto('/ky/strategy');
        await citizen.click('main .note a');
        await citizen.waitForLoadState();
        await accessible(citizen);
        await noSidewaysScroll(citizen);
        await photograph(citizen, 'discussion-ky-360');
        await send(citizen);
        equal(await citizen.locator('.field-error').count(), 1,
            'an empty proposal');
        await citizen.fill('[name=text]', 'Китепкана кечинде да иштесин');
        await citizen.fill('[name=about]', 'XX.99');
        await send(citizen);
        equal(await citizen.locator('.field-error').count(), 1,
            'a code that the plan does not have');
        equal(await citizen.inputValue('[name=text]'),
            'Китепкана кечинде да иштесин', 'what was typed');
        await citizen.fill('[name=about]', 'I.1.1');
        await citizen.fill('[name=contact]', '+996 555 000 000');
        await send(citizen);
        equal(await citizen.locator('.flash.ok').count(), 1, 'thanked');
        expect(!(await citizen.innerText('main'))
            .includes('Китепкана кечинде'), 'not before its answer');

        await page.goto('/ky/my');
        await page.click('.jobs a[href*="/proposal/"]');
        await page.waitForLoadState();
        await says(page, '+996 555 000 000');
        await page.click('aside [href$="/step/take"]');
        await page.fill('[name=answer]', 'Эске алынды: 2027-жылдан баштап');
        await send(page);

        for (const lang of ['ky', 'ru', 'en']) {
            await citizen.goto(`/${lang}/strategy/discussion`);
            await says(citizen, 'Китепкана кечинде да иштесин');
            await says(citizen, 'Эске алынды');
            const text = await citizen.content();
            expect(!text.includes('555 000'), 'the contact stays hidden');
            await accessible(citizen);
            await photograph(citizen, `discussion-answered-${lang}-360`);
        }
    });

test('a unit draws its plan of the year, agrees it, reports against it, and'
    + ' the annual report shows it', async ({ page, open }) => {
    const year = Number(dayIn().slice(0, 4));
    const step = async (p, name) => {
        await p.click(`aside form[action$="/step/${name}"] button,` +
            ` aside [href$="/step/${name}"]`);
        await p.waitForLoadState();
    };
    await signIn(page, 'dean', 'ky');
    const mine = await (await page.request.get(
        '/api/v1/report?state=due&limit=1')).json();
    const unit = mine.items[0].unit.id ?? mine.items[0].unit;
    await page.goto('/ky/unit_plan/new');
    expect(await page.inputValue('[name=unit]'), 'one\'s own unit');
    equal(await page.locator('[name=owner_unit]').count(), 0,
        'the unit is asked for once');
    await page.goto(`/ky/unit_plan/new?unit=%23${unit}`);
    await page.fill('[name=year]', String(year));
    await send(page);
    const card = new URL(page.url()).pathname;
    expect(/\/unit_plan\/\d+$/.test(card), card);
    expect(await page.locator('aside button[disabled]').count() > 0,
        'an empty plan cannot be sent, and the card says why');
    await step(page, 'draw');
    const lines = await page.locator(
        'main a[href*="/unit_plan_item/"]:not(.button)').count();
    expect(lines > 1, `${lines} lines drawn from the unit's tasks`);
    await accessible(page);
    await photograph(page, 'unit-plan-ky');
    await page.setViewportSize(NARROW);
    await noSidewaysScroll(page);
    await photograph(page, 'unit-plan-ky-360');
    await step(page, 'send');

    const office = await open();
    await signIn(office, 'planning', 'ky');
    await office.goto('/ky/my');
    await office.click(`.jobs a[href$="${card}"]`);
    await step(office, 'agree');

    await page.goto(card);
    const items = await page.locator(
        'main a[href*="/unit_plan_item/"]:not(.button)')
        .evaluateAll((all) => all.map((a) => a.getAttribute('href')));
    for (const [i, at] of items.entries()) {
        await page.goto(at);
        await step(page, i ? 'done' : 'not_done');
        await page.fill('[name=outcome]', `Жыйынтык ${i + 1}`);
        await send(page);
    }
    await page.goto(card);
    await step(page, 'report');
    await page.fill('[name=summary]', 'Жыл жакшы өттү');
    await send(page);
    await office.goto(card);
    await step(office, 'accept');
    await says(office, 'Жыл жакшы өттү');

    const units = await (await page.request.get(
        `/api/v1/unit/${unit}`)).json();
    for (const lang of ['ky', 'ru', 'en']) {
        const at = `/${lang}/strategy/annual/${year}/unit/${units.code}`;
        await page.goto(at);
        await says(page, 'Жыйынтык 1');
        await accessible(page);
        await noSidewaysScroll(page);
        await photograph(page, `annual-unit-${lang}-360`);
        const pdf = await page.request.get(`${at}?as=pdf`);
        equal((await pdf.body()).subarray(0, 5).toString(), '%PDF-', 'a PDF');
        const book = await page.request.get(`${at}?as=xlsx`);
        equal((await book.body()).subarray(0, 2).toString(), 'PK', 'XLSX');
    }
});

await run();
