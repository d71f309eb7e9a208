import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Patient } from '#contracts/patient.ts';
import { isOfferedTo, needOf } from '../controllers/alert-order.ts';
import { agoText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { rowLinkStyles } from '../styles/row-link.ts';
import { evidenceOf } from '../words/evidence.ts';
import { ageAndSex } from '../words/patient.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf } from '../words/severity.ts';
import { KhElement } from './kh-element.ts';
import './kh-severity-badge.ts';

/**
 * One line of the work-list: how bad, who, what, since when, and the call.
 * @fires kh-call - `detail.alert`; only on a person's click.
 */
export class KhAlertRow extends KhElement {
  static override properties = {
    alert: { attribute: false },
    patient: { attribute: false },
    myId: { attribute: false },
    now: { attribute: false },
    isCalling: { type: Boolean },
  };
  declare alert: Alert | undefined;
  declare patient: Patient | undefined;
  declare myId: string | null;
  declare now: Date;
  declare isCalling: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    rowLinkStyles,
    css`
      :host {
        position: relative;
        display: grid;
        grid-template-columns: 7.5rem minmax(9rem, 0.8fr) minmax(14rem, 1.6fr) minmax(8rem, 0.6fr) 8.5rem;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding: var(--kh-space-4) var(--kh-space-6);
        transition: background var(--kh-motion-fast);
        /* Hundreds of lines that nobody looks at cost nothing. */
        content-visibility: auto;
        contain-intrinsic-block-size: auto 5.5rem;
      }
      :host(:hover),
      :host(:focus-within) {
        background: var(--kh-sunken);
      }
      .part {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .part > * {
        display: block;
      }
      .value {
        font-weight: var(--kh-weight-strong);
      }
      .state {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--kh-space-3);
      }
      .unanswered {
        padding-inline: var(--kh-space-2);
        border: 2px solid currentColor;
        border-radius: var(--kh-radius-s);
        color: var(--kh-ink);
      }
      .mine {
        padding-inline: var(--kh-space-2);
        border-radius: var(--kh-radius-s);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .measured {
        white-space: nowrap;
      }
      wa-button {
        position: relative;
        z-index: 1;
      }
      .action {
        display: grid;
        justify-items: end;
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: minmax(0, 1fr) auto;
          padding: var(--kh-space-4);
        }
        kh-severity-badge {
          order: -4;
        }
        .since {
          order: -3;
          display: flex;
          flex-wrap: wrap;
          justify-content: flex-end;
          align-items: baseline;
          gap: 0 var(--kh-space-2);
        }
        .who {
          order: -2;
        }
        .action {
          order: -1;
        }
        .what {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.myId = null;
    this.now = new Date();
    this.isCalling = false;
  }

  /** The line's link takes the focus, for the keyboard's j and k. */
  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('a')?.focus(options);
  }

  override render() {
    const { alert, patient, now } = this;
    if (!alert) return nothing;
    const evidence = evidenceOf(alert, patient?.glucoseUnit ?? 'mmol/L', now);
    return html`<kh-severity-badge level=${levelOf(alert)}></kh-severity-badge>
      <div class="part who">
        <strong>${alert.patientName}</strong>
        ${patient ? html`<span class="soft small">${ageAndSex(patient, now)}</span>` : nothing}
      </div>
      <div class="part what">
        <a class="row-link" href="/alerts/${alert.id}">${ruleTitle(alert.ruleId)}</a>
        <span class="soft state"
          >${
            evidence
              ? html`<span class="measured"><span class="value">${evidence.value}</span> ${evidence.unit}</span
                  ><span>${evidence.detail}</span>`
              : nothing
          }${this.#renderState(alert)}</span
        >
      </div>
      <div class="part since">
        <span>${agoText(alert.raisedAt, now)}</span>
        ${alert.paged ? html`<span class="soft small">${msg('paged')}</span>` : nothing}
      </div>
      <div class="action">
        ${
          needOf(alert) === 'technical'
            ? nothing
            : html`<wa-button
              appearance="outlined"
              variant="brand"
              aria-label=${msg(str`Call ${alert.patientName}`)}
              ?loading=${this.isCalling}
              @click=${this.#onCall}
              >${icon('video')}${msg('Call')}</wa-button
            >`
        }
      </div>`;
  }

  #renderState(alert: Alert) {
    const { handOver } = alert;
    const isMine = isOfferedTo(alert, this.myId);
    const words = [
      isMine && html`<strong class="mine">${msg(str`${alert.acknowledgedByName ?? ''} hands it to you`)}</strong>`,
      alert.state === 'acknowledged' && !isMine && msg(str`taken by ${alert.acknowledgedByName ?? ''}`),
      handOver != null && !isMine && msg(str`offered to ${handOver.toUserName}, not taken yet`),
      alert.state === 'escalated' && msg('escalated'),
      alert.exhaustedAt !== null && html`<strong class="unanswered">${msg('nobody has answered')}</strong>`,
      alert.snoozes.length > 0 && this.#snoozedWords(alert.snoozes),
      alert.confirmation === 'awaiting' && msg('repeat measurement awaited'),
      alert.confirmation === 'confirmed' && msg('confirmed by a repeat'),
      alert.confirmation === 'unconfirmed' && msg('not confirmed by the repeat'),
      alert.clearedAt !== null && msg('values back to normal'),
    ].filter((word) => word !== false);
    return words.map((word) => html`<span>${word}</span>`);
  }

  #snoozedWords(snoozes: Alert['snoozes']): string {
    return snoozes.length === 1 ? msg('snoozed by one person') : msg(str`snoozed by ${snoozes.length} people`);
  }

  readonly #onCall = (): void => {
    if (this.alert) this.dispatchEvent(new CustomEvent('kh-call', { detail: { alert: this.alert } }));
  };
}

customElements.define('kh-alert-row', KhAlertRow);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-row': KhAlertRow;
  }
  interface GlobalEventHandlersEventMap {
    'kh-call': CustomEvent<{ alert: Alert }>;
  }
}
