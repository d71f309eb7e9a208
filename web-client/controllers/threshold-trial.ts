import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ThresholdPreview } from '#contracts/threshold.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { previewThresholds, type ChosenThresholds } from '../data/thresholds.ts';

/** Long enough that a slider being drawn asks once, short enough that the answer follows the hand. */
const ASK_AFTER_MS = 350;

/** What chosen thresholds would have raised: asked again after each change, and only the newest answer counts. */
export class ThresholdTrial implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #asked: { patientId: string; chosen: ChosenThresholds } | null = null;
  /** The newest answer; while `isLoading` it is about what was chosen before. */
  preview: ThresholdPreview | null = null;
  isLoading = false;
  failure: FailureCode | null = null;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
  }

  /** Forgets what was asked about another patient. */
  reset(): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    Object.assign(this, { preview: null, isLoading: false, failure: null });
  }

  ask(patientId: string, chosen: ChosenThresholds): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#asked = { patientId, chosen };
    this.isLoading = true;
    this.#timer = setTimeout(() => void this.#load(), this.preview === null ? 0 : ASK_AFTER_MS);
    this.#host.requestUpdate();
  }

  retry(): void {
    if (this.#asked !== null) this.ask(this.#asked.patientId, this.#asked.chosen);
  }

  async #load(): Promise<void> {
    if (this.#asked === null) return;
    const { patientId, chosen } = this.#asked;
    const turn = this.#turn;
    try {
      const preview = await previewThresholds(patientId, chosen);
      if (turn !== this.#turn) return;
      this.preview = preview;
      this.failure = null;
    } catch (error) {
      if (turn !== this.#turn) return;
      this.failure = failureCode(error);
    }
    this.isLoading = false;
    this.#host.requestUpdate();
  }
}
