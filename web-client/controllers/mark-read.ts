import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import { markAlertRead } from '../data/alerts.ts';

/**
 * Tells the server that the person has an alert before them: whatever told them of it is read. Not while the tab is in the
 * background, and once for each turn of the alert that somebody is told of; where it does not work the alert is shown all the same.
 */
export class MarkReadController implements ReactiveController {
  readonly #shown: () => Alert | null;
  readonly #onMarked: () => void;
  #marked = '';

  constructor(host: ReactiveControllerHost, shown: () => Alert | null, onMarked: () => void = () => undefined) {
    this.#shown = shown;
    this.#onMarked = onMarked;
    host.addController(this);
  }

  hostConnected(): void {
    document.addEventListener('visibilitychange', this.#mark);
  }

  hostDisconnected(): void {
    document.removeEventListener('visibilitychange', this.#mark);
  }

  hostUpdated(): void {
    this.#mark();
  }

  readonly #mark = (): void => {
    const alert = this.#shown();
    if (alert === null || document.visibilityState !== 'visible') return;
    const { id, onsetAt, severity, state, paged, handOver } = alert;
    const name = [id, onsetAt, severity, state, paged, handOver?.offeredAt].join(' ');
    if (name === this.#marked) return;
    this.#marked = name;
    markAlertRead(id).then(this.#onMarked, () => {
      // Said again when the alert is drawn next.
      this.#marked = '';
    });
  };
}
