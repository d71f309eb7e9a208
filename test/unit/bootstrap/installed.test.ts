import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isInstalled, markInstalled, matchesLock } from '#tools/bootstrap/installed.mjs';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kanhu-installed-'));
  mkdirSync(join(root, 'node_modules'));
  write('package.json', { allowScripts: {} });
  write('package-lock.json', {
    packages: { '': {}, 'node_modules/a': a, 'node_modules/elsewhere': { ...a, optional: true } },
  });
});
afterEach(() => rmSync(root, { recursive: true }));

const a = { version: '1.0.0', integrity: 'sha512-a' };
const write = (name: string, content: unknown) => writeFileSync(join(root, name), JSON.stringify(content));
const installed = (packages: unknown) => write('node_modules/.package-lock.json', { packages });

it('installs again when the lock or the allowed scripts changed, and only then', () => {
  expect(isInstalled(root)).toBe(false);
  markInstalled(root);
  expect(isInstalled(root)).toBe(true);
  write('package.json', { allowScripts: { a: true } });
  expect(isInstalled(root)).toBe(false);
  markInstalled(root);
  write('package-lock.json', { packages: {} });
  expect(isInstalled(root)).toBe(false);
});

it('accepts what npm installed by hand, also without the packages of other platforms', () => {
  expect(matchesLock(root)).toBe(false);
  installed({ 'node_modules/a': a });
  expect(matchesLock(root)).toBe(true);
});

it.each([
  ['another version', { 'node_modules/a': { ...a, version: '1.0.1' } }],
  ['other content under the same version', { 'node_modules/a': { ...a, integrity: 'sha512-b' } }],
  ['a missing package', {}],
  ['a package too many', { 'node_modules/a': a, 'node_modules/b': a }],
])('does not accept %s', (_, packages) => {
  installed(packages);
  expect(matchesLock(root)).toBe(false);
});

it('does not accept a record that was cut off', () => {
  writeFileSync(join(root, 'node_modules/.package-lock.json'), '{"packages": {');
  expect(matchesLock(root)).toBe(false);
});
