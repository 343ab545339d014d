// SPDX-License-Identifier: Apache-2.0
//
// Risks in numbers: an impossible estimate is refused in its place, a good one
// is given, the losses are calculated, and made again they are the same.

import { accessible, atWidths, equal, LANGS, noSidewaysScroll, photograph, run,
    says, signIn, test } from './lib.mjs';

const send = async (page) => {
    await page.click('main form.form button.main >> visible=true');
    await page.waitForLoadState();
};

test('an estimate is given, calculated, and calculated again', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await page.goto('/ky/risk_estimate/new?risk=%231');
    await page.check('[name=frequency_shape][value=pert]');
    await page.fill('[name=frequency_low]', '2');
    await page.fill('[name=frequency_mode]', '1');
    await page.fill('[name=frequency_high]', '3');
    await page.check('[name=loss_shape][value=lognormal]');
    await page.fill('[name=loss_low]', '900000');
    await page.fill('[name=loss_high]', '100000');
    await page.fill('[name=why]', 'үч учур');
    await send(page);
    equal(await page.locator('#e-frequency_mode').count(), 1, 'middle below');
    equal(await page.locator('#e-loss_high').count(), 1, 'ends turned round');
    equal(await page.inputValue('[name=why]'), 'үч учур', 'nothing is lost');
    await page.fill('[name=frequency_low]', '0,1');
    await page.fill('[name=loss_high]', '9000000');
    await send(page);
    await page.locator('[action*="/step/give"] button, [href$="/step/give"]')
        .first().click();
    await page.waitForLoadState();
    await page.goto('/ky/risk_run/new?risk_register=%231&trials=5000');
    await page.fill('[name=seed]', '7');
    await send(page);
    const card = page.url();
    const step = page.locator(
        '[action*="/step/recompute"] button, [href$="/step/recompute"]');
    for (let i = 0; i < 40 && !await step.count(); i++) {
        await page.waitForTimeout(500);
        await page.goto(card);
    }
    await step.first().click();
    await page.waitForLoadState();
    for (let i = 0; i < 40 && !await page.locator('main .pill.good', {
        hasText: 'сандар ошол эле' }).count(); i++) {
        await page.waitForTimeout(500);
        await page.goto(card);
    }
    await says(page, 'сандар ошол эле');
    for (const lang of LANGS)
        for (const where of ['risks/losses', 'risks/timeline', 'risks/tasks',
            'risks/chance', 'risk/5/bowtie']) {
            await page.goto(`/${lang}/${where}`);
            await accessible(page);
            await atWidths(page, async () => noSidewaysScroll(page));
            await photograph(page, `${where.replaceAll('/', '-')}-${lang}`);
        }
});

await run();
