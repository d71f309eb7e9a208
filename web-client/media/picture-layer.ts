/** Where a picture is shown, in pixels of the screen. */
export type ShownSize = { width: number; height: number };

/**
 * The smaller sizes that a camera is sent in, besides its own (see encodings.ts): of a picture in three sizes 320 x 180
 * and 640 x 360 at least, of one in two 320 x 240.
 */
const SMALLER_SIZES: Readonly<Record<number, readonly number[]>> = { 2: [320 * 240], 3: [320 * 180, 640 * 360] };

/** A picture drawn so much larger than it is still looks the same to most. */
const STRETCH = 1.5;

/** The smallest layer that is sharp enough where it is shown; the sharpest where that is not known. */
export const layerFor = (shown: ShownSize | undefined, layers: number): number => {
  if (!shown) return layers - 1;
  const pixels = shown.width * shown.height;
  const enough = (SMALLER_SIZES[layers] ?? []).findIndex((size) => size * STRETCH >= pixels);
  return enough === -1 ? layers - 1 : enough;
};
