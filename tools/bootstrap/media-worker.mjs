import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cachedWorkerPath } from '../mediasoup-worker/cache-path.mjs';
import { installPackages, isDebian, missingPackages } from './debian-packages.mjs';
import { Failure } from './failure.mjs';
import { withLock } from './lock.mjs';
import { fetchPrebuiltWorker } from './prebuilt-worker.mjs';
import { say, startProgress } from './report.mjs';
import { lastLines, run } from './run.mjs';

const variables = ['KANHU_MEDIASOUP_WORKER', 'MEDIASOUP_WORKER_BIN'];

/**
 * Makes sure that there is a media worker: one named by the environment, else the cached one, else the official
 * prebuilt one, else one built from the npm package's own source.
 *
 * @param {string} root
 */
export const prepareMediaWorker = async (root) => {
  const variable = variables.find((name) => process.env[name]);
  if (variable !== undefined) return checkNamedWorker(variable, process.env[variable]);
  const mediasoup = join(root, 'node_modules', 'mediasoup');
  const worker = cachedWorkerPath(mediasoup);
  if (existsSync(worker) && runs(worker)) return;
  await withLock(`${dirname(worker)}.lock`, async () => {
    if (existsSync(worker) && runs(worker)) return;
    const folder = dirname(worker);
    const unfinished = `${folder}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    const target = join(unfinished, 'mediasoup-worker');
    if (!(await fetchPrebuiltWorker(mediasoup, target)) || !runs(target)) await build(root, mediasoup, target);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    say(`The media worker is kept in ${folder} for every clone of this user.`);
  });
};

const checkNamedWorker = (variable, path) => {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new Failure({
      what: `${variable} names a media worker that cannot be run.`,
      why: `${path} does not exist or is not executable.`,
      mend: `unset ${variable}   (Kanhu then prepares the worker itself), or name an executable file`,
    });
  }
};

/** Started by hand the worker refuses to work, with a code of its own; 126, 127 or a signal mean that it cannot. */
const runs = (worker) => {
  const { status } = spawnSync(worker, [], { stdio: 'ignore', timeout: 5000, env: {} });
  return status !== null && status < 126;
};

const build = async (root, mediasoup, target) => {
  const recipe = join(root, 'tools', 'mediasoup-worker');
  const { version } = JSON.parse(readFileSync(join(mediasoup, 'package.json'), 'utf8'));
  if (process.platform !== 'linux' || !isDebian()) {
    throw new Failure({
      what: `There is no media worker (mediasoup-worker ${version}) for this system.`,
      why: `no pinned prebuilt one fits ${process.platform}-${process.arch}, and the build recipe is for Debian and its kin.`,
      mend: `build mediasoup-worker ${version} (https://mediasoup.org/documentation/v3/mediasoup/installation/), then KANHU_MEDIASOUP_WORKER=/path/to/mediasoup-worker npm start`,
    });
  }
  const needed = readFileSync(join(recipe, 'debian-packages.txt'), 'utf8').trim().split('\n');
  const missing = missingPackages(needed);
  if (missing.length > 0) await installPackages(missing, 'building the media worker');

  const progress = startProgress(`Building the media worker (mediasoup ${version}, once, about 3 minutes)`);
  const onLine = (line) => {
    const step = /^\[(\d+\/\d+)\]/.exec(line)?.[1];
    if (step !== undefined) progress.update(step);
  };
  const result = await run('bash', [join(recipe, 'build.sh'), mediasoup, target], { onLine });
  const works = result.ok && runs(target);
  progress.end(works ? 'done' : 'failed');
  if (works) return;
  throw new Failure({
    what: `The media worker could not be built (${result.ok ? 'the result does not run' : result.status}).`,
    why: lastLines(result.output, 20),
    mend: `bash ${join(recipe, 'build.sh')} ${mediasoup} /tmp/mediasoup-worker   (shows the whole build)`,
  });
};
