import type { TransactionSql } from 'postgres';
import { textColumn } from '../array-literal.ts';
import type { Item } from '../item.ts';
import { sourceName } from '../observation-row.ts';

/**
 * Writes what meters said about results beside those results, and sets the items' fates. A context follows its result
 * within seconds; one whose result is not there goes to quarantine.
 */
export const addContexts = async (tx: TransactionSql, items: readonly Item[]): Promise<void> => {
  const contexts = items.flatMap((item) =>
    item.context === null || item.refused !== null
      ? []
      : [{ item, source: sourceName(item.source), sourceKey: `s:${item.context.sequence}`, meal: item.context.meal }],
  );
  if (contexts.length === 0) return;
  const found = await tx<{ id: string; source: string; sourceKey: string }[]>`
    update observations o set meal = coalesce(context.meal, o.meal)
    from unnest(
      ${textColumn(contexts, ({ source }) => source)}::text[],
      ${textColumn(contexts, ({ sourceKey }) => sourceKey)}::text[],
      ${textColumn(contexts, ({ meal }) => meal)}::text[]
    ) as context (source, source_key, meal)
    -- A meter that was reset begins to count again: the newest result of that number is meant.
    cross join lateral (
      select id, measured_at
      from observations
      where patient_id in (select patient_id from device_assignments where device_id = context.source)
        and kind = 'glucose' and source = context.source and source_key = context.source_key
        and effective_at > now() - interval '90 days' and measured_at > now() - interval '91 days'
      order by effective_at desc
      limit 1
    ) as result
    where o.measured_at = result.measured_at and o.source = context.source and o.kind = 'glucose'
      and o.source_key = context.source_key and o.id = result.id
    returning o.id, o.source, o.source_key as "sourceKey"`;
  for (const { item, source, sourceKey } of contexts) {
    const result = found.find((row) => row.source === source && row.sourceKey === sourceKey);
    if (result === undefined) {
      item.refused = { reason: 'wrong-shape', detail: '2a34: the context of a result that was not sent' };
    } else item.fate = { fate: 'stored', observationId: result.id };
  }
};
