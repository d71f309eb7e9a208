import type { Sql } from 'postgres';
import { requireEventClinic } from '../clinic-clock.ts';
import { recordPaged, type OverdueAlert } from './page-overdue.ts';

/**
 * At the end of a replay: no patient's clock goes on, so every deadline that is left passes now, each at its own time.
 * Returns for how many a page was made.
 */
export const flushTimers = async (sql: Sql): Promise<number> => {
  await requireEventClinic(sql);
  return sql.begin(async (tx) => {
    const paged = await tx<OverdueAlert[]>`
      update alerts set paged = true, paged_at = due.at, page_due_at = null
      from (select id, page_due_at as at from alerts where page_due_at is not null for update) as due
      where alerts.id = due.id and state in ('raised', 'escalated')
      returning alerts.id, patient_id as "patientId", finding_id as "findingId", due.at as "pagedAt"`;
    await recordPaged(tx, paged);
    return paged.length;
  });
};
