// SPDX-License-Identifier: Apache-2.0
//
// attack.mjs: what a bored or angry stranger sends to a real server: each gets
// a clear refusal in their language, nothing is written, nothing stops, and at
// the end the journal verifies.

import crypto from 'node:crypto';
import net from 'node:net';
import path from 'node:path';
import { finish, same, test } from './check.mjs';
import { ask, command, must, root, scratch, serve, sleep, tokenOf }
    from '../server.mjs';

const dir = path.join(scratch('attack'), 'data');
must(['init', dir, '--concept', path.join(root, 'data/oshtu'), '--demo', '20']);
const tokens = {
    planning: tokenOf(dir, 'attack_planning', 'planning'),
    student: tokenOf(dir, 'attack_student', 'student'),
    hr: tokenOf(dir, 'attack_hr', 'hr'),
    admin: tokenOf(dir, 'attack_admin', 'administrator'),
    rector: tokenOf(dir, 'attack_rector', 'rector'),
};
const server = await serve(dir);
const { port } = server;

const as = (who, more = {}) => ({ ...(who ? { Authorization:
    `Bearer ${tokens[who]}` } : {}), ...more });
const call = (who, method, target, body, more) =>
    ask(port, method, target, { body, headers: as(who, more) });

/* Bytes as they are, for what no client would send. */
function raw(bytes, wait = 3000) {
    return new Promise((resolve) => {
        let text = '';
        const s = net.connect(port, '127.0.0.1', () => s.write(bytes));
        const done = () => { s.destroy(); resolve(text); };
        s.setTimeout(wait, done);
        s.on('data', (d) => { text += d.toString('latin1'); });
        s.on('end', done);
        s.on('error', done);
    });
}

async function count(type) {
    let n = 0, after = '';
    do {
        const page = (await call('planning', 'GET',
            `/api/v1/${type}?limit=1000${after}`)).json();
        n += page.items.length;
        after = page.next ? `&after=${encodeURIComponent(page.next)}` : '';
    } while (after);
    return n;
}

function refusedWith(answer, status, what) {
    same(answer.status, status, what);
    const problem = answer.json();
    same(typeof (problem.detail ?? problem.title), 'string', `${what}: words`);
    return problem;
}

const GOAL = { code: 'Z.1', plan: 1, direction: 1,
    title: { ky: 'Максат', ru: 'Цель', en: 'Goal' } };
const LONG = 'ө'.repeat(10000);

await test('values that are no values are refused beside their field, in the'
    + ' language asked for', async () => {
    const before = await count('goal');
    const bad = [
        [{ ...GOAL, title: { ky: LONG } }, 'title'],
        [{ ...GOAL, title: { ky: 'a\u0000b' } }, null],
        [{ ...GOAL, title: 'a text for three' }, 'title'],
        [{ ...GOAL, title: { ky: ['a'] } }, 'title'],
        [{ ...GOAL, direction: 999999 }, 'direction'],
        [{ ...GOAL, direction: '../../etc/passwd' }, 'direction'],
        [{ ...GOAL, direction: -1 }, 'direction'],
        [{ ...GOAL, direction: 1.5 }, 'direction'],
        [{ ...GOAL, code: null }, 'code'],
        [{ ...GOAL, code: { $ne: 1 } }, 'code'],
        [{ ...GOAL, colour: 'red' }, 'colour'],
        [{ ...GOAL, id: 1 }, 'id'],
    ];
    for (const [body, field] of bad)
        for (const lang of ['ky', 'ru', 'en']) {
            const r = await call('planning', 'POST', '/api/v1/goal', body,
                { 'Accept-Language': lang });
            const what = JSON.stringify(body).slice(0, 80);
            if (r.status < 400 || r.status >= 500)
                throw new Error(`${what}: ${r.status}`);
            const p = r.json();
            if (field && !JSON.stringify(p).includes(`"${field}`))
                throw new Error(`${what}: ${field} is not named: ${r.body}`);
            if (lang !== 'en' && !/[а-яөүң]/i.test(`${p.detail} ${p.title}`))
                throw new Error(`${what}: not in ${lang}: ${r.body}`);
        }
    same(await count('goal'), before, 'goals');
});

await test('bodies that are no JSON, too deep, too long, cut off', async () => {
    const before = await count('goal');
    const json = { 'Content-Type': 'application/json' };
    const bodies = ['{', '[]', 'null', '{"code":"\xff\xfe"}', '\u0000', '',
        '{"code":1e999}', `${'['.repeat(100000)}`, '{"a":1,"a":2}',
        `{"code":"${'x'.repeat(70000)}"}`];
    for (const body of bodies) {
        const r = await call('planning', 'POST', '/api/v1/goal', body, json);
        if (r.status < 400 || r.status >= 500)
            throw new Error(`${body.slice(0, 20)}: ${r.status}`);
    }
    const head = `POST /api/v1/goal HTTP/1.1\r\nHost: x\r\nAuthorization: ` +
        `Bearer ${tokens.planning}\r\nContent-Type: application/json\r\n`;
    await raw(`${head}Content-Length: 5000\r\n\r\n{"code":"Z.9"`, 500);
    const two = await raw(`${head}Content-Length: 2\r\nContent-Length: 3\r\n` +
        '\r\n{}', 1000);
    same(/^HTTP\/1\.1 400/.test(two), true, `two lengths: ${two.slice(0, 40)}`);
    same(await count('goal'), before, 'goals');
});

await test('paths that lead out, broken letters, unknown languages',
    async () => {
        const paths = [['/ky/../../etc/passwd', [400, 404]],
            ['/a/..%2f..%2fetc%2fpasswd', [400, 404]],
            ['/ky/task/%00', [400]], ['/ky/task/%ff', [400]],
            ['/xx/strategy', [404, 303, 302]], ['/ky/task/99999999999999999999',
                [404]], ['/ky/task/-1', [404]], ['/ky/task/1e3', [404]],
            ['/ky/task?sort=password', [200, 400]],
            ['/ky/task?after=AAAA', [400, 422]],
            ['/api/v1/task?limit=-1', [400, 401, 422]],
            ['/api/v1/account?password=a', [400, 401, 403, 422]],
            ["/api/v1/task?code='%20OR%201=1--", [200]],
            [`/ky/strategy?q=${'a'.repeat(9000)}`, [200, 414, 431, 400]]];
        for (const [p, wanted] of paths) {
            const text = await raw(`GET ${p} HTTP/1.1\r\nHost: x\r\n` +
                `Authorization: Bearer ${tokens.planning}\r\n` +
                'Connection: close\r\n\r\n');
            const status = Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
            if (!wanted.includes(status))
                throw new Error(`${p.slice(0, 60)}: ${status}`);
        }
    });

await test('a student reads and writes only what is theirs', async () => {
    const reports = (await call('planning', 'GET',
        '/api/v1/report?state=submitted&limit=3')).json().items;
    for (const r of reports) {
        const see = await call('student', 'GET', `/api/v1/report/${r.id}`);
        same(see.status, 404, 'a report of others');
        const take = await call('student', 'POST',
            `/api/v1/report/${r.id}/accept`, { version: r.version });
        same([403, 404].includes(take.status), true,
            `acceptance: ${take.status}`);
    }
    for (const [method, target, body] of [
        ['POST', '/api/v1/goal', GOAL],
        ['PATCH', '/api/v1/task/5', { version: 1, code: 'X' }],
        ['POST', '/api/v1/appointment', { person: 1, role: 'rector',
            starts: '2026-01-01' }],
        ['POST', '/api/v1/account', { login: 'mine', person: 1 }],
        ['GET', '/api/v1/account'],
        ['GET', '/api/v1/setting'],
    ]) {
        const r = await call('student', method, target, body);
        if (![403, 404].includes(r.status))
            throw new Error(`${method} ${target}: ${r.status} ${r.body}`);
    }
    /* For the machine itself, and never through a proxy. */
    const metrics = await call('student', 'GET', '/metrics', undefined,
        { 'X-Forwarded-For': '203.0.113.9' });
    same([403, 404].includes(metrics.status), true,
        `metrics: ${metrics.status}`);
});

await test('stale versions, doubled requests, forged keys', async () => {
    const made = (await call('planning', 'POST', '/api/v1/goal', GOAL)).json();
    const change = (version, ky) => call('planning', 'PATCH',
        `/api/v1/goal/${made.id}`, { version, title: { ky } });
    same((await change(made.version, 'Экинчи')).status, 200, 'the first');
    const late = await change(made.version, 'Үчүнчү');
    const p = refusedWith(late, 409, 'the late one');
    same(p.current.title.ky, 'Экинчи', 'what is stored is shown');
    same((await change(0, 'x')).status >= 400, true, 'no version');
    const key = { 'Idempotency-Key': crypto.randomUUID() };
    const goal = { ...GOAL, code: 'Z.2' };
    const [a, b] = await Promise.all([
        call('planning', 'POST', '/api/v1/goal', goal, key),
        call('planning', 'POST', '/api/v1/goal', goal, key)]);
    same(a.json().id, b.json().id, 'the same goal twice');
    const other = await call('planning', 'POST', '/api/v1/goal',
        { ...goal, code: 'Z.3' }, key);
    same(other.status, 409, 'the same key for another goal');
    const forged = await ask(port, 'GET', '/api/v1/task', { headers:
        { Authorization: `Bearer ${tokens.planning.slice(0, -2)}aa` } });
    same(forged.status, 401, 'a forged token');
});

/* Somebody who has left, and what is known of them. */
async function leaver(name) {
    const p = (await call('hr', 'POST', '/api/v1/person', { name: { ky: name },
        email: 'gone@example.kg' })).json();
    const left = await call('hr', 'POST', `/api/v1/person/${p.id}/leave`,
        { version: p.version });
    same(left.status, 200, 'left');
    return p.id;
}

const asked = (id) => ({ person: id, ground: 'арыз № 7', reason: 'арыз' });

await test('one hand erases nobody, whatever it tries', async () => {
    const id = await leaver('Кеткен Киши');
    const ask1 = (who, body) =>
        call(who, 'POST', '/api/v1/erasure_request', body);
    same((await ask1('student', asked(id))).status, 403, 'a student asks');
    same((await ask1('planning', asked(id))).status, 403, 'planning asks');
    same((await ask1('hr', { ...asked(id), asked_by: 1 })).status, 422,
        'in the name of another');
    same((await ask1('hr', { ...asked(id), state: 'confirmed' })).status, 422,
        'confirmed at once');
    const e = (await ask1('hr', asked(id))).json();
    const step = (who, name, more = {}) => call(who, 'POST',
        `/api/v1/erasure_request/${e.id}/${name}`,
        { version: e.version, ...more });
    same((await step('hr', 'confirm')).status, 409, 'who asked confirms');
    same((await step('student', 'confirm')).status, 403, 'a student confirms');
    same((await step('rector', 'again')).status, 409, 'before it is confirmed');
    same((await step('rector', 'confirm', { version: 99 })).status, 409,
        'of another version');
    same((await call('rector', 'PATCH', `/api/v1/erasure_request/${e.id}`,
        { version: e.version, person: 1 })).status, 403, 'of somebody else');
    same((await call('hr', 'GET', `/api/v1/person/${id}`)).json().email,
        'gone@example.kg', 'nothing went');
});

await test('two hands erase once, however often they are sent', async () => {
    const id = await leaver('Экинчи Киши');
    const e = (await call('hr', 'POST', '/api/v1/erasure_request',
        asked(id))).json();
    const path = `/api/v1/erasure_request/${e.id}`;
    const all = await Promise.all(Array.from({ length: 8 }, () =>
        call('rector', 'POST', `${path}/confirm`, { version: e.version })));
    same(all.filter((r) => r.status === 200).length, 1, 'taken');
    let now;
    for (let i = 0; i < 100; i++) {
        now = (await call('hr', 'GET', path)).json();
        if (now.state === 'done')
            break;
        await sleep(200);
    }
    same(now.state, 'done', 'carried out');
    const p = (await call('hr', 'GET', `/api/v1/person/${id}`)).json();
    same(p.email, null, 'the address');
    same(/Экинчи/.test(JSON.stringify(p)), false, 'the name');
    const found = await call('hr', 'GET',
        `/ky/search?q=${encodeURIComponent('Экинчи Киши')}`);
    same(String(found.body).includes('Экинчи Киши</a>'), false, 'in search');
    const history = await call('hr', 'GET', `/api/v1/person/${id}/history`);
    same(/Экинчи|gone@/.test(String(history.body)), false, 'in the history');
});

await test('settings, merges, looks, rules: not for who may not', async () => {
    const people = (await call('hr', 'GET', '/api/v1/person?limit=3')).json();
    const [a, b] = people.items.map((p) => p.id);
    for (const who of ['student', 'planning', 'rector']) {
        same((await call(who, 'POST', `/api/v1/person/${a}/merge`,
            { version: 1, merged_into: b })).status, 403, `${who} merges`);
        same([403, 404].includes((await call(who, 'GET',
            `/ky/person/${a}/looks`)).status), true, `${who} reads looks`);
        same((await call(who, 'POST', '/api/v1/setting',
            { name: 'smtp_host', value: 'evil.example' })).status >= 400, true,
            `${who} sets`);
    }
    same((await call('student', 'POST', '/api/v1/rule',
        { code: 'climb_days', value: '60' })).status, 403, 'a student rules');
    same((await call('admin', 'POST', '/api/v1/look_seal',
        { on_day: '2026-01-01' })).status >= 400, true, 'a seal by hand');
    same((await call('admin', 'POST', '/api/v1/person/999999/merge',
        { version: 1, merged_into: b })).status, 404, 'merging nobody');
    same((await call('admin', 'POST', `/api/v1/person/${a}/merge`,
        { version: 1, merged_into: a })).status >= 400, true, 'into itself');
});

await test('remarks on what one may not see, or in the name of another',
    async () => {
        const owed = (await call('planning', 'GET',
            '/api/v1/assignment?limit=1')).json().items[0];
        const other = await call('student', 'POST', '/api/v1/remark', {
            subject: 'assignment', subject_id: owed.id, text: 'эмне?' });
        same(other.status, 422, 'on work of others');
        same(JSON.stringify(other.json()).includes(owed.title?.ky ?? '?!'),
            false, 'its name');
        same((await call('student', 'POST', '/api/v1/remark', {
            subject: 'session', subject_id: 1, text: 'x' })).status, 422,
            'on what is no record');
        same((await call('student', 'POST', '/api/v1/remark', {
            subject: 'unit', subject_id: 1, text: 'x', author: 1 })).status,
            422, 'as another');
        const said = await call('student', 'POST', '/api/v1/remark', {
            subject: 'unit', subject_id: 1, text: '<script>1</script>' });
        same(said.status, 201, 'a remark');
        const card = await call('planning', 'GET', '/ky/unit/1');
        same(String(card.body).includes('<script>1'), false, 'as it was typed');
    });

await test('a hundred at once change one record: one wins each time',
    async () => {
        const goal = (await call('planning', 'POST', '/api/v1/goal',
            { ...GOAL, code: 'Z.100' })).json();
        const all = await Promise.all(Array.from({ length: 100 }, (_, i) =>
            call('planning', 'PATCH', `/api/v1/goal/${goal.id}`,
                { version: goal.version, title: { ky: `Жарыш ${i}` } })));
        const won = all.filter((r) => r.status === 200);
        same(won.length, 1, 'winners');
        same(all.filter((r) => r.status === 409).length, 99, 'told so');
        const now = (await call('planning', 'GET',
            `/api/v1/goal/${goal.id}`)).json();
        same(now.title.ky, won[0].json().title.ky, 'what stands');
        same(now.version, goal.version + 1, 'the version');
    });

await test('sockets that say nothing do not keep others out', async () => {
    const idle = await Promise.all(Array.from({ length: 200 }, () =>
        new Promise((resolve) => {
            const s = net.connect(port, '127.0.0.1', () => {
                s.write('GET /ky/strategy HTTP/1.1\r\nHo');
                resolve(s);
            });
            s.on('error', () => resolve(s));
        })));
    const r = await call(null, 'GET', '/ky/strategy');
    same(r.status, 200, 'the map meanwhile');
    idle.forEach((s) => s.destroy());
});

await test('after all this the server stands and the journal verifies',
    async () => {
        same(server.alive(), true, 'the server');
        await sleep(700);
        await server.stop();
        same(/Sanitizer|SIGSEGV|level=fatal/.test(server.log()), false, 'log');
        const v = command(['verify', dir]);
        same(v.status, 0, `verify: ${v.out}${v.err}`);
    });

finish();
