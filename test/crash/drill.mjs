// SPDX-License-Identifier: Apache-2.0
//
// drill.mjs: copies that add only what is new, encrypted, and the drill that
// restores the newest and proves it.

import { spawn } from 'node:child_process';
import crypto from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { ask, command, must, ordo, scratch, serve, sleep, tokenOf }
    from '../server.mjs';
import { finish, same, test } from './check.mjs';

const work = scratch('drill');
const dir = `${work}/data`, vault = `${work}/copies`, key = `${work}/key`;
const backup = (...more) => command(['backup', dir, vault, '--key', key,
    ...more]);
const drill = (d = dir, k = key) => command(['drill', d, vault, '--key', k]);

function told(report, name) {
    return new RegExp(`^${name}: (.*)$`, 'm').exec(report)?.[1];
}

function sizeOf(at) {
    return fs.readdirSync(at, { withFileTypes: true, recursive: true })
        .filter((e) => e.isFile())
        .reduce((n, e) => n + fs.statSync(path.join(e.path, e.name)).size, 0);
}

async function addUnits(port, token, from, to) {
    for (let n = from; n < to; n++) {
        const r = await ask(port, 'POST', '/api/v1/unit', {
            body: { code: `u${n}`, kind: 'office', name: { ky: `Бөлүм ${n}` } },
            headers: { Authorization: `Bearer ${token}` } });
        same(r.status, 201, r.body.toString());
    }
}

must(['init', dir, '--demo', '40']);
/* Contents are most of a real folder. */
fs.mkdirSync(`${dir}/files/00`, { recursive: true });
fs.writeFileSync(`${dir}/files/00/content`, crypto.randomBytes(4 << 20));
const token = tokenOf(dir, 'drill_admin', 'administrator');
const server = await serve(dir);

await test('the first copy makes the key, closed to others', async () => {
    const r = backup();
    same(r.status, 0, r.err);
    same(fs.statSync(key).mode & 0o777, 0o600, 'mode of the key');
    same(fs.existsSync(`${vault}.work`), false, 'nothing is left beside it');
});

await test('nothing of the folder can be read in the copies', async () => {
    const names = ['Ош', 'drill_admin', 'SQLite format'].map((s) =>
        Buffer.from(s));
    for (const e of fs.readdirSync(vault, { withFileTypes: true,
        recursive: true })) {
        if (!e.isFile())
            continue;
        const bytes = fs.readFileSync(path.join(e.path, e.name));
        for (const n of names)
            same(n.length > 6 && bytes.includes(n), false, e.name);
    }
});

await test('a drill beside a running server is good', async () => {
    await addUnits(server.port, token, 0, 3);
    await sleep(1500); /* numbered */
    const r = drill();
    same(r.status, 0, r.out + r.err);
    same(told(r.out, 'result'), 'good', r.out);
    same(told(r.out, 'changes since the copy'), '3', r.out);
    same(told(r.out, 'checkpoint agrees'), 'yes', r.out);
    same(fs.existsSync(`${vault}.drill`), false, 'the copy is removed');
    const kept = fs.readdirSync(`${dir}/drills`);
    same(kept.length, 1, 'one report');
    same(fs.readFileSync(`${dir}/drills/${kept[0]}`, 'utf8'), r.out,
        'the report is kept as it was printed');
});

await test('the second copy adds little and holds what is new', async () => {
    const before = sizeOf(vault);
    const r = backup();
    same(r.status, 0, r.err);
    const added = sizeOf(vault) - before;
    same(added < before / 4, true, `${added} of ${before} bytes`);
    same(told(drill().out, 'changes since the copy'), '0', 'nothing is lost');
});

await test('only the newest copies are kept', async () => {
    same(backup('--keep', '1').status, 0, 'status');
    same(fs.readdirSync(`${vault}/snapshots`).length, 1, 'one copy');
    same(drill().status, 0, 'it is whole');
    same(backup('--keep', '0').status, 2, 'none is no number of copies');
});

await test('a killed backup is no hindrance', async () => {
    const b = spawn(ordo, ['backup', dir, vault, '--key', key]);
    await sleep(120);
    b.kill('SIGKILL');
    await new Promise((done) => { b.on('exit', done); });
    const r = backup();
    same(r.status, 0, r.err);
    same(drill().status, 0, 'the copy after it is whole');
});

await test('what was copied comes back whole', async () => {
    const r = command(['restore', vault, `${work}/back`, '--key', key]);
    same(r.status, 0, r.err);
    const v = command(['verify', `${work}/back`]);
    same(v.status, 0, v.out + v.err);
    same(fs.existsSync(`${work}/back/copied`), false, 'nothing beside it');
    const again = command(['restore', vault, `${work}/back`, '--key', key]);
    same(again.status, 1, 'a folder in use is refused');
    same(again.err.includes('is there already'), true, again.err);
});

await test('wrong keys and places are refused in words', async () => {
    fs.writeFileSync(`${work}/wrong`, 'another');
    const r = drill(dir, `${work}/wrong`);
    same(r.status, 1, 'status');
    same(r.err.includes('is ' + `${work}/wrong its key?`), true, r.err);
    same(command(['backup', dir, `${work}/c2`, '--key', `${dir}/key`]).status,
        1, 'a key within the folder');
    same(fs.existsSync(`${dir}/key`), false, 'no key is made there');
    same(command(['backup', dir, vault]).status, 2, 'no key at all');
    same(command(['drill', dir, `${work}/none`, '--key', key]).status, 1,
        'no copies');
    same(backup('--key', `${work}/lost`).status === 0, false, 'a lost key');
});

await test('a copy of a folder that was tampered with is bad', async () => {
    await server.stop();
    const other = `${work}/tampered`;
    fs.cpSync(dir, other, { recursive: true,
        filter: (f) => !f.endsWith('/socket') });
    const { DatabaseSync } = await import('node:sqlite').catch(() => ({}));
    if (!DatabaseSync) { /* an older node: the file itself is changed */
        const db = fs.readFileSync(`${other}/ordo.db`);
        const at = db.indexOf(Buffer.from('Бөлүм 1'));
        same(at > 0, true, 'the name is in the file');
        for (let i = at; i >= 0; i = db.indexOf('Бөлүм 1', i + 1))
            db.write('Бөлүм 9', i);
        fs.writeFileSync(`${other}/ordo.db`, db);
    } else {
        const db = new DatabaseSync(`${other}/ordo.db`);
        db.exec("UPDATE unit SET name_ky = 'Бөлүм 9' WHERE code = 'u1'");
        db.close();
    }
    const v2 = `${work}/copies2`;
    same(command(['backup', other, v2, '--key', key]).status, 0, 'copied');
    const r = command(['drill', other, v2, '--key', key]);
    same(r.status, 1, r.out + r.err);
    same(told(r.out, 'result'), 'bad', r.out);
});

await test('a copy of another history does not agree', async () => {
    const other = `${work}/other`;
    same(command(['restore', vault, other, '--key', key]).status, 0, 'back');
    const s = await serve(dir), o = await serve(other);
    await addUnits(s.port, token, 20, 21);
    await addUnits(o.port, token, 30, 31);
    await sleep(1500);
    await s.stop();
    await o.stop();
    same(backup().status, 0, 'copied');
    const r = drill(other);
    same(told(r.out, 'result'), 'bad', r.out);
    same(r.status, 1, 'status');
});

await test('a damaged pack is found', async () => {
    const packs = fs.readdirSync(`${vault}/data`, { withFileTypes: true,
        recursive: true }).filter((e) => e.isFile());
    for (const e of packs) {
        const at = path.join(e.path, e.name);
        const bytes = fs.readFileSync(at);
        bytes[Math.floor(bytes.length / 3)] ^= 1;
        fs.chmodSync(at, 0o600);
        fs.writeFileSync(at, bytes);
    }
    const r = drill();
    same(r.status, 1, 'status');
    same(r.err.includes('nothing can be restored'), true, r.err);
});

finish();
