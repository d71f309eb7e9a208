import { z } from 'zod';
import type { Result } from './errors.ts';
import { EventId, Id, Instant } from './ids.ts';
import type { NotificationName, NotificationPayload } from './notification.ts';
import { Observation } from './observation.ts';

export const REALTIME_PATH = '/realtime';

/** What the client says when it connects: the last event it has seen, so that it gets what it missed. */
export const RealtimeAuth = z.strictObject({ lastEventId: EventId.optional() });

/** Requests of the server's socket. Each is answered by one `Result`. */
export const realtimeRequests = {
  'patient:watch': {
    request: z.strictObject({ patientId: Id }),
    response: z.strictObject({ watching: z.literal(true) }),
  },
  'patient:unwatch': {
    request: z.strictObject({ patientId: Id }),
    response: z.strictObject({ watching: z.literal(false) }),
  },
  /** The page confirms that it showed the notification: the in-app delivery becomes `delivered`. */
  'notification:received': {
    request: z.strictObject({ eventIds: z.array(EventId).min(1).max(500) }),
    response: z.strictObject({ recorded: z.int() }),
  },
} as const;

export type RealtimeRequestName = keyof typeof realtimeRequests;
export type RealtimeRequest<N extends RealtimeRequestName> = z.infer<(typeof realtimeRequests)[N]['request']>;
export type RealtimeResponse<N extends RealtimeRequestName> = z.infer<(typeof realtimeRequests)[N]['response']>;

/** Observations of a watched patient. Sent with an overlap: the page drops those whose id it has. */
export const ObservationsRecorded = z.strictObject({ patientId: Id, observations: z.array(Observation) });

/** How often a page hears how far the stream has come, whether or not anything happens; ms. */
export const STREAM_HEARTBEAT_MS = 10_000;

const streamPosition = {
  lastEventId: EventId,
  /** When the server looked, by its clock. */
  at: Instant,
  /** How long the oldest thing that happened and was not handed on yet has been waiting; 0 where nothing waits. ms */
  behindMs: z.int().nonnegative(),
};

/**
 * Everything up to `lastEventId` that concerns this page was sent before it. A page that hears none for some time, or hears
 * that the stream is behind, knows that what it shows is old.
 */
export const StreamHeartbeat = z.strictObject(streamPosition);

/** Sent once after connecting, when everything missed has been replayed. */
export const StreamCaughtUp = z.strictObject({
  ...streamPosition,
  /** More was missed than is kept: the page must load its lists again. */
  isIncomplete: z.boolean(),
});

export type RealtimeClientToServer = {
  [N in RealtimeRequestName]: (
    request: RealtimeRequest<N>,
    acknowledge: (result: Result<RealtimeResponse<N>>) => void,
  ) => void;
};

export type RealtimeServerToClient = {
  [N in NotificationName]: (payload: NotificationPayload<N>) => void;
} & {
  'observations:recorded': (payload: z.infer<typeof ObservationsRecorded>) => void;
  'stream:heartbeat': (payload: z.infer<typeof StreamHeartbeat>) => void;
  'stream:caught-up': (payload: z.infer<typeof StreamCaughtUp>) => void;
};
