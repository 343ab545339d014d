// SPDX-License-Identifier: Apache-2.0
//
// A council votes secretly: a member finds the vote, writes down the code of
// the ballot, votes once, and finds the ballot among those that are counted.

import { accessible, equal, expect, LANGS, noSidewaysScroll, NARROW,
    photograph, post, run, says, signIn, test, textOf, tokenOf } from './lib.mjs';
import { dayIn } from '../day.mjs';

/* A vote on one decision, open in a meeting with all members there. */
async function openVote(base, token, manner) {
    const get = async (address) => (await (await fetch(
        `${base}/api/v1/${address}`,
        { headers: { Authorization: `Bearer ${token}` } })).json()).items;
    const { body } = (await get('council_meeting'))[0];
    const present = (await get('council_member?limit=1000'))
        .filter((m) => m.body === body && !m.advises).map((m) => m.id);
    await post(base, token, 'agenda_item',
        { title: { ky: `Маселе ${manner}` }, body, why: { ky: 'Мөөнөтү келди' } });
    let m = await post(base, token, 'council_meeting',
        { title: { ky: `Отурум ${manner}` }, body, held_on: dayIn() }); // takes it
    m = await post(base, token, `council_meeting/${m.id}/call`,
        { version: m.version });
    await post(base, token, `council_meeting/${m.id}/open`,
        { version: m.version, present });
    const d = await post(base, token, 'council_decision',
        { title: { ky: `Чечим ${manner}` }, meeting: m.id });
    await post(base, token, `council_decision/${d.id}/begin_vote`,
        { version: d.version, manner });
    return d.id;
}

async function look(page, name) {
    await accessible(page);
    await noSidewaysScroll(page);
    await photograph(page, `vote-${name}-360`);
}

const SENT = { ky: 'Добушуңуз берилди', ru: 'Ваш голос подан',
    en: 'Your vote is cast' };

for (const lang of LANGS)
    test(`a secret vote is cast once and counted, in ${lang}`,
        async ({ open, base, server }) => {
            const token = tokenOf(server.dir, 'rector');
            const id = await openVote(base, token, 'secret');
            const page = await open({ viewport: NARROW });
            await signIn(page, 'rector', lang);
            await page.goto(`/${lang}/council_decision/${id}`);
            await page.click(`main a[href$="/vote/${id}"]`);
            const code = await page.inputValue('[name=code]');
            await says(page, code, 'main');
            await look(page, `secret-${lang}`);
            await page.focus('[value=for]');
            await page.keyboard.press('Space');
            await page.keyboard.press('Enter');
            await page.waitForURL(`**/council_decision/${id}`);
            await says(page, SENT[lang]);
            equal(await page.locator(`main a[href$="/vote/${id}"]`).count(), 0,
                'a second vote is not offered');
            expect(!(await textOf(page, 'main')).includes(code),
                'no ballot is shown before the count');
            await look(page, `cast-${lang}`);
            await page.click('aside form[action$="/step/count"] button');
            await page.waitForLoadState();
            await says(page, code, 'main');
            await look(page, `counted-${lang}`);
        });

test('a vote by name shows how each voted, after the count',
    async ({ open, base, server }) => {
        const token = tokenOf(server.dir, 'rector');
        const id = await openVote(base, token, 'named');
        const page = await open({ viewport: NARROW });
        await signIn(page, 'rector');
        await page.goto(`/ky/vote/${id}`);
        await page.click('main form button.main');
        equal(new URL(page.url()).pathname, `/ky/vote/${id}`,
            'without a choice nothing is sent');
        await page.check('[value=against]');
        await page.click('main form button.main');
        await page.waitForURL(`**/council_decision/${id}`);
        expect(!(await textOf(page, 'main table')).includes('Каршы'),
            'how one voted is not shown yet');
        await page.click('aside form[action$="/step/count"] button');
        await page.waitForLoadState();
        await says(page, 'Каршы', 'main table');
        await look(page, 'named');
    });

await run();
