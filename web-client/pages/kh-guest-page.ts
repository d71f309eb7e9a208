import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import { GUEST_POLL_MS } from '#contracts/guest-states.ts';
import { joinAsGuest, leaveAsGuest, openInvitation, readGuest, type GuestView } from '../data/guests.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/check/kh-in-app-browser.ts';
import '../elements/kh-call.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-language-switch.ts';
import '../elements/kh-mark.ts';
import { playVisitSound } from '../preferences/sound.ts';
import { readGuestToken } from '../routing/guest-link.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { failureWords } from '../words/failure.ts';

/**
 * Where the link of an invitation leads: joining, waiting to be let in, the call, and its end. Only the button opens the
 * invitation, which works once: programs that look at links before a person does would use it up.
 */
export class KhGuestPage extends KhElement {
  static override properties = {
    guest: { state: true },
    failure: { state: true },
    isBusy: { state: true },
    hasHungUp: { state: true },
    hasLoaded: { state: true },
  };
  /** Null: this browser is nobody's guest yet. */
  declare guest: GuestView | null;
  declare failure: FailureCode | null;
  declare isBusy: boolean;
  /** Out of the call, and may go back. */
  declare hasHungUp: boolean;
  declare hasLoaded: boolean;

  #token = readGuestToken(location.hash);
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        grid-template-columns: minmax(0, 1fr);
        min-block-size: 100dvh;
      }
      header {
        display: flex;
        justify-content: space-between;
        align-items: center;
        gap: var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-6);
      }
      main {
        display: grid;
        grid-template-columns: minmax(0, 34rem);
        align-content: center;
        justify-content: center;
        gap: var(--kh-space-5);
        padding: var(--kh-space-4) var(--kh-space-4) 10vh;
      }
      main.in-call {
        display: block;
        grid-row: 1 / -1;
        padding: 0;
      }
      kh-call {
        block-size: 100dvh;
      }
      .sheet {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        padding: var(--kh-space-8);
        overflow-wrap: anywhere;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
      [role='alert']:empty {
        margin-block-start: calc(-1 * var(--kh-space-5));
      }
      @media (max-width: 480px) {
        header {
          padding-inline: var(--kh-space-4) var(--kh-space-2);
        }
        .sheet {
          padding: var(--kh-space-6) var(--kh-space-5);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.guest = null;
    this.failure = null;
    this.isBusy = false;
    this.hasHungUp = false;
    this.hasLoaded = this.#token !== null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    document.title = `${msg('Video visit')} · Kanhu 看护`;
    addEventListener('hashchange', this.#onNewLink);
    if (this.#token === null) void this.#look();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('hashchange', this.#onNewLink);
    clearTimeout(this.#timer);
  }

  override render() {
    if (!this.hasLoaded) return nothing;
    const { guest } = this;
    if (guest?.state === 'admitted' && guest.visit !== null && !this.hasHungUp) {
      const { clinicianName } = guest.visit;
      return html`<main class="in-call">
        <h1 class="visually-hidden">${msg(str`Video visit with ${clinicianName}`)}</h1>
        <kh-call
          .consultationId=${guest.id}
          .requestGrant=${joinAsGuest}
          .peerName=${clinicianName}
          .waitingWords=${msg('The others will be with you in a moment.')}
          .startedAt=${null}
          .endWord=${msg('Hang up')}
          @kh-hang-up=${this.#onHungUp}
          @kh-call-over=${this.#onHungUp}
        ></kh-call>
      </main>`;
    }
    return html`<header><kh-mark></kh-mark><kh-language-switch></kh-language-switch></header>
      <main>
        ${guest === null ? html`<kh-in-app-browser></kh-in-app-browser>` : nothing}
        <div class="card sheet">${guest === null ? this.#renderDoor() : this.#renderGuest(guest)}</div>
      </main>`;
  }

  #renderDoor() {
    if (this.#token === null)
      return html`<h1>${msg('Open the link of your invitation')}</h1>
        ${this.#renderProblem()}
        <p>${msg('This page belongs to a link that you were sent. Open the link again, on the device on which you opened it first. If that does not help, ask for a new link.')}</p>`;
    return html`<h1>${msg('You are invited to a video visit')}</h1>
      <p>${msg('You need no account. The doctor lets you in. Please allow the camera and the microphone when your browser asks.')}</p>
      <p>${msg('This link works on one device only: join on the one that you will talk with.')}</p>
      ${this.#renderProblem()}
      <wa-button id="join" class="wide" variant="brand" ?loading=${this.isBusy} @click=${this.#onJoin}
        >${msg('Join')}</wa-button
      >`;
  }

  #renderGuest({ name, state, visit }: GuestView): TemplateResult {
    switch (state) {
      case 'invited':
      case 'waiting':
        return html`<h1>${msg(str`Video visit with ${visit?.clinicianName ?? ''}`)}</h1>
          <p role="status">
            ${msg(str`You are here, ${name}. ${visit?.clinicianName ?? ''} sees that you wait, and lets you in. Please leave this page open.`)}
          </p>
          ${this.#renderProblem()}
          <wa-button id="leave" class="wide" appearance="outlined" ?loading=${this.isBusy} @click=${this.#onLeave}
            >${msg('Do not join')}</wa-button
          >`;
      case 'admitted':
        return html`<h1>${msg('You have left the call')}</h1>
          <p role="status">${msg('The others may still be there. You can go back.')}</p>
          ${this.#renderProblem()}
          <wa-button id="return" class="wide" variant="brand" @click=${this.#onReturn}>${msg('Back to the call')}</wa-button>
          <wa-button id="leave" class="wide" appearance="outlined" ?loading=${this.isBusy} @click=${this.#onLeave}
            >${msg('I am done')}</wa-button
          >`;
      case 'over':
        return html`<h1>${msg('The visit is over')}</h1>
          <p role="status">${msg('Thank you for coming. You can close this page.')}</p>`;
      case 'left':
        return html`<h1>${msg('You have left the visit')}</h1>
          <p role="status">${msg('You can close this page. To come back, ask for a new link.')}</p>`;
      case 'removed':
      case 'revoked':
        return html`<h1>${msg('Your part in this visit is over')}</h1>
          <p role="status">${msg('You can close this page. If this was a mistake, ask for a new link.')}</p>`;
    }
  }

  #renderProblem() {
    const { failure } = this;
    return html`<div role="alert">${failure === null ? nothing : html`<p class="problem">${this.#problemWords(failure)}</p>`}</div>`;
  }

  #problemWords(failure: FailureCode): string {
    switch (failure) {
      case 'not_found':
      case 'invalid':
        return msg('This link is not complete. Open it from the message again.');
      case 'conflict':
        return msg(
          'This link does not work any more: it was opened before on another device, it is too old, or the visit is over. Please ask for a new link.',
        );
      case 'unauthenticated':
        return msg('This browser has no invitation.');
      default:
        return failureWords(failure);
    }
  }

  /** The same page is opened with another link. */
  readonly #onNewLink = (): void => {
    const token = readGuestToken(location.hash);
    if (token === null) return;
    this.#token = token;
    this.guest = null;
    this.failure = null;
    this.hasHungUp = false;
  };

  readonly #onJoin = (): void => void this.#join();
  readonly #onLeave = (): void => void this.#act(leaveAsGuest);
  readonly #onReturn = (): void => {
    this.hasHungUp = false;
  };

  readonly #onHungUp = (): void => {
    this.hasHungUp = true;
    void this.#look();
  };

  async #join(): Promise<void> {
    const token = this.#token;
    if (token === null) return;
    await this.#act(() => openInvitation(token));
    if (this.guest === null) return;
    this.#token = null;
    // The link is used up: it need not stand in the history of a device that others use, too.
    history.replaceState({}, '', '/guest');
  }

  async #act(ask: () => Promise<GuestView>): Promise<void> {
    this.isBusy = true;
    await this.#ask(ask);
    this.isBusy = false;
  }

  async #look(): Promise<void> {
    await this.#ask(readGuest);
    this.hasLoaded = true;
  }

  async #ask(ask: () => Promise<GuestView>): Promise<void> {
    clearTimeout(this.#timer);
    const number = (this.#asked += 1);
    try {
      const guest = await ask();
      // An answer that was under way when the person did something is older than what came of that.
      if (number !== this.#asked) return;
      this.#take(guest);
      this.failure = null;
    } catch (error) {
      if (number !== this.#asked) return;
      this.failure = failureCode(error);
      if (this.failure === 'unauthenticated') this.guest = null;
    }
    this.#lookLater();
  }

  /** Whoever waits may look elsewhere: to be let in is heard. */
  #take(guest: GuestView): void {
    if (this.guest?.state === 'waiting' && guest.state === 'admitted') playVisitSound();
    this.guest = guest;
  }

  /** As long as they may come or are here: nothing else tells this page that they were let in, or sent away while the line was broken. */
  #lookLater(): void {
    const state = this.guest?.state;
    const isOpen = state === 'waiting' || state === 'admitted';
    if (isOpen && this.isConnected) this.#timer = setTimeout(() => void this.#look(), GUEST_POLL_MS);
  }
}

customElements.define('kh-guest-page', KhGuestPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-guest-page': KhGuestPage;
  }
}
