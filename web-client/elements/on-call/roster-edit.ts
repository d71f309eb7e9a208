import type { Roster, Shift } from '#contracts/on-call.ts';

/** What somebody wants to change. */
export type RosterEdit =
  | { kind: 'create' }
  | { kind: 'rename' | 'close' | 'add-shift'; roster: Roster }
  | { kind: 'change-shift' | 'end-shift'; roster: Roster; shift: Shift };

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-edit-roster': CustomEvent<RosterEdit>;
  }
}
