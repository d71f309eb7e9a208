import { describe, expect, it } from 'vitest';
import type { Arrival } from '#ingest/arrival.ts';
import { toItems } from '#ingest/item.ts';

const RECEIVED_AT = new Date('2026-03-01T10:00:00Z');

const reasonOf = (element: unknown, isClockChecked = true): string | null => {
  const arrival: Arrival = {
    source: { type: 'device', deviceId: 'meter-1' },
    payload: { type: 'readings', bytes: Buffer.from(JSON.stringify(element)) },
    receivedAt: RECEIVED_AT,
  };
  return toItems(arrival, isClockChecked, 'UTC')[0]?.rejection?.reason ?? null;
};

const glucose = (more: object = {}) => ({
  ...{ kind: 'glucose', value: 100, unit: 'mg/dL', specimen: 'capillary', measuredAt: '2026-03-01T09:00:00Z', ...more },
});
const pressure = (systolic: unknown, diastolic: unknown, more: object = {}) => ({
  ...{ kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: '2026-03-01T09:00:00Z', ...more },
});
const pulse = (value: unknown) => ({ kind: 'heart-rate', value, unit: '/min', measuredAt: '2026-03-01T09:00:00Z' });

describe('what is possible', () => {
  it.each([
    [pressure(50, 20), null],
    [pressure(300, 200), null],
    [pressure(301, 100), 'impossible-value'],
    [pressure(120, 19), 'impossible-value'],
    [pressure(120, 120), 'impossible-pair'],
    [pressure(24, 12, { unit: 'kPa' }), null],
    [pressure(120, 80, { unit: 'kPa' }), 'unit-probably-wrong'],
    [pulse(20), null],
    [pulse(250), null],
    [pulse(19), 'impossible-value'],
    [pulse(251), 'impossible-value'],
    [glucose({ value: 10 }), null],
    [glucose({ value: 1000 }), null],
    [glucose({ value: 1001 }), 'impossible-value'],
    [glucose({ value: 9 }), 'unit-probably-wrong'],
    [glucose({ value: 110, unit: 'mmol/L' }), 'unit-probably-wrong'],
    [glucose({ value: 33.3, unit: 'mmol/L' }), null],
    [glucose({ value: 20, comparator: '<' }), null],
  ])('%o -> %s', (element, reason) => {
    expect(reasonOf(element)).toBe(reason);
  });
});

describe('what is a reading', () => {
  it.each([
    [glucose({ value: '100' }), 'not-a-number'],
    [glucose({ value: null }), 'not-a-number'],
    [pressure('HI', 80), 'not-a-number'],
    [glucose({ value: undefined }), 'wrong-shape'],
    [glucose({ unit: 'mg' }), 'wrong-shape'],
    [glucose({ specimen: undefined }), 'wrong-shape'],
    [glucose({ comparator: '<=' }), 'wrong-shape'],
    [glucose({ seq: -1 }), 'wrong-shape'],
    [glucose({ seq: 1.5 }), 'wrong-shape'],
    [glucose({ messageId: 'x'.repeat(65) }), 'wrong-shape'],
    [glucose({ measuredAt: '2026-13-01T00:00:00Z' }), 'impossible-date'],
    [glucose({ measuredAt: '2026-03-01T09:00:00' }), 'impossible-date'],
    [glucose({ measuredAt: 'yesterday' }), 'wrong-shape'],
    [glucose({ measuredAt: 1_772_000_000 }), 'wrong-shape'],
    [pressure(120, undefined), 'wrong-shape'],
    ['a text', 'wrong-shape'],
  ])('%o -> %s', (element, reason) => {
    expect(reasonOf(element)).toBe(reason);
  });
});

describe("a device's clock", () => {
  it.each([
    ['2026-03-01T10:05:00Z', null],
    ['2026-03-01T10:05:01Z', 'future-clock'],
    ['1989-10-31T12:00:00-06:00', null],
    ['1970-01-01T00:03:00Z', 'reset-clock'],
    ['0000-12-31T23:00:00Z', 'reset-clock'],
    ['0001-01-01T00:00:00+14:00', 'reset-clock'],
  ])('%s -> %s', (measuredAt, reason) => {
    expect(reasonOf(glucose({ measuredAt }))).toBe(reason);
  });
  it('is not asked in a clinic on event time, but year 0 is still no year', () => {
    expect(reasonOf(glucose({ measuredAt: '2036-01-01T00:00:00Z' }), false)).toBeNull();
    expect(reasonOf(glucose({ measuredAt: '0000-01-01T00:00:00Z' }), false)).toBe('reset-clock');
  });
});

describe('a stored row', () => {
  const rowOf = (element: unknown) => {
    const arrival: Arrival = {
      source: { type: 'device', deviceId: 'meter-1' },
      payload: { type: 'readings', bytes: Buffer.from(JSON.stringify(element)) },
      receivedAt: RECEIVED_AT,
    };
    return toItems(arrival, true, 'UTC')[0]?.row;
  };
  it('is flagged where it is possible but doubtful', () => {
    expect(rowOf(pressure(230, 120))?.flags).toEqual(['extreme']);
    expect(rowOf(pressure(120, 112, { flags: ['body-movement'] }))?.flags).toEqual([
      'body-movement',
      'narrow-pulse-pressure',
    ]);
    expect(rowOf(pressure(120, 80))?.flags).toBeNull();
  });
  it('loses no pressure for a pulse that the cuff did not get', () => {
    expect(rowOf(pressure(120, 80, { pulse: 0 }))).toMatchObject({
      pulse: null,
      original: { unit: 'mmHg', values: { systolic: 120, diastolic: 80, pulse: 0 } },
    });
  });
  it('has the identity that the device sent', () => {
    const keys = [{ messageId: 'a' }, { seq: 4 }, { messageId: 'a', seq: 4 }].map(
      (more) => rowOf(glucose(more))?.sourceKey,
    );
    expect(keys).toEqual(['m:a', 's:4', 'm:a']);
    const hashes = [{}, {}, { value: 101 }, { userSlot: 1 }, { meal: 'fasting' }].map(
      (more) => rowOf(glucose(more))?.sourceKey,
    );
    expect(hashes[0]).toBe(hashes[1]);
    expect(new Set(hashes).size).toBe(4);
  });
});
