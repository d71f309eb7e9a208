import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const stampOf = (root) => join(root, 'node_modules', '.kanhu', 'installed');

/**
 * Whether node_modules holds exactly what the lock and our patches say, for this machine.
 *
 * @param {string} root
 */
export const isInstalled = (root) => read(stampOf(root)) === fingerprint(root);

/** @param {string} root */
export const markInstalled = (root) => {
  mkdirSync(dirname(stampOf(root)), { recursive: true });
  writeFileSync(stampOf(root), fingerprint(root));
};

/**
 * Whether npm itself says so: after an `npm ci` by hand, its own record in node_modules matches the lock, and
 * installing once more would only cost time.
 *
 * @param {string} root
 */
export const matchesLock = (root) => {
  const record = parse(read(join(root, 'node_modules', '.package-lock.json')));
  const lock = parse(read(join(root, 'package-lock.json')));
  if (!record?.packages || !lock?.packages) return false;
  const wanted = Object.entries(lock.packages).filter(([path]) => path !== '');
  const isThere = ([path, { version, integrity, optional }]) => {
    const found = record.packages[path];
    return found ? found.version === version && found.integrity === integrity : optional === true;
  };
  return wanted.every(isThere) && Object.keys(record.packages).every((path) => path in lock.packages);
};

const fingerprint = (root) => {
  const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .update(read(join(root, 'tools', 'patches', 'apply.mjs')) ?? '')
    .update(JSON.stringify([allowScripts, process.platform, process.arch]))
    .digest('hex');
};

const read = (file) => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
};

const parse = (text) => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
