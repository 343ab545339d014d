// SPDX-License-Identifier: Apache-2.0
//
// Risks in words: several judges by keyboard, their spread, the owner's approval
// that a later change voids, a scale that replaces another, thresholds in the
// wrong order, the heat map of any day, and a crossed threshold that asks anew.

import { LANGS, accessible, atWidths, equal, expect, noSidewaysScroll,
    photograph, run, says, signIn, test, textOf } from './lib.mjs';

const WORDS = {
    ky: { rise: 'чектер өсүп барат', red: 'сары чектен', void_: 'Бекитүү күчүн жоготту',
        why: 'иш-чара өзгөрдү', map: 'ар бир деңгээл үчүн', none: '11 тобокелдик' },
    ru: { rise: 'пороги возрастают', red: 'не выше жёлтого', void_: 'Утверждение утратило силу',
        why: 'изменено мероприятие', map: 'для каждого из 5 уровней', none: '11 рисков' },
    en: { rise: 'the thresholds rise', red: 'must not be above amber', void_: 'Approval void',
        why: 'an action was changed', map: 'for each of the 5 levels', none: '11 risks' },
};

async function items(page, path) {
    const r = await page.request.get(path);
    equal(r.status(), 200, path);
    return (await r.json()).items;
}

/* The person of a login, as the administrator sees it. */
async function personOf(open, login) {
    const page = await open();
    await signIn(page, 'admin');
    const a = (await items(page, '/api/v1/account?limit=100'))
        .find((x) => x.login === login);
    return a.person.id ?? a.person;
}

async function riskOf(page, code) {
    return (await items(page, '/api/v1/risk?limit=100'))
        .find((x) => x.code === code).id;
}

test('thresholds in the wrong order are refused at their field', async ({ open }) => {
    for (const lang of LANGS) {
        const page = await open();
        await signIn(page, 'planning', lang);
        await page.goto(`/${lang}/risk_scale/new`);
        await page.fill('#f-code', `own-${lang}`);
        await page.fill('[name=title_ky]', 'Шкала');
        await page.fill('#f-size', '4');
        await page.check('[name=bands][value=product]');
        await page.fill('#f-medium_from', '8');
        await page.fill('#f-high_from', '4');
        await page.fill('#f-critical_from', '12');
        await page.press('#f-code', 'Enter');
        await page.waitForLoadState();
        await says(page, WORDS[lang].rise, '#e-high_from');
        await accessible(page);
        await page.fill('#f-high_from', '10');
        await page.press('#f-code', 'Enter');
        await page.waitForLoadState();
        expect(/risk_scale\/\d+/.test(page.url()), 'the scale is not kept');
        /* It is a draft without words: it does not come into force. */
        await page.goto(page.url().replace(/risk_scale\/(\d+).*/,
            'risks/scale/$1'));
        await page.click('main form .form-end button.main');
        await page.waitForLoadState();
        expect(await page.locator('.errors').count() === 1,
            'a scale without words came into force');
    }
});

test('a watch with red on the wrong side is refused', async ({ open }) => {
    for (const lang of LANGS) {
        const page = await open();
        await signIn(page, 'planning', lang);
        const watch = (await items(page, '/api/v1/risk_watch?limit=100'))
            .find((x) => x.code === '5.1-W1').id;
        await page.goto(`/${lang}/risk_watch/${watch}/edit`);
        await page.fill('#f-red', '18');
        await page.press('#f-red', 'Enter');
        await page.waitForLoadState();
        await says(page, WORDS[lang].red, '#e-red');
        await accessible(page);
    }
});

test('nothing is assessed that nobody assessed', async ({ open }) => {
    for (const lang of LANGS) {
        const page = await open();
        await signIn(page, 'planning', lang);
        await page.goto(`/${lang}/risks/map?day=2020-01-01`);
        await says(page, WORDS[lang].none, '#heat');
        equal(await page.locator('svg.risk-map a').count(), 0, 'marks');
        equal(await page.locator('svg.risk-map rect.cell').count(), 25, 'cells');
        expect(!(await textOf(page, '#heat')).includes('..'),
            'the day ends with two full stops');
        await accessible(page);
    }
});

/* Who is asked answers with the keyboard alone. */
async function judge(page, risk, likelihood, impact) {
    const mine = (await items(page, `/api/v1/risk_assessment?state=asked&risk=%23${risk}&limit=100`));
    expect(mine.length > 0, 'nothing is asked');
    await page.goto(`/ky/risk_assessment/${mine[0].id}`);
    await page.click('a[href*="/risks/judge/"]');
    await page.focus('[name=likelihood][value="1"]');
    await page.keyboard.press('Space');
    for (let i = 1; i < likelihood; i++)
        await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    for (let i = 1; i < impact; i++)
        await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await page.keyboard.type('Сандар ушуну көрсөтүүдө.');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.waitForSelector('.flash.ok, .errors');
    expect(await page.locator('.flash.ok').count() === 1,
        `not kept: ${await page.locator('main').innerText()}`);
}

async function asLogin(open, login) {
    const page = await open();
    await signIn(page, login);
    return page;
}

test('judges, spread, approval, and what voids it', async ({ open }) => {
    const rector = await personOf(open, 'rector'),
        dean = await personOf(open, 'dean');
    const planning = await asLogin(open, 'planning');
    const risk = await riskOf(planning, '5.1');

    await planning.goto(`/ky/risk/${risk}/edit`);
    await planning.fill('#f-owner', `#${dean}`);
    await planning.click('main form .form-end button.main');
    await planning.waitForLoadState();
    /* What a crossed threshold asked for already is withdrawn first, by hand. */
    for (const a of await items(planning, `/api/v1/risk_assessment?state=asked&risk=%23${risk}&limit=100`)) {
        await planning.goto(`/ky/risk_assessment/${a.id}/step/withdraw`);
        await planning.locator('main form .form-end button').first().click();
        await planning.waitForLoadState();
    }
    await planning.goto(`/ky/risks/ask?risk=${risk}`);
    await planning.locator('[name=judges]').nth(0).fill(`#${rector}`);
    await planning.locator('[name=judges]').nth(1).fill(`#${dean}`);
    await planning.click('main form .form-end button.main');
    await planning.waitForLoadState();
    expect(await planning.locator('.flash.ok').count() === 1, 'nobody is asked');

    const boss = await asLogin(open, 'rector'), owner = await asLogin(open, 'dean');
    await judge(boss, risk, 2, 4);
    /* What one said is not shown before the other has answered. */
    await owner.goto(`/ky/risk/${risk}`);
    expect(await owner.locator('#assessment').innerText()
        .then((t) => !t.includes('2 × 4')), 'a judgement is shown too early');
    await judge(owner, risk, 3, 5);
    await says(owner, '(2–3 × 4–5)', '#assessment');
    await says(owner, '3. Ыктымал × 5. Кыйратуучу', '#assessment');
    await says(owner, 'Бекитиле элек', '#assessment');
    await owner.click('#assessment a.button.main');
    await owner.click('a[href$="/step/approve"], button:has-text("Бааны бекитүү")');
    await owner.waitForSelector('.flash.ok');
    await owner.goto(`/ky/risk/${risk}`);
    await says(owner, 'Ээси бекиткен', '#assessment');

    /* Any change of an action voids it, in every language with the reason. */
    const action = (await items(planning, '/api/v1/risk_action?limit=200'))
        .find((x) => x.code === '5.1-A1').id;
    await planning.goto(`/ky/risk_action/${action}/edit`);
    await planning.fill('#f-cost', '150000');
    await planning.click('main form .form-end button.main');
    await planning.waitForLoadState();
    for (const lang of LANGS) {
        await owner.goto(`/${lang}/risk/${risk}`);
        await says(owner, WORDS[lang].void_, '#assessment');
        await says(owner, WORDS[lang].why, '#assessment');
    }
    await atWidths(owner, async (width) => {
        await noSidewaysScroll(owner);
        await accessible(owner);
        await photograph(owner, `risk-assess-card-${width}`);
    });
    await planning.goto('/ky/risks/map');
    equal(await planning.locator('svg.risk-map a').count(), 11, 'marks');
    await atWidths(planning, async (width) => {
        await noSidewaysScroll(planning);
        await accessible(planning);
        await photograph(planning, `risk-map-${width}`);
    });
    await planning.click('svg.risk-map a[aria-label^="5.1 "]');
    await planning.waitForLoadState();
    expect(planning.url().endsWith(`/risk/${risk}`), 'the mark leads elsewhere');

    /* Another scale: only with every level mapped, and history stays. */
    const scale = (await items(planning, '/api/v1/risk_scale?limit=20'))
        .find((x) => x.code === 'simple-3x3').id;
    for (const lang of LANGS) {
        await planning.goto(`/${lang}/risks/scale/${scale}`);
        await planning.selectOption('#f-likelihood-1', '1');
        await planning.click('main form .form-end button.main');
        await planning.waitForLoadState();
        await says(planning, WORDS[lang].map, '.errors');
        equal(await planning.inputValue('#f-likelihood-1'), '1', 'what was chosen');
        await accessible(planning);
    }
    for (const [i, to] of [1, 1, 2, 3, 3].entries()) {
        await planning.selectOption(`#f-likelihood-${i + 1}`, `${to}`);
        await planning.selectOption(`#f-impact-${i + 1}`, `${to}`);
    }
    await planning.click('main form .form-end button.main');
    await planning.waitForLoadState();
    expect(await planning.locator('.flash.ok').count() === 1, 'not in force');
    await accessible(planning);
    await planning.goto(`/ky/risk/${risk}`);
    await says(planning, '2. Орточо × 3. Чоң', '#assessment');
    await says(planning, 'Бекитиле элек', '#assessment');
    await planning.click('#assessment details summary');
    await says(planning, '3 × 5', '#assessment details');
    await planning.goto('/ky/risks/map');
    equal(await planning.locator('svg.risk-map rect.cell').count(), 9, 'cells');
});

test('indicators of risks say where their numbers come from', async ({ open }) => {
    for (const lang of LANGS) {
        const page = await open();
        await signIn(page, 'planning', lang);
        await page.goto(`/${lang}/risks/watches`);
        equal(await page.locator('table.list tbody tr').count(), 30, 'indicators');
        expect(await page.locator('a[href$="/measure/internal_portal_units"]')
            .count() === 1, 'what is counted today has no link');
        await atWidths(page, async (width) => {
            await noSidewaysScroll(page);
            await accessible(page);
            if (lang === 'ky')
                await photograph(page, `risk-watches-${width}`);
        });
    }
});

await run();
