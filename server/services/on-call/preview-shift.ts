import { AppError } from '#contracts/errors.ts';
import { PREVIEW_DAYS, type PreviewShift, type ShiftPreview } from '#contracts/on-call.ts';
import { newId } from '#database/ids.ts';
import { dayOfDate } from '#models/local-time/local-day.ts';
import { localInstant } from '#models/local-time/local-instant.ts';
import { gapsBetween } from '#models/on-call/gaps-between.ts';
import { shiftsBetween } from '#models/on-call/shifts-between.ts';
import { stretchesWithout } from '#models/on-call/stretches-without.ts';
import { beginsFrom, withShift } from '#models/on-call/with-shift.ts';
import { requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { loadHolidays } from '../clinic/load-calendar.ts';
import { calendarDays } from './calendar-days.ts';
import { checkShift } from './check-shift.ts';
import { whyNotEnded } from './end-shift.ts';
import { loadRosters } from './load-rosters.ts';
import { toDuty, toGap } from './to-roster.ts';

/**
 * Tries a shift: who would be on call in the two weeks from its first day on, and which gaps would be closed, left and
 * opened. Nothing is changed. Refused as the shift itself would be.
 */
export const previewShift = async (
  { db, now }: Deps,
  actor: SignedIn,
  rosterId: string,
  { replaces, ...values }: PreviewShift,
): Promise<ShiftPreview> => {
  requireRole(actor, 'administrator');
  const at = now();
  const roster = (await loadRosters(db, at, rosterId)).get(rosterId)?.roster;
  if (roster === undefined) throw new AppError('not_found', 'no such roster');
  await checkShift(db, values, at);
  const shift = { id: newId(), ...values };
  if (replaces !== undefined) {
    const replaced = roster.shifts.find(({ id }) => id === replaces);
    if (replaced === undefined || !beginsFrom(replaced, shift.validFrom)) {
      throw await whyNotEnded(db, { rosterId, id: replaces });
    }
  }
  const { timeZone } = roster;
  const firstDay = dayOfDate(shift.validFrom);
  const from = Math.max(at.getTime(), localInstant(timeZone, firstDay, 0));
  const to = localInstant(timeZone, firstDay + PREVIEW_DAYS, 0);
  const tried = withShift(roster, shift, replaces);
  const [gapsNow, gaps] = [gapsBetween(roster, from, to), gapsBetween(tried, from, to)];
  return {
    timeZone,
    days: calendarDays(timeZone, await loadHolidays(db), firstDay, PREVIEW_DAYS),
    ...toGap({ from, to }),
    shiftId: shift.id,
    duties: shiftsBetween(tried, from, to).map(toDuty),
    gaps: gaps.map(toGap),
    gapsNow: gapsNow.map(toGap),
    closes: stretchesWithout(gapsNow, gaps).map(toGap),
    opens: stretchesWithout(gaps, gapsNow).map(toGap),
  };
};
