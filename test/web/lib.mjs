// SPDX-License-Identifier: Apache-2.0
//
// lib.mjs: what the browser stories stand on: a server of their own on a
// scratch data folder, a browser, sign-in as a person of the demo university,
// the accessibility check, pictures, and a small test runner whose last line
// is "N passed, N failed".
//
//     import { test, run } from './lib.mjs';
//     test('the rector sees what slipped', async ({ page, open }) => { ... });
//     await run();

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const root = fileURLToPath(new URL('../..', import.meta.url));
export const LANGS = ['ky', 'ru', 'en'];
export const WIDE = { width: 1280, height: 900 };
export const NARROW = { width: 360, height: 740 };

const ordo = process.env.ORDO ?? path.join(root, 'build/ordo');
const screens = path.join(root, 'build/screens');
const axeSource = fs.readFileSync(
    createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const students = process.env.DEMO ?? '40';

// --- The server --------------------------------------------------------------

const alive = (pid) => {
    try {
        return process.kill(pid, 0);
    } catch {
        return false;
    }
};

/* Stories run side by side: the first that asks makes the folder, the others
 * wait for it.  Who makes it is named by the lock's one file. */
function takeLock(lock) {
    try {
        fs.writeFileSync(lock, String(process.pid), { flag: 'wx' });
        return true;
    } catch (e) {
        if (e.code !== 'EEXIST')
            throw e;
    }
    let pid = '';
    try {
        pid = fs.readFileSync(lock, 'utf8');
    } catch { // let go meanwhile
    }
    if (pid !== '' && !alive(Number(pid)))
        fs.rmSync(lock, { force: true });
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
    return false;
}

function makeDemo(kept) {
    const fresh = `${kept}.${process.pid}`;
    const init = spawnSync(ordo, ['init', fresh, '--concept',
        path.join(root, 'data/oshtu'), '--demo', students],
    { encoding: 'utf8' });
    if (init.status !== 0)
        throw new Error(`ordo init failed: ${init.stdout}${init.stderr}`);
    fs.renameSync(fresh, kept);
}

/* A folder with the concept and the demo university.  Making it takes longer
 * than copying it, so it is made once for each build of the program; those of
 * other builds are thrown away. */
export function demoFolder() {
    const made = Math.floor(fs.statSync(ordo).mtimeMs);
    const all = path.join(root, 'build/webdata');
    const kept = path.join(all, `${made}-${students}`);
    const lock = `${kept}.lock`;
    fs.mkdirSync(all, { recursive: true });
    while (!fs.existsSync(kept)) {
        if (!takeLock(lock))
            continue;
        try {
            for (const old of fs.readdirSync(all))
                if (!old.startsWith(`${made}-`))
                    fs.rmSync(path.join(all, old), { recursive: true, force: true });
            if (!fs.existsSync(kept))
                makeDemo(kept);
        } finally {
            fs.rmSync(lock, { force: true });
        }
    }
    const own = fs.mkdtempSync(path.join(os.tmpdir(), 'ordo-web-'));
    const dir = path.join(own, 'data');
    fs.cpSync(kept, dir, { recursive: true });
    return { own, dir };
}

function freePort() {
    return new Promise((resolve, reject) => {
        const s = net.createServer();
        s.on('error', reject);
        s.listen(0, '127.0.0.1', () => {
            const { port } = s.address();
            s.close(() => resolve(port));
        });
    });
}

const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function answers(base) {
    try {
        return (await fetch(`${base}/healthz`)).ok;
    } catch {
        return false;
    }
}

/* Serves `dir`, on this port or a free one; resolves when it answers.  stop()
 * ends it politely. */
export async function serve(dir, port) {
    port ??= await freePort();
    const base = `http://127.0.0.1:${port}`;
    let log = '';
    let ended = null;
    const child = spawn(ordo, ['serve', dir, '--listen', `127.0.0.1:${port}`],
        { cwd: root });
    child.stdout.on('data', (d) => { log += d; });
    child.stderr.on('data', (d) => { log += d; });
    const over = new Promise((resolve) => {
        child.on('error', (e) => { ended = e.message; resolve(); });
        child.on('exit', (code, signal) => {
            ended ??= `status ${code ?? signal}`;
            resolve();
        });
    });
    for (let i = 0; i < 300 && ended === null; i++) {
        if (await answers(base))
            return { base, dir, port, log: () => log, pid: child.pid, stop };
        await sleep(50);
    }
    child.kill('SIGKILL');
    throw new Error(`the server did not come up (${ended ?? 'silent'}): ${log}`);

    async function stop(signal = 'SIGTERM') {
        child.kill(signal);
        const late = setTimeout(() => child.kill('SIGKILL'), 10000);
        await over;
        clearTimeout(late);
        return ended;
    }
}

// --- The browser -------------------------------------------------------------

function browserPath() {
    const found = [process.env.CHROMIUM, '/usr/bin/chromium',
        '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
        .find((p) => p && fs.existsSync(p));
    if (!found)
        throw new Error('no chromium found; set CHROMIUM to its path');
    return found;
}

/* A page of its own context (cookies apart); faults of scripts and refused
 * resources are collected and fail the test that opened it. */
async function openPage(browser, base, faults, options) {
    const context = await browser.newContext({
        baseURL: base, viewport: WIDE, reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(10000);
    const page = await context.newPage();
    page.on('pageerror', (e) => faults.push(`script: ${e.message}`));
    page.on('console', (m) => {
        if (m.type() === 'error' && /Content.Security.Policy/i.test(m.text()))
            faults.push(m.text());
    });
    return page;
}

// --- What stories do and expect ----------------------------------------------

/* Sign-in of the demo university's people, as `ordo init --demo` prints it. */
export const PASSWORD = process.env.DEMO_PASSWORD ?? 'ordo-demo';

/* Signs in through the form, in the language; lands on "My work". */
export async function signIn(page, login, lang = 'ky', password = PASSWORD) {
    await page.goto(`/${lang}/my`);
    await page.locator('input[name=login]').fill(login);
    await page.locator('input[name=password]').fill(password);
    await page.locator('input[name=password]').press('Enter');
    await page.waitForLoadState();
    expect(await page.locator('input[type=password]').count() === 0,
        `${login} could not sign in: ${await textOf(page, 'main')}`);
}

export function tokenOf(dir, login) {
    return execFileSync(ordo, ['token', dir, login], { encoding: 'utf8' })
        .trim().split('\n').pop();
}

/* What a story does not do by hand: a POST to the API; the record. */
export async function post(base, token, address, body) {
    const got = await fetch(`${base}/api/v1/${address}`, { method: 'POST',
        headers: { Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json' },
        body: JSON.stringify(body) });
    const said = await got.text();
    expect(got.status < 300, `${address}: ${got.status} ${said}`);
    return JSON.parse(said || '{}');
}

export function expect(ok, what) {
    if (!ok)
        throw new Error(what);
}

export function equal(got, want, what = 'value') {
    expect(Object.is(got, want),
        `${what}: got ${JSON.stringify(got)}, not ${JSON.stringify(want)}`);
}

export async function textOf(page, selector = 'body') {
    const all = await page.locator(selector).allInnerTexts();
    return all.join('\n');
}

/* The page says this (text or pattern) somewhere in view. */
export async function says(page, what, selector = 'body') {
    const text = await textOf(page, selector);
    expect(what instanceof RegExp ? what.test(text) : text.includes(what),
        `${page.url()} does not say ${what}`);
}

/* No violation of WCAG 2.2 AA or of axe's best practices. */
export async function accessible(page) {
    // Through the debugger, so the page's own policy stays as strict as it is.
    await page.evaluate(axeSource);
    const { violations } = await page.evaluate(() => globalThis.axe.run());
    const lines = violations.map((v) => `${v.id} (${v.impact}): ${v.help}\n`
        + v.nodes.slice(0, 5).map((n) =>
            `    ${n.target.join(' ')}: ${n.failureSummary
                .replace(/\s+/g, ' ')}`).join('\n'));
    expect(lines.length === 0, `${page.url()}:\n${lines.join('\n')}`);
}

/* Nothing reaches past the right edge. */
export async function noSidewaysScroll(page) {
    const past = await page.evaluate(() => {
        const width = document.documentElement.clientWidth;
        if (document.documentElement.scrollWidth <= width)
            return null;
        const widest = [...document.querySelectorAll('body *')]
            .filter((e) => e.getBoundingClientRect().right > width + 1)
            .slice(0, 3).map((e) => `${e.tagName.toLowerCase()}.${e.className}`);
        return `${document.documentElement.scrollWidth} > ${width}: ${widest}`;
    });
    expect(past === null, `${page.url()} scrolls sideways: ${past}`);
}

/* A picture of the whole page in build/screens/. */
export async function photograph(page, name) {
    fs.mkdirSync(screens, { recursive: true });
    await page.screenshot({ path: path.join(screens, `${name}.png`),
        fullPage: true });
}

/* `fn` at 1280 and 360 pixels, with the name of the width for pictures. */
export async function atWidths(page, fn) {
    for (const size of [WIDE, NARROW]) {
        await page.setViewportSize(size);
        await fn(size.width);
    }
}

// --- The runner --------------------------------------------------------------

const tests = [];

/* fn gets { server, base, browser, page, open(options) -> another page }. */
export function test(name, fn) {
    tests.push({ name, fn });
}

async function runOne(t, server, browser) {
    const faults = [];
    const contexts = browser.contexts();
    const open = (options) => openPage(browser, server.base, faults, options);
    try {
        const page = await open();
        await t.fn({ server, base: server.base, browser, page, open });
        expect(faults.length === 0, faults.join('\n'));
        console.log(`ok      ${t.name}`);
        return true;
    } catch (e) {
        console.log(`not ok  ${t.name}\n${e.stack ?? e}\n${faults.join('\n')}`);
        return false;
    } finally {
        for (const c of browser.contexts())
            if (!contexts.includes(c))
                await c.close();
    }
}

/* Runs what test() registered on one server and one browser; prints the
 * closing line; arguments of the command choose tests by a part of the name. */
export async function run() {
    const wanted = process.argv.slice(2);
    const chosen = tests.filter((t) =>
        wanted.length === 0 || wanted.some((w) => t.name.includes(w)));
    let passed = 0;
    let folder, server, browser;
    try {
        folder = demoFolder();
        server = await serve(folder.dir);
        browser = await chromium.launch({ executablePath: browserPath(),
            args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
        for (const t of chosen)
            passed += await runOne(t, server, browser) ? 1 : 0;
    } catch (e) {
        console.log(e.stack ?? e);
    } finally {
        await browser?.close();
        await server?.stop();
        if (folder)
            fs.rmSync(folder.own, { recursive: true, force: true });
    }
    if (passed !== chosen.length && server)
        console.log(`server log:\n${server.log().slice(-4000)}`);
    const failed = chosen.length - passed;
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed ? 1 : 0);
}
