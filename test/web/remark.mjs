// SPDX-License-Identifier: Apache-2.0
//
// A remark on a record: who sees the record writes it, who answers for it finds
// it in the bell and under "My work" and answers, the author settles it; who has
// no part in it cannot.  In three languages and at 360 px.

import { LANGS, NARROW, WIDE, accessible, atWidths, equal, expect,
    noSidewaysScroll, photograph, run, says, signIn, test, textOf,
    tokenOf } from './lib.mjs';

const WORDS = 'Бул жерде мөөнөт туура эмес көрсөтүлгөн';
const REPLY = 'Мөөнөт оңдолду, рахмат';
const waits = {
    ky: 'Жообуңузду күткөн сын-пикирлер',
    ru: 'Замечания, которые ждут вашего ответа',
    en: 'Remarks that wait for your answer',
};
const answered = {
    ky: 'Жооп берилген сын-пикирлериңиз',
    ru: 'Ваши замечания, на которые ответили',
    en: 'Your remarks that were answered',
};

const HEAD = 'dean';

/* A report of the dean's unit that everybody may read. */
async function cardOf(base, dir, type, filter) {
    const got = await fetch(`${base}/api/v1/${type}?limit=1${filter}`,
        { headers: { Authorization: `Bearer ${tokenOf(dir, 'planning')}` } });
    const { items } = await got.json();
    expect(items.length === 1, `no ${type} of which ${filter}`);
    return `/${type}/${items[0].id}`;
}
const ownCard = (base, dir) =>
    cardOf(base, dir, 'report', '&unit=demo_energy&state=accepted');

async function write(page, card, words) {
    await page.goto(`/ky${card}`);
    await page.click('#remarks > details > summary');
    await page.fill('#remarks #f-text', words);
    await page.click('#remarks form:has(#f-text) button.main');
    await page.waitForLoadState();
    await says(page, words, '#remarks');
}

async function answer(page, words, step) {
    const one = page.locator('#remarks ol.history > li', { hasText: WORDS })
        .first();
    await one.locator('details > summary').click();
    if (words)
        await one.locator('textarea').fill(words);
    await one.locator(`button[value=${step}]`).click();
    await page.waitForLoadState();
}

/* Unread notices, as the bell counts them. */
async function bell(page) {
    const n = page.locator('.bell .count');
    return await n.count() ? Number(await n.innerText()) : 0;
}

test('it is written, found, answered and settled', async ({ page, open, base, server }) => {
    await signIn(page, HEAD);
    const card = await ownCard(base, server.dir);
    const before = await bell(page);

    const asks = await open();
    await signIn(asks, 'teacher');
    await write(asks, card, WORDS);
    await atWidths(asks, async (width) => {
        await noSidewaysScroll(asks);
        await accessible(asks);
        await photograph(asks, `remark-written-${width}`);
    });

    for (const lang of LANGS) {
        await page.goto(`/${lang}/my`);
        equal(await bell(page), before + 1, 'the bell');
        await says(page, waits[lang], 'main');
        await says(page, WORDS, 'main');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `remark-my-${lang}-${width}`);
        });
        await page.goto(`/${lang}/notices`);
        await says(page, WORDS, 'main');
        await page.setViewportSize(NARROW);
        await noSidewaysScroll(page);
        await accessible(page);
        await page.setViewportSize(WIDE);
    }

    // From the list to the remark, and the answer.
    await page.goto('/ky/my');
    await page.locator('ul.jobs li', { hasText: WORDS }).locator('a').first()
        .click();
    await page.waitForLoadState();
    expect(/#remark-\d+$/.test(page.url()), `led to ${page.url()}`);
    await answer(page, REPLY, 'answer');
    await says(page, REPLY, '#remarks');
    await page.goto('/ky/my');
    expect(!(await textOf(page, 'main')).includes(WORDS),
        'what was answered still waits');

    for (const lang of LANGS) {
        await asks.goto(`/${lang}/my`);
        await says(asks, answered[lang], 'main');
    }
    await asks.goto('/ky/notices');
    await says(asks, REPLY, 'main');
    await photograph(asks, 'remark-notices');
    await asks.goto(`/ky${card}#remarks`);
    await answer(asks, '', 'resolve');
    await says(asks, 'Чечилген', '#remarks');
    await asks.goto('/ky/my');
    expect(!(await textOf(asks, 'main')).includes(WORDS),
        'what is settled still waits');
});

test('an answer of no words is refused, nothing typed is lost',
    async ({ page, open, base, server }) => {
        await signIn(page, HEAD);
        const card = await ownCard(base, server.dir);
        const asks = await open();
        await signIn(asks, 'teacher');
        await write(asks, card, WORDS);
        for (const lang of LANGS) {
            await page.goto(`/${lang}${card}`);
            await answer(page, '', 'answer');
            await says(page, { ky: 'Жооп', ru: 'Ответ', en: 'Answer' }[lang],
                '.errors');
            await page.setViewportSize(NARROW);
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `remark-refused-${lang}`);
            await page.setViewportSize(WIDE);
        }
        // A remark of blanks only.
        await asks.goto(`/ky${card}`);
        await asks.click('#remarks > details > summary');
        await asks.fill('#remarks #f-text', '   ');
        await asks.click('#remarks form:has(#f-text) button.main');
        await asks.waitForLoadState();
        equal(await asks.locator('.errors').count(), 1, 'a refusal');
        await accessible(asks);
        await photograph(asks, 'remark-empty');
    });

test('who has no part in it does not settle it', async ({ page, open, base, server }) => {
    await signIn(page, HEAD);
    const card = await ownCard(base, server.dir);
    const asks = await open();
    await signIn(asks, 'teacher');
    await write(asks, card, WORDS);
    const other = await open();
    await signIn(other, 'clerk');
    await other.goto(`/ky${card}`);
    await says(other, WORDS, '#remarks');
    equal(await other.locator('#remarks button[value=resolve]').count(), 0,
        'ways of a stranger to settle');
    const csrf = await other.locator('input[name=csrf]').first().inputValue();
    const id = (await other.locator('#remarks li[id^=remark-]').first()
        .getAttribute('id')).replace('remark-', '');
    const sent = await other.request.post(`${base}/ky/remarks/${id}`, {
        form: { csrf, step: 'resolve', answer: '' },
        headers: { Origin: base }, maxRedirects: 0 });
    equal(sent.status(), 403, 'the step sent by hand');
    // Nobody reads it who is not signed in.
    const out = await open();
    await out.goto(`/ky${card}`);
    expect(!(await textOf(out)).includes(WORDS), 'a stranger reads it');
    const api = await out.request.get(`${base}/api/v1/remark/${id}`);
    expect(api.status() === 401 || api.status() === 404,
        `a stranger over the API: ${api.status()}`);
});

test('where no unit owns the record, those who keep its kind are asked',
    async ({ page, open, base, server }) => {
        const card = await cardOf(base, server.dir, 'indicator', '');
        await signIn(page, 'teacher');
        await write(page, card, WORDS);
        const keeps = await open();
        await signIn(keeps, 'planning');
        await says(keeps, WORDS, 'main');
        await keeps.goto('/ky/notices');
        await says(keeps, WORDS, 'main');
    });

await run();
