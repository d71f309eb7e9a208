import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';

const MAIN = fileURLToPath(new URL('../../server/main.ts', import.meta.url));
const Ready = z.object({ type: z.literal('ready'), port: z.number() });

export type ServerProcess = {
  pid: number;
  /** Resolves with its port when it answers requests. */
  ready: Promise<number>;
  /** Its exit code, or null where a signal ended it. */
  exited: Promise<number | null>;
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Drops the channel that a supervisor holds, as when the supervisor dies. */
  abandon(): void;
};

/** The server as `npm start` runs it: a process of its own. */
export const spawnServer = (env: Readonly<Record<string, string>>): ServerProcess => {
  const child = fork(MAIN, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      KANHU_PORT: '0',
      KANHU_AUTH_SECRET: 'a secret that only tests know, nothing else',
      ...env,
    },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  const exited = once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null));
  const ready = Promise.race([
    once(child, 'message').then(([message]: unknown[]) => Ready.parse(message).port),
    exited.then((code) => Promise.reject(new Error(`the server ended with ${code ?? 'a signal'}: ${output}`))),
  ]);
  ready.catch(() => undefined);
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    output: () => output,
    kill: (signal) => void child.kill(signal),
    abandon: () => child.disconnect(),
  };
};
