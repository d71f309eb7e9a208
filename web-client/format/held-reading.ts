import type { QuarantinedReading } from '#contracts/quarantine.ts';
import type { Meal, Reading, ReadingKind } from '#contracts/reading.ts';

type Flag = NonNullable<Reading['flags']>[number];

/** What can be made out of a held reading's bytes, as it stood there; null where they are no reading at all. */
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
  specimen: 'capillary' | 'interstitial';
  meal: Meal | null;
  method: 'cuff' | 'cuffless' | null;
  context: 'rest' | 'active' | null;
  steps: number | null;
  flags: readonly Flag[];
};

const KINDS = ['blood-pressure', 'glucose', 'heart-rate'] as const satisfies readonly ReadingKind[];
const MEALS = ['fasting', 'before', 'after', 'bedtime'] as const satisfies readonly Meal[];

const FLAGS = [
  'body-movement',
  'cuff-loose',
  'irregular-pulse',
  'pulse-out-of-range',
  'wrong-position',
  'sensor-fault',
  'symptoms',
  'battery-low',
] as const satisfies readonly Flag[];
const METHODS = ['cuff', 'cuffless'] as const;
const CONTEXTS = ['rest', 'active'] as const;

const asWritten = (value: unknown): string =>
  typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 40) : '';

/** `Lo`, `0Hi`: a meter's limits, written where a number should be. */
const limitOf = (value: string): '' | '<' | '>' => {
  if (/^[\s\d]*(?:lo|low)\s*$/i.test(value)) return '<';
  return /^[\s\d]*(?:hi|high)\s*$/i.test(value) ? '>' : '';
};

const parseRecord = (text: string | null): Record<string, unknown> | null => {
  if (text === null) return null;
  try {
    const parsed: unknown = JSON.parse(text);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : null;
  } catch {
    return null;
  }
};

/** Those that we know: that the person felt ill must not be lost. */
const flagsIn = (sent: unknown): Flag[] => (Array.isArray(sent) ? FLAGS.filter((flag) => sent.includes(flag)) : []);

export const readHeld = ({ payloadText }: Pick<QuarantinedReading, 'payloadText'>): Held | null => {
  const sent = parseRecord(payloadText);
  if (sent === null) return null;
  const value = asWritten(sent['value']);
  const comparator = sent['comparator'];
  return {
    kind: KINDS.find((kind) => kind === sent['kind']) ?? null,
    systolic: asWritten(sent['systolic']),
    diastolic: asWritten(sent['diastolic']),
    pulse: asWritten(sent['pulse']),
    value,
    unit: asWritten(sent['unit']),
    deviceTime: typeof sent['measuredAt'] === 'string' ? sent['measuredAt'].slice(0, 40) : null,
    userSlot: typeof sent['userSlot'] === 'number' ? sent['userSlot'] : null,
    comparator: comparator === '<' || comparator === '>' ? comparator : limitOf(value),
    specimen: sent['specimen'] === 'interstitial' ? 'interstitial' : 'capillary',
    meal: MEALS.find((meal) => meal === sent['meal']) ?? null,
    method: METHODS.find((method) => method === sent['method']) ?? null,
    context: CONTEXTS.find((context) => context === sent['context']) ?? null,
    steps: Number.isInteger(sent['steps']) ? Number(sent['steps']) : null,
    flags: flagsIn(sent['flags']),
  };
};

/** `80/120 mmHg`, `Lo mg/dL`, `5.5 mg/dL`: the value as it came; empty where there is none. */
export const heldValueText = (held: Held): string => {
  const numbers = held.kind === 'blood-pressure' ? `${held.systolic}/${held.diastolic}` : held.value;
  return numbers === '' || numbers === '/' ? '' : `${numbers} ${held.unit}`.trim();
};
