import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ROOT, run } from '../run.ts';

/** What the built client depends on. */
const SOURCES = ['web-client', 'contracts', 'vite.config.ts', 'package-lock.json'];
const STAMP = join(ROOT, 'dist', 'web-client.sha256');

const listFiles = async (path: string): Promise<string[]> => {
  const entries = await readdir(join(ROOT, path), { recursive: true, withFileTypes: true }).catch(() => null);
  if (entries === null) return [path];
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length));
};

const hashSources = async (): Promise<string> => {
  const hash = createHash('sha256');
  const files = (await Promise.all(SOURCES.map(listFiles))).flat().sort();
  for (const file of files) hash.update(file).update(await readFile(join(ROOT, file)));
  return hash.digest('hex');
};

/** Builds the web client where its sources changed since the last build. */
export const buildClient = async (): Promise<void> => {
  const wanted = await hashSources();
  const built = await readFile(STAMP, 'utf8').catch(() => '');
  if (built === wanted && existsSync(join(ROOT, 'dist/web-client/index.html'))) return;
  console.log('building the web client');
  const code = await run('vite', ['build', '--logLevel', 'warn']);
  if (code !== 0) throw new Error('the web client could not be built: see the lines above (vite build)');
  await writeFile(STAMP, wanted);
};
