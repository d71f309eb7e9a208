import type { Actor, AlertEventType } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alertEvents } from '#database/schema/index.ts';
import { recordAudit } from '../../audit.ts';
import { announce } from '../../outbox.ts';

export type AlertChange = {
  alertId: string;
  patientId: string;
  type: AlertEventType;
  actor: Actor;
  at: Date;
  reason?: string | undefined;
  /** Where it tells of a hand-over: which one. */
  handOverId?: string;
  /** For the audit log: facts about the change, never a value from the record. */
  detail?: Record<string, unknown>;
};

/** What belongs to every change of an alert, in the transaction that makes it: its own record, the news, the audit row. */
export const recordAlertChange = async (tx: Transaction, change: AlertChange): Promise<void> => {
  const { alertId, patientId, type, actor, at, reason, handOverId, detail } = change;
  await tx.insert(alertEvents).values({ id: newId(), alertId, type, actor, at, reason: reason ?? null });
  const news = { type: `alert:${type}` as const, occurredAt: at, patientId, alertId };
  await announce(tx, handOverId === undefined ? news : { ...news, handOverId });
  await recordAudit(tx, {
    actor,
    at,
    action: `alert:${type}`,
    patientId,
    subjectType: 'alert',
    subjectId: alertId,
    ...(detail ? { detail } : {}),
  });
};
