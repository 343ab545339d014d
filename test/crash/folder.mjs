// SPDX-License-Identifier: Apache-2.0
//
// folder.mjs: what happens to a data folder from outside: a second server, a
// disk that fills up, a first run that was interrupted.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { ask, command, freePort, must, ordo, root, scratch, serve, sleep,
    tokenOf } from '../server.mjs';
import { finish, same, skip, test } from './check.mjs';

const work = scratch('folder');

function unit(n) {
    return { code: `u${n}`, kind: 'office', name: { ky: `Бөлүм ${n}` } };
}

function post(port, token, body) {
    return ask(port, 'POST', '/api/v1/unit', { body,
        headers: { Authorization: `Bearer ${token}`,
            'Accept-Language': 'en' } });
}

// --- A second server ---------------------------------------------------------

await test('a second server on the same folder is refused', async () => {
    const dir = `${work}/two`;
    must(['init', dir]);
    const first = await serve(dir);
    const second = command(['serve', dir, '--listen', '127.0.0.1:0']);
    same(second.status, 3, 'exit code');
    same(second.err.includes('another ordo is running') &&
        second.err.includes(dir), true, second.err);
    const still = await ask(first.port, 'GET', '/healthz');
    same(still.status, 200, 'the first one goes on');
    await first.stop();
});

await test('a killed server leaves no lock behind', async () => {
    const dir = `${work}/two`;
    const first = await serve(dir);
    await first.kill('SIGKILL');
    const next = await serve(dir);
    same(await next.stop(), 'status 0', 'it stops as it should');
});

await test('reading commands work beside a running server', async () => {
    const dir = `${work}/two`;
    const server = await serve(dir);
    const r = command(['verify', dir]);
    same(r.status, 0, `${r.out}${r.err}`);
    await server.stop();
});

// --- A full disk -------------------------------------------------------------

/* A small file system of its own, if this machine lets us have one. */
function smallDisk(at) {
    fs.mkdirSync(at);
    const r = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'none', at]);
    if (r.error || r.status !== 0)
        return false;
    process.prependListener('exit', () => spawnSync('umount', ['-l', at]));
    return true;
}

/* Everything that is free, but for the last `rest` bytes. */
function fill(file, rest) {
    const fd = fs.openSync(file, 'w');
    const s = fs.statfsSync(path.dirname(file));
    let left = s.bavail * s.bsize - rest;
    try {
        while (left > 0)
            left -= fs.writeSync(fd, Buffer.alloc(Math.min(left, 65536), 1));
    } catch (e) {
        if (e.code !== 'ENOSPC')
            throw e;
    }
    fs.closeSync(fd);
}

async function present(port, token, answered) {
    for (const [id, code] of answered) {
        const r = await ask(port, 'GET', `/api/v1/unit/${id}`,
            { headers: { Authorization: `Bearer ${token}` } });
        same(r.status, 200, `record ${id}`);
        same(r.json().code, code, `code of ${id}`);
    }
}

async function fullDisk() {
    const dir = `${work}/disk/data`;
    must(['init', dir]);
    const token = tokenOf(dir, 'full_admin', 'administrator');
    const server = await serve(dir);
    const answered = new Map();
    let n = 0;
    let refused = 0;

    fill(`${work}/disk/filler`, 1 << 20);
    while (n < 20000 && refused < 20) {
        const body = unit(++n);
        const r = await post(server.port, token, body);
        if (r.status === 201) {
            answered.set(r.json().id, body.code);
            continue;
        }
        refused += 1;
        same([503, 507].includes(r.status), true,
            `status ${r.status}: ${r.body}`);
        same(typeof r.json().detail === 'string' && r.json().detail !== '',
            true, `a reason: ${r.body}`);
    }
    console.log(`  ${answered.size} answered, ${refused} refused`);
    same(refused > 0, true, 'the disk filled up');
    same(answered.size > 0, true, 'something was written before');
    await present(server.port, token, answered);
    same((await ask(server.port, 'GET', '/ky/unit', { headers:
        { Authorization: `Bearer ${token}` } })).status, 200,
    'pages are still read');

    fs.unlinkSync(`${work}/disk/filler`);
    let again = await post(server.port, token, unit(++n));
    for (let i = 0; i < 20 && again.status !== 201; i++) {
        await sleep(100);
        again = await post(server.port, token, unit(++n));
    }
    same(again.status, 201, `after there is room: ${again.body}`);
    answered.set(again.json().id, `u${n}`);
    await present(server.port, token, answered);
    same(await server.stop(), 'status 0', 'it stops as it should');

    const later = await serve(dir);
    await present(later.port, token, answered);
    await later.stop();
    const r = command(['verify', dir]);
    same(r.status, 0, `${r.out}${r.err}`);
}

if (smallDisk(`${work}/disk`))
    await test('a full disk is said, loses nothing, and passes', fullDisk);
else
    skip('a full disk', 'no small file system can be mounted here');

// --- An interrupted first run ------------------------------------------------

/* The program as `make run` calls it, without the build. */
function firstRun(data, extra) {
    return spawn('make', ['-s', 'run', `DATA=${data}`, ...extra],
        { cwd: root, stdio: 'ignore', detached: true });
}

await test('an interrupted init is not taken for a university', async () => {
    const data = `${work}/run`;
    const port = await freePort();
    const build = path.relative(root, path.dirname(ordo));
    const extra = [`PORT=${port}`, `B=${build}`, 'PO_LAX=1'];

    if (build.startsWith('..')) {
        skip('an interrupted first run', 'the program lies elsewhere');
        return;
    }
    let child = firstRun(data, extra);
    for (let i = 0; i < 3000 && !fs.existsSync(`${data}.new/ordo.db`); i++)
        await sleep(10);
    same(fs.existsSync(`${data}.new/ordo.db`), true, 'init began');
    const over = new Promise((resolve) => { child.on('exit', resolve); });
    process.kill(-child.pid, 'SIGKILL');
    await over;
    same(fs.existsSync(data), false, 'nothing stands in its place');

    child = firstRun(data, extra);
    process.on('exit', () => {
        try { process.kill(-child.pid, 'SIGKILL'); } catch { /* ended */ }
    });
    let status = 0;
    for (let i = 0; i < 1200 && status !== 200; i++) {
        try {
            status = (await ask(port, 'GET', '/ky/strategy')).status;
        } catch {
            await sleep(50);
        }
    }
    same(status, 200, 'the second run serves');
    same(fs.existsSync(`${data}.new`), false, 'and leaves no rest');
    const gone = new Promise((resolve) => { child.on('exit', resolve); });
    process.kill(-child.pid, 'SIGTERM');
    await gone;
    const r = command(['verify', data]);
    same(r.status, 0, `${r.out}${r.err}`);
});

finish();
