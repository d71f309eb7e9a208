import type { Observation } from '#contracts/observation.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { readRecordedWithin } from '../services/observations/recorded-since.ts';
import { watchChannel, watchedPatient } from './channels.ts';
import type { RealtimeServer, RealtimeSocket } from './socket.ts';

const EVERY_MS = 250;
/** A reading is visible when its transaction has committed, which may be this long after it was received. */
const OVERLAP_MS = 5_000;
/** What a page that begins to watch may have missed since it asked for the chart. */
const FIRST_LOOK_MS = 30_000;

export type LiveCharts = Running & {
  /** Sends a page that begins to watch what came in while it was loading. */
  sendRecent(socket: RealtimeSocket, patientId: string): Promise<void>;
};

/**
 * No firehose: while somebody watches, one query each 250 ms asks what came in of all watched patients, and each
 * observation is sent to a channel once.
 */
export const startLiveCharts = (io: RealtimeServer, { db, log }: Deps): LiveCharts => {
  const watched = new Set<string>();
  /** Ids sent within the overlap, with when. */
  const sent = new Map<string, number>();
  let lastReadAt = performance.now();
  let reading: Promise<void> = Promise.resolve();
  let isReading = false;

  const { adapter } = io.of('/');
  const onChannelMade = (channel: string): void => {
    const patientId = watchedPatient(channel);
    if (patientId !== null) watched.add(patientId);
  };
  const onChannelGone = (channel: string): void => {
    const patientId = watchedPatient(channel);
    if (patientId !== null) watched.delete(patientId);
  };
  adapter.on('create-room', onChannelMade);
  adapter.on('delete-room', onChannelGone);

  const read = async (): Promise<void> => {
    const startedAt = performance.now();
    // After a time in which the database was away, the window reaches back to the last look.
    const observations = await readRecordedWithin(db, [...watched], OVERLAP_MS + (startedAt - lastReadAt));
    lastReadAt = startedAt;
    const fresh = observations.filter(({ id }) => !sent.has(id));
    for (const { id } of observations) sent.set(id, startedAt);
    for (const [id, at] of sent) if (startedAt - at > 2 * OVERLAP_MS) sent.delete(id);
    for (const [patientId, ofPatient] of Map.groupBy(fresh, (observation) => observation.patientId)) {
      send(io.local.to(watchChannel(patientId)), patientId, ofPatient);
    }
  };

  const timer = setInterval(() => {
    if (isReading) return;
    if (watched.size === 0) {
      lastReadAt = performance.now();
      sent.clear();
      return;
    }
    isReading = true;
    reading = read()
      .catch((error: unknown) => {
        log.warn({ code: causeCode(error) }, 'live charts cannot be read');
      })
      .finally(() => {
        isReading = false;
      });
  }, EVERY_MS);

  return {
    sendRecent: async (socket, patientId) => {
      const observations = await readRecordedWithin(db, [patientId], FIRST_LOOK_MS);
      if (observations.length > 0) send(socket, patientId, observations);
    },
    close: async () => {
      clearInterval(timer);
      adapter.off('create-room', onChannelMade);
      adapter.off('delete-room', onChannelGone);
      await reading;
    },
  };
};

type Emitter = {
  emit(name: 'observations:recorded', payload: { patientId: string; observations: Observation[] }): unknown;
};

const send = (to: Emitter, patientId: string, observations: Observation[]): void => {
  to.emit('observations:recorded', { patientId, observations });
};
