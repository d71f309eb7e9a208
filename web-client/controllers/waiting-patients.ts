import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { listOpenConsultations } from '../data/consultations.ts';
import { realtime } from '../data/realtime.ts';

/** Who is in this clinician's waiting room, in the order of the booked times, kept true by the live connection. */
export class WaitingPatientsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #clinicianId: () => string | null;
  #waiting: Consultation[] = [];
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost, clinicianId: () => string | null) {
    this.#host = host;
    this.#clinicianId = clinicianId;
    host.addController(this);
  }

  get visits(): Consultation[] {
    return this.#waiting
      .filter(({ clinicianId }) => clinicianId === this.#clinicianId())
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt) || a.id.localeCompare(b.id));
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      consultation: (_type, { consultation }) => {
        this.#take([...this.#waiting.filter(({ id }) => id !== consultation.id), consultation]);
      },
      caughtUp: () => void this.#load(),
    });
    void this.#load();
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  /** Visits go by all day on a page that stays open: only who waits is kept. */
  #take(visits: readonly Consultation[]): void {
    this.#waiting = visits.filter(({ state }) => state === 'checked_in');
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
