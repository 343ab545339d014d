// SPDX-License-Identifier: Apache-2.0
//
// house.mjs: what the tests of interrupted work stand on: a demo university in
// a scratch folder, its pages used as a person's browser would, the tests' mail
// server, and a look into the database of a server that stands still.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ask, command, must, root, scratch, serve, sleep, tokenOf }
    from '../server.mjs';
import { same } from './check.mjs';

export const PASSWORD = 'a long enough phrase 7';

/* A university with an administrator of the test's own and their token. */
export function house(name, more = []) {
    const dir = path.join(scratch(name), 'data');
    must(['init', dir, ...more]);
    return { dir, token: tokenOf(dir, 'house_admin', 'administrator') };
}

export const demo = ['--concept', path.join(root, 'data/oshtu'), '--demo', '20'];

/* Rows as objects; the server must not run, or may not mind a reader. */
export function rows(dir, sql) {
    const r = spawnSync('/usr/bin/python3', ['-c', `
import json, sqlite3, sys
db = sqlite3.connect('file:' + sys.argv[1] + '?mode=ro', uri=True)
db.row_factory = sqlite3.Row
print(json.dumps([dict(r) for r in db.execute(sys.argv[2])]))`,
    path.join(dir, 'ordo.db'), sql],
    { encoding: 'utf8', maxBuffer: 1 << 28 });
    if (r.status !== 0)
        throw new Error(`${sql}: ${r.stderr}`);
    return JSON.parse(r.stdout);
}

export const one = (dir, sql) => Object.values(rows(dir, sql)[0])[0];

export function verified(dir) {
    const r = command(['verify', dir]);
    same(r.status, 0, `verify: ${r.out}${r.err}`);
    same(/^faults: 0$/m.test(r.out), true, r.out);
}

// --- The API -----------------------------------------------------------------

export async function api(at, method, target, body, more = {}) {
    const r = await ask(at.port, method, `/api/v1/${target}`, { body,
        headers: { Authorization: `Bearer ${at.token}`,
            'Accept-Language': 'en', ...more } });
    if (r.status >= 400)
        throw new Error(`${method} ${target}: ${r.status} ${r.body}`);
    return r.json();
}

export async function setting(at, name, value) {
    const all = (await api(at, 'GET', 'setting?limit=1000')).items;
    const old = all.find((s) => s.name === name);
    if (old)
        await api(at, 'PATCH', `setting/${old.id}`,
            { version: old.version, value });
    else
        await api(at, 'POST', 'setting', { name, value });
}

// --- Pages -------------------------------------------------------------------

function bodyOf(fields, file) {
    if (!file)
        return { type: 'application/x-www-form-urlencoded',
            body: new URLSearchParams(fields).toString() };
    const line = '----ordo-test-7f3a';
    const part = (name, value, more = '') => `--${line}\r\nContent-Disposition:`
        + ` form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
    return { type: `multipart/form-data; boundary=${line}`,
        body: Object.entries(fields).map(([n, v]) => part(n, v)).join('')
            + part('file', file.text,
                `; filename="${file.name}"\r\nContent-Type: text/csv`)
            + `--${line}--\r\n` };
}

const unescaped = (s) => s.replaceAll('&quot;', '"').replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>').replaceAll('&#39;', "'").replaceAll('&amp;', '&');

/* The form whose action matches, with what it would send by itself. */
export function formOf(html, action) {
    for (const [, head, inside] of html.matchAll(
        /<form([^>]*)>(.*?)<\/form>/gs)) {
        const to = /action="([^"]*)"/.exec(head)?.[1];
        if (!to || !action.test(unescaped(to)))
            continue;
        const fields = {};
        for (const [, input] of inside.matchAll(/<input([^>]*)>/g)) {
            const name = /name="([^"]*)"/.exec(input)?.[1];
            if (name && /type="hidden"/.test(input))
                fields[name] = unescaped(/value="([^"]*)"/.exec(input)?.[1]
                    ?? '');
        }
        return { to: unescaped(to), fields };
    }
    return null;
}

/* Somebody at their browser: keeps the cookie, also over a restart. */
export class Visitor {
    cookies = {};

    constructor(port) {
        this.port = port;
    }

    async go(method, target, { fields, file } = {}) {
        const made = fields ? bodyOf(fields, file) : null;
        const r = await ask(this.port, method, target, {
            body: made?.body, headers: {
                Cookie: Object.entries(this.cookies)
                    .map(([n, v]) => `${n}=${v}`).join('; '),
                Origin: `http://127.0.0.1:${this.port}`,
                Host: `127.0.0.1:${this.port}`,
                ...(made ? { 'Content-Type': made.type } : {}) } });
        for (const c of r.headers['set-cookie'] ?? []) {
            const [, name, value] = /^([^=]+)=([^;]*)/.exec(c);
            this.cookies[name] = value;
        }
        return { status: r.status, html: r.body.toString('utf8'),
            bytes: r.body, to: r.headers.location };
    }

    async see(target) {
        const r = await this.go('GET', target);
        same(r.status, 200, `GET ${target}`);
        return r.html;
    }

    async signIn(login, password = PASSWORD) {
        const page = formOf(await this.see('/en/sign-in'), /sign-in/);
        const r = await this.go('POST', page.to,
            { fields: { ...page.fields, login, password } });
        same([302, 303].includes(r.status), true, `sign-in: ${r.html}`);
    }

    /* Sends a form of a page; where it leads. */
    async send(page, action, fields = {}, file = undefined) {
        const f = formOf(await this.see(page), action);
        same(f !== null, true, `${page} has no form ${action}`);
        const r = await this.go('POST', f.to,
            { fields: { ...f.fields, ...fields }, file });
        same([302, 303].includes(r.status), true,
            `${f.to}: ${r.status} ${r.html.slice(0, 3000)}`);
        return new URL(r.to, 'http://x').pathname;
    }

    /* The job of a page's address, by its number. */
    static job(where) {
        const id = /\/job\/(\d+)$/.exec(where)?.[1];
        same(id !== undefined, true, `${where} is no job`);
        return Number(id);
    }
}

export async function until(what, ready, seconds = 60) {
    for (let i = 0; i < seconds * 20; i++) {
        const found = await ready();
        if (found)
            return found;
        await sleep(50);
    }
    throw new Error(`${what} did not come in ${seconds} s`);
}

// --- Restarts ----------------------------------------------------------------

/* Serves, lets `during` begin, kills after a random time up to `most` ms. */
export async function killedDuring(dir, most, during = () => {}) {
    const server = await serve(dir);
    const work = Promise.resolve(during(server)).catch((e) => {
        /* Its connection broke: that is what happens to people too. */
        if (e.name === 'Mismatch' || /^(GET|POST|PATCH) /.test(e.message))
            return e;
        return null;
    });
    await sleep(Math.random() * most);
    await server.kill('SIGKILL');
    const fault = await work;
    if (fault)
        throw fault;
}

// --- Mail --------------------------------------------------------------------

/* The tests' mail server; letters() are those that it took. */
export async function mailServer(name) {
    const folder = scratch(name);
    const child = spawn('/usr/bin/python3',
        [path.join(root, 'test/smtp.py'), folder],
        { stdio: ['ignore', 'pipe', 'inherit'] });
    process.on('exit', () => child.kill('SIGKILL'));
    const port = await new Promise((resolve, reject) => {
        child.on('exit', () => reject(new Error('no mail server')));
        child.stdout.once('data', (d) => resolve(Number(d)));
    });
    const letters = () => fs.readdirSync(folder)
        .filter((f) => f.endsWith('.eml')).sort()
        .map((f) => fs.readFileSync(path.join(folder, f), 'utf8'))
        .map((text) => ({ text,
            to: /^X-To: (.*)\r$/m.exec(text)?.[1],
            id: /^Message-ID: <(.*)>\r$/mi.exec(text)?.[1] }));
    return { port, folder, letters,
        say: (file, word) => fs.writeFileSync(path.join(folder, file), word) };
}
