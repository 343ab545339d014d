// SPDX-License-Identifier: Apache-2.0
//
// appeals.mjs: the server is killed while appeals and requests come in and are
// worked on (KILLS=20; `make kills` takes a thousand).  After each kill the
// folder is looked at as it lies there: nothing that was answered is lost, no
// number is given twice, everything that is not closed has somebody, a day and
// one open assignment that says the same.

import { Agent } from 'node:http';
import { ask, must, serve, sleep, tokenOf } from '../server.mjs';
import { finish, same, test } from './check.mjs';
import { house, one, rows, verified } from './house.mjs';

const kills = Number(process.env.KILLS ?? 20);
const CLIENTS = 4;

const { dir, token: admin } = house('appeals');
const author = tokenOf(dir, 'house_author', 'employee');
const clerk = tokenOf(dir, 'house_clerk', 'clerk');

const made = { appeal: new Map(), request: new Map() }; // id -> code
let serial = 0;
let answered = 0;

// --- What never may be ---------------------------------------------------------

const CLOSED = {
    appeal: "('closed')",
    request: "('answered', 'granted', 'refused', 'withdrawn')",
};
const never = ['appeal', 'request'].flatMap((type) => [
    [`an open ${type} without somebody and a day`,
        `SELECT COUNT(*) n FROM ${type} WHERE state NOT IN ${CLOSED[type]}
        AND (responsible IS NULL OR next_on IS NULL)`],
    [`an open ${type} without its one assignment`,
        `SELECT COUNT(*) n FROM ${type} t WHERE state NOT IN ${CLOSED[type]}
        AND 1 <> (SELECT COUNT(*) FROM assignment a WHERE a.state = 'open'
        AND a.subject = '${type}' AND a.subject_id = t.id
        AND a.person = t.responsible AND a.due = t.next_on)`],
    [`a closed ${type} that still asks for something`,
        `SELECT COUNT(*) n FROM assignment a JOIN ${type} t
        ON t.id = a.subject_id WHERE a.state = 'open'
        AND a.subject = '${type}' AND t.state IN ${CLOSED[type]}`],
    [`a number of two ${type}s`,
        `SELECT COUNT(*) - COUNT(DISTINCT code) n FROM ${type}`],
    [`a gap in the numbers of ${type}s`,
        `SELECT COALESCE(MAX(number), 0) - COUNT(*) n FROM ${type}`],
]);

/* All of them in one look: a row each. */
function look(round) {
    const sql = never.map(([, q], i) => `SELECT ${i} i, (${q}) n`)
        .join(' UNION ALL ');
    for (const { i, n } of rows(dir, sql))
        same(n, 0, `after kill ${round}: ${never[i][0]}`);
    for (const [type, known] of Object.entries(made))
        same(one(dir, `SELECT COUNT(*) FROM ${type} WHERE id IN (${
            [...known.keys()].join(',') || 0})`), known.size,
        `after kill ${round}: each answered ${type} is there`);
}

// --- What people do -------------------------------------------------------------

async function call(port, agent, token, target, body) {
    serial += 1;
    const r = await ask(port, 'POST', `/api/v1/${target}`, { body, agent,
        headers: { Authorization: `Bearer ${token}`,
            'Idempotency-Key': `k${serial}` } });
    answered += r.status < 300;
    return r;
}

async function appeal(port, agent) {
    const r = await call(port, agent, clerk, 'appeal', { channel: 'hand',
        kind: 'complaint', lang: 'ky', name: 'Арыз ээси', address: 'Ош',
        received_on: new Date().toISOString().slice(0, 10),
        title: `Жарык ${serial}`, body: 'Окуу залында жарык жок.' });
    same(r.status, 201, `appeal: ${r.body}`);
    const { id, code } = r.json();
    made.appeal.set(id, code);
    await call(port, agent, admin, `appeal/${id}/register`, {});
    if (serial % 3 === 0)
        await call(port, agent, admin, `appeal/${id}/extend`,
            { reason: 'Комиссия чыгат' });
    if (serial % 3 === 1)
        await call(port, agent, admin, `appeal/${id}/redirect`,
            { redirected_to: 'Министрлик', reason: 'Ыйгарым укугу' });
}

async function request(port, agent, kind) {
    const r = await call(port, agent, author, 'request',
        { kind, body: `Элчиликке ${serial}` });
    same(r.status, 201, `request: ${r.body}`);
    const { id, code } = r.json();
    made.request.set(id, code);
    if (serial % 2)
        await call(port, agent, clerk, `request/${id}/answer`,
            { answer: 'Даяр' });
    else
        await call(port, agent, clerk, `request/${id}/ask`,
            { question: 'Кайсы элчилик?' });
}

async function client(port, kind, i) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
        for (;;)
            await (i % 2 ? appeal(port, agent) : request(port, agent, kind));
    } catch (e) {
        if (e.name === 'Mismatch')
            throw e;
        agent.destroy(); // the server is gone
    }
}

async function oneRound(kind) {
    const server = await serve(dir);
    const clients = [];
    for (let i = 0; i < CLIENTS; i++)
        clients.push(client(server.port, kind, i));
    await Promise.race([sleep(10 + Math.random() * 180), ...clients]);
    await server.kill('SIGKILL');
    await Promise.all(clients);
}

let kind = 0;

await test('there is a kind of request', async () => {
    const server = await serve(dir);
    const r = await call(server.port, undefined, admin, 'request_kind', {
        code: 'certificate', title: { ky: 'Маалымкат' },
        audience: 'everybody', wording: { ky: '{person}: {body}' },
        term: 'request_quick_days', role: 'clerk', ends_in: 'answer' });
    await server.stop();
    same(r.status, 201, `${r.body}`);
    kind = r.json().id;
});

await test(`${kills} kills leave no appeal and no request to nobody`,
    async () => {
        for (let round = 1; round <= kills; round++) {
            await oneRound(kind);
            look(round);
        }
        console.log(`  ${kills} kills, ${made.appeal.size} appeals, ${
            made.request.size} requests, ${answered} changes answered`);
        same(made.appeal.size > kills / 4
            && made.request.size > kills / 4, true,
            'something happened between the kills');
    });

await test('the daily work finds all of it', async () => {
    const server = await serve(dir);
    await server.stop();
    look('the last');
    verified(dir);
});

must(['verify', dir]);
finish();
