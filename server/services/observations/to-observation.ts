import { z } from 'zod';
import type { Observation } from '#contracts/observation.ts';
import { GLUCOSE_UNITS, PRESSURE_UNITS } from '#contracts/reading.ts';
import type { observations } from '#database/schema/index.ts';

export type ObservationRow = typeof observations.$inferSelect;

/** Typed in by hand: who did it stands in the audit log, not on every chart. */
const MANUAL = /^manual(?::|$)/;

const PressureUnit = z.enum(PRESSURE_UNITS);
const GlucoseUnit = z.enum(GLUCOSE_UNITS);

/** The table's check holds that the columns of a row's own kind are there. */
const present = <T>(value: T | null, column: string): T => {
  if (value === null) throw new Error(`an observation lacks ${column}`);
  return value;
};

const originalOf = <Unit>(row: ObservationRow, unit: z.ZodType<Unit>) =>
  row.original === null ? null : { unit: unit.parse(row.original.unit), values: row.original.values };

/** What leaves the server of an observation: the fields of its kind, and no other column. */
export const toObservation = (row: ObservationRow): Observation => {
  const common = {
    id: row.id,
    patientId: row.patientId,
    source: MANUAL.test(row.source) ? 'manual' : row.source,
    measuredAt: row.measuredAt.toISOString(),
    effectiveAt: row.effectiveAt.toISOString(),
    receivedAt: row.receivedAt.toISOString(),
    flags: row.flags ?? [],
  };
  switch (row.kind) {
    case 'blood-pressure':
      return {
        kind: row.kind,
        ...common,
        systolic: present(row.systolic, 'systolic'),
        diastolic: present(row.diastolic, 'diastolic'),
        meanArterial: row.meanArterial,
        pulse: row.pulse,
        method: row.method ?? 'cuff',
        unit: 'mmHg',
        original: originalOf(row, PressureUnit),
      };
    case 'glucose':
      return {
        kind: row.kind,
        ...common,
        value: present(row.glucose, 'glucose'),
        comparator: row.comparator,
        specimen: present(row.specimen, 'specimen'),
        meal: row.meal,
        unit: 'mg/dL',
        original: originalOf(row, GlucoseUnit),
      };
    case 'heart-rate':
      return {
        kind: row.kind,
        ...common,
        value: present(row.heartRate, 'heart_rate'),
        unit: '/min',
        context: row.context ?? 'unknown',
        steps: row.steps,
      };
  }
};
