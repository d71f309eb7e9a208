import { sql } from 'drizzle-orm';
import type { Actor, AlertEventType } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { alertCallPeople, alertCalls, alertEvents, auditLog, outbox } from '#database/schema/index.ts';
import type { WaitingAlert } from './waiting-alerts.ts';

type CallRow = typeof alertCalls.$inferInsert;

/** How a change of a call is kept: columns of its row, in ms. */
export type CallMark = { callId: string; column: 'reminded_at' | 'unreached_at' | 'exhausted_at' };

export type AlertMark = {
  alertId: string;
  dueAt: Date | null;
  isEscalated: boolean;
  isExhausted: boolean;
  isNew: boolean;
};

export type EscalationEvent = {
  alert: Pick<WaitingAlert, 'id' | 'patientId'>;
  type: AlertEventType;
  callId: string;
  actor: Actor;
  at: Date;
  reason: string | null;
  detail: Record<string, unknown>;
};

/** What a transaction of escalation writes, collected over many alerts: a few statements, however many these are. */
export class EscalationRecord {
  readonly #calls: Omit<CallRow, 'pagedAt'>[] = [];
  readonly #people: (typeof alertCallPeople.$inferInsert)[] = [];
  readonly #callMarks: CallMark[] = [];
  readonly #alertMarks: AlertMark[] = [];
  readonly #events: EscalationEvent[] = [];

  call(row: Omit<CallRow, 'pagedAt'>, { patientId, careTeam }: WaitingAlert, people: readonly string[]): void {
    this.#calls.push(row);
    for (const userId of people) {
      const givesAccess = !careTeam.includes(userId);
      this.#people.push({ callId: row.id, userId, alertId: row.alertId, patientId, givesAccess });
    }
  }

  markCall(mark: CallMark): void {
    this.#callMarks.push(mark);
  }

  markAlert(mark: AlertMark): void {
    this.#alertMarks.push(mark);
  }

  event(event: EscalationEvent): void {
    this.#events.push(event);
  }

  async write(tx: Transaction, at: Date): Promise<void> {
    if (this.#calls.length > 0) {
      await tx.insert(alertCalls).values(
        this.#calls.map((row) => ({
          ...row,
          // As it stands in the alert, to the microsecond: by that a call is known to be of this paging.
          pagedAt: sql`(select paged_at from alerts where alerts.id = ${row.alertId})`,
        })),
      );
    }
    if (this.#people.length > 0) {
      await tx.insert(alertCallPeople).values(this.#people);
      await this.#openAccess(tx, at);
    }
    for (const column of ['reminded_at', 'unreached_at', 'exhausted_at'] as const) {
      const ids = this.#callMarks.flatMap((mark) => (mark.column === column ? [mark.callId] : []));
      if (ids.length === 0) continue;
      await tx.execute(sql`
        update alert_calls set ${sql.identifier(column)} = ${at.toISOString()}::timestamptz
        where id in (select value::uuid from jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))`);
    }
    await this.#writeEvents(tx);
    await this.#writeAlertMarks(tx, at);
  }

  /**
   * Open pages of those who may see the patient by this call alone hear of them from now on; it stands in the outbox before
   * the call itself. The care team hears of them anyway: its rows would be most of the stream.
   */
  async #openAccess(tx: Transaction, at: Date): Promise<void> {
    const opened = this.#people.filter(({ givesAccess }) => givesAccess);
    if (opened.length === 0) return;
    await tx
      .insert(outbox)
      .values(opened.map(({ userId, patientId }) => ({ type: 'access:started', occurredAt: at, userId, patientId })));
  }

  async #writeEvents(tx: Transaction): Promise<void> {
    if (this.#events.length === 0) return;
    await tx.insert(alertEvents).values(
      this.#events.map(({ alert, type, actor, at, reason }) => ({
        ...{ id: newId(), alertId: alert.id, type, actor, at, reason },
      })),
    );
    await tx.insert(outbox).values(
      this.#events.map(({ alert, type, callId, at }) => ({
        ...{ type: `alert:${type}`, occurredAt: at, patientId: alert.patientId, alertId: alert.id, callId },
      })),
    );
    await tx.insert(auditLog).values(
      this.#events.map(({ alert, type, actor, at, callId, detail }) => ({
        ...{ actor, at, action: `alert:${type}`, patientId: alert.patientId },
        ...{ subjectType: 'alert', subjectId: alert.id, detail: { callId, ...detail } },
      })),
    );
  }

  async #writeAlertMarks(tx: Transaction, at: Date): Promise<void> {
    if (this.#alertMarks.length === 0) return;
    const marks = JSON.stringify(
      this.#alertMarks.map(({ alertId, dueAt, isEscalated, isExhausted, isNew }) => ({
        ...{ alert_id: alertId, due_at: dueAt?.toISOString() ?? null },
        ...{ is_escalated: isEscalated, is_exhausted: isExhausted, is_new: isNew },
      })),
    );
    await tx.execute(sql`
      update alerts set
        escalation_paged_at = alerts.paged_at, escalation_due_at = mark.due_at,
        state = case when mark.is_escalated then 'escalated' else alerts.state end,
        exhausted_at = case
          when mark.is_exhausted then coalesce(case when not mark.is_new then alerts.exhausted_at end, ${at.toISOString()}::timestamptz)
          when not mark.is_new then alerts.exhausted_at
        end
      from jsonb_to_recordset(${marks}::jsonb) as mark (
        alert_id uuid, due_at timestamptz, is_escalated boolean, is_exhausted boolean, is_new boolean
      )
      where alerts.id = mark.alert_id`);
  }
}
