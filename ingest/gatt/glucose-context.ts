import type { Meal } from '#contracts/reading.ts';
import { ByteReader } from './byte-reader.ts';

/** What a meter says about a result that it sent before, known by its sequence number. */
export type GlucoseContext = {
  sequence: number;
  /** Null where the meter does not say, or says "casual". */
  meal: Meal | null;
};

const FLAG = {
  carbohydrate: 0x01,
  meal: 0x02,
  testerAndHealth: 0x04,
  exercise: 0x08,
  medication: 0x10,
  hba1c: 0x40,
  extended: 0x80,
} as const;
const MEALS: ReadonlyMap<number, Meal> = new Map([
  [1, 'before'],
  [2, 'after'],
  [3, 'fasting'],
  [5, 'bedtime'],
]);

/** Glucose Measurement Context 0x2A34 (Bluetooth SIG, Glucose Service 1.0.1, 3.2). Of its fields the meal is kept. */
export const decodeGlucoseContext = (bytes: Uint8Array): GlucoseContext => {
  const frame = new ByteReader(bytes);
  const flags = frame.uint8('the flags');
  const sequence = frame.uint16('the sequence number');
  if (flags & FLAG.extended) frame.uint8('the extended flags');
  if (flags & FLAG.carbohydrate) frame.skip(3, 'the carbohydrate');
  const meal = flags & FLAG.meal ? (MEALS.get(frame.uint8('the meal')) ?? null) : null;
  if (flags & FLAG.testerAndHealth) frame.skip(1, 'the tester and health');
  if (flags & FLAG.exercise) frame.skip(3, 'the exercise');
  if (flags & FLAG.medication) frame.skip(3, 'the medication');
  if (flags & FLAG.hba1c) frame.skip(2, 'the HbA1c');
  frame.end();
  return { sequence, meal };
};
