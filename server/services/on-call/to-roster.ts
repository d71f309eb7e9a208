import type { Cover, Duty, OnCallGap, Roster } from '#contracts/on-call.ts';
import { nextHandOver } from '#models/on-call/next-hand-over.ts';
import type { Duty as ModelDuty, Shift, Stretch } from '#models/on-call/roster.ts';
import { whoIsOnCall } from '#models/on-call/who-is-on-call.ts';
import type { SignedIn } from '../../access.ts';
import type { LoadedRoster } from './load-rosters.ts';

/** How far ahead the next hand-over is looked for: longer than any usual rotation. */
const NEXT_WITHIN_MS = 14 * 24 * 60 * 60_000;

const iso = (ms: number): string => new Date(ms).toISOString();

export const toGap = ({ from, to }: Stretch): OnCallGap => ({ from: iso(from), to: iso(to) });

export const toDuty = ({ personId, from, to, shiftId, coverId, insteadOf }: ModelDuty): Duty => ({
  ...{ personId, from: iso(from), to: iso(to) },
  ...{ shiftId, coverId, insteadOf },
});

const toShift = ({ id, weekdays, startsAt, endsAt, validFrom, validTo, people, handOver, holidays }: Shift) => ({
  ...{ id, weekdays: [...weekdays], startsAt, endsAt, validFrom, validTo },
  ...{ people: [...people], handOver, holidays },
});

/** Whoever made a cover or is part of it may take it back, and those who run the clinic. */
export const mayCancel = (
  { userId, role }: SignedIn,
  { personId, insteadOf, madeBy }: { personId: string; insteadOf: string | null; madeBy: string },
): boolean => role === 'administrator' || [personId, insteadOf, madeBy].includes(userId);

const toCover = (actor: SignedIn, row: LoadedRoster['covers'][number]): Cover => ({
  ...{ id: row.id, personId: row.personId, insteadOf: row.insteadOf },
  ...{ from: row.startsAt.toISOString(), to: row.endsAt.toISOString(), reason: row.reason },
  ...{ madeByName: row.madeByName, madeAt: row.madeAt.toISOString() },
  mayCancel: mayCancel(actor, row),
});

/** A roster as it stands at an instant. */
export const toRoster = (actor: SignedIn, { name, roster, covers }: LoadedRoster, now: Date): Roster => {
  const at = now.getTime();
  const next = nextHandOver(roster, at, at + NEXT_WITHIN_MS);
  return {
    ...{ id: roster.id, name },
    shifts: roster.shifts.map(toShift),
    covers: covers.map((cover) => toCover(actor, cover)),
    onCall: whoIsOnCall(roster, at).map(toDuty),
    next: next && { at: iso(next.at), onCall: next.duties.map(toDuty) },
  };
};
