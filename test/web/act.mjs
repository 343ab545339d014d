// SPDX-License-Identifier: Apache-2.0
//
// An order from its draft to the paper: the planning office drafts it from a
// step of the strategy, the rector checks it, chooses a code, signs; anybody
// checks the paper; another order revokes it.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { accessible, equal, expect, LANGS, noSidewaysScroll, NARROW,
    photograph, root, run, says, signIn, test, textOf, WIDE } from './lib.mjs';

const CODE = 'ачык-талаа 7';
const settled = async (page) => page.waitForLoadState();
const click = async (page, what) => {
    await page.click(what);
    await settled(page);
};
const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();

/* What others find in the PDF of a page's address. */
async function pdfText(page, address) {
    const got = await page.request.get(address);
    equal(got.status(), 200, address);
    equal(got.headers()['content-type'], 'application/pdf', 'media type');
    const file = path.join(os.tmpdir(), `ordo-act-${process.pid}.pdf`);
    fs.writeFileSync(file, await got.body());
    const text = execFileSync('pdftotext', ['-layout', file, '-'],
        { encoding: 'utf8' });
    execFileSync('pdftoppm', ['-r', '80', '-png', '-singlefile', file,
        path.join(root, 'build/screens',
            address.replace(/^\//, '').replaceAll('/', '-'))]);
    fs.unlinkSync(file);
    return text;
}

async function look(page, name) {
    await accessible(page);
    for (const size of [WIDE, NARROW]) {
        await page.setViewportSize(size);
        await noSidewaysScroll(page);
        await photograph(page, `${name}-${size.width}`);
    }
    await page.setViewportSize(WIDE);
}

/* Fields of the form by which an act is signed for the first time. */
async function signFirst(page, code, again = code) {
    await page.fill('[name=code]', code);
    await page.fill('[name=again]', again);
    await click(page, 'main form.form button.main');
}

test('a plan is adopted by an order: drafted, checked, signed, printed',
    async ({ page, open, base }) => {
        const admin = await open();
        await signIn(admin, 'admin', 'ky');
        await admin.goto('/ky/setting/new');
        await admin.fill('[name=name]', 'base_url');
        await admin.fill('[name=value]', base);
        await click(admin, 'main form.form button.main');

        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/plan');
        const plan = (await api(page, 'plan')).items[0];
        await page.goto(`/ky/plan/${plan.id}`);
        await photograph(page, 'act-0-plan');
        await click(page, 'aside form[action*="/step/"] button');
        const card = new URL(page.url()).pathname;
        expect(/^\/ky\/act\/\d+$/.test(card), page.url());
        await says(page, /буйрук кылам/i);
        await look(page, 'act-1-draft');
        const id = Number(card.split('/').pop());

        // Nobody else signs, and nothing is signed before it is checked.
        const early = await page.request.get(`/ky/act/${id}/sign`);
        equal(early.status(), 403, 'the drafter is not the signer');

        await click(page, `aside form[action$="/act/${id}/step/check"] button`);
        await look(page, 'act-2-checked');
        equal((await api(page, `act/${id}`)).state, 'checked', 'state');

        const rector = await open();
        await signIn(rector, 'rector', 'ky');
        await rector.goto('/ky/acts');
        await look(rector, 'act-3-acts');
        await rector.click(`a[href="/ky/act/${id}"]`);
        await settled(rector);
        await click(rector, `a[href="/ky/act/${id}/sign"]`);
        await look(rector, 'act-4-sign');
        await signFirst(rector, 'кыска');
        equal(await rector.locator('.field-error').count() > 0, true,
            'a short code is refused');
        await signFirst(rector, CODE, 'башка код 9');
        equal(await rector.locator('.field-error').count() > 0, true,
            'two different codes are refused');
        await photograph(rector, 'act-4-sign-fault');
        await signFirst(rector, CODE);
        equal(new URL(rector.url()).pathname, card, 'back on the act');
        await look(rector, 'act-5-signed');
        const act = await api(rector, `act/${id}`);
        equal(act.state, 'signed', 'state');
        equal(act.number, 1, 'number');
        expect((await api(rector, `plan/${plan.id}`)).state !== plan.state,
            'the plan has moved on');

        const text = await pdfText(rector, `/ky/act/${id}/card.pdf`);
        expect(text.includes('БУЙРУК'), text);
        expect(text.includes('№ 1'), text);
        expect(text.includes(act.digest.slice(0, 20)), text);
        expect(text.includes(`${base}/ky/check/${act.digest.slice(0, 20)}`),
            `the address of the check: ${text}`);
        await pdfText(rector, `/ru/act/${id}/card.pdf`);

        // Anybody checks it, without an account and without its text.
        const anybody = await open();
        for (const lang of LANGS) {
            await anybody.goto(`/${lang}/check`);
            await anybody.fill('[name=digest]',
                act.digest.slice(0, 20).toUpperCase());
            await click(anybody, 'main form button.main');
            equal(new URL(anybody.url()).pathname,
                `/${lang}/check/${act.digest.slice(0, 20)}`, 'the check');
            equal(await anybody.locator('.flash.ok').count(), 1, 'valid');
            await look(anybody, `act-6-check-${lang}`);
        }
        const main = await textOf(anybody, 'main');
        expect(!main.includes('Ordo within'), 'the text is not published');
        const none = await anybody.goto(`/ky/check/${'0'.repeat(20)}`);
        equal(none.status(), 404, 'an unknown code');
        await look(anybody, 'act-6-check-none');
    });

test('another order revokes it; a wrong code and a token sign nothing',
    async ({ page, open, base, server }) => {
        await signIn(page, 'rector', 'ky');
        const one = (await api(page, 'act?state=signed')).items[0];
        await page.goto(`/ky/act/${one.id}`);
        await click(page,
            `aside form[action$="/act/${one.id}/step/revoke"] button`);
        const id = Number(new URL(page.url()).pathname.split('/').pop());
        await says(page, `№ ${one.number}`);
        await photograph(page, 'act-9-revoking');
        await click(page, `aside form[action$="/act/${id}/step/check"] button`);
        await click(page, `a[href="/ky/act/${id}/sign"]`);
        await page.fill('[name=code]', 'бул код эмес');
        await click(page, 'main form.form button.main');
        equal(await page.locator('.field-error').count(), 1, 'a wrong code');
        equal((await api(page, `act/${id}`)).state, 'checked', 'not signed');

        // A token of the rector's own account reads, but does not sign.
        const token = execFileSync(process.env.ORDO ?? path.join(root, 'build/ordo'),
            ['token', server.dir, 'rector'], { encoding: 'utf8' })
            .trim().split('\n').pop();
        const program = await fetch(`${base}/ky/act/${id}/sign`, {
            method: 'POST', redirect: 'manual',
            headers: { Authorization: `Bearer ${token}`,
                'Content-Type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ code: CODE, again: CODE,
                digest: await page.inputValue('[name=digest]') }),
        });
        equal(program.status, 403, 'a token');
        equal((await api(page, `act/${id}`)).state, 'checked', 'not signed');

        await page.fill('[name=code]', CODE);
        await click(page, 'main form.form button.main');
        equal((await api(page, `act/${id}`)).state, 'signed', 'signed');
        equal((await api(page, `act/${one.id}`)).state, 'revoked', 'revoked');
        const anybody = await open();
        await anybody.goto(`/ky/check/${one.digest.slice(0, 20)}`);
        equal(await anybody.locator('.flash.ok').count(), 0, 'not valid');
        await says(anybody, /жокко чыгарылган/);
        await look(anybody, 'act-9-check-revoked');
        await pdfText(page, `/ky/act/${one.id}/card.pdf`);
    });

test('a lost code needs a second person',
    async ({ page, open }) => {
        await signIn(page, 'rector', 'ky');
        await page.goto('/ky/my/keys');
        await look(page, 'act-7-keys');
        await page.fill('[name=code]', 'жаңы код 2026');
        await page.fill('[name=again]', 'жаңы код 2026');
        await click(page, 'main form.form button.main');
        equal(await page.locator('.pill.warn').count(), 1, 'one waits');
        await photograph(page, 'act-7-keys-waiting');
        const key = (await api(page, 'signing_key?state=waiting')).items[0];
        await page.goto(`/ky/signing_key/${key.id}`);
        equal(await page.locator('aside form[action$="/step/confirm"]')
            .count(), 0, 'nobody confirms their own');
        const clerk = await open();
        await signIn(clerk, 'clerk', 'ky');
        equal((await clerk.goto('/ky/acts')).status(), 200, 'the clerk');
        await look(clerk, 'act-8-clerk');
    });

await run();
