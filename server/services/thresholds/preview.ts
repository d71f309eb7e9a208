import { and, desc, eq, gt, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { PreviewThresholds, ThresholdPreview } from '#contracts/threshold.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
import { loadHoursBefore } from '#ingest/hour-sums.ts';
import type { DetectionRow } from '#models/detection/patient-watch.ts';
import { RETENTION_MS } from '#models/detection/stream-watch.ts';
import { offsetClock } from '#models/local-time/offset-clock.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { requireWithinLimits } from './limits.ts';
import { loadChosen } from './read.ts';
import { RulesReplay } from './replay-rules.ts';

const DAYS = 30;
const DAY_MS = 86_400_000;
/** A month of a sensor reading a minute would hold everybody else's requests up: they get their turn after so many. */
const READINGS_A_TURN = 1_000;
/** A month of two sensors reading a minute, and of a strap for half an hour a day; of more, the newest. */
const MOST_READINGS = 150_000;

/** The preview that each person waits for: a newer one ends the one before, which nobody looks at any more. */
const awaited = new Map<string, symbol>();

/**
 * What these thresholds would have raised over the patient's last 30 days (fewer where there are too many readings), by the detector and the policy that will
 * judge by them, beside what those in force would have raised from the same readings.
 */
export const previewThresholds = async (
  { db, sql, now }: Deps,
  actor: SignedIn,
  patientId: string,
  chosen: PreviewThresholds,
): Promise<ThresholdPreview> => {
  await requireTreatment(db, actor, patientId);
  requireWithinLimits(chosen);
  const turn = Symbol(patientId);
  awaited.set(actor.userId, turn);
  const requireAwaited = (): void => {
    if (awaited.get(actor.userId) !== turn) throw new AppError('conflict', 'a newer preview has taken its place');
  };
  try {
    return await replay({ db, sql }, patientId, chosen, now().getTime(), requireAwaited);
  } finally {
    if (awaited.get(actor.userId) === turn) awaited.delete(actor.userId);
  }
};

const replay = async (
  { db, sql }: Pick<Deps, 'db' | 'sql'>,
  patientId: string,
  chosen: PreviewThresholds,
  toMs: number,
  requireAwaited: () => void,
): Promise<ThresholdPreview> => {
  const [patient, inForce, rows] = await Promise.all([
    loadPatient(db, patientId),
    loadChosen(db, patientId),
    // What goes on as the 30 days begin was raised before them.
    readRows(db, patientId, toMs - DAYS * DAY_MS - RETENTION_MS),
  ]);
  requireAwaited();
  const replayedDays = daysOf(rows, toMs);
  const fromMs = toMs - replayedDays * DAY_MS;
  const hours = await loadHoursBefore(sql, patientId, rows[0]?.effectiveAtMs ?? fromMs);
  const replays = [chosen, inForce].map(
    ({ ruleSet, overrides, night }) => new RulesReplay({ ruleSet, overrides, night, ...patient }, hours, fromMs),
  );
  const offsetAt = offsetClock(patient.timeZone);
  const days = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (index % READINGS_A_TURN === READINGS_A_TURN - 1) {
      await nextTurn();
      requireAwaited();
    }
    for (const each of replays) each.take(row);
    if (row.effectiveAtMs >= fromMs)
      days.add(Math.floor((row.effectiveAtMs + offsetAt(row.effectiveAtMs) * 60_000) / DAY_MS));
  }
  const [proposed, current] = replays.map((each) => each.finish(toMs));
  if (proposed === undefined || current === undefined) throw new Error('a replay is missing');
  return {
    days: replayedDays,
    daysWithReadings: Math.min(days.size, replayedDays),
    ...proposed,
    inForce: { version: inForce.version, ...current },
  };
};

/** Of how many whole days up to `toMs` these are all the readings, and those that were going on before. */
const daysOf = (rows: readonly DetectionRow[], toMs: number): number => {
  const oldest = rows[0];
  if (oldest === undefined || rows.length < MOST_READINGS) return DAYS;
  const days = Math.min(DAYS, Math.floor((toMs - oldest.effectiveAtMs - RETENTION_MS) / DAY_MS));
  if (days < 1) throw new AppError('conflict', `more than ${MOST_READINGS} readings in two days: too many to replay`);
  return days;
};

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const loadPatient = async (db: Database, patientId: string) => {
  const [patient] = await db
    .select({ timeZone: patients.timeZone, glucoseUnit: patients.glucoseUnit })
    .from(patients)
    .where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  return patient;
};

/** The newest of the readings since `fromMs`, oldest first. */
const readRows = async (db: Database, patientId: string, fromMs: number): Promise<DetectionRow[]> => {
  const rows = await db
    .select({
      id: observations.id,
      kind: observations.kind,
      effectiveAt: observations.effectiveAt,
      systolic: observations.systolic,
      diastolic: observations.diastolic,
      glucose: observations.glucose,
      heartRate: observations.heartRate,
      comparator: observations.comparator,
      method: observations.method,
      specimen: observations.specimen,
      context: observations.context,
      steps: observations.steps,
      rrIntervalsMs: observations.rrIntervalsMs,
      flags: observations.flags,
    })
    .from(observations)
    .where(
      and(
        eq(observations.patientId, patientId),
        gt(observations.effectiveAt, new Date(fromMs)),
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(desc(observations.effectiveAt), desc(observations.id))
    .limit(MOST_READINGS);
  return rows.reverse().map(({ effectiveAt, ...row }) => ({ ...row, effectiveAtMs: effectiveAt.getTime() }));
};
