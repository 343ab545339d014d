// SPDX-License-Identifier: Apache-2.0
//
// The life of a plan: the office opens the public discussion, a citizen
// without an account proposes on a phone, the office answers, all can read it.

import { accessible, equal, expect, noSidewaysScroll, photograph, run, says,
    signIn, test, NARROW } from './lib.mjs';

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

await run();
