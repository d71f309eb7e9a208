import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { PreviewThresholds, ThresholdPreview } from '#contracts/threshold.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
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

/**
 * What these thresholds would have raised over the patient's last 30 days, by the detector and the policy that will
 * judge by them, beside what those in force would have raised from the same readings.
 */
export const previewThresholds = async (
  { db, now }: Deps,
  actor: SignedIn,
  patientId: string,
  chosen: PreviewThresholds,
): Promise<ThresholdPreview> => {
  await requireTreatment(db, actor, patientId);
  requireWithinLimits(chosen);
  const toMs = now().getTime();
  const fromMs = toMs - DAYS * DAY_MS;
  const [patient, inForce, rows] = await Promise.all([
    loadPatient(db, patientId),
    loadChosen(db, patientId),
    // What goes on as the 30 days begin was raised before them.
    readRows(db, patientId, fromMs - RETENTION_MS),
  ]);
  const replays = [chosen, inForce].map(
    ({ ruleSet, overrides, night }) => new RulesReplay({ ruleSet, overrides, night, ...patient }, fromMs),
  );
  const offsetAt = offsetClock(patient.timeZone);
  const days = new Set<number>();
  for (const [index, row] of rows.entries()) {
    if (index % READINGS_A_TURN === READINGS_A_TURN - 1) await nextTurn();
    for (const replay of replays) replay.take(row);
    if (row.effectiveAtMs >= fromMs)
      days.add(Math.floor((row.effectiveAtMs + offsetAt(row.effectiveAtMs) * 60_000) / DAY_MS));
  }
  const [proposed, current] = replays.map((replay) => replay.finish(toMs));
  if (proposed === undefined || current === undefined) throw new Error('a replay is missing');
  return {
    days: DAYS,
    daysWithReadings: Math.min(days.size, DAYS),
    ...proposed,
    inForce: { version: inForce.version, ...current },
  };
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
    .orderBy(asc(observations.effectiveAt), asc(observations.id));
  return rows.map(({ effectiveAt, ...row }) => ({ ...row, effectiveAtMs: effectiveAt.getTime() }));
};
