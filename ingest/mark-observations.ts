import type { TransactionSql } from 'postgres';
import type { OBSERVATION_FLAGS } from '#contracts/observation.ts';
import { plainColumn, textColumn } from './array-literal.ts';
import type { NewObservation } from './insert-observations.ts';

/** Adds to rows that were stored in this transaction what was noticed about them since. */
export const markObservations = async (
  tx: TransactionSql,
  marked: readonly NewObservation[],
  flag: (typeof OBSERVATION_FLAGS)[number],
): Promise<void> => {
  if (marked.length === 0) return;
  const rows = marked.map(({ row }) => row);
  await tx`
    update observations set flags = array_append(coalesce(flags, '{}'), ${flag}::text)
    from unnest(
      ${plainColumn(rows, ({ measuredAt }) => measuredAt)}::timestamptz[],
      ${textColumn(rows, ({ source }) => source)}::text[],
      ${plainColumn(rows, ({ kind }) => kind)}::text[],
      ${textColumn(rows, ({ sourceKey }) => sourceKey)}::text[]
    ) as key (measured_at, source, kind, source_key)
    where observations.measured_at = key.measured_at and observations.source = key.source
      and observations.kind = key.kind and observations.source_key = key.source_key`;
};
