// SPDX-License-Identifier: Apache-2.0
//
// Acts in stories: a step that makes a draft, and the way of a draft to the
// rector's signature.  By keyboard alone.

import { equal, expect, textOf } from './lib.mjs';

export const CODE = 'ачык-талаа 7';
const settled = (page) => page.waitForLoadState();
export const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();
export const path = (page) => new URL(page.url()).pathname;

/* A button or link reached and pressed without a mouse. */
export async function press(page, what) {
    await page.locator(what).first().focus();
    await Promise.all([page.waitForNavigation(),
        page.keyboard.press('Enter')]);
    await settled(page);
}
export const save = (page) => press(page, 'main form.form button.main');

/* Presses a step of the card: the page of the draft act that it makes. */
export async function draft(page, card, step) {
    await page.goto(card);
    await press(page, `aside form[action$="/step/${step}"] button,`
        + ` aside [href$="/step/${step}"]`);
    return page;
}
export const actOf = (page) => {
    expect(/\/act\/\d+$/.test(path(page)), `${page.url()} is no act`);
    return Number(path(page).split('/').pop());
};

/* The drafter checks it, the rector signs it; answers the signed act. */
export async function carry(page, rector, id) {
    await page.goto(`/ky/act/${id}`);
    await press(page, `aside form[action$="/act/${id}/step/check"] button`);
    equal((await api(page, `act/${id}`)).state, 'checked',
        `act ${id}: ${await textOf(page, 'main')}`);
    await rector.goto(`/ky/act/${id}/sign`);
    await rector.fill('[name=code]', CODE);
    if (await rector.locator('[name=again]').count())
        await rector.fill('[name=again]', CODE);
    await save(rector);
    const act = await api(rector, `act/${id}`);
    equal(act.state, 'signed', `act ${id}: ${await textOf(rector, 'main')}`);
    return act;
}
