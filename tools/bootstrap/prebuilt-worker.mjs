import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from './run.mjs';
import { say } from './report.mjs';

const pins = JSON.parse(readFileSync(new URL('../mediasoup-worker/prebuilt.json', import.meta.url), 'utf8'));
const firstAnswerMs = 5_000;
const wholeDownloadMs = 60_000;

/**
 * Fetches the worker that the mediasoup project publishes with its release, only when prebuilt.json pins its sha256:
 * without a pinned digest nothing is downloaded. Unreachable or different: `false`, and the worker is built.
 *
 * @param {string} mediasoup the folder of the installed package
 * @param {string} target
 * @param {Readonly<Record<string, string>>} [pinned] sha256 by archive name
 * @returns {Promise<boolean>}
 */
export const fetchPrebuiltWorker = async (mediasoup, target, pinned = pins) => {
  const { version, repository } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8'));
  const name = archiveName(version);
  const sha256 = pinned[name];
  if (sha256 === undefined) return false;
  const project = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
  const archive = await download(`${project}/releases/download/${version}/${name}`);
  if (archive === undefined) return false;
  if (createHash('sha256').update(archive).digest('hex') !== sha256) {
    say(`The published ${name} is not the pinned one: it is not used.`);
    return false;
  }
  return unpack(archive, target);
};

export const archiveName = (version) => {
  const kernel = process.platform === 'linux' ? `-kernel${release().split('.')[0]}` : '';
  return `mediasoup-worker-${version}-${process.platform}-${process.arch}${kernel}.tgz`;
};

const download = async (url) => {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), firstAnswerMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok) return undefined;
    clearTimeout(timer);
    timer = setTimeout(() => abort.abort(), wholeDownloadMs);
    return Buffer.from(await response.arrayBuffer());
  } catch {
    return undefined;
  } finally {
    clearTimeout(timer);
  }
};

const unpack = async (archive, target) => {
  const folder = mkdtempSync(join(dirname(target), 'unpack-'));
  try {
    writeFileSync(join(folder, 'worker.tgz'), archive);
    const { ok } = await run('tar', ['-xzf', 'worker.tgz', 'mediasoup-worker'], { cwd: folder });
    if (!ok) return false;
    renameSync(join(folder, 'mediasoup-worker'), target);
    chmodSync(target, 0o755);
    return true;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
