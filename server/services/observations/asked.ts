import { and, arrayContains, eq, gte, inArray, isNull, like, not, or, sql } from 'drizzle-orm';
import type { ASKED_FLAGS } from '#contracts/observation.ts';
import { READING_KINDS } from '#contracts/reading.ts';
import { observations } from '#database/schema/index.ts';

const isFlagged = (flag: (typeof ASKED_FLAGS)[number]) => arrayContains(observations.flags, [flag]);

/** Who cannot remember a week later is not asked. */
const ASKED_FOR = sql`interval '7 days'`;
/** What is worn measures its wearer, a thousand times a day; what lies on a table measures whoever takes it. */
export const isSpotMeasurement = or(
  eq(observations.method, 'cuff'),
  eq(observations.specimen, 'capillary'),
  and(eq(observations.kind, 'heart-rate'), like(observations.source, 'manual:%')),
);

/**
 * Like a reading that was confirmed within the week: a person whose pressure has changed is not asked each morning. As near
 * as one person's readings of a week lie, in mmHg and beats a minute.
 */
const isLikeConfirmed = sql`exists (
  select 1 from observation_confirmations as answer
  join observations as mine on mine.id = answer.observation_id
  where answer.patient_id = ${observations.patientId} and answer.is_mine and answer.answered_at > now() - ${ASKED_FOR}
    and mine.patient_id = ${observations.patientId} and mine.kind = ${observations.kind}
    and mine.effective_at > now() - 2 * ${ASKED_FOR}
    and case mine.kind
      when 'blood-pressure' then abs(mine.systolic - ${observations.systolic}) <= 15
        and abs(mine.diastolic - ${observations.diastolic}) <= 10
      else abs(mine.heart_rate - ${observations.heartRate}) <= 10 end
)`;

/** Readings of the days about which is asked; what finds them by the index. */
export const isOfAskedDays = and(
  inArray(observations.kind, [...READING_KINDS]),
  gte(observations.effectiveAt, sql`now() - ${ASKED_FOR}`),
);

/** Readings about which "Was this you?" is asked, and no others may be answered: ADR 0023. */
export const isAskedAbout = and(
  isOfAskedDays,
  or(isFlagged('extreme'), and(isFlagged('far-from-usual'), not(isLikeConfirmed))),
  isSpotMeasurement,
  isNull(observations.invalidatedAt),
);
