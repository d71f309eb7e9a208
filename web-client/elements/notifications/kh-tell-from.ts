import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Severity } from '#contracts/alert.ts';
import { putEndpoint, type NotificationEndpoint } from '../../data/notification-endpoints.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { baseStyles } from '../../styles/base.ts';
import { choiceStyles } from '../../styles/choice.ts';
import { failureWords } from '../../words/failure.ts';
import { KhElement } from '../kh-element.ts';

const CHOICES = ['critical', 'high', 'moderate'] as const satisfies readonly Severity[];

/**
 * From which severity on something is told at one place. What is critical always is.
 * @fires kh-changed - It was changed.
 */
export class KhTellFrom extends KhElement {
  static override properties = { endpoint: { attribute: false }, busy: { state: true }, failure: { state: true } };
  declare endpoint: NotificationEndpoint | undefined;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      .said:not(:has(p)) {
        position: absolute;
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.busy = false;
    this.failure = null;
  }

  override render() {
    const { endpoint } = this;
    if (!endpoint) return nothing;
    return html`<fieldset>
        <legend>${msg('What is told there')}</legend>
        <div class="choices">
          ${CHOICES.map(
            (severity) =>
              html`<label class="choice"
                ><input
                  type="radio"
                  name="tell-from"
                  value=${severity}
                  .checked=${severity === endpoint.tellFrom}
                  ?disabled=${this.busy}
                  @change=${() => void this.#choose(endpoint.id, severity)}
                /><span>${this.#words(severity)}</span></label
              >`,
          )}
        </div>
      </fieldset>
      <div class="said" role="alert">
        ${this.failure === null ? nothing : html`<p class="problem">${failureWords(this.failure)}</p>`}
      </div>`;
  }

  #words(severity: Severity): string {
    switch (severity) {
      case 'critical':
        return msg('Only what is dangerous');
      case 'high':
        return msg('Also what is serious');
      case 'moderate':
        return msg('Everything that needs attention');
    }
  }

  async #choose(endpointId: string, tellFrom: Severity): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await putEndpoint(endpointId, { tellFrom });
      this.dispatchEvent(new Event('kh-changed'));
    } catch (error) {
      this.failure = failureCode(error);
      // What is chosen is what is so.
      this.renderRoot.querySelectorAll('input').forEach((input) => {
        input.checked = input.value === this.endpoint?.tellFrom;
      });
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-tell-from', KhTellFrom);
declare global {
  interface HTMLElementTagNameMap {
    'kh-tell-from': KhTellFrom;
  }
}
