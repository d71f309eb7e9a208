import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { HomeProtocol } from '#contracts/home-protocol.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { partWord, readingWord, upcomingText } from '../words/home-protocol.ts';
import { KhElement } from './kh-element.ts';
import './kh-home-protocol.ts';

/**
 * Where a patient stands with seven days of blood pressure, and the one thing to do now.
 * @fires kh-session - The person measures with guidance; `detail.isBeginning` where a new series begins.
 * @fires kh-single - The person wants only one reading.
 */
export class KhSeriesStart extends KhElement {
  static override properties = { protocol: { attribute: false } };
  declare protocol: HomeProtocol | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
      }
    `,
  ];

  override render() {
    const { protocol } = this;
    if (!protocol) return nothing;
    const { series } = protocol;
    const isRunning = series !== null && !series.isOver;
    return html`<h1>${msg('Blood pressure')}</h1>
      <section class="card stack">
        ${
          series
            ? html`<kh-home-protocol plain .series=${series}></kh-home-protocol>`
            : html`<h2>${msg('Seven days, for a true picture')}</h2>
                <p>${msg('Two readings each morning and two each evening, seven days long. We guide you through each.')}</p>`
        }
      </section>
      ${isRunning ? this.#renderSession(protocol) : this.#renderBeginning(protocol)}
      <wa-button id="single" class="wide" appearance="outlined" @click=${this.#onSingle}
        >${msg('Only one reading')}</wa-button
      >
      ${
        isRunning && protocol.openPart !== null
          ? html`<button id="restart" class="quiet-button" type="button" @click=${this.#onBegin}>
              ${icon('repeat')}${msg('Begin again with day 1')}
            </button>`
          : nothing
      }`;
  }

  #renderBeginning(protocol: HomeProtocol) {
    if (protocol.openPart === null) return html`<p>${upcomingText(protocol)}</p>`;
    return html`<wa-button id="begin" class="wide" variant="brand" @click=${this.#onBegin}
      >${icon('gauge')}${protocol.series === null ? msg('Begin day 1 now') : msg('Begin seven new days now')}</wa-button
    >`;
  }

  #renderSession(protocol: HomeProtocol) {
    const { session } = protocol;
    const isStopped = session?.readings.some(({ danger }) => danger !== null) ?? false;
    if (session === null || session.next === null || isStopped)
      return html`<p role="status">
        ${session?.next === null ? html`${icon('circle-check')} ${msg(str`${partWord(session.part)}: done.`)}` : nothing}
        ${upcomingText(protocol)}
      </p>`;
    return html`<wa-button id="go-on" class="wide" variant="brand" @click=${this.#onGoOn}
      >${icon('gauge')}${msg(str`${partWord(session.part)}: ${readingWord(session.next)}`)}</wa-button
    >`;
  }

  readonly #onBegin = (): void => this.#tell(true);
  readonly #onGoOn = (): void => this.#tell(false);
  readonly #onSingle = (): void => {
    this.dispatchEvent(new Event('kh-single'));
  };

  #tell(isBeginning: boolean): void {
    this.dispatchEvent(new CustomEvent('kh-session', { detail: { isBeginning } }));
  }
}

customElements.define('kh-series-start', KhSeriesStart);
declare global {
  interface HTMLElementTagNameMap {
    'kh-series-start': KhSeriesStart;
  }
  interface GlobalEventHandlersEventMap {
    'kh-session': CustomEvent<{ isBeginning: boolean }>;
    'kh-single': Event;
  }
}
