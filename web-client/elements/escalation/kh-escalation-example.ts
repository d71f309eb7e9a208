import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { EscalationPreview, ExampleStep } from '#contracts/escalation-preview.ts';
import { EXAMPLE_MOMENTS, type ExampleMoment } from '#contracts/example-moment.ts';
import type { FailureCode } from '../../data/request.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { fieldStyles } from '../../styles/field.ts';
import { momentWord, stepText, warningText, type PolicyNames } from '../../words/escalation-policy.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';

/**
 * What tiers do about one alert that nobody answers, in words, by the rosters as they stand; and what is wrong with them.
 * @fires kh-moment - `detail` is when the alert is to come; only on a user's choice.
 * @fires kh-retry
 */
export class KhEscalationExample extends KhElement {
  static override properties = {
    preview: { attribute: false },
    names: { attribute: false },
    moment: { attribute: false },
    isLoading: { attribute: false },
    failure: { attribute: false },
  };
  declare preview: EscalationPreview | null;
  declare names: PolicyNames;
  declare moment: ExampleMoment;
  /** Until the answer is there, `preview` is about what was chosen before. */
  declare isLoading: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    fieldStyles,
    css`
      .example,
      .warnings {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      ol {
        display: grid;
        grid-template-columns: max-content minmax(0, 1fr);
        gap: var(--kh-space-2) var(--kh-space-4);
      }
      /* Its line stays, so that nothing moves as the answer comes. */
      .busy {
        min-block-size: 1lh;
      }
      li {
        display: grid;
        grid-column: 1 / -1;
        grid-template-columns: subgrid;
      }
      .end {
        padding-block-start: var(--kh-space-2);
        border-block-start: 1px solid var(--kh-line);
      }
      .warnings li {
        display: flex;
        align-items: start;
        gap: var(--kh-space-2);
        padding: var(--kh-space-3) var(--kh-space-4);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
        font-weight: var(--kh-weight-strong);
      }
      .warnings .icon {
        margin-block-start: 0.125em;
      }
      @media (max-width: 600px) {
        ol {
          grid-template-columns: minmax(0, 1fr);
        }
        li {
          gap: 0;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.preview = null;
    this.names = { people: [], rosters: [] };
    this.moment = 'night';
    this.isLoading = false;
    this.failure = null;
  }

  override render() {
    return html`<div class="example">
      ${this.#renderWarnings()}
      <label class="field"
        ><span>${msg('If nobody answers an alert that comes')}</span
        ><select name="moment" @change=${this.#onMoment}>
          ${EXAMPLE_MOMENTS.map(
            (moment) =>
              html`<option value=${moment} ?selected=${moment === this.moment}>${momentWord(moment)}</option>`,
          )}
        </select></label
      >
      ${
        this.failure
          ? html`<kh-failure
              .code=${this.failure}
              @kh-retry=${() => this.dispatchEvent(new Event('kh-retry'))}
            ></kh-failure>`
          : this.preview === null
            ? html`<kh-skeleton .lines=${3}></kh-skeleton>`
            : this.#renderSteps(this.preview)
      }
    </div>`;
  }

  #renderWarnings() {
    const { preview } = this;
    if (preview === null || preview.warnings.length === 0) return nothing;
    return html`<ul class="warnings">
      ${preview.warnings.map(
        (warning) =>
          html`<li>${icon('warning')}<span>${warningText(warning, this.names, preview.timeZone)}</span></li>`,
      )}
    </ul>`;
  }

  #renderSteps({ steps, exhaustedAt, againAt, timeZone }: EscalationPreview) {
    return html`<ol aria-busy=${String(this.isLoading)}>
      ${steps.map(
        (step) =>
          html`<li>
          <span class="soft">${clinicMomentText(step.calledAt, timeZone)}</span>
          <span>${this.#stepWords(step)}</span>
        </li>`,
      )}
      <li class="end">
        <span class="soft">${clinicMomentText(exhaustedAt, timeZone)}</span>
        <span
          >${
            againAt === null
              ? msg('nobody has answered: the alert stays in the list as unanswered')
              : againAt === exhaustedAt
                ? msg('nobody has answered: the first tier is called again')
                : msg(
                    str`nobody has answered: the first tier is called again at ${clinicMomentText(againAt, timeZone)}`,
                  )
          }</span
        >
      </li>
    </ol>
    <p class="small soft busy">${this.isLoading ? msg('Working it out again…') : ''}</p>`;
  }

  #stepWords(step: ExampleStep) {
    const who = stepText(step);
    const number = step.tier + 1;
    return step.isAtOnce
      ? msg(html`tier ${number}, at once: <strong>${who}</strong>`)
      : msg(html`tier ${number}: <strong>${who}</strong>`);
  }

  readonly #onMoment = (event: Event): void => {
    const { value } = event.target as HTMLSelectElement;
    const detail = EXAMPLE_MOMENTS.find((moment) => moment === value);
    if (detail !== undefined) this.dispatchEvent(new CustomEvent('kh-moment', { detail }));
  };
}

customElements.define('kh-escalation-example', KhEscalationExample);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalation-example': KhEscalationExample;
  }
  interface GlobalEventHandlersEventMap {
    'kh-moment': CustomEvent<ExampleMoment>;
  }
}
