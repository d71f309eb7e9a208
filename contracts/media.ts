import { z } from 'zod';
import type { Result } from './errors.ts';
import { Id, Instant } from './ids.ts';
import { PEER_ROLES } from './consultation.ts';

export const MEDIA_PATH = '/media';

/** Signature algorithm of every token between our processes. */
export const TOKEN_ALGORITHM = 'EdDSA';
export const JOIN_TOKEN_LIFETIME_S = 60;
export const JOIN_AUDIENCE = 'kanhu-media-join';
export const CONTROL_AUDIENCE = 'kanhu-media-control';
export const INTERNAL_AUDIENCE = 'kanhu-server-internal';

/** What a peer may do in its room; the media node knows no more about a person than this. */
export const PeerGrants = z.strictObject({
  role: z.enum(PEER_ROLES),
  mayPublish: z.boolean(),
  mayAdmit: z.boolean(),
  mayBeRecorded: z.boolean(),
});
export type PeerGrants = z.infer<typeof PeerGrants>;

/** Claims of the join token: signed by the server, valid for 60 s, used once. Sent in the handshake's `auth`. */
export const JoinClaims = z.looseObject({
  aud: z.literal(JOIN_AUDIENCE),
  jti: Id,
  exp: z.int(),
  nodeId: z.string(),
  roomId: Id,
  /** Goes up when the room moves to another node: a token of an earlier epoch opens nothing. */
  epoch: z.int(),
  peerId: Id,
  displayName: z.string(),
  grants: PeerGrants,
});
export type JoinClaims = z.infer<typeof JoinClaims>;

export const MediaAuth = z.strictObject({ token: z.string().max(4_096) });

export const MEDIA_SOURCES = ['camera', 'microphone', 'screen'] as const;
export type MediaSource = (typeof MEDIA_SOURCES)[number];

/**
 * Why nothing is sent of what is published: somebody muted it, or their browser gave it up on a weak line so that the
 * voice gets through. The media node passes the word on and makes nothing of it.
 */
export const PAUSE_REASONS = ['person', 'weak-line'] as const;
export type PauseReason = (typeof PAUSE_REASONS)[number];

// mediasoup checks the inside of these itself (its `ortc` module) and throws a TypeError; we only bound their kind.
const RtpCapabilities = z.looseObject({});
const RtpParameters = z.looseObject({});
const DtlsParameters = z.looseObject({ fingerprints: z.array(z.looseObject({})) });

export const TransportOffer = z.strictObject({
  id: z.string(),
  iceParameters: z.looseObject({}),
  iceCandidates: z.array(z.looseObject({})),
  dtlsParameters: z.looseObject({}),
});

/** How well a line carries a visit, best first. `lost`: nothing comes through. */
export const LINE_LEVELS = ['good', 'fair', 'poor', 'lost'] as const;
export type LineLevel = (typeof LINE_LEVELS)[number];

/** What a peer says of its own line, for those who send to it and receive from it. */
export const PeerLine = z.strictObject({
  /** How it carries what this peer sends: what is missing of that is missing at every receiver. */
  level: z.enum(LINE_LEVELS),
  /** False: it takes voices alone, and whoever shows something to the camera is not seen there. */
  takesPictures: z.boolean(),
});
export type PeerLine = z.infer<typeof PeerLine>;

export const RoomPeer = z.strictObject({
  peerId: Id,
  displayName: z.string(),
  role: z.enum(PEER_ROLES),
  line: PeerLine,
});

export const ConsumerOffer = z.strictObject({
  consumerId: z.string(),
  producerId: z.string(),
  peerId: Id,
  source: z.enum(MEDIA_SOURCES),
  kind: z.enum(['audio', 'video']),
  rtpParameters: RtpParameters,
  /** Null while it flows. */
  pauseReason: z.enum(PAUSE_REASONS).nullable(),
});
export type ConsumerOffer = z.infer<typeof ConsumerOffer>;

const empty = z.strictObject({});

/** Requests of the media node's socket, each answered by one `Result`. Consumers are created paused. */
export const mediaRequests = {
  /** First request: everything needed to start, in one round trip. */
  'room:join': {
    request: empty,
    response: z.strictObject({
      roomId: Id,
      peerId: Id,
      routerRtpCapabilities: RtpCapabilities,
      sendTransport: TransportOffer.nullable(),
      receiveTransport: TransportOffer,
      peers: z.array(RoomPeer),
    }),
  },
  /** What this browser can decode: answered with a paused consumer for each producer already in the room. */
  'room:receive': {
    request: z.strictObject({ rtpCapabilities: RtpCapabilities }),
    response: z.strictObject({ consumers: z.array(ConsumerOffer) }),
  },
  'room:leave': { request: empty, response: empty },
  /** Passed on to the others as it is, when it changes. */
  'peer:report-line': { request: PeerLine, response: empty },
  'transport:connect': {
    request: z.strictObject({ transportId: z.string(), dtlsParameters: DtlsParameters }),
    response: empty,
  },
  'transport:restart-ice': {
    request: z.strictObject({ transportId: z.string() }),
    response: z.strictObject({ iceParameters: z.looseObject({}) }),
  },
  'producer:create': {
    request: z.strictObject({
      transportId: z.string(),
      kind: z.enum(['audio', 'video']),
      source: z.enum(MEDIA_SOURCES),
      rtpParameters: RtpParameters,
      isPaused: z.boolean(),
    }),
    response: z.strictObject({ producerId: z.string() }),
  },
  /** Pausing what is paused changes the reason: who muted a camera that the line had stopped is told of as muted. */
  'producer:pause': {
    request: z.strictObject({ producerId: z.string(), reason: z.enum(PAUSE_REASONS).default('person') }),
    response: empty,
  },
  'producer:resume': { request: z.strictObject({ producerId: z.string() }), response: empty },
  'producer:close': { request: z.strictObject({ producerId: z.string() }), response: empty },
  'consumer:resume': { request: z.strictObject({ consumerId: z.string() }), response: empty },
  'consumer:pause': { request: z.strictObject({ consumerId: z.string() }), response: empty },
  'consumer:prefer-layers': {
    request: z.strictObject({
      consumerId: z.string(),
      spatialLayer: z.int().min(0).max(2),
      temporalLayer: z.int().min(0).max(2).optional(),
    }),
    response: empty,
  },
} as const;

export type MediaRequestName = keyof typeof mediaRequests;
export type MediaRequest<N extends MediaRequestName> = z.infer<(typeof mediaRequests)[N]['request']>;
export type MediaResponse<N extends MediaRequestName> = z.infer<(typeof mediaRequests)[N]['response']>;

export const ROOM_CLOSE_REASONS = [
  'ended',
  'evicted',
  'worker-died',
  'node-draining',
  'lease-expired',
  'replaced',
] as const;
export type RoomCloseReason = (typeof ROOM_CLOSE_REASONS)[number];

export const mediaNotifications = {
  'peer:joined': RoomPeer,
  'peer:left': z.strictObject({ peerId: Id }),
  'peer:line-reported': z.strictObject({ peerId: Id, line: PeerLine }),
  'consumer:created': ConsumerOffer,
  'consumer:closed': z.strictObject({ consumerId: z.string() }),
  'consumer:paused': z.strictObject({ consumerId: z.string(), reason: z.enum(PAUSE_REASONS) }),
  'consumer:resumed': z.strictObject({ consumerId: z.string() }),
  /** The last thing a peer hears; `worker-died`, `node-draining` and `lease-expired` ask it to join again through the server. */
  'room:closed': z.strictObject({ reason: z.enum(ROOM_CLOSE_REASONS) }),
} as const;
export type MediaNotificationName = keyof typeof mediaNotifications;
export type MediaNotification<N extends MediaNotificationName> = z.infer<(typeof mediaNotifications)[N]>;

export type MediaClientToServer = {
  [N in MediaRequestName]: (request: MediaRequest<N>, acknowledge: (result: Result<MediaResponse<N>>) => void) => void;
};
export type MediaServerToClient = { [N in MediaNotificationName]: (payload: MediaNotification<N>) => void };

export const CONTROL_PATH = '/control';

/** What a signed `POST /control` asks of a media node; the server repeats it until it is answered. All are idempotent. */
export const ControlCommand = z.discriminatedUnion('type', [
  /** Before the first join token of a room and epoch: a join token alone opens no room. */
  z.strictObject({ type: z.literal('room:open'), roomId: Id, epoch: z.int() }),
  /**
   * A room for one person's check before a visit: whoever has this peer id joins it once, receives what they send, and
   * nobody else is ever in it. It is in `CHECK_EPOCH`, and is closed when they leave, or after `CHECK_ROOM_MS`.
   */
  z.strictObject({ type: z.literal('check:open'), roomId: Id, peerId: Id }),
  z.strictObject({ type: z.literal('room:close'), roomId: Id, reason: z.enum(ROOM_CLOSE_REASONS) }),
  z.strictObject({ type: z.literal('peer:evict'), roomId: Id, peerId: Id }),
  z.strictObject({ type: z.literal('peer:grant'), roomId: Id, peerId: Id, grants: PeerGrants }),
  /** Grants are leases: rooms that the server does not renew for `ROOM_LEASE_MS` are closed. */
  z.strictObject({ type: z.literal('lease:renew'), roomIds: z.array(Id) }),
  /** No new rooms from now on; those that are open live until they end or the process stops. */
  z.strictObject({ type: z.literal('node:drain') }),
]);
export type ControlCommand = z.infer<typeof ControlCommand>;
export const ControlAnswer = z.strictObject({ done: z.literal(true) });

/** Every token between our processes is short-lived and used once: each attempt signs a new one. */
export const PROCESS_TOKEN_LIFETIME_S = 30;

/**
 * Claims of the token that is the whole body of `POST /control` (`application/jwt`), signed with the same key as join
 * tokens. `nodeId` keeps a command for one node from being played to another.
 */
export const ControlClaims = z.looseObject({
  aud: z.literal(CONTROL_AUDIENCE),
  jti: Id,
  exp: z.int(),
  nodeId: z.string(),
  command: ControlCommand,
});
export type ControlClaims = z.infer<typeof ControlClaims>;

/**
 * Claims of the bearer token beside each `POST /internal/media/…`, signed with the node's own key. The body is JSON;
 * `bodySha256` (base64url) ties it to the token.
 */
export const InternalClaims = z.looseObject({
  aud: z.literal(INTERNAL_AUDIENCE),
  jti: Id,
  exp: z.int(),
  nodeId: z.string(),
  bodySha256: z.string(),
});
export type InternalClaims = z.infer<typeof InternalClaims>;

export const ROOM_LEASE_MS = 30_000;

/** A check room never moves to another node. */
export const CHECK_EPOCH = 1;
/** One way to the node is tried within a quarter of a minute; no lease keeps a check room longer than this. */
export const CHECK_ROOM_MS = 60_000;

export const MEDIA_HEARTBEAT_PATH = '/internal/media/heartbeat';
export const MEDIA_EVENTS_PATH = '/internal/media/events';

/** `POST /internal/media/heartbeat`, each second; a node that is silent for 3 s has lost its rooms. */
export const MEDIA_HEARTBEAT_MS = 1_000;
export const MEDIA_LEASE_MS = 3_000;

export const MediaHeartbeat = z.strictObject({
  nodeId: z.string(),
  /** Where browsers reach the node's signalling, such as `https://clinic.example:8081`. */
  mediaUrl: z.string(),
  /** Where the server posts `/control`. */
  controlUrl: z.string(),
  startedAt: Instant,
  isDraining: z.boolean(),
  workers: z.int(),
  rooms: z.array(z.strictObject({ roomId: Id, epoch: z.int(), peerIds: z.array(Id) })),
});
export type MediaHeartbeat = z.infer<typeof MediaHeartbeat>;

/** `POST /internal/media/events`: what happened in a room, in order, repeated until answered. */
export const MediaNodeEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('peer:joined'), eventId: Id, at: Instant, roomId: Id, epoch: z.int(), peerId: Id }),
  z.strictObject({ type: z.literal('peer:left'), eventId: Id, at: Instant, roomId: Id, epoch: z.int(), peerId: Id }),
  z.strictObject({
    type: z.literal('media:flowing'),
    eventId: Id,
    at: Instant,
    roomId: Id,
    epoch: z.int(),
    peerId: Id,
  }),
  z.strictObject({
    type: z.literal('room:closed'),
    eventId: Id,
    at: Instant,
    roomId: Id,
    epoch: z.int(),
    reason: z.enum(ROOM_CLOSE_REASONS),
  }),
]);
export type MediaNodeEvent = z.infer<typeof MediaNodeEvent>;
export const MediaNodeEvents = z.strictObject({ nodeId: z.string(), events: z.array(MediaNodeEvent).min(1).max(500) });
export type MediaNodeEvents = z.infer<typeof MediaNodeEvents>;
