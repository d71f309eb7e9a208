import type { DetectionRow, PatientWatch } from './detection/patient-watch.ts';
import type { FindingChange } from './detection/finding.ts';

/**
 * Readings in, findings out. Touches nothing but the watch it is given, and looks at no clock: lateness is judged at
 * `now`. Whatever order the readings of a day come in, alone or together, the findings end up the same: what is the
 * episode's onset, when it was over, whether a repeat confirmed it.
 */
export const detect = (patient: PatientWatch, rows: readonly DetectionRow[], now: number): FindingChange[] => {
  for (const row of rows) patient.add(row);
  const changes: FindingChange[] = [];
  patient.collect(now, changes);
  return changes;
};
