import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { Me } from '#contracts/user.ts';
import { CurrentLinkController } from '../controllers/current-link.ts';
import { PageRoutes } from '../routing/page-routes.ts';
import { baseStyles } from '../styles/base.ts';
import { navigationStyles } from '../styles/navigation.ts';
import { KhElement } from './kh-element.ts';
import './kh-header.ts';

/**
 * Those who run the clinic: is everything up, which devices are there, who else sends readings, who is on call, who is
 * called when nobody answers, when the clinic is open, by which ways alerts leave it, and what they cost and are worth.
 */
export class KhAdministratorShell extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #pages = new PageRoutes(this, [
    {
      path: '/',
      title: () => msg('System status'),
      load: () => import('../pages/kh-status-page.ts'),
      render: () => html`<kh-status-page></kh-status-page>`,
    },
    {
      path: '/devices',
      title: () => msg('Devices'),
      load: () => import('../pages/kh-devices-page.ts'),
      render: () => html`<kh-devices-page .me=${this.me}></kh-devices-page>`,
    },
    {
      path: '/sources',
      title: () => msg('Sources'),
      load: () => import('../pages/kh-sources-page.ts'),
      render: () => html`<kh-sources-page .me=${this.me}></kh-sources-page>`,
    },
    {
      path: '/on-call',
      title: () => msg('On call'),
      load: () => import('../pages/kh-on-call-page.ts'),
      render: () => html`<kh-on-call-page .me=${this.me}></kh-on-call-page>`,
    },
    {
      path: '/escalation',
      title: () => msg('When nobody answers'),
      load: () => import('../pages/kh-escalation-page.ts'),
      render: () => html`<kh-escalation-page .me=${this.me}></kh-escalation-page>`,
    },
    {
      path: '/clinic',
      title: () => msg('Clinic'),
      load: () => import('../pages/kh-clinic-page.ts'),
      render: () => html`<kh-clinic-page .me=${this.me}></kh-clinic-page>`,
    },
    {
      path: '/analytics',
      title: () => msg('What alerts cost and are worth'),
      load: () => import('../pages/kh-analytics-page.ts'),
      render: () => html`<kh-analytics-page></kh-analytics-page>`,
    },
    {
      path: '/analytics/visits',
      title: () => msg('How video visits went'),
      load: () => import('../pages/kh-visit-analytics-page.ts'),
      render: () => html`<kh-visit-analytics-page></kh-visit-analytics-page>`,
    },
    {
      path: '/notifications',
      title: () => msg('Notifications'),
      load: () => import('../pages/kh-channels-page.ts'),
      render: () => html`<kh-channels-page></kh-channels-page>`,
    },
  ]);

  static override styles = [
    baseStyles,
    navigationStyles,
    css`
      main:focus {
        outline: none;
      }
    `,
  ];

  constructor() {
    super();
    new CurrentLinkController(this);
  }

  override updated(): void {
    document.title = `${this.#pages.title} · Kanhu`;
  }

  override render() {
    const { path } = this.#pages;
    return html`<kh-header .me=${this.me} @kh-skip=${this.#onSkip}>
        <nav aria-label=${msg('Main')}>
          <a href="/" aria-current=${path === '/' ? 'page' : 'false'}>${msg('Status')}</a>
          <a href="/devices" aria-current=${path === '/devices' ? 'page' : 'false'}>${msg('Devices')}</a>
          <a href="/sources" aria-current=${path === '/sources' ? 'page' : 'false'}>${msg('Sources')}</a>
          <a href="/on-call" aria-current=${path === '/on-call' ? 'page' : 'false'}>${msg('On call')}</a>
          <a href="/escalation" aria-current=${path === '/escalation' ? 'page' : 'false'}>${msg('Escalation')}</a>
          <a href="/clinic" aria-current=${path === '/clinic' ? 'page' : 'false'}>${msg('Clinic')}</a>
          <a href="/analytics" aria-current=${path.startsWith('/analytics') ? 'page' : 'false'}>${msg('Analytics')}</a>
          <a href="/notifications" aria-current=${path === '/notifications' ? 'page' : 'false'}>${msg('Notifications')}</a>
        </nav>
      </kh-header>
      <main id="main" tabindex="-1">${this.#pages.outlet()}</main>`;
  }

  readonly #onSkip = (): void => {
    this.renderRoot.querySelector('main')?.focus();
  };
}

customElements.define('kh-administrator-shell', KhAdministratorShell);
declare global {
  interface HTMLElementTagNameMap {
    'kh-administrator-shell': KhAdministratorShell;
  }
}
