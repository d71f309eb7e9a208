import { AppError } from '#contracts/errors.ts';
import type { Database, Transaction } from '#database/client.ts';
import { clinicDate, loadTimeZone } from '../clinic/load-calendar.ts';
import { requireClinicians } from './load-staff.ts';

/** Refuses a shift of people who cannot be on call, and one that begins before today. */
export const checkShift = async (
  db: Database | Transaction,
  { people, validFrom }: { people: readonly string[]; validFrom: string },
  at: Date,
): Promise<void> => {
  await requireClinicians(db, people, 'people');
  if (validFrom >= clinicDate(await loadTimeZone(db), at)) return;
  const issue = { path: 'validFrom', message: 'is over: what was, was' };
  throw new AppError('invalid', 'the request is not valid', [issue]);
};
