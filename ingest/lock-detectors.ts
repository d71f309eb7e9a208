import type { TransactionSql } from 'postgres';

/** Takes turns with whoever ingests for these patients, without telling them that anything of their window changed. */
export const lockDetectors = async (tx: TransactionSql, patientIds: Iterable<string>): Promise<void> => {
  const ids = [...new Set(patientIds)].toSorted();
  await tx`insert into detectors (patient_id) select unnest(${ids}::uuid[]) on conflict do nothing`;
  await tx`select 1 from detectors where patient_id = any (${ids}::uuid[]) order by patient_id for update`;
};
