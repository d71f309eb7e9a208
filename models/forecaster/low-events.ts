import { LOW_MGDL, STEP_MS } from './features.ts';

/** Where a run of readings below 70 mg/dL begins; `patient` as in the windows. */
export type LowOnset = { patient: number; atMs: number };

/**
 * A low has ended after 15 minutes at or above 70 (Battelino et al. 2023, 10.1016/S2213-8587(22)00319-9), which two
 * readings of a 15-minute sensor show; sensors are a little early or late.
 */
const RECOVERED_MS = 12.5 * 60_000;

/**
 * The onsets in one patient's readings, which are in order. Worked example, every 15 minutes: 82, 75, 68, 72, 66, 74, 79,
 * 69 -> two, at 68 and at the last; the 66 belongs to the first low, which had not ended.
 */
export function findLowOnsets(
  readings: readonly { measuredAtMs: number; mgPerDl: number }[],
  patient: number,
): LowOnset[] {
  const onsets: LowOnset[] = [];
  let recoveredAt = Number.NaN;
  let previousAt = Number.NaN;
  for (const { measuredAtMs, mgPerDl } of readings) {
    if (mgPerDl >= LOW_MGDL) {
      if (Number.isNaN(recoveredAt)) recoveredAt = measuredAtMs;
      previousAt = measuredAtMs;
      continue;
    }
    if (previousAt - recoveredAt >= RECOVERED_MS) onsets.push({ patient, atMs: measuredAtMs });
    recoveredAt = Number.NaN;
  }
  return onsets;
}

/** What predicted lows are worth, event by event (measures of Harvey et al. 2012, 10.1089/dia.2011.0198). */
export type LowAlarms = {
  /** Lows that could be foretold: in the 30 minutes before the onset a forecast was made, and no other low going on. */
  events: number;
  /** Share of them with a predicted low in those 30 minutes. */
  caught: number;
  /** Runs of predicted lows after none of which a reading below 70 came within 30 minutes. */
  falseAlarmsPerPatientDay: number;
  /** From the beginning of the run of predicted lows to the onset: median minutes, and shares of the caught. */
  medianLeadMinutes: number;
  leadAtLeast15: number;
  leadAtLeast30: number;
};

/** The windows of LowAlarms, patient after patient, in order of time. */
export type AlarmWindows = {
  readonly patientOf: Uint16Array;
  readonly times: Float64Array;
  readonly now: Float32Array;
  readonly previous: Float32Array;
  readonly minimum30: Float32Array;
};

/** A predicted low this long after the last one is another alarm: by then the first has been cleared. */
const SAME_ALARM_MS = 30 * 60_000;
/** The 30 minutes ahead; sensors are a little early or late. */
const HORIZON_MS = 32.5 * 60_000;
const MINUTE_MS = 60_000;
const DAY_MS = 1_440 * MINUTE_MS;

/** Judges predicted lows. */
export function judgeAlarms(windows: AlarmWindows, lows: readonly LowOnset[], predicted: Uint8Array): LowAlarms {
  const { startOf, falseAlarms } = findRuns(windows, predicted);
  const { patientOf, times, now, previous } = windows;
  const leads: number[] = [];
  let events = 0;
  let first = 0;
  for (const { patient, atMs } of lows) {
    const isBefore = (window: number) =>
      (patientOf[window] ?? 0) < patient || (patientOf[window] === patient && (times[window] ?? 0) < atMs - HORIZON_MS);
    while (first < times.length && isBefore(first)) first += 1;
    let isEvent = false;
    let since: number | null = null;
    for (let i = first; patientOf[i] === patient && (times[i] ?? 0) < atMs; i += 1) {
      if (Math.min(now[i] ?? 0, previous[i] ?? 0) < LOW_MGDL) continue;
      isEvent = true;
      const start = startOf[i] ?? Number.NaN;
      // The run that is nearest to the onset: an earlier one has been cleared by then.
      if (!Number.isNaN(start)) since = start;
    }
    if (isEvent) events += 1;
    if (since !== null) leads.push((atMs - since) / MINUTE_MS);
  }
  leads.sort((a, b) => a - b);
  const shareOf = (minutes: number) => leads.filter((lead) => lead >= minutes - 0.5).length / leads.length;
  return {
    events,
    caught: leads.length / events,
    falseAlarmsPerPatientDay: falseAlarms / patientDays(windows),
    medianLeadMinutes: leads[Math.floor(leads.length / 2)] ?? Number.NaN,
    leadAtLeast15: shareOf(15),
    leadAtLeast30: shareOf(30),
  };
}

/** When the run of predicted lows began that a window is in (NaN outside), and how many runs no low followed. */
function findRuns({ patientOf, times, minimum30 }: AlarmWindows, predicted: Uint8Array) {
  const startOf = new Float64Array(times.length).fill(Number.NaN);
  let falseAlarms = 0;
  let last = -1;
  let isFalse = false;
  for (let i = 0; i < times.length; i += 1) {
    if (predicted[i] !== 1) continue;
    const time = times[i] ?? 0;
    const goesOn = last !== -1 && patientOf[last] === patientOf[i] && time - (times[last] ?? 0) < SAME_ALARM_MS;
    if (!goesOn && isFalse) falseAlarms += 1;
    startOf[i] = goesOn ? (startOf[last] ?? time) : time;
    isFalse = (!goesOn || isFalse) && (minimum30[i] ?? 0) >= LOW_MGDL;
    last = i;
  }
  return { startOf, falseAlarms: falseAlarms + (isFalse ? 1 : 0) };
}

/** A window stands for the time until the patient's next one, 15 minutes at most. */
function patientDays({ patientOf, times }: AlarmWindows): number {
  let sum = 0;
  for (let i = 0; i < times.length; i += 1) {
    const step = patientOf[i + 1] === patientOf[i] ? (times[i + 1] ?? 0) - (times[i] ?? 0) : STEP_MS;
    sum += Math.min(step, STEP_MS);
  }
  return sum / DAY_MS;
}
