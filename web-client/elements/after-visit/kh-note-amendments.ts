import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { NoteAmendment } from '#contracts/consultation.ts';
import { momentText } from '../../format/time.ts';
import { baseStyles } from '../../styles/base.ts';
import { KhElement } from '../kh-element.ts';

/** What was added to a signed note, by whom, when and why; nothing where nothing was. */
export class KhNoteAmendments extends KhElement {
  static override properties = { amendments: { attribute: false } };
  declare amendments: readonly NoteAmendment[];

  static override styles = [
    baseStyles,
    css`
      ol {
        display: grid;
        gap: var(--kh-space-4);
        margin: 0;
        padding: 0;
        list-style: none;
      }
      li {
        padding-inline-start: var(--kh-space-4);
        border-inline-start: 3px solid var(--kh-line);
      }
      .text {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
      h3 {
        margin-block-end: var(--kh-space-2);
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.amendments = [];
  }

  override render() {
    if (this.amendments.length === 0) return nothing;
    return html`<h3>${msg('Added after signing')}</h3>
      <ol>
        ${this.amendments.map(
          ({ text, reason, byName, at }) =>
            html`<li>
              <p class="text">${text}</p>
              <p class="soft small">${msg(str`${byName}, ${momentText(at, new Date())}. Reason: ${reason}`)}</p>
            </li>`,
        )}
      </ol>`;
  }
}

customElements.define('kh-note-amendments', KhNoteAmendments);
declare global {
  interface HTMLElementTagNameMap {
    'kh-note-amendments': KhNoteAmendments;
  }
}
