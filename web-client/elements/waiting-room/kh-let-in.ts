import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { admitPatient } from '../../data/consultations.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { icon } from '../../icons/icon.ts';
import { navigate } from '../../routing/navigate.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';

/** Lets the patient of a visit in who waits, and goes to the visit. */
export class KhLetIn extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    isLettingIn: { state: true },
    failure: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare isLettingIn: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      :host {
        display: grid;
        gap: var(--kh-space-2);
      }
    `,
  ];

  constructor() {
    super();
    this.isLettingIn = false;
    this.failure = null;
  }

  override render() {
    return html`<wa-button
        id="let-in"
        variant="brand"
        ?loading=${this.isLettingIn}
        @click=${() => void this.#letIn()}
        >${icon('video')}${msg('Let in')}</wa-button
      >
      <div role="status">${this.#renderFailure()}</div>`;
  }

  #renderFailure() {
    if (this.failure === null) return nothing;
    return this.failure === 'conflict'
      ? html`<p class="small">${msg('Not possible now: end your other visit first, or the patient has left.')}</p>`
      : html`<kh-failure without-retry .code=${this.failure}></kh-failure>`;
  }

  async #letIn(): Promise<void> {
    const { consultation } = this;
    if (!consultation || this.isLettingIn) return;
    this.isLettingIn = true;
    this.failure = null;
    try {
      await admitPatient(consultation.id);
      navigate(`/visits/${consultation.id}`);
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.isLettingIn = false;
    }
  }
}

customElements.define('kh-let-in', KhLetIn);
declare global {
  interface HTMLElementTagNameMap {
    'kh-let-in': KhLetIn;
  }
}
