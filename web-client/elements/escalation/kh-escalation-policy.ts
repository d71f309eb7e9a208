import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { EscalationPolicy, EscalationTier } from '#contracts/escalation.ts';
import type { ExampleMoment } from '#contracts/example-moment.ts';
import { Trial } from '../../controllers/trial.ts';
import { VersionedDraft } from '../../controllers/versioned-draft.ts';
import { listPolicies, previewPolicy, savePolicy } from '../../data/escalation-policies.ts';
import { RequestError } from '../../data/request.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { disclosureSign, disclosureStyles } from '../../styles/disclosure.ts';
import { settingStyles } from '../../styles/setting.ts';
import { fixedRules, type PolicyNames } from '../../words/escalation-policy.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-setting-save.ts';
import '../kh-setting-version.ts';
import '../kh-severity-badge.ts';
import './kh-escalation-chain.ts';
import './kh-escalation-example.ts';
import './kh-escalation-history.ts';
import { isDeadlineOf } from './kh-tier-editor.ts';
import './kh-tiers-editor.ts';

const readPolicy = async ({ severity }: Pick<EscalationPolicy, 'severity'>): Promise<EscalationPolicy> => {
  const policy = (await listPolicies()).find((each) => each.severity === severity);
  if (policy === undefined) throw new RequestError('not_found', 'no such policy');
  return policy;
};

/**
 * Who is called about alerts of one severity: as it is, what it does about one alert, and while it is changed the same of
 * what is set.
 * @fires kh-policy - `detail` is the version that was saved.
 */
export class KhEscalationPolicy extends KhElement {
  static override properties = {
    policy: { attribute: false },
    names: { attribute: false },
    mayChange: { attribute: false },
    isHistoryOpen: { state: true },
    saved: { state: true },
    moment: { state: true },
  };
  declare policy: EscalationPolicy | undefined;
  declare names: PolicyNames;
  declare mayChange: boolean;
  declare isHistoryOpen: boolean;
  /** The version that was just saved. */
  declare saved: number | null;
  /** When the alert of the example comes. */
  declare moment: ExampleMoment;

  readonly #trial = new Trial(this, (tiers: readonly EscalationTier[]) =>
    previewPolicy(this.#severity, tiers, this.moment),
  );
  readonly #draft = new VersionedDraft<EscalationPolicy, readonly EscalationTier[]>(this, {
    read: () => readPolicy({ severity: this.#severity }),
    save: (tiers, reason, version) => savePolicy(this.#severity, tiers, reason, version),
    chosenOf: ({ tiers }) => tiers,
    versionOf: (policy) => policy,
    isValid: (tiers) => tiers.every(({ answerWithin }) => isDeadlineOf(this.#severity, answerWithin)),
    changed: () => this.#try(),
    saved: (detail) => {
      this.saved = detail.version;
      this.dispatchEvent(new CustomEvent('kh-policy', { detail }));
    },
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    disclosureStyles,
    settingStyles,
    css`
      .column {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        align-content: start;
      }
      .columns {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--kh-space-6) var(--kh-space-8);
      }
      .rules li {
        padding-inline-start: 1.25em;
        text-indent: -1.25em;
      }
      .rules li::before {
        content: '–';
        display: inline-block;
        inline-size: 1.25em;
        text-indent: 0;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.names = { people: [], rosters: [] };
    this.mayChange = false;
    this.isHistoryOpen = false;
    this.saved = null;
    this.moment = 'night';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const isNew = changed.has('policy') && changed.get('policy')?.version !== this.policy?.version;
    if (isNew && !this.#draft.isOpen) this.#try();
  }

  get #severity(): EscalationPolicy['severity'] {
    return this.policy?.severity ?? 'critical';
  }

  #try(): void {
    const tiers = this.#draft.chosen ?? this.policy?.tiers;
    if (tiers === undefined) return;
    if (this.#draft.isOpen && !this.#draft.isValid) return;
    this.#trial.ask(tiers);
  }

  override render() {
    const { policy } = this;
    if (!policy) return nothing;
    const { isOpen } = this.#draft;
    return html`<section class="card" aria-labelledby="severity">
      <header>
        <div>
          <h2 id="severity"><kh-severity-badge .level=${policy.severity}></kh-severity-badge></h2>
          <kh-setting-version .version=${policy}></kh-setting-version>
        </div>
        ${
          this.mayChange && !isOpen
            ? html`<wa-button id="change" appearance="outlined" @click=${() => this.#onChange(policy)}
                >${icon('pencil')}${msg('Edit')}</wa-button
              >`
            : nothing
        }
      </header>
      <div role="status">${this.#renderSaved()}</div>
      <div class="columns">
        <div class="column">${isOpen ? this.#renderDraft(policy) : this.#renderPolicy(policy)}</div>
        <div class="column">
          <kh-escalation-example
            .preview=${this.#trial.preview}
            .names=${this.names}
            .moment=${this.moment}
            .isLoading=${this.#trial.isLoading}
            .failure=${this.#trial.failure}
            @kh-moment=${this.#onMoment}
            @kh-retry=${() => this.#trial.retry()}
          ></kh-escalation-example>
          ${isOpen ? this.#renderRules(policy) : nothing}
        </div>
      </div>
      <details @toggle=${this.#onHistory}>
        <summary>${disclosureSign()}${msg('History of changes')}</summary>
        ${
          this.isHistoryOpen
            ? html`<kh-escalation-history .policy=${policy} .names=${this.names}></kh-escalation-history>`
            : nothing
        }
      </details>
    </section>`;
  }

  #renderSaved() {
    if (this.saved === null) return nothing;
    return html`<p class="saved">
      ${icon('circle-check')}${msg(str`Saved as version ${this.saved}. It holds for every call from now on.`)}
    </p>`;
  }

  #renderPolicy(policy: EscalationPolicy) {
    return html`<kh-escalation-chain .tiers=${policy.tiers} .names=${this.names}></kh-escalation-chain>
      ${this.#renderRules(policy)}`;
  }

  #renderRules({ severity }: EscalationPolicy) {
    return html`<div>
      <h3>${msg('Always, and not to be switched off')}</h3>
      <ul class="rules small soft">
        ${fixedRules(severity).map((rule) => html`<li>${rule}</li>`)}
      </ul>
    </div>`;
  }

  #renderDraft({ severity }: EscalationPolicy) {
    const draft = this.#draft;
    return html`<kh-tiers-editor
        .tiers=${draft.chosen ?? []}
        .severity=${severity}
        .names=${this.names}
        @kh-tiers=${(event: CustomEvent<readonly EscalationTier[]>) => draft.choose(event.detail)}
      ></kh-tiers-editor>
      <kh-setting-save
        .state=${draft.state}
        @kh-reason=${(event: CustomEvent<string>) => draft.setReason(event.detail)}
        @kh-save=${() => void draft.save()}
        @kh-discard=${this.#onDiscard}
        @kh-keep-mine=${() => draft.keepMine()}
        @kh-take-theirs=${() => draft.takeTheirs()}
      >
        ${
          draft.theirs === null
            ? nothing
            : html`<kh-escalation-chain .tiers=${draft.theirs.tiers} .names=${this.names}></kh-escalation-chain>`
        }
      </kh-setting-save>`;
  }

  #onChange(policy: EscalationPolicy): void {
    this.saved = null;
    this.#draft.open(policy);
  }

  readonly #onMoment = (event: CustomEvent<ExampleMoment>): void => {
    this.moment = event.detail;
    this.#trial.retry();
  };

  readonly #onDiscard = (): void => {
    this.#draft.close();
    this.#try();
  };

  readonly #onHistory = (event: ToggleEvent): void => {
    this.isHistoryOpen = event.newState === 'open';
  };
}

customElements.define('kh-escalation-policy', KhEscalationPolicy);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalation-policy': KhEscalationPolicy;
  }
  interface GlobalEventHandlersEventMap {
    'kh-policy': CustomEvent<EscalationPolicy>;
  }
}
