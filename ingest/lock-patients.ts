import type { TransactionSql } from 'postgres';
import { plainColumn } from './array-literal.ts';

/**
 * Locks the patients' detector rows, in one order for everybody, and counts them up; a patient's first row is made
 * here. Two processes with two devices of one patient take turns from here to the end of their transactions.
 */
export const lockPatients = async (
  tx: TransactionSql,
  patientIds: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  if (patientIds.length === 0) return new Map();
  const rows = await tx<{ patientId: string; version: number }[]>`
    insert into detectors as detector (patient_id, version)
    select id, 1 from unnest(${plainColumn(patientIds, (id) => id)}::uuid[]) as patient (id) order by id
    on conflict (patient_id) do update set version = detector.version + 1
    returning patient_id as "patientId", version::float8 as version`;
  return new Map(rows.map(({ patientId, version }) => [patientId, version]));
};
