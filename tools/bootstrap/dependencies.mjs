import { join } from 'node:path';
import { applyPatches } from '../patches/apply.mjs';
import { Failure } from './failure.mjs';
import { runAllowedScripts } from './install-scripts.mjs';
import { isInstalled, markInstalled, matchesLock } from './installed.mjs';
import { withLock } from './lock.mjs';
import { npm } from './npm.mjs';
import { checkPinnedNodeRuns } from './pinned-node.mjs';
import { startProgress } from './report.mjs';
import { lastLines } from './run.mjs';

/**
 * Installs what package-lock.json names, when node_modules does not hold it yet.
 *
 * @param {string} root
 */
export const installDependencies = async (root) => {
  if (isInstalled(root)) return;
  await withLock(join(root, '.cache', 'bootstrap.lock'), async () => {
    if (isInstalled(root)) return;
    // Corrections are made to what npm installed: what earlier ones made of it is installed anew.
    if (!matchesLock(root) || !patchInstalled(root)) {
      await cleanInstall(root);
      await runAllowedScripts(root);
      patch(root);
    }
    checkPinnedNodeRuns(root);
    markInstalled(root);
  });
};

const patchInstalled = (root) => {
  try {
    applyPatches(root);
    return true;
  } catch {
    return false;
  }
};

const patch = (root) => {
  try {
    applyPatches(root);
  } catch (error) {
    throw new Failure({
      what: 'A correction to an installed package could not be made.',
      why: error.message,
      mend: 'cat tools/patches/apply.mjs   (the package is another one than it was made for: look there what has changed)',
    });
  }
};

const cleanInstall = async (root) => {
  const progress = startProgress('Installing dependencies (npm ci)');
  // Scripts are run in a step of their own: npm before 11 does not know allowScripts and would run all of them.
  const result = await npm(root, ['ci', '--ignore-scripts', '--include=dev', '--include=optional']);
  progress.end(result.ok ? 'done' : 'failed');
  if (!result.ok) {
    throw new Failure({
      what: `npm ci failed (${result.status}).`,
      why: reasonIn(result.output),
      mend: remedyFor(result.output),
    });
  }
};

const remedies = [
  [
    /EUSAGE|can only install packages when/,
    'npm install   (package.json and package-lock.json differ: let npm mend the lock)',
  ],
  [
    /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/,
    'npm ping   (must answer: check the network; behind a mirror: npm config set registry URL), then the same command again',
  ],
  [/ENOSPC/, 'df -h .   (the disk is full: make room), then the same command again'],
  [/EACCES|EPERM/, 'sudo chown -R "$(id -un)" . "$(npm config get cache)"   (files belong to another user)'],
  [/EINTEGRITY/, 'npm cache verify   (a cached package is damaged), then the same command again'],
];

const remedyFor = (output) =>
  remedies.find(([symptom]) => symptom.test(output))?.[1] ??
  'rm -rf node_modules && npm ci   (the whole output shows the cause)';

/** npm closes with its own usage text; the reason stands before it. */
const reasonIn = (output) => {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line));
  const usage = errors.findIndex((line) => line.endsWith('Clean install a project'));
  const reason = usage < 0 ? errors : errors.slice(0, usage);
  return reason.length === 0 ? lastLines(output) : lastLines(reason.slice(0, 12).join('\n'));
};
