import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { OPEN_ALERT_STATES, type AlertList, type AlertQuery } from '#contracts/alert.ts';
import { Id } from '#contracts/ids.ts';
import { alerts } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { selectAlerts, toAlert } from './to-alert.ts';

const Keys = z.tuple([TimestampKey, Id]);

/** The alerts of everyone this person may see, newest onset of raising first. */
export const listAlerts = async ({ db }: Deps, actor: SignedIn, query: AlertQuery): Promise<AlertList> => {
  const wanted: SQL[] = [mayRead(actor, alerts.patientId)];
  if (query.state === 'open') wanted.push(inArray(alerts.state, [...OPEN_ALERT_STATES]));
  else if (query.state !== undefined) wanted.push(eq(alerts.state, query.state));
  if (query.severity !== undefined) wanted.push(eq(alerts.severity, query.severity));
  if (query.lane !== undefined) wanted.push(eq(alerts.lane, query.lane));
  if (query.patientId !== undefined) wanted.push(eq(alerts.patientId, query.patientId));
  if (query.cursor !== undefined) {
    const [raisedAt, id] = decodeCursor(query.cursor, Keys);
    wanted.push(sql`(${alerts.raisedAt}, ${alerts.id}) < (${raisedAt}::timestamptz, ${id}::uuid)`);
  }
  const rows = await selectAlerts(db)
    .where(and(...wanted))
    .orderBy(desc(alerts.raisedAt), desc(alerts.id))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ raisedAtKey, alert }) => [raisedAtKey, alert.id]);
  return { alerts: page.map(toAlert), nextCursor };
};
