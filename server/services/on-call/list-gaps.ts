import { GAP_DAYS, type OnCallGaps } from '#contracts/on-call.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadRosters } from './load-rosters.ts';
import { toGap } from './to-roster.ts';

export const GAPS_AHEAD_MS = GAP_DAYS * 24 * 60 * 60_000;

/** When nobody is on call within the next seven days, by any roster, the earliest first. */
export const listGaps = async ({ db, now }: Deps, actor: SignedIn): Promise<OnCallGaps> => {
  requireRole(actor, 'administrator', 'clinician');
  const at = now();
  const until = at.getTime() + GAPS_AHEAD_MS;
  const gaps = [...(await loadRosters(db, at)).values()].flatMap(({ name, roster }) =>
    gapsBetween(roster, at.getTime(), until).map((gap) => ({ ...toGap(gap), rosterId: roster.id, rosterName: name })),
  );
  return { until: new Date(until).toISOString(), gaps: gaps.toSorted((a, b) => a.from.localeCompare(b.from)) };
};
