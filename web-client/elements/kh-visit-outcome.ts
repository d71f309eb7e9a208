import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { CallPatientController } from '../controllers/call-patient.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { consultationStateWord } from '../words/consultation.ts';
import { visitRatingWord } from '../words/visit-rating.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './waiting-room/kh-let-in.ts';

const NOT_REACHED: ReadonlySet<Consultation['state']> = new Set(['missed', 'declined', 'no_show']);

const telephone = (number: string) =>
  html`<a class="number" href="tel:${number.replaceAll(' ', '')}">${icon('phone')}${number}</a>`;

/** In the video's place while there is none: who waits for it; how the call went, and by which other way the patient can be reached. */
export class KhVisitOutcome extends KhElement {
  static override properties = { consultation: { attribute: false } };
  declare consultation: Consultation | undefined;

  readonly #calls = new CallPatientController(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        place-content: center start;
        grid-template-columns: minmax(0, 30rem);
        padding: var(--kh-space-6);
      }
      .body {
        display: grid;
        gap: var(--kh-space-4);
        justify-items: start;
      }
      .ways {
        display: grid;
        gap: var(--kh-space-3);
      }
      .number {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        min-block-size: var(--kh-target);
        font-size: var(--kh-text-xl);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  override render() {
    const { consultation } = this;
    if (!consultation) return nothing;
    const isUnreached = NOT_REACHED.has(consultation.state);
    return html`<div class="body">
      <h2>${consultationStateWord(consultation.state)}</h2>
      ${isUnreached ? this.#renderFallback(consultation) : nothing}
      ${
        consultation.state === 'ended' && consultation.note?.signedAt == null
          ? html`<p>${msg('The visit is over. Please finish and sign the note below.')}</p>`
          : nothing
      }
      ${this.#renderRating(consultation)}
      ${this.#calls.failure ? html`<kh-failure without-retry .code=${this.#calls.failure}></kh-failure>` : nothing}
      <div class="row">${this.#renderNext(consultation)}</div>
    </div>`;
  }

  #renderRating({ rating, patientName }: Consultation) {
    if (rating === null) return nothing;
    return html`<div>
      <p class="soft small">${msg(str`Picture and sound, as ${patientName} found them`)}</p>
      <p>${visitRatingWord(rating.rating)}</p>
      ${rating.comment === null ? nothing : html`<p>“${rating.comment}”</p>`}
    </div>`;
  }

  #renderNext(consultation: Consultation) {
    return consultation.state === 'checked_in'
      ? html`<kh-let-in .consultation=${consultation}></kh-let-in>`
      : html`<wa-button
          appearance="outlined"
          variant="brand"
          ?loading=${this.#calls.callingPatientId !== null}
          @click=${() => void this.#calls.call(consultation.patientId, consultation.alertId ?? undefined)}
          >${icon('video')}${msg('Call again')}</wa-button
        >`;
  }

  #renderFallback({ patientName, fallback }: Consultation) {
    const phone = fallback?.phone ?? null;
    const contact = fallback?.emergencyContact ?? null;
    return html`<p>${msg(str`${patientName} was not reached by video. Other ways:`)}</p>
      <dl class="ways">
        <div>
          <dt class="soft">${msg('Phone')}</dt>
          <dd>${phone === null ? msg('not known') : telephone(phone)}</dd>
        </div>
        ${
          contact === null
            ? nothing
            : html`<div>
              <dt class="soft">${msg(str`In an emergency: ${contact.name}`)}</dt>
              <dd>${telephone(contact.phone)}</dd>
            </div>`
        }
      </dl>`;
  }
}

customElements.define('kh-visit-outcome', KhVisitOutcome);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-outcome': KhVisitOutcome;
  }
}
