import type { z } from 'zod';
import type { StreamHeartbeat as StreamHeartbeatShape } from '#contracts/realtime.ts';

export type StreamHeartbeat = z.infer<typeof StreamHeartbeatShape>;

/**
 * Reads what says how far the stream has come; null where it is not what the contract says. A page that believed a broken
 * one would call old data fresh. By hand, since a page does not load the validator for it.
 */
export const readStreamHeartbeat = (payload: unknown): StreamHeartbeat | null => {
  if (typeof payload !== 'object' || payload === null) return null;
  const { lastEventId, at, behindMs } = payload as Record<string, unknown>;
  if (typeof lastEventId !== 'string' || !/^\d{1,19}$/.test(lastEventId)) return null;
  if (typeof at !== 'string' || Number.isNaN(Date.parse(at))) return null;
  if (typeof behindMs !== 'number' || !Number.isSafeInteger(behindMs) || behindMs < 0) return null;
  return { lastEventId, at, behindMs };
};
