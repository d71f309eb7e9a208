import { msg } from '@lit/localize';
import { html } from 'lit';
import { GUEST_NAME_MAX, GUEST_RELATION_MAX, type GuestKind } from '#contracts/guest-states.ts';
import { inviteGuest, type InvitedGuest } from '../../data/guests.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { fieldStyles } from '../../styles/field.ts';
import { GUEST_KIND_CHOICES, guestKindWord } from '../../words/visit-guest.ts';
import { KhActionDialog, type Acted } from '../kh-action-dialog.ts';

/**
 * Asks who is to come to the visit, and makes the link for them.
 * @fires kh-guest-invited - `detail` is the guest with the link, which is seen this once.
 */
export class KhInviteGuestDialog extends KhActionDialog {
  static override properties = {
    consultationId: { attribute: false },
    kind: { state: true },
    isNameless: { state: true },
  };
  declare consultationId: string;
  declare kind: GuestKind;
  declare isNameless: boolean;

  static override styles = [KhActionDialog.styles, choiceStyles, fieldStyles];

  constructor() {
    super();
    this.consultationId = '';
    this.kind = 'relative';
    this.isNameless = false;
  }

  show(): void {
    this.kind = 'relative';
    this.isNameless = false;
    this.open();
  }

  override render() {
    return this.renderDialog({
      heading: msg('Invite somebody to this visit'),
      body: html`<p>
          ${msg('They get a link and need no account. They see nothing of the record, and come in only when the clinician lets them in.')}
        </p>
        <label class="field"
          ><span>${msg('Their name, as the others will see it')}</span
          ><input name="name" maxlength=${GUEST_NAME_MAX} autocomplete="off"
        /></label>
        <fieldset @change=${this.#onKind}>
          <legend>${msg('Who they are')}</legend>
          <div class="choices">
            ${GUEST_KIND_CHOICES.map(
              (kind) =>
                html`<label class="choice">
                <input type="radio" name="kind" value=${kind} .checked=${this.kind === kind} />
                <span>${guestKindWord(kind)}</span>
              </label>`,
            )}
          </div>
        </fieldset>
        <label class="field"
          ><span>${msg('In words, if you like (such as “daughter” or “Cantonese”)')}</span
          ><input name="relation" maxlength=${GUEST_RELATION_MAX} autocomplete="off"
        /></label>`,
      action: msg('Make the link'),
      actionId: 'make-link',
    });
  }

  protected override problemWords(): string | null {
    if (this.isNameless) return msg('Please write their name.');
    return this.failure === 'conflict'
      ? msg('No more can be invited now: the visit is over, is more than six days away, or has five guests already.')
      : null;
  }

  protected override async act(): Promise<Acted> {
    const name = this.#textOf('name');
    const relation = this.#textOf('relation');
    this.isNameless = name === '';
    if (this.isNameless) return 'missing';
    const { kind } = this;
    const detail = await inviteGuest(this.consultationId, { name, kind, ...(relation === '' ? {} : { relation }) });
    return new CustomEvent<InvitedGuest>('kh-guest-invited', { detail });
  }

  #textOf(name: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`input[name=${name}]`)?.value.trim() ?? '';
  }

  readonly #onKind = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    this.kind = GUEST_KIND_CHOICES.find((kind) => kind === value) ?? 'other';
  };
}

customElements.define('kh-invite-guest-dialog', KhInviteGuestDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-invite-guest-dialog': KhInviteGuestDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-guest-invited': CustomEvent<InvitedGuest>;
  }
}
