import { msg } from '@lit/localize';
import { css, html } from 'lit';
import type { Me } from '#contracts/user.ts';
import { CurrentLinkController } from '../controllers/current-link.ts';
import { PageRoutes } from '../routing/page-routes.ts';
import { baseStyles } from '../styles/base.ts';
import { navigationStyles } from '../styles/navigation.ts';
import './call/kh-called-in.ts';
import './kh-announcer.ts';
import { KhElement } from './kh-element.ts';
import './kh-header.ts';

/**
 * Doctors and nurses: the work-list and what opens from it, devices and other sources, readings that were not believed,
 * who is on call and who is called after them, when the clinic is open, what alerts cost and are worth.
 */
export class KhClinicianShell extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #pages = new PageRoutes(this, [
    {
      path: '/',
      title: () => msg('Work-list'),
      load: () => import('../pages/kh-work-list-page.ts'),
      render: () => html`<kh-work-list-page .me=${this.me}></kh-work-list-page>`,
    },
    {
      path: '/patients/:patientId',
      title: () => msg('Patient'),
      load: () => import('../pages/kh-patient-page.ts'),
      render: ({ patientId }) => html`<kh-patient-page .patientId=${patientId ?? ''}></kh-patient-page>`,
    },
    {
      path: '/patients/:patientId/thresholds',
      title: () => msg('Thresholds'),
      load: () => import('../pages/kh-thresholds-page.ts'),
      render: ({ patientId }) => html`<kh-thresholds-page .patientId=${patientId ?? ''}></kh-thresholds-page>`,
    },
    {
      path: '/alerts/:alertId',
      title: () => msg('Alert'),
      load: () => import('../pages/kh-alert-page.ts'),
      render: ({ alertId }) => html`<kh-alert-page .me=${this.me} .alertId=${alertId ?? ''}></kh-alert-page>`,
    },
    {
      path: '/visits/:consultationId',
      title: () => msg('Visit'),
      load: () => import('../pages/kh-visit-page.ts'),
      render: ({ consultationId }) =>
        html`<kh-visit-page .me=${this.me} .consultationId=${consultationId ?? ''}></kh-visit-page>`,
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
      path: '/quarantine',
      title: () => msg('Quarantine'),
      load: () => import('../pages/kh-quarantine-page.ts'),
      render: () => html`<kh-quarantine-page></kh-quarantine-page>`,
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
      load: () => import('../pages/kh-notifications-page.ts'),
      render: () => html`<kh-notifications-page .me=${this.me}></kh-notifications-page>`,
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

  override render() {
    return html`<kh-header .me=${this.me} @kh-skip=${this.#onSkip}>
        <nav aria-label=${msg('Main')}>
          ${this.#renderLink('/', msg('Work-list'))} ${this.#renderLink('/devices', msg('Devices'))}
          ${this.#renderLink('/sources', msg('Sources'))} ${this.#renderLink('/quarantine', msg('Quarantine'))}
          ${this.#renderLink('/on-call', msg('On call'))} ${this.#renderLink('/analytics', msg('Analytics'))}
        </nav>
      </kh-header>
      <kh-announcer .heading=${this.#pages.title} .me=${this.me}></kh-announcer>
      <kh-called-in .me=${this.me} .path=${this.#pages.path}></kh-called-in>
      <main id="main" tabindex="-1">${this.#pages.outlet()}</main>`;
  }

  #renderLink(path: string, word: string) {
    const { path: shown } = this.#pages;
    // A page that stands below another belongs to its link.
    const isCurrent = shown === path || shown.startsWith(`${path}/`);
    return html`<a href=${path} aria-current=${isCurrent ? 'page' : 'false'}>${word}</a>`;
  }

  readonly #onSkip = (): void => {
    this.renderRoot.querySelector('main')?.focus();
  };
}

customElements.define('kh-clinician-shell', KhClinicianShell);
declare global {
  interface HTMLElementTagNameMap {
    'kh-clinician-shell': KhClinicianShell;
  }
}
