import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import { LIVE_STATES } from '#contracts/live-visit.ts';
import type { Patient } from '#contracts/patient.ts';
import { stopwatchText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { ageAndSex, conditionWord } from '../words/patient.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf } from '../words/severity.ts';
import './call/kh-call-in-dialog.ts';
import './check/kh-check-badge.ts';
import { KhElement } from './kh-element.ts';
import './kh-severity-badge.ts';
import './whereabouts/kh-emergency-dialog.ts';

/** It has not begun: both sides may still try their cameras. */
const AHEAD: ReadonlySet<Consultation['state']> = new Set(['booked', 'checked_in']);
const LIVE: ReadonlySet<Consultation['state']> = new Set(LIVE_STATES);

/**
 * Whom a visit is with, why, for how long already, and what can be done beside talking.
 * @fires kh-called-in - `detail` is the visit with the colleague who was asked to come.
 */
export class KhVisitHead extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    patient: { attribute: false },
    alert: { attribute: false },
    myId: { attribute: false },
    now: { attribute: false },
  };
  declare consultation: Consultation | undefined;
  declare patient: Patient | null;
  declare alert: Alert | null;
  declare myId: string;
  declare now: Date;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-5);
      }
      h1 {
        font-size: var(--kh-text-xl);
      }
      .who {
        min-inline-size: 0;
      }
      .why {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .time {
        margin-inline-start: auto;
        font-size: var(--kh-text-xl);
      }
      @media (max-width: 900px) {
        .head {
          gap: 0 var(--kh-space-2);
        }
        .who {
          flex: 1 1 12rem;
        }
      }
      /* The bar under the picture says who it is and for how long, too: the picture gets the room. */
      @media (max-width: 560px) {
        h1,
        .who p {
          overflow: hidden;
          text-overflow: ellipsis;
          white-space: nowrap;
        }
        h1 {
          font-size: var(--kh-text-l);
        }
        .time {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.patient = null;
    this.alert = null;
    this.myId = '';
    this.now = new Date();
  }

  override render() {
    const { consultation, patient, alert, now } = this;
    if (!consultation) return nothing;
    const { patientId, patientName, state, startedAt } = consultation;
    return html`<header class="head">
      <a class="quiet-button" href=${alert ? `/alerts/${alert.id}` : `/patients/${patientId}`}
        >${icon('chevron-left')}${alert ? msg('Alert') : msg('Patient')}</a
      >
      <div class="who">
        <h1>${patientName}</h1>
        <p class="soft">
          ${patient ? [ageAndSex(patient, now), ...patient.conditions.map(conditionWord)].join(' · ') : nothing}
        </p>
        ${this.#renderCheck(consultation)}
      </div>
      ${this.#renderWays(consultation)}
      ${
        alert
          ? html`<div class="why">
            <kh-severity-badge level=${levelOf(alert)}></kh-severity-badge>
            <span>${ruleTitle(alert.ruleId)}</span>
          </div>`
          : nothing
      }
      ${
        startedAt !== null && state === 'in_progress'
          ? html`<span class="time" aria-label=${msg('Length of the call')}
            >${stopwatchText(now.getTime() - Date.parse(startedAt))}</span
          >`
          : nothing
      }
    </header>`;
  }

  /** That none was made says something only while there is time for one. */
  #renderCheck({ state, participants }: Consultation) {
    const check = participants.find(({ role }) => role === 'patient')?.check ?? null;
    if (check === null && !AHEAD.has(state)) return nothing;
    return html`<kh-check-badge .check=${check} .now=${this.now}></kh-check-badge>`;
  }

  #renderWays(consultation: Consultation) {
    const { id, state, participants } = consultation;
    if (AHEAD.has(state))
      return html`<a class="quiet-button" href="/check/${id}">${icon('video')}${msg('Test camera, sound and line')}</a>`;
    const isIn = participants.some(({ userId }) => userId === this.myId);
    if (!LIVE.has(state) || !isIn) return nothing;
    return html`<button class="quiet-button" id="emergency" type="button" @click=${this.#onEmergency}>
        ${icon('warning')}${msg('Emergency…')}
      </button>
      <kh-emergency-dialog
        .consultation=${consultation}
        .patient=${this.patient}
        .now=${this.now}
      ></kh-emergency-dialog>
      <button class="quiet-button" id="call-in" type="button" @click=${this.#onCallIn}>
        ${icon('users')}${msg('Call in a colleague…')}
      </button>
      <kh-call-in-dialog
        .consultation=${consultation}
        .myId=${this.myId}
        @kh-called-in=${this.#onCalledIn}
      ></kh-call-in-dialog>`;
  }

  readonly #onEmergency = (): void => {
    this.renderRoot.querySelector('kh-emergency-dialog')?.show();
  };

  readonly #onCallIn = (): void => {
    this.renderRoot.querySelector('kh-call-in-dialog')?.show();
  };

  readonly #onCalledIn = ({ detail }: CustomEvent<Consultation>): void => {
    this.dispatchEvent(new CustomEvent('kh-called-in', { detail }));
  };
}

customElements.define('kh-visit-head', KhVisitHead);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-head': KhVisitHead;
  }
}
