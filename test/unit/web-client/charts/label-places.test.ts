import { describe, expect, it } from 'vitest';
import { labelPlaces } from '#web-client/elements/charts/label-places.ts';

const HEIGHT = 16;
const GAP = 4;

describe('the words on the lines of a chart', () => {
  it('stand at the end where the lines are far from each other', () => {
    expect(
      labelPlaces(
        [
          { y: 20, width: 60 },
          { y: 36, width: 60 },
          { y: 120, width: 40 },
        ],
        HEIGHT,
        GAP,
      ),
    ).toEqual([0, 0, 0]);
  });

  it('stand side by side where they would lie over each other', () => {
    expect(
      labelPlaces(
        [
          { y: 100, width: 60 },
          { y: 108, width: 50 },
          { y: 104, width: 40 },
        ],
        HEIGHT,
        GAP,
      ),
    ).toEqual([0, 64, 118]);
  });

  it('take the room that is left between two others', () => {
    const lines = [
      { y: 100, width: 60 },
      { y: 108, width: 50 },
      { y: 120, width: 30 },
    ];
    // The last one is close to the second alone.
    expect(labelPlaces(lines, HEIGHT, GAP)).toEqual([0, 64, 0]);
  });
});
