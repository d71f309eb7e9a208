import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import type { Me } from '#contracts/user.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { PageRoutes } from '../routing/page-routes.ts';
import { baseStyles } from '../styles/base.ts';
import { navigationStyles } from '../styles/navigation.ts';
import { KhElement } from './kh-element.ts';
import './kh-header.ts';
import './kh-incoming-call.ts';
import './kh-stale-notice.ts';

/** A patient's app: today, measuring, my health, messages, my devices; and the call, which may come at any time and on any page. */
export class KhPatientShell extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  /** The call that was just answered: its page need not ask for it before it joins. */
  #answered: Consultation | null = null;

  readonly #pages = new PageRoutes(this, [
    {
      path: '/',
      title: () => msg('Today'),
      load: () => import('../pages/kh-today-page.ts'),
      render: () => html`<kh-today-page .me=${this.me}></kh-today-page>`,
    },
    {
      path: '/measure',
      title: () => msg('Measure'),
      load: () => import('../pages/kh-measure-page.ts'),
      render: () => html`<kh-measure-page .me=${this.me}></kh-measure-page>`,
    },
    {
      path: '/measure/pair',
      title: () => msg('Connect a device'),
      load: () => import('../pages/kh-pair-page.ts'),
      render: () => html`<kh-pair-page></kh-pair-page>`,
    },
    {
      path: '/health',
      title: () => msg('My health'),
      load: () => import('../pages/kh-health-page.ts'),
      render: () => html`<kh-health-page .me=${this.me}></kh-health-page>`,
    },
    {
      path: '/messages',
      title: () => msg('Messages'),
      load: () => import('../pages/kh-messages-page.ts'),
      render: () => html`<kh-messages-page></kh-messages-page>`,
    },
    {
      path: '/devices',
      title: () => msg('My devices'),
      load: () => import('../pages/kh-my-devices-page.ts'),
      render: () => html`<kh-my-devices-page></kh-my-devices-page>`,
    },
    {
      path: '/claim',
      title: () => msg('Add a device'),
      load: () => import('../pages/kh-claim-page.ts'),
      render: () => html`<kh-claim-page></kh-claim-page>`,
    },
    {
      path: '/notifications',
      title: () => msg('Notifications'),
      load: () => import('../pages/kh-notifications-page.ts'),
      render: () => html`<kh-notifications-page .me=${this.me}></kh-notifications-page>`,
    },
    {
      path: '/check',
      title: () => msg('Test camera, sound and line'),
      load: () => import('../pages/kh-check-page.ts'),
      render: () => html`<kh-check-page .me=${this.me}></kh-check-page>`,
    },
    {
      path: '/check/:consultationId',
      title: () => msg('Test camera, sound and line'),
      load: () => import('../pages/kh-check-page.ts'),
      render: ({ consultationId }) =>
        html`<kh-check-page .me=${this.me} .consultationId=${consultationId ?? ''}></kh-check-page>`,
    },
    {
      path: '/call/:consultationId',
      title: () => msg('Call'),
      load: () => import('../pages/kh-call-page.ts'),
      render: ({ consultationId }) =>
        html`<kh-call-page .consultationId=${consultationId ?? ''} .answered=${this.#answered}></kh-call-page>`,
    },
  ]);

  static override styles = [
    baseStyles,
    navigationStyles,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr auto;
        min-block-size: 100dvh;
      }
      main:focus {
        outline: none;
      }
      nav {
        position: sticky;
        inset-block-end: 0;
        z-index: 9;
        justify-content: center;
        gap: var(--kh-space-2);
        padding: var(--kh-space-1) var(--kh-space-2) calc(var(--kh-space-1) + env(safe-area-inset-bottom));
        background: var(--kh-surface);
        border-block-start: 1px solid var(--kh-line);
      }
      nav a {
        flex: 1 1 0;
        flex-direction: column;
        justify-content: center;
        gap: 0;
        max-inline-size: 14rem;
        min-block-size: var(--kh-target);
        padding-inline: var(--kh-space-1);
        font-size: var(--kh-text-xs);
        text-align: center;
        white-space: normal;
        line-height: var(--kh-leading-tight);
      }
      nav .icon {
        font-size: 1.25rem;
      }
      /* Five words side by side: each takes the room that it needs, and no more. */
      @media (max-width: 600px) {
        nav {
          gap: 0;
          padding-inline: var(--kh-space-1);
        }
        nav a {
          flex: 1 1 auto;
          padding-inline: 2px;
        }
      }
    `,
  ];

  override updated(): void {
    document.title = `${this.#pages.title} · Kanhu`;
  }

  override render() {
    const isInCall = this.#pages.path.startsWith('/call/');
    if (isInCall)
      return html`<kh-stale-notice audience="patient"></kh-stale-notice>
        <main id="main" tabindex="-1">${this.#pages.outlet()}</main>`;
    return html`<kh-header .me=${this.me} @kh-skip=${this.#onSkip}></kh-header>
      <main id="main" tabindex="-1">${this.#pages.outlet()}</main>
      <nav aria-label=${msg('Main')}>
        ${this.#renderLink('/', 'home', msg('Today'))} ${this.#renderLink('/measure', 'gauge', msg('Measure'))}
        ${this.#renderLink('/health', 'chart', msg('Health'))}
        ${this.#renderLink('/messages', 'message', msg('Inbox'))}
        ${this.#renderLink('/devices', 'device', msg('Devices'))}
      </nav>
      <kh-incoming-call @kh-answered=${this.#onAnswered}></kh-incoming-call>`;
  }

  readonly #onAnswered = (event: CustomEvent<Consultation>): void => {
    this.#answered = event.detail;
  };

  #renderLink(path: string, symbol: IconName, word: string) {
    return html`<a href=${path} aria-current=${this.#pages.path === path ? 'page' : 'false'}
      >${icon(symbol)}<span>${word}</span></a
    >`;
  }

  readonly #onSkip = (): void => {
    this.renderRoot.querySelector('main')?.focus();
  };
}

customElements.define('kh-patient-shell', KhPatientShell);
declare global {
  interface HTMLElementTagNameMap {
    'kh-patient-shell': KhPatientShell;
  }
}
