import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Observation } from '#contracts/observation.ts';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import { ClockController } from '../controllers/clock.ts';
import { clockText } from '../format/time.ts';
import { shownValue, type GlucoseUnit } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { repeatWords } from '../words/repeat.ts';
import './kh-countdown.ts';
import { KhElement } from './kh-element.ts';

/**
 * A reading that is to be taken again: what to do, how long to rest, and what came of the repeat.
 * @fires kh-again - The person has rested and wants to measure.
 */
export class KhRepeatCard extends KhElement {
  static override properties = {
    request: { attribute: false },
    aheadMs: { attribute: false },
    region: { attribute: false },
    glucoseUnit: { attribute: false },
    withValue: { type: Boolean, attribute: 'with-value' },
    byDevice: { type: Boolean, attribute: 'by-device' },
  };
  declare request: RepeatRequest | undefined;
  /** How far the server's clock is ahead of this device's, in ms. */
  declare aheadMs: number;
  declare region: Region;
  declare glucoseUnit: GlucoseUnit;
  /** The reading does not stand beside it already. */
  declare withValue: boolean;
  /** A device sends the repeat by itself: there is nothing to press. */
  declare byDevice: boolean;

  readonly #clock = new ClockController(this, 1_000);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .words {
        display: grid;
        gap: var(--kh-space-3);
      }
      h2 {
        font-size: var(--kh-text-xl);
      }
      .values {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2) var(--kh-space-6);
      }
      .values strong {
        font-size: var(--kh-text-2xl);
      }
    `,
  ];

  constructor() {
    super();
    this.aheadMs = 0;
    this.region = 'CN';
    this.glucoseUnit = 'mmol/L';
    this.withValue = false;
    this.byDevice = false;
  }

  override render() {
    const { request } = this;
    if (!request) return nothing;
    const number = EMERGENCY_NUMBERS[this.region];
    const { heading, texts, call } = repeatWords(request, number);
    return html`<section class="card" aria-labelledby="heading">
      <div class="words" role="status">
        <h2 id="heading">${heading}</h2>
        ${this.#renderValues(request)} ${texts.map((text) => html`<p>${text}</p>`)}
      </div>
      ${
        call
          ? html`<wa-button id="call" class="wide" variant="brand" href="tel:${number}"
            >${icon('phone')}${msg(str`Call ${number} now`)}</wa-button
          >`
          : request.answer === null
            ? this.#renderWait(request)
            : nothing
      }
    </section>`;
  }

  /** Both values once there are two; one where the page does not show it. */
  #renderValues({ observation, answer }: RepeatRequest) {
    if (answer === null)
      return this.withValue ? html`<p class="values">${this.#renderValue(observation)}</p>` : nothing;
    return html`<p class="values">${this.#renderValue(observation)} ${this.#renderValue(answer.observation)}</p>`;
  }

  #renderValue(observation: Observation) {
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    return html`<span
      ><strong>${value}</strong> ${unit} <span class="soft">${clockText(observation.effectiveAt)}</span></span
    >`;
  }

  #renderWait({ observation, earliestAt, restedAt }: RepeatRequest) {
    const onThisClock = (instant: string): number => Date.parse(instant) - this.aheadMs;
    // The clock may stand a second behind; the rest is over when it is over.
    const nowMs = Math.max(this.#clock.now.getTime(), Date.now());
    const isRested = nowMs >= onThisClock(restedAt);
    return html`${
      isRested
        ? nothing
        : html`<kh-countdown
          .label=${msg('Time left before you measure again')}
          .endsAtMs=${onThisClock(restedAt)}
          .lastsMs=${Date.parse(restedAt) - Date.parse(observation.effectiveAt)}
          @kh-ended=${this.#onEnded}
        ></kh-countdown>`
    }
    ${nowMs >= onThisClock(earliestAt) ? this.#renderAgain(isRested) : nothing}`;
  }

  #renderAgain(isRested: boolean) {
    if (this.byDevice)
      return html`<p class="soft">
        ${icon('device')} ${msg('Measure with your device when you have rested. The value comes here by itself.')}
      </p>`;
    return html`<wa-button
      id="again"
      class="wide"
      variant=${isRested ? 'brand' : 'neutral'}
      appearance=${isRested ? 'accent' : 'outlined'}
      @click=${this.#onAgain}
      >${icon('repeat')}${msg('Measure again')}</wa-button
    >`;
  }

  readonly #onEnded = (): void => {
    this.requestUpdate();
  };

  readonly #onAgain = (): void => {
    this.dispatchEvent(new Event('kh-again'));
  };
}

customElements.define('kh-repeat-card', KhRepeatCard);
declare global {
  interface HTMLElementTagNameMap {
    'kh-repeat-card': KhRepeatCard;
  }
}
