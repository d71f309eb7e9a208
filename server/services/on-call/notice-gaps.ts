import { and, eq, inArray, isNull } from 'drizzle-orm';
import type { Actor } from '#contracts/alert.ts';
import type { Transaction } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { onCallGapNotices, onCallRosters } from '#database/schema/index.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { matchNotices } from '#models/on-call/match-notices.ts';
import { recordAudit } from '../../audit.ts';
import { databaseNow } from '../../database-now.ts';
import type { Deps } from '../../deps.ts';
import { loadRosters, type LoadedRoster } from './load-rosters.ts';
import { GAPS_AHEAD_MS } from './list-gaps.ts';

const FINDER: Actor = { type: 'system', id: 'on-call' };

/**
 * Looks for gaps of the next seven days, by PostgreSQL's clock, and writes one notice for each that nobody was told of,
 * however many servers look. How many were found.
 */
export const noticeGaps = ({ db }: Pick<Deps, 'db'>): Promise<number> =>
  db.transaction(async (tx) => {
    // Whoever changes a roster at this moment goes first, and it is looked at again in a minute.
    const locked = await tx
      .select({ id: onCallRosters.id })
      .from(onCallRosters)
      .where(isNull(onCallRosters.closedAt))
      .for('update', { skipLocked: true });
    if (locked.length === 0) return 0;
    const now = await databaseNow(tx);
    const rosters = await loadRosters(tx, now);
    const open = await tx
      .select()
      .from(onCallGapNotices)
      .where(
        and(
          isNull(onCallGapNotices.closedAt),
          inArray(
            onCallGapNotices.rosterId,
            locked.map(({ id }) => id),
          ),
        ),
      );
    let found = 0;
    for (const { id } of locked) {
      const loaded = rosters.get(id);
      if (loaded === undefined) continue;
      const notices = open.filter(({ rosterId }) => rosterId === id);
      found += await writeNotices(tx, loaded, notices, now);
    }
    return found;
  });

type NoticeRow = typeof onCallGapNotices.$inferSelect;

const writeNotices = async (
  tx: Transaction,
  { roster }: LoadedRoster,
  notices: readonly NoticeRow[],
  now: Date,
): Promise<number> => {
  const at = now.getTime();
  const open = notices.map(({ id, startsAt, endsAt }) => ({ id, from: startsAt.getTime(), to: endsAt.getTime() }));
  const { found, ongoing, ended } = matchNotices(open, gapsBetween(roster, at, at + GAPS_AHEAD_MS), at);
  const audit = (action: string, subjectId: string, detail: Record<string, unknown>): Promise<void> =>
    recordAudit(tx, {
      ...{ actor: FINDER, at: now, action, patientId: null, subjectType: 'on-call-gap', subjectId },
      detail: { rosterId: roster.id, ...detail },
    });
  for (const gap of found) {
    const id = newId();
    const [startsAt, endsAt] = [new Date(gap.from), new Date(gap.to)];
    await tx.insert(onCallGapNotices).values({ id, rosterId: roster.id, startsAt, endsAt, foundAt: now });
    await audit('on-call-gap:found', id, { from: startsAt.toISOString(), to: endsAt.toISOString() });
  }
  for (const { id, to } of ongoing) {
    await tx
      .update(onCallGapNotices)
      .set({ endsAt: new Date(to) })
      .where(eq(onCallGapNotices.id, id));
  }
  for (const { id, outcome } of ended) {
    await tx.update(onCallGapNotices).set({ closedAt: now, outcome }).where(eq(onCallGapNotices.id, id));
    await audit('on-call-gap:closed', id, { outcome });
  }
  return found.length;
};
