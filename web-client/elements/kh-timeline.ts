import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import { isOpen } from '../controllers/alert-order.ts';
import { durationText, momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { rowLinkStyles } from '../styles/row-link.ts';
import { consultationStateWord } from '../words/consultation.ts';
import { outcomeText } from '../words/outcome.ts';
import { ruleTitle } from '../words/rule.ts';
import { levelOf } from '../words/severity.ts';
import { KhElement } from './kh-element.ts';
import './check/kh-check-badge.ts';
import './kh-empty.ts';
import './kh-severity-badge.ts';

type Entry = { at: string; content: TemplateResult };

/** A patient's alerts and visits in one line of time, newest first. */
export class KhTimeline extends KhElement {
  static override properties = {
    alerts: { attribute: false },
    consultations: { attribute: false },
    now: { attribute: false },
  };
  declare alerts: readonly Alert[];
  declare consultations: readonly Consultation[];
  declare now: Date;

  static override styles = [
    baseStyles,
    rowLinkStyles,
    css`
      li {
        position: relative;
        display: grid;
        gap: var(--kh-space-1);
        padding-block: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      li:hover .row-link {
        text-decoration: underline;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0 var(--kh-space-3);
      }
      .visit {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
        color: var(--kh-brand);
        font-size: var(--kh-text-s);
        font-weight: var(--kh-weight-strong);
      }
      time {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.alerts = [];
    this.consultations = [];
    this.now = new Date();
  }

  override render() {
    const entries = [
      ...this.alerts.map((alert) => this.#alertEntry(alert)),
      ...this.consultations.map((consultation) => this.#visitEntry(consultation)),
    ].sort((a, b) => b.at.localeCompare(a.at));
    if (entries.length === 0)
      return html`<kh-empty symbol="clock" .heading=${msg('Nothing yet')} .text=${msg('Alerts and visits appear here.')}></kh-empty>`;
    return html`<ol>
      ${entries.map(({ content }) => html`<li>${content}</li>`)}
    </ol>`;
  }

  #alertEntry(alert: Alert): Entry {
    const state = isOpen(alert)
      ? alert.state === 'acknowledged'
        ? msg(str`open, taken by ${alert.acknowledgedByName ?? ''}`)
        : msg('open')
      : outcomeText(alert.outcome ?? '');
    return {
      at: alert.raisedAt,
      content: html`<div class="head">
          <kh-severity-badge bare level=${levelOf(alert)}></kh-severity-badge>
          <time datetime=${alert.raisedAt}>${momentText(alert.raisedAt, this.now)}</time>
        </div>
        <a class="row-link" href="/alerts/${alert.id}">${ruleTitle(alert.ruleId)}</a>
        <span class="soft small">${state}</span>`,
    };
  }

  #visitEntry(consultation: Consultation): Entry {
    const { id, state, startsAt, startedAt, endedAt, clinicianName, participants, note } = consultation;
    const length = startedAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(startedAt) : null;
    const facts = [
      clinicianName,
      length === null ? null : durationText(length),
      note?.signedAt ? msg('note signed') : null,
    ];
    return {
      at: startsAt,
      content: html`<div class="head">
          <span class="visit">${icon('video')}${consultationStateWord(state)}</span>
          <time datetime=${startsAt}>${momentText(startsAt, this.now)}</time>
        </div>
        <a class="row-link" href="/visits/${id}">${facts.filter((fact) => fact !== null).join(' · ')}</a>
        ${
          state === 'booked' || state === 'checked_in'
            ? html`<kh-check-badge
              .check=${participants.find(({ role }) => role === 'patient')?.check ?? null}
              .now=${this.now}
            ></kh-check-badge>`
            : nothing
        }
        ${note && note.assessment !== '' ? html`<span class="soft small">${note.assessment}</span>` : nothing}`,
    };
  }
}

customElements.define('kh-timeline', KhTimeline);
declare global {
  interface HTMLElementTagNameMap {
    'kh-timeline': KhTimeline;
  }
}
