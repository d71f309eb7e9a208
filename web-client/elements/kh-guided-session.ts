import { msg } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Danger, HomeProtocol, HomeSession } from '#contracts/home-protocol.ts';
import { REST_FOR_MS, SIT_FOR_MS } from '#contracts/home-session.ts';
import type { TypedReading } from '#contracts/reading.ts';
import { EMERGENCY_NUMBERS, type Region } from '#contracts/region.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import { readDraft } from '../controllers/typed-draft.ts';
import type { FailureCode } from '../data/request.ts';
import { pressureText } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { judge, type DisplayRanges } from '../ranges.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { resultStyles } from '../styles/result.ts';
import { dangerAdvice, readingWord, upcomingText } from '../words/home-protocol.ts';
import { judgementWord } from '../words/judgement.ts';
import { resultAdvice } from '../words/measure.ts';
import './kh-countdown.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-measure-form.ts';
import './kh-repeat-card.ts';

type Reading = HomeSession['readings'][number];

/** Who comes back to a session after longer than this sits down again first. */
const RESTED_FOR_MS = 10 * 60_000;

type Screen =
  | { name: 'sit' }
  | { name: 'wait'; endsAtMs: number; last: Reading }
  | { name: 'type'; next: NonNullable<HomeSession['next']> }
  | { name: 'stopped'; last: Reading; danger: Danger }
  | { name: 'done'; mean: NonNullable<HomeSession['mean']> }
  | { name: 'closed' };

/**
 * One morning's or evening's readings, a screen each: sit, type, wait a minute, type, and what it comes to. What is done
 * already is what the server has; the reading that is typed is the page's to keep.
 * @fires kh-reading - `detail` is the reading that was typed.
 * @fires kh-again - The person wants to measure again, after a reading that stopped the session.
 */
export class KhGuidedSession extends KhElement {
  static override properties = {
    protocol: { attribute: false },
    loadedAtMs: { attribute: false },
    isBeginning: { attribute: false },
    draftName: { attribute: false },
    region: { attribute: false },
    ranges: { attribute: false },
    repeats: { attribute: false },
    aheadMs: { attribute: false },
    busy: { type: Boolean },
    failure: { attribute: false },
    sitsUntilMs: { state: true },
    isRested: { state: true },
    hasWaited: { state: true },
  };
  declare protocol: HomeProtocol | undefined;
  /** This device's clock when the protocol was answered, in ms. */
  declare loadedAtMs: number;
  /** The next reading is the first of a new series, whatever was measured before. */
  declare isBeginning: boolean;
  declare draftName: string;
  declare region: Region;
  declare ranges: DisplayRanges | undefined;
  /** Which readings the person is asked to take again. */
  declare repeats: readonly RepeatRequest[];
  /** How far the server's clock is ahead of this device's, in ms. */
  declare aheadMs: number;
  declare busy: boolean;
  declare failure: FailureCode | null;
  declare sitsUntilMs: number;
  declare isRested: boolean;
  /** The time of the reading after which the minute is over. */
  declare hasWaited: string | null;

  #shown: string | null = null;
  /** The session was open, and its first reading is still to come. */
  #mayBegin = false;
  /** The minute after the reading of that time. */
  #wait: { after: string; endsAtMs: number } | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    resultStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
      h1:focus {
        outline: none;
      }
      ol {
        display: grid;
        gap: var(--kh-space-3);
        list-style: decimal;
        padding-inline-start: 1.4em;
      }
    `,
  ];

  constructor() {
    super();
    this.loadedAtMs = 0;
    this.isBeginning = false;
    this.isRested = false;
    this.draftName = '';
    this.region = 'CN';
    this.repeats = [];
    this.aheadMs = 0;
    this.busy = false;
    this.failure = null;
    this.sitsUntilMs = Date.now() + SIT_FOR_MS;
    this.hasWaited = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    // Numbers that were typed before a reload were measured before it.
    if (changed.has('draftName') && readDraft(this.draftName) !== null) this.isRested = true;
    const session = this.protocol?.session;
    if (session) this.#mayBegin = session.next === 'first';
  }

  /** A new screen begins at its heading, for eyes, keyboard and screen readers. */
  override updated(): void {
    const heading = this.renderRoot.querySelector('h1');
    const shown = heading?.textContent ?? null;
    if (shown === this.#shown) return;
    this.#shown = shown;
    scrollTo({ top: 0 });
    heading?.focus({ preventScroll: true });
  }

  #screen(protocol: HomeProtocol): Screen {
    const session = this.isBeginning ? null : protocol.session;
    // Whoever sat down in time is not sent away when the clock strikes.
    if (session === null && !this.isBeginning && !this.#mayBegin) return { name: 'closed' };
    const last = session?.readings.at(-1);
    const stopping = session?.readings.findLast(({ danger }) => danger !== null);
    if (stopping?.danger) return { name: 'stopped', last: stopping, danger: stopping.danger };
    const next = session === null ? 'first' : session.next;
    if (next === null) return session?.mean ? { name: 'done', mean: session.mean } : { name: 'closed' };
    // Both times are the server's; what has passed since its answer is this device's.
    const agoMs = last === undefined ? Infinity : Date.parse(protocol.answeredAt) - Date.parse(last.at);
    if (!this.isRested && agoMs > RESTED_FOR_MS) return { name: 'sit' };
    if (last === undefined || this.hasWaited === last.at) return { name: 'type', next };
    // Fixed once, so that the clock does not jump when the protocol is loaded again.
    if (this.#wait?.after !== last.at) this.#wait = { after: last.at, endsAtMs: this.loadedAtMs + REST_FOR_MS - agoMs };
    const { endsAtMs } = this.#wait;
    return endsAtMs > Date.now() ? { name: 'wait', endsAtMs, last } : { name: 'type', next };
  }

  override render() {
    const { protocol } = this;
    if (!protocol) return nothing;
    const screen = this.#screen(protocol);
    switch (screen.name) {
      case 'sit':
        return this.#renderSit();
      case 'wait':
        return this.#renderWait(screen.last, screen.endsAtMs);
      case 'type':
        return this.#renderForm(screen.next);
      case 'stopped':
        return this.#renderStopped(screen.last, screen.danger);
      case 'done':
        return this.#renderDone(screen.mean, protocol);
      case 'closed':
        return html`<h1 tabindex="-1">${msg('The time for this session is over')}</h1>
          <p>${this.#nextText(protocol)}</p>
          <wa-button class="wide" variant="brand" href="/">${msg('Done')}</wa-button>`;
    }
  }

  #renderSit() {
    return html`<h1 tabindex="-1">${msg('Sit still for five minutes')}</h1>
      <div class="card stack">
        <ol>
          <li>${msg('Back against the chair, feet flat on the floor.')}</li>
          <li>${msg('Cuff on your bare upper arm, at the height of your heart.')}</li>
          <li>${msg('Do not talk. No coffee and no cigarette in the half hour before.')}</li>
        </ol>
        <kh-countdown
          .label=${msg('Time left to sit')}
          .endsAtMs=${this.sitsUntilMs}
          .lastsMs=${SIT_FOR_MS}
          @kh-ended=${this.#onRested}
        ></kh-countdown>
      </div>
      <wa-button id="rested" class="wide" variant="brand" @click=${this.#onRested}
        >${msg('I have sat for five minutes')}</wa-button
      >`;
  }

  #renderWait(last: Reading, endsAtMs: number) {
    const onWaited = (): void => {
      this.hasWaited = last.at;
    };
    return html`<h1 tabindex="-1">${msg('Stay seated for one minute')}</h1>
      <div class="card stack">
        <p role="status">${icon('circle-check')} ${msg('Saved')} <strong>${pressureText(last)}</strong> mmHg</p>
        <kh-countdown
          .label=${msg('Time left to wait')}
          .endsAtMs=${endsAtMs}
          .lastsMs=${REST_FOR_MS}
          @kh-ended=${onWaited}
        ></kh-countdown>
      </div>
      <wa-button id="waited" class="wide" appearance="outlined" @click=${onWaited}
        >${msg('I have waited for a minute')}</wa-button
      >`;
  }

  #renderForm(next: NonNullable<HomeSession['next']>) {
    return html`<h1 tabindex="-1">${readingWord(next)}</h1>
      <p class="soft">
        ${
          next === 'third'
            ? msg('The two readings are more than 10 apart, so a third one helps. Measure, then type in what you see.')
            : msg('Measure now. Then type in what your device shows.')
        }
      </p>
      <kh-measure-form
        .kind=${'blood-pressure' as const}
        .draftName=${this.draftName}
        .busy=${this.busy}
        @kh-reading=${this.#onReading}
      ></kh-measure-form>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}`;
  }

  #renderStopped(last: Reading, danger: Danger) {
    const request = this.repeats.find(({ observation, answer }) =>
      [observation.effectiveAt, answer?.observation.effectiveAt].includes(last.at),
    );
    return html`<h1 tabindex="-1">${msg('We stop here for now')}</h1>
      ${
        request
          ? html`<kh-repeat-card
            with-value
            .request=${request}
            .aheadMs=${this.aheadMs}
            .region=${this.region}
            @kh-again=${this.#onAgain}
          ></kh-repeat-card>`
          : this.#renderDanger(last, danger)
      }
      <wa-button class="wide" appearance="outlined" href="/">${msg('Done')}</wa-button>`;
  }

  #renderDanger(last: Reading, danger: Danger) {
    const judgement = danger === 'high' ? 'very-high' : danger === 'low' ? 'low' : null;
    return html`<div class="card stack" role="status">
        <p class="value"><strong>${pressureText(last)}</strong> mmHg</p>
        ${judgement === null ? nothing : html`<p class="word">${judgementWord(judgement)}</p>`}
        <p>${dangerAdvice(danger, EMERGENCY_NUMBERS[this.region])}</p>
      </div>
      <wa-button id="again" class="wide" variant="brand" @click=${this.#onAgain}
        >${icon('repeat')}${msg('Measure again')}</wa-button
      >`;
  }

  #renderDone(mean: NonNullable<HomeSession['mean']>, protocol: HomeProtocol) {
    const judgement = this.ranges ? judge({ kind: 'blood-pressure', ...mean }, this.ranges) : 'in-range';
    return html`<h1 tabindex="-1">
        ${protocol.session?.part === 'morning' ? msg('This morning is done') : msg('This evening is done')}
      </h1>
      <div class="card stack" role="status">
        <p class="soft">${msg('The average of your readings:')}</p>
        <p class="value"><strong>${pressureText(mean)}</strong> mmHg</p>
        <p class="word ${judgement}">${judgementWord(judgement)}</p>
        <p>${resultAdvice('blood-pressure', judgement, EMERGENCY_NUMBERS[this.region])}</p>
        <p><strong>${this.#nextText(protocol)}</strong></p>
      </div>
      <slot></slot>
      <wa-button class="wide" variant="brand" href="/">${msg('Done')}</wa-button>`;
  }

  #nextText(protocol: HomeProtocol): string {
    return protocol.series?.isOver === true
      ? msg('The seven days are complete. Your care team can see the result.')
      : upcomingText(protocol);
  }

  readonly #onRested = (): void => {
    this.isRested = true;
  };

  readonly #onReading = ({ detail }: CustomEvent<TypedReading>): void => {
    this.dispatchEvent(new CustomEvent('kh-reading', { detail }));
  };

  readonly #onAgain = (): void => {
    this.dispatchEvent(new Event('kh-again'));
  };
}

customElements.define('kh-guided-session', KhGuidedSession);
declare global {
  interface HTMLElementTagNameMap {
    'kh-guided-session': KhGuidedSession;
  }
  interface GlobalEventHandlersEventMap {
    'kh-again': Event;
  }
}
