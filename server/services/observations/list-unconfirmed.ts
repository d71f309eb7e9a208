import { and, arrayOverlaps, desc, eq, gte, inArray, isNull, like, notExists, or, sql } from 'drizzle-orm';
import { ASKED_FLAGS, type UnconfirmedList } from '#contracts/observation.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import { observationConfirmations, observations } from '#database/schema/index.ts';
import { requirePatient, type SignedIn } from '../../access.ts';
import type { Deps } from '../../deps.ts';
import { toObservation } from './to-observation.ts';

/** Who cannot remember a week later is not asked. */
const ASKED_FOR = sql`interval '7 days'`;
/** What is worn measures its wearer, a thousand times a day; what lies on a table measures whoever takes it. */
const isSpotMeasurement = or(
  eq(observations.method, 'cuff'),
  eq(observations.specimen, 'capillary'),
  and(eq(observations.kind, 'heart-rate'), like(observations.source, 'manual:%')),
);

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
    .where(
      and(
        eq(observations.patientId, patientId),
        inArray(observations.kind, [...READING_KINDS]),
        gte(observations.effectiveAt, sql`now() - ${ASKED_FOR}`),
        arrayOverlaps(observations.flags, [...ASKED_FLAGS]),
        isSpotMeasurement,
        isNull(observations.invalidatedAt),
        notExists(answer),
      ),
    )
    .orderBy(desc(observations.effectiveAt), desc(observations.id))
    .limit(AT_MOST);
  return { observations: rows.map(toObservation) };
};
