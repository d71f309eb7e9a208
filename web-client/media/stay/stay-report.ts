import type { StayTotals } from '#contracts/visit-stay.ts';
import type { MediaSession } from '../session.ts';
import { StayTally, type StayPhase } from './stay-tally.ts';

/** Each word holds all of it: one that gets lost costs nothing. */
const SAY_EVERY_MS = 60_000;

export type SayTotals = (totals: StayTotals) => Promise<void>;

/** Says what a stay in a visit is like: when sound and picture flow, each minute from then on, and at its end. */
export class StayReport {
  readonly #say: SayTotals;
  readonly #tally = new StayTally(performance.now());
  readonly #timer: ReturnType<typeof setInterval>;

  constructor(say: SayTotals) {
    this.#say = say;
    this.#timer = setInterval(this.#sayNow, SAY_EVERY_MS);
    // A page that is closed, or put away on a phone, may never come back.
    addEventListener('pagehide', this.#sayNow);
  }

  move(phase: StayPhase): void {
    this.#tally.move(phase, performance.now());
    if (phase === 'connected') this.#sayNow();
  }

  follow(session: MediaSession): void {
    this.#tally.beginSession();
    session.on('line:read', ({ reading, quality }) => this.#tally.read(reading, quality, performance.now()));
  }

  end(): void {
    clearInterval(this.#timer);
    removeEventListener('pagehide', this.#sayNow);
    this.#sayNow();
  }

  readonly #sayNow = (): void => {
    this.#say(this.#tally.totals(performance.now())).catch(() => undefined);
  };
}
