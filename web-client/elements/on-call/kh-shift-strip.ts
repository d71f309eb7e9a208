import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Duty, OnCallDay, OnCallPerson, ShiftPreview } from '#contracts/on-call.ts';
import { calendarDayText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { hoursWords, nameOf, type WireStretch } from '../../words/on-call.ts';
import { KhElement } from '../kh-element.ts';

/** What stands in a day: somebody's turn, or a gap where `duty` is null. */
type Entry = WireStretch & { duty: Duty | null };
type Kind = 'tried' | 'other' | 'gap';

/** Two weeks as they would be, each day as a bar of its hours and in words. */
export class KhShiftStrip extends KhElement {
  static override properties = { preview: { attribute: false }, people: { attribute: false } };
  declare preview: ShiftPreview | undefined;
  declare people: readonly OnCallPerson[];

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      /* One week beside the other: the same days of the week stand side by side. */
      .days {
        display: grid;
        grid-template: repeat(7, auto) / repeat(2, minmax(0, 1fr));
        grid-auto-flow: column;
        gap: var(--kh-space-3) var(--kh-space-4);
      }
      .day {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-1);
        align-content: start;
        font-size: var(--kh-text-s);
        overflow-wrap: anywhere;
      }
      h4 {
        margin: 0;
        font-size: inherit;
        line-height: var(--kh-leading-tight);
      }
      .bar {
        position: relative;
        block-size: 14px;
        overflow: hidden;
        border-radius: var(--kh-radius-s);
        background: var(--kh-sunken);
      }
      .bar span {
        position: absolute;
        inset-block: 0;
      }
      .tried.part,
      .key.tried {
        background: var(--kh-brand);
      }
      .other.part,
      .key.other {
        border: 2px solid var(--kh-line-strong);
        background: var(--kh-surface);
      }
      .gap.part,
      .key.gap {
        background: repeating-linear-gradient(
          135deg,
          var(--kh-ink) 0 4px,
          var(--kh-surface) 4px 8px
        );
        outline: 1px solid var(--kh-ink);
        outline-offset: -1px;
      }
      .entry {
        display: flex;
        gap: 0.5em;
      }
      .entry .icon {
        inline-size: 1.1em;
        block-size: 1.1em;
        margin-block-start: 0.2em;
      }
      .entry .space {
        flex: none;
        inline-size: 1.1em;
      }
      .legend {
        display: flex;
        flex-wrap: wrap;
        gap: var(--kh-space-1) var(--kh-space-4);
        font-size: var(--kh-text-s);
      }
      .legend li {
        display: flex;
        align-items: center;
        gap: 0.5em;
      }
      .key {
        inline-size: 1.75rem;
        block-size: 14px;
        border-radius: var(--kh-radius-s);
      }
      @media (max-width: 600px) {
        .days {
          grid-template: none / minmax(0, 1fr);
          grid-auto-flow: row;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
  }

  override render() {
    const { preview } = this;
    if (!preview) return nothing;
    const entries: Entry[] = [
      ...preview.duties.map((duty) => ({ from: duty.from, to: duty.to, duty })),
      ...preview.gaps.map((gap) => ({ ...gap, duty: null })),
    ].sort((a, b) => a.from.localeCompare(b.from));
    return html`<ul class="legend" aria-label=${msg('What the bars mean')}>
        <li><span class="key tried" aria-hidden="true"></span>${icon('plus')}${msg('This shift')}</li>
        <li><span class="key other" aria-hidden="true"></span>${msg('Others')}</li>
        <li><span class="key gap" aria-hidden="true"></span>${icon('warning')}${msg('Nobody')}</li>
      </ul>
      <ol class="days">
        ${preview.days.map((day) => this.#renderDay(preview, day, entries))}
      </ol>`;
  }

  #renderDay(preview: ShiftPreview, day: OnCallDay, all: readonly Entry[]) {
    const [from, to] = [Date.parse(day.from), Date.parse(day.to)];
    const entries = all.filter((entry) => Date.parse(entry.from) < to && from < Date.parse(entry.to));
    return html`<li class="day">
      <h4>
        ${calendarDayText(day.date)}
        ${day.holiday === null ? nothing : html`· ${msg(str`Holiday: ${day.holiday}`)}`}
      </h4>
      <div class="bar" aria-hidden="true">
        ${entries.map((entry) => html`<span class="part ${this.#kindOf(preview, entry)}" .style=${placeOf(entry, from, to)}></span>`)}
      </div>
      <ol>
        ${entries.map((entry) => html`<li class="entry">${this.#renderEntry(preview, entry, day)}</li>`)}
      </ol>
    </li>`;
  }

  #kindOf({ shiftId }: ShiftPreview, { duty }: Entry): Kind {
    if (duty === null) return 'gap';
    return duty.shiftId === shiftId ? 'tried' : 'other';
  }

  #renderEntry(preview: ShiftPreview, entry: Entry, day: OnCallDay) {
    const hours = hoursWords(entry, day, preview.timeZone);
    if (entry.duty === null) {
      return html`${icon('warning')}<span>${hours} <strong>${msg('Nobody on call')}</strong></span>`;
    }
    const { personId, insteadOf } = entry.duty;
    const isTried = this.#kindOf(preview, entry) === 'tried';
    return html`${isTried ? icon('plus') : html`<span class="space"></span>`}<span
        >${hours} ${nameOf(this.people, personId)}
        ${insteadOf === null ? nothing : msg(str`instead of ${nameOf(this.people, insteadOf)}`)}
        ${isTried ? html`<span class="visually-hidden">(${msg('This shift')})</span>` : nothing}</span
      >`;
  }
}

/** Where in its day an entry stands. Set as a property: the content policy lets no `style` attribute through. */
const placeOf = (entry: WireStretch, from: number, to: number): string => {
  const percent = (at: string): number => (100 * (Math.min(Math.max(Date.parse(at), from), to) - from)) / (to - from);
  const [begins, ends] = [percent(entry.from), percent(entry.to)];
  return `inset-inline-start: ${begins}%; inline-size: ${ends - begins}%`;
};

customElements.define('kh-shift-strip', KhShiftStrip);
declare global {
  interface HTMLElementTagNameMap {
    'kh-shift-strip': KhShiftStrip;
  }
}
