import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import { LIVE_STATES } from '#contracts/live-visit.ts';
import type { Me } from '#contracts/user.ts';
import { OpenVisitsController } from '../../controllers/open-visits.ts';
import { icon } from '../../icons/icon.ts';
import { playVisitSound } from '../../preferences/sound.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { KhElement } from '../kh-element.ts';

const LIVE: ReadonlySet<Consultation['state']> = new Set(LIVE_STATES);

/** That a colleague asks this clinician into their visit, on whatever page they are, until they go. */
export class KhCalledIn extends KhElement {
  static override properties = { me: { attribute: false }, path: { attribute: false } };
  declare me: Me | undefined;
  /** The page they are on: nobody is asked to come where they are. */
  declare path: string;

  readonly #visits = new OpenVisitsController(this, (visit) => this.#isAsked(visit));
  #known: ReadonlySet<string> = new Set();

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      .notice {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--kh-space-3) var(--kh-space-4);
        padding: var(--kh-space-3) var(--kh-space-6);
        border-block-end: 1px solid var(--kh-line-strong);
        background: var(--kh-brand-soft);
        color: var(--kh-on-brand-soft);
        overflow-wrap: anywhere;
      }
      .notice p {
        flex: 1 1 14rem;
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.path = '';
  }

  /** Whoever was there already and left knows of it. */
  #isAsked({ id, state, clinicianId, participants }: Consultation): boolean {
    const mine = participants.find(({ userId }) => userId === this.me?.id);
    return LIVE.has(state) && mine?.joinedAt === null && clinicianId !== this.me?.id && this.path !== `/visits/${id}`;
  }

  override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    const ids = new Set(this.#visits.visits.map(({ id }) => id));
    if ([...ids].some((id) => !this.#known.has(id))) playVisitSound();
    this.#known = ids;
  }

  override render() {
    const { visits } = this.#visits;
    return html`<div role="alert">
      ${
        visits.length === 0
          ? nothing
          : repeat(
              visits,
              ({ id }) => id,
              ({ id, clinicianName, patientName }) =>
                html`<div class="notice">
                  ${icon('video')}
                  <p>${msg(str`${clinicianName} asks you into the visit with ${patientName}.`)}</p>
                  <wa-button variant="brand" href="/visits/${id}">${msg('Join the visit')}</wa-button>
                </div>`,
            )
      }
    </div>`;
  }
}

customElements.define('kh-called-in', KhCalledIn);
declare global {
  interface HTMLElementTagNameMap {
    'kh-called-in': KhCalledIn;
  }
}
