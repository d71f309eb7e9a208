import { expect, it } from 'vitest';
import { StreamHeartbeat } from '#contracts/realtime.ts';
import { readStreamHeartbeat } from '#web-client/data/stream-heartbeat.ts';

const right = { lastEventId: '4711', at: '2026-11-26T14:02:00.000Z', behindMs: 0 };

it('reads what the contract lets through', () => {
  expect(StreamHeartbeat.parse(right)).toEqual(right);
  expect(readStreamHeartbeat(right)).toEqual(right);
});

it.each([
  ...[null, undefined, 'soon', [], {}],
  ...[
    { ...right, lastEventId: 4711 },
    { ...right, lastEventId: '-1' },
    { ...right, lastEventId: '' },
  ],
  ...[
    { ...right, at: 'now' },
    { ...right, at: 1_795_701_720_000 },
  ],
  ...[
    { ...right, behindMs: -1 },
    { ...right, behindMs: 0.5 },
    { ...right, behindMs: '0' },
    { ...right, behindMs: NaN },
  ],
])('takes nothing that the contract refuses: %j', (payload) => {
  expect(StreamHeartbeat.safeParse(payload).success).toBe(false);
  expect(readStreamHeartbeat(payload)).toBeNull();
});
