import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { createIngest } from '#ingest/ingest.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import { closeDatabase, openDatabase } from '../database.ts';
import { createLogger } from '../log.ts';
import { failureOf } from './failure.ts';
import type { Failure, Report, Task, ThreadData, ThreadState } from './messages.ts';
import { unpackArrivals } from './pack-arrivals.ts';

/* The thread: ingest with the shipped forecaster, or with what takes its place where that cannot be loaded. */

/** A transaction of each lane, and what is asked for beside them. */
const MAX_CONNECTIONS = 3;

if (isMainThread || parentPort === null) throw new Error('this is a thread of the device gateway');
const gateway = parentPort;
const { databaseUrl, gatewayId, clock, logLevel } = workerData as ThreadData;

const report = (message: Report): void => gateway.postMessage(message);

const sql = openDatabase(databaseUrl, gatewayId, MAX_CONNECTIONS);
const ingest = createIngest({
  ...{ sql, clock, forecaster: await loadForecaster(), log: createLogger(gatewayId, logLevel) },
  onRaised: () => report({ type: 'raised' }),
});

const stateNow = (): ThreadState => ({ detector: ingest.detector, counters: ingest.counters });

const commit = async ({ id, lane, packed }: Extract<Task, { type: 'commit' }>): Promise<void> => {
  let failure: Failure | null = null;
  try {
    await ingest.commit(unpackArrivals(packed), lane);
  } catch (error) {
    failure = failureOf(error);
  }
  report({ type: 'settled', id, failure, state: stateNow() });
};

const close = async (): Promise<void> => {
  await ingest.close();
  await closeDatabase(sql);
  process.exit();
};

gateway.on('message', (task: Task) => {
  void (task.type === 'commit' ? commit(task) : close());
});
report({ type: 'ready', state: stateNow() });
