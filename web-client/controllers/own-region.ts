import type { ReactiveControllerHost } from 'lit';
import type { Region } from '#contracts/region.ts';
import { listPatients } from '../data/patients.ts';

/** Where a patient is: asked for while there is a connection, so that it is known when there is none. */
export class OwnRegion {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  #isLoading = false;
  /** Null until it is known. */
  region: Region | null = null;

  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>) {
    this.#host = host;
  }

  /** Asks unless it is known or being asked for; redraws the host when it is known. */
  async load(): Promise<void> {
    if (this.#isLoading || this.region !== null) return;
    this.#isLoading = true;
    try {
      const [record] = await listPatients();
      this.region = record?.region ?? null;
      this.#host.requestUpdate();
    } catch {
      // Not known is shown as it is; it is asked for again when the connection is back.
    } finally {
      this.#isLoading = false;
    }
  }
}
