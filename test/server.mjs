// SPDX-License-Identifier: Apache-2.0
//
// server.mjs: the real program from outside, for the crash tests and the
// benchmarks: commands, servers on scratch folders, requests.  No package but
// what node brings.

import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('..', import.meta.url));
export const ordo = path.resolve(process.env.ORDO ??
    path.join(root, 'build/ordo'));
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/* A folder that goes away with the process. */
export function scratch(name, under = os.tmpdir()) {
    const dir = fs.mkdtempSync(path.join(under, `ordo-${name}-`));
    process.on('exit', () => fs.rmSync(dir, { recursive: true, force: true }));
    return dir;
}

/* Runs a command: { status, out, err }. */
export function command(args, input = '') {
    const r = spawnSync(ordo, args,
        { input, encoding: 'utf8', cwd: root, timeout: 180000 });
    if (r.error)
        throw r.error;
    return { status: r.status, out: r.stdout, err: r.stderr };
}

/* The same, and it must succeed; its output. */
export function must(args, input) {
    const r = command(args, input);
    if (r.status !== 0)
        throw new Error(`ordo ${args.join(' ')}: exit ${r.status}\n` +
            `${r.out}${r.err}`);
    return r.out;
}

/* A token of a new account with the role. */
export function tokenOf(dir, login, role) {
    must(['user', dir, 'add', login, '--role', role, '--password-stdin'],
        'a long enough phrase 7\n');
    return must(['token', dir, login]).trim().split('\n').pop();
}

export function freePort() {
    return new Promise((resolve, reject) => {
        const s = net.createServer();
        s.on('error', reject);
        s.listen(0, '127.0.0.1', () => {
            const { port } = s.address();
            s.close(() => resolve(port));
        });
    });
}

/* One request: { status, body, headers, json() }.  Refused and broken
 * connections are thrown. */
export function ask(port, method, target, { body, headers = {}, agent } = {}) {
    const bytes = body === undefined ? undefined
        : typeof body === 'string' ? body : JSON.stringify(body);
    const all = { ...headers };
    if (bytes !== undefined) {
        all['Content-Type'] ??= 'application/json';
        all['Content-Length'] = Buffer.byteLength(bytes);
    }
    return new Promise((resolve, reject) => {
        const r = http.request({ host: '127.0.0.1', port, method,
            path: target, headers: all, agent }, (res) => {
            const parts = [];
            res.on('data', (d) => parts.push(d));
            res.on('error', reject);
            res.on('end', () => {
                const text = Buffer.concat(parts);
                resolve({ status: res.statusCode, headers: res.headers,
                    body: text, json: () => JSON.parse(text) });
            });
        });
        r.on('error', reject);
        r.setTimeout(20000, () => r.destroy(new Error('no answer')));
        r.end(bytes);
    });
}

/* Starts a program that serves HTTP on `port` and waits for its /healthz. */
export async function start(program, args, port) {
    let log = '';
    let ended = null;
    const child = spawn(program, args, { cwd: root });
    const orphan = () => child.kill('SIGKILL');
    process.on('exit', orphan);
    const over = new Promise((resolve) => {
        child.on('error', (e) => { ended = e.message; resolve(ended); });
        child.on('exit', (code, signal) => {
            process.off('exit', orphan);
            ended ??= `status ${code ?? signal}`;
            resolve(ended);
        });
    });
    child.stdout.on('data', (d) => { log += d; });
    child.stderr.on('data', (d) => { log += d; });
    const server = { port, pid: child.pid, over, log: () => log,
        alive: () => ended === null,
        kill: (signal) => { child.kill(signal); return over; },
        stop: async () => {
            const late = setTimeout(() => child.kill('SIGKILL'), 30000);
            child.kill('SIGTERM');
            await over;
            clearTimeout(late);
            return ended;
        } };
    for (let i = 0; i < 2000 && ended === null; i++) {
        try {
            if ((await ask(port, 'GET', '/healthz')).status === 200)
                return server;
        } catch { /* not yet */ }
        await sleep(5);
    }
    child.kill('SIGKILL');
    throw new Error(`${program} did not come up (${ended ?? 'silent'}): ${log}`);
}

/* Starts a server and kills it before it may have come up. */
export async function stillborn(dir, ms) {
    const child = spawn(ordo, ['serve', dir, '--listen', '127.0.0.1:0'],
        { cwd: root, stdio: 'ignore' });
    const over = new Promise((resolve) => { child.on('exit', resolve); });
    await sleep(ms);
    child.kill('SIGKILL');
    await over;
}

export async function serve(dir) {
    const port = await freePort();
    return start(ordo, ['serve', dir, '--listen', `127.0.0.1:${port}`], port);
}
