import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { COMPONENTS } from '#contracts/health.ts';
import { ClockController } from '../controllers/clock.ts';
import { Loaded } from '../controllers/loaded.ts';
import { readReadiness, type Readiness } from '../data/health.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { agoText, momentText } from '../format/time.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

type Component = (typeof COMPONENTS)[number];
type State = Readiness['state'];

const ORDER = [
  'database',
  'mqtt',
  'gateways',
  'media-nodes',
  'relay',
  'detector',
  'watchdog',
] as const satisfies readonly Component[];

const componentWord = (component: Component): string => {
  switch (component) {
    case 'database':
      return msg('Database');
    case 'mqtt':
      return msg('MQTT endpoint');
    case 'gateways':
      return msg('Device gateways');
    case 'media-nodes':
      return msg('Media nodes');
    case 'relay':
      return msg('News relay');
    case 'detector':
      return msg('Detection');
    case 'watchdog':
      return msg('Watchdog: a test alert on its whole way');
  }
};

const stateWord = (state: State): string => {
  switch (state) {
    case 'up':
      return msg('up');
    case 'degraded':
      return msg('degraded');
    case 'down':
      return msg('down');
  }
};

const STATE_ICONS = { up: 'circle-check', degraded: 'warning', down: 'circle-xmark' } as const satisfies Record<
  State,
  IconName
>;

/** Every part of the system: up or down, and since when. Looks again by itself. */
export class KhStatusPage extends KhElement {
  readonly #clock = new ClockController(this, 1_000);
  readonly #readiness = new Loaded(this, readReadiness, {
    everyMs: 5_000,
    taken: () => {
      this.#readAt = new Date();
    },
  });
  #readAt: Date | null = null;

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .page {
        max-inline-size: 860px;
      }
      dl {
        display: grid;
      }
      dl > div {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        gap: var(--kh-space-1) var(--kh-space-4);
        padding-block: var(--kh-space-4);
      }
      dl > div + div {
        border-block-start: 1px solid var(--kh-line);
      }
      dt {
        font-weight: var(--kh-weight-strong);
      }
      .detail {
        grid-column: 1 / -1;
        overflow-wrap: anywhere;
      }
      .state {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .up .icon {
        color: var(--kh-good-ink);
      }
      .degraded,
      .down {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  override render() {
    const { value: readiness, failure } = this.#readiness;
    const readAt = this.#readAt;
    return html`<div class="page">
      <div class="stack">
        <h1>${this.#heading()}</h1>
        ${readAt ? html`<p class="soft">${msg(str`Checked ${agoText(readAt, this.#clock.now)}`)}</p>` : nothing}
      </div>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#readiness.load()}></kh-failure>` : nothing}
      ${
        readiness
          ? html`<div class="card">
            <dl>
              ${ORDER.map((component) => this.#renderComponent(component, readiness))}
            </dl>
          </div>`
          : html`<div class="card"><kh-skeleton .lines=${6}></kh-skeleton></div>`
      }
    </div>`;
  }

  #heading(): string {
    switch (this.#readiness.value?.state) {
      case 'up':
        return msg('Everything is up');
      case 'degraded':
        return msg('Something is degraded');
      case 'down':
        return msg('Something is down');
      case undefined:
        return msg('System status');
    }
  }

  #renderComponent(component: Component, readiness: Readiness) {
    const health = readiness.components[component];
    return html`<div>
      <dt>${componentWord(component)}</dt>
      <dd class="state ${health.state}">${icon(STATE_ICONS[health.state])}${stateWord(health.state)}</dd>
      <dd class="detail soft small">
        ${msg(str`since ${momentText(health.since, this.#clock.now)}`)}${health.detail === null ? nothing : html` · ${health.detail}`}
      </dd>
    </div>`;
  }
}

customElements.define('kh-status-page', KhStatusPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-status-page': KhStatusPage;
  }
}
