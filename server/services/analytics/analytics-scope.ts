import { MOST_ANALYTICS_DAYS } from '#contracts/analytics-period.ts';
import { AppError } from '#contracts/errors.ts';
import type { CountedPatients } from '#database/analytics/counted-patients.ts';
import type { Period } from '#database/analytics/read-period.ts';
import { patients } from '#database/schema/index.ts';
import { dayOfDate } from '#models/local-time/local-day.ts';
import { mayRead, requireRole, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';

/** Whose records are counted for a person, and of whom that person may read. */
export type AnalyticsScope = {
  scope: 'clinic' | 'own-patients';
  counted: CountedPatients;
  /** Nobody for an administrator: the clinic's numbers name no patient. */
  readable: readonly string[];
};

/**
 * Administrators get the numbers of the whole clinic, and no patient by name; clinicians those of the patients they treat
 * now. Throws `forbidden` for patients.
 */
export const readAnalyticsScope = async ({ db }: Pick<Deps, 'db'>, actor: SignedIn): Promise<AnalyticsScope> => {
  requireRole(actor, 'administrator', 'clinician');
  const rows = await db.select({ id: patients.id }).from(patients).where(mayRead(actor, patients.id));
  const readable = rows.map(({ id }) => id);
  return actor.role === 'administrator'
    ? { scope: 'clinic', counted: 'all', readable }
    : { scope: 'own-patients', counted: readable, readable };
};

/** A period of which one end was left out is known only now. */
export const requirePeriod = ({ from, to }: Pick<Period, 'from' | 'to'>): void => {
  if (from > to) throw new AppError('invalid', 'the first day is after the last');
  if (dayOfDate(to) - dayOfDate(from) >= MOST_ANALYTICS_DAYS)
    throw new AppError('invalid', `a period has at most ${MOST_ANALYTICS_DAYS} days`);
};
