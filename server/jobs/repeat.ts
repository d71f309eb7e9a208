import type { Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import type { Logger } from '../log.ts';

export type Job = { name: string; everyMs: number; run: () => Promise<unknown> };

/** Runs a job now and then again and again, never twice at once. One that fails is logged and comes again. */
export const repeat = (log: Logger, { name, everyMs, run }: Job): Running => {
  let isClosed = false;
  let timer: NodeJS.Timeout | undefined;
  let isFailing = false;
  const turn = async (): Promise<void> => {
    try {
      await run();
      if (isFailing) log.info({ job: name }, 'a job works again');
      isFailing = false;
    } catch (error) {
      // Once, and not each 250 ms while the database is away.
      if (!isFailing) {
        log.error(
          { job: name, kind: error instanceof Error ? error.name : typeof error, code: causeCode(error) },
          'a job failed',
        );
      }
      isFailing = true;
    }
    if (!isClosed) {
      timer = setTimeout(() => {
        running = turn();
      }, everyMs);
    }
  };
  let running = turn();
  return {
    close: async () => {
      isClosed = true;
      clearTimeout(timer);
      await running;
    },
  };
};
