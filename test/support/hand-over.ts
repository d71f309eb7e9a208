import { asc, eq, sql } from 'drizzle-orm';
import type { Database } from '#database/client.ts';
import { alertHandOvers, auditLog } from '#database/schema/index.ts';
import type { Person } from './people.ts';

export const handOver = (from: Person, alertId: string, to: Pick<Person, 'userId'>, reason = 'in theatre now') =>
  from.send('POST', `/api/alerts/${alertId}/hand-over`, { toUserId: to.userId, reason });
export const decline = (who: Person, alertId: string, reason = 'on the ward') =>
  who.send('POST', `/api/alerts/${alertId}/hand-over/decline`, { reason });
export const takeBack = (who: Person, alertId: string) => who.send('POST', `/api/alerts/${alertId}/hand-over/withdraw`);
export const take = (who: Person, alertId: string) => who.send('POST', `/api/alerts/${alertId}/acknowledge`);

export const offersOf = (db: Database, alertId: string) =>
  db.select().from(alertHandOvers).where(eq(alertHandOvers.alertId, alertId)).orderBy(asc(alertHandOvers.id));

/** As if so much time had gone by since the offer: its times are columns. */
export const passOfferTime = async (db: Database, alertId: string, minutes: number): Promise<void> => {
  const by = sql`make_interval(secs => ${minutes * 60})`;
  await db
    .update(alertHandOvers)
    .set({ offeredAt: sql`offered_at - ${by}`, answerBy: sql`answer_by - ${by}` })
    .where(eq(alertHandOvers.alertId, alertId));
};

/** What the audit log says of an alert's hand-overs: the verb, and the two whom it is about. */
export const auditedHandOvers = async (db: Database, alertId: string) => {
  const rows = await db
    .select({ action: auditLog.action, actor: auditLog.actor, detail: auditLog.detail })
    .from(auditLog)
    .where(sql`${auditLog.subjectId} = ${alertId} and ${auditLog.action} like 'alert:hand%'`)
    .orderBy(asc(auditLog.id));
  return rows.map(({ action, actor, detail }) => ({
    ...{
      action: action.replace('alert:', ''),
      by: actor.id,
      from: idIn(detail, 'fromUserId'),
      to: idIn(detail, 'toUserId'),
    },
  }));
};

const idIn = (detail: Record<string, unknown> | null, name: string): string => {
  const id = detail?.[name];
  return typeof id === 'string' ? id : 'nobody';
};
