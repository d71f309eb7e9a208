import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { listObservations } from '../data/observations.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

const byTime = (a: Observation, b: Observation): number => Date.parse(a.effectiveAt) - Date.parse(b.effectiveAt);

/**
 * One patient's readings since a moment, and every new one as it is recorded, until it is taken back. What arrives twice
 * is kept once; after a lost connection the hole is loaded.
 */
export class LiveObservationsController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #known = new Map<string, Observation>();
  /** Taken back: an answer that was under way may still have them. */
  readonly #invalidated = new Set<string>();
  #sorted: Observation[] | null = [];
  #patientId: string | null = null;
  #from: Date | null = null;
  #turn = 0;
  #stops: (() => void)[] = [];
  status: 'loading' | 'ready' | 'failed' = 'loading';
  failure: FailureCode = 'internal';
  /** When a reading last arrived over the live connection. */
  lastArrivedAt: Date | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  /** Follows this patient from then on. Asking for more of the past loads only that. */
  follow(patientId: string, from: Date): void {
    const isSame = patientId === this.#patientId;
    if (isSame && this.#from !== null && from >= this.#from) return;
    if (!isSame) {
      this.#known.clear();
      this.#invalidated.clear();
      this.#sorted = [];
      this.status = 'loading';
      this.lastArrivedAt = null;
    }
    this.#patientId = patientId;
    this.#from = from;
    if (!isSame) this.#watch();
    void this.#load(from);
  }

  /** What is shown and is no longer there goes; what arrives meanwhile stays. */
  reload(): void {
    if (this.#from) void this.#load(this.#from, [...this.#known.values()]);
  }

  /** In order of time. */
  get observations(): readonly Observation[] {
    this.#sorted ??= [...this.#known.values()].sort(byTime);
    return this.#sorted;
  }

  of(kind: ReadingKind): Observation[] {
    return this.observations.filter((observation) => observation.kind === kind);
  }

  latest(kind: ReadingKind): Observation | null {
    return this.observations.findLast((observation) => observation.kind === kind) ?? null;
  }

  /** Something the person typed in themselves. */
  add(observation: Observation): void {
    this.#take([observation]);
  }

  hostConnected(): void {
    if (this.#patientId !== null) {
      this.#watch();
      this.reload();
    }
  }

  hostDisconnected(): void {
    this.#unwatch();
  }

  #watch(): void {
    this.#unwatch();
    const patientId = this.#patientId;
    if (patientId === null) return;
    const stopListening = realtime.listen({
      observations: (recorded) => {
        if (recorded.patientId !== patientId) return;
        this.lastArrivedAt = new Date();
        this.#take(recorded.observations);
      },
      invalidated: (notification) => {
        if (notification.patientId !== patientId) return;
        this.#invalidated.add(notification.observationId);
        this.#known.delete(notification.observationId);
        this.#take([]);
      },
      caughtUp: ({ isIncomplete }) => {
        const newest = this.observations.at(-1);
        // Too much was missed to know what was taken back.
        if (newest === undefined || isIncomplete) this.reload();
        else void this.#load(new Date(Date.parse(newest.effectiveAt) - 60_000));
      },
    });
    this.#stops = [stopListening, realtime.watchPatient(patientId)];
  }

  #unwatch(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }

  /** Loads what there is since `from`, and drops of `shown` what is not there any more. */
  async #load(from: Date, shown: readonly Observation[] = []): Promise<void> {
    const patientId = this.#patientId;
    if (patientId === null) return;
    this.#turn += 1;
    const turn = this.#turn;
    try {
      const observations = await listObservations(patientId, { from });
      if (patientId !== this.#patientId) return;
      this.status = 'ready';
      this.#drop(shown, observations);
      this.#take(observations);
    } catch (error) {
      if (turn !== this.#turn) return;
      if (this.status !== 'ready') this.status = 'failed';
      this.failure = failureCode(error);
      this.#host.requestUpdate();
    }
  }

  #drop(shown: readonly Observation[], loaded: readonly Observation[]): void {
    const ids = new Set(loaded.map(({ id }) => id));
    // A list has an end: what is newer may be there all the same.
    const until = Date.parse(loaded.at(-1)?.effectiveAt ?? new Date().toISOString());
    for (const { id, effectiveAt } of shown) {
      if (!ids.has(id) && Date.parse(effectiveAt) <= until) this.#known.delete(id);
    }
  }

  #take(observations: readonly Observation[]): void {
    for (const observation of observations) {
      if (!this.#invalidated.has(observation.id)) this.#known.set(observation.id, observation);
    }
    this.#sorted = null;
    this.#host.requestUpdate();
  }
}
