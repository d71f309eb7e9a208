import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { HomeProtocol, HomeSession } from '#contracts/home-protocol.ts';
import type { EntryResult } from '#contracts/observation.ts';
import type { TypedReading } from '#contracts/reading.ts';
import { readHomeProtocol } from '../data/home-protocol.ts';
import { typeInReading } from '../data/observations.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

type BloodPressure = Extract<TypedReading, { kind: 'blood-pressure' }>;

const newestOf = (protocol: HomeProtocol | null): HomeSession['readings'][number] | null =>
  protocol?.session?.readings.at(-1) ?? null;

/** How far one patient is with the home blood pressure protocol, kept true as readings arrive. */
export class HomeProtocolController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #patientId: string | null = null;
  #stop: (() => void) | undefined;
  #turn = 0;
  #newest: Promise<void> = Promise.resolve();
  /** A reading was sent and no answer came: it may be stored. Holds the newest reading known before it. */
  #unsure: { newestAt: string | null } | null = null;
  protocol: HomeProtocol | null = null;
  /** This device's clock when the protocol was answered, in ms. */
  loadedAtMs = 0;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  follow(patientId: string): void {
    if (patientId === this.#patientId) return;
    this.#patientId = patientId;
    this.protocol = null;
    this.failure = null;
    void this.load();
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      observations: ({ patientId, observations }) => {
        if (patientId === this.#patientId && observations.some(({ kind }) => kind === 'blood-pressure'))
          void this.load();
      },
      invalidated: ({ patientId }) => {
        if (patientId === this.#patientId) void this.load();
      },
      caughtUp: () => void this.load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  /** Resolves when what is shown is at least as new as this call, also where a later one overtook it. */
  async load(): Promise<void> {
    this.#turn += 1;
    this.#newest = this.#fetch(this.#turn);
    let awaited: Promise<void>;
    do {
      awaited = this.#newest;
      await awaited;
    } while (awaited !== this.#newest);
  }

  async #fetch(turn: number): Promise<void> {
    const patientId = this.#patientId;
    if (patientId === null) return;
    try {
      const protocol = await readHomeProtocol(patientId);
      if (turn !== this.#turn) return;
      this.protocol = protocol;
      this.loadedAtMs = Date.now();
      this.failure = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  /** Keeps a reading of a session. One whose answer was lost is looked for first, so that it does not count twice. */
  async typeIn(patientId: string, reading: BloodPressure): Promise<EntryResult> {
    if (this.#unsure !== null && (await this.#hasArrived(reading, this.#unsure.newestAt))) {
      this.#unsure = null;
      return { fate: 'duplicate', reason: null, observationId: null };
    }
    const newestAt = newestOf(this.protocol)?.at ?? null;
    try {
      const result = await typeInReading(patientId, reading);
      await this.load();
      // Where what the server now has could not be seen, the form may be filled in a second time.
      this.#unsure = this.failure === null ? null : { newestAt };
      return result;
    } catch (error) {
      this.#unsure ??= failureCode(error) === 'offline' ? { newestAt } : null;
      throw error;
    }
  }

  async #hasArrived({ systolic, diastolic }: BloodPressure, knownAt: string | null): Promise<boolean> {
    await this.load();
    const newest = newestOf(this.protocol);
    return newest !== null && newest.at !== knownAt && newest.systolic === systolic && newest.diastolic === diastolic;
  }
}
