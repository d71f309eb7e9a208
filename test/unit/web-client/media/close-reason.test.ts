import { describe, expect, it } from 'vitest';
import { isRejoinable, SESSION_CLOSE_REASONS, type SessionCloseReason } from '#web-client/media/close-reason.ts';

describe('what to do after a session closed', () => {
  const expected: Record<SessionCloseReason, boolean> = {
    ended: false,
    evicted: false,
    replaced: false,
    left: false,
    'worker-died': true,
    'node-draining': true,
    'lease-expired': true,
    disconnected: true,
    failed: true,
  };

  it.each(SESSION_CLOSE_REASONS)('%s', (reason) => {
    expect(isRejoinable(reason)).toBe(expected[reason]);
  });
});
