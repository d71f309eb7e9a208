import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { Me } from '#contracts/user.ts';
import { OpenVisitsController } from '../../controllers/open-visits.ts';
import { clockText, durationText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { KhElement } from '../kh-element.ts';
import './kh-let-in.ts';

/** Patients who have come for their video visit and wait to be let in. Takes no room where nobody waits. */
export class KhWaitingPatients extends KhElement {
  static override properties = { me: { attribute: false }, now: { attribute: false } };
  declare me: Me | undefined;
  declare now: Date;

  readonly #waiting = new OpenVisitsController(
    this,
    ({ state, clinicianId }) => state === 'checked_in' && clinicianId === this.me?.id,
  );

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      :host([hidden]) {
        display: none;
      }
      .card {
        padding: var(--kh-space-2) 0;
      }
      .visit {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-6);
      }
      .visit + .visit {
        border-block-start: 1px solid var(--kh-line);
      }
      .visit > .icon {
        font-size: 1.4em;
        color: var(--kh-brand);
      }
      .who {
        overflow-wrap: anywhere;
      }
      /* Its words stand below the name's. */
      .chat {
        margin-inline-start: calc(-1 * var(--kh-space-3));
      }
      h2 {
        display: flex;
        align-items: baseline;
        gap: var(--kh-space-2);
      }
      .count {
        color: var(--kh-ink-soft);
        font-weight: var(--kh-weight);
      }
      @media (max-width: 600px) {
        .visit {
          grid-template-columns: auto minmax(0, 1fr);
          padding-inline: var(--kh-space-4);
        }
        kh-let-in {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
  }

  override willUpdate(): void {
    this.hidden = this.#waiting.visits.length === 0;
  }

  override render() {
    const { visits } = this.#waiting;
    if (visits.length === 0) return nothing;
    return html`<h2>${msg('In your waiting room')} <span class="count">${visits.length}</span></h2>
      <div class="card">${repeat(
        visits,
        ({ id }) => id,
        (visit) => this.#renderVisit(visit),
      )}</div>`;
  }

  #renderVisit(visit: Consultation) {
    const { startsAt, checkedInAt, patientId, patientName } = visit;
    const waitedMs = checkedInAt === null ? 0 : Math.max(0, this.now.getTime() - Date.parse(checkedInAt));
    return html`<div class="visit" data-visit-id=${visit.id}>
      ${icon('video')}
      <div class="who">
        <a href="/patients/${patientId}"><strong>${patientName}</strong></a>
        <p class="soft small">
          ${msg(str`booked for ${clockText(startsAt)}, waiting for ${durationText(waitedMs)}`)}
        </p>
        <a
          class="quiet-button chat"
          href="/visits/${visit.id}"
          aria-label=${msg(str`Chat with ${patientName}`)}
          >${icon('message')}${msg('Chat')}</a
        >
      </div>
      <kh-let-in .consultation=${visit}></kh-let-in>
    </div>`;
  }
}

customElements.define('kh-waiting-patients', KhWaitingPatients);
declare global {
  interface HTMLElementTagNameMap {
    'kh-waiting-patients': KhWaitingPatients;
  }
}
