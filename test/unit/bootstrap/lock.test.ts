import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { withLock } from '#tools/bootstrap/lock.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kanhu-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

it('lets two processes take turns', async () => {
  const journal = join(folder, 'journal');
  const script = `
    import { appendFileSync } from 'node:fs';
    import { setTimeout as sleep } from 'node:timers/promises';
    import { withLock } from '${fileURLToPath(new URL('../../../tools/bootstrap/lock.mjs', import.meta.url))}';
    await withLock('${join(folder, 'lock')}', async () => {
      appendFileSync('${journal}', 'in ');
      await sleep(100);
      appendFileSync('${journal}', 'out ');
    });`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  await Promise.all([run(), run(), run()]);
  expect(readFileSync(journal, 'utf8')).toBe('in out in out in out ');
});

it('takes over the lock of a process that was killed, also when its number is in use again', async () => {
  const file = join(folder, 'lock');
  for (const stale of ['999999999 1', `${process.pid} 1`]) {
    writeFileSync(file, `${stale}\n`);
    expect(await withLock(file, () => readFileSync(file, 'utf8'))).not.toBe(`${stale}\n`);
  }
});

it('takes over an empty lock, whose holder was killed before it could write its name', async () => {
  const file = join(folder, 'lock');
  writeFileSync(file, '');
  utimesSync(file, new Date(0), new Date(0));
  expect(await withLock(file, () => 'done')).toBe('done');
});

it('is free again after work that failed', async () => {
  const file = join(folder, 'below', 'lock');
  await expect(withLock(file, () => Promise.reject(new Error('no space')))).rejects.toThrow('no space');
  expect(existsSync(file)).toBe(false);
});
