import type { Cover } from '#contracts/on-call.ts';

/** A turn, or a gap, for which somebody is to stand in. */
export type CoverRequest = {
  rosterId: string;
  rosterName: string;
  /** Null: nobody is on call then. */
  insteadOf: string | null;
  from: string;
  to: string;
};

/** A cover that is to be taken back. */
export type CoverCancellation = { rosterId: string; cover: Cover };

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-cover': CustomEvent<CoverRequest>;
    'kh-cancel-cover': CustomEvent<CoverCancellation>;
  }
}
