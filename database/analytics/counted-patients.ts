import type { PendingQuery, Row, TransactionSql } from 'postgres';
import { WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';

/** Whose records are counted: those of these patients, or of all. */
export type CountedPatients = readonly string[] | 'all';

/** `select id` of the patients that count, of whom the watchdog's is none. The one place to leave some out. */
export const countedPatients = (tx: TransactionSql, counted: CountedPatients): PendingQuery<Row[]> =>
  counted === 'all'
    ? tx`select id from patients where id <> ${WATCHDOG_PATIENT_ID}`
    : tx`select id from patients where id in (select jsonb_array_elements_text(${tx.json(counted)})::uuid)`;
