import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Consultation } from '#contracts/consultation.ts';
import { momentText } from '../../format/time.ts';
import { baseStyles } from '../../styles/base.ts';
import { cardStyles } from '../../styles/card.ts';
import { KhElement } from '../kh-element.ts';
import './kh-note-amendments.ts';

/** What the doctor wrote for the patient, once it is signed; what was added later stands below. */
export class KhVisitSummary extends KhElement {
  static override properties = { consultation: { attribute: false } };
  declare consultation: Consultation | undefined;

  static override styles = [
    baseStyles,
    cardStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      .words {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  override render() {
    const { note, clinicianName } = this.consultation ?? {};
    if (!note || note.signedAt === null) return nothing;
    const parts = [
      { heading: msg('What we talked about, and what to do now'), words: note.summary },
      // Without words of their own the plan says most of what is to be done.
      ...(note.summary === '' ? [{ heading: msg('What happens next'), words: note.plan }] : []),
    ].filter(({ words }) => words !== '');
    return html`<section class="card" aria-labelledby="summary">
      <h2 id="summary">${msg('From your doctor')}</h2>
      ${
        parts.length === 0
          ? html`<p>${msg('The note on this visit is signed. Ask your clinic for what it says.')}</p>`
          : parts.map(
              ({ heading, words }) =>
                html`<div>
                  <h3 class="soft small">${heading}</h3>
                  <p class="words">${words}</p>
                </div>`,
            )
      }
      <kh-note-amendments .amendments=${note.amendments}></kh-note-amendments>
      <p class="soft small">${msg(str`${clinicianName ?? ''}, ${momentText(note.signedAt, new Date())}`)}</p>
    </section>`;
  }
}

customElements.define('kh-visit-summary', KhVisitSummary);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-summary': KhVisitSummary;
  }
}
