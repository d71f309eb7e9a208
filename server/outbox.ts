import type { NotificationName } from '#contracts/notification.ts';
import type { Transaction } from '#database/client.ts';
import { outbox } from '#database/schema/index.ts';

/** What only our own processes act on: whoever lost access is out within a second. */
export const INTERNAL_EVENT_TYPES = [
  'session:ended',
  'user:changed',
  'access:ended',
  'access:started',
  'device:revoked',
] as const;
export type InternalEventType = (typeof INTERNAL_EVENT_TYPES)[number];

export type OutboxEntry = {
  type: NotificationName | InternalEventType;
  occurredAt: Date;
  patientId?: string;
  alertId?: string;
  callId?: string;
  handOverId?: string;
  consultationId?: string;
  observationId?: string;
  messageId?: string;
  visitEntryId?: string;
  userId?: string;
  sessionId?: string;
  deviceId?: string;
};

/** Announces a change in the transaction that makes it; the relay publishes it after the commit. */
export const announce = async (tx: Transaction, entry: OutboxEntry): Promise<void> => {
  await tx.insert(outbox).values(entry);
};

/** Where the relay listens; sent in a statement of its own (inside a transaction it would take a database-wide lock). */
export const OUTBOX_CHANNEL = 'kanhu_outbox';
