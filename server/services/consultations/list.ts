import { and, desc, eq, inArray, sql, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import {
  CONSULTATION_STATES,
  CONSULTATION_TRANSITIONS,
  type ConsultationList,
  type ConsultationQuery,
} from '#contracts/consultation.ts';
import { Id } from '#contracts/ids.ts';
import { consultations } from '#database/schema/index.ts';
import { mayRead, type SignedIn } from '../../access.ts';
import { cutPage, decodeCursor, TimestampKey } from '../../cursor.ts';
import type { Deps } from '../../deps.ts';
import { asSeenBy } from './as-seen-by.ts';
import { loadConsultations } from './to-consultation.ts';

/** Open: something may still happen to it. */
const OPEN_STATES = CONSULTATION_STATES.filter((state) => CONSULTATION_TRANSITIONS[state].length > 0);

const Keys = z.tuple([TimestampKey, Id]);

/** The visits of everyone this person may see, the latest first. */
export const listConsultations = async (
  { db }: Deps,
  actor: SignedIn,
  query: z.infer<typeof ConsultationQuery>,
): Promise<z.infer<typeof ConsultationList>> => {
  const wanted: SQL[] = [mayRead(actor, consultations.patientId)];
  if (query.state === 'open') wanted.push(inArray(consultations.state, OPEN_STATES));
  else if (query.state !== undefined) wanted.push(eq(consultations.state, query.state));
  if (query.patientId !== undefined) wanted.push(eq(consultations.patientId, query.patientId));
  if (query.alertId !== undefined) wanted.push(eq(consultations.alertId, query.alertId));
  if (query.cursor !== undefined) {
    const [startsAt, id] = decodeCursor(query.cursor, Keys);
    wanted.push(sql`(${consultations.startsAt}, ${consultations.id}) < (${startsAt}::timestamptz, ${id}::uuid)`);
  }
  const rows = await db
    .select({ id: consultations.id, startsAtKey: sql<string>`${consultations.startsAt}::text` })
    .from(consultations)
    .where(and(...wanted))
    .orderBy(desc(consultations.startsAt), desc(consultations.id))
    .limit(query.limit + 1);
  const { page, nextCursor } = cutPage(rows, query.limit, ({ startsAtKey, id }) => [startsAtKey, id]);
  const loaded = await loadConsultations(
    db,
    page.map(({ id }) => id),
  );
  return { consultations: [...loaded.values()].map((one) => asSeenBy(actor.role, one)), nextCursor };
};
