/** What cannot be mistaken for another when it is read off a slip: no I, L, O, 0 or 1. 31 of them, which is a prime. */
const ALPHABET = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;
/** Inverse of the last weight: 8 x 4 = 32, which is 1 modulo 31. */
const INVERSE_OF_LAST_WEIGHT = 4;

/** Modulo a prime, a sum with different weights notices every wrong character and every two that changed places. */
const weightedSum = (digits: readonly number[]): number =>
  digits.reduce((sum, digit, index) => sum + (index + 1) * digit, 0) % ALPHABET.length;

/** How many characters of a claim code are drawn at random, each below `CLAIM_CODE_BASE`: 31^7 codes, 34 bits. */
export const CLAIM_CODE_DRAWN = LENGTH - 1;
export const CLAIM_CODE_BASE = ALPHABET.length;

/** The code of seven drawn numbers with its check character. Worked example: seven zeros give `22222222`. */
export const toClaimCode = (drawn: readonly number[]): string => {
  const check = ((ALPHABET.length - weightedSum(drawn)) * INVERSE_OF_LAST_WEIGHT) % ALPHABET.length;
  return [...drawn, check].map((digit) => ALPHABET.charAt(digit)).join('');
};

/** A claim code as somebody typed it, without gaps and in capitals; null where it cannot be one. */
export const parseClaimCode = (typed: string): string | null => {
  const code = typed
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}]/gu, '');
  const digits = Array.from(code, (character) => ALPHABET.indexOf(character));
  if (digits.length !== LENGTH || digits.includes(-1)) return null;
  return weightedSum(digits) === 0 ? code : null;
};

/** In two groups, as it is shown and read out: `7KQ2-M9XD`. */
export const formatClaimCode = (code: string): string => `${code.slice(0, LENGTH / 2)}-${code.slice(LENGTH / 2)}`;
