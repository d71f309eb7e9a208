import { hostname } from 'node:os';
import { sweepDeliveries } from '#ingest/delivery-health/sweep-deliveries.ts';
import { sweepDevices } from '#ingest/device-health/sweep-devices.ts';
import { pageOverdue } from '#ingest/policy/page-overdue.ts';
import { adoptDevices } from '#ingest/silence/adopt-devices.ts';
import { findSilence } from '#ingest/silence/find-silence.ts';
import { noteListening } from '#ingest/silence/listening-periods.ts';
import type { Deps, Running } from '../deps.ts';
import { returnTakenAlerts } from '../services/alerts/return-taken.ts';
import { sealAudit } from '../services/audit/seal.ts';
import { closeNoShows, endAbandoned, missUnanswered } from '../services/consultations/sweeps.ts';
import { evictWhoLostAccess } from '../services/media/evict-who-lost-access.ts';
import { moveStrandedRooms } from '../services/media/move-stranded-rooms.ts';
import { renewLeases } from '../services/media/renew-leases.ts';
import { sendDueCommands } from '../services/media/send-commands.ts';
import { sweepEscalations } from '../services/escalations/sweep.ts';
import { sweepHandOvers } from '../services/hand-overs/settle.ts';
import { noticeGaps } from '../services/on-call/notice-gaps.ts';
import { cleanUp } from '../services/upkeep/clean-up.ts';
import { createPartitions } from '../services/upkeep/create-partitions.ts';
import { repeat, type Job } from './repeat.ts';

/** Deadlines are promised to a second; a sweep of an index that is nearly always empty costs next to nothing. */
const SWEEP_MS = 250;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Most alerts paged in one transaction; what is left over is due in the next sweep. */
const PAGED_AT_ONCE = 200;

const pageAndTell = async ({ sql, wakeRelay }: Deps): Promise<void> => {
  if ((await pageOverdue(sql, PAGED_AT_ONCE)) > 0) wakeRelay();
};

const findSilenceAndTell = async ({ sql, wakeRelay }: Deps): Promise<void> => {
  if (await findSilence(sql)) wakeRelay();
};

const sweepDeliveriesAndTell = async ({ sql, wakeRelay }: Deps): Promise<void> => {
  if (await sweepDeliveries(sql)) wakeRelay();
};

const sweepDevicesAndTell = async ({ sql, wakeRelay }: Deps): Promise<void> => {
  if (await sweepDevices(sql)) wakeRelay();
};

const jobsOf = (deps: Deps): Job[] => [
  { name: 'page-overdue', everyMs: SWEEP_MS, run: () => pageAndTell(deps) },
  { name: 'escalate', everyMs: SWEEP_MS, run: () => sweepEscalations(deps) },
  { name: 'settle-hand-overs', everyMs: SWEEP_MS, run: () => sweepHandOvers(deps) },
  { name: 'return-taken-alerts', everyMs: SWEEP_MS, run: () => returnTakenAlerts(deps) },
  { name: 'note-listening', everyMs: 5 * SECOND_MS, run: () => noteListening(deps.sql, 'http', hostname()) },
  { name: 'find-silence', everyMs: 5 * SECOND_MS, run: () => findSilenceAndTell(deps) },
  { name: 'sweep-deliveries', everyMs: SECOND_MS, run: () => sweepDeliveriesAndTell(deps) },
  { name: 'sweep-devices', everyMs: MINUTE_MS, run: () => sweepDevicesAndTell(deps) },
  { name: 'adopt-devices', everyMs: MINUTE_MS, run: () => adoptDevices(deps.sql) },
  { name: 'miss-unanswered', everyMs: SWEEP_MS, run: () => missUnanswered(deps) },
  {
    name: 'evict-former-members',
    everyMs: SWEEP_MS,
    run: () => deps.db.transaction((tx) => evictWhoLostAccess(tx, deps.now())),
  },
  { name: 'move-stranded-rooms', everyMs: SWEEP_MS, run: () => moveStrandedRooms(deps) },
  { name: 'send-media-commands', everyMs: SWEEP_MS, run: () => sendDueCommands(deps) },
  { name: 'renew-room-leases', everyMs: 10 * SECOND_MS, run: () => renewLeases(deps) },
  { name: 'end-abandoned-visits', everyMs: 5 * SECOND_MS, run: () => endAbandoned(deps) },
  { name: 'close-no-shows', everyMs: MINUTE_MS, run: () => closeNoShows(deps) },
  { name: 'notice-on-call-gaps', everyMs: MINUTE_MS, run: () => noticeGaps(deps) },
  { name: 'seal-audit', everyMs: SECOND_MS, run: () => sealAudit(deps.db) },
  { name: 'create-partitions', everyMs: DAY_MS, run: () => createPartitions(deps.db) },
  { name: 'clean-up', everyMs: 10 * MINUTE_MS, run: () => cleanUp(deps.db) },
];

/** What happens without anybody asking. Every server does all of it; rows are claimed with `SKIP LOCKED`. */
export const startJobs = (deps: Deps): Running => {
  const jobs = jobsOf(deps).map((job) => repeat(deps.log, job));
  return {
    close: async () => {
      await Promise.all(jobs.map((job) => job.close()));
    },
  };
};
