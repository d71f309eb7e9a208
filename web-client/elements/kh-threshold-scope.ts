import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { RuleSetId } from '#contracts/rule.ts';
import type { NightThresholds } from '#contracts/threshold.ts';
import type { Period } from '../controllers/threshold-draft.ts';
import { baseStyles } from '../styles/base.ts';
import { choiceStyles } from '../styles/choice.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { KhElement } from './kh-element.ts';

const RULE_SETS = ['china', 'us', 'eu', 'pregnancy'] as const satisfies readonly RuleSetId[];
const PERIODS = ['day', 'night'] as const;
/** A list, since a browser's own field for a time shows a 12-hour clock to some. */
const HALF_HOURS = Array.from(
  { length: 48 },
  (_, i) =>
    `${Math.floor(i / 2)
      .toString()
      .padStart(2, '0')}:${i % 2 === 0 ? '00' : '30'}`,
);

/**
 * What the sliders are about: the guideline they start from, and whether it is the day or the night.
 * @fires kh-rule-set - `detail` is the chosen rule set.
 * @fires kh-night - `detail`: whether the night differs from the day.
 * @fires kh-night-hours - `detail` has the new `from` or `to`.
 * @fires kh-threshold-period - `detail` is the part of the day that the sliders are to show.
 */
export class KhThresholdScope extends KhElement {
  static override properties = {
    ruleSet: { attribute: false },
    night: { attribute: false },
    period: { attribute: false },
    timeZone: { attribute: false },
    isNightEmpty: { attribute: false },
    disabled: { type: Boolean },
  };
  declare ruleSet: RuleSetId;
  declare night: NightThresholds | null;
  declare period: Period;
  declare timeZone: string;
  declare isNightEmpty: boolean;
  declare disabled: boolean;

  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
      }
      .fields {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: var(--kh-space-3) var(--kh-space-5);
      }
      .field {
        display: grid;
        gap: var(--kh-space-1);
        min-inline-size: 0;
        font-weight: var(--kh-weight-strong);
      }
      select {
        min-block-size: var(--kh-target);
        max-inline-size: 100%;
        padding: 0 var(--kh-space-3);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        color: var(--kh-ink);
        font: inherit;
        font-weight: var(--kh-weight);
      }
      select:disabled {
        background: var(--kh-sunken);
        opacity: 1;
      }
      .segments {
        display: flex;
        gap: 2px;
        justify-self: start;
        max-inline-size: 100%;
        padding: 3px;
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      .segments button {
        min-block-size: var(--kh-target);
        padding: 0 var(--kh-space-5);
        border: 0;
        border-radius: calc(var(--kh-radius-m) - 3px);
        background: none;
        color: var(--kh-ink-soft);
        cursor: pointer;
      }
      .segments button[aria-pressed='true'] {
        background: var(--kh-lifted);
        color: var(--kh-ink);
        font-weight: var(--kh-weight-strong);
        box-shadow: var(--kh-shadow-s);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.ruleSet = 'china';
    this.night = null;
    this.period = 'day';
    this.timeZone = 'UTC';
    this.isNightEmpty = false;
    this.disabled = false;
  }

  override render() {
    return html`<div class="fields">
        <label class="field"
          ><span>${msg('Guideline')}</span>
          <select name="rule-set" ?disabled=${this.disabled} @change=${this.#onRuleSet}>
            ${RULE_SETS.map(
              (id) => html`<option value=${id} ?selected=${id === this.ruleSet}>${ruleSetWord(id)}</option>`,
            )}
          </select>
        </label>
        <label class="choice">
          <input
            name="night"
            type="checkbox"
            .checked=${this.night !== null}
            ?disabled=${this.disabled}
            @change=${this.#onNight}
          />
          <span>${msg('Other thresholds by night')}</span>
        </label>
      </div>
      ${this.night ? this.#renderNight(this.night) : nothing}`;
  }

  #renderNight(night: NightThresholds) {
    return html`<div class="fields">
        ${this.#renderTime('from', msg('Night from'), night.from)}
        ${this.#renderTime('to', msg('to'), night.to)}
        <p class="small soft">${msg('By the patient’s own clock')} (${this.timeZone})</p>
      </div>
      <div role="alert">
        ${
          this.isNightEmpty
            ? html`<p class="problem">${msg('The night must end at another time than it begins.')}</p>`
            : nothing
        }
      </div>
      <div class="segments" role="group" aria-label=${msg('The sliders show')}>
        ${PERIODS.map(
          (period) =>
            html`<button
              type="button"
              data-period=${period}
              aria-pressed=${period === this.period}
              @click=${() => this.dispatchEvent(new CustomEvent('kh-threshold-period', { detail: period }))}
            >
              ${period === 'day' ? msg('By day') : msg('By night')}
            </button>`,
        )}
      </div>`;
  }

  #renderTime(field: 'from' | 'to', label: string, value: string) {
    const times = HALF_HOURS.includes(value) ? HALF_HOURS : [...HALF_HOURS, value].sort();
    return html`<label class="field"
      ><span>${label}</span>
      <select
        name=${field}
        ?disabled=${this.disabled}
        @change=${(event: Event) => {
          const detail = { [field]: (event.target as HTMLSelectElement).value };
          this.dispatchEvent(new CustomEvent('kh-night-hours', { detail }));
        }}
      >
        ${times.map((time) => html`<option value=${time} ?selected=${time === value}>${time}</option>`)}
      </select>
    </label>`;
  }

  readonly #onRuleSet = (event: Event): void => {
    const detail = (event.target as HTMLSelectElement).value as RuleSetId;
    this.dispatchEvent(new CustomEvent('kh-rule-set', { detail }));
  };

  readonly #onNight = (event: Event): void => {
    this.dispatchEvent(new CustomEvent('kh-night', { detail: (event.target as HTMLInputElement).checked }));
  };
}

customElements.define('kh-threshold-scope', KhThresholdScope);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-scope': KhThresholdScope;
  }
  interface GlobalEventHandlersEventMap {
    'kh-rule-set': CustomEvent<RuleSetId>;
    'kh-night': CustomEvent<boolean>;
    'kh-night-hours': CustomEvent<Partial<Pick<NightThresholds, 'from' | 'to'>>>;
    'kh-threshold-period': CustomEvent<Period>;
  }
}
