import { hash } from 'node:crypto';
import type { TransactionSql } from 'postgres';
import { newId } from '#database/ids.ts';
import type { Item } from './item.ts';
import { sourceName } from './observation-row.ts';
import type { Rejection } from './rejection.ts';

export type Quarantined = { item: Item; rejection: Rejection; isDangerous: boolean };
/** `isNew`: these bytes were not in quarantine for this reason before. */
export type QuarantinedRow = Quarantined & { id: string; isNew: boolean };

/** Keeps the bytes as they came. A device that repeats them fills one row, which counts. */
export const insertQuarantined = async (
  tx: TransactionSql,
  quarantined: readonly Quarantined[],
): Promise<QuarantinedRow[]> => {
  if (quarantined.length === 0) return [];
  const merged = new Map<string, { first: Quarantined; occurrences: number; sha256: string; bytes: Uint8Array }>();
  for (const entry of quarantined) {
    const bytes = entry.item.bytes();
    const sha256 = hash('sha256', bytes, 'hex');
    const key = keyOf(sourceName(entry.item.source), sha256, entry.rejection.reason);
    const same = merged.get(key);
    if (same === undefined) merged.set(key, { first: entry, occurrences: 1, sha256, bytes });
    else same.occurrences += 1;
  }
  const records = [...merged.values()].map(({ first, occurrences, sha256, bytes }) => ({
    id: newId(),
    source: sourceName(first.item.source),
    patient_id: first.item.patientId,
    reason: first.rejection.reason,
    detail: first.rejection.detail,
    is_dangerous: first.isDangerous,
    payload: Buffer.from(bytes).toString('hex'),
    payload_sha256: sha256,
    received_at: first.item.receivedAt.toISOString(),
    occurrences,
  }));
  const rows = await tx<{ id: string; source: string; sha256: string; reason: string; isNew: boolean }[]>`
    insert into quarantined_readings (
      id, source, patient_id, reason, detail, is_dangerous, payload, payload_sha256, received_at, last_received_at,
      occurrences
    )
    select id, source, patient_id, reason, detail, is_dangerous, decode(payload, 'hex'), decode(payload_sha256, 'hex'),
      received_at, received_at, occurrences
    from jsonb_to_recordset(${tx.json(records)}) as record (
      id uuid, source text, patient_id uuid, reason text, detail text, is_dangerous boolean, payload text,
      payload_sha256 text, received_at timestamptz, occurrences int
    )
    on conflict (source, payload_sha256, reason) do update set
      occurrences = quarantined_readings.occurrences + excluded.occurrences,
      last_received_at = greatest(quarantined_readings.last_received_at, excluded.last_received_at)
    returning id, source, encode(payload_sha256, 'hex') as sha256, reason, xmax = 0 as "isNew"`;
  return rows.flatMap(({ id, source, sha256, reason, isNew }) => {
    const entry = merged.get(keyOf(source, sha256, reason));
    return entry === undefined ? [] : [{ ...entry.first, id, isNew }];
  });
};

const keyOf = (source: string, sha256: string, reason: string): string => `${source} ${sha256} ${reason}`;
