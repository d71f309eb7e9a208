import type { MeasurementRequestQuery, MeasurementRequests } from '#contracts/measurement-request.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadMeasurementRequests, loadMeasurementRequestsOfAlert } from './load.ts';

const LOOK_BACK_MS = 24 * 3_600_000;

/** What the patient was asked to measure within the last day, or because of one alert, and what was answered. */
export const readMeasurementRequests = async (
  { db, now }: Deps,
  actor: SignedIn,
  patientId: string,
  { alertId }: MeasurementRequestQuery = {},
): Promise<MeasurementRequests> => {
  await requirePatient(db, actor, patientId, 'read');
  const at = now();
  const requests =
    alertId === undefined
      ? await loadMeasurementRequests(db, patientId, new Date(at.getTime() - LOOK_BACK_MS))
      : await loadMeasurementRequestsOfAlert(db, patientId, alertId);
  return { answeredAt: at.toISOString(), requests };
};
