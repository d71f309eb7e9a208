import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import type { RunningService, Service } from './service.ts';

export type ProcessOptions = {
  name: string;
  /** Arguments of the Node that runs us: a script and its own arguments. */
  args: readonly string[];
  env?: Readonly<Record<string, string>>;
  cwd?: string;
  /** `announced`: ready when it sends `{ type: 'ready' }` over its channel. `spawned`: as soon as it runs. */
  ready?: 'announced' | 'spawned';
  readyTimeoutMs?: number;
  /** Between SIGTERM and SIGKILL. */
  stopTimeoutMs?: number;
};

const Ready = z.object({ type: z.literal('ready') });
const KEPT_LINES = 15;

/**
 * A process of ours. It has an IPC channel, and must end by itself when that closes:
 * `process.once('disconnect', () => stop('the supervisor is gone'))` in its main file. That is what leaves no orphan
 * when the supervisor is killed with SIGKILL and can tell nobody.
 *
 * It runs in a session of its own: Ctrl-C in a terminal reaches only the supervisor, which stops things in order.
 */
export const processService = (options: ProcessOptions): Service => ({
  name: options.name,
  start: (context) => startProcess(options, context),
});

const startProcess = async (
  { args, env, cwd, ready = 'announced', readyTimeoutMs = 120_000, stopTimeoutMs = 10_000 }: ProcessOptions,
  { log, signal }: Parameters<Service['start']>[0],
): Promise<RunningService> => {
  const child = spawn(process.execPath, args, {
    ...(cwd !== undefined && { cwd }),
    env: { ...process.env, ...env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    if (!stream) continue;
    createInterface(stream).on('line', (line) => {
      log(line);
      lastLines.push(line);
      if (lastLines.length > KEPT_LINES) lastLines.shift();
    });
  }
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    // `close` comes after its last line; a grandchild that holds its output open must not hide its end from us.
    child.once('exit', (code, cause) =>
      setTimeout(() => resolve(cause ? `killed by ${cause}` : `exit code ${code ?? 'unknown'}`), 50),
    );
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const waiting = new AbortController();
    const timeout = sleep(stopTimeoutMs, 'timeout', { signal: waiting.signal }).catch(() => 'stopped');
    if ((await Promise.race([ended, timeout])) === 'timeout') {
      log(`does not stop within ${stopTimeoutMs / 1000} s: killed`);
      child.kill('SIGKILL');
    }
    waiting.abort();
    await ended;
  };

  const becameReady = new Promise<'ready'>((resolve) => {
    if (ready === 'spawned') child.once('spawn', () => resolve('ready'));
    child.on('message', (message) => {
      if (Ready.safeParse(message).success) resolve('ready');
    });
  });
  const waiting = new AbortController();
  const tooLate = sleep(readyTimeoutMs, `not ready after ${readyTimeoutMs / 1000} s`, {
    signal: AbortSignal.any([waiting.signal, signal]),
  }).catch(() => 'told to stop');
  const outcome = await Promise.race([becameReady, ended, tooLate]);
  waiting.abort();
  if (outcome === 'ready' && !signal.aborted) return { ended, stop };
  await stop();
  throw new Error([outcome, ...lastLines].join('\n'));
};
