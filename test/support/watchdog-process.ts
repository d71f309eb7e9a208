import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../watchdog/main.ts', import.meta.url));

export type WatchdogProcess = {
  /** Its exit code, or null where a signal ended it. */
  exited: Promise<number | null>;
  output(): string;
  kill(signal: NodeJS.Signals): void;
};

export const WATCHDOG_SECRET = 'a watchdog secret that only tests know';

/** The watchdog as `npm start` runs it: a process of its own, with periods that a test can wait for. */
export const spawnWatchdog = (env: Readonly<Record<string, string>>): WatchdogProcess => {
  const child = fork(MAIN, [], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      KANHU_WATCHDOG_SECRET: WATCHDOG_SECRET,
      KANHU_WATCHDOG_EVERY_SECONDS: '1',
      KANHU_WATCHDOG_FIRE_AFTER_SECONDS: '4',
      ...env,
    },
  });
  let output = '';
  child.stdout?.on('data', (chunk) => (output += String(chunk)));
  child.stderr?.on('data', (chunk) => (output += String(chunk)));
  return {
    exited: once(child, 'exit').then(([code]: unknown[]) => (typeof code === 'number' ? code : null)),
    output: () => output,
    kill: (signal) => void child.kill(signal),
  };
};
