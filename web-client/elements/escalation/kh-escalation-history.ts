import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import type { EscalationPolicy } from '#contracts/escalation.ts';
import { listPolicyVersions } from '../../data/escalation-policies.ts';
import { failureCode, type FailureCode } from '../../data/request.ts';
import { momentText } from '../../format/time.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import type { PolicyNames } from '../../words/escalation-policy.ts';
import '../kh-empty.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';
import './kh-escalation-chain.ts';

/** Who changed whom a severity calls, when, why and how; newest first. */
export class KhEscalationHistory extends KhElement {
  static override properties = {
    policy: { attribute: false },
    names: { attribute: false },
    versions: { state: true },
    nextCursor: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  /** What is in force: a newer version is a reason to load again. */
  declare policy: EscalationPolicy | undefined;
  declare names: PolicyNames;
  declare versions: readonly EscalationPolicy[] | null;
  declare nextCursor: string | null;
  declare failure: FailureCode | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .versions > li {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
        padding-block: var(--kh-space-4);
        border-block-start: 1px solid var(--kh-line);
        overflow-wrap: anywhere;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 var(--kh-space-3);
      }
      time {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      kh-escalation-chain {
        font-size: var(--kh-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.names = { people: [], rosters: [] };
    this.versions = null;
    this.nextCursor = null;
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('policy') || this.policy === undefined) return;
    if (changed.get('policy')?.version !== this.policy.version) void this.#load();
  }

  async #load(cursor?: string): Promise<void> {
    const asked = this.policy;
    if (asked === undefined) return;
    this.busy = true;
    try {
      const { versions, nextCursor } = await listPolicyVersions(asked.severity, cursor);
      if (asked.version !== this.policy?.version) return;
      this.versions = cursor === undefined ? versions : [...(this.versions ?? []), ...versions];
      this.nextCursor = nextCursor;
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }

  override render() {
    const { versions, failure, nextCursor } = this;
    if (failure) return html`<kh-failure .code=${failure} @kh-retry=${() => void this.#load()}></kh-failure>`;
    if (versions === null) return html`<kh-skeleton .lines=${3}></kh-skeleton>`;
    if (versions.length === 0)
      return html`<kh-empty
        symbol="clock"
        .heading=${msg('Nobody has changed it')}
        .text=${msg('Every change will stand here, with who made it and why.')}
      ></kh-empty>`;
    return html`<ol class="versions">
        ${versions.map((version) => this.#renderVersion(version))}
      </ol>
      ${
        nextCursor === null
          ? nothing
          : html`<button
              class="quiet-button"
              type="button"
              ?disabled=${this.busy}
              @click=${() => void this.#load(nextCursor)}
            >
              ${msg('Earlier changes')}
            </button>`
      }`;
  }

  #renderVersion({ version, tiers, changedAt, changedByName, reason }: EscalationPolicy) {
    const when = changedAt ?? '';
    return html`<li>
      <div class="head">
        <strong>${changedByName}</strong>
        <time datetime=${when}>${momentText(when, new Date())} · ${msg(str`version ${version}`)}</time>
      </div>
      <p>${reason}</p>
      <kh-escalation-chain .tiers=${tiers} .names=${this.names}></kh-escalation-chain>
    </li>`;
  }
}

customElements.define('kh-escalation-history', KhEscalationHistory);
declare global {
  interface HTMLElementTagNameMap {
    'kh-escalation-history': KhEscalationHistory;
  }
}
