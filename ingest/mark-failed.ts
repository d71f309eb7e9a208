import type { TransactionSql } from 'postgres';
import { plainColumn, textColumn } from './array-literal.ts';
import type { NewObservation } from './insert-observations.ts';

/** Marks rows that were stored without being judged. */
export const markDetectorFailed = async (tx: TransactionSql, failed: readonly NewObservation[]): Promise<void> => {
  if (failed.length === 0) return;
  const rows = failed.map(({ row }) => row);
  await tx`
    update observations set flags = array_append(coalesce(flags, '{}'), 'detector-failed')
    from unnest(
      ${plainColumn(rows, ({ measuredAt }) => measuredAt)}::timestamptz[],
      ${textColumn(rows, ({ source }) => source)}::text[],
      ${plainColumn(rows, ({ kind }) => kind)}::text[],
      ${textColumn(rows, ({ sourceKey }) => sourceKey)}::text[]
    ) as key (measured_at, source, kind, source_key)
    where observations.measured_at = key.measured_at and observations.source = key.source
      and observations.kind = key.kind and observations.source_key = key.source_key`;
};
