import type { MeasurementRequests } from '#contracts/measurement-request.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadMeasurementRequests } from './load.ts';

const LOOK_BACK_MS = 24 * 3_600_000;

/** What the patient was asked to measure within the last day, and what was answered. */
export const readMeasurementRequests = async (
  { db, now }: Deps,
  actor: SignedIn,
  patientId: string,
): Promise<MeasurementRequests> => {
  await requirePatient(db, actor, patientId, 'read');
  const at = now();
  const requests = await loadMeasurementRequests(db, patientId, new Date(at.getTime() - LOOK_BACK_MS));
  return { answeredAt: at.toISOString(), requests };
};
