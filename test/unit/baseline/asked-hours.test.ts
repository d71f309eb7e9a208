import { expect, it } from 'vitest';
import { AskedHours } from '#models/baseline/asked-hours.ts';
import { StreamUsual } from '#models/baseline/stream-usual.ts';

const known = { center: 122.25, spread: 5 };

it('give back what was remembered, exactly, and null where too little was known', () => {
  const asked = new AskedHours(2);
  asked.remember(100, [known, null]);
  asked.remember(101, [null, { center: 1 / 3, spread: 0.1 }]);
  expect(asked.at(100)).toEqual([known, null]);
  expect(asked.at(101)).toEqual([null, { center: 1 / 3, spread: 0.1 }]);
  expect(asked.at(102)).toBeUndefined();
});

it('forget what is more than a day from the hour asked last, in either direction, and what they are told to', () => {
  const asked = new AskedHours(1);
  for (const hour of [100, 110, 124]) asked.remember(hour, [known]);
  asked.remember(130, [known]);
  expect([100, 110, 124, 130].map((hour) => asked.at(hour) !== undefined)).toEqual([false, true, true, true]);
  asked.forgetFrom(124);
  expect([110, 124, 130].map((hour) => asked.at(hour) !== undefined)).toEqual([true, false, false]);
  asked.remember(80, [known]);
  expect([80, 110].map((hour) => asked.at(hour) !== undefined)).toEqual([true, false]);
});

it('are forgotten when readings come that have a say, also newer ones than any before', () => {
  const usual = new StreamUsual('cuff');
  const start = 1_000;
  const day = (index: number) => ({ hour: start + 24 * index, count: 1, first: 120 + index, second: 80 });
  for (let index = 0; index < 14; index += 1) usual.add(day(index));
  const hour = start + 24 * 20;
  const before = usual.usualAt(hour);
  for (let index = 14; index < 18; index += 1) usual.add(day(index));
  const after = usual.usualAt(hour);
  const fresh = new StreamUsual('cuff');
  for (let index = 0; index < 18; index += 1) fresh.add(day(index));
  const { center, spread } = fresh.usualAt(hour)[0] ?? { center: Number.NaN, spread: Number.NaN };
  expect(after[0]).toMatchObject({ center, spread });
  expect(after[0]?.center).toBeGreaterThan(before[0]?.center ?? Number.NaN);
});
