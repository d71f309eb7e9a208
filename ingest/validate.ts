import type { z } from 'zod';
import { Reading } from '#contracts/reading.ts';
import type { Rejection } from './rejection.ts';

/** Quantities that a reading may carry; the identity of a reading is not one of them. */
const VALUES = new Set(['systolic', 'diastolic', 'meanArterial', 'pulse', 'value', 'steps', 'rrIntervalsMs']);
const DATE_LIKE = /^[+-]?\d{4,6}-\d{1,2}-\d{1,2}/;

/** Checks one element against the contract, or says in the words of quarantine what is wrong with it. */
export const validate = (element: unknown): Reading | Rejection => {
  const result = Reading.safeParse(element);
  if (!result.success) return toRejection(element, result.error);
  // PostgreSQL's text has no NUL.
  if (result.data.messageId?.includes('\u0000') === true) {
    return { reason: 'wrong-shape', detail: 'messageId: contains a NUL character' };
  }
  return result.data;
};

const toRejection = (element: unknown, error: z.ZodError): Rejection => {
  const { issues } = error;
  const fields = isRecord(element) ? element : {};
  const notNumber = issues.find(({ path, code }) => code === 'invalid_type' && VALUES.has(String(path[0])));
  if (notNumber && String(notNumber.path[0]) in fields) {
    return { reason: 'not-a-number', detail: `${notNumber.path.join('.')}: not a number` };
  }
  const date = issues.find(({ path }) => path[0] === 'measuredAt');
  if (date && typeof fields['measuredAt'] === 'string' && DATE_LIKE.test(fields['measuredAt'])) {
    return { reason: 'impossible-date', detail: 'measuredAt: no such date, or without an offset from UTC' };
  }
  const [first] = issues;
  // zod's sentences name types and keys, never the value.
  const detail = first ? `${first.path.join('.') || 'reading'}: ${first.message}` : 'not a reading';
  return { reason: 'wrong-shape', detail: detail.slice(0, 300).replaceAll('\u0000', '\uFFFD') };
};

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
