import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { recordAlertChange } from '../alerts/record-change.ts';
import type { ConsultationRow } from './find-consultation.ts';

/** Writes into the alert's record that a call from it started, or how it ended. Nothing where no alert led to it. */
export const recordCall = async (
  tx: Transaction,
  { alertId, patientId }: ConsultationRow,
  call: { type: 'call-started' | 'call-ended'; actor: Actor; reason?: string },
  at: Date,
): Promise<void> => {
  if (alertId !== null) await recordAlertChange(tx, { alertId, patientId, at, ...call });
};
