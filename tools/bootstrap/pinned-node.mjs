import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Failure } from './failure.mjs';

const oldestForTypeStripping = 24;

/**
 * Makes sure that `node` means a Node that runs Kanhu: the one pinned in package.json, which npm scripts find first,
 * or on a system for which none is published the one already running.
 *
 * @param {string} root
 */
export const checkNode = (root) => {
  linkPinnedNode(root);
  const { name, version } = pinned(root);
  if (version === undefined) {
    if (Number(process.versions.node.split('.')[0]) >= oldestForTypeStripping) return;
    throw new Failure({
      what: `Kanhu needs Node ${oldestForTypeStripping} or newer; this is Node ${process.versions.node}.`,
      why: `npm carries no pinned Node for ${process.platform}-${process.arch}, so the installed one is used.`,
      mend: `install Node ${oldestForTypeStripping} (https://nodejs.org/download, or: nvm install ${oldestForTypeStripping}), then the same command again`,
    });
  }
  const manifest = join(root, 'node_modules', name, 'package.json');
  if (
    existsSync(manifest) &&
    JSON.parse(readFileSync(manifest, 'utf8')).version === version &&
    existsSync(binary(root))
  ) {
    return;
  }
  throw new Failure({
    what: `The pinned Node ${version} is not in node_modules/.bin.`,
    why: `the npm package ${name} is missing or another version; npm may have been told to leave optional packages out.`,
    mend: 'rm -rf node_modules && npm ci --include=optional',
  });
};

/**
 * npm 10 removes the packages of other platforms after linking ours, and with them the link that all of them carry.
 *
 * @param {string} root
 */
const linkPinnedNode = (root) => {
  const { name } = pinned(root);
  const target = join(root, 'node_modules', name, 'bin', 'node');
  if (existsSync(binary(root)) || !existsSync(target)) return;
  mkdirSync(dirname(binary(root)), { recursive: true });
  rmSync(binary(root), { force: true });
  symlinkSync(relative(dirname(binary(root)), target), binary(root));
};

/**
 * Runs the pinned Node once after an install: npm does not check the C library that a binary needs.
 *
 * @param {string} root
 */
export const checkPinnedNodeRuns = (root) => {
  linkPinnedNode(root);
  const { name, version } = pinned(root);
  if (version === undefined || !existsSync(binary(root))) return;
  const result = spawnSync(binary(root), ['--version'], { encoding: 'utf8' });
  if (result.stdout?.trim() === `v${version}`) return;
  throw new Failure({
    what: `The pinned Node ${version} does not run here.`,
    why: result.error?.message ?? result.stderr.trim(),
    mend: `use a system with the GNU C library, 2.28 or newer, such as Debian 12 (${name} is built for it)`,
  });
};

const pinned = (root) => {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const name = `node-${process.platform}-${process.arch}`;
  return { name, version: optionalDependencies[name] };
};

const binary = (root) => join(root, 'node_modules', '.bin', 'node');
