import type { QuarantinedReading } from '#contracts/quarantine.ts';
import {
  ACTIVITY_CONTEXTS,
  BP_METHODS,
  MEALS,
  READING_FLAGS,
  READING_KINDS,
  SPECIMENS,
  type Meal,
  type ReadingKind,
} from '#contracts/reading.ts';

type Flag = (typeof READING_FLAGS)[number];
export type Specimen = (typeof SPECIMENS)[number];

/** What a held reading says, as it was sent; null where it could not be read. */
export type Held = {
  kind: ReadingKind | null;
  /** The numbers as they were written, `Lo` included. */
  systolic: string;
  diastolic: string;
  pulse: string;
  value: string;
  unit: string;
  /** What the device's clock said, as it said it. */
  deviceTime: string | null;
  userSlot: number | null;
  comparator: '' | '<' | '>';
  /** Null where it does not say: which rule pages depends on it. */
  specimen: Specimen | null;
  meal: Meal | null;
  method: (typeof BP_METHODS)[number] | null;
  context: (typeof ACTIVITY_CONTEXTS)[number] | null;
  steps: number | null;
  flags: readonly Flag[];
};

const asWritten = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 40) : '';

/** `Lo`, `0Hi`: a meter's limits, written where a number should be. */
const limitOf = (value: string): '' | '<' | '>' => {
  if (/^[\s\d]*(?:lo|low)\s*$/i.test(value)) return '<';
  return /^[\s\d]*(?:hi|high)\s*$/i.test(value) ? '>' : '';
};

/** Those that we know: that the person felt ill must not be lost. */
const flagsIn = (sent: unknown): Flag[] =>
  Array.isArray(sent) ? READING_FLAGS.filter((flag) => sent.includes(flag)) : [];

export const readHeld = ({ element: sent }: Pick<QuarantinedReading, 'element'>): Held | null => {
  if (sent === null) return null;
  const value = asWritten(sent['value']);
  const comparator = sent['comparator'];
  return {
    kind: READING_KINDS.find((kind) => kind === sent['kind']) ?? null,
    systolic: asWritten(sent['systolic']),
    diastolic: asWritten(sent['diastolic']),
    pulse: asWritten(sent['pulse']),
    value,
    unit: asWritten(sent['unit']),
    deviceTime: typeof sent['measuredAt'] === 'string' ? sent['measuredAt'].slice(0, 40) : null,
    userSlot: typeof sent['userSlot'] === 'number' ? sent['userSlot'] : null,
    comparator: comparator === '<' || comparator === '>' ? comparator : limitOf(value),
    specimen: SPECIMENS.find((specimen) => specimen === sent['specimen']) ?? null,
    meal: MEALS.find((meal) => meal === sent['meal']) ?? null,
    method: BP_METHODS.find((method) => method === sent['method']) ?? null,
    context: ACTIVITY_CONTEXTS.find((context) => context === sent['context']) ?? null,
    steps: Number.isInteger(sent['steps']) ? Number(sent['steps']) : null,
    flags: flagsIn(sent['flags']),
  };
};

/** `80/120 mmHg`, `Lo mg/dL`, `5.5 mg/dL`: the value as it came; empty where there is none. */
export const heldValueText = (held: Held): string => {
  const numbers = held.kind === 'blood-pressure' ? `${held.systolic}/${held.diastolic}` : held.value;
  return numbers === '' || numbers === '/' ? '' : `${numbers} ${held.unit}`.trim();
};
