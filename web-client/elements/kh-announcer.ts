import { msg, str } from '@lit/localize';
import { css, html } from 'lit';
import type { Alert, AlertEventType } from '#contracts/alert.ts';
import type { Me } from '#contracts/user.ts';
import { isOfferedTo, isSnoozedBy, needOf } from '../controllers/alert-order.ts';
import { OpenAlertsController } from '../controllers/open-alerts.ts';
import { SoundPlan } from '../controllers/sound-plan.ts';
import { realtime } from '../data/realtime.ts';
import { areOtherSoundsOn, playAlertSound, playOtherSound, playVisitSound } from '../preferences/sound.ts';
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
  'exhausted',
]);

/** News for one person alone: for whoever an alert is handed to, and for whoever has it that it is still theirs. */
const FOR_RECEIVER: AlertEventType = 'hand-over-offered';
const FOR_GIVER: ReadonlySet<AlertEventType> = new Set(['hand-over-declined', 'hand-over-lapsed']);

/** How often it is looked whether an alert that nobody has taken is to be heard again. */
const LISTEN_EVERY_MS = 10_000;

/**
 * Tells what happens without being looked at: to screen readers, by sound, and in the tab's title, which carries the
 * number of alerts that nobody has taken.
 */
export class KhAnnouncer extends KhElement {
  static override properties = {
    heading: {},
    me: { attribute: false },
    calm: { state: true },
    urgent: { state: true },
  };
  declare heading: string;
  declare me: Me | undefined;
  declare calm: string;
  declare urgent: string;

  readonly #alerts = new OpenAlertsController(this, (type, alert) => this.#announce(type, alert));
  readonly #sounds = new SoundPlan();
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | undefined;

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

  override connectedCallback(): void {
    super.connectedCallback();
    this.#timer = setInterval(() => this.#sound(), LISTEN_EVERY_MS);
    this.#stopListening = realtime.listen({
      consultation: (type, { consultation: { clinicianId, patientName } }) => {
        if (type !== 'checked-in' || clinicianId !== this.me?.id) return;
        this.calm = msg(str`${patientName} is in your waiting room`);
        playVisitSound();
      },
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.#timer);
    this.#stopListening?.();
  }

  #sound(): void {
    const sound = this.#sounds.next(this.#alerts.alerts, Date.now(), areOtherSoundsOn(), this.me?.id ?? null);
    if (sound === 'critical') playAlertSound();
    else if (sound === 'other') playOtherSound();
  }

  #announce(type: AlertEventType | null, alert: Alert | null): void {
    const myId = this.me?.id ?? null;
    if (type === null || alert === null || isSnoozedBy(alert, myId, Date.now())) return;
    const level = levelOf(alert);
    const what = msg(str`${levelWord(level)}: ${ruleTitle(alert.ruleId)}, ${alert.patientName}`);
    const words = this.#wordsFor(type, alert, what);
    if (words === null) return;
    if (level === 'critical') this.urgent = words;
    else this.calm = words;
  }

  #wordsFor(type: AlertEventType, alert: Alert, what: string): string | null {
    if (ANNOUNCED.has(type)) return what;
    const myId = this.me?.id ?? null;
    if (type === FOR_RECEIVER && isOfferedTo(alert, myId)) return msg(str`Handed to you: ${what}`);
    if (FOR_GIVER.has(type) && alert.acknowledgedBy === myId) return msg(str`Not taken over, still yours: ${what}`);
    return null;
  }

  override updated(): void {
    const myId = this.me?.id ?? null;
    const waiting = this.#alerts.alerts.filter((alert) => needOf(alert, myId) === 'now').length;
    const title = this.heading === '' ? 'Kanhu 看护' : `${this.heading} · Kanhu`;
    document.title = waiting > 0 ? `(${waiting}) ${title}` : title;
    this.#sound();
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
