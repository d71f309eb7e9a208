import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import { AppError } from '#contracts/errors.ts';
import type { PreviewThresholds, ThresholdPreview } from '#contracts/threshold.ts';
import type { Database } from '#database/client.ts';
import { observations, patients } from '#database/schema/index.ts';
import type { DetectionRow } from '#models/detection/patient-watch.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { replayRules } from './replay-rules.ts';

const DAYS = 30;

/** What these thresholds would have raised over the patient's last 30 days, by the detector that will judge by them. */
export const previewThresholds = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  { ruleSet, overrides }: PreviewThresholds,
): Promise<ThresholdPreview> => {
  await requireTreatment(deps.db, actor, patientId);
  const rows = await readRows(deps.db, patientId);
  const timeZone = await readTimeZone(deps.db, patientId);
  return { days: DAYS, ...replayRules(rows, { ruleSet, overrides, timeZone }, deps.now().getTime()) };
};

const readTimeZone = async (db: Database, patientId: string): Promise<string> => {
  const [patient] = await db.select({ timeZone: patients.timeZone }).from(patients).where(eq(patients.id, patientId));
  if (patient === undefined) throw new AppError('not_found', 'no such patient');
  return patient.timeZone;
};

const readRows = async (db: Database, patientId: string): Promise<DetectionRow[]> => {
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
        gt(observations.effectiveAt, sql`now() - make_interval(days => ${DAYS})`),
        isNull(observations.invalidatedAt),
      ),
    )
    .orderBy(asc(observations.effectiveAt), asc(observations.id));
  return rows.map(({ effectiveAt, ...row }) => ({ ...row, effectiveAtMs: effectiveAt.getTime() }));
};
