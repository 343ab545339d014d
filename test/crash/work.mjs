// SPDX-License-Identifier: Apache-2.0
//
// work.mjs: the server is killed in the middle of work that goes on by itself:
// an import, an export, a step for many records, a merge, the daily pass,
// digests and mail.  After each kill another server goes on; in the end
// everything was done once, and the journal verifies.  KILLS= kills in all.

import fs from 'node:fs';
import path from 'node:path';
import { must, root, scratch, serve, sleep, tokenOf } from '../server.mjs';
import { dayIn } from '../day.mjs';
import { finish, same, test } from './check.mjs';
import { api, demo, house, killedDuring, mailServer, one, PASSWORD, rows,
    setting, until, verified, Visitor } from './house.mjs';

process.setMaxListeners(0); // each scratch folder has one

/* An equal share of the kills for each of the seven. */
const kills = Math.max(1, Math.round(Number(process.env.KILLS ?? 21) / 7));

const first = house('work', demo);
tokenOf(first.dir, 'work_planning', 'planning');

/* Each case on a copy of its own: the same university as on its first day. */
function copy() {
    const dir = path.join(scratch('work-case'), 'data');
    fs.cpSync(first.dir, dir, { recursive: true });
    return { ...first, dir };
}

const at = (h, server) => ({ ...h, port: server.port });

/* A job until its end: killed `times` times, then left alone.  A job over
 * which three servers ended is given up; it is asked for again. */
async function jobThroughKills(h, ask, most) {
    const state = (id) => one(h.dir, `SELECT state FROM job WHERE id = ${id}`);
    let id = 0, left = kills, hit = 0, server = await serve(h.dir);
    const who = new Visitor(server.port);
    await who.signIn('house_admin');
    for (;;) {
        who.port = server.port;
        if (!id || state(id) === 'failed')
            id = await ask(who);
        if (left-- <= 0)
            break;
        await sleep(Math.random() * most);
        await server.kill('SIGKILL');
        hit += ['queued', 'running'].includes(state(id));
        server = await serve(h.dir);
    }
    console.log(`  ${hit} of ${kills} kills found it under way`);
    await until(`the end of job ${id}`,
        () => !['queued', 'running'].includes(state(id)));
    if (state(id) === 'failed') { // the last kill was its third
        id = await ask(who);
        await until(`the end of job ${id}`,
            () => !['queued', 'running'].includes(state(id)));
    }
    same(state(id), 'done', 'the job');
    const page = await who.see(`/en/job/${id}`);
    return { id, page, who, server };
}

// --- Jobs --------------------------------------------------------------------

const LONG = 4000;

await test('an import is there whole and once', async () => {
    const h = copy();
    const text = 'code,kind,name_ky,name_ru,name_en\n' + Array.from(
        { length: LONG }, (_, i) => `imp${i},office,Бөлүм ${i},,\n`).join('');
    const imported = () => one(h.dir,
        "SELECT COUNT(*) FROM unit WHERE code LIKE 'imp%'");
    let seen = 0;
    const ask = async (who) => {
        same([0, LONG].includes(imported()), true, 'all or nothing');
        if (!seen) {
            const check = Visitor.job(await who.send('/en/unit/import',
                /\/unit\/import$/, {}, { name: 'units.csv', text }));
            seen = check;
            await until('the check', () => one(h.dir,
                `SELECT state FROM job WHERE id = ${check}`) === 'done');
        }
        return Visitor.job(await who.send(`/en/job/${seen}`,
            /\/import\/confirm$/));
    };
    const done = await jobThroughKills(h, ask, 700);
    await done.server.stop();
    same(imported(), LONG, 'units');
    same(one(h.dir, `SELECT COUNT(*) FROM journal WHERE type = 'unit' AND record
        IN (SELECT id FROM unit WHERE code LIKE 'imp%')`), LONG,
    'one leaf each');
    verified(h.dir);
});

await test('an export is whole', async () => {
    const h = copy();
    const ask = async (who) => {
        const r = await who.go('POST', '/en/task/export', { fields: {
            csrf: /name="csrf" value="([^"]*)"/.exec(
                await who.see('/en/task'))[1],
            kind: 'csv', list: '' } });
        return Visitor.job(new URL(r.to, 'http://x').pathname);
    };
    const done = await jobThroughKills(h, ask, 60);
    const wanted = await done.who.go('GET', '/en/task/export.csv');
    const file = await done.who.go('GET', `/en/job/${done.id}/file`);
    same(file.status, 200, 'the file');
    same(file.html, wanted.html, 'the file of the job');
    same(file.html.split('\n').length > 50, true, 'it has rows');
    await done.server.stop();
    verified(h.dir);
});

await test('a step for all selected is taken once for each', async () => {
    const h = copy();
    const file = path.join(path.dirname(h.dir), 'units.csv');
    const N = 1200;
    fs.writeFileSync(file, 'code,kind,name_ky\n' + Array.from({ length: N },
        (_, i) => `many${i},student_body,Бирикме ${i}\n`).join(''));
    const had = one(h.dir, "SELECT COUNT(*) FROM unit WHERE kind = 'student_body'");
    const setUp = await serve(h.dir);
    const maker = new Visitor(setUp.port);
    await maker.signIn('house_admin');
    const check = Visitor.job(await maker.send('/en/unit/import',
        /\/unit\/import$/, {}, { name: 'many.csv',
            text: fs.readFileSync(file, 'utf8') }));
    await until('the check', () => one(h.dir,
        `SELECT state FROM job WHERE id = ${check}`) === 'done');
    const take = Visitor.job(await maker.send(`/en/job/${check}`,
        /\/import\/confirm$/));
    await until('the import', () => one(h.dir,
        `SELECT state FROM job WHERE id = ${take}`) === 'done');
    await setUp.stop();

    let asked = 0;
    const ask = async (who) => {
        same(asked++, 0, 'what goes on is not given up');
        return Visitor.job(await who.send('/en/unit/steps?pick_all=1'
            + '&pick_step=close&pick_list='
            + encodeURIComponent('?kind=student_body&state=active'),
        /\/unit\/steps/));
    };
    const done = await jobThroughKills(h, ask, 250);
    await done.server.stop();
    same(one(h.dir, "SELECT COUNT(*) FROM unit WHERE code LIKE 'many%' AND"
        + " state = 'closed' AND version = 2"), N, 'closed once');
    same(one(h.dir, `SELECT COUNT(*) FROM journal WHERE type = 'unit' AND step =
        'close' AND record IN (SELECT id FROM unit WHERE code LIKE 'many%')`),
    N, 'one leaf each');
    const told = Number(/<span class="big">(\d[\d\s\u00a0,]*)<\/span>/
        .exec(done.page)?.[1].replace(/\D/g, ''));
    same(told >= N - had && told <= N + had, true, `the page says ${told}`);
    verified(h.dir);
});

// --- A merge -----------------------------------------------------------------

/* Every record that still refers to one that was merged away. */
function left(dir, type, from) {
    const tables = rows(dir, "SELECT name FROM sqlite_master WHERE type ="
        + " 'table' AND name IN ('appointment', 'assignment', 'unit_plan',"
        + " 'report', 'account')").map((t) => t.name);
    let n = 0;
    for (const t of tables)
        for (const c of rows(dir, `PRAGMA table_info(${t})`))
            if (c.name === type)
                n += one(dir, `SELECT COUNT(*) FROM ${t} WHERE ${c.name} =`
                    + ` ${from}`);
    return n;
}

await test('a merge is whole or not begun, and sent again is the same one',
    async () => {
        const h = copy();
        const pairs = [];
        for (const [type, where] of [['person', "state = 'active' AND id IN"
            + " (SELECT person FROM appointment WHERE role = 'teacher')"],
        ['unit', "state = 'active' AND kind = 'department'"]]) {
            const ids = rows(h.dir, `SELECT id FROM ${type} WHERE ${where}`
                + ` ORDER BY id LIMIT ${kills + 1}`).map((r) => r.id);
            for (let i = 1; i < ids.length; i++)
                pairs.push([type, ids[i], ids[0]]);
        }
        same(pairs.length >= 2, true, 'something to merge');
        const sendAll = async (server) => {
            for (const [type, from, into] of pairs) {
                const t = at(h, server);
                const rec = await api(t, 'GET', `${type}/${from}`);
                if (rec.state === 'merged')
                    continue;
                await api(t, 'POST', `${type}/${from}/merge`,
                    { version: rec.version, merged_into: into },
                    { 'Idempotency-Key': `merge-${from}` });
            }
        };
        for (let i = 0; i < kills; i++) {
            await killedDuring(h.dir, 250, sendAll);
            for (const [type, from] of pairs)
                if (one(h.dir, `SELECT state FROM ${type} WHERE id = ${from}`)
                    === 'merged')
                    same(left(h.dir, type, from), 0, `what refers to ${from}`);
        }
        const server = await serve(h.dir);
        await sendAll(server);
        await server.stop();
        for (const [type, from, into] of pairs) {
            const r = rows(h.dir, `SELECT state, merged_into FROM ${type}`
                + ` WHERE id = ${from}`)[0];
            same(r.state, 'merged', `${type} ${from}`);
            same(r.merged_into, into, `what ${from} became`);
            same(left(h.dir, type, from), 0, `what refers to ${from}`);
            same(one(h.dir, `SELECT COUNT(*) FROM journal WHERE type ='${type}'
                AND record = ${from} AND step = 'merge'`), 1, 'leaves');
        }
        verified(h.dir);
    });

// --- The daily pass ----------------------------------------------------------

/* What a day's work leaves: without its instants and running numbers. */
function afterDay(dir) {
    return {
        late: rows(dir, `SELECT subject, subject_id, person, unit, purpose,
            state, due, term, level, climbed_to, level_since, schedule,
            occurrence FROM assignment ORDER BY schedule, occurrence, unit,
            due, person, subject, subject_id, id`),
        told: rows(dir, `SELECT kind, person, COUNT(*) AS n FROM notice GROUP
            BY kind, person ORDER BY kind, person`),
        leaves: rows(dir, `SELECT type, step, COUNT(*) AS n FROM journal
            GROUP BY type, step ORDER BY type, step`),
    };
}

/* Its last word: no more is written. */
async function quiet(dir) {
    let before = -1;
    await until('the end of the daily pass', async () => {
        await sleep(400);
        const now = one(dir, 'SELECT (SELECT COUNT(*) FROM journal)'
            + ' + (SELECT COUNT(*) FROM notice)');
        const same_ = now === before;
        before = now;
        return same_;
    });
}

await test('schedules, lateness and its ladder come once, as without a kill',
    async () => {
        const h = copy();
        const setUp = await serve(h.dir);
        const year = dayIn(-150);
        await quiet(h.dir);
        for (let i = 0; i < 12; i++)
            await api(at(h, setUp), 'POST', 'schedule', {
                title: { ky: `Ай сайын ${i}`, ru: `Ежемесячно ${i}` },
                every: 'month', days: 5, whom: 'units',
                unit_kind: 'department', starts: year });
        await setUp.stop();
        const calm = copy();
        fs.rmSync(calm.dir, { recursive: true });
        fs.cpSync(h.dir, calm.dir, { recursive: true });

        for (let i = 0; i < kills; i++)
            await killedDuring(h.dir, 120);
        for (const x of [calm, h]) {
            const server = await serve(x.dir);
            await quiet(x.dir);
            await server.stop();
        }
        const [found, wanted] = [afterDay(h.dir), afterDay(calm.dir)];
        same(one(h.dir, `SELECT COUNT(*) FROM assignment WHERE schedule IN
            (SELECT id FROM schedule WHERE title_ky LIKE 'Ай сайын%')`) >= 24,
        true, 'the schedules opened something');
        for (const part of ['late', 'told', 'leaves'])
            same(JSON.stringify(found[part]), JSON.stringify(wanted[part]),
                `what the day left: ${part}`);
        same(rows(h.dir, `SELECT schedule FROM assignment WHERE schedule IS NOT
            NULL GROUP BY schedule, occurrence, unit, subject_id, person
            HAVING COUNT(*) > 1`).length, 0, 'opened twice');
        verified(h.dir);
    });

// --- Digests and mail --------------------------------------------------------

async function mailOn(h, server, box) {
    for (const [name, value] of [['smtp_port', String(box.port)],
        ['smtp_tls', 'none'], ['smtp_from', 'ordo@university.test'],
        ['digest_hour', '0'], ['quiet_from', '0'], ['quiet_to', '0'],
        ['smtp_host', '127.0.0.1']])
        await setting(at(h, server), name, value);
}

/* Today is worked on, whatever the day. */
async function workToday(h, server) {
    const on = dayIn();
    const weekday = new Date(`${on}T00:00:00Z`).getUTCDay();
    if (weekday === 0 || weekday === 6)
        await api(at(h, server), 'POST', 'calendar_day',
            { on, kind: 'work', name: { ky: 'Иш күнү' } });
}

const toldByMail = (dir) => rows(dir,
    "SELECT id, person, kind, once, mail, tries FROM notice WHERE mail <>"
    + " 'off' ORDER BY id");

await test('each letter arrives, a second one is known by its Message-ID',
    async () => {
        const h = copy();
        const box = await mailServer('work-mail');
        const setUp = await serve(h.dir);
        await quiet(h.dir);
        await workToday(h, setUp);
        await mailOn(h, setUp, box);
        await setUp.kill('SIGKILL');
        box.say('slow', '0.02');
        for (let i = 0; i < kills * 2; i++) // digests are made, then sent
            await killedDuring(h.dir, i % 2 ? 400 : 60);
        const server = await serve(h.dir);
        await until('the outbox empty', async () => {
            await sleep(500);
            const all = toldByMail(h.dir);
            return all.length > 0 && all.every((n) => n.mail === 'sent');
        });
        await server.stop();

        const all = toldByMail(h.dir);
        const letters = box.letters();
        const ids = new Set(letters.map((l) => l.id));
        same(ids.size, all.length, 'different Message-IDs: one for each letter'
            + ' of the outbox, none lost');
        const digests = all.filter((n) => n.kind === 'digest');
        same(digests.length > 5, true, 'digests');
        same(new Set(digests.map((n) => n.person)).size, digests.length,
            'one digest for a person');
        const twice = letters.length - ids.size;
        same(twice <= kills * 2 + 1, true, `${twice} letters came again`);
        for (const l of letters)
            same(l.to, letters.find((o) => o.id === l.id).to,
                'the same letter goes to the same person');
        console.log(`  ${all.length} letters, ${twice} came twice and are`
            + ' known for the same');
        verified(h.dir);
    });

await test('a letter that was taken and not noted comes again as the same one',
    async () => {
        const h = copy();
        const box = await mailServer('work-twice');
        const setUp = await serve(h.dir);
        await quiet(h.dir);
        await workToday(h, setUp);
        box.say('slow', '5'); // it is kept, its word comes late
        await mailOn(h, setUp, box);
        await setUp.kill('SIGKILL');
        const before = await serve(h.dir);
        await until('the first letter', () => box.letters().length === 1);
        await before.kill('SIGKILL');
        fs.unlinkSync(path.join(box.folder, 'slow'));
        const after = await serve(h.dir);
        await until('the same letter again', () => box.letters()
            .filter((l) => l.id === box.letters()[0].id).length === 2);
        const [a, b] = box.letters()
            .filter((l) => l.id === box.letters()[0].id);
        same(a.id.length > 5, true, 'it has a Message-ID');
        same(a.to, b.to, 'the same person');
        await after.stop();
        verified(h.dir);
    });

finish();
