import { ROOM_CLOSE_REASONS } from '#contracts/media.ts';

/** Why a session is over: what the media node said, or what happened here. */
export const SESSION_CLOSE_REASONS = [
  ...ROOM_CLOSE_REASONS,
  /** We left. */
  'left',
  /** The connection to the media node is gone. */
  'disconnected',
  /** Media could not be brought to flow, or not again. */
  'failed',
] as const;
export type SessionCloseReason = (typeof SESSION_CLOSE_REASONS)[number];

const REJOINABLE: readonly SessionCloseReason[] = [
  'worker-died',
  'node-draining',
  'lease-expired',
  'disconnected',
  'failed',
];

/** True when the visit goes on without us: ask the server for a new grant and join again. */
export const isRejoinable = (reason: SessionCloseReason): boolean => REJOINABLE.includes(reason);
