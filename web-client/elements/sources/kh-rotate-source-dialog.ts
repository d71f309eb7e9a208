import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { z } from 'zod';
import type { IntakeSecret, IntakeSource } from '#contracts/intake.ts';
import { rotateIntakeSecret } from '../../data/intake-sources.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { sourceFailureWords } from '../../words/intake-source.ts';
import { KhElement } from '../kh-element.ts';

/** For how many hours what is signed with the earlier secret is taken, too. */
const OVERLAPS = [24, 168, 0] as const;

const overlapWord = (hours: (typeof OVERLAPS)[number]): string => {
  switch (hours) {
    case 24:
      return msg('for one day more');
    case 168:
      return msg('for one week more');
    case 0:
      return msg('not at all: somebody else may have seen it');
  }
};

/**
 * Gives a source a new secret, and says until when the one before is still good.
 * @fires kh-source-rotated - `detail` is the source with its new secret.
 */
export class KhRotateSourceDialog extends KhElement {
  static override properties = {
    source: { state: true },
    isOpen: { state: true },
    hours: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  declare source: IntakeSource | null;
  declare isOpen: boolean;
  declare hours: number;
  declare failure: FailureCode | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    choiceStyles,
    css`
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      .choices {
        grid-template-columns: minmax(0, 1fr);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.source = null;
    this.isOpen = false;
    this.hours = OVERLAPS[0];
    this.failure = null;
    this.busy = false;
  }

  show(source: IntakeSource): void {
    this.source = source;
    this.hours = OVERLAPS[0];
    this.failure = null;
    this.isOpen = true;
  }

  override render() {
    const { source } = this;
    if (source === null) return nothing;
    return html`<wa-dialog .label=${msg('New secret')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      <div class="body">
        <p>${msg(str`“${source.label}” gets a new secret, which you hand on to whoever runs it.`)}</p>
        <fieldset>
          <legend>${msg('The earlier secret is taken')}</legend>
          <div class="choices">
            ${OVERLAPS.map(
              (hours) =>
                html`<label class="choice"
                ><input
                  type="radio"
                  name="hours"
                  value=${hours}
                  .checked=${this.hours === hours}
                  @change=${() => (this.hours = hours)}
                /><span>${overlapWord(hours)}</span></label
              >`,
            )}
          </div>
        </fieldset>
        <div role="alert">
          ${this.failure === null ? nothing : html`<p class="problem">${sourceFailureWords(this.failure)}</p>`}
        </div>
      </div>
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button id="rotate" slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Make a new secret')}</wa-button
      >
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onConfirm = (): void => void this.#rotate();

  async #rotate(): Promise<void> {
    const { source, hours, busy } = this;
    if (source === null || busy) return;
    this.busy = true;
    this.failure = null;
    try {
      const rotated = await rotateIntakeSecret(source.id, { keepPreviousForHours: hours });
      this.isOpen = false;
      this.dispatchEvent(new CustomEvent('kh-source-rotated', { detail: rotated }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-rotate-source-dialog', KhRotateSourceDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-rotate-source-dialog': KhRotateSourceDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-source-rotated': CustomEvent<z.infer<typeof IntakeSecret>>;
  }
}
