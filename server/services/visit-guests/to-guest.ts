import { asc, inArray } from 'drizzle-orm';
import type { VisitGuest } from '#contracts/visit-guest.ts';
import type { Database, Transaction } from '#database/client.ts';
import { visitGuests } from '#database/schema/index.ts';

export type GuestRow = typeof visitGuests.$inferSelect;

export const toVisitGuest = (row: GuestRow): VisitGuest => ({
  id: row.id,
  name: row.name,
  kind: row.kind,
  relation: row.relation,
  state: row.state,
  invitedBy: row.invitedBy,
  invitedAt: row.invitedAt.toISOString(),
  expiresAt: row.expiresAt.toISOString(),
  joinedAt: row.joinedAt?.toISOString() ?? null,
  leftAt: row.leftAt?.toISOString() ?? null,
});

/** The guests of these visits, those invited first at the top. */
export const loadGuests = async (
  db: Database | Transaction,
  consultationIds: readonly string[],
): Promise<Map<string, VisitGuest[]>> => {
  const rows = await db
    .select()
    .from(visitGuests)
    .where(inArray(visitGuests.consultationId, [...consultationIds]))
    .orderBy(asc(visitGuests.invitedAt), asc(visitGuests.id));
  const grouped = Map.groupBy(rows, ({ consultationId }) => consultationId);
  return new Map([...grouped].map(([consultationId, ofVisit]) => [consultationId, ofVisit.map(toVisitGuest)]));
};
