// SPDX-License-Identifier: Apache-2.0
//
// The loop of a risk, from a number to the strategy: a value is typed and
// confirmed, a threshold is crossed, judges are asked and the council's agenda
// has it; the cycle goes back to the assessment, the risk is judged and decided
// upon, the cycle closes with an amendment of the adopted strategy, which the
// rector signs.  Then the council's year: pack, decision, instructions.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { accessible, equal, expect, LANGS, NARROW, noSidewaysScroll,
    photograph, run, says, signIn, test, textOf, WIDE } from './lib.mjs';
import { actOf, api, carry, draft, press, save } from './act_help.mjs';

const TASK = 'Кошумча каржы булактарын биринчи кезекте түзүү';
const all = async (page, address) => (await api(page, address)).items;

async function look(page, name) {
    for (const size of [WIDE, NARROW]) {
        await page.setViewportSize(size);
        await accessible(page);
        await noSidewaysScroll(page);
        await photograph(page, `${name}-${size.width}`);
    }
    await page.setViewportSize(WIDE);
}

async function pdfText(page, address) {
    const got = await page.request.get(address);
    equal(got.status(), 200, address);
    equal(got.headers()['content-type'], 'application/pdf', 'media type');
    const file = path.join(os.tmpdir(), `ordo-risk-${process.pid}.pdf`);
    fs.writeFileSync(file, await got.body());
    try {
        return execFileSync('pdftotext', ['-layout', file, '-'],
            { encoding: 'utf8' });
    } finally {
        fs.unlinkSync(file);
    }
}

/* A step of a record by its own form. */
async function step(page, card, name, fields) {
    await page.goto(`${card}/step/${name}`);
    for (const [field, value] of Object.entries(fields)) {
        const input = page.locator(`[name=${field}]`).first();
        const kind = await input.evaluate((e) => e.type ?? e.tagName);
        if (kind === 'radio')
            await page.check(`[name=${field}][value="${value}"]`);
        else if (kind === 'select-one')
            await page.selectOption(`[name=${field}]`, value);
        else
            await page.fill(`[name=${field}]`, String(value));
    }
    await save(page);
    equal(await page.locator('.field-error, .errors').count(), 0,
        `${card} ${name}: ${await textOf(page, '.errors, .field-error')}`);
}

let plan, risk, cycle, amendment;

async function people(open) {
    const page = await open();
    const rector = await open();
    const admin = await open();
    await signIn(page, 'planning', 'ky');
    await signIn(rector, 'rector', 'ky');
    await signIn(admin, 'admin', 'ky');
    return { page, rector, admin };
}

test('a value that is typed crosses a threshold', async ({ open }) => {
    const { page, rector, admin } = await people(open);
    [plan] = await all(page, 'plan');
    [risk] = await all(page, 'risk?code=1.2');
    const [indicator] = await all(page, 'indicator?code=talent_share');
    [cycle] = await all(page, 'risk_cycle?year=2026');
    equal(cycle.state, 'application', 'the cycle of the demo');

    const before = (await all(page, 'risk_crossing')).length;
    await page.goto(`/ky/reading/new?plan=%23${plan.id}`
        + `&indicator=%23${indicator.id}`);
    await page.fill('[name=on_day]', '2026-11-15');
    await page.fill('[name=amount]', '7,5');
    await page.setInputFiles('[name=document]', { name: 'komissiya.txt',
        mimeType: 'text/plain', buffer: Buffer.from('7,5 %') });
    await save(page);
    const [reading] = await all(page, 'reading?state=entered');
    expect(reading, `a reading: ${await textOf(page, 'main')}`);
    equal((await all(page, 'risk_crossing')).length, before,
        'not before somebody else has confirmed it');
    await admin.goto(`/ky/reading/${reading.id}`);
    await press(admin, `aside form[action$="/step/confirm"] button`);
    const crossings = await all(page, 'risk_crossing?limit=100');
    expect(crossings.some((c) => c.went_to === 'red'
        && c.seen === 7.5), 'the crossing is kept');
    const asked = await all(page,
        `risk_assessment?state=asked&risk=%23${risk.id}`);
    expect(asked.length > 0, 'judges are asked');
    await rector.goto('/ky/my');
    await says(rector, /1\.2/);
    const agenda = await all(page, 'agenda_item?state=proposed');
    expect(agenda.some((a) => a.subject === 'risk'
        && a.subject_id === risk.id), 'it is on the agenda of the council');
});

test('it is judged anew and decided upon', async ({ open }) => {
    const { page, rector, admin } = await people(open);
    const card = `/ky/risk_cycle/${cycle.id}`;
    for (const lang of LANGS) {
        await page.goto(`/${lang}/risk_cycle/${cycle.id}`);
        await look(page, `risk-cycle-${lang}`);
    }
    await step(page, card, 'assess_again',
        { again_ky: 'Чек өтүлдү: таланттуу студенттердин үлүшү 7,5 %' });
    equal((await api(page, `risk_cycle/${cycle.id}`)).state, 'assessment',
        'back');
    await page.goto(card);
    expect(await page.locator('aside button[disabled]').count() > 0,
        'the step says what it lacks');
    await says(page, /1\.2/, 'aside');

    // Who can sign in here answers; the others' questions are withdrawn.
    const whose = { [(await all(admin, 'account?login=rector'))[0].person]:
        rector, [(await all(admin, 'account?login=planning'))[0].person]: page };
    for (const a of await all(page, 'risk_assessment?state=asked&limit=100')) {
        const judge = whose[a.judge];
        if (judge)
            await step(judge, `/ky/risk_assessment/${a.id}`, 'give',
                { likelihood: 4, impact: 4, why: 'Үлүш кескин төмөндөдү' });
        else
            await step(page, `/ky/risk_assessment/${a.id}`, 'withdraw', {});
    }
    equal((await all(page, 'risk_assessment?state=asked')).length, 0,
        'everybody has answered');
    await step(page, card, 'finish_assessment',
        { assessment_ky: '1.2 тобокелдиги өстү' });

    await page.goto(`/ky/risk_decision/new?risk=%23${risk.id}`);
    await page.locator('[name=choice]').first().evaluate((e) => e.tagName)
        .then((tag) => tag === 'SELECT'
            ? page.selectOption('[name=choice]', 'reduce')
            : page.check('[name=choice][value=reduce]'));
    await page.fill('[name=reason]', 'Мектептер менен иш күчөтүлөт');
    await save(page);
    const decisions = await all(page,
        `risk_decision?risk=%23${risk.id}&state=in_force`);
    equal(decisions.length, 1, `a decision: ${await textOf(page, '.errors')}`);
    await step(page, card, 'finish_decision',
        { decision_ky: '1.2 азайтылат' });
    await step(page, card, 'finish_means',
        { means_ky: 'Мектептер менен келишимдер' });
    await step(page, card, 'finish_application',
        { application_ky: 'Иш-чаралардын отчеттору кабыл алынды' });
    equal((await api(page, `risk_cycle/${cycle.id}`)).state, 'evaluation',
        'the last step');
});

test('the cycle closes with a correction that the rector signs',
    async ({ open }) => {
        const { page, rector } = await people(open);
        const card = `/ky/risk_cycle/${cycle.id}`;
        await draft(page, `/ky/plan/${plan.id}`, 'adopt');
        await carry(page, rector, actOf(page));

        await page.goto(`${card}/step/close_unchanged`);
        await page.fill('[name=evaluation_ky]', 'Жыйынтык');
        await save(page);
        expect(await page.locator('.field-error').count() > 0,
            'without a reason it stays open');
        await step(page, card, 'close_amended', {
            evaluation_ky: 'Чек өтүлдү, учурдагы милдеттер жетишсиз',
            evaluation_ru: 'Порог пересечён, нынешних задач недостаточно',
            correction_ky: 'Мектептер менен иштөө биринчи кезекке коюлсун',
            correction_ru: 'Работу со школами поставить на первое место',
        });
        cycle = await api(page, `risk_cycle/${cycle.id}`);
        equal(cycle.state, 'closed', 'closed');
        amendment = cycle.amendment;
        equal((await api(page, `act/${amendment}`)).state, 'draft', 'a draft');
        await page.goto(card);
        expect(await page.locator(`main a[href="/ky/act/${amendment}"]`)
            .count() > 0, 'the cycle names its act');

        // What is corrected becomes a line of the same draft.
        const [task] = await all(page,
            `task?plan=%23${plan.id}&code=I.4.6`);
        await page.goto(`/ky/task/${task.id}/edit`);
        await page.selectOption('[name=act]', String(amendment));
        await page.fill('[name=title_ky]', TASK);
        await save(page);
        equal(actOf(page), amendment, 'the same draft');
        await says(page, TASK);
        await says(page, 'биринчи кезекке коюлсун');
        expect(await page.locator(`main a[href="/ky/risk_cycle/${cycle.id}"]`)
            .count() > 0, 'the act names its cycle');
        for (const lang of LANGS) {
            await page.goto(`/${lang}/act/${amendment}`);
            await look(page, `risk-correction-${lang}`);
        }
        const signed = await carry(page, rector, amendment);
        equal((await api(page, `task/${task.id}`)).title.ky, TASK,
            'the strategy is corrected');
        expect((await api(page, `risk_cycle/${cycle.id}`)).corrected_on,
            'and the cycle knows it');
        const text = await pdfText(rector, `/ky/act/${amendment}/card.pdf`);
        expect(text.includes(signed.digest.slice(0, 20)), text);
        expect(text.includes('биринчи кезекке'), text);
    });

/* A step for every row that the list shows. */
async function stepForAll(page, address, name, fields = {}) {
    await page.goto(address);
    await page.locator('table.list thead [data-all]').focus();
    await page.keyboard.press('Space');
    await page.selectOption('#pick-step', name);
    await page.focus('.bulk button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/steps/);
    for (const [field, value] of Object.entries(fields)) {
        const radio = page.locator(`[name=${field}][value="${value}"]`);
        if (await radio.count())
            await radio.check();
        else
            await page.selectOption(`[name=${field}]`, value);
    }
    await page.click('main form.form button.main');
    await page.waitForURL(/job\/\d+|\/steps/);
    await page.waitForFunction(() => !document.querySelector('[data-poll]'),
        null, { timeout: 60000 });
}

test('how actions work is said of all at once', async ({ open }) => {
    const { page } = await people(open);
    const [flood] = await all(page, 'risk?code=6.1');
    await page.goto(`/ky/risk/${flood.id}/bowtie`);
    const link = page.locator('main a[href*="manner_empty=yes"]');
    expect(await link.count() > 0, 'the bow-tie leads to what is not said');
    const address = await link.first().getAttribute('href');
    await stepForAll(page, address, 'describe', { manner: 'impact' });
    const unsaid = (await all(page, `risk_action?risk=%23${flood.id}`
        + '&limit=100')).filter((a) => !a.manner && a.state !== 'dropped');
    equal(unsaid.length, 0, 'it is said of every action');
    for (const lang of LANGS) {
        await page.goto(`/${lang}/risk/${flood.id}/bowtie`);
        equal(await page.locator('main a[href*="manner_empty=yes"]').count(),
            0, 'nothing is left to say');
        await look(page, `risk-bowtie-said-${lang}`);
    }
});

test('a risk is taken out when nothing is under way about it',
    async ({ open }) => {
        const { page } = await people(open);
        const [gone] = await all(page, 'risk?code=6.2');
        const card = `/ky/risk/${gone.id}`;
        await page.goto(card);
        expect(await page.locator('aside button[disabled]').count() > 0,
            'not while actions are open');
        await stepForAll(page, `/ky/risk_action?risk=%23${gone.id}`
            + '&state=open&limit=100', 'drop');
        const watches = (await all(page, `risk_watch?risk=%23${gone.id}`
            + '&limit=100')).filter((w) => w.state !== 'dropped');
        for (const w of watches)
            await step(page, `/ky/risk_watch/${w.id}`, 'drop', {});
        for (const a of await all(page,
            `risk_assessment?state=asked&risk=%23${gone.id}`))
            await step(page, `/ky/risk_assessment/${a.id}`, 'withdraw', {});
        await step(page, card, 'drop', {});
        equal((await api(page, `risk/${gone.id}`)).state, 'dropped',
            await textOf(page, 'main'));
        const [review] = await all(page, 'risk_review?year=2026');
        const said = { ky: 'реестрден чыгарылган',
            ru: 'исключён из реестра', en: 'taken out of the register' };
        for (const lang of LANGS) {
            await page.goto(`/${lang}/risk_review/${review.id}/pack`);
            await says(page, said[lang]);
        }
    });

test('the council closes the year', async ({ open }) => {
    const { page, rector } = await people(open);
    const [review] = await all(page, 'risk_review?year=2026');
    const card = `/ky/risk_review/${review.id}`;
    await page.goto('/ky/risks');
    expect(await page.locator(`main a[href="${card}"]`).count() > 0,
        'the register leads to the review of the year');
    await step(page, card, 'prepare', {
        summary_ky: '1.2 тобокелдиги боюнча чек өтүлдү.',
        proposals_ky: 'Мектептер менен иш күчөтүлсүн.',
    });
    const person = (await api(page, `risk/${risk.id}`)).owner;
    await page.goto(`/ky/risk_order/new?review=%23${review.id}`
        + `&person=%23${person}`);
    await page.fill('[name=title_ky]', 'Мектептер менен келишим түзүү');
    await page.fill('[name=due]', '2027-03-01');
    await save(page);
    equal((await all(page, `risk_order?review=%23${review.id}`)).length, 1,
        `an instruction: ${await textOf(page, '.errors')}`);

    const said = { ky: 'Өтүлгөн чектер', ru: 'Пересечённые пороги',
        en: 'Thresholds that were crossed' };
    for (const lang of LANGS) {
        await page.goto(`/${lang}/risk_review/${review.id}/pack`);
        await says(page, said[lang]);
        await look(page, `risk-pack-${lang}`);
        const text = await pdfText(page,
            `/${lang}/risk_review/${review.id}/pack?as=pdf`);
        expect(text.includes(said[lang]), text);
        expect(/7[.,]5/.test(text), 'the value that crossed it');
        for (const r of await all(page, 'risk?limit=50'))
            expect(text.includes(r.code), `${r.code} is in the register`);
        expect(text.includes('01.03.2027') || text.includes('Mar 2027')
            || text.includes('2027'), 'the instruction with its day');
        const xlsx = await page.request.get(
            `/${lang}/risk_review/${review.id}/pack?as=xlsx`);
        equal(xlsx.status(), 200, 'the workbook');
        equal((await xlsx.body()).subarray(0, 2).toString(), 'PK', 'a zip');
    }
    await step(page, card, 'submit',
        { decision_ky: 'Иш канааттандырарлык деп табылсын' });
    const act = (await api(page, `risk_review/${review.id}`)).draft;
    await page.goto(`/ky/act/${act}`);
    await says(page, '3.1. Мектептер менен келишим түзүү');
    await carry(page, rector, act);
    equal((await api(page, `risk_review/${review.id}`)).state, 'decided',
        'the year is closed');
    equal((await all(page, `risk_order?review=%23${review.id}`))[0].state,
        'ordered', 'the instruction is given');
    await rector.goto('/ky/my');
    await says(rector, 'Мектептер менен келишим түзүү');
});

await run();
