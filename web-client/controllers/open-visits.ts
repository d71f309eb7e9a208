import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { listOpenConsultations } from '../data/consultations.ts';
import { realtime } from '../data/realtime.ts';

const OPEN: ReadonlySet<Consultation['state']> = new Set([
  'booked',
  'ringing',
  'checked_in',
  'admitted',
  'in_progress',
]);

/** Visits that are not over, in the order of their times, kept true by the live connection. */
export class OpenVisitsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #isWanted: (visit: Consultation) => boolean;
  #open: Consultation[] = [];
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, isWanted: (visit: Consultation) => boolean) {
    this.#host = host;
    this.#isWanted = isWanted;
    host.addController(this);
  }

  get visits(): Consultation[] {
    return this.#open
      .filter((visit) => this.#isWanted(visit))
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.id.localeCompare(b.id));
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      consultation: (_type, { consultation }) => {
        this.#take([...this.#open.filter(({ id }) => id !== consultation.id), consultation]);
      },
      caughtUp: () => void this.#load(),
    });
    void this.#load();
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  /** Visits go by all day on a page that stays open: what is over is not kept. */
  #take(visits: readonly Consultation[]): void {
    this.#open = visits.filter(({ state }) => OPEN.has(state));
    this.#host.requestUpdate();
  }

  async #load(): Promise<void> {
    try {
      this.#take(await listOpenConsultations());
    } catch {
      // The page says by itself when it has no connection, and it is asked again when that is back.
    }
  }
}
