import { sql } from 'drizzle-orm';
import { z } from 'zod';
import type { Actor, OwnReason } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { alerts } from '#database/schema/index.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { recordAlertChange } from './record-change.ts';

const DEADLINE: Actor = { type: 'system', id: 'deadline' };
const AT_ONCE = 100;

/** A critical alert that somebody takes is nobody's again after this, if what it is about still goes on. */
export const RETURNS_AT = sql`case when ${alerts.severity} = 'critical' then now() + interval '30 minutes' end`;

const Returned = z.object({ id: z.string(), patient_id: z.string() });

/**
 * Raises and pages again for every critical alert that somebody took half an hour ago and that has not ended: to have taken
 * it is not to have dealt with it. It is a new paging, so its tiers are called anew. How many there were.
 */
export const returnTakenAlerts = async ({ db, wakeRelay }: Pick<Deps, 'db' | 'wakeRelay'>): Promise<number> => {
  const returned = await db.transaction(async (tx) => {
    const rows = await takeBack(tx);
    const at = rows.length === 0 ? null : await databaseNow(tx);
    for (const { id: alertId, patient_id: patientId } of rows) {
      if (at === null) break;
      const change = { alertId, patientId, actor: DEADLINE, at, reason: 'still-going-on' satisfies OwnReason };
      await recordAlertChange(tx, { ...change, type: 're-raised' });
      await recordAlertChange(tx, { ...change, type: 'paged' });
    }
    return rows.length;
  });
  if (returned > 0) wakeRelay();
  return returned;
};

const takeBack = async (tx: Transaction): Promise<z.infer<typeof Returned>[]> => {
  const rows = await tx.execute(sql`
    update alerts set state = 'raised', acknowledged_at = null, acknowledged_by = null, returns_at = null,
      paged = true, paged_at = date_trunc('milliseconds', now()), page_due_at = null
    where id in (
      select id from alerts
      where state = 'acknowledged' and cleared_at is null and returns_at is not null and returns_at <= now()
        and severity = 'critical' and lane = 'physiological'
        and not exists (select 1 from clinics where clock = 'event')
      order by returns_at
      limit ${AT_ONCE}
      for update skip locked
    )
    returning id, patient_id`);
  return z.array(Returned).parse([...rows]);
};
