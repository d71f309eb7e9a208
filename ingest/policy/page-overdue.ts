import type { Sql, TransactionSql } from 'postgres';
import type { Actor, OwnReason } from '#contracts/alert.ts';
import { newId } from '#database/ids.ts';

/** The actor of what happens because nobody did anything. */
export const DEADLINE: Actor = { type: 'system', id: 'deadline' };

export const NO_REPEAT_CAME: OwnReason = 'no-repeat-came';

export type OverdueAlert = { id: string; patientId: string; findingId: string; pagedAt: Date };

/**
 * Pages for every alert whose confirming repeat has not come by its deadline, and returns for how many. Compares only
 * with PostgreSQL's clock; several servers may sweep at once.
 */
export const pageOverdue = (sql: Sql, limit: number): Promise<number> =>
  sql.begin(async (tx) => {
    // Whoever acknowledged it is at work already: nobody else is paged.
    const overdue = await tx<(OverdueAlert & { isPaged: boolean })[]>`
      update alerts set
        page_due_at = null,
        paged = paged or state <> 'acknowledged',
        paged_at = case when state = 'acknowledged' then paged_at else coalesce(paged_at, date_trunc('milliseconds', now())) end
      where id in (
        select id from alerts
        where page_due_at <= now() and state in ('raised', 'escalated', 'acknowledged')
          and not exists (select 1 from clinics where clock = 'event')
        order by page_due_at
        limit ${limit}
        for update skip locked
      )
      returning id, patient_id as "patientId", finding_id as "findingId", date_trunc('milliseconds', now()) as "pagedAt",
        state <> 'acknowledged' as "isPaged"`;
    const paged = overdue.filter(({ isPaged }) => isPaged);
    await recordPaged(tx, paged);
    return paged.length;
  });

/** The record of pages that a deadline made. */
export const recordPaged = async (tx: TransactionSql, paged: readonly OverdueAlert[]): Promise<void> => {
  if (paged.length === 0) return;
  const records = paged.map(({ id, patientId, findingId, pagedAt }) => ({
    id: newId(),
    alert_id: id,
    patient_id: patientId,
    finding_id: findingId,
    at: pagedAt.toISOString(),
  }));
  await tx`
    with event as (
      select * from jsonb_to_recordset(${tx.json(records)}) as record (
        id uuid, alert_id uuid, patient_id uuid, finding_id uuid, at timestamptz
      )
    ), recorded as (
      insert into alert_events (id, alert_id, type, finding_id, actor, at, reason)
      select id, alert_id, 'paged', finding_id, ${tx.json(DEADLINE)}, at, ${NO_REPEAT_CAME} from event
    ), announced as (
      insert into outbox (type, patient_id, alert_id, occurred_at)
      select 'alert:paged', patient_id, alert_id, at from event order by id
    ), paged as (
      update findings set paged_at = coalesce(paged_at, event.at) from event where findings.id = event.finding_id
    )
    insert into audit_log (at, actor, action, patient_id, subject_type, subject_id)
    select at, ${tx.json(DEADLINE)}, 'alert:paged', patient_id, 'alert', alert_id::text from event order by id`;
};
