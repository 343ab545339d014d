// SPDX-License-Identifier: Apache-2.0
//
// The public page of the strategy, as a visitor without an account sees it.

import { accessible, atWidths, equal, expect, LANGS, noSidewaysScroll,
    photograph, run, says, test } from './lib.mjs';

for (const lang of LANGS) {
    test(`the strategy is public in ${lang}`, async ({ page }) => {
        const answer = await page.goto(`/${lang}/strategy`);
        equal(answer.status(), 200, 'status');
        equal(await page.getAttribute('html', 'lang'), lang, 'html lang');
        await says(page, 'I.1.1');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `strategy-${lang}-${width}`);
        });
    });
}

test('the strategy without a language leads to the visitor\'s own',
    async ({ open }) => {
        for (const lang of LANGS) {
            const page = await open({ locale: lang });
            await page.goto('/strategy');
            expect(page.url().endsWith(`/${lang}/strategy`),
                `${lang} was sent to ${page.url()}`);
        }
    });

test('the strategy reads without scripts', async ({ open }) => {
    const page = await open({ javaScriptEnabled: false });
    await page.goto('/ky/strategy');
    await says(page, 'I.1.1');
});

await run();
