import { bigint, bigserial, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Written in the transaction that changed something; the relay moves rows to `events`. Rows become visible in commit
 * order, not in id order, which is why this id is never shown to a client.
 */
export const outbox = pgTable('outbox', {
  id: bigserial('id', { mode: 'bigint' }).primaryKey(),
  /** Notification name, such as `alert:raised`, or an internal one such as `access:ended`. */
  type: text('type').notNull(),
  patientId: uuid('patient_id'),
  alertId: uuid('alert_id'),
  /** Of an alert's event: the call that it tells of. */
  callId: uuid('call_id'),
  /** Of an alert's event: the hand-over that it tells of. */
  handOverId: uuid('hand_over_id'),
  consultationId: uuid('consultation_id'),
  observationId: uuid('observation_id'),
  messageId: uuid('message_id'),
  /** Of a visit's event: what was written or handed over in it. */
  visitEntryId: uuid('visit_entry_id'),
  userId: uuid('user_id'),
  sessionId: uuid('session_id'),
  deviceId: text('device_id'),
  occurredAt: at('occurred_at').notNull(),
});

/** The ordered stream that every server tails and clients resume from. Ids are assigned by the one leading relay. */
export const events = pgTable(
  'events',
  {
    id: bigint('id', { mode: 'bigint' }).primaryKey(),
    type: text('type').notNull(),
    patientId: uuid('patient_id'),
    userId: uuid('user_id'),
    sessionId: uuid('session_id'),
    deviceId: text('device_id'),
    /** What clients get, built when the row was relayed; null for internal types. */
    payload: jsonb('payload').$type<Record<string, unknown>>(),
    occurredAt: at('occurred_at').notNull(),
    relayedAt: at('relayed_at').notNull(),
  },
  (t) => [
    // Replay after a reconnect: one patient's events since an id.
    index('events_patient_idx').on(t.patientId, t.id),
    index('events_relayed_idx').on(t.relayedAt),
  ],
);
