import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { Duty, OnCallPerson, OnCallWeek, Roster } from '#contracts/on-call.ts';
import { calendarDayText } from '../../format/clinic-time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { gapStyles } from '../../styles/gap.ts';
import { hoursWords, nameOf, type WireStretch } from '../../words/on-call.ts';
import { KhElement } from '../kh-element.ts';
import type { CoverRequest } from './cover-request.ts';

type Day = OnCallWeek['days'][number];
/** What stands in a day: somebody's turn, or a gap where `duty` is null. */
type Entry = WireStretch & { duty: Duty | null };

const isWithin = (entry: WireStretch, day: WireStretch): boolean =>
  Date.parse(entry.from) < Date.parse(day.to) && Date.parse(day.from) < Date.parse(entry.to);

/**
 * A week of one roster, day by day: seven columns on a screen, seven rows on a phone.
 * @fires kh-cover - `detail` is the turn or the gap for which somebody is to stand in; only on a user's click.
 */
export class KhOnCallWeek extends KhElement {
  static override properties = {
    roster: { attribute: false },
    week: { attribute: false },
    people: { attribute: false },
    ownId: { attribute: false },
    now: { attribute: false },
  };
  declare roster: Roster | undefined;
  declare week: OnCallWeek | undefined;
  declare people: readonly OnCallPerson[];
  /** The reader's own id. */
  declare ownId: string;
  declare now: Date;

  static override styles = [
    baseStyles,
    gapStyles,
    css`
      .days {
        display: grid;
        grid-template-columns: repeat(7, minmax(0, 1fr));
        gap: var(--kh-space-2);
      }
      .day {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
        align-content: start;
        padding: var(--kh-space-3);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
        overflow-wrap: anywhere;
      }
      .day[aria-current] {
        outline: 2px solid var(--kh-brand);
      }
      h4 {
        margin: 0;
        font-size: var(--kh-text-s);
        line-height: var(--kh-leading-tight);
      }
      .mark {
        display: block;
        font-weight: var(--kh-weight);
      }
      ol.entries {
        display: grid;
        gap: var(--kh-space-2);
      }
      .entry {
        display: block;
        inline-size: 100%;
        min-block-size: var(--kh-target);
        padding: var(--kh-space-2) var(--kh-space-3);
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        color: var(--kh-ink);
        text-align: start;
        font-size: var(--kh-text-s);
      }
      button.entry {
        cursor: pointer;
      }
      button.entry:hover {
        border-color: var(--kh-brand);
      }
      .entry > span,
      .entry > strong {
        display: block;
      }
      .entry.own {
        background: var(--kh-brand-soft);
        border-color: var(--kh-brand);
        color: var(--kh-on-brand-soft);
      }
      .entry.past {
        background: none;
        color: var(--kh-ink-soft);
        font-weight: var(--kh-weight);
      }
      .entry.gap {
        border: 3px dashed var(--kh-surface);
        background: var(--kh-ink);
        color: var(--kh-canvas);
      }
      @media (max-width: 1000px) {
        .days {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.people = [];
    this.ownId = '';
    this.now = new Date();
  }

  override render() {
    const { roster, week } = this;
    const own = week?.rosters.find(({ id }) => id === roster?.id);
    if (!roster || !week || !own) return nothing;
    const entries: Entry[] = [
      ...own.duties.map((duty) => ({ from: duty.from, to: duty.to, duty })),
      ...own.gaps.map((gap) => ({ ...gap, duty: null })),
    ].sort((a, b) => a.from.localeCompare(b.from));
    return html`<ol class="days">
      ${week.days.map((day) => this.#renderDay(roster, day, entries))}
    </ol>`;
  }

  #renderDay(roster: Roster, day: Day, entries: readonly Entry[]) {
    const now = this.now.getTime();
    const isToday = Date.parse(day.from) <= now && now < Date.parse(day.to);
    return html`<li class="day" aria-current=${isToday ? 'date' : nothing}>
      <h4>
        ${calendarDayText(day.date)}
        ${isToday ? html`<span class="mark">${msg('today')}</span>` : nothing}
        ${day.holiday === null ? nothing : html`<span class="mark">${msg(str`Holiday: ${day.holiday}`)}</span>`}
      </h4>
      <ol class="entries">
        ${entries
          .filter((entry) => isWithin(entry, day))
          .map((entry) => html`<li>${this.#renderEntry(roster, day, entry)}</li>`)}
      </ol>
    </li>`;
  }

  #renderEntry(roster: Roster, day: Day, entry: Entry) {
    const timeZone = this.week?.timeZone ?? 'UTC';
    const hours = html`<span class="hours">${hoursWords(entry, day, timeZone)}</span>`;
    if (Date.parse(entry.to) <= this.now.getTime()) {
      return html`<div class="entry past">${hours}${this.#renderWho(entry.duty, true)}</div>`;
    }
    const kind = entry.duty === null ? 'gap' : entry.duty.personId === this.ownId ? 'own' : '';
    return html`<button type="button" class="entry ${kind}" @click=${() => this.#ask(roster, day, entry)}>
      ${hours}${this.#renderWho(entry.duty, false)}<span class="visually-hidden"
        >${entry.duty === null ? msg('Fill this gap') : msg('Arrange a cover')}</span
      >
    </button>`;
  }

  #renderWho(duty: Duty | null, isPast: boolean) {
    if (duty === null) {
      return html`<strong>${icon('warning')} ${isPast ? msg('Nobody was on call') : msg('Nobody on call')}</strong>`;
    }
    const { personId, insteadOf } = duty;
    return html`<strong>${nameOf(this.people, personId)}</strong>
      ${personId === this.ownId ? html`<span>${msg('you')}</span>` : nothing}
      ${insteadOf === null ? nothing : html`<span>${msg(str`instead of ${nameOf(this.people, insteadOf)}`)}</span>`}`;
  }

  /** Of a turn the whole, also where it reaches over midnight; of a gap the part that this day has. */
  #ask({ id: rosterId, name: rosterName }: Roster, day: Day, { duty, from, to }: Entry): void {
    const stretch =
      duty === null
        ? {
            from: Date.parse(from) > Date.parse(day.from) ? from : day.from,
            to: Date.parse(to) < Date.parse(day.to) ? to : day.to,
          }
        : { from, to };
    const detail: CoverRequest = { rosterId, rosterName, insteadOf: duty?.personId ?? null, ...stretch };
    this.dispatchEvent(new CustomEvent('kh-cover', { detail }));
  }
}

customElements.define('kh-on-call-week', KhOnCallWeek);
declare global {
  interface HTMLElementTagNameMap {
    'kh-on-call-week': KhOnCallWeek;
  }
}
