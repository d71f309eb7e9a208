import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { CallCheckResult } from '#contracts/call-check.ts';
import type { Consultation } from '#contracts/consultation.ts';
import type { Me } from '#contracts/user.ts';
import { CallCheckController, type CallCheckStep } from '../controllers/call-check.ts';
import type { Chosen } from '../controllers/local-media-check.ts';
import { readConsultation } from '../data/consultations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/check/kh-check-devices.ts';
import '../elements/check/kh-check-result.ts';
import '../elements/check/kh-check-speaker.ts';
import '../elements/check/kh-in-app-browser.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { pageStyles } from '../styles/layout.ts';
import { tryingWords } from '../words/call-check.ts';

/** The check before a call: one question at a time, then what to do. For a visit, or just to see. */
export class KhCheckPage extends KhElement {
  static override properties = {
    me: { attribute: false },
    consultationId: { attribute: false },
    consultation: { state: true },
    failure: { state: true },
  };
  declare me: Me | undefined;
  /** The visit that the result is kept with; empty where it is for none. */
  declare consultationId: string;
  declare consultation: Consultation | null;
  declare failure: FailureCode | null;

  readonly #check = new CallCheckController(this);
  #shownStep: CallCheckStep = 'start';

  static override styles = [
    baseStyles,
    buttonStyles,
    pageStyles,
    css`
      .page {
        max-inline-size: 40rem;
      }
      h1:focus {
        outline: none;
      }
    `,
  ];

  constructor() {
    super();
    this.consultationId = '';
    this.consultation = null;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('consultationId')) return;
    this.consultation = null;
    if (this.consultationId !== '') void this.#load();
  }

  /** The next question is read out, and the keyboard starts at it. */
  override updated(): void {
    if (this.#shownStep === this.#check.step) return;
    this.#shownStep = this.#check.step;
    this.renderRoot.querySelector('h1')?.focus({ preventScroll: true });
  }

  async #load(): Promise<void> {
    try {
      this.consultation = await readConsultation(this.consultationId);
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  /** A colleague of the care team may look at the visit, and is not of it. */
  get #visitToKeepWith(): string | null {
    const isInvited = this.consultation?.participants.some(({ userId }) => userId === this.me?.id) ?? false;
    return isInvited ? this.consultationId : null;
  }

  override render() {
    return html`<div class="page">
      ${
        this.failure
          ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>`
          : nothing
      }
      ${this.#isWaiting ? this.#renderWaiting() : this.#renderStep()}
    </div>`;
  }

  /** Nothing is begun before it is known which visit it is for: its result would be kept with none. */
  get #isWaiting(): boolean {
    return this.consultationId !== '' && this.consultation === null;
  }

  #renderWaiting() {
    return this.failure ? nothing : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`;
  }

  #renderStep() {
    switch (this.#check.step) {
      case 'start':
        return this.#renderStart();
      case 'devices':
        return html`${this.#heading(msg('Can you see yourself?'), 1)}
          <kh-check-devices
            .local=${this.#check.local}
            .revision=${this.#check.local.revision}
            @kh-choose-devices=${this.#onChoose}
            @kh-next=${() => this.#check.askForSound()}
          ></kh-check-devices>`;
      case 'speaker':
        return html`${this.#heading(msg('Can you hear this device?'), 2)}
          <p>${msg('Press the button. You will hear five notes.')}</p>
          <kh-check-speaker @kh-speaker-answered=${this.#onAnswered}></kh-check-speaker>`;
      case 'line':
        return this.#renderLine();
      case 'result':
        return this.#renderResult();
    }
  }

  #renderStart() {
    const { consultation } = this;
    return html`${this.#heading(msg('Test camera, sound and line'))}
      <kh-in-app-browser></kh-in-app-browser>
      <p>${msg('This takes about a minute. Nobody sees or hears you.')}</p>
      ${consultation ? html`<p>${this.#visitWords(consultation)}</p>` : nothing}
      <wa-button id="start" class="wide" variant="brand" @click=${() => void this.#check.openDevices()}
        >${icon('video')}${msg('Start')}</wa-button
      >
      ${this.#renderBack()}`;
  }

  #visitWords({ clinicianName }: Consultation): string {
    if (this.#visitToKeepWith === null) return msg('You are not part of this visit: the result is for you alone.');
    return this.me?.role === 'patient'
      ? msg(str`${clinicianName} will see whether it works.`)
      : msg('The result is kept with the visit.');
  }

  #renderLine() {
    const { path, failure } = this.#check;
    return html`${this.#heading(msg('Trying the line'), 3)}
      ${
        failure
          ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#check.tryLineAgain(this.#visitToKeepWith)}></kh-failure>`
          : html`<p role="status">${icon('clock')} ${path === null ? msg('One moment…') : tryingWords(path)}</p>
            <p class="soft">${msg('Your picture and voice go to the video service and back to you. Please wait.')}</p>`
      }`;
  }

  #renderResult() {
    const { result, failure, isKept } = this.#check;
    const visit = this.#visitToKeepWith;
    return html`${this.#heading(msg('The result'))}
      <kh-check-result .result=${result}></kh-check-result>
      ${
        failure && visit !== null
          ? html`<p>${msg('The result could not be kept with the visit.')}</p>
            <kh-failure .code=${failure} @kh-retry=${() => void this.#check.keep(visit)}></kh-failure>`
          : nothing
      }
      ${isKept ? html`<p id="kept" role="status">${icon('check')} ${this.#keptWords()}</p>` : nothing}
      ${this.#renderBack()}
      <wa-button id="again" class="wide" appearance="outlined" @click=${() => void this.#check.openDevices()}
        >${icon('repeat')}${msg('Check again')}</wa-button
      >`;
  }

  #keptWords(): string {
    return this.me?.role === 'patient' ? msg('Your doctor can see this result.') : msg('Kept with the visit.');
  }

  #renderBack() {
    const isVisitOfClinician = this.me?.role !== 'patient' && this.consultationId !== '';
    return html`<wa-button
      class="wide"
      variant=${this.#check.step === 'result' ? 'brand' : 'neutral'}
      appearance=${this.#check.step === 'result' ? 'accent' : 'outlined'}
      href=${isVisitOfClinician ? `/visits/${this.consultationId}` : '/'}
      >${isVisitOfClinician ? msg('Back to the visit') : msg('To the first page')}</wa-button
    >`;
  }

  /** `question`: which of three it is. */
  #heading(words: string, question?: number) {
    return html`<div>
      ${question === undefined ? nothing : html`<p class="soft small">${msg(str`${question} of 3`)}</p>`}
      <h1 tabindex="-1">${words}</h1>
    </div>`;
  }

  readonly #onChoose = (event: CustomEvent<Chosen>): void => void this.#check.local.open(event.detail);

  readonly #onAnswered = (event: CustomEvent<CallCheckResult['speaker']>): void =>
    void this.#check.tryLine(event.detail, this.#visitToKeepWith);
}

customElements.define('kh-check-page', KhCheckPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-check-page': KhCheckPage;
  }
}
