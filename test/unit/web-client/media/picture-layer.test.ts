import { describe, expect, it } from 'vitest';
import { layerFor } from '#web-client/media/picture-layer.ts';

describe('the layer that is asked for', () => {
  it.each([
    [160, 120, 3, 0],
    [320, 180, 3, 0],
    [480, 270, 3, 1],
    [640, 360, 3, 1],
    [1_280, 720, 3, 2],
    [390, 600, 3, 1],
    [160, 120, 2, 0],
    [640, 480, 2, 1],
    [160, 120, 1, 0],
    [1_920, 1_080, 1, 0],
  ])('of a picture shown at %i x %i, sent in %i sizes: %i', (width, height, layers, layer) => {
    expect(layerFor({ width, height }, layers)).toBe(layer);
  });

  it('is the sharpest where nobody knows how large it is shown', () => {
    expect([1, 2, 3].map((layers) => layerFor(undefined, layers))).toEqual([0, 1, 2]);
  });
});
