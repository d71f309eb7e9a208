import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type { Consultation, Note } from '#contracts/consultation.ts';
import { NoteDraft } from '../controllers/note-draft.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { failureWords } from '../words/failure.ts';
import { NOTE_PARTS, notePartHint, notePartWord, type NotePart } from '../words/note.ts';
import './after-visit/kh-amend-note-dialog.ts';
import './after-visit/kh-note-amendments.ts';
import { KhElement } from './kh-element.ts';
import './kh-sign-note-dialog.ts';

/**
 * The visit note: four parts, kept as they are typed, signed once.
 * @fires kh-note-signed - `detail` is the consultation with its signed note.
 */
export class KhNoteEditor extends KhElement {
  static override properties = { consultation: { attribute: false }, isAlertOpen: { attribute: false } };
  declare consultation: Consultation | undefined;
  /** The alert that led here is still open: signing then asks what came of it. */
  declare isAlertOpen: boolean;

  readonly #draft = new NoteDraft(this);

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .parts {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(20rem, 100%), 1fr));
        gap: var(--kh-space-4);
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-3);
      }
      .status {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        min-inline-size: 0;
      }
      .trouble {
        font-weight: var(--kh-weight-strong);
      }
      h3 {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      .signed p {
        white-space: pre-wrap;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.isAlertOpen = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('consultation') && this.consultation) this.#draft.take(this.consultation);
  }

  override render() {
    const { consultation } = this;
    if (!consultation) return nothing;
    const { note } = consultation;
    return note !== null && note.signedAt !== null
      ? this.#renderSigned(consultation, note)
      : this.#renderDraft(consultation);
  }

  #renderDraft(consultation: Consultation) {
    return html`<div class="parts" @input=${this.#onInput} @change=${this.#onChange}>
        ${NOTE_PARTS.map(
          (part) =>
            html`<wa-textarea
              data-part=${part}
              rows="3"
              resize="auto"
              maxlength="10000"
              .label=${notePartWord(part)}
              .placeholder=${notePartHint(part)}
              .value=${this.#draft.text[part]}
            ></wa-textarea>`,
        )}
      </div>
      <div class="foot">
        <span class="status small" role="status">${this.#renderStatus()}</span>
        <wa-button id="sign" variant="brand" ?disabled=${this.#draft.isEmpty} @click=${this.#onSign}
          >${icon('pencil')}${msg('Sign the note…')}</wa-button
        >
      </div>
      <kh-sign-note-dialog
        .consultation=${consultation}
        .isAlertOpen=${this.isAlertOpen}
        @kh-note-signed=${this.#onSigned}
      ></kh-sign-note-dialog>`;
  }

  #renderStatus() {
    const { status, savedAt, failure } = this.#draft;
    switch (status) {
      case 'clean':
        return savedAt === null
          ? html`<span class="soft">${msg('The note saves itself as you type.')}</span>`
          : nothing;
      case 'typing':
      case 'saving':
        return html`<span class="soft">${msg('Saving…')}</span>`;
      case 'saved':
        return savedAt === null
          ? nothing
          : html`${icon('check')}<span class="soft">${msg(str`Saved ${momentText(savedAt, new Date())}`)}</span>`;
      case 'conflict':
        return html`<span class="trouble"
            >${msg('This note was changed in another window. Your words are still here, but not saved.')}</span
          >
          <button class="quiet-button" type="button" @click=${() => void this.#draft.overwrite()}>
            ${msg('Save mine')}
          </button>
          <button class="quiet-button" type="button" @click=${() => void this.#draft.reload()}>
            ${msg('Load the other')}
          </button>`;
      case 'failed':
        return html`<span class="trouble">${msg('Not saved.')} ${failureWords(failure ?? 'internal')}</span>`;
    }
  }

  #renderSigned(consultation: Consultation, note: Note) {
    return html`<div class="parts signed">
        ${NOTE_PARTS.map(
          (part) =>
            html`<div>
              <h3>${notePartWord(part)}</h3>
              <p>${note[part] === '' ? '–' : note[part]}</p>
            </div>`,
        )}
      </div>
      <kh-note-amendments .amendments=${note.amendments}></kh-note-amendments>
      <div class="foot">
        <p class="status soft">
          ${icon('circle-check')}${msg(str`Signed ${momentText(note.signedAt ?? '', new Date())}`)}
        </p>
        <wa-button id="amend" appearance="outlined" @click=${this.#onAmend}
          >${icon('plus')}${msg('Add to the note…')}</wa-button
        >
      </div>
      <kh-amend-note-dialog .consultation=${consultation} @kh-note-amended=${this.#onAmended}></kh-amend-note-dialog>`;
  }

  readonly #onInput = (event: Event): void => {
    const area = event.target as WaTextarea;
    const part = area.dataset['part'] as NotePart | undefined;
    if (part !== undefined) this.#draft.type(part, area.value ?? '');
  };

  readonly #onChange = (): void => void this.#draft.save();

  readonly #onSign = (): void => void this.#sign();

  /** What is signed is what is stored: the last words first. */
  async #sign(): Promise<void> {
    if (await this.#draft.save()) this.renderRoot.querySelector('kh-sign-note-dialog')?.show();
  }

  readonly #onAmend = (): void => this.renderRoot.querySelector('kh-amend-note-dialog')?.show();

  readonly #onAmended = (event: CustomEvent<Consultation>): void => {
    this.consultation = event.detail;
  };

  readonly #onSigned = (event: CustomEvent<Consultation>): void => {
    this.consultation = event.detail;
    this.dispatchEvent(new CustomEvent('kh-note-signed', { detail: event.detail }));
  };
}

customElements.define('kh-note-editor', KhNoteEditor);
declare global {
  interface HTMLElementTagNameMap {
    'kh-note-editor': KhNoteEditor;
  }
  interface GlobalEventHandlersEventMap {
    'kh-note-signed': CustomEvent<Consultation>;
  }
}
