import { describe, expect, it } from 'vitest';
import { ATTEMPT_TIMEOUT_MS, CLAIM_LASTS_MS, delayAfter, PATIENCE } from '#server/notifications/patience.ts';

describe('patience with a channel that does not answer', () => {
  it('tells others of a critical message within 120 s, and goes on for an hour', () => {
    expect(PATIENCE.critical).toEqual({ tellAfterMs: 120_000, giveUpAfterMs: 3_600_000 });
  });

  it('doubles the wait up to the severity’s longest', () => {
    const waits = Array.from({ length: 7 }, (_, n) => delayAfter('critical', n + 1, null, 0));
    expect(waits).toEqual([2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
    expect(delayAfter('moderate', 1_000, null, 0)).toBe(600_000);
  });

  it('takes a random part off, never more than half', () => {
    expect(delayAfter('critical', 3, null, 0.5)).toBe(6_000);
    expect(delayAfter('critical', 3, null, 1)).toBe(4_000);
  });

  it('waits as long as the service asks, but not for ever', () => {
    expect(delayAfter('critical', 1, 20_000, 0)).toBe(20_000);
    expect(delayAfter('critical', 1, 86_400_000, 0)).toBe(30_000);
  });

  it('takes nobody’s message away while they may still be sending it', () => {
    expect(CLAIM_LASTS_MS).toBeGreaterThan(ATTEMPT_TIMEOUT_MS);
  });
});
