import { and, desc, eq, notExists } from 'drizzle-orm';
import type { UnconfirmedList } from '#contracts/observation.ts';
import { observationConfirmations, observations } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { isAskedAbout } from './asked.ts';
import { toObservation } from './to-observation.ts';

/** A person answers a few questions, not a list. */
const AT_MOST = 10;

/** Doubtful readings of the last days about which nobody has said whose they are. */
export const listUnconfirmed = async ({ db }: Deps, actor: SignedIn, patientId: string): Promise<UnconfirmedList> => {
  await requirePatient(db, actor, patientId, 'read');
  const answer = db
    .select({ id: observationConfirmations.observationId })
    .from(observationConfirmations)
    .where(eq(observationConfirmations.observationId, observations.id));
  const rows = await db
    .select()
    .from(observations)
    .where(and(eq(observations.patientId, patientId), isAskedAbout, notExists(answer)))
    .orderBy(desc(observations.effectiveAt), desc(observations.id))
    .limit(AT_MOST);
  return { observations: rows.map(toObservation) };
};
