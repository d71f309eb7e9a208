import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { userCache } from './user-cache.mjs';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { startProgress } from './report.mjs';
import { lastLines, run } from './run.mjs';

const policyFile = '/usr/sbin/policy-rc.d';
const clusterConfig = '/etc/postgresql-common/createcluster.conf';

/** Debian, Ubuntu and their kin. */
export const isDebian = () => existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');

/**
 * @param {readonly string[]} packages
 * @returns {string[]}
 */
export const missingPackages = (packages) => {
  const { stdout } = spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...packages], {
    encoding: 'utf8',
  });
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return packages.filter((name) => !installed.has(name));
};

/**
 * Installs Debian packages as root, without starting any service they bring; anyone else is told the command.
 *
 * @param {readonly string[]} packages
 * @param {string} purpose
 */
export const installPackages = async (packages, purpose) => {
  const command = `apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new Failure({
      what: `Missing for ${purpose}: ${packages.join(', ')}.`,
      why: 'only root may install Debian packages.',
      mend: `sudo sh -c '${command}'`,
    });
  }
  await withLock(join(userCache(), 'apt.lock'), async () => {
    const progress = startProgress(`Installing Debian packages for ${purpose}: ${packages.join(' ')}`);
    const result = await withoutServices(() => aptInstall(packages));
    progress.end(result.ok ? 'done' : 'failed');
    if (!result.ok) {
      throw new Failure({ what: `apt-get failed (${result.status}).`, why: lastLines(result.output), mend: command });
    }
  });
};

const aptInstall = async (packages) => {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const wait = ['-o', 'DPkg::Lock::Timeout=300', '-o', 'Dpkg::Options::=--force-confold'];
  const updated = await run('apt-get', [...wait, '-qq', 'update'], { env });
  if (!updated.ok) return updated;
  return run('apt-get', [...wait, '-qq', 'install', '-y', '--no-install-recommends', ...packages], { env });
};

/**
 * Debian starts what it installs: a broker on port 1883 and a PostgreSQL on 5432 that nobody asked for. Its own two
 * switches stop that. Each is set only where the administrator has not set it; the first is taken back at the end,
 * also one left behind by a bootstrap that was killed.
 */
const withoutServices = async (work) => {
  const ownsPolicy = setUnlessThere(policyFile, `#!/bin/sh\n${mark}\nexit 101\n`, 0o755);
  setUnlessThere(clusterConfig, `${mark}\ncreate_main_cluster = false\n`, 0o644);
  try {
    return await work();
  } finally {
    if (ownsPolicy) rmSync(policyFile, { force: true });
  }
};

const mark = '# Set by the Kanhu bootstrap while it installs packages: no service starts by itself.';

const setUnlessThere = (file, content, mode) => {
  if (existsSync(file)) return readFileSync(file, 'utf8').includes(mark);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
  // Not writeFileSync's mode: the process umask would narrow it.
  chmodSync(file, mode);
  return true;
};
