import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Severity } from '#contracts/alert.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { LONGEST_ANSWER_MINUTES, MOST_TIERS } from '#contracts/escalation-limits.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import type { PolicyNames } from '../../words/escalation-policy.ts';
import { KhElement } from '../kh-element.ts';
import './kh-tier-editor.ts';

const USUAL_MINUTES = 30;

/**
 * The chain of a policy that is being changed: tiers are added, moved and removed.
 * @fires kh-tiers - `detail` is the chain as it is to be.
 */
export class KhTiersEditor extends KhElement {
  static override properties = {
    tiers: { attribute: false },
    severity: { attribute: false },
    names: { attribute: false },
    told: { state: true },
  };
  declare tiers: readonly EscalationTier[];
  declare severity: Severity;
  declare names: PolicyNames;
  /** What was moved or removed, for those who do not see it. */
  declare told: string;
  /** What has the focus once it is drawn: what was pressed may have moved, or gone. */
  #focusOn: string | null = null;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .tiers,
      ol {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
        padding: var(--kh-space-3) var(--kh-space-4) var(--kh-space-4);
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--kh-space-2);
      }
      .head div {
        display: flex;
      }
      .quiet-button:hover {
        background: var(--kh-surface);
      }
      .quiet-button:disabled {
        opacity: 0.4;
        cursor: default;
      }
      wa-button {
        justify-self: start;
      }
    `,
  ];

  constructor() {
    super();
    this.tiers = [];
    this.severity = 'critical';
    this.names = { people: [], rosters: [] };
    this.told = '';
  }

  override updated(): void {
    if (this.#focusOn === null) return;
    const wanted = this.renderRoot.querySelector<HTMLButtonElement>(this.#focusOn);
    this.#focusOn = null;
    // The first cannot go further up: the focus stays with the tier.
    if (wanted?.disabled === true) wanted.parentElement?.querySelector<HTMLElement>('button:enabled')?.focus();
    else wanted?.focus();
  }

  override render() {
    const { tiers } = this;
    return html`<div class="tiers">
      <ol>
        ${tiers.map((tier, index) => html`<li>${this.#renderTier(tier, index)}</li>`)}
      </ol>
      ${
        tiers.length < MOST_TIERS
          ? html`<wa-button id="add" appearance="outlined" @click=${this.#onAdd}
              >${icon('plus')}${msg('Add a tier')}</wa-button
            >`
          : nothing
      }
      <p class="visually-hidden" role="status">${this.told}</p>
    </div>`;
  }

  #renderTier(tier: EscalationTier, index: number) {
    const number = index + 1;
    const isOnly = this.tiers.length === 1;
    return html`<div class="head">
        <h3>${msg(str`Tier ${number}`)}</h3>
        ${
          isOnly
            ? nothing
            : html`<div>
                ${this.#renderMove(index, -1)}${this.#renderMove(index, 1)}
                <button
                  class="quiet-button"
                  type="button"
                  id="remove-${number}"
                  @click=${() => this.#remove(index)}
                >
                  ${icon('xmark')}<span class="visually-hidden">${msg(str`Remove tier ${number}`)}</span>
                </button>
              </div>`
        }
      </div>
      <kh-tier-editor
        .tier=${tier}
        .number=${number}
        .severity=${this.severity}
        .names=${this.names}
        @kh-tier=${(event: CustomEvent<EscalationTier>) => this.#say(this.tiers.with(index, event.detail))}
      ></kh-tier-editor>`;
  }

  #renderMove(index: number, by: -1 | 1) {
    const number = index + 1;
    return html`<button
      class="quiet-button"
      type="button"
      id=${`${by < 0 ? 'up' : 'down'}-${number}`}
      ?disabled=${this.tiers[index + by] === undefined}
      @click=${() => this.#move(index, by)}
    >
      ${icon(by < 0 ? 'chevron-up' : 'chevron-down')}<span class="visually-hidden"
        >${by < 0 ? msg(str`Call tier ${number} earlier`) : msg(str`Call tier ${number} later`)}</span
      >
    </button>`;
  }

  #say(detail: readonly EscalationTier[]): void {
    this.dispatchEvent(new CustomEvent('kh-tiers', { detail }));
  }

  #move(index: number, by: -1 | 1): void {
    const moved = this.tiers[index];
    if (moved === undefined) return;
    this.#focusOn = `#${by < 0 ? 'up' : 'down'}-${index + by + 1}`;
    this.told = msg(str`Tier ${index + 1} is now tier ${index + by + 1}.`);
    this.#say(this.tiers.toSpliced(index, 1).toSpliced(index + by, 0, moved));
  }

  #remove(index: number): void {
    this.#focusOn = '#add';
    this.told = msg(str`Tier ${index + 1} is removed.`);
    this.#say(this.tiers.toSpliced(index, 1));
  }

  readonly #onAdd = (): void => {
    const minutes = Math.min(USUAL_MINUTES, LONGEST_ANSWER_MINUTES[this.severity]);
    this.#say([...this.tiers, { targets: [{ kind: 'anyone-on-call' }], answerWithin: { kind: 'minutes', minutes } }]);
  };
}

customElements.define('kh-tiers-editor', KhTiersEditor);
declare global {
  interface HTMLElementTagNameMap {
    'kh-tiers-editor': KhTiersEditor;
  }
  interface GlobalEventHandlersEventMap {
    'kh-tiers': CustomEvent<readonly EscalationTier[]>;
  }
}
