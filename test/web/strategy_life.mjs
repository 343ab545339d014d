// SPDX-License-Identifier: Apache-2.0
//
// From a draft to a closed plan: an order adopts the concept, a decision that
// is gathered line by line changes its text, the older text stays readable,
// a derived target and a contradiction are decided, an import of an adopted
// plan becomes a draft act, an order closes it.  On a phone, by keyboard.

import { accessible, equal, expect, LANGS, NARROW, noSidewaysScroll,
    photograph, run, says, signIn, test, textOf } from './lib.mjs';
import { dayIn } from '../day.mjs';
import { actOf, api, carry, draft, path, press, save }
    from './act_help.mjs';

const GOAL = 'Билим берүүнүн сапаты: жаңы редакция';
const TASK = 'Милдеттин жаңы тексти';

async function look(page, name) {
    await accessible(page);
    await noSidewaysScroll(page);
    await photograph(page, name);
}

async function both(open) {
    const page = await open({ viewport: NARROW });
    const rector = await open({ viewport: NARROW });
    await signIn(page, 'planning', 'ky');
    await signIn(rector, 'rector', 'ky');
    return { page, rector };
}

let plan, goal, task, adoption, amendment;

test('an order adopts the plan', async ({ open }) => {
    const { page, rector } = await both(open);
    [plan] = (await api(page, 'plan')).items;
    [goal] = (await api(page, `goal?plan=%23${plan.id}&limit=1`)).items;
    [task] = (await api(page, `task?plan=%23${plan.id}&limit=1`)).items;
    await draft(page, `/ky/plan/${plan.id}`, 'adopt');
    const id = actOf(page);
    await look(page, 'plan-adoption-draft-360');
    adoption = await carry(page, rector, id);
    await page.goto(`/ky/plan/${plan.id}`);
    equal((await api(page, `plan/${plan.id}`)).state, 'adopted', 'the plan');
    equal(await page.locator(`main a[href="/ky/act/${id}"]`).count() > 0,
        true, 'the plan names its act');
    await look(page, 'plan-adopted-360');
});

test('changes of the adopted plan gather in one decision',
    async ({ open }) => {
        const { page, rector } = await both(open);
        await page.goto(`/ky/goal/${goal.id}/edit`);
        await look(page, 'plan-goal-edit-360');
        await page.fill('[name=title_ky]', GOAL);
        await page.fill('[name=title_ru]', `${GOAL} ru`);
        await save(page);
        const id = actOf(page);
        equal((await api(page, `goal/${goal.id}`)).title.ky, goal.title.ky,
            'nothing changes before it is signed');
        await page.goto(`/ky/task/${task.id}/edit`);
        await page.selectOption('[name=act]', String(id));
        await page.fill('[name=title_ky]', TASK);
        await save(page);
        equal(actOf(page), id, 'the same draft');
        await page.goto(`/ky/task/new?plan=%23${plan.id}`);
        await page.selectOption('[name=act]', String(id));
        await page.fill('[name=code]', `${goal.code}.99`);
        for (const lang of LANGS)
            await page.fill(`[name=title_${lang}]`, `Жаңы милдет ${lang}`);
        await page.fill('[name=starts]', plan.starts);
        await page.fill('[name=ends]', plan.ends);
        await page.selectOption('[name=goal]', { value: `#${goal.id}` })
            .catch(() => page.selectOption('[name=goal]', String(goal.id)));
        await save(page);
        equal(actOf(page), id, `the same draft for a new task: `
            + await textOf(page, '.field-error, .flash'));
        for (const lang of LANGS) {
            await page.goto(`/${lang}/act/${id}`);
            equal(await page.locator('main td del').count() >= 2, true,
                'old and new side by side');
            equal(await page.locator('main td div:has(del)').evaluateAll(
                (all) => all.filter((d) => d.querySelector('del').textContent
                    === d.querySelector('ins')?.textContent).length), 0,
            'what stays is no change');
            await says(page, GOAL);
            await says(page, `${goal.code}.99`);
            await look(page, `plan-amendment-${lang}-360`);
        }
        amendment = await carry(page, rector, id);
        await rector.goto(`/ky/act/${id}`);
        await look(rector, 'plan-amendment-signed-360');
        await page.goto('/ky/strategy');
        await says(page, GOAL);
        await page.goto('/ky/strategy?view=text');
        await says(page, TASK);
        await says(page, 'Жаңы милдет ky');
    });

test('every older version can be read and compared', async ({ open }) => {
    const page = await open({ viewport: NARROW });
    const text = async (on, lang = 'ky') => {
        await page.goto(`/${lang}/strategy?view=text&on=${on}`);
        return textOf(page, 'main');
    };
    for (const lang of LANGS) {
        const old = await text(`before-${amendment.id}`, lang);
        expect(!old.includes(GOAL) && !old.includes(`${goal.code}.99`),
            'the text before the decision');
        expect(old.includes(goal.title[lang]), 'the old title');
        await look(page, `plan-text-then-${lang}-360`);
    }
    expect((await text(`act-${amendment.id}`)).includes(GOAL), 'after it');
    expect((await text(dayIn())).includes(GOAL), 'at the end of this day');
    await text('1999-01-01');
    equal(await page.locator('main .empty').count(), 1, 'no plan yet');
    equal((await page.goto('/ky/strategy?view=text&on=act-999999')).status(),
        404, 'an act that does not touch the plan');

    await page.goto(`/ky/plan/${plan.id}`);
    const rows = await page.locator('main section table tbody tr')
        .allInnerTexts();
    equal(rows.filter((r) => /№ ?\d+/.test(r)).length, 2, rows.join('|'));
    for (const lang of LANGS) {
        await page.goto(`/${lang}/strategy?view=changes`
            + `&from=act-${adoption.id}&to=act-${amendment.id}`);
        const dels = await page.locator('td del').allInnerTexts();
        expect(dels.includes(goal.title.ky), dels.join('|'));
        equal(dels.length, 3, 'a goal in two languages and a task');
        await says(page, 'Жаңы милдет');
        await look(page, `plan-changes-${lang}-360`);
    }
});

test('a derived target and a contradiction are decided', async ({ open }) => {
    const { page, rector } = await both(open);
    const [i] = (await api(page, 'indicator?derived=yes&limit=1')).items;
    await page.goto(`/ky/indicator/${i.id}`);
    await photograph(page, 'plan-target-proposed-360');
    await draft(page, `/ky/indicator/${i.id}`, 'adopt_target');
    const act = await carry(page, rector, actOf(page));
    await page.goto(`/ky/indicator/${i.id}`);
    equal((await api(page, `indicator/${i.id}`)).derived, false, 'derived');
    equal(await page.locator(`main a[href="/ky/act/${act.id}"]`).count() > 0,
        true, 'the indicator names its act');
    await look(page, 'plan-target-adopted-360');

    const [c] = (await api(page, 'conflict?state=open&limit=1')).items;
    await draft(page, `/ky/conflict/${c.id}`, 'settle');
    for (const lang of LANGS)
        await page.fill(`[name=settlement_${lang}]`, `Чечим ${lang}`);
    await save(page);
    await look(page, 'plan-settlement-draft-360');
    await carry(page, rector, actOf(page));
    for (const lang of LANGS) {
        await page.goto(`/${lang}/conflict/${c.id}`);
        await says(page, `Чечим ${lang}`);
        await look(page, `plan-settled-${lang}-360`);
    }
});

test('an import into the adopted plan becomes a draft act',
    async ({ open }) => {
        const { page, rector } = await both(open);
        await page.goto('/ky/goal/import');
        await page.setInputFiles('[name=file]', { name: 'goals.csv',
            mimeType: 'text/csv', buffer: Buffer.from(
                `code,title_ky\n${goal.code},"Импорттон келген"\n`) });
        await save(page);
        await look(page, 'plan-import-checked-360');
        await press(page, 'main form button.main');
        await look(page, 'plan-import-360');
        const id = actOf(page);
        await says(page, 'Импорттон келген');
        equal((await api(page, `goal/${goal.id}`)).title.ky, GOAL,
            'nothing is imported before it is signed');
        await carry(page, rector, id);
        equal((await api(page, `goal/${goal.id}`)).title.ky,
            'Импорттон келген', 'imported');
    });

test('an order closes a plan, and it changes no more', async ({ open }) => {
    const { page, rector } = await both(open);
    await page.goto('/ky/plan/new');
    await page.fill('[name=code]', 'small-plan');
    for (const lang of LANGS)
        await page.fill(`[name=title_${lang}]`, `Чакан план ${lang}`);
    await page.fill('[name=starts]', '2024-01-01');
    await page.fill('[name=ends]', '2025-12-31');
    await page.check('[name=report_every][value=year]');
    await page.fill('[name=report_days]', '20');
    await save(page);
    const card = path(page);
    for (const step of ['adopt', 'close']) {
        await draft(page, card, step);
        await look(page, `plan-small-${step}-360`);
        await carry(page, rector, actOf(page));
    }
    const id = card.split('/').pop();
    equal((await api(page, `plan/${id}`)).state, 'closed', 'closed');
    await page.goto(card);
    equal(await page.locator('main section table tbody tr').count(), 2,
        'adoption and closing');
    await look(page, 'plan-closed-360');
    await page.goto(`${card}/edit`);
    await page.fill('[name=title_ky]', 'Башка аталыш');
    await save(page);
    actOf(page);
    await says(page, 'Башка аталыш');
});

await run();
