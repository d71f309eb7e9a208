import type { Supervisor } from './supervisor.ts';

/** npm and the terminal both pass one Ctrl-C on: what comes that soon is not a second one. */
const SAME_KEY_MS = 1000;

/**
 * Ctrl-C, SIGTERM and a closed terminal stop everything in order and end with exit code 0. Asked a second time we end
 * at once; the processes then notice by their closed channels, and the database by its watchdog.
 */
export const stopOnSignals = (supervisor: Supervisor, say: (line: string) => void): void => {
  let askedAt: number | undefined;
  const onSignal = (signal: NodeJS.Signals): void => {
    if (askedAt !== undefined) {
      if (Date.now() - askedAt > SAME_KEY_MS) process.exit(130);
      return;
    }
    askedAt = Date.now();
    say(`${signal}: stopping`);
    supervisor.stop().then(
      () => process.exit(0),
      (error: unknown) => {
        say(`did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
        process.exit(1);
      },
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
};
