import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  CLAIM_CODE_BASE,
  CLAIM_CODE_DRAWN,
  formatClaimCode,
  parseClaimCode,
  toClaimCode,
} from '#contracts/claim-code.ts';

const codes = fc
  .array(fc.nat(CLAIM_CODE_BASE - 1), { minLength: CLAIM_CODE_DRAWN, maxLength: CLAIM_CODE_DRAWN })
  .map(toClaimCode);

describe('a claim code', () => {
  it('is read as it is shown, in small letters, without its dash or with gaps', () => {
    fc.assert(
      fc.property(codes, (code) => {
        expect(parseClaimCode(formatClaimCode(code))).toBe(code);
        expect(parseClaimCode(` ${code.toLowerCase().slice(0, 4)} – ${code.slice(4)} `)).toBe(code);
      }),
    );
  });

  it('has no character that is mistaken for another', () => {
    fc.assert(fc.property(codes, (code) => /^[2-9A-HJKMNP-Z]{8}$/.test(code)));
  });

  it('is noticed to be wrong when one character is', () => {
    fc.assert(
      fc.property(codes, fc.nat(7), codes, (code, position, other) => {
        const wrong = code.slice(0, position) + other.charAt(0) + code.slice(position + 1);
        expect(parseClaimCode(wrong)).toBe(wrong === code ? code : null);
      }),
    );
  });

  it('is noticed to be wrong when two characters changed places', () => {
    fc.assert(
      fc.property(codes, fc.nat(7), fc.nat(7), (code, one, two) => {
        const characters = Array.from(code);
        [characters[one], characters[two]] = [characters[two] ?? '', characters[one] ?? ''];
        const swapped = characters.join('');
        expect(parseClaimCode(swapped)).toBe(swapped === code ? code : null);
      }),
    );
  });

  it.each(['', '2222222', '222222222', '2222-2223', 'O222-2222', '２２２２２２２２２'])('%j is none', (text) => {
    expect(parseClaimCode(text)).toBeNull();
  });

  it('may be typed in full-width letters', () => {
    expect(parseClaimCode('２２２２－２２２２')).toBe('22222222');
  });
});
