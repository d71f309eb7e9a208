import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Cover, Duty, OnCallPerson, Roster } from '#contracts/on-call.ts';
import { clinicMomentText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { cardStyles } from '../../styles/card.ts';
import { gapStyles } from '../../styles/gap.ts';
import { nameOf, namesOf } from '../../words/on-call.ts';
import { KhElement } from '../kh-element.ts';
import type { CoverCancellation } from './cover-request.ts';

/**
 * One roster: who is on call now, who is next and when, and which covers are agreed.
 * @fires kh-cancel-cover - `detail` is the cover that is to be taken back; only on a user's click.
 * @slot - What can be changed about it, for those who may.
 */
export class KhOnCallRoster extends KhElement {
  static override properties = {
    roster: { attribute: false },
    people: { attribute: false },
    timeZone: { attribute: false },
    ownId: { attribute: false },
  };
  declare roster: Roster | undefined;
  declare people: readonly OnCallPerson[];
  declare timeZone: string;
  /** The reader's own id. */
  declare ownId: string;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    gapStyles,
    css`
      .card {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-4);
        align-content: start;
        block-size: 100%;
        overflow-wrap: anywhere;
      }
      dl {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      dt {
        font-size: var(--kh-text-s);
        color: var(--kh-ink-soft);
      }
      .now dd {
        font-size: var(--kh-text-xl);
      }
      dd .small {
        display: block;
        font-size: var(--kh-text-s);
      }
      .gap {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
        padding: var(--kh-space-2) var(--kh-space-3);
      }
      .you {
        padding: 0 0.5em;
        border-radius: var(--kh-radius-pill);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
        font-size: var(--kh-text-s);
      }
      .covers li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: var(--kh-space-2) var(--kh-space-4);
        padding-block: var(--kh-space-2);
      }
      .covers li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      .covers li > div {
        display: grid;
        flex: 1 1 14rem;
        min-inline-size: 0;
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.timeZone = 'UTC';
    this.ownId = '';
  }

  override render() {
    const { roster } = this;
    if (!roster) return nothing;
    return html`<section class="card" aria-labelledby="name">
      <h2 id="name">${roster.name}</h2>
      <dl>
        <div class="now">
          <dt>${msg('On call now')}</dt>
          ${roster.onCall.length === 0 ? this.#renderNobody() : roster.onCall.map((duty) => this.#renderDuty(duty))}
        </div>
        <div class="next">
          <dt>${msg('Next')}</dt>
          ${this.#renderNext(roster)}
        </div>
      </dl>
      ${roster.covers.length === 0 ? nothing : this.#renderCovers(roster)}
      <slot></slot>
    </section>`;
  }

  #renderNobody() {
    return html`<dd>
      <span class="gap">${icon('warning')}<strong>${msg('Nobody is on call')}</strong></span>
    </dd>`;
  }

  #renderDuty({ personId, to, insteadOf }: Duty) {
    const { people, timeZone } = this;
    return html`<dd>
      <strong>${nameOf(people, personId)}</strong>
      ${personId === this.ownId ? html`<span class="you">${msg('you')}</span>` : nothing}
      <span class="small soft">${msg(str`until ${clinicMomentText(to, timeZone)}`)}</span>
      ${
        insteadOf === null
          ? nothing
          : html`<span class="small">${msg(str`instead of ${nameOf(people, insteadOf)}`)}</span>`
      }
    </dd>`;
  }

  #renderNext({ next }: Roster) {
    const { people, timeZone } = this;
    if (next === null) return html`<dd class="soft">${msg('No hand-over within two weeks')}</dd>`;
    const from = msg(str`from ${clinicMomentText(next.at, timeZone)}`);
    if (next.onCall.length === 0) {
      return html`<dd>
        <span class="gap">${icon('warning')}<strong>${msg('Nobody')}</strong></span><span class="small">${from}</span>
      </dd>`;
    }
    const ids = next.onCall.map(({ personId }) => personId);
    return html`<dd>
      <strong>${namesOf(people, ids)}</strong>
      ${ids.includes(this.ownId) ? html`<span class="you">${msg('you')}</span>` : nothing}
      <span class="small soft">${from}</span>
    </dd>`;
  }

  #renderCovers(roster: Roster) {
    return html`<div>
      <h3>${msg('Covers')}</h3>
      <ul class="covers">
        ${roster.covers.map((cover) => html`<li>${this.#renderCover(roster, cover)}</li>`)}
      </ul>
    </div>`;
  }

  #renderCover({ id: rosterId }: Roster, cover: Cover) {
    const { people, timeZone } = this;
    const name = nameOf(people, cover.personId);
    const detail: CoverCancellation = { rosterId, cover };
    return html`<div>
        <strong>${
          cover.insteadOf === null
            ? msg(str`${name}, in addition`)
            : msg(str`${name} instead of ${nameOf(people, cover.insteadOf)}`)
        }</strong>
        <span class="small"
          >${msg(str`${clinicMomentText(cover.from, timeZone)} until ${clinicMomentText(cover.to, timeZone)}`)}</span
        >
        <span class="small soft">${msg(str`${cover.reason} (${cover.madeByName})`)}</span>
      </div>
      ${
        cover.mayCancel
          ? html`<wa-button
            size="small"
            appearance="outlined"
            @click=${() => this.dispatchEvent(new CustomEvent('kh-cancel-cover', { detail }))}
            >${msg('Take back')}</wa-button
          >`
          : nothing
      }`;
  }
}

customElements.define('kh-on-call-roster', KhOnCallRoster);
declare global {
  interface HTMLElementTagNameMap {
    'kh-on-call-roster': KhOnCallRoster;
  }
}
