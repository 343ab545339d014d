// SPDX-License-Identifier: Apache-2.0
//
// The second factor: set up with a code computed here, asked for at sign-in,
// a recovery code, and the words in three languages.

import crypto from 'node:crypto';
import { accessible, equal, expect, LANGS, NARROW, noSidewaysScroll,
    PASSWORD, photograph, run, signIn, test } from './lib.mjs';

function bytesOf(base32) {
    let bits = '';
    for (const c of base32.replace(/ /g, ''))
        bits += 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(c)
            .toString(2).padStart(5, '0');
    return Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
}

function codeOf(secret, ahead = 0) {
    const step = Buffer.alloc(8);
    step.writeBigInt64BE(BigInt(Math.floor(Date.now() / 30000) + ahead));
    const mac = crypto.createHmac('sha1', bytesOf(secret)).update(step)
        .digest();
    const v = mac.readUInt32BE(mac[19] & 15) & 0x7fffffff;
    return String(v % 1000000).padStart(6, '0');
}

const begin = async (page, login, lang) => {
    await page.goto(`/${lang}/sign-in`);
    await page.fill('[name=login]', login);
    await page.fill('[name=password]', PASSWORD);
    await page.press('[name=password]', 'Enter');
    await page.waitForURL(/sign-in\/second/);
};
const answer = async (page, code) => {
    await page.fill('[name=code]', code);
    await page.press('[name=code]', 'Enter');
    await page.waitForLoadState();
};

for (const lang of LANGS)
    test(`the page of the second factor in ${lang}`,
        async ({ page, open }) => {
            await signIn(page, 'clerk', lang);
            await page.goto(`/${lang}/profile/second`);
            await accessible(page);
            await photograph(page, `second-${lang}`);
            const phone = await open({ viewport: NARROW });
            await signIn(phone, 'clerk', lang);
            await phone.goto(`/${lang}/profile/second`);
            await noSidewaysScroll(phone);
            await photograph(phone, `second-${lang}-360`);
        });

test('it is set up and asked for in Kyrgyz', async ({ page, open }) => {
    await signIn(page, 'teacher', 'ky');
    await page.goto('/ky/profile/second');
    const secret = await page.innerText('#secret');
    await answer(page, '12');
    equal(await page.locator('.field-error').count(), 1, 'a wrong one is told');
    equal(await page.innerText('#secret'), secret, 'the secret stays');
    await answer(page, codeOf(secret));
    const codes = await page.locator('#codes code').allInnerTexts();
    equal(codes.length, 10, 'ten recovery codes');
    await accessible(page);
    await photograph(page, 'second-codes-ky');
    await page.goto('/ky/profile/second');
    await accessible(page);
    await photograph(page, 'second-on-ky');

    const phone = await open({ viewport: NARROW });
    await begin(phone, 'teacher', 'ky');
    await accessible(phone);
    await noSidewaysScroll(phone);
    await photograph(phone, 'second-ask-ky-360');
    await phone.goto('/ky/my');
    expect(/sign-in/.test(phone.url()), 'no session before the code');
    await begin(phone, 'teacher', 'ky');
    await answer(phone, codes[3]);
    expect(/\/ky\/my/.test(phone.url()), `a recovery code: ${phone.url()}`);

    const other = await open();
    await begin(other, 'teacher', 'ky');
    await answer(other, codes[3]);
    equal(await other.locator('.field-error').count(), 1, 'but only once');
    await answer(other, codeOf(secret, 1));
    expect(/\/ky\/my/.test(other.url()), `a code by time: ${other.url()}`);
});

test('a role that requires it leads there, and the administrator resets it',
    async ({ page, open }) => {
        const admin = await open();
        await signIn(admin, 'admin', 'ky');
        await admin.goto('/ky/setting/new');
        await admin.fill('[name=name]', 'second_factor_roles');
        await admin.fill('[name=value]', 'student');
        await admin.click('main form.form button.main');
        await admin.waitForLoadState();
        await page.goto('/ky/sign-in');
        await page.fill('[name=login]', 'student');
        await page.fill('[name=password]', PASSWORD);
        await page.press('[name=password]', 'Enter');
        await page.waitForURL(/profile\/second/);
        await accessible(page);
        await photograph(page, 'second-must-ky');
        await page.setViewportSize(NARROW);
        await noSidewaysScroll(page);
        await photograph(page, 'second-must-ky-360');
        await page.goto('/ky/person');
        expect(/profile\/second/.test(page.url()), 'nothing else opens');
        await answer(page, codeOf(await page.innerText('#secret')));
        await page.click('a.button.main');
        await page.waitForURL(/\/ky\/my/);

        const found = await admin.evaluate(async () => (await (await fetch(
            '/api/v1/account?limit=500')).json()).items);
        const { id } = found.find((a) => a.login === 'student');
        await admin.goto(`/ky/account/${id}`);
        await photograph(admin, 'second-account-ky');
        admin.on('dialog', (d) => d.accept());
        await admin.click('form[action*="second_reset"] button,'
            + ' a[href*="second_reset"]');
        await admin.waitForLoadState();
        if (/second_reset/.test(admin.url())) {
            await admin.click('main form button.main, main form .danger');
            await admin.waitForLoadState();
        }
        await page.goto('/ky/my');
        expect(/sign-in/.test(page.url()), `put out: ${page.url()}`);
    });

await run();
