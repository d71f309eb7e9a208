import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { VisitEntry } from '#contracts/visit-chat.ts';
import type { Unsent } from '../../controllers/visit-chat.ts';
import { visitFilePath } from '../../data/visit-entries.ts';
import { sizeText } from '../../format/file.ts';
import { clockText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { authorWords, isRefusedForGood, unsentWords } from '../../words/visit-chat.ts';
import { KhElement } from '../kh-element.ts';

/**
 * What was written and handed over in a visit, the newest last, and below it what is still to be sent. Words are shown as
 * words and nothing else; a file is kept on the device, and not opened here.
 * @fires kh-send-again - `detail.clientId`: the person wants what failed to be sent again.
 * @fires kh-give-up - `detail.clientId`: the person gives up what failed.
 */
export class KhVisitEntries extends KhElement {
  static override properties = {
    entries: { attribute: false },
    unsent: { attribute: false },
    viewer: {},
  };
  declare entries: readonly VisitEntry[];
  declare unsent: readonly Unsent[];
  declare viewer: VisitEntry['authorRole'];

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        min-block-size: 0;
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        padding: var(--kh-space-1);
      }
      li {
        display: grid;
        gap: var(--kh-space-1);
        justify-self: start;
        max-inline-size: min(88%, 36rem);
        padding: var(--kh-space-3) var(--kh-space-4);
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-s);
        background: var(--kh-surface);
        color: var(--kh-ink);
        overflow-wrap: anywhere;
      }
      .own {
        justify-self: end;
        border-color: transparent;
        border-radius: var(--kh-radius-l) var(--kh-radius-l) var(--kh-radius-s) var(--kh-radius-l);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        gap: 0 var(--kh-space-3);
        font-size: var(--kh-text-s);
      }
      .body {
        white-space: pre-wrap;
      }
      .file {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        min-block-size: var(--kh-target);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.entries = [];
    this.unsent = [];
    this.viewer = 'patient';
  }

  override updated(changed: PropertyValues<this>): void {
    const hasMore =
      this.entries.at(-1)?.id !== changed.get('entries')?.at(-1)?.id ||
      this.unsent.at(-1)?.clientId !== changed.get('unsent')?.at(-1)?.clientId;
    if (hasMore) this.showNewest();
  }

  /** Scrolls to what came last: what was hidden had no height to scroll. */
  showNewest(): void {
    this.scrollTop = this.scrollHeight;
  }

  override render() {
    return html`<div role="log" aria-live="polite" aria-label=${msg('Chat of this visit')}>
      <ol>
        ${repeat(
          this.entries,
          ({ id }) => id,
          (entry) => this.#renderEntry(entry),
        )}
        ${repeat(
          this.unsent,
          ({ clientId }) => clientId,
          (unsent) => this.#renderUnsent(unsent),
        )}
      </ol>
    </div>`;
  }

  #renderEntry(entry: VisitEntry) {
    const { name, side } = authorWords(entry, this.viewer);
    return html`<li data-id=${entry.id} class=${entry.authorRole === this.viewer ? 'own' : 'other'}>
      <p class="head">
        <strong>${name}</strong>
        ${side === null ? nothing : html`<span>${side}</span>`}
        <span>${clockText(entry.at)}</span>
      </p>
      ${
        entry.kind === 'text'
          ? html`<p class="body">${entry.text}</p>`
          : html`<a class="file" href=${visitFilePath(entry)} download=${entry.file.name}
              >${icon('clipboard')}<span
                >${msg(str`Save ${entry.file.name} (${sizeText(entry.file.sizeBytes)})`)}</span
              ></a
            >`
      }
    </li>`;
  }

  #renderUnsent(unsent: Unsent) {
    const { clientId, kind, failure } = unsent;
    return html`<li class="own" data-client-id=${clientId}>
      <p class="body">${unsent.kind === 'text' ? unsent.text : unsent.name}</p>
      ${
        failure === null
          ? html`<p class="head">${msg('Sending…')}</p>`
          : html`<p class="problem">${msg('Not sent.')}</p>
              <p>${unsentWords(kind, failure)}</p>
              <div class="actions">
                ${
                  isRefusedForGood(unsent)
                    ? nothing
                    : html`<wa-button appearance="outlined" @click=${() => this.#tell('kh-send-again', clientId)}
                        >${msg('Try again')}</wa-button
                      >`
                }
                <wa-button appearance="outlined" @click=${() => this.#tell('kh-give-up', clientId)}
                  >${msg('Remove')}</wa-button
                >
              </div>`
      }
    </li>`;
  }

  #tell(type: 'kh-send-again' | 'kh-give-up', clientId: string): void {
    this.dispatchEvent(new CustomEvent(type, { detail: { clientId } }));
  }
}

customElements.define('kh-visit-entries', KhVisitEntries);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-entries': KhVisitEntries;
  }
  interface GlobalEventHandlersEventMap {
    'kh-send-again': CustomEvent<{ clientId: string }>;
    'kh-give-up': CustomEvent<{ clientId: string }>;
  }
}
