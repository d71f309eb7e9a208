import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { PatientSummary } from '#contracts/patient.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';
import { agoText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { rowLinkStyles } from '../styles/row-link.ts';
import { unreadWords } from '../words/message.ts';
import { ageAndSex, conditionWord } from '../words/patient.ts';
import type { Level } from '../words/severity.ts';
import './check/kh-check-badge.ts';
import { KhElement } from './kh-element.ts';
import './kh-severity-badge.ts';
import './kh-value.ts';

/** One patient with the newest value of each kind. */
export class KhPatientRow extends KhElement {
  static override properties = {
    patient: { attribute: false },
    level: { attribute: false },
    now: { attribute: false },
  };
  declare patient: PatientSummary | undefined;
  /** How bad the most urgent of the patient's open alerts is; null where there is none. */
  declare level: Level | null;
  declare now: Date;

  static override styles = [
    baseStyles,
    rowLinkStyles,
    css`
      :host {
        position: relative;
        display: grid;
        grid-template-columns: minmax(12rem, 1.4fr) repeat(3, minmax(7.5rem, 0.8fr)) minmax(7rem, 0.7fr) 7.5rem;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-6);
        transition: background var(--kh-motion-fast);
        /* Hundreds of lines that nobody looks at cost nothing. */
        content-visibility: auto;
        contain-intrinsic-block-size: auto 4.5rem;
      }
      :host(:hover),
      :host(:focus-within) {
        background: var(--kh-sunken);
      }
      .who {
        min-inline-size: 0;
        overflow-wrap: anywhere;
      }
      .who > * {
        display: block;
      }
      .unread {
        font-weight: var(--kh-weight-strong);
      }
      .alerts {
        display: flex;
        justify-content: flex-end;
      }
      @media (max-width: 900px) {
        :host {
          grid-template-columns: repeat(3, minmax(0, 1fr));
          padding: var(--kh-space-4);
        }
        .who {
          grid-column: 1 / 3;
        }
        .alerts {
          order: -1;
          grid-column: 3;
          grid-row: 1;
        }
        .last {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.level = null;
    this.now = new Date();
  }

  override focus(options?: FocusOptions): void {
    this.renderRoot.querySelector('a')?.focus(options);
  }

  override render() {
    const { patient, now } = this;
    if (!patient) return nothing;
    return html`<div class="who">
        <a class="row-link" href="/patients/${patient.id}">${patient.name}</a>
        <span class="soft small"
          >${[ageAndSex(patient, now), ...patient.conditions.map(conditionWord)].join(' · ')}</span
        >
        ${patient.nextVisit === null ? nothing : this.#renderVisit(patient.nextVisit)}
        ${
          patient.unreadMessages === 0
            ? nothing
            : html`<span class="unread small">${icon('message')} ${unreadWords(patient.unreadMessages)}</span>`
        }
      </div>
      ${READING_KIND_ORDER.map(
        (kind) =>
          html`<kh-value
            .kind=${kind}
            .observation=${patient.latest.find((each) => each.kind === kind) ?? null}
            .glucoseUnit=${patient.glucoseUnit}
            .now=${now}
          ></kh-value>`,
      )}
      <span class="last soft small"
        >${patient.lastReceivedAt === null ? msg('no data yet') : agoText(patient.lastReceivedAt, now)}</span
      >
      <div class="alerts">
        ${this.level === null ? nothing : html`<kh-severity-badge level=${this.level}></kh-severity-badge>`}
      </div>`;
  }

  #renderVisit({ startsAt, check }: NonNullable<PatientSummary['nextVisit']>) {
    return html`<span class="small">${icon('video')} ${msg(str`Visit ${momentText(startsAt, this.now)}`)}</span>
      <kh-check-badge .check=${check} .now=${this.now}></kh-check-badge>`;
  }
}

customElements.define('kh-patient-row', KhPatientRow);
declare global {
  interface HTMLElementTagNameMap {
    'kh-patient-row': KhPatientRow;
  }
}
