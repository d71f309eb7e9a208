import { describe, expect, it } from 'vitest';
import fc from 'fast-check';
import type { RepeatableReading } from '#models/repeat/concern.ts';
import { repeatRequest, type SpotStream } from '#models/repeat/repeat-request.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { FACTS } from '#models/rules/judge.ts';

const DAY = '2026-11-26';
const ms = (time: string): number => Date.parse(`${DAY}T${time}Z`);

type Values = Partial<RepeatableReading> & { first: number };
const reading = (time: string, values: Values): RepeatableReading => ({
  id: time,
  atMs: ms(time),
  receivedAtMs: ms(time),
  second: 0,
  facts: 0,
  flags: [],
  ...values,
});
const pressure = (time: string, first: number, second: number, values: Partial<RepeatableReading> = {}) =>
  reading(time, { first, second, ...values });

type Options = { stream?: SpotStream; now?: string; ruleSet?: 'china' | 'us' | 'pregnancy'; crisisSystolic?: number };
const askedOf = (readings: RepeatableReading[], options: Options = {}) => {
  const { stream = 'cuff', now = '10:06:00', ruleSet = 'china', crisisSystolic } = options;
  const rules = activeRules(ruleSet, crisisSystolic === undefined ? {} : { crisisSystolic });
  const asked = repeatRequest(readings, stream, rules[stream], ms(now));
  if (asked === null) return null;
  const { reading: about, reason, answer } = asked;
  return { about: about.id, reason, answer: answer && [answer.reading.id, answer.isAsBad ? 'as bad' : 'better'] };
};

describe('a pressure that is to be taken again', () => {
  it.each<[string, number, number, string[], string | null]>([
    ['a crisis', 192, 114, [], 'high'],
    ['a low one', 88, 58, [], 'low'],
    ['one whose two values are too close', 108, 100, ['narrow-pulse-pressure'], 'doubtful'],
    ['one rarely seen that breaks no rule', 150, 34, ['extreme'], 'doubtful'],
    ['a crisis that is rarely seen, too', 231, 128, ['extreme'], 'high'],
    ['one above the target', 158, 96, [], null],
    ['one that only a clock was wrong about', 128, 82, ['clock-corrected'], null],
  ])('is %s', (_name, systolic, diastolic, flags, reason) => {
    expect(askedOf([pressure('10:00:00', systolic, diastolic, { flags })])?.reason ?? null).toBe(reason);
  });

  it('follows the patient’s own rules', () => {
    expect(askedOf([pressure('10:00:00', 172, 96)])).toBeNull();
    expect(askedOf([pressure('10:00:00', 172, 96)], { crisisSystolic: 170 })?.reason).toBe('high');
    expect(askedOf([pressure('10:00:00', 162, 96)], { ruleSet: 'pregnancy' })?.reason).toBe('high');
    expect(askedOf([pressure('10:00:00', 180, 96)], { ruleSet: 'us' })).toBeNull();
  });

  it('is answered by the first reading a minute later or more, and by none before', () => {
    const first = pressure('10:00:00', 192, 114);
    const soon = pressure('10:00:59', 150, 92);
    expect(askedOf([first, soon])).toEqual({ about: '10:00:00', reason: 'high', answer: null });
    const better = ['10:01:00', 'better'];
    expect(askedOf([first, soon, pressure('10:01:00', 150, 92)])?.answer).toEqual(better);
    expect(askedOf([first, pressure('10:01:00', 150, 92), pressure('10:04:00', 149, 91)])?.answer).toEqual(better);
  });

  it('asks for nothing more for a while where the repeat is as bad', () => {
    const twice = [pressure('10:00:00', 192, 114), pressure('10:03:00', 188, 112)];
    const answer = ['10:03:00', 'as bad'];
    expect(askedOf(twice)?.answer).toEqual(answer);
    expect(askedOf([...twice, pressure('10:05:00', 190, 113)])).toEqual({ about: '10:00:00', reason: 'high', answer });
    const later = [...twice, pressure('10:40:00', 190, 113)];
    expect(askedOf(later, { now: '10:41:00' })).toEqual({ about: '10:40:00', reason: 'high', answer: null });
  });

  it('is asked about anew where it is a danger again after a better repeat', () => {
    const readings = [pressure('10:00:00', 192, 114), pressure('10:03:00', 150, 92), pressure('10:05:00', 190, 113)];
    expect(askedOf(readings)).toEqual({ about: '10:05:00', reason: 'high', answer: null });
  });

  it('is asked about for itself where it is a danger of another kind', () => {
    const doubtful = pressure('10:00:00', 108, 100, { flags: ['narrow-pulse-pressure'] });
    const asked = { about: '10:03:00', reason: 'high', answer: null };
    expect(askedOf([doubtful, pressure('10:03:00', 192, 114)])).toEqual(asked);
    expect(askedOf([doubtful, pressure('10:00:40', 192, 114)])).toEqual({ ...asked, about: '10:00:40' });
    // The worse of two tries stands.
    const close = pressure('10:00:40', 108, 100, { flags: ['narrow-pulse-pressure'] });
    expect(askedOf([pressure('10:00:00', 192, 114), close])?.about).toBe('10:00:00');
  });

  it('keeps that the person feels unwell, whichever try says so', () => {
    const rules = activeRules('china').cuff;
    const first = pressure('10:00:00', 192, 114);
    const unwell = pressure('10:00:30', 190, 112, { facts: FACTS.symptoms });
    expect(repeatRequest([first], 'cuff', rules, ms('10:06:00'))?.hasSymptoms).toBe(false);
    expect(repeatRequest([first, unwell], 'cuff', rules, ms('10:06:00'))?.hasSymptoms).toBe(true);
    const repeat = { ...unwell, id: 'repeat', atMs: ms('10:03:00') };
    expect(repeatRequest([first, repeat], 'cuff', rules, ms('10:06:00'))?.hasSymptoms).toBe(true);
  });

  it('is waited for half an hour after the rest, from when it came in', () => {
    const readings = [pressure('10:00:00', 192, 114)];
    expect(askedOf(readings, { now: '10:35:00' })).not.toBeNull();
    expect(askedOf(readings, { now: '10:35:01' })).toBeNull();
    const late = [pressure('06:00:00', 192, 114, { receivedAtMs: ms('10:00:00') })];
    expect(askedOf(late, { now: '10:35:00' })).not.toBeNull();
    expect(askedOf([...late, pressure('08:00:00', 140, 88)], { now: '10:05:00' })?.answer).toEqual([
      '08:00:00',
      'better',
    ]);
    const old = [pressure('10:00:00', 192, 114, { atMs: ms('10:00:00') - 25 * 3_600_000 })];
    expect(askedOf(old)).toBeNull();
  });

  it('does not depend on anything but the times of measurement', () => {
    const values = fc.record({
      minute: fc.integer({ min: 0, max: 50 }),
      systolic: fc.integer({ min: 80, max: 240 }),
      diastolic: fc.integer({ min: 40, max: 79 }),
    });
    fc.assert(
      fc.property(fc.uniqueArray(values, { selector: ({ minute }) => minute, maxLength: 8 }), (found) => {
        const readings = found
          .toSorted((a, b) => a.minute - b.minute)
          .map(({ minute, systolic, diastolic }) =>
            pressure(`10:${String(minute).padStart(2, '0')}:00`, systolic, diastolic),
          );
        const asked = repeatRequest(readings, 'cuff', activeRules('china').cuff, ms('11:00:00'));
        if (asked === null) return true;
        const { answer, earliestAtMs, untilMs, reading: about } = asked;
        return (
          answer === null ||
          (answer.reading.atMs >= earliestAtMs && answer.reading.atMs <= untilMs && answer.reading.atMs > about.atMs)
        );
      }),
    );
  });
});

describe('a finger-stick that is to be taken again', () => {
  const stick = (time: string, first: number, values: Partial<RepeatableReading> = {}) =>
    reading(time, { first, ...values });

  it('is very high, and asked about a minute later with clean hands', () => {
    const first = stick('10:00:00', 320);
    expect(askedOf([first], { stream: 'capillary' })).toEqual({ about: '10:00:00', reason: 'high', answer: null });
    const answer = ['10:02:00', 'better'];
    expect(askedOf([first, stick('10:02:00', 190)], { stream: 'capillary' })?.answer).toEqual(answer);
    expect(askedOf([stick('10:00:00', 280)], { stream: 'capillary' })).toBeNull();
    const hi = stick('10:00:00', 600, { facts: FACTS.aboveLimit });
    expect(askedOf([hi], { stream: 'capillary' })?.reason).toBe('high');
  });

  it('is low, and asked about until it is over', () => {
    const first = stick('10:00:00', 49);
    const stillLow = stick('10:15:00', 51);
    const now = '10:20:00';
    expect(askedOf([first, stick('10:05:00', 48)], { stream: 'capillary', now })?.about).toBe('10:00:00');
    const again = { about: '10:15:00', reason: 'low', answer: null };
    expect(askedOf([first, stillLow], { stream: 'capillary', now })).toEqual(again);
    const over = askedOf([first, stillLow, stick('10:30:00', 88)], { stream: 'capillary', now: '10:31:00' });
    expect(over).toEqual({ ...again, answer: ['10:30:00', 'better'] });
  });

  it('is no longer asked about when it says nothing about now', () => {
    const old = stick('07:00:00', 320, { receivedAtMs: ms('10:00:00') });
    expect(askedOf([old], { stream: 'capillary' })).toBeNull();
  });
});

describe('a pulse that is to be taken again', () => {
  it.each([
    [135, 0, 'high'],
    [38, 0, 'low'],
    [120, 0, null],
    [135, FACTS.active, null],
  ])('%d with facts %d: %s', (first, facts, reason) => {
    expect(askedOf([reading('10:00:00', { first, facts })], { stream: 'heart-rate' })?.reason ?? null).toBe(reason);
  });

  it('is answered after the ten minutes that the rule waits', () => {
    const first = reading('10:00:00', { first: 135 });
    const options = { stream: 'heart-rate', now: '10:15:00' } as const;
    expect(askedOf([first, reading('10:09:00', { first: 90 })], options)?.answer).toBeNull();
    expect(askedOf([first, reading('10:10:00', { first: 90 })], options)?.answer).toEqual(['10:10:00', 'better']);
  });
});
