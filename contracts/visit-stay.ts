import { z } from 'zod';
import { Id } from './ids.ts';

const DAY_MS = 86_400_000;
const Duration = z.int().min(0).max(DAY_MS);
const Packets = z.int().min(0).max(1_000_000_000);

/**
 * What one stay in a visit was like, from joining to leaving with all that broke between, as the browser of that person
 * counted it since it began. Durations are whole milliseconds.
 */
export const StayTotals = z.strictObject({
  /** From joining until sound and picture could flow; null while they could not. */
  joinMs: Duration.nullable(),
  /** For how long they could. */
  connectedMs: Duration,
  /** How often the line was gone, and for how long. */
  reconnects: z.int().min(0).max(10_000),
  reconnectingMs: Duration,
  /** The pictures of others stood still; several at once count each. */
  frozenMs: Duration,
  /** Pictures were given up, in one direction or both, for want of line. */
  voiceOnlyMs: Duration,
  /** The line was weak. */
  weakMs: Duration,
  /** Packets that came, and those that did not come at the first try. */
  packetsReceived: Packets,
  packetsMissed: Packets,
  /** Packets that were sent, and those of them that did not arrive at the first try. */
  packetsSent: Packets,
  packetsLost: Packets,
});
export type StayTotals = z.infer<typeof StayTotals>;

export const StayParams = z.strictObject({ id: Id, stayId: Id });
