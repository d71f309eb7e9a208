import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { z } from 'zod';
import type { IntakeSecret, IntakeSource } from '#contracts/intake.ts';
import { rotateIntakeSecret } from '../../data/intake-sources.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { sourceFailureWords } from '../../words/intake-source.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

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
export class KhRotateSourceDialog extends KhActionDialog {
  static override properties = { source: { state: true }, hours: { state: true } };
  declare source: IntakeSource | null;
  declare hours: number;

  static override styles = [
    KhActionDialog.styles,
    choiceStyles,
    css`
      .choices {
        grid-template-columns: minmax(0, 1fr);
      }
    `,
  ];

  constructor() {
    super();
    this.source = null;
    this.hours = OVERLAPS[0];
  }

  show(source: IntakeSource): void {
    this.source = source;
    this.hours = OVERLAPS[0];
    this.open();
  }

  override render() {
    if (this.source === null) return nothing;
    return this.renderDialog({
      heading: msg('New secret'),
      body: this.#renderFields(this.source),
      action: msg('Make a new secret'),
      actionId: 'rotate',
    });
  }

  #renderFields(source: IntakeSource) {
    return html`<p>${msg(str`“${source.label}” gets a new secret, which you hand on to whoever runs it.`)}</p>
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
      </fieldset>`;
  }

  protected override problemWords(): string | null {
    return this.failure === null ? null : sourceFailureWords(this.failure);
  }

  protected override async act(): Promise<Acted> {
    if (this.source === null) return 'missing';
    const rotated = await rotateIntakeSecret(this.source.id, { keepPreviousForHours: this.hours });
    return new CustomEvent('kh-source-rotated', { detail: rotated });
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
