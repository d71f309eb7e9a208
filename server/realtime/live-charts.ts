import type { Observation } from '#contracts/observation.ts';
import type { Deps, Running } from '../deps.ts';
import { causeCode } from '../errors.ts';
import { readNewlyRecorded, readVersions } from '../services/observations/newly-recorded.ts';
import { watchChannel, watchedPatient } from './channels.ts';
import type { RealtimeServer, RealtimeSocket } from './socket.ts';

const EVERY_MS = 250;
/** Longer than what was received may be asked for again. */
const REMEMBERED_MS = 60_000;

export type LiveCharts = Running & {
  /** Sends a page that begins to watch what came in while it was loading. */
  sendRecent(socket: RealtimeSocket, patientId: string): Promise<void>;
};

/**
 * No firehose: while somebody watches, one look each 250 ms at the versions of the watched patients' records, and one
 * query for those of whom something came in. Each observation is sent to a channel once.
 */
export const startLiveCharts = (io: RealtimeServer, { db, log }: Deps): LiveCharts => {
  const watched = new Set<string>();
  const versions = new Map<string, number>();
  /** Ids that were sent, with when. */
  const sent = new Map<string, number>();
  let reading: Promise<void> | null = null;

  const { adapter } = io.of('/');
  const onChannelMade = (channel: string): void => {
    const patientId = watchedPatient(channel);
    if (patientId !== null) watched.add(patientId);
  };
  const onChannelGone = (channel: string): void => {
    const patientId = watchedPatient(channel);
    if (patientId === null) return;
    watched.delete(patientId);
    versions.delete(patientId);
  };
  adapter.on('create-room', onChannelMade);
  adapter.on('delete-room', onChannelGone);

  const read = async (): Promise<void> => {
    const now = await readVersions(db, [...watched]);
    const changed = [...now].filter(([patientId, version]) => versions.get(patientId) !== version);
    if (changed.length === 0) return;
    const observations = await readNewlyRecorded(
      db,
      changed.map(([patientId]) => patientId),
    );
    const at = performance.now();
    for (const [id, sentAt] of sent) if (at - sentAt > REMEMBERED_MS) sent.delete(id);
    const fresh = observations.filter(({ id }) => !sent.has(id));
    for (const { id } of fresh) sent.set(id, at);
    // Only now: had the query failed, the next look would ask again.
    for (const [patientId, version] of changed) if (watched.has(patientId)) versions.set(patientId, version);
    for (const [patientId, ofPatient] of Map.groupBy(fresh, (observation) => observation.patientId)) {
      send(io.local.to(watchChannel(patientId)), patientId, ofPatient);
    }
  };

  const timer = setInterval(() => {
    if (reading !== null || watched.size === 0) return;
    reading = read()
      .catch((error: unknown) => {
        log.warn({ code: causeCode(error) }, 'live charts cannot be read');
      })
      .finally(() => {
        reading = null;
      });
  }, EVERY_MS);

  return {
    sendRecent: async (socket, patientId) => {
      const observations = await readNewlyRecorded(db, [patientId]);
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
