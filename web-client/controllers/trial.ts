import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { failureCode, type FailureCode } from '../data/request.ts';

/** Long enough that what is typed or dragged asks once, short enough that the answer follows the hand. */
const ASK_AFTER_MS = 350;

/** What a draft would do, before it is kept: asked again after each change, and only the newest answer counts. */
export class Trial<Draft, Preview> implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #tryOut: (draft: Draft) => Promise<Preview>;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #asked: { draft: Draft } | null = null;
  /** The newest answer; while `isLoading` it is about what was chosen before. */
  preview: Preview | null = null;
  isLoading = false;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost, tryOut: (draft: Draft) => Promise<Preview>) {
    this.#host = host;
    this.#tryOut = tryOut;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Nothing is tried, or what is tried is not whole. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    Object.assign(this, { preview: null, isLoading: false, failure: null });
    this.#host.requestUpdate();
  }

  ask(draft: Draft): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#asked = { draft };
    this.isLoading = true;
    this.#timer = setTimeout(() => void this.#load(draft), this.preview === null ? 0 : ASK_AFTER_MS);
    this.#host.requestUpdate();
  }

  retry(): void {
    if (this.#asked !== null) this.ask(this.#asked.draft);
  }

  async #load(draft: Draft): Promise<void> {
    const turn = this.#turn;
    try {
      const preview = await this.#tryOut(draft);
      if (turn !== this.#turn) return;
      Object.assign(this, { preview, failure: null });
    } catch (error) {
      if (turn !== this.#turn) return;
      // What was tried before is not what is chosen now.
      Object.assign(this, { preview: null, failure: failureCode(error) });
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }
}
