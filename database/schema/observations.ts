import { sql } from 'drizzle-orm';
import {
  check,
  doublePrecision,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { ACTIVITY_CONTEXTS, BP_METHODS, COMPARATORS, MEALS, READING_KINDS, SPECIMENS } from '#contracts/reading.ts';

const at = (name: string) => timestamp(name, { withTimezone: true });

/**
 * Stored measurements in canonical units (mmHg, mg/dL, /min), one row a reading: blood pressure is one paired row.
 * The migration partitions the table by month of `measured_at`, with a DEFAULT partition.
 */
export const observations = pgTable(
  'observations',
  {
    id: uuid('id').notNull(),
    patientId: uuid('patient_id').notNull(),
    kind: text('kind', { enum: READING_KINDS }).notNull(),
    /** Device id, or `manual:{userId}`. */
    source: text('source').notNull(),
    /** `m:` messageId, `s:` seq or `h:` hash of the values: the rest of the reading's identity. */
    sourceKey: text('source_key').notNull(),
    measuredAt: at('measured_at').notNull(),
    effectiveAt: at('effective_at').notNull(),
    receivedAt: at('received_at').notNull(),
    systolic: doublePrecision('systolic'),
    diastolic: doublePrecision('diastolic'),
    meanArterial: doublePrecision('mean_arterial'),
    pulse: doublePrecision('pulse'),
    glucose: doublePrecision('glucose'),
    heartRate: doublePrecision('heart_rate'),
    comparator: text('comparator', { enum: COMPARATORS }),
    method: text('method', { enum: BP_METHODS }),
    specimen: text('specimen', { enum: SPECIMENS }),
    meal: text('meal', { enum: MEALS }),
    context: text('context', { enum: ACTIVITY_CONTEXTS }),
    steps: integer('steps'),
    rrIntervalsMs: doublePrecision('rr_intervals_ms').array(),
    userSlot: integer('user_slot'),
    flags: text('flags').array(),
    /** `{ unit, values }` as sent, where the unit was not the canonical one. */
    original: jsonb('original').$type<{ unit: string; values: Record<string, number> }>(),
    invalidatedAt: at('invalidated_at'),
  },
  (t) => [
    primaryKey({ columns: [t.measuredAt, t.source, t.kind, t.sourceKey] }),
    // Charts, windows and "newest of its kind".
    index('observations_patient_idx').on(t.patientId, t.kind, t.effectiveAt),
    // A day of intervals between beats, for the few patients who send them; the rows of all others stand not in it.
    index('observations_intervals_idx')
      .on(t.patientId, t.effectiveAt)
      .where(sql`${t.rrIntervalsMs} is not null`),
    // Live charts ask for "what came in since"; rows arrive in that order, so a block-range index of a few pages does.
    index('observations_received_idx').using('brin', t.receivedAt),
    check(
      'observations_value_of_kind',
      sql`case ${t.kind} when 'blood-pressure' then ${t.systolic} is not null and ${t.diastolic} is not null when 'glucose' then ${t.glucose} is not null and ${t.specimen} is not null else ${t.heartRate} is not null end`,
    ),
  ],
);
