// SPDX-License-Identifier: Apache-2.0
//
// One's own account: sessions that are seen and ended, a password that is
// changed, tokens that a program uses, and guesses that are slowed down.

import { accessible, equal, expect, LANGS, noSidewaysScroll, photograph, run,
    says, signIn, test, NARROW } from './lib.mjs';

const send = async (page, action) => {
    await page.click(`form[action$="${action}"] button`);
    await page.waitForLoadState();
};
const rows = (page, action) =>
    page.locator(`form[action*="/profile/${action}/"]`).count();

for (const lang of LANGS)
    test(`a session elsewhere is seen and ended in ${lang}`,
        async ({ page, open }) => {
            await signIn(page, 'teacher', lang);
            const phone = await open({ viewport: NARROW });
            await signIn(phone, 'teacher', lang);
            await page.goto(`/${lang}/profile`);
            await accessible(page);
            await photograph(page, `profile-${lang}`);
            await says(page, 'Chrome, Linux', 'main');
            expect(!(await page.innerText('main')).includes('Mozilla'),
                'a browser is called as people call it');
            await phone.goto(`/${lang}/profile`);
            await noSidewaysScroll(phone);
            await photograph(phone, `profile-${lang}-360`);
            page.on('dialog', (d) => d.accept());
            let left = await rows(page, 'session');
            expect(left >= 1, 'the other session has its button');
            for (; left > 0; left = await rows(page, 'session')) {
                await page.locator('form[action*="/profile/session/"] button')
                    .first().click();
                await page.waitForLoadState();
            }
            const answer = await phone.goto(`/${lang}/profile`);
            expect(answer.status() === 401 ||
                await phone.locator('input[name=password]').count() > 0,
            `the phone is put out: ${answer.status()} ${phone.url()}`);
        });

test('a token reads, does not write, is shown once and revoked',
    async ({ page, base }) => {
        await signIn(page, 'clerk', 'ky');
        await page.goto('/ky/profile');
        await page.fill('[name=name]', 'Эсеп программасы');
        await send(page, '/profile/token');
        const token = await page.locator('#token').innerText();
        await photograph(page, 'token-ky');
        const ask = (path, options) => fetch(`${base}${path}`, { ...options,
            headers: { Authorization: `Bearer ${token}` } });
        equal((await ask('/api/v1/unit?limit=1')).status, 200, 'it reads');
        const write = await ask('/api/v1/remark', { method: 'POST',
            body: '{}' });
        expect(write.status >= 400 && write.status < 500,
            `it does not write: ${write.status}`);
        await page.goto('/ky/profile');
        expect(!(await page.content()).includes(token), 'shown once');
        page.on('dialog', (d) => d.accept());
        await page.locator('form[action*="/profile/token/"] button').first()
            .click();
        await page.waitForLoadState();
        equal((await ask('/api/v1/unit?limit=1')).status, 401, 'revoked');
    });

test('a password is changed, and the other sessions end',
    async ({ page, open }) => {
        await signIn(page, 'student', 'ky');
        const other = await open();
        await signIn(other, 'student', 'ky');
        await page.goto('/ky/profile');
        await page.fill('[name=old]', 'not this one');
        await page.fill('[name=new]', 'жаңы сыр сөз 2027');
        await page.fill('[name=again]', 'жаңы сыр сөз 2027');
        await send(page, '/profile/password');
        equal(await page.locator('.field-error').count() > 0, true,
            'the wrong password is told');
        await accessible(page);
        await page.fill('[name=old]', 'ordo-demo');
        await page.fill('[name=new]', 'short');
        await page.fill('[name=again]', 'short');
        await send(page, '/profile/password');
        equal(await page.locator('.field-error').count() > 0, true,
            'a short one is told');
        await page.fill('[name=old]', 'ordo-demo');
        await page.fill('[name=new]', 'жаңы сыр сөз 2027');
        await page.fill('[name=again]', 'жаңы сыр сөз 2027');
        await send(page, '/profile/password');
        equal(await page.locator('.flash.ok').count(), 1, 'told so');
        await other.goto('/ky/my');
        expect(await other.locator('input[name=password]').count() > 0,
            'the other session has ended');
        await signIn(other, 'student', 'ky', 'жаңы сыр сөз 2027');
        await says(other, 'М', 'main');
    });

test('guesses of a password are slowed down, in words',
    async ({ page }) => {
        let slowed = false;
        for (let i = 0; i < 30 && !slowed; i++) {
            await page.goto('/ky/sign-in');
            await page.fill('[name=login]', 'nobody-here');
            await page.fill('[name=password]', `guess ${i}`);
            await page.press('[name=password]', 'Enter');
            await page.waitForLoadState();
            slowed = /кийинчерээк|кийин/.test(await page.innerText('main'));
        }
        expect(slowed, 'thirty guesses and no word');
        await accessible(page);
        await photograph(page, 'sign-in-slowed');
    });

await run();
