import type { Logger } from 'pino';
import type { Sql } from 'postgres';
import type { Forecaster } from '#models/forecaster/forecaster.ts';
import type { Arrival, ReadingFate } from './arrival.ts';
import { requireEventClinic, type ClinicClock } from './clinic-clock.ts';
import { DeviceClocks } from './clock-correction/device-clocks.ts';
import { createCounters, type IngestCounters } from './counters.ts';
import { loadTimeZones } from './gatt/time-zones.ts';
import { toItems, type Item } from './item.ts';
import { PatientMemory, type MemoryLimits } from './patient-memory.ts';
import { asStorageError, isLostRace, isPoisoned, sqlStateOf } from './storage-errors.ts';
import { runTransaction, type TransactionDeps } from './transaction.ts';

export type { IngestCounters } from './counters.ts';

export type Ingest = {
  /**
   * Stores, detects and raises in one transaction; resolves after COMMIT with one list of fates per arrival, in order.
   * Rejects with `StorageUnavailableError` while the database is away. Transactions of one lane take turns.
   */
  commit(arrivals: readonly Arrival[], lane?: number): Promise<ReadingFate[][]>;
  readonly detector: { backend: string; artifactSha256: string | null; fallbackReason?: string };
  readonly counters: Readonly<IngestCounters>;
  close(): Promise<void>;
};

export type IngestDeps = {
  /** postgres.js, not the client that Drizzle has changed. */
  sql: Sql;
  forecaster: Pick<Forecaster, 'predict' | 'modelSha256' | 'backend' | 'fallbackReason'>;
  /** `event` only in a throw-away clinic whose row in `clinics` says so. */
  clock?: ClinicClock;
  now?: () => Date;
  log: Logger;
  /** Called after a COMMIT that raised or changed an alert. */
  onRaised?: () => void;
  memory?: MemoryLimits;
};

/** Whoever loses a deadlock tries again; so many in a row mean something else. */
const MOST_RACES = 5;

export const createIngest = (deps: IngestDeps): Ingest => {
  const { sql, forecaster, clock = 'wall', now = () => new Date(), log, onRaised } = deps;
  const counters = createCounters();
  const deviceClocks = clock === 'wall' ? new DeviceClocks() : null;
  const transaction: TransactionDeps = {
    ...{ sql, clock, counters, forecaster, now, log, deviceClocks },
    memory: new PatientMemory(deps.memory),
    patientClocks: new Map(),
    awaiting: new Set(),
  };
  const lastOf = new Map<number, Promise<unknown>>();
  let isClosed = false;
  let clinicIsChecked = clock === 'wall';

  const inTurn = <T>(lane: number, run: () => Promise<T>): Promise<T> => {
    const result = (lastOf.get(lane) ?? Promise.resolve()).then(run);
    lastOf.set(
      lane,
      result.catch(() => undefined),
    );
    return result;
  };

  /** Only who sends bare characteristics is asked about: JSON carries its offset from UTC. */
  const timeZonesFor = async (arrivals: readonly Arrival[]): Promise<ReadonlyMap<string, string>> => {
    const deviceIds = new Set<string>();
    for (const { source, payload } of arrivals) {
      if (payload.type === 'gatt' && source.type === 'device') deviceIds.add(source.deviceId);
    }
    return deviceIds.size === 0 ? new Map() : loadTimeZones(sql, [...deviceIds]);
  };

  const commitItems = async (items: readonly Item[]): Promise<void> => {
    if (items.length === 0) return;
    for (let races = 0; ; races += 1) {
      try {
        if (await runTransaction(transaction, items)) onRaised?.();
        return;
      } catch (error) {
        if (isLostRace(error) && races < MOST_RACES) continue;
        if (!isPoisoned(error)) throw error;
        await commitWithoutPoison(items, error);
        return;
      }
    }
  };

  /** Finds the reading that the database refuses by halving; everything else is stored. */
  const commitWithoutPoison = async (items: readonly Item[], error: unknown): Promise<void> => {
    const [first] = items;
    if (items.length > 1 || first === undefined) {
      const middle = Math.ceil(items.length / 2);
      await commitItems(items.slice(0, middle));
      await commitItems(items.slice(middle));
      return;
    }
    if (first.hasNoPatient) throw error;
    const sqlState = sqlStateOf(error);
    log.warn({ sqlState }, 'the database refuses a reading: it goes to quarantine');
    // Refused as a row of quarantine, too: then it is the patient that the database does not know.
    if (first.rejection?.reason === 'rejected-by-database') first.hasNoPatient = true;
    first.rejection = { reason: 'rejected-by-database', detail: `SQLSTATE ${sqlState}` };
    await commitItems(items);
  };

  return {
    async commit(arrivals, lane = 0) {
      if (isClosed) throw new Error('ingest is closed');
      return inTurn(lane, async () => {
        const items: Item[][] = [];
        try {
          const zones = await timeZonesFor(arrivals);
          for (const arrival of arrivals) items.push(toItems(arrival, clock === 'wall', zoneOf(arrival, zones)));
          if (!clinicIsChecked) {
            await requireEventClinic(sql);
            clinicIsChecked = true;
          }
          const all = items.flat();
          await deviceClocks?.refresh(sql, now().getTime());
          deviceClocks?.correct(all);
          await commitItems(all);
        } catch (error) {
          throw asStorageError(error);
        }
        return items.map((ofArrival) => ofArrival.map(fateOf));
      });
    },
    // Asked each time: a network that fails at work is replaced by AR(8).
    get detector() {
      const { backend, modelSha256, fallbackReason } = forecaster;
      return { backend, artifactSha256: modelSha256, ...(fallbackReason === undefined ? {} : { fallbackReason }) };
    },
    counters,
    async close() {
      isClosed = true;
      await Promise.all(lastOf.values());
    },
  };
};

const zoneOf = ({ source }: Arrival, zones: ReadonlyMap<string, string>): string =>
  (source.type === 'device' ? zones.get(source.deviceId) : undefined) ?? 'UTC';

const fateOf = ({ fate }: Item): ReadingFate => {
  if (fate === null) throw new Error('a committed reading without a fate');
  return fate;
};
