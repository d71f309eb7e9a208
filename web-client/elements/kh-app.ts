import { css, html, nothing } from 'lit';
import type { Me, Role } from '#contracts/user.ts';
import { forgetDrafts } from '../controllers/typed-draft.ts';
import { failureCode, sessionEvents, type FailureCode } from '../data/request.ts';
import { realtime } from '../data/realtime.ts';
import { readMe, signOut } from '../data/session.ts';
import { loadStaffsWords } from '../localization.ts';
import { readPreference } from '../preferences/preference.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import { baseStyles } from '../styles/base.ts';

const SHELLS = {
  patient: () => import('./kh-patient-shell.ts'),
  clinician: () => Promise.all([import('./kh-clinician-shell.ts'), loadStaffsWords()]),
  administrator: () => Promise.all([import('./kh-administrator-shell.ts'), loadStaffsWords()]),
} as const satisfies Record<Role, () => Promise<unknown>>;

const STOP_PATH = /^\/stop\/([^/]+)$/;
const GUEST_PATH = /^\/guest\/?$/;

type Situation =
  | { name: 'starting' }
  | { name: 'failed'; code: FailureCode }
  | { name: 'signed-out'; wasEnded: boolean }
  /** Somebody without an account, from the link in a message to them. */
  | { name: 'stopping'; token: string }
  /** Somebody without an account, from the link of an invitation to a visit. */
  | { name: 'guest' }
  | { name: 'signed-in'; me: Me };

/** The whole page: who is signed in decides what it is. */
export class KhApp extends KhElement {
  static override properties = { situation: { state: true } };
  declare situation: Situation;

  static override styles = [
    baseStyles,
    css`
      .failed {
        max-inline-size: 40rem;
        margin: 20vh auto 0;
        padding: var(--kh-space-4);
      }
    `,
  ];

  constructor() {
    super();
    this.situation = { name: 'starting' };
  }

  override connectedCallback(): void {
    super.connectedCallback();
    sessionEvents.addEventListener('ended', this.#onSessionEnded);
    this.addEventListener('kh-sign-out', this.#onSignOut);
    void this.#start();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    sessionEvents.removeEventListener('ended', this.#onSessionEnded);
    this.removeEventListener('kh-sign-out', this.#onSignOut);
    realtime.close();
  }

  async #start(): Promise<void> {
    const token = STOP_PATH.exec(location.pathname)?.[1];
    try {
      if (token !== undefined) {
        await import('../pages/kh-stop-page.ts');
        this.situation = { name: 'stopping', token };
        return;
      }
      if (GUEST_PATH.test(location.pathname)) {
        await import('../pages/kh-guest-page.ts');
        document.documentElement.dataset['temper'] = 'patient';
        this.situation = { name: 'guest' };
        return;
      }
      const me = await readMe();
      if (me) await this.#enter(me);
      else await this.#leave(false);
    } catch (error) {
      this.situation = { name: 'failed', code: failureCode(error) };
    }
  }

  async #enter(me: Me): Promise<void> {
    await SHELLS[me.role]();
    document.documentElement.dataset['temper'] = me.role === 'patient' ? 'patient' : 'clinic';
    realtime.connect();
    this.situation = { name: 'signed-in', me };
    void this.#keepPush();
  }

  /** Beside everything else: a browser that was never switched on loads nothing for it. */
  async #keepPush(): Promise<void> {
    if (readPreference('push') === null) return;
    // What does not work now is tried when the page opens next; a broken subscription is told by another channel.
    await import('../push/this-browser.ts').then(({ keepSwitchedOn }) => keepSwitchedOn()).catch(() => undefined);
  }

  async #leave(wasEnded: boolean): Promise<void> {
    realtime.close();
    forgetDrafts();
    await import('../pages/kh-sign-in-page.ts');
    delete document.documentElement.dataset['temper'];
    document.title = 'Kanhu 看护';
    this.situation = { name: 'signed-out', wasEnded };
  }

  readonly #onSessionEnded = (): void => {
    if (this.situation.name === 'signed-in') void this.#leave(true);
  };

  readonly #onSignOut = (): void => void this.#signOut();

  async #signOut(): Promise<void> {
    try {
      if (readPreference('push') !== null) await this.#endPush();
      await signOut();
      // The next person on this machine starts on their own first page.
      history.replaceState({}, '', '/');
      await this.#leave(false);
    } catch (error) {
      this.situation = { name: 'failed', code: failureCode(error) };
    }
  }

  /** Whoever comes next is not told about somebody else's patients; that this fails keeps nobody from leaving. */
  async #endPush(): Promise<void> {
    await import('../push/this-browser.ts').then(({ switchOff }) => switchOff()).catch(() => undefined);
  }

  readonly #onSignedIn = (event: CustomEvent<Me>): void => void this.#enter(event.detail);
  readonly #onRetry = (): void => void this.#start();

  override render() {
    const { situation } = this;
    switch (situation.name) {
      case 'starting':
        return nothing;
      case 'failed':
        return html`<div class="failed">
          <kh-failure .code=${situation.code} @kh-retry=${this.#onRetry}></kh-failure>
        </div>`;
      case 'signed-out':
        return html`<kh-sign-in-page
          .wasEnded=${situation.wasEnded}
          @kh-signed-in=${this.#onSignedIn}
        ></kh-sign-in-page>`;
      case 'stopping':
        return html`<kh-stop-page .token=${situation.token}></kh-stop-page>`;
      case 'guest':
        return html`<kh-guest-page></kh-guest-page>`;
      case 'signed-in':
        return this.#renderShell(situation.me);
    }
  }

  #renderShell(me: Me) {
    switch (me.role) {
      case 'patient':
        return html`<kh-patient-shell .me=${me}></kh-patient-shell>`;
      case 'clinician':
        return html`<kh-clinician-shell .me=${me}></kh-clinician-shell>`;
      case 'administrator':
        return html`<kh-administrator-shell .me=${me}></kh-administrator-shell>`;
    }
  }
}

customElements.define('kh-app', KhApp);
declare global {
  interface HTMLElementTagNameMap {
    'kh-app': KhApp;
  }
}
