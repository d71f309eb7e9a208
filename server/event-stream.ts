/** The relay says here that it moved something into `events`; every server listens. */
export const EVENTS_CHANNEL = 'kanhu_events';
