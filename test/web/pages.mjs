// SPDX-License-Identifier: Apache-2.0
//
// The pages that people use most, as those who use them, in three languages:
// no violation of accessibility, nothing to scroll sideways at 360 pixels.

import { accessible, atWidths, equal, expect, LANGS, noSidewaysScroll,
    photograph, run, signIn, test } from './lib.mjs';

const PAGES = {
    '': ['/strategy?view=text', '/strategy/units', '/strategy/year/2025',
        '/strategy/unit/library', '/indicators', '/components', '/sign-in'],
    planning: ['/my', '/rector', '/report', '/task/5', '/indicator/3',
        '/report/5', '/report/5/history', '/reading/new', '/indicator/import',
        '/profile', '/search?q=окуу', '/measure/tasks_reported_on_time'],
};

for (const [login, pages] of Object.entries(PAGES))
    for (const lang of LANGS)
        test(`pages of ${login || 'a visitor'} in ${lang}`,
            async ({ page }) => {
                if (login)
                    await signIn(page, login, lang);
                for (const address of pages) {
                    const answer = await page.goto(`/${lang}${address}`);
                    equal(answer.status(), 200, address);
                    equal(await page.getAttribute('html', 'lang'), lang,
                        `language of ${address}`);
                    await atWidths(page, async (width) => {
                        await noSidewaysScroll(page);
                        if (width > 1000)
                            await accessible(page);
                        const name = address.replace(/[^a-z0-9]+/g, '-');
                        await photograph(page, `page${name}-${lang}-${width}`);
                    });
                }
            });

test('each number on the map and the rector\'s page leads to just its rows',
    async ({ page }) => {
        await signIn(page, 'rector', 'ky');
        for (const from of ['/ky/strategy', '/ky/rector']) {
            await page.goto(from);
            const tiles = await page.locator('.tiles li').evaluateAll((all) =>
                all.map((e) => ({ n: parseInt(
                    e.querySelector('.big').textContent, 10),
                href: e.querySelector('a').getAttribute('href') })));
            expect(tiles.length >= 5, `${from}: ${tiles.length} tiles`);
            for (const t of tiles) {
                await page.goto(t.href);
                const rows = await page.locator('main ul > li > a[href^="/ky/' +
                    'task/"], main table.list tbody tr').count();
                equal(rows, t.n, `${from}: rows at ${t.href}`);
            }
        }
    });

test('a task\'s card names the units and periods of its reports',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/task/5');
        const text = await page.innerText('main');
        expect(!/#0/.test(text), `a name is missing: ${text.match(/.*#0.*/)}`);
        expect(/20\d\d/.test(text), 'periods');
    });

test('the main menu says where one is on the card of every module',
    async ({ page, base }) => {
        await signIn(page, 'rector');
        const places = { task: '/strategy', goal: '/strategy',
            indicator: '/indicators', risk: '/risks', risk_action: '/risks',
            document: '/documents', appeal: '/appeals', request: '/requests',
            act: '/acts', report: '/report', unit: '/unit' };
        for (const [type, place] of Object.entries(places)) {
            const got = await page.request.get(`${base}/api/v1/${type}?limit=1`);
            const { items } = await got.json();
            expect(items?.length === 1, `the rector sees no ${type}`);
            await page.goto(`/ky/${type}/${items[0].id}`);
            equal(await page.locator('.nav a[aria-current]').evaluateAll(
                (all) => all.map((a) => a.getAttribute('href')).join()),
            `/ky${place}`, `the place of ${type}`);
        }
    });

await run();
