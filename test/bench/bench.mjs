// SPDX-License-Identifier: Apache-2.0
//
// bench.mjs BUILD: measures Ordo against the bare program beside it, in one
// run on one machine, and prints each figure beside its mark.
// doc/benchmarks.md says what each figure means.
//
//   PAIRS=9   pairs a figure      MS=600   milliseconds a run
//   KEEP=1    leaves the data folders in BUILD/bench/work
//   ONLY=reports (or pages, start): these alone, for work on them
//
// A figure that misses its mark is said and is no error: only what does not
// work ends with another status than 0.

import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ask, command, freePort, must, ordo, root, serve, sleep, start,
    tokenOf } from '../server.mjs';

const build = path.resolve(process.argv[2] ?? 'build');
const work = path.join(build, 'bench', 'work');
const pairs = Number(process.env.PAIRS ?? 9);
const ms = Number(process.env.MS ?? 600);
const only = process.env.ONLY;
const wanted = (part) => !only || only === part;
const load = path.join(build, 'bench', 'load');
const bare = path.join(build, 'bench', 'bare');

// --- Marks: the one place ----------------------------------------------------

const MARKS = {
    ratio: { // ours / bare, at this many connections, at least
        map: { 2: 0.3, 16: 0.3, 64: 0.3 },
        list: { 2: 0.35, 16: 0.5, 64: 0.5 },
        card: { 2: 0.35, 16: 0.5, 64: 0.5 },
        report: { 16: 0.5, 64: 0.5 },
    },
    statements: { list: 8, card: 16 }, // a page, at most
    start_ms: 100,                     // exec to the first 200 of /healthz
    memory_mib: 32,                    // RssAnon after load
};
const NAMES = { map: 'map, pages/s', list: 'list of 50 rows, pages/s',
    card: 'card of a task, pages/s', report: 'durable reports/s' };

const result = { at: new Date().toISOString(), pairs, ms, figures: [] };
const missed = [];

// --- Sums --------------------------------------------------------------------

function spread(values) {
    const v = [...values].sort((a, b) => a - b);
    const mid = v.length >> 1;
    return { median: v.length % 2 ? v[mid] : (v[mid - 1] + v[mid]) / 2,
        min: v[0], max: v[v.length - 1], n: v.length };
}

const short = (x) => (x >= 100 ? x.toFixed(0) : x >= 10 ? x.toFixed(1)
    : x.toFixed(2));

/* One line: the figure, its spread, its mark. */
function figure(name, s, sign, mark, more = '') {
    const good = mark === undefined ? null
        : sign === '>=' ? s.median >= mark : s.median <= mark;
    const verdict = good === null ? '' : good ? 'ok' : 'MISSED';
    console.log(`${name.padEnd(44)} ${short(s.median).padStart(7)}  ` +
        `${`${short(s.min)}..${short(s.max)}`.padEnd(15)} ` +
        `${mark === undefined ? ''.padEnd(8) : `${sign} ${mark}`.padEnd(8)} ` +
        `${verdict.padEnd(7)}${more}`);
    result.figures.push({ name, ...s, sign, mark, good });
    if (good === false)
        missed.push(name);
}

// --- Tools -------------------------------------------------------------------

function loadRun(...args) {
    const r = spawnSync(load, args.map(String), { encoding: 'utf8' });
    if (r.status !== 0)
        throw new Error(`load ${args[0]}: ${r.stderr}`);
    return JSON.parse(r.stdout);
}

/* Answers a second; anything but 2xx is a fault of the benchmark. */
function rate(...args) {
    const r = loadRun(...args);
    if (r.bad || !r.ok)
        throw new Error(`load ${args.join(' ')}: ${r.ok} good, ${r.bad} bad ` +
            `answers (status ${r.bad_status})`);
    return r.rate;
}

function anonMib(pid) {
    const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/RssAnon:\s+(\d+)/.exec(status)[1]) / 1024;
}

function copy(from, to) {
    fs.rmSync(to, { recursive: true, force: true });
    fs.cpSync(from, to, { recursive: true,
        filter: (f) => !f.endsWith('/socket') });
}

async function metric(port, name) {
    const r = await ask(port, 'GET', '/metrics');
    const m = new RegExp(`^${name} (\\d+)`, 'm').exec(r.body.toString());
    if (!m)
        throw new Error(`/metrics has no ${name}`);
    return Number(m[1]);
}

// --- What is measured --------------------------------------------------------

const bearer = (token) => ({ Authorization: `Bearer ${token}` });

async function api(port, token, method, target, body) {
    const r = await ask(port, method, `/api/v1${target}`,
        { body, headers: bearer(token) });
    if (r.status >= 300)
        throw new Error(`${method} ${target}: ${r.status} ${r.body}`);
    return r.json();
}

async function signIn(port, login, password) {
    const r = await ask(port, 'POST', '/ru/sign-in', {
        body: new URLSearchParams({ login, password }).toString(),
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' } });
    const cookie = /(?:^|,)\s*ordo=([^;]+)/.exec(
        [].concat(r.headers['set-cookie'] ?? []).join(','));
    if (!cookie)
        throw new Error(`sign-in: ${r.status}`);
    return cookie[1];
}

/* Reports that are due, made as in life: periods are opened. */
async function makeReports(port, token, most) {
    const plans = await api(port, token, 'GET', '/plan');
    const plan = plans.items[0];
    let ids = [];

    for (let i = 0; i < 60 && ids.length < most; i++) {
        const period = await api(port, token, 'POST', '/period', {
            code: `bench-${i}`, plan: plan.id, starts: '2026-01-01',
            ends: '2026-12-31', due: '2027-01-31', title: undefined });
        await api(port, token, 'POST', `/period/${period.id}/open`,
            { version: period.version });
        let after = '';
        do {
            const page = await api(port, token, 'GET',
                `/report?period=${period.id}&state=due&limit=1000${after}`);
            ids = ids.concat(page.items.map((r) => r.id));
            after = page.next ? `&after=${encodeURIComponent(page.next)}` : '';
        } while (after);
    }
    return ids;
}

/* The card with the most below it: it is the dearest. */
async function busiestTask(port, token) {
    const seen = {};
    const page = await api(port, token, 'GET', '/indicator?limit=200');
    for (const i of page.items)
        if (i.task)
            seen[i.task] = (seen[i.task] ?? 0) + 1;
    return Number(Object.entries(seen).sort((a, b) => b[1] - a[1])[0][0]);
}

async function pageOf(port, cookie, target) {
    const r = await ask(port, 'GET', target,
        { headers: { Cookie: `ordo=${cookie}`, 'Accept-Language': 'ru' } });
    if (r.status !== 200)
        throw new Error(`GET ${target}: ${r.status}`);
    return r.body.length;
}

/* Statements of a page that was seen before (caches are warm). */
async function statements(port, cookie, target) {
    await pageOf(port, cookie, target);
    const before = await metric(port, 'ordo_statements_total');
    const again = await metric(port, 'ordo_statements_total');
    await pageOf(port, cookie, target);
    const after = await metric(port, 'ordo_statements_total');
    return after - again - (again - before);
}

const BODY = JSON.stringify({ done: 'Иш-чара өткөрүлдү, протокол тиркелди. '
    .repeat(6), delivery: 'partly', progress: 60 });

/* Rows and bytes that one report commits, its numbering included, among as
 * many others as when the figure is taken: a group shares some of them. */
async function costOfReport(dir, token, ids) {
    const before = fs.statSync(path.join(dir, 'ordo.db')).size;
    const server = await serve(dir);
    const names = ['ordo_rows_changed_total', 'ordo_writes_total'];
    const list = path.join(work, 'ids'), body = path.join(work, 'body');
    const all = [];

    fs.writeFileSync(list, ids.slice(1).join('\n'));
    fs.writeFileSync(body, BODY);
    const r = await ask(server.port, 'POST', `/api/v1/report/${ids[0]}/submit`,
        { body: BODY, headers: bearer(token) });
    if (r.status >= 300)
        throw new Error(`submit: ${r.status} ${r.body}`);
    for (const name of names)
        all.push(await metric(server.port, name));
    rate('submit', server.port, 16, 300, token, list, body);
    await sleep(1200); /* the sequencer has numbered them */
    const [grown, n] = [await metric(server.port, names[0]) - all[0],
        await metric(server.port, names[1]) - all[1]];
    await server.stop();
    const bytes = fs.statSync(path.join(dir, 'ordo.db')).size - before;
    const each = Math.max(1, Math.round(grown / n));
    return { rows: each, answer: r.body.length,
        rowBytes: Math.max(16, Math.round(bytes / (each * (n + 1)))) };
}

// --- The run -----------------------------------------------------------------

function startUp(dir, port) {
    const times = [];
    for (let i = 0; i < pairs; i++)
        times.push(loadRun('start', port, ordo, 'serve', dir, '--listen',
            `127.0.0.1:${port}`).us / 1000);
    figure('start, ms', spread(times), '<=', MARKS.start_ms);
}

/* Alternating: each pair begins with the other one. */
async function compare(ours, theirs) {
    const ratios = [];
    const rates = [[], []];
    for (let i = 0; i < pairs; i++) {
        let a, b;
        if (i % 2) {
            a = await ours();
            b = await theirs();
        } else {
            b = await theirs();
            a = await ours();
        }
        ratios.push(a / b);
        rates[0].push(a);
        rates[1].push(b);
    }
    return { ratio: spread(ratios), ours: spread(rates[0]).median,
        bare: spread(rates[1]).median };
}

function ratioFigure(kind, connections, c) {
    figure(`${NAMES[kind]}, ${connections} connections`, c.ratio, '>=',
        MARKS.ratio[kind][connections],
        `  ${c.ours.toFixed(0)} / ${c.bare.toFixed(0)} per second`);
}

async function pages(t, sizes, cost) {
    const a = path.join(work, 'ours'), b = path.join(work, 'bare');
    copy(t.dir, a);
    copy(t.dir, b);
    const port = await freePort();
    const server = await serve(a);
    const other = await start(bare, [b, port, sizes.map, sizes.list,
        sizes.card, t.task, cost.rows, cost.rowBytes, cost.answer].map(String),
    port);

    await sleep(300);
    figure('memory of its own at rest, MiB', spread([anonMib(server.pid)]),
        '<=', undefined);
    for (const kind of ['map', 'list', 'card'])
        for (const n of Object.keys(MARKS.ratio[kind]))
            ratioFigure(kind, n, await compare(
                () => rate('get', server.port, n, ms, t.cookie, t.pages[kind]),
                () => rate('get', port, n, ms, t.cookie, `/${kind}`)));
    const memory = anonMib(server.pid);
    await server.stop();
    await other.stop();
    return memory;
}

async function reports(t, sizes, cost) {
    const dir = path.join(work, 'run');
    const ids = path.join(work, 'ids'), body = path.join(work, 'body');
    let memory = 0;

    fs.writeFileSync(ids, t.ids.join('\n'));
    fs.writeFileSync(body, BODY);
    const once = async (mine, n) => {
        copy(t.due, dir);
        const port = await freePort();
        const server = mine ? await serve(dir) : await start(bare, [dir, port,
            sizes.map, sizes.list, sizes.card, t.task, cost.rows,
            cost.rowBytes, cost.answer].map(String), port);
        const r = rate('submit', server.port, n, ms, t.token, ids, body);
        if (mine)
            memory = Math.max(memory, anonMib(server.pid));
        await server.stop();
        return r;
    };
    for (const n of Object.keys(MARKS.ratio.report))
        ratioFigure('report', n,
            await compare(() => once(true, n), () => once(false, n)));
    return memory;
}

async function prepare() {
    const dir = path.join(work, 'made'), due = path.join(work, 'due');
    fs.rmSync(work, { recursive: true, force: true });
    fs.mkdirSync(work, { recursive: true });
    must(['init', dir, '--concept', path.join(root, 'data/oshtu'), '--demo',
        '400']);
    const token = tokenOf(dir, 'bench_admin', 'administrator');
    tokenOf(dir, 'bench_planning', 'planning');
    const server = await serve(dir);
    const cookie = await signIn(server.port, 'bench_planning',
        'a long enough phrase 7');
    const task = await busiestTask(server.port, token);
    const t = { dir, due, token, cookie, task, pages: { map: '/ru/strategy',
        list: '/ru/task', card: `/ru/task/${task}` } };
    const sizes = {};
    const counts = {};
    for (const [kind, target] of Object.entries(t.pages)) {
        sizes[kind] = await pageOf(server.port, cookie, target);
        counts[kind] = await statements(server.port, cookie, target);
    }
    await server.stop();
    /* Only the runs that submit reports have so many of them due. */
    copy(dir, due);
    const asking = await serve(due);
    t.ids = await makeReports(asking.port, token, 6000);
    await asking.stop();
    const probe = path.join(work, 'probe');
    copy(due, probe);
    const cost = await costOfReport(probe, token, t.ids);
    result.sizes = sizes;
    result.report = { ...cost, due: t.ids.length };
    console.log(`map ${sizes.map} bytes, list ${sizes.list}, card ` +
        `${sizes.card}; a report commits ${cost.rows} rows of ` +
        `${cost.rowBytes} bytes; ${pairs} pairs a figure\n`);
    return { t, sizes, counts, cost };
}

async function main() {
    const version = command(['version']);
    result.version = version.out.trim();
    const { t, sizes, counts, cost } = await prepare();
    console.log(`${'figure'.padEnd(44)} ${'median'.padStart(7)}  ` +
        `${'min..max'.padEnd(15)} mark`);
    for (const [kind, n] of Object.entries(counts))
        figure(`statements, ${kind}`, spread([n]), '<=',
            MARKS.statements[kind]);
    if (wanted('start'))
        startUp(t.dir, await freePort());
    const afterPages = wanted('pages') ? await pages(t, sizes, cost) : 0;
    const afterReports = wanted('reports') ? await reports(t, sizes, cost) : 0;
    if (!only)
        figure('memory of its own after load, MiB',
            spread([afterPages, afterReports].map((m) => Math.max(m,
                afterPages))), '<=', MARKS.memory_mib);
    fs.writeFileSync(path.join(build, 'bench', 'result.json'),
        `${JSON.stringify(result, null, 1)}\n`);
    if (!process.env.KEEP)
        fs.rmSync(work, { recursive: true, force: true });
    console.log(missed.length ? `\n${missed.length} of ` +
        `${result.figures.length} figures miss their mark`
        : '\nevery figure keeps its mark');
}

await main();
