import { msg, str } from '@lit/localize';
import { css, html } from 'lit';
import type { Alert, AlertEventType } from '#contracts/alert.ts';
import { needOf } from '../controllers/alert-order.ts';
import { OpenAlertsController } from '../controllers/open-alerts.ts';
import { areSoundsOn, playAlertSound } from '../preferences/sound.ts';
import { baseStyles } from '../styles/base.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf, levelWord } from '../words/severity.ts';
import { KhElement } from './kh-element.ts';

/** News that somebody who looks elsewhere must hear of; the rest shows on the page by itself. */
const ANNOUNCED: ReadonlySet<AlertEventType> = new Set([
  'raised',
  're-raised',
  'severity-raised',
  'confirmed',
  'paged',
  'escalated',
]);

/**
 * Tells what happens without being looked at: to screen readers, by sound where it is switched on, and in the tab's
 * title, which carries the number of alerts that nobody has taken.
 */
export class KhAnnouncer extends KhElement {
  static override properties = { heading: {}, calm: { state: true }, urgent: { state: true } };
  declare heading: string;
  declare calm: string;
  declare urgent: string;

  readonly #alerts = new OpenAlertsController(this, (type, alert) => this.#announce(type, alert));
  #soundedFor = new Set<string>();

  static override styles = [
    baseStyles,
    css`
      :host {
        position: absolute;
      }
    `,
  ];

  constructor() {
    super();
    this.heading = '';
    this.calm = '';
    this.urgent = '';
  }

  #announce(type: AlertEventType | null, alert: Alert | null): void {
    if (type === null || alert === null || !ANNOUNCED.has(type)) return;
    const level = levelOf(alert);
    const words = msg(str`${levelWord(level)}: ${ruleTitle(alert.ruleId)}, ${alert.patientName}`);
    if (level !== 'critical') {
      this.calm = words;
      return;
    }
    this.urgent = words;
    // One onset sounds once, however much news there is of it.
    const onset = `${alert.id} ${alert.onsetAt}`;
    if (this.#soundedFor.has(onset)) return;
    this.#soundedFor.add(onset);
    if (areSoundsOn()) playAlertSound();
  }

  override updated(): void {
    const waiting = this.#alerts.alerts.filter((alert) => needOf(alert) === 'now').length;
    const title = this.heading === '' ? 'Kanhu 看护' : `${this.heading} · Kanhu`;
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
  }

  override render() {
    return html`<div class="visually-hidden" role="status">${this.calm}</div>
      <div class="visually-hidden" role="alert">${this.urgent}</div>`;
  }
}

customElements.define('kh-announcer', KhAnnouncer);
declare global {
  interface HTMLElementTagNameMap {
    'kh-announcer': KhAnnouncer;
  }
}
