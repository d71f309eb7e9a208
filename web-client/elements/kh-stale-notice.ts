import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import type { Role } from '#contracts/user.ts';
import { OwnRegion } from '../controllers/own-region.ts';
import { StalenessController } from '../controllers/staleness.ts';
import type { Staleness } from '../data/freshness.ts';
import { realtime } from '../data/realtime.ts';
import { durationText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { staleMeaning, staleReasonWord } from '../words/staleness.ts';
import { KhElement } from './kh-element.ts';

/**
 * Says that what the page shows is old, how old, and what that means for who reads it. It stands in the page's flow and
 * covers nothing; `--kh-notice-height` on the document is the room that it takes.
 */
export class KhStaleNotice extends KhElement {
  static override properties = { audience: {} };
  declare audience: Role | undefined;

  readonly #data = new StalenessController(this);
  readonly #own = new OwnRegion(this);
  readonly #size = new ResizeObserver(() => this.#giveHeight(this.offsetHeight));
  #stopListening: (() => void) | undefined;
  #wasStale = false;

  static override styles = [
    baseStyles,
    css`
      .notice {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: 0 var(--kh-space-3);
        max-inline-size: calc(var(--kh-page-width) + 2 * var(--kh-space-6));
        margin-inline: auto;
        padding: var(--kh-space-3) var(--kh-space-6);
        font-size: var(--kh-text-s);
      }
      .stale {
        background: var(--kh-ink);
        color: var(--kh-canvas);
      }
      .notice > * {
        grid-column: 2;
      }
      .notice > .icon {
        grid-column: 1;
        grid-row: 1;
        font-size: var(--kh-text-l);
      }
      .age {
        font-size: var(--kh-text-m);
        font-weight: var(--kh-weight-strong);
      }
      a {
        display: inline-flex;
        align-items: center;
        justify-self: start;
        min-block-size: var(--kh-target);
        font-weight: var(--kh-weight-strong);
      }
      a:focus-visible {
        outline-color: currentColor;
      }
      @media (max-width: 600px) {
        .notice {
          padding-inline: var(--kh-space-4);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    this.#size.observe(this);
    this.#stopListening = realtime.listen({ caughtUp: () => this.#askForRegion() });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#size.disconnect();
    this.#stopListening?.();
    this.#giveHeight(0);
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('audience')) this.#askForRegion();
    if (this.#data.staleness !== null) this.#wasStale = true;
  }

  #askForRegion(): void {
    if (this.audience === 'patient') void this.#own.load();
  }

  #giveHeight(pixels: number): void {
    document.documentElement.style.setProperty('--kh-notice-height', `${pixels}px`);
  }

  // The regions stay on the page: one that appears together with its words is often not read out. What counts up stands
  // outside of them, or it would be read out each second.
  override render() {
    const { staleness } = this.#data;
    const isOver = staleness === null && this.#wasStale;
    return html`<section
        class=${staleness === null ? 'fresh' : 'stale'}
        aria-label=${staleness === null ? nothing : msg('Age of the data')}
      >
        <div class=${staleness === null ? '' : 'notice'}>
          ${staleness === null ? nothing : this.#renderAge(staleness)}
          <p role="alert">
            ${staleness === null ? nothing : html`${staleReasonWord(staleness.reason)} ${staleMeaning(this.audience)}`}
          </p>
          ${staleness !== null && this.audience === 'patient' ? this.#renderEmergency() : nothing}
        </div>
      </section>
      <div class="visually-hidden" role="status">${isOver ? msg('The data are up to date again.') : nothing}</div>`;
  }

  #renderAge({ ageMs, knownAt }: Staleness) {
    const now = new Date(knownAt.getTime() + ageMs);
    return html`${icon('wifi-off')}
      <p class="age">${msg(str`No data for ${durationText(ageMs)}, last known ${momentText(knownAt, now)}`)}</p>`;
  }

  #renderEmergency() {
    const { region } = this.#own;
    if (region === null) return html`<p>${msg('In an emergency call your local emergency number.')}</p>`;
    const number = EMERGENCY_NUMBERS[region];
    return html`<a href="tel:${number}">${msg(str`In an emergency call ${number}`)}</a>`;
  }
}

customElements.define('kh-stale-notice', KhStaleNotice);
declare global {
  interface HTMLElementTagNameMap {
    'kh-stale-notice': KhStaleNotice;
  }
}
