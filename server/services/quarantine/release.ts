import { AppError } from '#contracts/errors.ts';
import type { EntryResult } from '#contracts/observation.ts';
import type { QuarantinedReading, ReleaseQuarantined } from '#contracts/quarantine.ts';
import type { Reading } from '#contracts/reading.ts';
import { findDoubtfulTime, findImpossibleTime } from '#ingest/device-clock.ts';
import { findImpossible } from '#ingest/plausible.ts';
import type { SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';
import { commitOne, toEntryResult } from '../observations/enter.ts';
import { requireTreatment } from '../patients/require-treatment.ts';
import { requireHeld } from './access.ts';
import { findCorrected } from './find-corrected.ts';
import { toQuarantinedReading } from './list.ts';
import { settle } from './settle.ts';

export type Released = { reading: QuarantinedReading; result: EntryResult };

/**
 * Puts a held reading right and sends it through ingest in the clinician's name. Ingest
 * commits by itself: when writing the settlement fails after that, the row is still held, and releasing it once more
 * finds the reading there already.
 */
export const releaseQuarantined = async (
  deps: Deps,
  actor: SignedIn,
  id: string,
  release: ReleaseQuarantined,
): Promise<Released> => {
  const at = deps.now();
  const corrected = withComparator(release);
  return inTransaction(deps, async (tx) => {
    const row = await requireHeld(tx, actor, id);
    const patientId = release.patientId ?? row.patientId;
    if (patientId === null) throw wrong('patientId', 'say whose reading it is');
    await requireTreatment(tx, actor, patientId);
    const isSomebodyElses = row.patientId !== null && row.patientId !== patientId;
    refuseIfStillWrong(corrected, at);
    const fate = await commitOne(deps, { userId: actor.userId, patientId, reading: corrected, receivedAt: at });
    if (fate.fate === 'quarantined') throw wrong('reading', fate.detail ?? 'it would be held again');
    await settle(tx, {
      id,
      state: 'released',
      patientId,
      userId: actor.userId,
      at,
      reason: release.reason,
      heldFor: row.patientId,
      released: {
        observationId: fate.observationId ?? null,
        corrected: [...findCorrected(row, corrected), ...(isSomebodyElses ? ['patient'] : [])],
      },
    });
    return {
      reading: toQuarantinedReading({ ...row, patientId, state: 'released' }, true),
      result: toEntryResult(fate),
    };
  });
};

const wrong = (path: string, message: string): AppError =>
  new AppError('invalid', 'the request is not valid', [{ path, message }]);

/** A meter's LO or HI came without its comparator: the form adds just that. */
const withComparator = ({ reading, comparator }: ReleaseQuarantined): Reading => {
  if (comparator === undefined) return reading;
  if (reading.kind !== 'glucose') throw wrong('comparator', 'only glucose has one');
  return { ...reading, comparator };
};

/** Asked before ingest would put the corrected reading into quarantine, too. */
const refuseIfStillWrong = (reading: Reading, at: Date): void => {
  const measuredAtMs = Date.parse(reading.measuredAt);
  const rejection =
    findImpossible(reading) ??
    findImpossibleTime(reading.measuredAt, measuredAtMs) ??
    findDoubtfulTime(measuredAtMs, at.getTime());
  if (rejection !== null) throw wrong('reading', rejection.detail);
};
