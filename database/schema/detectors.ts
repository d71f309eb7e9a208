import { bigint, pgTable, uuid } from 'drizzle-orm/pg-core';
import { patients } from './patients.ts';

/**
 * One row a patient, locked by whoever ingests for that patient. It is only a version, no state: a process whose
 * memory holds another version reloads the patient's window from the observations.
 */
export const detectors = pgTable('detectors', {
  patientId: uuid('patient_id')
    .primaryKey()
    .references(() => patients.id),
  version: bigint('version', { mode: 'number' }).notNull().default(0),
});
