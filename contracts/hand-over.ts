import { z } from 'zod';
import { Id, Instant } from './ids.ts';

/** What became of an offer; `overtaken` where the alert was no longer the giver's to hand over. */
export const HAND_OVER_ENDINGS = ['taken', 'declined', 'withdrawn', 'lapsed', 'overtaken'] as const;
export type HandOverEnding = (typeof HAND_OVER_ENDINGS)[number];

/** An alert that somebody has is offered to a colleague, whose it is once they take it. */
export const StandingOffer = z.strictObject({
  toUserId: Id,
  toUserName: z.string(),
  offeredAt: Instant,
  /** Until when it can be taken. */
  answerBy: Instant,
});
export type StandingOffer = z.infer<typeof StandingOffer>;

const reason = z.string().trim().min(1).max(500);

export const OfferHandOver = z.strictObject({ toUserId: Id, reason });
export type OfferHandOver = z.infer<typeof OfferHandOver>;
export const DeclineHandOver = z.strictObject({ reason });
export type DeclineHandOver = z.infer<typeof DeclineHandOver>;
