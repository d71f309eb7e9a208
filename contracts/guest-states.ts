/** What a guest is to the visit they come to. */
export const GUEST_KINDS = ['relative', 'interpreter', 'expert', 'other'] as const;
export type GuestKind = (typeof GUEST_KINDS)[number];

/**
 * `invited`: nobody has opened the link. `waiting`: somebody has, and waits to be let in. `admitted`: may join the call.
 * The others are the end of it: `left` by themselves, `removed` by somebody of the visit, `revoked` before the link was
 * opened, `over` with the visit.
 */
export const GUEST_STATES = ['invited', 'waiting', 'admitted', 'left', 'removed', 'revoked', 'over'] as const;
export type GuestState = (typeof GUEST_STATES)[number];

/** States in which a guest may still come, or is here. */
export const OPEN_GUEST_STATES = ['invited', 'waiting', 'admitted'] as const satisfies readonly GuestState[];

export const GUEST_NAME_MAX = 80;
export const GUEST_RELATION_MAX = 80;

/** How often the page of a guest asks how far they are: it has no socket, since a socket needs a user; ms. */
export const GUEST_POLL_MS = 3_000;
