import { WATCHDOG_DEVICE_ID, WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { detect } from '#models/detect.ts';
import type { ClinicClock } from './clinic-clock.ts';
import type { NewObservation } from './insert-observations.ts';
import { actorOf } from './item.ts';
import type { PatientEntry } from './patient-memory.ts';
import { DEADLINE } from './policy/page-overdue.ts';
import type { Step } from './policy/step.ts';
import { detectorFailed } from './technical-findings.ts';
import { watchdogBreaches } from './watchdog.ts';

export type Detection = {
  steps: Step[];
  /** Stored and not judged: the detector threw on their patient. */
  failed: NewObservation[];
  /** Taken by hand, and far from what is usual for their patient: to be asked about, and judged like any other. */
  farFromUsual: NewObservation[];
};

export type DetectionInput = {
  stored: readonly NewObservation[];
  entries: ReadonlyMap<string, PatientEntry>;
  clock: ClinicClock;
  nowMs: number;
  /** The clock of the reading's patient, in a clinic on event time. */
  clockOf: (observation: NewObservation) => number;
  /** Patients with a deadline that their own clock may pass. */
  awaiting: ReadonlySet<string>;
  onFailure: (error: unknown) => void;
};

/** Judges what was stored. A detector that throws stops neither the storage nor the other patients' detection. */
export const runDetection = (input: DetectionInput): Detection => {
  const { stored, entries, nowMs, onFailure } = input;
  const steps: Step[] = [];
  const failed: NewObservation[] = [];
  const farFromUsual: NewObservation[] = [];
  for (const [patientId, observations] of Map.groupBy(stored, ({ patientId }) => patientId)) {
    const [first] = observations;
    const entry = entries.get(patientId);
    if (first === undefined) continue;
    try {
      if (entry === undefined) throw new Error('nothing is known of the patient');
      // The watchdog's breach goes through the detectors too: where they fail it does not come back.
      const found = stepsOf(input, patientId, entry, observations);
      steps.push(...(patientId === WATCHDOG_PATIENT_ID ? watchdogSteps(input, entry, observations) : found));
      const { watch } = entry;
      farFromUsual.push(...observations.filter(({ row }) => isTakenByHand(row) && watch.isFarFromUsual(row)));
    } catch (error) {
      onFailure(error);
      failed.push(...observations);
      const at = input.clock === 'event' ? input.clockOf(first) : nowMs;
      const change = detectorFailed(entry?.watch.ruleSet ?? 'china', first.row.effectiveAtMs);
      const actor = { type: 'system', id: 'detector' } as const;
      steps.push({ patientId, ruleId: 'detector.failed', change, clock: input.clock, at, actor });
    }
  }
  return { steps, failed, farFromUsual };
};

/**
 * What lies on a table measures whoever takes it; what is worn measures its wearer, a thousand times a day. Glucose is not
 * asked about: to be far from the usual is what meals and insulin do, and not a sign of another person.
 */
const isTakenByHand = ({ method, kind, source }: NewObservation['row']): boolean =>
  method === 'cuff' || (kind === 'heart-rate' && source.startsWith('manual:'));

/** All readings at once, or each on its own clock, as if it had come alone. */
const stepsOf = (
  { clock, nowMs, clockOf, awaiting }: DetectionInput,
  patientId: string,
  { watch }: PatientEntry,
  observations: readonly NewObservation[],
): Step[] => {
  const toSteps = (changes: readonly FindingChange[], at: number, { item }: NewObservation): Step[] =>
    changes.flatMap((change) => {
      const finding = change.after ?? change.before;
      return finding ? [{ patientId, ruleId: finding.ruleId, change, clock, at, actor: actorOf(item.source) }] : [];
    });
  const newest = observations.at(-1);
  if (clock === 'wall' && newest !== undefined) {
    const rows = observations.map(({ row }) => row);
    return toSteps(detect(watch, rows, nowMs), nowMs, newest);
  }
  let isAwaiting = awaiting.has(patientId);
  const steps: Step[] = [];
  for (const observation of observations) {
    const at = clockOf(observation);
    if (isAwaiting) {
      steps.push({ patientId, ruleId: 'bp.crisis', change: null, clock, at, actor: DEADLINE });
    }
    const changes = detect(watch, [observation.row], at);
    isAwaiting ||= changes.some(({ after }) => after !== null && after.repeatWithinMs !== null);
    steps.push(...toSteps(changes, at, observation));
  }
  return steps;
};

const watchdogSteps = (
  { clock, nowMs }: DetectionInput,
  { watch }: PatientEntry,
  observations: readonly NewObservation[],
): Step[] =>
  watchdogBreaches(observations, watch).map((change) => ({
    ...{ patientId: WATCHDOG_PATIENT_ID, ruleId: 'system.watchdog', change, clock, at: nowMs },
    actor: { type: 'device', id: WATCHDOG_DEVICE_ID },
  }));
