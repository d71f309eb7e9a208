import { expect, it } from 'vitest';
import { gapsBetween } from '#web-client/elements/charts/gaps.ts';

it('breaks the sensor’s line where it was silent, and not at a finger-stick in between', () => {
  const minutes = [0, 15, 20, 30, 75, 90];
  const values = [100, 104, null, 110, 96, 98];
  expect(gapsBetween(minutes, values, 30)).toEqual([[30, 75]]);
});
