// SPDX-License-Identifier: Apache-2.0
//
// The annual report of the whole university and of one unit, in three languages:
// on the page at both widths, and what stands on the page stands in the PDF and
// in the workbook.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { dayIn } from '../day.mjs';
import { accessible, atWidths, equal, expect, LANGS, noSidewaysScroll,
    photograph, run, signIn, test } from './lib.mjs';

const year = Number(dayIn().slice(0, 4)) - 1;
const ADDRESSES = { whole: `strategy/annual/${year}`,
    unit: `strategy/annual/${year}/unit/demo_energy` };

/* Letters and digits only: paper breaks lines and parts words where it must. */
const bare = (s) => s.normalize('NFC').replace(/[^\p{L}\p{N}]/gu, '');

function inFolder(bytes, name, read) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'ordo-annual-'));
    const file = path.join(folder, name);
    try {
        fs.writeFileSync(file, bytes);
        return read(file);
    } finally {
        fs.rmSync(folder, { recursive: true });
    }
}

const pdfText = (bytes) => inFolder(bytes, 'r.pdf', (file) =>
    execFileSync('pdftotext', ['-raw', file, '-'], { encoding: 'utf8' }));

/* Every text of the workbook, its numbers too. */
const bookText = (bytes) => inFolder(bytes, 'r.xlsx', (file) => {
    const parts = execFileSync('unzip', ['-p', file, 'xl/sharedStrings.xml',
        'xl/worksheets/*.xml'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    return parts.replace(/<[^>]*>/g, ' ').replace(/&lt;/g, '<')
        .replace(/&gt;/g, '>').replace(/&quot;/g, '"').replace(/&amp;/g, '&');
});

/* The words that a reader sees: headings, and the tables' cells that hold
 * letters. */
async function wordsOf(page) {
    return page.evaluate(() => {
        const all = [...document.querySelectorAll(
            'main h1, main h2, main td, main th[scope=row]')];
        return all.map((e) => e.textContent.replace(/\s+/g, ' ').trim())
            .filter((s) => /\p{L}{3}/u.test(s));
    });
}

for (const [what, address] of Object.entries(ADDRESSES))
    for (const lang of LANGS)
        test(`the report of the ${what} in ${lang}: page, PDF, workbook`,
            async ({ page, base }) => {
                await signIn(page, 'planning', lang);
                await page.goto(`/${lang}/${address}`);
                await atWidths(page, async (width) => {
                    await noSidewaysScroll(page);
                    await accessible(page);
                    await photograph(page, `annual-${what}-${lang}-${width}`);
                });
                const words = await wordsOf(page);
                expect(words.length > 20, `${words.length} words of a report`);
                const at = `${base}/${lang}/${address}`;
                const pdf = await page.request.get(`${at}?as=pdf`);
                equal(pdf.status(), 200, 'the PDF');
                equal(pdf.headers()['content-type'], 'application/pdf', 'kind');
                const book = await page.request.get(`${at}?as=xlsx`);
                equal(book.status(), 200, 'the workbook');
                const paper = bare(pdfText(await pdf.body()));
                const cells = bare(bookText(await book.body()));
                const off = words.filter((w) => !paper.includes(bare(w)));
                const out = words.filter((w) => !cells.includes(bare(w)));
                equal(off.slice(0, 3).join(' | '), '', 'not on paper');
                equal(out.slice(0, 3).join(' | '), '', 'not in the workbook');
            });

await run();
