import type { TransactionSql } from 'postgres';
import type { OBSERVATION_FLAGS } from '#contracts/observation.ts';
import { GLUCOSE_STEP } from '#contracts/units.ts';
import { plainColumn, textColumn } from '../array-literal.ts';
import type { NewObservation } from '../insert-observations.ts';
import type { PatientEntry } from '../patient-memory.ts';

/** Its flag. The source was heard all the same, which those know who wait for it. */
export const SECOND_ACCOUNT: (typeof OBSERVATION_FLAGS)[number] = 'same-as-other-source';

/** Some write down the minute, others the second; a repeat that confirms a crisis comes a minute later or more. */
const WITHIN_S = 60;

/**
 * A cuff that sends by itself and to its maker's cloud tells of one measurement twice, under two names. The account that
 * came second is kept and does not count: in no rule, mean or chart, as if it had been invalidated when it came. Only
 * one that says nothing more is set aside: equal values as they are displayed, no flag and no meal that the first lacks.
 * Returns the readings that count.
 */
export const setSecondAccountsAside = async (
  tx: TransactionSql,
  stored: readonly NewObservation[],
  entries: ReadonlyMap<string, Pick<PatientEntry, 'spotSources'>>,
): Promise<readonly NewObservation[]> => {
  for (const { row, patientId } of stored) entries.get(patientId)?.spotSources.note(row);
  const asked = stored.filter(({ row, patientId }) => entries.get(patientId)?.spotSources.mayKnow(row) === true);
  if (asked.length === 0) return stored;
  const firstOf = new Map((await findFirst(tx, asked)).map(({ id, firstId }) => [id, firstId]));
  if (firstOf.size === 0) return stored;
  for (const { item, row } of asked) {
    const firstId = firstOf.get(row.id);
    if (firstId !== undefined) item.fate = { fate: 'duplicate', observationId: firstId };
  }
  return stored.filter(({ row }) => !firstOf.has(row.id));
};

/** Also the first account may count no longer, because it was somebody else's: then the second one is, too. */
const findFirst = (
  tx: TransactionSql,
  asked: readonly NewObservation[],
): Promise<{ id: string; firstId: string }[]> => {
  const rows = asked.map(({ row }) => row);
  return tx<{ id: string; firstId: string }[]>`
    with mine as (
      select o.*
      from unnest(
        ${plainColumn(rows, ({ measuredAt }) => measuredAt)}::timestamptz[],
        ${textColumn(rows, ({ source }) => source)}::text[],
        ${plainColumn(rows, ({ kind }) => kind)}::text[],
        ${textColumn(rows, ({ sourceKey }) => sourceKey)}::text[]
      ) as key (measured_at, source, kind, source_key)
      join observations o using (measured_at, source, kind, source_key)
    ), second as (
      select mine.measured_at, mine.source, mine.kind, mine.source_key, first.id as first_id
      from mine
      cross join lateral (
        select other.id from observations other
        where other.patient_id = mine.patient_id and other.kind = mine.kind and other.source <> mine.source
          and other.effective_at > mine.effective_at - make_interval(secs => ${WITHIN_S})
          and other.effective_at < mine.effective_at + make_interval(secs => ${WITHIN_S})
          -- Lets PostgreSQL leave out the other months, whatever the two clocks are corrected by.
          and other.measured_at between mine.measured_at - interval '2 days' and mine.measured_at + interval '2 days'
          and (other.received_at, other.id) < (mine.received_at, mine.id)
          and case mine.kind
            when 'blood-pressure' then other.method = 'cuff'
              and round(other.systolic) = round(mine.systolic) and round(other.diastolic) = round(mine.diastolic)
              and coalesce(round(other.pulse) = round(mine.pulse), true)
            else other.specimen = 'capillary' and other.comparator is not distinct from mine.comparator
              and (round(other.glucose) = round(mine.glucose)
                or round(other.glucose / ${GLUCOSE_STEP['mmol/L']}::float8) = round(mine.glucose / ${GLUCOSE_STEP['mmol/L']}::float8))
          end
          and array_remove(coalesce(mine.flags, '{}'), 'clock-corrected') <@ coalesce(other.flags, '{}')
          and (mine.meal is null or mine.meal = other.meal)
        order by other.received_at, other.id
        limit 1
      ) as first
    )
    update observations o
    set invalidated_at = o.received_at, flags = array_append(coalesce(o.flags, '{}'), ${SECOND_ACCOUNT})
    from second
    where o.measured_at = second.measured_at and o.source = second.source and o.kind = second.kind
      and o.source_key = second.source_key
    returning o.id, second.first_id as "firstId"`;
};
