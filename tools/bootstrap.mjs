/**
 * Makes a fresh clone ready: `npm start` and `npm test` run this first. Node's own modules only, on any Node >= 18,
 * since nothing is installed yet. Each step looks first and does nothing when nothing is to do.
 *
 * usage: node tools/bootstrap.mjs start|test
 */
import { fileURLToPath } from 'node:url';
import { installDependencies } from './bootstrap/dependencies.mjs';
import { Failure } from './bootstrap/failure.mjs';
import { linkPostgresLibraries } from './bootstrap/install-scripts.mjs';
import { prepareMediaWorker } from './bootstrap/media-worker.mjs';
import { checkNode } from './bootstrap/pinned-node.mjs';
import { prepareTestTools } from './bootstrap/test-tools.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

const steps = {
  start: [installDependencies, linkPostgresLibraries, checkNode, prepareMediaWorker],
  test: [installDependencies, linkPostgresLibraries, checkNode, prepareMediaWorker, prepareTestTools],
};

const mode = process.argv[2];
if (!Object.hasOwn(steps, mode)) {
  console.error('usage: node tools/bootstrap.mjs start|test');
  process.exit(2);
}

try {
  for (const step of steps[mode]) await step(root);
} catch (error) {
  console.error(`\nKanhu is not ready to ${mode}.\n${error instanceof Failure ? error.message : error.stack}`);
  process.exit(1);
}
