// SPDX-License-Identifier: Apache-2.0
//
// The plan of risks: registers side by side, gaps that lead to where they are
// filled in, an order that needs the visas of three vice-rectors (a refusal,
// a substitute, an edit that makes them void), actions as work, a decision,
// the analysis of the context, and a workbook that goes out and comes in.

import { execFileSync } from 'node:child_process';
import path from 'node:path';

import { accessible, equal, expect, LANGS, noSidewaysScroll, NARROW,
    PASSWORD, photograph, post, root, run, says, signIn, test, textOf, tokenOf,
    WIDE,
} from './lib.mjs';
import { dayIn } from '../day.mjs';

const ordo = process.env.ORDO ?? path.join(root, 'build/ordo');
const CODE = 'ачык-талаа 7';
const settled = async (page) => page.waitForLoadState();
const click = async (page, what) => {
    await page.click(what);
    await settled(page);
};
const api = async (page, address) =>
    (await page.request.get(`/api/v1/${address}`)).json();

async function look(page, name) {
    await accessible(page);
    for (const size of [WIDE, NARROW]) {
        await page.setViewportSize(size);
        await noSidewaysScroll(page);
        await photograph(page, `risk-plan-${name}-${size.width}`);
    }
    await page.setViewportSize(WIDE);
}

/* A new person with an account; the id of the person. */
function hire(dir, login, role) {
    execFileSync(ordo, ['user', dir, 'add', login, '--role', role,
        '--name', `Сыноочу ${login}`, '--password-stdin'],
    { input: `${PASSWORD}\n` });
}

/* The three vice-rectors of the demo university are away; three people of
 * ours act for them. */
async function substitutes(base, dir, admin) {
    const token = tokenOf(dir, 'admin');
    const all = (await api(admin, 'appointment?role=vice_rector&limit=50'))
        .items.filter((a) => a.state === 'active'
            && (!a.ends || a.ends >= dayIn(0)));
    const people = [...new Set(all.map((a) => a.person.id ?? a.person))];
    const names = ['vice1', 'vice2', 'vice3'];

    equal(people.length, 3, 'vice-rectors');
    for (const name of names)
        hire(dir, name, 'employee');
    for (const [i, name] of names.entries()) {
        const found = (await api(admin, `person?q=${name}`)).items[0];
        await post(base, token, 'absence', { person: people[i],
            substitute: found.id, reason: 'trip', starts: dayIn(-1),
            ends: dayIn(7) });
    }
    return names;
}

async function state(page, what) {
    return (await api(page, what)).state;
}

test('the registers stand side by side, in three languages',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        for (const lang of LANGS) {
            await page.goto(`/${lang}/risks`);
            await look(page, `registers-${lang}`);
            equal(await page.locator('main table.list tbody tr a[href*='
                + '"risk_register="]').count() >= 2, true, 'two registers');
        }
        await page.goto('/ky/risks?risk_register=anticorruption');
        await says(page, 'Бул реестр бош');
        equal(await page.locator('a[href*="/risk_category/import"]').count(),
            1, 'the way in');
        await look(page, 'empty');
    });

test('the rector approves it with the visas of three vice-rectors',
    async ({ page, open, base, server }) => {
        const admin = await open();
        await signIn(admin, 'admin', 'ky');
        const names = await substitutes(base, server.dir, admin);

        await signIn(page, 'planning', 'ky');
        const general = (await api(page, 'risk_register')).items
            .find((r) => r.code === 'general');
        await page.goto(`/ky/risk_register/${general.id}`);
        await look(page, 'card');
        await click(page, 'aside form[action$="/step/approve"] button');
        const card = new URL(page.url()).pathname;
        const id = Number(card.split('/').pop());
        expect(/^\/ky\/act\/\d+$/.test(card), page.url());
        await says(page, /буйрук кылам/i);
        await click(page, `aside form[action$="/act/${id}/step/check"] button`);
        equal(await page.locator('#visas tbody tr').count(), 3, 'three visas');
        await look(page, 'asked');

        // The rector sees why it cannot be signed yet.
        const rector = await open();
        await signIn(rector, 'rector', 'ky');
        await rector.goto(card);
        equal(await rector.locator(`a[href="${card}/sign"]`).count(), 0,
            'no way to sign');
        await says(rector, 'Азырынча кол коюуга болбойт');

        // The drafter gives none for the absent, whatever they send.
        const forms = await page.locator('#visas form[action*="/visas/"]')
            .filter({ has: page.locator('button[value=agree]') }).count();
        equal(forms, 0, 'nothing to agree for the drafter');

        const [one, two, three] = await Promise.all(names.map(async (n) => {
            const p = await open();
            await signIn(p, n, 'ky');
            return p;
        }));
        const give = async (p, step, remark) => {
            await p.goto(card);
            if (remark)
                await p.fill('#visas textarea', remark);
            await click(p, `#visas button[value=${step}]`);
        };
        await give(one, 'agree');
        await two.goto('/ky/my');
        await says(two, 'Виза берүү');
        await give(two, 'refuse', 'Каржысы көрсөтүлгөн эмес');
        await page.goto(card);
        await says(page, 'Каржысы көрсөтүлгөн эмес');
        await look(page, 'refused');

        // The text is mended: what was given is void and asked for again.
        await page.goto(`/ky/act/${id}/edit`);
        const body = page.locator('textarea[name=body_ky]');
        await body.fill(`${await body.inputValue()}\n\n5. Каржысы кошулду.`);
        await click(page, 'main form.form button.main');
        await page.goto(card);
        await says(page, 'Күчүн жоготту');
        await click(page, `aside form[action$="/act/${id}/step/check"] button`);
        for (const p of [one, two, three])
            await give(p, 'agree');
        equal(await three.locator('#visas tbody tr .pill.good').count() >= 3,
            true, 'all agree');

        await rector.goto(card);
        await look(rector, 'given');
        await click(rector, `a[href="${card}/sign"]`);
        await rector.fill('[name=code]', CODE);
        if (await rector.locator('[name=again]').count())
            await rector.fill('[name=again]', CODE);
        await click(rector, 'main form.form button.main');
        equal(await state(rector, `act/${id}`), 'signed', 'the act');
        equal(await state(rector, `risk_register/${general.id}`), 'approved',
            'the register');
        for (const lang of LANGS) {
            await rector.goto(`/${lang}/act/${id}`);
            equal(await rector.locator('#visas tbody tr').count() >= 3, true,
                `visas in ${lang}`);
        }
        const pdf = await rector.request.get(`/ky/act/${id}/card.pdf`);
        equal(pdf.headers()['content-type'], 'application/pdf', 'paper');
        const text = execFileSync('pdftotext', ['-layout', '-', '-'],
            { input: await pdf.body(), encoding: 'utf8' });
        expect(text.includes('Макулдашуу баракчасы'), text);
        expect(text.includes('Сыноочу vice1'), text);
    });

test('a gap is filled in, and the change is told against what was approved',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        const risk = (await api(page, 'risk?code=6.1&risk_register=general'))
            .items[0];
        await page.goto(`/ky/risk/${risk.id}`);
        const gap = page.locator('main a.pill[href*="#f-responsible"]');
        if (await gap.count()) {
            await gap.first().click();
            await settled(page);
            expect(page.url().includes('/edit'), page.url());
        } else {
            await page.goto(`/ky/risk/${risk.id}/edit`);
        }
        const title = page.locator('input[name=title_en], '
            + 'textarea[name=title_en]').first();
        await title.fill('Weak digital infrastructure, looked at anew');
        await click(page, 'main form.form button.main');
        for (const lang of LANGS) {
            await page.goto(`/${lang}/risks/changes/general`);
            await says(page, 'looked at anew');
            await look(page, `changes-${lang}`);
        }
    });

test('an action becomes work and is reported with evidence',
    async ({ page, open, server }) => {
        hire(server.dir, 'doer', 'employee');
        await signIn(page, 'planning', 'ky');
        const doer = (await api(page, 'person?q=doer')).items[0];
        const all = (await api(page,
            'risk_action?risk_register=general&state=open&limit=200')).items;
        const action = all.find((a) => !a.linked_tasks?.length);
        expect(action, 'an action of its own');
        await page.goto(`/ky/risk_action/${action.id}/edit`);
        await page.fill('[name=owner]', `#${doer.id}`);
        await page.fill('[name=ends]', dayIn(30));
        await click(page, 'main form.form button.main');

        const own = await open();
        await signIn(own, 'doer', 'ky');
        await says(own, action.code);
        await own.goto(`/ky/risk_action/${action.id}`);
        await look(own, 'action');
        await click(own, 'main a.button.main[href*="/risk_report/new"]');
        await own.fill('[name=done]', 'Баары аткарылды');
        await own.check('[name=delivery][value=delivered]');
        await click(own, 'main form.form button.main');
        await says(own, 'файлдар же шилтемелер');
        await own.fill('[name=links]', 'https://example.kg/report');
        await click(own, 'main form.form button.main');
        const report = (await api(own, `risk_report?action=${action.id}`))
            .items[0];
        await own.goto(`/ky/risk_report/${report.id}`);
        await look(own, 'report');
        equal(await own.locator('aside form[action$="/step/accept"] '
            + 'button:not([disabled])').count(), 0, 'not by the same hands');
        await page.goto(`/ky/risk_report/${report.id}`);
        await click(page, 'aside form[action$="/step/accept"] button');
        equal(await state(page, `risk_action/${action.id}`), 'done', 'done');
    });

test('a note, a factor, the causes it feeds', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await page.goto('/ky/risk_note/new?side=legal');
    await page.fill('[name=title_ky]', 'Санарип кодекси күчүнө кирди');
    await page.fill('[name=on_day]', dayIn(-30));
    await click(page, 'main form.form button.main');
    await says(page, 'кайдан алынганын');
    await page.fill('[name=source]', 'Кыргыз Республикасынын Санарип кодекси');
    await click(page, 'main form.form button.main');
    for (const lang of LANGS) {
        await page.goto(`/${lang}/risks/context`);
        await says(page, 'Санарип кодекси күчүнө кирди');
        await look(page, `context-${lang}`);
    }
});

test('a risk goes out as a workbook and comes in again', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await page.goto('/ky/risk?risk_register=general');
    const link = page.locator('.exports a[href*="for=import"]');
    equal(await link.count(), 1, 'the workbook for import');
    const got = await page.request.get(await link.getAttribute('href'));
    equal(got.status(), 200, 'export');
    await page.goto('/ky/risk/import');
    await page.setInputFiles('input[type=file]', { name: 'risks.xlsx',
        mimeType: 'application/vnd.openxmlformats-officedocument'
            + '.spreadsheetml.sheet', buffer: await got.body() });
    await click(page, 'main form.form button.main');
    equal(await page.locator('main table.list td[data-label]').count(), 0,
        `no faults: ${await textOf(page, 'main')}`);
    await says(page, '11');
    await says(page, 'Импорттой турган эч нерсе жок');
    await photograph(page, 'risk-plan-import');
});

/* 120 risks of one category with nine actions each: more risks than a page
 * holds, and more actions than it reads. */
function tables() {
    const risks = [...Array(120).keys()].map((i) => `1.${i + 1}`);

    return {
        risk_category: ['code,title_ky', '1,Коррупция'],
        risk: ['code,category,title_ky,starts,ends,period_stated',
            ...risks.map((c) =>
                `${c},1,Тобокелдик ${c},2026-01-01,2028-12-31,yes`)],
        risk_action: ['code,risk,position,title_ky',
            ...risks.flatMap((c) => [...Array(9).keys()].map((i) =>
                `${c}-A${i + 1},${c},${i + 1},Иш-чара`))],
    };
}

test('a large register is turned page by page', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    for (const [type, rows] of Object.entries(tables())) {
        await page.goto(`/ky/${type}/import?risk_register=anticorruption`);
        await page.setInputFiles('input[type=file]', { name: `${type}.csv`,
            mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n')) });
        await click(page, 'main form.form button.main');
        const go = page.locator('main form[action*="/import"] button');
        for (let i = 0; i < 60 && await go.count() === 0; i++) {
            await page.waitForTimeout(500); // a long table is a job
            await page.reload();
        }
        await go.first().click();
        await settled(page);
        const last = rows.at(-1).split(',')[0];
        const at = `${type}?code=${last}&risk_register=anticorruption`;
        for (let i = 0; i < 60 && (await api(page, at)).items.length === 0;
            i++)
            await page.waitForTimeout(500);
    }
    const seen = new Set();
    await page.goto('/ky/risks?risk_register=anticorruption');
    for (let turns = 0; turns < 9; turns++) {
        const codes = await page.locator('section.box h3 .code')
            .allTextContents();
        expect(codes.length > 0 && codes.length <= 50, `${codes.length} shown`);
        codes.forEach((c) => seen.add(c.trim()));
        await says(page, '9, аткарылганы 0');
        const next = page.locator('p.cut a[rel=next]').first();
        if (await next.count() === 0)
            break;
        await next.click();
        await settled(page);
    }
    equal(seen.size, 120, 'risks on all pages');
    await page.goto('/ky/risks/timeline?register=anticorruption');
    await says(page, 'алгачкы 1000 гана');
    await look(page, 'large');
});

test('what only an act does is not drafted before its time',
    async ({ server, base }) => {
        const Authorization = `Bearer ${tokenOf(server.dir, 'planning')}`;
        const get = async (at) => (await (await fetch(`${base}/api/v1/${at}`,
            { headers: { Authorization } })).json());
        const { items } = await get('risk_cycle?state=application');
        equal(items.length, 1, 'cycles before the last step');
        const acts = async () => (await get('act?state=draft')).items.length;
        const before = await acts();
        const got = await fetch(
            `${base}/api/v1/risk_cycle/${items[0].id}/correct`,
            { method: 'POST', body: '{}', headers: { Authorization,
                'Content-Type': 'application/json' } });
        equal(got.status, 409, await got.text());
        equal(await acts(), before, 'drafts');
    });

test('judges are asked about the register that one came from',
    async ({ page }) => {
        await signIn(page, 'planning', 'ky');
        await page.goto('/ky/risks/map?register=anticorruption');
        await click(page, 'a[href*="/risks/ask"]');
        await says(page, 'Тобокелдик 1.7');
        await click(page, 'main form.form button.main');
        await says(page, 'Тобокелдик 1.7'); // refused, and still the same
    });

test('a word longer than the page does not widen it', async ({ page }) => {
    await signIn(page, 'planning', 'ky');
    await page.goto('/ky/risk/1/edit');
    await page.fill('[name=title_ky]', 'Ш'.repeat(250));
    await click(page, 'main form.form button.main');
    for (const where of ['risks', 'risk', 'risk/1', 'risk/1/bowtie',
        'risks/map', 'risks/losses'])
        for (const size of [WIDE, NARROW]) {
            await page.setViewportSize(size);
            await page.goto(`/ky/${where}`);
            await noSidewaysScroll(page);
        }
});

test('sums are whole on a narrow screen and on paper', async ({ page }) => {
    await signIn(page, 'rector', 'ky');
    const cut = () => page.evaluate(() =>
        [...document.querySelectorAll('.tiles .big')].filter((e) =>
            e.scrollWidth > e.clientWidth + 1
            || e.getClientRects().length !== 1
            || e.clientHeight > 1.9 * parseFloat(getComputedStyle(e).fontSize))
            .length);
    await page.setViewportSize(NARROW);
    await page.goto('/ky/risks/losses');
    equal(await page.locator('.tiles .big').count(), 4, 'sums');
    equal(await cut(), 0, 'sums cut off at 360');
    await page.emulateMedia({ media: 'print' });
    await page.setViewportSize({ width: 688, height: 900 }); // A4
    equal(await cut(), 0, 'sums cut off on paper');
    await noSidewaysScroll(page);
    await page.goto('/ky/risks/map');
    await noSidewaysScroll(page);
});

await run();
