import { bigint, bigserial, index, jsonb, pgTable, text, timestamp, uuid } from 'drizzle-orm/pg-core';
import type { Actor } from '#contracts/alert.ts';
import { bytea } from './devices.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/** Who did what to whose record; written in the transaction of the change, never updated or deleted. */
export const auditLog = pgTable(
  'audit_log',
  {
    id: bigserial('id', { mode: 'bigint' }).primaryKey(),
    at: at('at').notNull(),
    actor: jsonb('actor').$type<Actor>().notNull(),
    /** `noun:past-tense`, such as `alert:acknowledged`. */
    action: text('action').notNull(),
    patientId: uuid('patient_id'),
    subjectType: text('subject_type').notNull(),
    subjectId: text('subject_id').notNull(),
    detail: jsonb('detail').$type<Record<string, unknown>>(),
  },
  (t) => [index('audit_log_patient_idx').on(t.patientId, t.at)],
);

/** A hash chain over committed audit rows, sealed outside their transactions so that it does not serialise them. */
export const auditSeals = pgTable('audit_seals', {
  id: bigint('id', { mode: 'bigint' }).primaryKey(),
  sealedAt: at('sealed_at').notNull(),
  /** Ids of the audit rows in this link, in order. */
  auditIds: bigint('audit_ids', { mode: 'bigint' }).array().notNull(),
  /** SHA-256 over the previous link's hash and the rows. */
  hash: bytea('hash').notNull(),
});
