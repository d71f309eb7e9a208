import type { Explanation } from '#contracts/alert.ts';
import type { LowForecast } from '#models/detection/predicted-low-watch.ts';
import { FEATURE_COUNT } from '#models/forecaster/features.ts';
import type { ForecastBatch } from '#models/forecaster/forecast.ts';
import type { Forecaster } from '#models/forecaster/forecaster.ts';
import { utcOffsetMinutes } from '#models/local-time/utc-offset.ts';
import type { DetectionInput } from './detection.ts';
import type { NewObservation } from './insert-observations.ts';
import { actorOf } from './item.ts';
import type { PatientEntry } from './patient-memory.ts';
import type { Step } from './policy/step.ts';
import { detectorFailed } from './technical-findings.ts';

export type Forecasting = {
  steps: Step[];
  failed: NewObservation[];
  /** Sensor readings with enough past, and how many of them were scored. */
  full: number;
  scored: number;
};

export type ForecastingInput = Pick<
  DetectionInput,
  'stored' | 'entries' | 'clock' | 'nowMs' | 'clockOf' | 'onFailure'
> & {
  forecaster: Pick<Forecaster, 'predict' | 'modelSha256' | 'backend'>;
};

/** A sensor reading with a full window; `isNewest` when it came in as the patient's newest. */
type Candidate = { observation: NewObservation; entry: PatientEntry; isNewest: boolean };

/** Feature rows of one batch, grown as needed and used again. */
let rows = new Float32Array(1024 * FEATURE_COUNT);

/** Scores every sensor reading that has a full window, in one call, and judges each patient's newest. */
export const runForecasts = (input: ForecastingInput): Forecasting => {
  const candidates: Candidate[] = [];
  const failed: NewObservation[] = [];
  for (const observation of input.stored) {
    const entry = input.entries.get(observation.patientId);
    if (observation.row.specimen !== 'interstitial' || entry === undefined) continue;
    try {
      const isNewest = writeFeatures(observation, entry, candidates.length);
      if (isNewest !== null) candidates.push({ observation, entry, isNewest });
    } catch (error) {
      input.onFailure(error);
      failed.push(observation);
    }
  }
  if (candidates.length === 0) return { steps: failureSteps(input, failed), failed, full: 0, scored: 0 };
  let steps: Step[] = [];
  let scored = 0;
  try {
    const batch = input.forecaster.predict(rows, candidates.length);
    scored = batch.count;
    steps = judgeNewest(input, candidates, batch);
  } catch (error) {
    input.onFailure(error);
    failed.push(...candidates.map(({ observation }) => observation));
  }
  return { steps: [...steps, ...failureSteps(input, failed)], failed, full: candidates.length, scored };
};

/** A day has other clock times after its zone changed the clock. */
const OFFSET_HOLDS_MS = 6 * 3_600_000;

/** Writes the row of a reading that has a full window, and tells whether it is the newest; null without one. */
const writeFeatures = ({ row }: NewObservation, entry: PatientEntry, position: number): boolean | null => {
  const { glucose } = entry.watch;
  const index = glucose.insert(row.effectiveAtMs, row.glucose ?? Number.NaN);
  if (index < 0) return null;
  if (Math.abs(row.effectiveAtMs - entry.offsetAtMs) > OFFSET_HOLDS_MS) {
    glucose.utcOffsetMinutes = utcOffsetMinutes(entry.timeZone, row.effectiveAtMs);
    entry.offsetAtMs = row.effectiveAtMs;
  }
  const offset = position * FEATURE_COUNT;
  if (offset + FEATURE_COUNT > rows.length) {
    const more = new Float32Array(rows.length * 2);
    more.set(rows);
    rows = more;
  }
  return glucose.featuresInto(rows, offset, index) === null ? index === glucose.size - 1 : null;
};

const judgeNewest = (input: ForecastingInput, candidates: readonly Candidate[], batch: ForecastBatch): Step[] => {
  const { clock, nowMs, clockOf } = input;
  const steps: Step[] = [];
  for (const [position, { observation, entry, isNewest }] of candidates.entries()) {
    const { item, patientId, row } = observation;
    const { watch } = entry;
    // On our clock a batch is judged as a whole: what something newer in it has overtaken is no forecast any more.
    const isOvertaken = clock === 'wall' && row.effectiveAtMs < watch.glucose.timeAt(watch.glucose.size - 1);
    if (!isNewest || isOvertaken) continue;
    const isLowPredicted = !watch.layersOff.includes('forecast') && batch.isPredictedLow(position);
    if (!isLowPredicted && !watch.predictedLow.isTold) continue;
    const at = clock === 'event' ? clockOf(observation) : nowMs;
    const newest: LowForecast = {
      observationId: row.id,
      at: row.effectiveAtMs,
      glucose: row.glucose ?? Number.NaN,
      isLowPredicted,
      forecast: toExplanation(input, batch, position, row.effectiveAtMs),
      usual: isLowPredicted ? watch.usualAt('interstitial', row.effectiveAtMs) : undefined,
    };
    for (const change of watch.predictedLow.judge(newest, at)) {
      steps.push({ patientId, ruleId: 'glucose.predicted-low', change, clock, at, actor: actorOf(item.source) });
    }
  }
  return steps;
};

const toExplanation = (
  { forecaster }: ForecastingInput,
  batch: ForecastBatch,
  position: number,
  atMs: number,
): NonNullable<Explanation['forecast']> => {
  const { model, points, minimumLow } = batch.at(position);
  return {
    model,
    artifactSha256: model === 'mlp' ? forecaster.modelSha256 : null,
    backend: forecaster.backend,
    issuedAt: new Date(atMs).toISOString(),
    points,
    minimumLow,
  };
};

/** One technical finding a patient: their readings are stored, and nobody forecast from them. */
const failureSteps = (
  { clock, nowMs, clockOf, entries }: ForecastingInput,
  failed: readonly NewObservation[],
): Step[] =>
  [...Map.groupBy(failed, ({ patientId }) => patientId)].flatMap(([patientId, [first]]) => {
    if (first === undefined) return [];
    const at = clock === 'event' ? clockOf(first) : nowMs;
    const change = detectorFailed(entries.get(patientId)?.watch.ruleSet ?? 'china', first.row.effectiveAtMs);
    const actor = { type: 'system', id: 'detector' } as const;
    return [{ patientId, ruleId: 'detector.failed', change, clock, at, actor }];
  });
