import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { Loaded } from '../../controllers/loaded.ts';
import { listConsultationsOf } from '../../data/consultations.ts';
import { realtime } from '../../data/realtime.ts';
import { longDayText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { cardStyles } from '../../styles/card.ts';
import { rowLinkStyles } from '../../styles/row-link.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';

/** A patient's video visits that took place, the newest first: each leads to what the doctor wrote for them. */
export class KhPastVisits extends KhElement {
  static override properties = { patientId: { attribute: false } };
  declare patientId: string;

  readonly #visits = new Loaded(this, () => listConsultationsOf(this.patientId));
  #stopListening: (() => void) | undefined;
  #shownFor = '';

  static override styles = [
    baseStyles,
    cardStyles,
    rowLinkStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .card {
        padding: var(--kh-space-2) 0;
      }
      .visit {
        position: relative;
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: center;
        gap: var(--kh-space-3);
        min-block-size: var(--kh-target);
        padding: var(--kh-space-3) var(--kh-space-5);
      }
      .visit + .visit {
        border-block-start: 1px solid var(--kh-line);
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      consultation: () => void this.#visits.load(),
      caughtUp: () => void this.#visits.load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(): void {
    if (this.patientId === '' || this.patientId === this.#shownFor) return;
    this.#shownFor = this.patientId;
    void this.#visits.load();
  }

  override render() {
    const { value, failure } = this.#visits;
    const past = (value ?? []).filter(({ state, startedAt }) => state === 'ended' && startedAt !== null);
    if (past.length === 0) return failure === null ? nothing : html`<kh-failure .code=${failure}></kh-failure>`;
    return html`<h2>${msg('Your video visits')}</h2>
      <div class="card">${past.map((visit) => this.#renderVisit(visit))}</div>`;
  }

  #renderVisit({ id, startsAt, startedAt, clinicianName, note }: Consultation) {
    return html`<div class="visit">
      <div>
        <a class="row-link" href="/call/${id}">${longDayText(startedAt ?? startsAt)}</a>
        <p class="soft small">
          ${note?.signedAt == null ? msg(str`With ${clinicianName}. The note is not signed yet.`) : msg(str`With ${clinicianName}`)}
        </p>
      </div>
      ${icon('chevron-right')}
    </div>`;
  }
}

customElements.define('kh-past-visits', KhPastVisits);
declare global {
  interface HTMLElementTagNameMap {
    'kh-past-visits': KhPastVisits;
  }
}
