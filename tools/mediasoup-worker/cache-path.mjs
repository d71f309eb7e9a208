import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { userCache } from '../bootstrap/user-cache.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/**
 * Where the media worker of this checkout lives: one file per mediasoup version, system and recipe, in the user's
 * cache directory, so that every clone on the machine shares one build and a changed recipe builds anew.
 *
 * @param {string} mediasoupPackage the folder of the installed `mediasoup` package
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string}
 */
export const cachedWorkerPath = (mediasoupPackage, env = process.env) => {
  const { version } = JSON.parse(readFileSync(join(mediasoupPackage, 'package.json'), 'utf8'));
  const key = [version, process.platform, process.arch, distribution(), recipeHash()].join('-');
  return join(userCache(env), 'mediasoup-worker', key, 'mediasoup-worker');
};

/** The worker links the distribution's libraries, so a binary outlives neither an upgrade nor another system. */
const distribution = () => {
  if (process.platform !== 'linux') return 'any';
  const release = readIfThere('/etc/os-release');
  const field = (name) => new RegExp(`^${name}="?([\\w.]+)`, 'm').exec(release)?.[1] ?? '';
  return `${field('ID')}${field('VERSION_ID')}` || 'unknown';
};

const recipeHash = () => {
  const hash = createHash('sha256');
  for (const file of ['build.sh', 'debian-packages.txt', ...filesBelow('overlay')]) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(here, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 12);
};

const filesBelow = (folder) =>
  readdirSync(join(here, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      return entry.isDirectory() ? filesBelow(path) : [path];
    })
    .sort();

const readIfThere = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};
