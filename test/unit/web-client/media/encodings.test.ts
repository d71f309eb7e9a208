import { describe, expect, it } from 'vitest';
import { cameraLayers } from '#web-client/media/encodings.ts';

describe('how many sizes of a camera are sent', () => {
  // libwebrtc's simulcast_utility table: 640x360 allows two layers, 960x540 three.
  it.each([
    [1_920, 1_080, 3],
    [1_280, 720, 3],
    [720, 1_280, 3],
    [960, 540, 3],
    [640, 480, 2],
    [480, 640, 2],
    [480, 270, 2],
    [320, 240, 1],
    [0, 0, 1],
  ])('%i x %i: %i', (width, height, layers) => {
    expect(cameraLayers({ width, height })).toBe(layers);
  });

  it('one where the browser does not say its size', () => {
    expect(cameraLayers({})).toBe(1);
  });
});
