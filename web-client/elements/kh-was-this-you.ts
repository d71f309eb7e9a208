import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Observation } from '#contracts/observation.ts';
import { confirmObservation, listUnconfirmed } from '../data/observations.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { momentText } from '../format/time.ts';
import { shownValue, type GlucoseUnit } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { kindWordPlain } from '../words/observation.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';

/** A repeat belongs to a reading of just now. */
const REPEAT_WITHIN_MS = 3_600_000;

/**
 * "Was this you?", for readings that are possible and rarely seen, or rarely of this person; one at a time, the newest
 * first, and a new one is to be taken again. Nothing where nothing is asked.
 * @fires kh-answered-reading - A reading was confirmed, or taken out of the record.
 */
export class KhWasThisYou extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
    withoutRepeat: { type: Boolean, attribute: 'without-repeat' },
    asked: { state: true },
    isSure: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare patientId: string;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;
  /** On a page that asks for a repeat by itself. */
  declare withoutRepeat: boolean;
  declare asked: readonly Observation[];
  /** "No" was pressed: says what that does before it does it. */
  declare isSure: boolean;
  declare busy: boolean;
  declare failure: FailureCode | null;

  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .value strong {
        font-size: var(--kh-text-3xl);
        line-height: var(--kh-leading-tight);
      }
      .answers {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(10rem, 100%), 1fr));
        gap: var(--kh-space-3);
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
    this.withoutRepeat = false;
    this.asked = [];
    this.isSure = false;
    this.busy = false;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      observations: ({ patientId }) => {
        if (patientId === this.patientId) void this.#load();
      },
      // Answered on another page, or by the care team.
      invalidated: ({ patientId }) => {
        if (patientId === this.patientId) void this.#load();
      },
      caughtUp: () => void this.#load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patientId')) void this.#load();
  }

  override updated(): void {
    // Takes no room on the page while there is no question.
    this.toggleAttribute('hidden', this.asked.length === 0);
  }

  async #load(): Promise<void> {
    if (this.patientId === '' || this.busy) return;
    try {
      const asked = await listUnconfirmed(this.patientId);
      if (asked[0]?.id !== this.asked[0]?.id) this.isSure = false;
      this.asked = asked;
    } catch {
      // The question can wait; the page says by itself when it has no connection.
    }
  }

  override render() {
    const [observation] = this.asked;
    if (!observation) return nothing;
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    return html`<section class="card" aria-labelledby="heading">
      <h2 id="heading">${msg('Was this you?')}</h2>
      <p class="value">
        <strong>${value}</strong> ${unit}
        <span class="soft">${kindWordPlain(observation.kind)}, ${momentText(observation.effectiveAt, this.now)}</span>
      </p>
      ${this.isSure ? this.#renderSure(observation) : this.#renderQuestion(observation)}
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
    </section>`;
  }

  #renderQuestion(observation: Observation) {
    const isNew = this.now.getTime() - Date.parse(observation.effectiveAt) < REPEAT_WITHIN_MS;
    return html`<p>${msg('This value is unusual. Did you measure it on yourself?')}</p>
      ${
        isNew && !this.withoutRepeat
          ? html`<p>
            ${msg('If it was you, sit still for five minutes and measure once more.')}
            <a id="repeat" href="/measure?kind=${observation.kind}">${msg('Measure again')}</a>
          </p>`
          : nothing
      }
      <div class="answers">
        <wa-button id="mine" class="wide" appearance="outlined" ?loading=${this.busy} @click=${() => void this.#answer(observation, true)}
          >${msg('Yes, it was me')}</wa-button
        >
        <wa-button id="not-mine" class="wide" appearance="outlined" @click=${() => (this.isSure = true)}
          >${msg('No, not me')}</wa-button
        >
      </div>`;
  }

  #renderSure(observation: Observation) {
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    return html`<p role="status">
        ${msg(str`${value} ${unit} is taken out of your record, and your care team sees that you said so.`)}
      </p>
      <div class="answers">
        <wa-button id="sure" class="wide" appearance="outlined" ?loading=${this.busy} @click=${() => void this.#answer(observation, false)}
          >${msg('Take it out')}</wa-button
        >
        <wa-button class="wide" appearance="outlined" @click=${() => (this.isSure = false)}>${msg('Back')}</wa-button>
      </div>`;
  }

  async #answer({ id }: Observation, isMine: boolean): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.failure = null;
    try {
      await confirmObservation(this.patientId, id, isMine);
      this.asked = this.asked.filter((observation) => observation.id !== id);
      this.isSure = false;
      this.dispatchEvent(new Event('kh-answered-reading'));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
    if (this.failure === 'conflict') void this.#load();
  }
}

customElements.define('kh-was-this-you', KhWasThisYou);
declare global {
  interface HTMLElementTagNameMap {
    'kh-was-this-you': KhWasThisYou;
  }
  interface GlobalEventHandlersEventMap {
    'kh-answered-reading': Event;
  }
}
