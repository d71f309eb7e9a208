import { describe, expect, it } from 'vitest';
import { combineSigns } from '#server/services/health/read-readiness.ts';
import type { Sign } from '#server/services/health/read-signs.ts';

const startedAt = new Date('2026-01-01T00:00:00Z');
const sign = (state: Sign['state'], minute: number, detail: string | null = null): Sign => ({
  component: 'gateways',
  state,
  since: new Date(Date.UTC(2026, 0, 1, 0, minute)),
  detail,
});

describe('several processes of one kind', () => {
  it('are up when all are, since the last one came', () => {
    expect(combineSigns([sign('up', 1), sign('up', 3)], startedAt)).toEqual({
      state: 'up',
      since: '2026-01-01T00:03:00.000Z',
      detail: null,
    });
  });

  it('are degraded while one of them carries on', () => {
    expect(combineSigns([sign('up', 1), sign('down', 5, 'stopped')], startedAt)).toEqual({
      state: 'degraded',
      since: '2026-01-01T00:05:00.000Z',
      detail: 'stopped',
    });
    expect(combineSigns([sign('degraded', 2, 'AR(8)'), sign('up', 1)], startedAt).state).toBe('degraded');
  });

  it('are down when none is left, or none was ever heard of', () => {
    expect(combineSigns([sign('down', 2), sign('down', 4)], startedAt)).toMatchObject({
      state: 'down',
      since: '2026-01-01T00:04:00.000Z',
    });
    expect(combineSigns([], startedAt)).toEqual({
      state: 'down',
      since: startedAt.toISOString(),
      detail: 'not heard of',
    });
  });
});
