// SPDX-License-Identifier: Apache-2.0
//
// Every record of every type, in turn in the three languages, through every
// page that leads to it, as the administrator, a student and a visitor: each
// answers with a status that it declares, never with a fault of ours.

import { equal, expect, LANGS, run, test, tokenOf } from './lib.mjs';

const CARDS = 120;  // of each type
const DEEP = 4;     // of each type: history, edit and step forms too

async function get(base, address, token) {
    const answer = await fetch(base + address, {
        redirect: 'manual',
        headers: token ? { Authorization: `Bearer ${token}` } : {},
    });
    const text = await answer.text();
    return { status: answer.status, text };
}

/* A few at a time: order does not matter, time does. */
async function each(items, fn) {
    const queue = [...items];
    await Promise.all(Array.from({ length: 6 }, async () => {
        for (let item = queue.shift(); item; item = queue.shift())
            await fn(item);
    }));
}

function addresses(type, items, steps) {
    const all = [`/${type}`, `/${type}/new`, `/${type}/import`,
        `/${type}?q=а&sort=-id`, `/${type}/export.csv`];
    items.slice(0, CARDS).forEach((item) => all.push(`/${type}/${item.id}`));
    items.slice(0, DEEP).forEach((item) => {
        all.push(`/${type}/${item.id}/history`, `/${type}/${item.id}/edit`);
        steps.forEach((s) => all.push(`/${type}/${item.id}/step/${s}`));
    });
    return all;
}

const OWN = ['/strategy', '/strategy?view=text', '/strategy/units',
    '/strategy/year/2025', '/strategy/unit/library', '/indicators', '/rector',
    '/my', '/types', '/components', '/profile', '/account', '/search?q=окуу',
    '/measure/tasks_reported_on_time'];

async function everything(base, token) {
    const api = JSON.parse((await get(base, '/api/openapi.json')).text);
    const types = Object.keys(api.paths)
        .map((p) => /^\/api\/v1\/(\w+)$/.exec(p)?.[1])
        .filter((t) => t && t !== 'file');
    const all = [...OWN];
    for (const type of types) {
        const list = await get(base, `/api/v1/${type}?limit=1000`, token);
        equal(list.status, 200, `/api/v1/${type}`);
        const steps = Object.keys(api.paths)
            .map((p) => new RegExp(`^/api/v1/${type}/{id}/(\\w+)$`).exec(p)?.[1])
            .filter((s) => s && s !== 'history' && s !== 'receipt');
        all.push(...addresses(type, JSON.parse(list.text).items, steps));
    }
    expect(types.length > 20, `only ${types.length} types`);
    expect(all.length > 800, `only ${all.length} addresses`);
    return all;
}

test('every address of every record answers as it should', async ({ server }) => {
    const admin = tokenOf(server.dir, 'admin');
    const student = tokenOf(server.dir, 'student');
    const all = await everything(server.base, admin);
    const wrong = [];
    let n = 0;

    for (const [who, token, allowed] of [
        ['administrator', admin, [200, 303, 403, 404, 409, 422]],
        ['student', student, [200, 303, 403, 404, 409, 422]],
        ['visitor', null, [200, 303, 401, 403, 404, 409, 422]],
    ])
        await each(all, async (address) => {
            const lang = LANGS[n++ % 3];
            const a = await get(server.base, `/${lang}${address}`, token);
            if (!allowed.includes(a.status))
                wrong.push(`${who} /${lang}${address}: ${a.status}`);
            else if (who === 'administrator' && a.status !== 200 &&
                     /^\/\w+\/\d+$/.test(address))
                wrong.push(`${who} /${lang}${address}: ${a.status}`);
        });
    equal(wrong.length, 0, `faults: ${wrong.slice(0, 10).join('; ')}`);
});

await run();
