// SPDX-License-Identifier: Apache-2.0
//
// first_type.mjs: doc/first-type.md does what it says.  Its blocks are put
// into a copy of the sources beside a copy of the objects that are built
// already; the program made so shows list, card, page and API.

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { finish, same, test } from '../crash/check.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const built = path.resolve(root, process.env.B ?? 'build');
const house = fs.mkdtempSync(path.join(os.tmpdir(), 'ordo-first-type-'));
process.on('exit', () => fs.rmSync(house, { recursive: true, force: true }));
process.env.ORDO = path.join(house, 'build/ordo');

const page = fs.readFileSync(path.join(root, 'doc/first-type.md'), 'utf8');
// The page's commands, built as the objects were: same compiler, same folder.
const env = { ...process.env, B: undefined, MAKELEVEL: undefined,
    MAKEFLAGS: undefined };

function sh(line) {
    return execFileSync('bash', ['-ec', line],
        { cwd: house, env, encoding: 'utf8', stdio: 'pipe' });
}

function copy() {
    const parts = ['src', 'po', 'tools', 'assets', 'data', 'Makefile'];
    execFileSync('cp', ['-a', ...parts.map((p) => path.join(root, p)), house]);
    fs.mkdirSync(path.join(house, 'build'));
    for (const p of fs.readdirSync(built))
        if (!['t', 'asan', 'tsan', 'fuzz', 'bench', 'screens', 'ordo']
            .includes(p))
            execFileSync('cp', ['-a', path.join(built, p),
                path.join(house, 'build')]);
}

function follow() {
    const flags = fs.readFileSync(path.join(built, 'flags'), 'utf8');
    const cc = flags.split(' -std=')[0];

    for (const [, file, text] of
        page.matchAll(/^`([^`\n]+)`:\n\n```(?:c|po)\n([^]*?)^```$/gm)) {
        const to = path.join(house, file);
        fs.mkdirSync(path.dirname(to), { recursive: true });
        fs.appendFileSync(to, file.endsWith('.po') ? `\n${text}` : text);
    }
    for (const [, text] of page.matchAll(/^```sh\n([^]*?)^```$/gm))
        sh(text.replace(/^make.*$/m, ''));
    sh(`make CC='${cc}' JOBS=2`);
}

let server;
let cookie;
/* A page as a person who has signed in sees it. */
async function look(s, target) {
    cookie ??= await signIn(s);
    return s.ask(server.port, 'GET', target, { headers: { Cookie: cookie } });
}
async function signIn(s) {
    const a = await s.ask(server.port, 'POST', '/ky/sign-in', {
        body: 'login=me&password=a+long+enough+phrase+7',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded',
            Origin: `http://127.0.0.1:${server.port}` } });
    return (a.headers['set-cookie'] ?? []).map((c) => c.split(';')[0])
        .join('; ');
}

await test('the page builds strictly, in three languages', async () => {
    copy();
    follow();
});
await test('list, card, page and API of a club', async () => {
    const s = await import('../server.mjs');
    const dir = path.join(house, 'folder');
    s.must(['init', dir]);
    const token = s.tokenOf(dir, 'me', 'administrator');
    server = await s.serve(dir);
    const api = (method, target, body, more = {}) => s.ask(server.port, method,
        target, { body, headers: { Authorization: `Bearer ${token}`,
            'Accept-Language': 'en', ...more } });
    const json = (a) => a.json();
    const who = [];
    for (const name of ['Айгүл', 'Бакыт']) {
        const a = await api('POST', '/api/v1/person', { name: { ky: name } });
        same(a.status, 201, 'a person is added');
        who.push(json(a).id);
    }
    const made = await api('POST', '/api/v1/club', { title: { ky: 'Шахмат' },
        head: who[0], members: [who[0]], founded: '2026-01-15' });
    same(made.status, 201, 'a club is added');
    const id = json(made).id;
    const step = (name, body = {}) =>
        api('POST', `/api/v1/club/${id}/${name}`, body);
    same((await step('activate')).status, 422, 'one member is too few');
    same((await api('PATCH', `/api/v1/club/${id}`, { members: who,
        version: json(made).version })).status, 200, 'a second member');
    same((await step('activate')).status, 200, 'the club begins');
    const owed = json(await api('GET', '/api/v1/assignment')).items;
    same(owed.filter((a) => a.subject === 'club').length, 1, 'reports owed');
    same((await step('report', { events: 4 })).status, 200, 'the report');
    same((await step('close')).status, 202, 'a draft act to close it');
    const club = json(await api('GET', `/api/v1/club/${id}`));
    same(club.state, 'active', 'state until the act is signed');
    same(club.events, 4, 'what the step asked for');
    for (const [lang, word] of [['ky', 'Студенттик клубдар'],
        ['ru', 'Студенческие клубы'], ['en', 'Student clubs']]) {
        const list = await look(s, `/${lang}/club`);
        same(list.status, 200, `list in ${lang}`);
        same(String(list.body).includes(word), true, `${word} in the list`);
        for (const at of [`club/${id}`, 'clubs']) {
            const p = await look(s, `/${lang}/${at}`);
            same(p.status, 200, `${lang}/${at}`);
            same(String(p.body).includes('Шахмат'), true, `name on ${at}`);
        }
    }
});
await server?.stop();
finish();
