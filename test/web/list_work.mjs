// SPDX-License-Identifier: Apache-2.0
//
// Lists at work: a step and a draft act for all that a filter finds, and the
// same list as XLSX.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

import { accessible, equal, expect, LANGS, noSidewaysScroll, photograph, run,
    says, signIn, test, textOf } from './lib.mjs';
import { rows } from './list_help.mjs';

/* Dossiers of a year that is over, to close and hand over. */
async function makeDossiers(page, count, from) {
    await page.goto('/ky/dossier/new');
    const csrf = await page.locator('[name=csrf]').first().inputValue();
    const unit = (await (await page.request.get('/api/v1/unit?code=library'))
        .json()).items[0].id;
    for (let i = 0; i < count; i++) {
        const code = `${from}-${String(i).padStart(3, '0')}`;
        const made = await page.request.post('/api/v1/dossier', {
            headers: { 'X-CSRF-Token': csrf },
            data: { code, title: { ky: `Иш ${code}` }, unit, year: 2024 },
        });
        equal(made.status(), 201, await made.text());
    }
}

/* The step for all that the filter finds, by keyboard. */
async function stepForAll(page, step) {
    await page.locator('table.list thead [data-all]').focus();
    await page.keyboard.press('Space');
    await page.focus('[name=pick_all]');
    await page.keyboard.press('Space');
    await page.selectOption('#pick-step', step);
    await page.focus('.bulk button');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/steps/);
}

for (const [at, lang] of LANGS.entries())
    test(`a step and a draft act for all, on all pages, in ${lang}`,
        async ({ page }) => {
            const count = 60, from = 71 + at;
            await signIn(page, 'clerk', lang);
            await makeDossiers(page, count, from);
            const list = `/${lang}/dossier?year_from=2024&year_to=2024` +
                `&q=${from}&limit=25&sort=code`;
            await page.goto(list);
            equal((await rows(page)).length, 25, 'rows of the first page');
            await stepForAll(page, 'close');
            await says(page, '60', 'h1');
            await accessible(page);
            await photograph(page, `list-step-${lang}`);
            await page.click('main form.form button.main');
            await page.waitForURL(/job\/\d+/);
            await page.waitForSelector('.job:not([data-poll]), .tiles',
                { timeout: 60000 });
            await page.waitForFunction(() => !document.querySelector(
                '[data-poll]'), null, { timeout: 60000 });
            await photograph(page, `list-step-done-${lang}`);
            const closed = await (await page.request.get('/api/v1/dossier?' +
                `state=closed&q=${from}&limit=100`)).json();
            equal(closed.items.length, count, 'closed');

            await page.goto(`${list}&state=closed`);
            await stepForAll(page, 'hand_over');
            await page.click('main form.form button.main');
            await page.waitForLoadState();
            await page.waitForFunction(() => !document.querySelector(
                '[data-poll]'), null, { timeout: 60000 });
            if (!/\/act\/\d+$/.test(page.url()))
                await page.click('main a[href*="/act/"]');
            await page.waitForURL(/\/act\/\d+/);
            const act = Number(page.url().split('/').pop());
            const lines = await (await page.request.get(
                `/api/v1/act_line?act=${act}&limit=200`)).json();
            equal(lines.items.length, count, 'lines of the act');
            await noSidewaysScroll(page);
            await accessible(page);
            await photograph(page, `list-act-${lang}`);
            const still = await (await page.request.get('/api/v1/dossier?' +
                `state=closed&q=${from}&limit=100`)).json();
            equal(still.items.length, count, 'nothing changes before signing');
        });

/* Cells of the first sheet as text, by a reader that is not ours. */
function sheet(bytes) {
    const file = path.join(os.tmpdir(), `ordo-list-${process.pid}.xlsx`);
    fs.writeFileSync(file, bytes);
    const read = spawnSync('python3', ['-c', `
import zipfile, sys, json, xml.etree.ElementTree as E
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
z = zipfile.ZipFile(sys.argv[1])
assert z.testzip() is None
names = z.namelist()
shared = []
if 'xl/sharedStrings.xml' in names:
    shared = [''.join(t.text or '' for t in s.iter(n + 't'))
              for s in E.fromstring(z.read('xl/sharedStrings.xml'))]
out = []
for row in E.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(n + 'row'):
    cells = []
    for c in row.iter(n + 'c'):
        v = c.find(n + 'v')
        text = ''.join(t.text or '' for t in c.iter(n + 't'))
        if v is not None:
            text = shared[int(v.text)] if c.get('t') == 's' else v.text
        cells.append(text)
    out.append(cells)
print(json.dumps(out))`, file], { encoding: 'utf8' });
    fs.rmSync(file);
    equal(read.status, 0, read.stderr);
    return JSON.parse(read.stdout);
}

for (const lang of LANGS)
    test(`the list as XLSX is the list of the page in ${lang}`,
        async ({ page }) => {
            await signIn(page, 'planning', lang);
            await page.goto(`/${lang}/task?sort=-code&limit=200` +
                '&cols=direction,ends');
            const shown = await page.$$eval('table.list tbody tr', (all) =>
                all.map((r) => r.querySelector('.code').textContent.trim()));
            const titles = await page.$$eval('table.list tbody tr', (all) =>
                all.map((r) => r.querySelectorAll('td a')[1].textContent
                    .trim()));
            const link = await page.locator('.exports'
                + ' a[href*="export.xlsx"]:not([href*="for="])')
                .getAttribute('href');
            const answer = await page.request.get(link);
            equal(answer.status(), 200, 'export');
            const cells = sheet(await answer.body());
            const at = cells.findIndex((r) => r.includes(shown[0]));
            expect(at >= 0, `no row of ${shown[0]}`);
            const code = cells[at].indexOf(shown[0]);
            const body = cells.slice(at, at + shown.length);
            equal(body.map((r) => r[code]).join(), shown.join(), 'codes');
            for (const [i, title] of titles.entries())
                expect(body[i].some((c) => c === title),
                    `row ${i}: ${title} is not in ${body[i]}`);
            const total = Number((await textOf(page,
                '.list-end > span:first-child')).replace(/\D/g, ''));
            equal(cells.length - at, total, 'rows');
        });

await run();
