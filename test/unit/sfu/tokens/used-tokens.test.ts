import { describe, expect, it } from 'vitest';
import { UsedTokens } from '#sfu/tokens/used-tokens.ts';

describe('used tokens', () => {
  it('are known until they expire and forgotten afterwards', () => {
    const used = new UsedTokens();
    expect(used.use('a', 100, 40)).toBe(true);
    expect(used.use('a', 100, 41)).toBe(false);
    expect(used.use('b', 100, 100)).toBe(true);
    expect(used.use('a', 100, 100)).toBe(false);
    expect(used.size).toBe(2);
    expect(used.use('c', 300, 200)).toBe(true);
    expect(used.size).toBe(1);
  });
});
