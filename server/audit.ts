import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { auditLog } from '#database/schema/index.ts';

export type AuditEntry = {
  actor: Actor;
  at: Date;
  /** `noun:past-tense`, such as `alert:acknowledged`. */
  action: string;
  patientId: string | null;
  subjectType: string;
  subjectId: string;
  /** Facts about the change; never a value from the patient's record. */
  detail?: Record<string, unknown>;
};

/** Written in the transaction of the change itself: when the audit row fails, so does the change. */
export const recordAudit = async (tx: Transaction, entry: AuditEntry): Promise<void> => {
  await tx.insert(auditLog).values(entry);
};
