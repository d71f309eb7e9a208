import { Worker } from 'node:worker_threads';
import type { GatewayIngest, OpenIngestDeps } from '../gateway.ts';
import { errorOf } from './failure.ts';
import type { Report, Task, ThreadData, ThreadState } from './messages.ts';
import { packArrivals } from './pack-arrivals.ts';

type Waiting = { resolve: () => void; reject: (error: Error) => void };

const THREAD = new URL('thread.ts', import.meta.url);

/**
 * Ingest on a thread of its own: this one reads and answers devices meanwhile. A thread that ends by itself takes the
 * gateway with it: what was not answered comes again to the next one.
 */
export const openIngestThread = async (
  { config, clock, log, onRaised, onFatal }: Omit<OpenIngestDeps, 'sql'>,
  file = THREAD,
): Promise<GatewayIngest> => {
  const { databaseUrl, gatewayId } = config;
  const worker = new Worker(file, {
    workerData: { databaseUrl, gatewayId, clock, logLevel: log.level } satisfies ThreadData,
  });
  const waiting = new Map<number, Waiting>();
  let lastId = 0;
  let isClosing = false;
  let hasEnded = false;
  let state: ThreadState | null = null;

  const send = (task: Task, transfer: readonly ArrayBuffer[] = []): void => worker.postMessage(task, transfer);

  const settle = ({ id, failure, state: after }: Extract<Report, { type: 'settled' }>): void => {
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    state = after;
    if (failure === null) resolve?.();
    else reject?.(errorOf(failure));
  };

  const ended = new Promise<void>((resolve) => {
    worker.once('exit', () => {
      hasEnded = true;
      for (const { reject } of waiting.values()) reject(new Error('the thread of ingest has ended'));
      waiting.clear();
      resolve();
    });
  });

  await new Promise<void>((resolve, reject) => {
    let lastError = new Error('the thread of ingest has ended');
    worker.on('error', (error) => {
      lastError = error instanceof Error ? error : new Error('the thread of ingest failed');
    });
    worker.on('message', (report: Report) => {
      if (report.type === 'raised') onRaised();
      else if (report.type === 'settled') settle(report);
      else {
        state = report.state;
        resolve();
      }
    });
    void ended.then(() => {
      if (state === null) reject(lastError);
      else if (!isClosing) onFatal(lastError);
    });
  });

  const stateNow = (): ThreadState => {
    if (state === null) throw new Error('the thread of ingest is not ready');
    return state;
  };

  return {
    commit: (arrivals, lane) =>
      new Promise<void>((resolve, reject) => {
        if (hasEnded || isClosing) {
          reject(new Error('ingest is closed'));
          return;
        }
        lastId += 1;
        waiting.set(lastId, { resolve, reject });
        const packed = packArrivals(arrivals);
        send({ type: 'commit', id: lastId, lane, packed }, [packed.bytes.buffer]);
      }),
    get detector() {
      return stateNow().detector;
    },
    get counters() {
      return stateNow().counters;
    },
    async close() {
      isClosing = true;
      if (!hasEnded) send({ type: 'close' });
      await ended;
    },
  };
};
