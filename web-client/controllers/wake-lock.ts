import type { ReactiveController, ReactiveControllerHost } from 'lit';

/**
 * Keeps the screen on while it is wanted: nobody touches a phone during a talk, and a phone that locks itself ends it. The
 * browser lets go of the lock whenever the page is hidden; it is asked for again when it is back.
 */
export class WakeLockController implements ReactiveController {
  #isWanted = false;
  #lock: Promise<WakeLockSentinel | null> | null = null;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#settle);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#settle);
    this.want(false);
  }

  want(isWanted: boolean): void {
    if (isWanted === this.#isWanted) return;
    this.#isWanted = isWanted;
    this.#settle();
  }

  readonly #settle = (): void => {
    if (!this.#isWanted) {
      void this.#lock?.then((lock) => lock?.release());
      this.#lock = null;
    } else if (document.visibilityState === 'visible' && 'wakeLock' in navigator) {
      // Refused on an empty battery, for one: the call goes on without it.
      this.#lock = navigator.wakeLock.request('screen').catch(() => null);
    }
  };
}
