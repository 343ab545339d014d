// SPDX-License-Identifier: Apache-2.0
//
// What everybody has of their own and what the administrator looks after: the
// bell's notices, letters, sessions, the second factor, settings, long work; at
// both widths in Kyrgyz, on a phone in the other languages.

import { accessible, atWidths, equal, LANGS, NARROW, noSidewaysScroll,
    photograph, run, signIn, test } from './lib.mjs';

const PAGES = {
    rector: ['/notices', '/duty', '/calendar'],
    admin: ['/notices', '/outbox', '/profile', '/profile/second', '/settings',
        '/job', '/types'],
};

for (const [login, pages] of Object.entries(PAGES))
    test(`the own pages of ${login}`, async ({ page }) => {
        await signIn(page, login, 'ky');
        for (const address of pages)
            for (const lang of LANGS) {
                await page.setViewportSize(NARROW);
                const answer = await page.goto(`/${lang}${address}`);
                equal(answer.status(), 200, address);
                equal(await page.getAttribute('html', 'lang'), lang, address);
                await noSidewaysScroll(page);
                if (lang === 'ky')
                    await atWidths(page, async (width) => {
                        await noSidewaysScroll(page);
                        await accessible(page);
                        const name = address.replace(/[^a-z0-9]+/g, '-');
                        await photograph(page, `own${name}-${login}-${width}`);
                    });
            }
    });

await run();
