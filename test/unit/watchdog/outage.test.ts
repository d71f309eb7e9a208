import { describe, expect, it } from 'vitest';
import { Outage } from '#watchdog/outage.ts';

const LIMITS = { fireAfterMs: 100, repeatMs: 1_000 };

describe('an outage', () => {
  it('is told once when the time is over, again at each interval, and once when it ends', () => {
    const outage = new Outage(LIMITS, 0);
    expect(outage.returned(50)).toBeNull();
    expect(outage.look(149)).toBeNull();
    expect(outage.look(150)).toEqual({ what: 'fired', sinceMs: 50 });
    expect(outage.look(1_149)).toBeNull();
    expect(outage.look(1_150)).toEqual({ what: 'repeated', sinceMs: 50 });
    expect(outage.state).toBe('down');
    expect(outage.returned(1_200)).toEqual({ what: 'over', sinceMs: 50 });
    expect(outage.returned(1_250)).toBeNull();
    expect(outage.state).toBe('up');
  });

  it('is told where nothing ever came back', () => {
    const outage = new Outage(LIMITS, 0);
    expect(outage.state).toBe('degraded');
    expect(outage.look(100)).toEqual({ what: 'fired', sinceMs: 0 });
  });
});
