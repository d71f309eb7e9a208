import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { createRequire } from 'node:module';
import { cachedWorkerPath } from './cache-path.mjs';

/**
 * The media worker to run: the one the environment names, else the one `tools/bootstrap.mjs` keeps in the user's
 * cache directory. What starts a media node passes it on as `KANHU_MEDIASOUP_WORKER`.
 */
export const workerBin = (env: NodeJS.ProcessEnv = process.env): string => {
  const named = env['KANHU_MEDIASOUP_WORKER'] ?? env['MEDIASOUP_WORKER_BIN'];
  if (named) return named;
  const path = cachedWorkerPath(mediasoupPackage(), env);
  if (existsSync(path)) return path;
  throw new Error(`the media worker is not at ${path}; prepare it: node tools/bootstrap.mjs start`);
};

const mediasoupPackage = () => {
  const entry = createRequire(import.meta.url).resolve('mediasoup');
  const end = entry.lastIndexOf('/node/lib/');
  return end < 0 ? dirname(entry) : entry.slice(0, end);
};
