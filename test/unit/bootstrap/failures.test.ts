import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const bootstrap = (root: string, env: Record<string, string> = {}) =>
  spawnSync(process.execPath, [join(root, 'tools/bootstrap.mjs'), 'start'], {
    cwd: root,
    encoding: 'utf8',
    env: { ...process.env, ...env },
  });

it('says why npm ci failed and what mends it', () => {
  const root = mkdtempSync(join(tmpdir(), 'kanhu-failure-'));
  cpSync(join(ROOT, 'tools'), join(root, 'tools'), { recursive: true });
  writeFileSync(
    join(root, 'package.json'),
    JSON.stringify({ name: 'x', version: '1.0.0', dependencies: { zod: '4.6.7' } }),
  );
  writeFileSync(
    join(root, 'package-lock.json'),
    JSON.stringify({ name: 'x', lockfileVersion: 3, packages: { '': {} } }),
  );
  const { status, stderr } = bootstrap(root);
  rmSync(root, { recursive: true });
  expect(status).toBe(1);
  expect(stderr).toContain('npm ci failed (exit code 1).');
  expect(stderr).toMatch(/why:[^]*Missing: zod@4\.6\.7 from lock file/);
  expect(stderr).toContain('mend: npm install');
});

it('names the variable that points to no media worker', () => {
  const { status, stderr } = bootstrap(ROOT, { KANHU_MEDIASOUP_WORKER: '/nowhere/mediasoup-worker' });
  expect(status).toBe(1);
  expect(stderr).toContain('/nowhere/mediasoup-worker does not exist');
  expect(stderr).toContain('mend: unset KANHU_MEDIASOUP_WORKER');
});
