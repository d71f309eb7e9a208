/**
 * A 16-bit SFLOAT (IEEE 11073-20601): exponent in the upper 4 bits, mantissa in the lower 12, both signed; value =
 * mantissa x 10^exponent. Five mantissas with exponent 0 are no numbers: NaN (0x07FF), "not at this resolution" (0x0800)
 * and a reserved one (0x0801) mean that there is no value; 0x07FE and 0x0802 are plus and minus infinity, which is how a
 * meter says HI and LO.
 *
 * Worked examples: 0xF0BD is 189 x 10^-1 = 18.9; 0xB064 is 100 x 10^-5 = 0.001.
 */
export type Sfloat = number | 'absent' | 'above' | 'below';

const SPECIAL: ReadonlyMap<number, Sfloat> = new Map([
  [0x07ff, 'absent'],
  [0x0800, 'absent'],
  [0x0801, 'absent'],
  [0x07fe, 'above'],
  [0x0802, 'below'],
]);

export const decodeSfloat = (raw: number): Sfloat => {
  const special = SPECIAL.get(raw);
  if (special !== undefined) return special;
  const mantissa = signed(raw & 0x0fff, 12);
  const exponent = signed(raw >>> 12, 4);
  // Dividing by a power of ten is exact where multiplying by its inverse is not: 189 / 10 is 18.9.
  return exponent < 0 ? mantissa / 10 ** -exponent : mantissa * 10 ** exponent;
};

const signed = (value: number, bits: number): number => (value >= 1 << (bits - 1) ? value - (1 << bits) : value);
