import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import type WaTextarea from '@awesome.me/webawesome/dist/components/textarea/textarea.js';
import { resolveAlert, type Outcome } from '../data/alerts.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import type { Alert } from '#contracts/alert.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { ruleTitle } from '../words/rule.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-outcome-choice.ts';

/**
 * Closes an alert: what came of it, and a word if wanted. Says what will happen, with the patient's name in it.
 * @fires kh-resolved - `detail` is the alert as it is now.
 */
export class KhResolveDialog extends KhElement {
  static override properties = {
    alert: { attribute: false },
    isOpen: { state: true },
    outcome: { state: true },
    busy: { state: true },
    failure: { state: true },
    isMissing: { state: true },
  };
  declare alert: Alert | undefined;
  declare isOpen: boolean;
  declare outcome: Outcome | null;
  declare busy: boolean;
  declare failure: FailureCode | null;
  declare isMissing: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      form {
        display: grid;
        gap: var(--kh-space-5);
      }
      .missing {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.isOpen = false;
    this.outcome = null;
    this.busy = false;
    this.failure = null;
    this.isMissing = false;
  }

  show(): void {
    this.outcome = null;
    this.failure = null;
    this.isMissing = false;
    this.isOpen = true;
  }

  override render() {
    const { alert } = this;
    if (!alert) return nothing;
    return html`<wa-dialog
      .label=${msg('Resolve the alert')}
      ?open=${this.isOpen}
      @wa-after-hide=${this.#onHidden}
    >
      <form id="resolve" @submit=${this.#onSubmit} novalidate>
        <p>
          ${msg(str`“${ruleTitle(alert.ruleId)}” of ${alert.patientName} will be closed for everyone in the care team.`)}
        </p>
        <kh-outcome-choice .outcome=${this.outcome} @kh-outcome=${this.#onOutcome}></kh-outcome-choice>
        <div role="alert">
          ${this.isMissing ? html`<p class="missing">${msg('Please choose what came of it.')}</p>` : nothing}
        </div>
        <wa-textarea
          name="comment"
          rows="2"
          maxlength="2000"
          resize="auto"
          .label=${msg('Comment (optional)')}
        ></wa-textarea>
        ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      </form>
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Cancel')}</wa-button>
      <wa-button slot="footer" variant="brand" ?loading=${this.busy} @click=${this.#onConfirm}
        >${msg('Resolve')}</wa-button
      >
    </wa-dialog>`;
  }

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };

  readonly #onOutcome = (event: CustomEvent<Outcome>): void => {
    this.outcome = event.detail;
    this.isMissing = false;
  };

  readonly #onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    void this.#resolve();
  };

  readonly #onConfirm = (): void => void this.#resolve();

  async #resolve(): Promise<void> {
    const { alert, outcome } = this;
    if (!alert || this.busy) return;
    if (outcome === null) {
      this.isMissing = true;
      return;
    }
    this.busy = true;
    this.failure = null;
    try {
      const comment = this.renderRoot.querySelector<WaTextarea>('wa-textarea')?.value ?? '';
      const resolved = await resolveAlert(alert.id, outcome, comment);
      this.isOpen = false;
      this.dispatchEvent(new CustomEvent('kh-resolved', { detail: resolved }));
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-resolve-dialog', KhResolveDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-resolve-dialog': KhResolveDialog;
  }
  interface GlobalEventHandlersEventMap {
    'kh-resolved': CustomEvent<Alert>;
  }
}
