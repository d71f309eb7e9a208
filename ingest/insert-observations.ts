import type { TransactionSql } from 'postgres';
import { numberColumn, plainColumn, textColumn } from './array-literal.ts';
import type { Item } from './item.ts';
import { hasSameValues, toObservationRow, type ObservationRow } from './observation-row.ts';

export type NewObservation = { item: Item; row: ObservationRow; patientId: string; receivedAt: string };

/**
 * Inserts what is new and sets every item's fate; returns those that became rows. A row that is there already makes
 * its item a duplicate when it has the same values, and a refused one when it has others.
 */
export const insertObservations = async (
  tx: TransactionSql,
  observations: readonly NewObservation[],
): Promise<readonly NewObservation[]> => {
  if (observations.length === 0) return [];
  const inserted = await insert(tx, observations);
  let stored = observations;
  if (inserted.length < observations.length) {
    const ids = new Set(inserted.map(({ id }) => id));
    const isStored = ({ row }: NewObservation): boolean => ids.has(row.id);
    stored = observations.filter(isStored);
    await settleConflicts(
      tx,
      observations.filter((observation) => !isStored(observation)),
    );
  }
  for (const { item, row } of stored) item.fate = { fate: 'stored', observationId: row.id };
  return stored;
};

/** Values that contain no character special to an array's text are written without quotes. */
const insert = (tx: TransactionSql, observations: readonly NewObservation[]): Promise<{ id: string }[]> => {
  const rows = observations.map(({ row }) => row);
  return tx<{ id: string }[]>`
    insert into observations (
      id, patient_id, kind, source, source_key, measured_at, effective_at, received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms, user_slot, flags, original
    )
    select id, patient_id, kind, source, source_key, measured_at, coalesce(effective_at, measured_at), received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms::float8[], user_slot, flags::text[],
      original::jsonb
    from unnest(
      ${plainColumn(rows, ({ id }) => id)}::uuid[],
      ${plainColumn(observations, ({ patientId }) => patientId)}::uuid[],
      ${plainColumn(rows, ({ kind }) => kind)}::text[],
      ${textColumn(rows, ({ source }) => source)}::text[],
      ${textColumn(rows, ({ sourceKey }) => sourceKey)}::text[],
      ${plainColumn(rows, ({ measuredAt }) => measuredAt)}::timestamptz[],
      ${correctedTimes(rows)}::timestamptz[],
      ${plainColumn(observations, ({ receivedAt }) => receivedAt)}::timestamptz[],
      ${numberColumn(rows, ({ systolic }) => systolic)}::float8[],
      ${numberColumn(rows, ({ diastolic }) => diastolic)}::float8[],
      ${numberColumn(rows, ({ meanArterial }) => meanArterial)}::float8[],
      ${numberColumn(rows, ({ pulse }) => pulse)}::float8[],
      ${numberColumn(rows, ({ glucose }) => glucose)}::float8[],
      ${numberColumn(rows, ({ heartRate }) => heartRate)}::float8[],
      ${textColumn(rows, ({ comparator }) => comparator)}::text[],
      ${textColumn(rows, ({ method }) => method)}::text[],
      ${textColumn(rows, ({ specimen }) => specimen)}::text[],
      ${textColumn(rows, ({ meal }) => meal)}::text[],
      ${textColumn(rows, ({ context }) => context)}::text[],
      ${numberColumn(rows, ({ steps }) => steps)}::int[],
      ${textColumn(rows, ({ rrIntervalsMs }) => (rrIntervalsMs === null ? null : `{${rrIntervalsMs.join(',')}}`))}::text[],
      ${numberColumn(rows, ({ userSlot }) => userSlot)}::int[],
      ${textColumn(rows, ({ flags }) => (flags === null ? null : `{${flags.join(',')}}`))}::text[],
      ${textColumn(rows, ({ original }) => (original === null ? null : JSON.stringify(original)))}::text[]
    ) as reading (
      id, patient_id, kind, source, source_key, measured_at, effective_at, received_at,
      systolic, diastolic, mean_arterial, pulse, glucose, heart_rate,
      comparator, method, specimen, meal, context, steps, rr_intervals_ms, user_slot, flags, original
    )
    on conflict do nothing
    returning id`;
};

/** Empty where no clock was corrected, which is nearly always. */
const correctedTimes = (rows: readonly ObservationRow[]): string =>
  rows.every(({ clockAheadMs }) => clockAheadMs === 0)
    ? '{}'
    : textColumn(rows, ({ clockAheadMs, effectiveAtMs }) =>
        clockAheadMs === 0 ? null : new Date(effectiveAtMs).toISOString(),
      );

type Existing = Pick<
  ObservationRow,
  | 'id'
  | 'systolic'
  | 'diastolic'
  | 'meanArterial'
  | 'pulse'
  | 'glucose'
  | 'heartRate'
  | 'comparator'
  | 'method'
  | 'specimen'
  | 'meal'
  | 'context'
  | 'steps'
  | 'rrIntervalsMs'
  | 'userSlot'
  | 'flags'
  | 'original'
> & { position: number };

/** Compares with the rows that were there first: equal content again is a duplicate, other values are never dropped. */
const settleConflicts = async (tx: TransactionSql, conflicting: readonly NewObservation[]): Promise<void> => {
  const existing = await findExisting(
    tx,
    conflicting.map(({ row }) => row),
  );
  for (const [index, { item, row }] of conflicting.entries()) {
    const found = existing[index];
    if (found !== undefined && hasSameValues(found, row)) item.fate = { fate: 'duplicate', observationId: found.id };
    else
      item.refused = { reason: 'same-key-other-values', detail: 'a reading with the same identity has other values' };
  }
};

/**
 * A reading that was stored while its device's clock was corrected, and is sent again when it is not, comes from the
 * future: it is a duplicate all the same.
 */
export const settleRepeats = async (tx: TransactionSql, items: readonly Item[]): Promise<void> => {
  const repeats = items.flatMap((item) => {
    const { source, reading, rejection } = item;
    const isAsked = rejection?.reason === 'future-clock' && reading !== null && source.type === 'device';
    return isAsked ? [{ item, row: toObservationRow(source, reading, Date.parse(reading.measuredAt)) }] : [];
  });
  if (repeats.length === 0) return;
  const existing = await findExisting(
    tx,
    repeats.map(({ row }) => row),
  );
  for (const [index, { item, row }] of repeats.entries()) {
    const found = existing[index];
    if (found !== undefined && hasSameValues(found, row)) item.fate = { fate: 'duplicate', observationId: found.id };
  }
};

/** The row with the identity of each of these, where there is one. */
const findExisting = async (
  tx: TransactionSql,
  rows: readonly ObservationRow[],
): Promise<readonly (Existing | undefined)[]> => {
  const existing = await tx<Existing[]>`
    select key.position::int as position, o.id, o.systolic, o.diastolic, o.mean_arterial as "meanArterial", o.pulse,
      o.glucose, o.heart_rate as "heartRate", o.comparator, o.method, o.specimen, o.meal, o.context, o.steps,
      o.rr_intervals_ms as "rrIntervalsMs", o.user_slot as "userSlot", o.flags, o.original
    from unnest(
      ${plainColumn(rows, ({ measuredAt }) => measuredAt)}::timestamptz[],
      ${textColumn(rows, ({ source }) => source)}::text[],
      ${plainColumn(rows, ({ kind }) => kind)}::text[],
      ${textColumn(rows, ({ sourceKey }) => sourceKey)}::text[]
    ) with ordinality as key (measured_at, source, kind, source_key, position)
    join observations o using (measured_at, source, kind, source_key)`;
  const byPosition = new Map(existing.map((found) => [found.position, found]));
  return rows.map((_, index) => byPosition.get(index + 1));
};
