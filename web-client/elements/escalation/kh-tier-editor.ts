import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import type { Severity } from '#contracts/alert.ts';
import type { EscalationDeadline, EscalationTarget, EscalationTier } from '#contracts/escalation.ts';
import { LONGEST_ANSWER_MINUTES, MOST_TARGETS } from '#contracts/escalation-limits.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { fieldStyles } from '../../styles/field.ts';
import { minutesText, targetText, type PolicyNames } from '../../words/escalation-policy.ts';
import { KhElement } from '../kh-element.ts';
import { targetOfValue, valueOfTarget } from './target-options.ts';

/** Whether a severity may have this deadline. */
export const isDeadlineOf = (severity: Severity, deadline: EscalationDeadline): boolean =>
  deadline.kind === 'next-working-day'
    ? severity === 'moderate'
    : Number.isInteger(deadline.minutes) &&
      deadline.minutes >= 1 &&
      deadline.minutes <= LONGEST_ANSWER_MINUTES[severity];

/**
 * One tier of a chain that is being changed: whom it calls, and how long they have to answer.
 * @fires kh-tier - `detail` is the tier as it is to be.
 */
export class KhTierEditor extends KhElement {
  static override properties = {
    tier: { attribute: false },
    number: { attribute: false },
    severity: { attribute: false },
    names: { attribute: false },
  };
  declare tier: EscalationTier | undefined;
  /** From 1. */
  declare number: number;
  declare severity: Severity;
  declare names: PolicyNames;

  static override styles = [
    baseStyles,
    buttonStyles,
    fieldStyles,
    css`
      .tier,
      ul {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      ul {
        gap: var(--kh-space-2);
      }
      li,
      .time {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      li select {
        flex: 1;
        inline-size: 100%;
      }
      .time {
        flex-wrap: wrap;
      }
      .minutes input {
        inline-size: 7em;
      }
      .add {
        justify-self: start;
        margin-inline-start: calc(-1 * var(--kh-space-3));
      }
      .label {
        font-weight: var(--kh-weight-strong);
      }
      .problem {
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.number = 1;
    this.severity = 'critical';
    this.names = { people: [], rosters: [] };
  }

  override render() {
    const { tier } = this;
    if (!tier) return nothing;
    return html`<div class="tier">
      <span class="label" id="who">${msg('Who is called')}</span>
      <ul aria-labelledby="who">
        ${tier.targets.map((target, index) => html`<li>${this.#renderTarget(tier, target, index)}</li>`)}
      </ul>
      ${
        tier.targets.length < MOST_TARGETS
          ? html`<button class="quiet-button add" type="button" @click=${() => this.#addTarget(tier)}>
              ${icon('plus')}${msg('Call somebody else as well')}
            </button>`
          : nothing
      }
      ${this.#renderDeadline(tier)}
    </div>`;
  }

  #renderTarget(tier: EscalationTier, target: EscalationTarget, index: number) {
    const { people, rosters } = this.names;
    const chosen = valueOfTarget(target);
    const option = (each: EscalationTarget) =>
      html`<option value=${valueOfTarget(each)} ?selected=${valueOfTarget(each) === chosen}>
        ${targetText(each, this.names)}
      </option>`;
    const here = people.filter(({ hasLeft }) => !hasLeft);
    const isKnown =
      (target.kind !== 'roster' || rosters.some(({ id }) => id === target.rosterId)) &&
      (target.kind !== 'user' || here.some(({ id }) => id === target.userId));
    return html`<select
        name="target"
        aria-label=${msg(str`Tier ${this.number}, who is called: ${index + 1}`)}
        .value=${live(chosen)}
        @change=${(event: Event) => this.#setTarget(tier, index, (event.target as HTMLSelectElement).value)}
      >
        ${isKnown ? nothing : option(target)} ${option({ kind: 'care-team' })} ${option({ kind: 'anyone-on-call' })}
        ${
          rosters.length === 0
            ? nothing
            : html`<optgroup label=${msg('Rosters')}>
                ${rosters.map(({ id }) => option({ kind: 'roster', rosterId: id }))}
              </optgroup>`
        }
        ${
          here.length === 0
            ? nothing
            : html`<optgroup label=${msg('People')}>
                ${here.map(({ id }) => option({ kind: 'user', userId: id }))}
              </optgroup>`
        }
      </select>
      ${
        tier.targets.length === 1
          ? nothing
          : html`<button class="quiet-button" type="button" @click=${() => this.#removeTarget(tier, index)}>
              ${icon('xmark')}<span class="visually-hidden"
                >${msg(str`Do not call: ${targetText(target, this.names)}`)}</span
              >
            </button>`
      }`;
  }

  #renderDeadline(tier: EscalationTier) {
    const { answerWithin } = tier;
    const { severity } = this;
    return html`<div class="tier">
      ${
        severity === 'moderate'
          ? html`<label class="field"
              ><span>${msg('Until when they have to answer')}</span
              ><select
                name="deadline"
                .value=${live(answerWithin.kind)}
                @change=${(event: Event) => this.#setKind(tier, (event.target as HTMLSelectElement).value)}
              >
                <option value="next-working-day" ?selected=${answerWithin.kind === 'next-working-day'}>
                  ${msg('until the clinic closes on the next working day')}
                </option>
                <option value="minutes" ?selected=${answerWithin.kind === 'minutes'}>
                  ${msg('within a number of minutes')}
                </option>
              </select></label
            >`
          : nothing
      }
      ${answerWithin.kind === 'minutes' ? this.#renderMinutes(tier, answerWithin.minutes) : nothing}
    </div>`;
  }

  #renderMinutes(tier: EscalationTier, minutes: number) {
    const longest = LONGEST_ANSWER_MINUTES[this.severity];
    const isRight = isDeadlineOf(this.severity, { kind: 'minutes', minutes });
    return html`<label class="field minutes"
        ><span>${msg('Minutes to answer')}</span
        ><input
          name="minutes"
          type="number"
          inputmode="numeric"
          min="1"
          max=${longest}
          step="1"
          aria-describedby="bounds"
          aria-invalid=${String(!isRight)}
          .value=${live(Number.isNaN(minutes) ? '' : String(minutes))}
          @input=${(event: Event) => this.#setMinutes(tier, event.target as HTMLInputElement)}
      /></label>
      <p id="bounds" class="small ${isRight ? 'soft' : 'problem'}">
        ${
          isRight && minutes >= 60
            ? msg(str`That is ${minutesText(minutes)}. From 1 to ${longest} minutes.`)
            : msg(str`From 1 to ${longest} minutes.`)
        }
      </p>`;
  }

  #say(detail: EscalationTier): void {
    this.dispatchEvent(new CustomEvent('kh-tier', { detail }));
  }

  #setTarget(tier: EscalationTier, index: number, value: string): void {
    this.#say({ ...tier, targets: tier.targets.with(index, targetOfValue(value)) });
  }

  /** The first of what is not called yet: no tier is to name the same twice. */
  #addTarget(tier: EscalationTier): void {
    const named = new Set(tier.targets.map(valueOfTarget));
    const all = [
      ...['care-team', 'anyone-on-call'],
      ...this.names.rosters.map(({ id }) => `roster:${id}`),
      ...this.names.people.filter(({ hasLeft }) => !hasLeft).map(({ id }) => `user:${id}`),
    ];
    const next = all.find((value) => !named.has(value)) ?? 'care-team';
    this.#say({ ...tier, targets: [...tier.targets, targetOfValue(next)] });
  }

  #removeTarget(tier: EscalationTier, index: number): void {
    this.#say({ ...tier, targets: tier.targets.toSpliced(index, 1) });
    this.renderRoot.querySelector<HTMLElement>('select')?.focus();
  }

  #setKind(tier: EscalationTier, kind: string): void {
    const answerWithin: EscalationDeadline = kind === 'minutes' ? { kind, minutes: 240 } : { kind: 'next-working-day' };
    this.#say({ ...tier, answerWithin });
  }

  #setMinutes(tier: EscalationTier, { value, valueAsNumber }: HTMLInputElement): void {
    this.#say({ ...tier, answerWithin: { kind: 'minutes', minutes: value === '' ? Number.NaN : valueAsNumber } });
  }
}

customElements.define('kh-tier-editor', KhTierEditor);
declare global {
  interface HTMLElementTagNameMap {
    'kh-tier-editor': KhTierEditor;
  }
  interface GlobalEventHandlersEventMap {
    'kh-tier': CustomEvent<EscalationTier>;
  }
}
