import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Severity } from '#contracts/alert.ts';
import type { EscalationPreview } from '#contracts/escalation-preview.ts';
import type { ExampleMoment } from '#contracts/example-moment.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { previewPolicy } from '../data/escalation-policies.ts';
import { failureCode, type FailureCode } from '../data/request.ts';

/** Long enough that a number being typed asks once. */
const ASK_AFTER_MS = 350;

type Asked = { severity: Severity; tiers: readonly EscalationTier[] };

/** What tiers would do about an alert: asked again after each change, and only the newest answer counts. */
export class PolicyTrial implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #turn = 0;
  #asked: Asked | null = null;
  moment: ExampleMoment = 'night';
  /** The newest answer; while `isLoading` it is about what was chosen before. */
  preview: EscalationPreview | null = null;
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

  ask(severity: Severity, tiers: readonly EscalationTier[]): void {
    clearTimeout(this.#timer);
    this.#turn += 1;
    this.#asked = { severity, tiers };
    this.isLoading = true;
    this.#timer = setTimeout(() => void this.#load(), this.preview === null ? 0 : ASK_AFTER_MS);
    this.#host.requestUpdate();
  }

  setMoment(moment: ExampleMoment): void {
    this.moment = moment;
    this.retry();
  }

  retry(): void {
    if (this.#asked !== null) this.ask(this.#asked.severity, this.#asked.tiers);
  }

  async #load(): Promise<void> {
    if (this.#asked === null) return;
    const { severity, tiers } = this.#asked;
    const turn = this.#turn;
    try {
      const preview = await previewPolicy(severity, tiers, this.moment);
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
