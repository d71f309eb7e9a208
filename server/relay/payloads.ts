import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import {
  VISIT_ENTRY_NOTIFICATION,
  type AlertNotificationName,
  type ConsultationNotificationName,
  type MessageNotificationName,
  type ObservationNotificationName,
} from '#contracts/notification.ts';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import type { Transaction } from '#database/client.ts';
import type { outbox } from '#database/schema/index.ts';
import type { Logger } from '../log.ts';
import { loadAlerts } from '../services/alerts/to-alert.ts';
import { loadConsultations } from '../services/consultations/to-consultation.ts';
import { loadVisitEntries } from '../services/visit-entries/to-visit-entry.ts';

export type OutboxRow = typeof outbox.$inferSelect;

export type RelayedEvent = OutboxRow & { eventId: bigint; payload: Record<string, unknown> | null };

const isAlertEvent = (type: string): type is AlertNotificationName => type.startsWith('alert:');
const isConsultationEvent = (type: string): type is ConsultationNotificationName =>
  type.startsWith('consultation:') && type !== VISIT_ENTRY_NOTIFICATION;

const isObservationEvent = (type: string): type is ObservationNotificationName => type.startsWith('observation:');
const isMessageEvent = (type: string): type is MessageNotificationName => type.startsWith('message:');

const idsOf = (rows: readonly OutboxRow[], column: 'alertId' | 'consultationId' | 'visitEntryId'): string[] => [
  ...new Set(rows.map((row) => row[column]).filter((id) => id !== null)),
];

/**
 * Gives each row its place in the stream and what clients get. A row whose record cannot be found is left out, loudly:
 * it must not stop those behind it.
 */
export const toEvents = async (
  tx: Transaction,
  rows: readonly OutboxRow[],
  lastEventId: bigint,
  log: Logger,
): Promise<RelayedEvent[]> => {
  const alerts = await loadAlerts(
    tx,
    idsOf(
      rows.filter((row) => isAlertEvent(row.type)),
      'alertId',
    ),
  );
  const consultations = await loadConsultations(
    tx,
    idsOf(
      rows.filter((row) => isConsultationEvent(row.type)),
      'consultationId',
    ),
  );
  const entries = await loadVisitEntries(tx, idsOf(rows, 'visitEntryId'));
  const relayed: RelayedEvent[] = [];
  for (const row of rows) {
    const eventId = lastEventId + BigInt(relayed.length) + 1n;
    const envelope = { eventId: eventId.toString(), occurredAt: row.occurredAt.toISOString() };
    let record: { patientId: string } & (
      | { alert: Alert }
      | { consultation: Consultation }
      | { entry: VisitEntry }
      | { observationId: string | null }
      | { messageId: string | null; alertId: string | null }
    );
    if (isAlertEvent(row.type)) {
      const alert = alerts.get(row.alertId ?? '');
      if (alert === undefined) {
        log.error({ type: row.type, outboxId: row.id.toString() }, 'an event names an alert that is not there');
        continue;
      }
      record = { patientId: alert.patientId, alert };
    } else if (isConsultationEvent(row.type)) {
      const consultation = consultations.get(row.consultationId ?? '');
      if (consultation === undefined) {
        log.error({ type: row.type, outboxId: row.id.toString() }, 'an event names a visit that is not there');
        continue;
      }
      record = { patientId: consultation.patientId, consultation };
    } else if (row.type === VISIT_ENTRY_NOTIFICATION) {
      const entry = entries.get(row.visitEntryId ?? '');
      if (entry === undefined) {
        log.error({ type: row.type, outboxId: row.id.toString() }, 'an event names an entry that is not there');
        continue;
      }
      record = { patientId: row.patientId ?? '', entry };
    } else if (isObservationEvent(row.type)) {
      // Only which one it was: whoever shows it has it, and nobody else needs it.
      record = { patientId: row.patientId ?? '', observationId: row.observationId };
    } else if (isMessageEvent(row.type)) {
      record = { patientId: row.patientId ?? '', messageId: row.messageId, alertId: row.alertId };
    } else {
      relayed.push({ ...row, eventId, payload: null });
      continue;
    }
    relayed.push({ ...row, eventId, patientId: record.patientId, payload: { ...envelope, ...record } });
  }
  return relayed;
};
