import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { IntakeSource } from '#contracts/intake.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import { intakeAddress } from '../../data/intake-sources.ts';
import { momentText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { earlierSecretWords, lastMessageWords, sourceState } from '../../words/intake-source.ts';
import '../kh-copy-list.ts';
import { KhElement } from '../kh-element.ts';

export type SourceLink = IntakeSource['links'][number];

export type SourceAction =
  | { name: 'rotate' | 'revoke' | 'link'; source: IntakeSource }
  | { name: 'unlink'; source: IntakeSource; link: SourceLink };

/** A link ends at once when somebody ends it, never at a moment to come. */
const isRunning = ({ to }: SourceLink): boolean => to === null;

/**
 * One system that sends readings by webhook; what can be done with it unfolds under it.
 * @fires kh-source-action - `detail` says what to do with which source; only on a user's click.
 */
export class KhSourceRow extends KhElement {
  static override properties = {
    source: { attribute: false },
    now: { attribute: false },
    patients: { attribute: false },
    mayRun: { type: Boolean },
    mayLink: { type: Boolean },
    isUnfolded: { state: true },
  };
  declare source: IntakeSource | undefined;
  declare now: Date;
  /** Those whom the reader may know by name. */
  declare patients: readonly PatientSummary[];
  declare mayRun: boolean;
  declare mayLink: boolean;
  declare isUnfolded: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .facts {
        display: grid;
        grid-template-columns: minmax(0, 1.6fr) minmax(0, 0.9fr) minmax(0, 1.5fr) minmax(0, 1fr) minmax(7.5rem, auto);
        gap: var(--kh-space-1) var(--kh-space-4);
        align-items: center;
        padding-block: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      .facts > div > * {
        display: block;
      }
      .facts .state {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .active .icon {
        color: var(--kh-good-ink);
      }
      .more {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        padding-block-end: var(--kh-space-4);
      }
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-2);
      }
      .links {
        display: grid;
        gap: var(--kh-space-2);
      }
      .links li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-2) var(--kh-space-4);
        overflow-wrap: anywhere;
      }
      .links li > span {
        min-inline-size: 0;
      }
      @media (max-width: 800px) {
        .facts {
          grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr);
        }
        .facts > .quiet-button {
          grid-column: 1 / -1;
          justify-self: start;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
    this.patients = [];
    this.mayRun = false;
    this.mayLink = false;
    this.isUnfolded = false;
  }

  override render() {
    const { source, now } = this;
    if (!source) return nothing;
    const { name, word, symbol } = sourceState(source);
    return html`<div class="facts">
        <div><strong>${source.label}</strong><span class="soft small">${source.id}</span></div>
        <div class="small"><span class="state ${name}">${icon(symbol)}${word}</span></div>
        <div class="small soft">
          <span>${lastMessageWords(source, now)}</span>
          <span>${earlierSecretWords(source, now)}</span>
        </div>
        <div class="small soft">${this.mayLink ? this.#linkCount(source) : nothing}</div>
        ${this.#isWorthUnfolding(source) ? this.#renderUnfold(source) : html`<span></span>`}
      </div>
      ${this.isUnfolded && this.#isWorthUnfolding(source) ? this.#renderMore(source) : nothing}`;
  }

  /** Of a revoked source only what its users had sent is left to be looked at. */
  #isWorthUnfolding({ revokedAt, links }: IntakeSource): boolean {
    return revokedAt === null || (this.mayLink && links.length > 0);
  }

  #linkCount({ links }: IntakeSource): string {
    const count = links.filter(isRunning).length;
    return count === 1 ? msg('1 user linked') : msg(str`${count} users linked`);
  }

  #renderUnfold(source: IntakeSource) {
    return html`<button class="quiet-button" type="button" aria-expanded=${this.isUnfolded} @click=${this.#onUnfold}>
      ${icon(this.isUnfolded ? 'chevron-up' : 'chevron-down')}<span>${msg('Manage')}</span
      ><span class="visually-hidden">${source.label}</span>
    </button>`;
  }

  #renderMore(source: IntakeSource) {
    return html`<div class="more">
      ${
        this.mayRun
          ? html`<kh-copy-list
            .entries=${[{ word: msg('Address'), value: intakeAddress(source.id), copyWord: msg('Copy the address') }]}
          ></kh-copy-list>`
          : nothing
      }
      ${this.mayLink ? this.#renderLinks(source) : nothing}
      ${
        source.revokedAt === null
          ? html`<div class="actions">
            ${this.mayLink ? this.#renderAction('link', msg('Link a user'), source) : nothing}
            ${
              this.mayRun
                ? html`${this.#renderAction('rotate', msg('New secret'), source)}
                ${this.#renderAction('revoke', msg('Revoke'), source)}`
                : nothing
            }
          </div>`
          : nothing
      }
    </div>`;
  }

  #renderLinks(source: IntakeSource) {
    if (source.links.length === 0) return html`<p class="soft">${msg('None of your patients is linked yet.')}</p>`;
    return html`<ul class="links">
      ${source.links.map((link) => html`<li>${this.#renderLink(source, link)}</li>`)}
    </ul>`;
  }

  #renderLink(source: IntakeSource, link: SourceLink) {
    const { now } = this;
    const name = this.patients.find(({ id }) => id === link.patientId)?.name ?? msg('a patient of yours');
    const from = momentText(link.from, now);
    const period = link.to === null ? msg(str`since ${from}`) : msg(str`${from} to ${momentText(link.to, now)}`);
    return html`<span>${msg(str`User ${link.externalUserId} is ${name}`)} <span class="soft small">${period}</span></span>
      ${
        isRunning(link)
          ? html`<wa-button
            data-action="unlink"
            size="small"
            appearance="outlined"
            @click=${() => this.#act({ name: 'unlink', source, link })}
            >${msg('End the link')}<span class="visually-hidden">${msg(str`of ${link.externalUserId}`)}</span></wa-button
          >`
          : nothing
      }`;
  }

  #renderAction(name: 'rotate' | 'revoke' | 'link', word: string, source: IntakeSource) {
    return html`<wa-button
      data-action=${name}
      size="small"
      appearance="outlined"
      @click=${() => this.#act({ name, source })}
      >${word}</wa-button
    >`;
  }

  #act(action: SourceAction): void {
    this.dispatchEvent(new CustomEvent('kh-source-action', { detail: action }));
  }

  readonly #onUnfold = (): void => {
    this.isUnfolded = !this.isUnfolded;
  };
}

customElements.define('kh-source-row', KhSourceRow);
declare global {
  interface HTMLElementTagNameMap {
    'kh-source-row': KhSourceRow;
  }
  interface GlobalEventHandlersEventMap {
    'kh-source-action': CustomEvent<SourceAction>;
  }
}
