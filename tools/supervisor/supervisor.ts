import { setTimeout as sleep } from 'node:timers/promises';
import type { RunningService, Service } from './service.ts';

export type Supervisor = {
  /** Starts a service and keeps it running from then on. Rejects when this first start fails. */
  start(service: Service): Promise<void>;
  /** Stops everything in the reverse order of its start; safe to call twice. */
  stop(): Promise<void>;
};

export type SupervisorLog = (name: string, line: string) => void;

const FIRST_DELAY_MS = 250;
const LONGEST_DELAY_MS = 10_000;
/** After which an earlier death no longer counts. */
const HEALTHY_MS = 30_000;

/**
 * Keeps services running: what dies unexpectedly is started again, at once the first time and then with growing pauses,
 * and each death is said. Exits of our own doing are no deaths.
 */
export const createSupervisor = (log: SupervisorLog): Supervisor => {
  const stopping = new AbortController();
  const isStopping = () => stopping.signal.aborted;
  const kept: { stop(): Promise<void> }[] = [];
  let stopped: Promise<void> | undefined;

  const startOnce = (service: Service): Promise<RunningService> =>
    service.start({ log: (line) => log(service.name, line), signal: stopping.signal });

  const keep = (service: Service, first: RunningService) => {
    let current: RunningService | undefined = first;
    const watch = async () => {
      for (let deaths = 0, startedAt = Date.now(); !stopping.signal.aborted;) {
        const reason = await current?.ended;
        if (isStopping()) return;
        current = undefined;
        if (Date.now() - startedAt > HEALTHY_MS) deaths = 0;
        const delayMs = Math.min(FIRST_DELAY_MS * 2 ** deaths, LONGEST_DELAY_MS);
        deaths += 1;
        if (reason !== undefined) log(service.name, `ended unexpectedly: ${reason}`);
        log(service.name, `starting it again in ${delayMs / 1000} s`);
        await sleep(delayMs, undefined, { signal: stopping.signal }).catch(() => undefined);
        if (isStopping()) return;
        startedAt = Date.now();
        try {
          current = await startOnce(service);
          log(service.name, 'is back');
        } catch (error) {
          if (!isStopping())
            log(service.name, `did not start: ${error instanceof Error ? error.message : String(error)}`);
        }
      }
    };
    const watching = watch();
    return {
      stop: async () => {
        await current?.stop();
        // A start that was under way when the stop came.
        await watching;
        await current?.stop();
      },
    };
  };

  return {
    start: async (service) => {
      const running = await startOnce(service);
      const entry = keep(service, running);
      kept.push(entry);
      if (isStopping()) await entry.stop();
    },
    stop: () => {
      stopping.abort();
      stopped ??= (async () => {
        for (const entry of kept.toReversed()) await entry.stop();
      })();
      return stopped;
    },
  };
};
