// SPDX-License-Identifier: Apache-2.0
//
// kill9.mjs: the server is killed in the middle of writing, 200 times
// (KILLS=20 changes that).  Every record that was answered is there with its
// fields, what was sent again acts once, no id is given twice, and the
// journal verifies.

import { Agent } from 'node:http';
import { ask, command, must, scratch, serve, sleep, stillborn, tokenOf }
    from '../server.mjs';
import { finish, same, test } from './check.mjs';

const kills = Number(process.env.KILLS ?? 200);
const CLIENTS = 6;
const dir = `${scratch('kill9')}/data`;

must(['init', dir]);
const token = tokenOf(dir, 'crash_admin', 'administrator');

const made = new Map();   // id -> body, of everything that was answered
let round = 0;
let serial = 0;
let repeated = 0;

function newUnit() {
    serial += 1;
    const code = `u${serial}`;
    return { code, kind: 'office', name: { ky: `Бөлүм ${serial} «Үч»`,
        ru: `Отдел № ${serial}`, en: `Office ${serial}` } };
}

function post(port, body, agent) {
    return ask(port, 'POST', '/api/v1/unit', { body, agent, headers: {
        Authorization: `Bearer ${token}`, 'Idempotency-Key': body.code } });
}

function note(id, body) {
    same(made.has(id) && made.get(id).code !== body.code, false,
        `id ${id} is answered twice`);
    made.set(id, body);
}

/* Writes until the server is gone; what was sent and not answered is left. */
async function client(port, open) {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (;;) {
        const body = newUnit();
        try {
            const r = await post(port, body, agent);
            same(r.status, 201, `answer to ${body.code}: ${r.body}`);
            note(r.json().id, body);
            open.answered.push(r.json().id);
        } catch (e) {
            if (e.name === 'Mismatch')
                throw e;
            open.unknown.push(body);
            agent.destroy();
            return;
        }
    }
}

async function seen(port, id) {
    const r = await ask(port, 'GET', `/api/v1/unit/${id}`,
        { headers: { Authorization: `Bearer ${token}` } });
    const body = made.get(id);
    same(r.status, 200, `round ${round}: record ${id} was answered`);
    same(r.json().code, body.code, `code of ${id}`);
    same(JSON.stringify(r.json().name), JSON.stringify(body.name),
        `name of ${id}`);
    same(r.json().version, 1, `version of ${id}`);
}

/* What the round before left: all that was answered is there; what was not is
 * sent again, and one that was is too. */
async function settle(port, open) {
    for (const id of open.answered)
        await seen(port, id);
    for (const body of open.unknown) {
        const r = await post(port, body);
        same(r.status, 201, `sent again: ${body.code}: ${r.body}`);
        note(r.json().id, body);
        open.answered.push(r.json().id);
        repeated += 1;
    }
    const id = open.answered[Math.floor(Math.random() * open.answered.length)];
    if (id !== undefined) {
        const again = await post(port, made.get(id));
        same(again.json().id, id, `the same key answers the same record`);
    }
}

async function oneRound(open) {
    /* Some die while they still put right what the last one left. */
    if (round % 5 === 0)
        await stillborn(dir, Math.random() * 25);
    const server = await serve(dir);
    await settle(server.port, open);
    const next = { answered: [], unknown: [] };
    const clients = [];
    for (let i = 0; i < CLIENTS; i++)
        clients.push(client(server.port, next));
    await Promise.race([sleep(5 + Math.random() * 90), ...clients]);
    await server.kill('SIGKILL');
    await Promise.all(clients);
    return next;
}

async function all(port) {
    const found = new Map();
    let after = '';
    do {
        const r = await ask(port, 'GET', `/api/v1/unit?limit=1000${after}`,
            { headers: { Authorization: `Bearer ${token}` } });
        for (const u of r.json().items) {
            same(found.has(u.id), false, `${u.id} is listed once`);
            found.set(u.id, u.code);
        }
        after = r.json().next
            ? `&after=${encodeURIComponent(r.json().next)}` : '';
    } while (after);
    return found;
}

let open = { answered: [], unknown: [] };

await test(`${kills} kills lose nothing that was answered`, async () => {
    for (round = 1; round <= kills; round++)
        open = await oneRound(open);
    same(made.size > kills, true, `${made.size} records in ${kills} rounds`);
});

await test('the records are exactly those that were answered', async () => {
    const server = await serve(dir);
    await settle(server.port, open);
    const found = await all(server.port);
    await server.stop();
    same(found.size, made.size, 'as many records as answers');
    for (const [id, body] of made)
        same(found.get(id), body.code, `record ${id}`);
    console.log(`  ${made.size} records answered, ${repeated} sent again ` +
        'after their answer was lost');
});

await test('the journal verifies', () => {
    const r = command(['verify', dir]);
    same(r.status, 0, `${r.out}${r.err}`);
    same(/^faults: 0$/m.test(r.out), true, r.out);
});

finish();
