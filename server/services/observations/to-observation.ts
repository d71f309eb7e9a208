import { Observation } from '#contracts/observation.ts';
import type { observations } from '#database/schema/index.ts';

export type ObservationRow = typeof observations.$inferSelect;

/** Typed in by hand: who did it stands in the audit log, not on every chart. */
const MANUAL = /^manual(?::|$)/;

/** What leaves the server of an observation. The columns of one kind are null in rows of another, which this settles. */
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
      return Observation.parse({
        kind: row.kind,
        ...common,
        systolic: row.systolic,
        diastolic: row.diastolic,
        meanArterial: row.meanArterial,
        pulse: row.pulse,
        method: row.method ?? 'cuff',
        unit: 'mmHg',
        original: row.original,
      });
    case 'glucose':
      return Observation.parse({
        kind: row.kind,
        ...common,
        value: row.glucose,
        comparator: row.comparator,
        specimen: row.specimen,
        meal: row.meal,
        unit: 'mg/dL',
        original: row.original,
      });
    case 'heart-rate':
      return Observation.parse({
        kind: row.kind,
        ...common,
        value: row.heartRate,
        unit: '/min',
        context: row.context ?? 'unknown',
        steps: row.steps,
      });
  }
};
