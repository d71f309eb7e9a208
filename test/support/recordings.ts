import { toObservationRow } from '#ingest/observation-row.ts';
import { findImpossible } from '#ingest/plausible.ts';
import { isRejection } from '#ingest/rejection.ts';
import { validate } from '#ingest/validate.ts';
import type { DetectionRow } from '#models/detection/patient-watch.ts';
import { readReplayCsv } from '#tools/replay/csv.ts';
import { toReading } from '#tools/replay/to-reading.ts';
import { datasetFile } from './datasets.ts';

const SOURCE = { type: 'device', deviceId: 'recording' } as const;

/**
 * What detection would see of a recording: each patient's believable readings in order of measurement, equal ones once.
 */
export const readRecording = async (path: string): Promise<Map<string, DetectionRow[]>> => {
  const ofPatient = new Map<string, Map<string, DetectionRow>>();
  for (const row of await readReplayCsv(datasetFile(path))) {
    const reading = validate(toReading(row));
    if (isRejection(reading) || findImpossible(reading) !== null) continue;
    const observation = toObservationRow(SOURCE, reading, Date.parse(reading.measuredAt));
    const rows = ofPatient.get(row.patient) ?? new Map<string, DetectionRow>();
    ofPatient.set(row.patient, rows);
    rows.set(`${observation.kind} ${observation.effectiveAtMs} ${observation.sourceKey}`, observation);
  }
  return new Map(
    [...ofPatient].map(([patient, rows]) => [
      patient,
      [...rows.values()].sort((a, b) => a.effectiveAtMs - b.effectiveAtMs),
    ]),
  );
};
