import { describe, expect, it } from 'vitest';
import type { Observation } from '#contracts/observation.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import { repeatWords } from '#web-client/words/repeat.ts';

const at = '2026-11-26T10:00:00.000Z';
const common = {
  ...{ id: '019a0000-0000-7000-8000-000000000001', patientId: '019a0000-0000-7000-8000-000000000002' },
  ...{ source: 'manual', measuredAt: at, effectiveAt: at, receivedAt: at, flags: [] },
};
const pressure: Observation = {
  ...{ ...common, kind: 'blood-pressure', systolic: 192, diastolic: 114, meanArterial: null, pulse: null },
  ...{ method: 'cuff', unit: 'mmHg', original: null },
};
const glucose: Observation = {
  ...{ ...common, kind: 'glucose', value: 320, comparator: null, specimen: 'capillary' },
  ...{ meal: null, unit: 'mg/dL', original: null },
};
const pulse: Observation = { ...common, kind: 'heart-rate', value: 140, unit: '/min', context: 'rest', steps: null };

const wordsFor = (observation: Observation, values: Partial<RepeatRequest> = {}) =>
  repeatWords(
    {
      observation,
      reason: 'high',
      ...{ hasSymptoms: false, earliestAt: at, restedAt: at, until: at, answer: null, isPaged: false },
      ...values,
    },
    '120',
  );
const textOf = (...given: Parameters<typeof wordsFor>): string => {
  const { heading, texts } = wordsFor(...given);
  return [heading, ...texts].join(' ');
};

describe('what a patient is told after a reading that is to be taken again', () => {
  it.each<[string, Observation, Partial<RepeatRequest>, RegExp]>([
    ['a high pressure', pressure, {}, /measure once more.*Sit still.*Chest pain.*120/],
    ['a low pressure', pressure, { reason: 'low' }, /measure once more.*Sit or lie down.*faint.*120/],
    ['a high finger-stick', glucose, {}, /measure once more.*Wash your hands.*belly pain.*120/],
    ['a low finger-stick', glucose, { reason: 'low' }, /something sweet now.*juice.*15 minutes.*confused.*120/],
    ['a fast pulse', pulse, {}, /measure once more.*ten minutes.*Chest pain.*120/],
    [
      'a value that is rarely seen',
      pressure,
      { reason: 'doubtful' },
      /measure once more.*rarely seen.*Chest pain.*120/,
    ],
  ])('%s: what to do, and when to call', (_name, observation, values, words) => {
    expect(textOf(observation, values)).toMatch(words);
    expect(wordsFor(observation, values).call).toBe(false);
  });

  it('says that the care team was told only where it was', () => {
    expect(textOf(pressure)).toMatch(/can see this value/);
    expect(textOf(pressure)).not.toMatch(/has been told/);
    expect(textOf(pressure, { isPaged: true })).toMatch(/has been told/);
    const answer = { observation: pressure, isAsBad: true };
    expect(textOf(pressure, { answer })).not.toMatch(/has been told/);
    expect(textOf(pressure, { answer, isPaged: true })).toMatch(/has been told/);
  });

  it.each<[string, Observation, Partial<RepeatRequest>, boolean]>([
    ['a high pressure', pressure, {}, true],
    ['a high pressure whose repeat is as bad', pressure, { answer: { observation: pressure, isAsBad: true } }, true],
    ['a high pressure whose repeat is better', pressure, { answer: { observation: pressure, isAsBad: false } }, false],
    ['a high finger-stick', glucose, {}, true],
    ['a fast pulse', pulse, {}, true],
    ['a low finger-stick, where something sweet comes first', glucose, { reason: 'low' }, false],
    ['a low pressure, where lying down comes first', pressure, { reason: 'low' }, false],
  ])('puts the emergency number first for who feels unwell with %s', (_name, observation, values, call) => {
    expect(wordsFor(observation, { hasSymptoms: true, ...values }).call).toBe(call);
  });
});
