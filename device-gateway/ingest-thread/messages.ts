import type { ClinicClock } from '#ingest/clinic-clock.ts';
import type { Ingest } from '#ingest/ingest.ts';
import type { PackedArrivals } from './pack-arrivals.ts';

/** What the thread is started with. */
export type ThreadData = Readonly<{ databaseUrl: string; gatewayId: string; clock: ClinicClock; logLevel: string }>;

/** To the thread. */
export type Task = { type: 'commit'; id: number; lane: number; packed: PackedArrivals } | { type: 'close' };

export type ThreadState = Pick<Ingest, 'detector' | 'counters'>;

/** How a commit failed: the code of the database that is away, or anything else. */
export type Failure = { awayCode: string } | { name: string; message: string; stack: string | undefined };

/** From the thread. */
export type Report =
  | { type: 'ready'; state: ThreadState }
  | { type: 'raised' }
  | { type: 'settled'; id: number; failure: Failure | null; state: ThreadState };
