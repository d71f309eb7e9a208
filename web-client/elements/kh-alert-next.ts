import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import type { GlucoseUnit } from '#contracts/reading.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import './kh-alert-messages.ts';
import './kh-ask-measurement.ts';
import { KhElement } from './kh-element.ts';
import './kh-follow-up-dialog.ts';

/** What else can be done from an alert about the body: ask for a reading, write to the patient, change the thresholds, see the patient again. */
export class KhAlertNext extends KhElement {
  static override properties = {
    alert: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
    booked: { state: true },
  };
  declare alert: Alert | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;
  declare booked: Consultation | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .ways {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-3);
      }
      /* The region stays, so that what comes into it is read out; while it is empty it takes no room. */
      [role='status']:empty {
        margin-block-start: calc(-1 * var(--kh-space-3));
      }
      .booked {
        display: flex;
        gap: var(--kh-space-3);
      }
      .booked .icon {
        margin-block-start: 0.15em;
        color: var(--kh-good-ink);
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
    this.booked = null;
  }

  override render() {
    const { alert, booked } = this;
    if (!alert || kindOfAlert(alert) === null) return nothing;
    return html`<kh-ask-measurement
        .alert=${alert}
        .glucoseUnit=${this.glucoseUnit}
        .now=${this.now}
      ></kh-ask-measurement>
      <kh-alert-messages .alert=${alert} .now=${this.now}></kh-alert-messages>
      <div class="ways">
        <wa-button id="follow-up" appearance="outlined" @click=${this.#onFollowUp}
          >${icon('clock')}${msg('Book a follow-up visit')}</wa-button
        >
        <wa-button appearance="outlined" href="/patients/${alert.patientId}/thresholds"
          >${icon('sliders')}${msg('Change thresholds')}</wa-button
        >
      </div>
      <div role="status">
        ${
          booked === null
            ? nothing
            : html`<p class="booked">
                ${icon('circle-check')}<span>${msg(str`Booked for ${momentText(booked.startsAt, this.now)}.`)}</span>
              </p>`
        }
      </div>
      <kh-follow-up-dialog .alert=${alert} @kh-booked=${this.#onBooked}></kh-follow-up-dialog>`;
  }

  readonly #onFollowUp = (): void => {
    this.renderRoot.querySelector('kh-follow-up-dialog')?.show();
  };

  readonly #onBooked = (event: CustomEvent<Consultation>): void => {
    this.booked = event.detail;
  };
}

customElements.define('kh-alert-next', KhAlertNext);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-next': KhAlertNext;
  }
}
