// SPDX-License-Identifier: Apache-2.0
//
// office.mjs BUILD: what a page of the office costs over a large archive,
// beside the same page over a small one, in one run on one machine: at most
// twice.  The folders are filled once and kept under BUILD/bench/office.
//
//   SMALL=10000 LARGE=1000000   documents; a fifth as many appeals
//   ROUNDS=9                    asks a page and folder, alternating

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ask, must, serve } from '../server.mjs';

const build = path.resolve(process.argv[2] ?? 'build');
const sizes = [Number(process.env.SMALL ?? 10000),
    Number(process.env.LARGE ?? 1000000)];
const rounds = Number(process.env.ROUNDS ?? 9);
const MARK = 2;
const cache = path.join(build, 'bench', 'office');
const filler = path.join(build, 't', 'test', 'bench', 'house', 'office');

/* A folder that is filled already stays; one that was interrupted goes. */
function filled(n) {
    const dir = path.join(cache, String(n));
    if (fs.existsSync(path.join(dir, 'ordo.db'))) {
        must(['token', dir, 'clerk']); // a newer program changes the tables
        return dir;
    }
    const made = `${dir}.new`;
    fs.rmSync(made, { recursive: true, force: true });
    fs.mkdirSync(cache, { recursive: true });
    must(['init', made, '--concept', 'data/oshtu', '--demo', '60']);
    const r = spawnSync(filler, [made, n, n / 5].map(String),
        { stdio: ['ignore', 'inherit', 'inherit'] });
    if (r.status !== 0)
        throw new Error(`${filler}: status ${r.status}`);
    fs.renameSync(made, dir);
    return dir;
}

async function signIn(port) {
    const r = await ask(port, 'POST', '/ky/sign-in', {
        body: new URLSearchParams({ login: 'clerk', password: 'ordo-demo' })
            .toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    const cookie = /(?:^|,)\s*ordo=([^;]+)/.exec(
        [].concat(r.headers['set-cookie'] ?? []).join(','));
    if (!cookie)
        throw new Error(`sign-in: ${r.status}`);
    return cookie[1];
}

async function page(house, target) {
    const from = process.hrtime.bigint();
    const r = await ask(house.port, 'GET', encodeURI(target),
        { headers: { Cookie: `ordo=${house.cookie}` } });
    if (r.status !== 200)
        throw new Error(`${target}: ${r.status}`);
    return { ms: Number(process.hrtime.bigint() - from) / 1e6,
        html: r.body.toString() };
}

/* The address of the page in the middle, found by turning pages from a day. */
async function deep(house, list) {
    const rows = (await ask(house.port, 'GET', `/api/v1/${list}?limit=1000`,
        { headers: { Cookie: `ordo=${house.cookie}` } })).json();
    let at = rows.next;
    for (let i = 0; at && i < 500; i++) {
        const next = (await ask(house.port, 'GET',
            `/api/v1/${list}?limit=1000&after=${encodeURIComponent(at)}`,
            { headers: { Cookie: `ordo=${house.cookie}` } })).json().next;
        if (!next)
            break;
        at = next;
    }
    return `/ky/${list}?after=${at ?? ''}`;
}

async function open(n) {
    const server = await serve(filled(n));
    const house = { n, server, port: server.port };
    house.cookie = await signIn(house.port);
    house.deep = { document: await deep(house, 'document'),
        appeal: await deep(house, 'appeal') };
    return house;
}

const pages = [
    ['registration page', () => '/ky/documents/register/1'],
    ['desk of the registers', () => '/ky/documents'],
    ['my work', () => '/ky/my'],
    ['list of documents', () => '/ky/document'],
    ['list of documents, deep', (h) => h.deep.document],
    ['list of appeals', () => '/ky/appeal'],
    ['list of appeals, deep', (h) => h.deep.appeal],
    ['documents by a word', (h) => `/ky/document?q=кат${
        String(h.n - 7).padStart(7, '0')}`],
    ['documents by a common word', () => '/ky/document?q=маселе007'],
    ['search by a word', (h) => `/ky/search?q=кат${
        String(h.n - 7).padStart(7, '0')}`],
    ['search by a common word', () => '/ky/search?q=маселе007'],
    ['how appeals stand (public)', () => '/ky/appeals'],
    ['execution discipline', () => '/ky/documents/discipline'],
];

/* The least: what else the machine does comes on top. */
const least = (v) => Math.min(...v);

async function measure(name, address, houses) {
    const took = houses.map(() => []);
    for (let i = 0; i <= rounds; i++)
        for (const k of i % 2 ? [0, 1] : [1, 0]) {
            const { ms } = await page(houses[k], address(houses[k]));
            if (i) // the first warms up
                took[k].push(ms);
        }
    const [small, large] = took.map(least);
    const ratio = large / small;
    console.log(`${name.padEnd(32)} ${small.toFixed(1).padStart(8)} ms ${
        large.toFixed(1).padStart(8)} ms ${ratio.toFixed(2).padStart(6)}  <= ${
        MARK} ${ratio <= MARK ? 'ok' : 'MISSED'}`);
}

const houses = [await open(sizes[0]), await open(sizes[1])];
console.log(`${'page of the office'.padEnd(32)} ${
    String(sizes[0]).padStart(11)} ${String(sizes[1]).padStart(11)}`);
for (const [name, address] of pages)
    await measure(name, address, houses);
for (const h of houses)
    await h.server.stop();
