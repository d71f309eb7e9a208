import { html, nothing } from 'lit';
import { KhActionDialog, type Acted } from './kh-action-dialog.ts';

/** What will happen, in words that name whom or what it happens to, and the verb on the button. */
export type Question = { heading: string; text: string; action: string; run: () => Promise<void> };

/** Asks before what cannot be undone. Stays open, and says so, where it did not work. */
export class KhConfirmDialog extends KhActionDialog {
  static override properties = { question: { state: true } };
  declare question: Question | null;

  constructor() {
    super();
    this.question = null;
  }

  ask(question: Question): void {
    this.question = question;
    this.open();
  }

  override render() {
    if (this.question === null) return nothing;
    const { heading, text, action } = this.question;
    return this.renderDialog({ heading, body: html`<p>${text}</p>`, action, actionId: 'confirm' });
  }

  protected override async act(): Promise<Acted> {
    if (this.question === null) return 'missing';
    await this.question.run();
    return 'done';
  }
}

customElements.define('kh-confirm-dialog', KhConfirmDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-confirm-dialog': KhConfirmDialog;
  }
}
