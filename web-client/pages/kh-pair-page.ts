import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { PatientSummary } from '#contracts/patient.ts';
import type { Obstacle } from '../bluetooth/support.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { PairingController } from '../controllers/pairing.ts';
import {
  PAIRING_STEPS,
  type PairedSensor,
  type PairingProblem,
  type PairingStep,
} from '../controllers/pairing-state.ts';
import { RepeatsController } from '../controllers/repeats.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-paired-sensor.ts';
import '../elements/kh-repeat-card.ts';
import '../elements/kh-skeleton.ts';
import { icon } from '../icons/icon.ts';
import { judge, rangesOf } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { choiceStyles } from '../styles/choice.ts';
import { pageStyles } from '../styles/layout.ts';
import { obstacleWords, problemWords, stepWord } from '../words/pairing.ts';

/** What was measured this long before pairing is shown, too: as much as the new device is credited with. */
const SHOWN_BEFORE_MS = 60 * 60_000;

/** Connects a cuff, a meter or a strap by Bluetooth: one button, then what it says and what became of it. */
export class KhPairPage extends KhElement {
  static override properties = { userSlot: { state: true } };
  /** The person's own number on a cuff with several users; null where it is theirs alone. */
  declare userSlot: number | null;

  readonly #own = new OwnRecordController(this);
  readonly #live = new LiveObservationsController(this);
  readonly #pairing = new PairingController(this);
  readonly #repeats = new RepeatsController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    choiceStyles,
    pageStyles,
    css`
      .steps {
        display: grid;
        gap: var(--kh-space-4);
        font-size: var(--kh-text-l);
      }
      .steps li {
        display: flex;
        align-items: center;
        gap: var(--kh-space-3);
      }
      .number,
      .mark {
        display: inline-grid;
        place-items: center;
        flex: none;
        inline-size: 2em;
        block-size: 2em;
        border-radius: 50%;
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
        font-weight: var(--kh-weight-strong);
      }
      .mark.later {
        background: var(--kh-sunken);
        color: var(--kh-ink-faint);
      }
      .now {
        font-weight: var(--kh-weight-strong);
      }
      li.later {
        color: var(--kh-ink-soft);
      }
      .notice {
        display: flex;
        align-items: flex-start;
        gap: var(--kh-space-3);
        padding: var(--kh-space-4);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      .problem {
        margin-block-end: var(--kh-space-5);
      }
      .notice .stack {
        min-inline-size: 0;
      }
      summary {
        min-block-size: var(--kh-target);
        padding-block: var(--kh-space-3);
        cursor: pointer;
      }
      fieldset {
        padding-block-start: var(--kh-space-2);
      }
      wa-button.main::part(button) {
        min-block-size: 72px;
        font-size: var(--kh-text-l);
      }
    `,
  ];

  constructor() {
    super();
    this.userSlot = null;
  }

  override willUpdate(): void {
    const { record } = this.#own;
    if (record) void this.#pairing.open(record.id);
    if (record) this.#repeats.follow(record.id);
    const { state } = this.#pairing;
    if (record && state.name === 'paired') {
      this.#live.follow(record.id, new Date(state.sensor.since.getTime() - SHOWN_BEFORE_MS));
    }
  }

  override render() {
    const { record, failure } = this.#own;
    return html`<div class="page">
      ${record ? this.#renderState(record) : nothing}
      ${record === null && failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#own.load()}></kh-failure>` : nothing}
      ${record === null && !failure ? html`<kh-skeleton tall .lines=${3}></kh-skeleton>` : nothing}
    </div>`;
  }

  #renderState(record: PatientSummary) {
    const { state } = this.#pairing;
    return html`${this.#renderUnsendable()}
    ${(() => {
      switch (state.name) {
        case 'checking':
          return html`<kh-skeleton tall .lines=${3}></kh-skeleton>`;
        case 'impossible':
          return this.#renderObstacle(state.obstacle);
        case 'ready':
          return this.#renderReady(state.problem);
        case 'pairing':
          return this.#renderProgress(state.step);
        case 'paired':
          return this.#renderPaired(state.sensor, record);
      }
    })()}
    <kh-emergency-notice .region=${record.region}></kh-emergency-notice>`;
  }

  #renderObstacle(obstacle: Obstacle) {
    return html`<h1>${msg('Connect your device')}</h1>
      <p class="notice" role="status">${icon('info')}<span>${obstacleWords(obstacle)}</span></p>
      <wa-button class="wide main" variant="brand" href="/measure">${icon('pencil')}${msg('Type it in')}</wa-button>
      ${
        obstacle === 'switched-off'
          ? html`<wa-button class="wide" appearance="outlined" @click=${() => void this.#pairing.lookAgain()}
            >${icon('repeat')}${msg('Try again')}</wa-button
          >`
          : nothing
      }`;
  }

  #renderReady(problem: PairingProblem | null) {
    const { waiting } = this.#pairing.delivery;
    const steps = [
      msg('Switch on your blood pressure monitor, glucose meter or heart rate strap.'),
      msg('Keep it close to this phone or computer.'),
      msg('Press the button, then choose its name in the list.'),
    ];
    return html`<h1>${msg('Connect your device')}</h1>
      <div>
        <div role="alert">
          ${
            problem === null
              ? nothing
              : html`<p class="notice problem">${icon('warning')}<span>${problemWords(problem)}</span></p>`
          }
        </div>
        <ol class="steps">
        ${steps.map(
          (step, index) =>
            html`<li><span class="number" aria-hidden="true">${index + 1}</span><span>${step}</span></li>`,
        )}
      </ol></div>
      <wa-button id="choose" class="wide main" variant="brand" @click=${this.#onChoose}
        >${icon('device')}${msg('Choose your device')}</wa-button
      >
      ${
        waiting > 0
          ? html`<p class="soft" role="status">
            ${msg(str`Readings from last time still to be sent: ${waiting}. This happens by itself.`)}
          </p>`
          : nothing
      }
      <details>
        <summary>${msg('Does somebody else use this blood pressure monitor, too?')}</summary>
        ${this.#renderSlots()}
      </details>
      <wa-button class="wide" appearance="outlined" href="/measure">${icon('pencil')}${msg('Type it in')}</wa-button>`;
  }

  #renderSlots() {
    const choices: { slot: number | null; word: string }[] = [
      { slot: null, word: msg('No, only I use it') },
      { slot: 1, word: msg('Yes, I am user 1 (A)') },
      { slot: 2, word: msg('Yes, I am user 2 (B)') },
    ];
    return html`<fieldset>
      <legend class="visually-hidden">${msg('Does somebody else use this blood pressure monitor, too?')}</legend>
      <div class="choices">
        ${choices.map(
          ({ slot, word }) =>
            html`<label class="choice">
              <input
                type="radio"
                name="slot"
                .checked=${this.userSlot === slot}
                @change=${() => (this.userSlot = slot)}
              /><span>${word}</span>
            </label>`,
        )}
      </div>
    </fieldset>`;
  }

  #renderProgress(current: PairingStep) {
    const at = PAIRING_STEPS.indexOf(current);
    return html`<h1>${msg('Connecting')}</h1>
      <ol class="card steps">
        ${PAIRING_STEPS.map((step, index) => {
          const when = index < at ? 'done' : index === at ? 'now' : 'later';
          return html`<li class=${when} aria-current=${when === 'now' ? 'step' : 'false'}>
            <span class="mark ${when}" aria-hidden="true">${when === 'done' ? icon('check') : index + 1}</span>
            <span>${stepWord(step)}</span>
          </li>`;
        })}
      </ol>
      <p class="visually-hidden" role="status">${stepWord(current)}</p>
      <wa-button class="wide" appearance="outlined" @click=${() => this.#pairing.stop()}>${msg('Cancel')}</wa-button>`;
  }

  #renderPaired(sensor: PairedSensor, record: PatientSummary) {
    const { delivery } = this.#pairing;
    // What the clinic has of this device, once something of this page has reached it.
    const newest = this.#live.observations.findLast(({ source }) => source === sensor.deviceId);
    const observation = delivery.saved > 0 ? (newest ?? null) : null;
    const judgement = observation === null ? 'in-range' : judge(observation, rangesOf(record));
    const request = observation === null ? undefined : this.#repeats.about(observation.id);
    // Whoever is to measure again is not asked to leave.
    const mayLeave = request ? request.answer !== null : judgement === 'in-range' || judgement === 'high';
    return html`<h1>${sensor.isConnected ? msg('Your device is connected') : msg('Waiting for your device')}</h1>
      <kh-paired-sensor
        .sensor=${sensor}
        .delivery=${delivery}
        .observation=${observation}
        .record=${record}
        ?asked=${request !== undefined}
      ></kh-paired-sensor>
      ${
        request
          ? html`<kh-repeat-card
            by-device
            .request=${request}
            .aheadMs=${this.#repeats.aheadMs}
            .region=${record.region}
            .glucoseUnit=${record.glucoseUnit}
          ></kh-repeat-card>`
          : nothing
      }
      <wa-button
        class="wide main"
        variant=${mayLeave ? 'brand' : 'neutral'}
        appearance=${mayLeave ? 'accent' : 'outlined'}
        href="/"
        >${msg('Done')}</wa-button
      >
      <wa-button class="wide" appearance="outlined" @click=${() => this.#pairing.stop()}
        >${icon('repeat')}${msg('Another device')}</wa-button
      >`;
  }

  /** Readings of a device that is no longer the person's: nothing is thrown away behind their back. */
  #renderUnsendable() {
    const { unsendable } = this.#pairing.delivery;
    if (unsendable === 0) return nothing;
    return html`<div class="notice" role="alert">
      ${icon('warning')}
      <div class="stack">
        <p>
          ${msg(
            str`Readings that cannot be sent: ${unsendable}. The device is no longer registered as yours. Please type in what you still see on it.`,
          )}
        </p>
        <wa-button appearance="outlined" @click=${() => void this.#pairing.discardUnsendable()}
          >${msg('Remove them here')}</wa-button
        >
      </div>
    </div>`;
  }

  readonly #onChoose = (): void => void this.#pairing.pair(this.userSlot);
}

customElements.define('kh-pair-page', KhPairPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-pair-page': KhPairPage;
  }
}
