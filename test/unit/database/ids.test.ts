import { expect, it } from 'vitest';
import { validate, version } from 'uuid';
import { newId } from '#database/ids.ts';

it('makes ids of version 7 that are all different and sort in the order they were made', () => {
  const ids = Array.from({ length: 50_000 }, newId);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids.toSorted()).toEqual(ids);
  expect(ids.every((id) => validate(id) && version(id) === 7)).toBe(true);
});

it('does not let the next id be guessed from the one before', () => {
  const tails = new Set(Array.from({ length: 1000 }, () => newId().slice(-10)));
  expect(tails.size).toBe(1000);
});
