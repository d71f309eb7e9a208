import type { ReactiveControllerHost } from 'lit';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { listObservations } from '../data/observations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';

const DAY_MS = 86_400_000;
const DAYS = 30;
/** A month of a reading a minute is more than one list holds. */
const STRETCH_DAYS = 10;

/** One patient's readings of the last 30 days by kind, as they are when they are asked for. */
export class MonthOfReadings {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  #patientId = '';
  to = new Date();
  from = new Date(this.to.getTime() - DAYS * DAY_MS);
  /** Null while they are loaded. */
  byKind: ReadonlyMap<ReadingKind, readonly Observation[]> | null = null;
  failure: FailureCode | null = null;

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>) {
    this.#host = host;
  }

  async load(patientId: string): Promise<void> {
    this.#patientId = patientId;
    this.to = new Date();
    this.from = new Date(this.to.getTime() - DAYS * DAY_MS);
    this.byKind = null;
    this.failure = null;
    this.#host.requestUpdate();
    try {
      const lists = await Promise.all(READING_KIND_ORDER.map((kind) => this.#list(patientId, kind)));
      if (patientId !== this.#patientId) return;
      this.byKind = new Map(READING_KIND_ORDER.map((kind, index) => [kind, lists[index] ?? []]));
    } catch (error) {
      if (patientId !== this.#patientId) return;
      this.failure = failureCode(error);
    }
    this.#host.requestUpdate();
  }

  async #list(patientId: string, kind: ReadingKind): Promise<Observation[]> {
    const stretches: Promise<Observation[]>[] = [];
    for (let at = this.from.getTime(); at < this.to.getTime(); at += STRETCH_DAYS * DAY_MS) {
      const to = new Date(Math.min(at + STRETCH_DAYS * DAY_MS, this.to.getTime()));
      stretches.push(listObservations(patientId, { kind, from: new Date(at), to }));
    }
    return (await Promise.all(stretches)).flat();
  }
}
