import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { PreviewShift, ShiftPreview } from '#contracts/on-call.ts';
import { previewShift } from '../data/on-call.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** Long enough that a time being typed asks once, short enough that the answer follows the hand. */
const ASK_AFTER_MS = 350;

/** What a roster would be with a shift: asked again after each change, and only the newest answer counts. */
export class ShiftTrial implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #asked: { rosterId: string; shift: PreviewShift } | null = null;
  /** The newest answer; while `isLoading` it is about what was chosen before. */
  preview: ShiftPreview | null = null;
  isLoading = false;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.reset();
  }

  /** Nothing is tried, or what is tried is not whole. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    Object.assign(this, { preview: null, isLoading: false, failure: null });
    this.#host.requestUpdate();
  }

  ask(rosterId: string, shift: PreviewShift): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#asked = { rosterId, shift };
    this.isLoading = true;
    this.#timer = setTimeout(() => void this.#load(), this.preview === null ? 0 : ASK_AFTER_MS);
    this.#host.requestUpdate();
  }

  retry(): void {
    if (this.#asked !== null) this.ask(this.#asked.rosterId, this.#asked.shift);
  }

  async #load(): Promise<void> {
    if (this.#asked === null) return;
    const { rosterId, shift } = this.#asked;
    const turn = this.#turn;
    try {
      const preview = await previewShift(rosterId, shift);
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
