/**
 * What a synthetic patient measures, as a function of device and position: three of five readings are sensor glucose
 * every five minutes, one is a cuff pressure, one a heart rate. Nothing but the planted breaches is dangerous.
 */
export const GLUCOSE_STEP_MS = 5 * 60_000;
/** The past that a forecast needs, and a little more. */
export const PREFILL_GLUCOSE = 30;

const CYCLE = ['glucose', 'blood-pressure', 'glucose', 'heart-rate', 'glucose'] as const;
const GLUCOSE_PER_CYCLE = 3;
/** Every so many cuff pressures is a crisis, far enough apart that each is an onset of its own: 1.3 % of all readings. */
const BREACH_EVERY = 15;

export type LoadReading = { kind: (typeof CYCLE)[number]; isBreach: boolean; json: string };

const glucoseJson = (device: number, index: number, startsAtMs: number): string => {
  // A slow wave between 100 and 150 mg/dL: no rule, and no forecast of a low.
  const value = Math.round(125 + 25 * Math.sin(index / 24 + device));
  const measuredAt = new Date(startsAtMs + index * GLUCOSE_STEP_MS).toISOString();
  return `{"kind":"glucose","messageId":"g${index}","measuredAt":"${measuredAt}","value":${value},"unit":"mg/dL","specimen":"interstitial"}`;
};

export const prefillJson = (device: number, startsAtMs: number): string =>
  `[${Array.from({ length: PREFILL_GLUCOSE }, (_, index) => glucoseJson(device, index, startsAtMs)).join(',')}]`;

export const readingAt = (device: number, position: number, startsAtMs: number): LoadReading => {
  const kind = CYCLE[position % CYCLE.length] ?? 'glucose';
  const cycle = Math.floor(position / CYCLE.length);
  const glucoseIndex = PREFILL_GLUCOSE + cycle * GLUCOSE_PER_CYCLE + Math.ceil((position % CYCLE.length) / 2);
  if (kind === 'glucose') return { kind, isBreach: false, json: glucoseJson(device, glucoseIndex, startsAtMs) };
  // A minute after the glucose before it.
  const measuredAt = new Date(startsAtMs + (glucoseIndex - 1) * GLUCOSE_STEP_MS + 60_000).toISOString();
  if (kind === 'heart-rate') {
    const json = `{"kind":"heart-rate","messageId":"h${cycle}","measuredAt":"${measuredAt}","value":${62 + (cycle % 15)},"unit":"/min","context":"rest"}`;
    return { kind, isBreach: false, json };
  }
  const isBreach = cycle % BREACH_EVERY === device % BREACH_EVERY;
  const [systolic, diastolic] = isBreach ? [192, 124] : [118 + (cycle % 10), 74 + (cycle % 8)];
  const json = `{"kind":"blood-pressure","messageId":"b${cycle}","measuredAt":"${measuredAt}","systolic":${systolic},"diastolic":${diastolic},"pulse":70,"unit":"mmHg"}`;
  return { kind, isBreach, json };
};
