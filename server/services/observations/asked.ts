import { and, arrayOverlaps, eq, gte, inArray, isNull, like, or, sql } from 'drizzle-orm';
import { ASKED_FLAGS } from '#contracts/observation.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import { observations } from '#database/schema/index.ts';

/** Who cannot remember a week later is not asked. */
const ASKED_FOR = sql`interval '7 days'`;
/** What is worn measures its wearer, a thousand times a day; what lies on a table measures whoever takes it. */
export const isSpotMeasurement = or(
  eq(observations.method, 'cuff'),
  eq(observations.specimen, 'capillary'),
  and(eq(observations.kind, 'heart-rate'), like(observations.source, 'manual:%')),
);

/** Readings of the days about which is asked; what finds them by the index. */
export const isOfAskedDays = and(
  inArray(observations.kind, [...READING_KINDS]),
  gte(observations.effectiveAt, sql`now() - ${ASKED_FOR}`),
);

/** Readings about which "Was this you?" is asked, and no others may be answered: ADR 0023. */
export const isAskedAbout = and(
  isOfAskedDays,
  arrayOverlaps(observations.flags, [...ASKED_FLAGS]),
  isSpotMeasurement,
  isNull(observations.invalidatedAt),
);
