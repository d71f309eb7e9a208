/** People in one visit: patient, clinicians, relatives, an interpreter. One router carries far more. */
export const MAX_PEERS_PER_ROOM = 12;

/** Checks last seconds. So many at once leave a node's lines to the visits, whoever asks for how many. */
export const MAX_CHECK_ROOMS = 40;

/** The longest request is `producer:create` with three encodings: below 8 KiB. */
export const MAX_MESSAGE_BYTES = 65_536;

export const MAX_CONTROL_BYTES = 262_144;

/** A connection without a valid token, or that never joins, is closed after this. */
export const HANDSHAKE_TIMEOUT_MS = 5_000;
export const JOIN_TIMEOUT_MS = 10_000;

/** Joining takes about ten requests at once; later a few a minute. */
export const REQUEST_BURST = 60;
export const REQUESTS_PER_SECOND = 20;

/** Someone who goes on after this many refusals in a row is disconnected. */
export const MAX_REFUSALS_IN_A_ROW = 200;

/** Who fell silent is gone after at most the sum of both; their media stops at once anyway. */
export const PING_INTERVAL_MS = 5_000;
export const PING_TIMEOUT_MS = 5_000;

/** The clocks of the server and of a node may differ by this much. */
export const CLOCK_TOLERANCE_S = 5;

/** Events that wait for the server; beyond that the oldest go, and the heartbeat's list of rooms still tells the truth. */
export const MAX_WAITING_EVENTS = 10_000;
