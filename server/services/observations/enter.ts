import type { EntryResult } from '#contracts/observation.ts';
import type { TypedReading } from '#contracts/reading.ts';
import type { ReadingFate } from '#ingest/arrival.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import { recordAudit } from '../../audit.ts';
import type { Deps } from '../../deps.ts';
import { inTransaction } from '../../transaction.ts';

/** A person typed in a reading: it takes the way of a device's, with them as its source. */
export const enterObservation = async (
  deps: Deps,
  actor: SignedIn,
  patientId: string,
  typed: TypedReading,
): Promise<EntryResult> => {
  await requirePatient(deps.db, actor, patientId, actor.role === 'patient' ? 'self' : 'treat');
  const at = deps.now();
  const fate = await commitOne(deps, {
    userId: actor.userId,
    patientId,
    reading: { ...typed, measuredAt: typed.measuredAt ?? at.toISOString() },
    receivedAt: at,
  });
  await inTransaction(deps, (tx) =>
    recordAudit(tx, {
      actor: { type: 'user', id: actor.userId },
      at,
      action: 'observation:entered',
      patientId,
      subjectType: 'observation',
      subjectId: fate.observationId ?? 'none',
      detail: { kind: typed.kind, fate: fate.fate, ...(fate.reason === undefined ? {} : { reason: fate.reason }) },
    }),
  );
  return toEntryResult(fate);
};

type Entry = { userId: string; patientId: string; reading: object; receivedAt: Date };

/** Sends one reading through ingest in a person's name; resolves after it is committed. */
export const commitOne = async (
  deps: Deps,
  { userId, patientId, reading, receivedAt }: Entry,
): Promise<ReadingFate> => {
  const [fates] = await deps.ingest.commit([
    {
      source: { type: 'manual', userId, patientId },
      payload: { type: 'readings', bytes: new TextEncoder().encode(JSON.stringify(reading)) },
      receivedAt,
    },
  ]);
  const fate = fates?.[0];
  if (fate === undefined) throw new Error('ingest answered no fate for a reading');
  return fate;
};

export const toEntryResult = ({ fate, reason, observationId }: ReadingFate): EntryResult => ({
  fate,
  reason: reason ?? null,
  observationId: observationId ?? null,
});
