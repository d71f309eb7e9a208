import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { HomeSeries, SessionMark } from '#contracts/home-protocol.ts';
import { SERIES_DAYS, SESSION_PARTS } from '#contracts/home-session.ts';
import { dayText } from '../format/time.ts';
import { pressureText } from '../format/value.ts';
import { icon, type IconName } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { markWord, partWord } from '../words/home-protocol.ts';
import { KhElement } from './kh-element.ts';

const MARK_ICONS = {
  before: 'minus',
  done: 'circle-check',
  partial: 'check',
  missed: 'minus',
  open: 'clock',
  ahead: 'circle',
} as const satisfies Record<SessionMark, IconName>;

/** Seven days of home blood pressure: which mornings and evenings are done, and the mean without day 1. */
export class KhHomeProtocol extends KhElement {
  static override properties = {
    series: { attribute: false },
    isPlain: { type: Boolean, attribute: 'plain' },
  };
  declare series: HomeSeries | undefined;
  /** Words for patients instead of the field's terms. */
  declare isPlain: boolean;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
        table-layout: fixed;
      }
      th {
        font-size: var(--kh-text-s);
        font-weight: var(--kh-weight);
        color: var(--kh-ink-soft);
      }
      th:first-child,
      td:first-child {
        inline-size: 28%;
        text-align: start;
      }
      th,
      td {
        padding: var(--kh-space-1) 0;
        text-align: center;
      }
      .today {
        color: var(--kh-ink);
        font-weight: var(--kh-weight-strong);
      }
      .icon {
        color: var(--kh-ink-faint);
      }
      .done .icon,
      .partial .icon {
        color: var(--kh-good-ink);
      }
      .open .icon {
        color: var(--kh-brand);
      }
      /* What is to come weighs less than what is done. */
      .ahead .icon {
        color: var(--kh-line-strong);
        scale: 0.4;
      }
      .mean {
        text-wrap: balance;
      }
      .mean span {
        display: block;
      }
      .mean strong {
        font-size: var(--kh-text-xl);
      }
    `,
  ];

  constructor() {
    super();
    this.isPlain = false;
  }

  override render() {
    const { series } = this;
    if (!series) return nothing;
    return html`<p>
        <strong>${this.#stateWords(series)}</strong>
        ${this.isPlain ? nothing : html`<span class="soft">· ${this.#dates(series)}</span>`}
      </p>
      ${this.#renderDays(series)} ${this.#renderMean(series)}
      ${
        this.isPlain && !series.isOver && this.#hasGap(series)
          ? html`<p class="soft">${msg('What was left out does not matter: just go on.')}</p>`
          : nothing
      }`;
  }

  #stateWords({ isOver, day }: HomeSeries): string {
    return isOver ? msg('Seven days complete') : msg(str`Day ${day} of ${SERIES_DAYS}`);
  }

  #dates({ days }: HomeSeries): string {
    const text = (date = ''): string => dayText(`${date}T12:00:00`, new Date());
    return `${text(days[0]?.date)} – ${text(days.at(-1)?.date)}`;
  }

  #hasGap({ days }: HomeSeries): boolean {
    return days.some((day) => SESSION_PARTS.some((part) => day[part] === 'missed' || day[part] === 'partial'));
  }

  #renderDays(series: HomeSeries) {
    const isToday = (index: number): boolean => !series.isOver && index + 1 === series.day;
    return html`<table>
      <caption class="visually-hidden">
        ${msg('Mornings and evenings of the seven days')}
      </caption>
      <thead>
        <tr>
          <th scope="col">${msg('Days')}</th>
          ${series.days.map(
            (_, index) =>
              html`<th scope="col" class=${isToday(index) ? 'today' : ''} aria-current=${isToday(index) ? 'date' : 'false'}>
                ${index + 1}
              </th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${SESSION_PARTS.map(
          (part) =>
            html`<tr>
              <th scope="row">${partWord(part)}</th>
              ${series.days.map(
                (day) =>
                  html`<td class=${day[part]}>
                    ${icon(MARK_ICONS[day[part]])}<span class="visually-hidden">${markWord(day[part])}</span>
                  </td>`,
              )}
            </tr>`,
        )}
      </tbody>
    </table>`;
  }

  #renderMean({ mean, readings, countedReadings, isEnough, isOver }: HomeSeries) {
    const count = this.isPlain
      ? nothing
      : html`<p class="soft">
          ${msg(str`${readings} readings, ${countedReadings} of them counted: day 1 is not.`)}
        </p>`;
    if (mean === null)
      return html`${count}
        <p class="soft">${msg('Day 1 is for getting used to it. The average counts from day 2.')}</p>`;
    return html`<p class="mean">
        ${isOver ? msg('Average without day 1:') : msg('Average so far, without day 1:')}
        <span><strong>${pressureText(mean)}</strong> mmHg</span>
      </p>
      ${count}
      ${
        isEnough || this.isPlain
          ? nothing
          : html`<p class="soft">${msg('Fewer than 12 counted readings: a rough average.')}</p>`
      }`;
  }
}

customElements.define('kh-home-protocol', KhHomeProtocol);
declare global {
  interface HTMLElementTagNameMap {
    'kh-home-protocol': KhHomeProtocol;
  }
}
