// SPDX-License-Identifier: Apache-2.0
//
// From a typed letter to the resolution on it: at most three clicks beside the
// typing, by those whose work it is.

import { equal, expect, run, says, signIn, test } from './lib.mjs';
import { dayIn } from '../day.mjs';

const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();

test('a letter is registered and decided on in three clicks',
    async ({ page, open }) => {
        let clicks = 0;
        const click = async (who, what) => {
            clicks += 1;
            await Promise.all([who.waitForEvent('load'), who.click(what)]);
        };

        // The clerk has typed the letter: one click registers it.
        await signIn(page, 'clerk', 'ky');
        const book = (await api(page, 'document_register')).items
            .find((b) => b.code === 'IN').id;
        await page.goto(`/ky/documents/register/${book}`);
        if (await page.locator('select[name=correspondent]').count())
            await page.selectOption('select[name=correspondent]',
                { index: 1 });
        else
            await page.fill('[name=correspondent]', '#1');
        await page.fill('[name=their_number]', 'click-3');
        await page.fill('[name=title]', 'Үч чыкылдатуу');
        await click(page, 'main form.form button.main');
        await says(page, 'Үч чыкылдатуу');

        // The rector begins the day with "My work": one click opens it, one
        // gives the resolution that was typed.
        const rector = await open();
        await signIn(rector, 'rector', 'ky');
        await rector.goto('/ky/my');
        const letter = (await api(page, 'document?q=чыкылдатуу')).items[0];
        await click(rector, `main a[href="/ky/document/${letter.id}"]`);
        const dean = (await api(rector, 'appointment?limit=1000')).items
            .find((a) => a.role === 'dean' && a.state === 'active').person;
        await rector.fill('form[action$="/resolve"] [name=title]',
            'Чара көрүү');
        await rector.fill('form[action$="/resolve"] [name=responsible]',
            `#${dean}`);
        await rector.fill('form[action$="/resolve"] [name=due]',
            dayIn(9));
        await click(rector, 'form[action$="/resolve"] button.main');

        expect(clicks <= 3, `${clicks} clicks`);
        equal((await api(rector, `resolution?document=${letter.id}`)).items
            .length, 1, 'the resolution is given');
        equal((await api(rector, `document/${letter.id}`)).state, 'working',
            'the letter is in work');
    });

await run();
