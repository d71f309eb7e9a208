import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import type { TypedReading } from '#contracts/reading.ts';
import { MeasurementRequestsController } from '../../controllers/measurement-requests.ts';
import { forgetDraft } from '../../controllers/typed-draft.ts';
import { typeInReading } from '../../data/observations.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { shownValue } from '../../format/value.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { askedWords } from '../../words/measurement-request.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-measure-form.ts';

/**
 * What the care team wants measured while the patient talks with them: the device sends it by itself, or it is typed in
 * here, and nobody leaves the call for it. Says when it has come. Takes no room where nothing was asked for.
 */
export class KhAskedInCall extends KhElement {
  static override properties = {
    record: { attribute: false },
    now: { attribute: false },
    isTyping: { state: true },
    busy: { state: true },
    isRefused: { state: true },
    failure: { state: true },
  };
  /** The patient's own. */
  declare record: PatientSummary | null;
  declare now: Date;
  declare isTyping: boolean;
  declare busy: boolean;
  /** What was typed cannot be true. */
  declare isRefused: boolean;
  declare failure: FailureCode | null;

  readonly #requests = new MeasurementRequestsController(this);
  /** The one that was asked for during this call. */
  #seenId: string | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--kh-space-3) var(--kh-space-4);
        max-block-size: 55dvh;
        padding: var(--kh-space-3) var(--kh-space-4);
        overflow-y: auto;
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .words strong {
        display: block;
        font-size: var(--kh-text-l);
      }
      .form {
        grid-column: 1 / -1;
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-l);
        background: var(--kh-surface);
        color: var(--kh-ink);
      }
      @media (max-width: 480px) {
        section {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.record = null;
    this.now = new Date();
    this.isTyping = false;
    this.busy = false;
    this.isRefused = false;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    super.willUpdate(changed);
    if (this.record) this.#requests.follow(this.record.id);
    const waiting = this.#requests.waiting(this.now);
    if (waiting !== undefined) this.#seenId = waiting.id;
    else this.isTyping = false;
  }

  override render() {
    const { record } = this;
    const waiting = this.#requests.waiting(this.now);
    const answered = this.#requests.requests.find(({ id, answer }) => id === this.#seenId && answer !== null);
    if (!record) return nothing;
    if (waiting) return this.#renderAsked(waiting, record);
    return answered ? this.#renderAnswered(answered, record) : nothing;
  }

  #renderAsked({ kind }: MeasurementRequest, record: PatientSummary) {
    return html`<section aria-label=${askedWords(kind)}>
      <p class="words" role="alert">
        <strong>${askedWords(kind)}</strong>
        ${msg('Stay in the call. Your device sends the value by itself, or you type it in here.')}
      </p>
      ${
        this.isTyping
          ? html`<div class="form">
              <kh-measure-form
                .kind=${kind}
                .glucoseUnit=${record.glucoseUnit}
                .draftName=${draftName(record.id)}
                .busy=${this.busy}
                @kh-reading=${(event: CustomEvent<TypedReading>) => void this.#save(record.id, event.detail)}
              ></kh-measure-form>
              ${this.isRefused ? html`<p>${msg('This number cannot be right. Please look at your device again.')}</p>` : nothing}
              ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
            </div>`
          : html`<wa-button id="type" variant="brand" @click=${this.#onType}
              >${icon('pencil')}${msg('Type it in')}</wa-button
            >`
      }
    </section>`;
  }

  #renderAnswered({ answer }: MeasurementRequest, record: PatientSummary) {
    if (answer === null) return nothing;
    const { value, unit } = shownValue(answer, record.glucoseUnit);
    return html`<section>
      <p class="words" role="status">
        <strong>${msg(str`${value} ${unit} has arrived. Thank you.`)}</strong>
      </p>
    </section>`;
  }

  readonly #onType = (): void => {
    this.isTyping = true;
  };

  async #save(patientId: string, reading: TypedReading): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const { fate } = await typeInReading(patientId, reading);
      this.isRefused = fate === 'quarantined';
      if (!this.isRefused) forgetDraft(draftName(patientId));
      await this.#requests.load();
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

const draftName = (patientId: string): string => `${patientId}.in-call`;

customElements.define('kh-asked-in-call', KhAskedInCall);
declare global {
  interface HTMLElementTagNameMap {
    'kh-asked-in-call': KhAskedInCall;
  }
}
