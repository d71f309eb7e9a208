import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type { AlertEvent } from '#contracts/alert.ts';
import type { Consultation, Note } from '#contracts/consultation.ts';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { GlucoseUnit } from '#contracts/reading.ts';
import { courseOf, type CourseEntry } from '../controllers/alert-course.ts';
import { durationText, momentText } from '../format/time.ts';
import { shownValue } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { alertEventWord } from '../words/alert-event.ts';
import { alertReasonText } from '../words/alert-reason.ts';
import { consultationStateWord } from '../words/consultation.ts';
import { tierReasonText } from '../words/escalation.ts';
import { outcomeText } from '../words/outcome.ts';
import { KhElement } from './kh-element.ts';

/** The course of an alert, newest last: what happened, calls and visits with their notes, and what was measured on asking. */
export class KhAlertHistory extends KhElement {
  static override properties = {
    events: { attribute: false },
    visits: { attribute: false },
    requests: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
  };
  declare events: readonly AlertEvent[];
  declare visits: readonly Consultation[];
  declare requests: readonly MeasurementRequest[];
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      li {
        position: relative;
        padding: 0 0 var(--kh-space-4) var(--kh-space-6);
        overflow-wrap: anywhere;
      }
      li::before {
        content: '';
        position: absolute;
        inset: 0.45em auto auto 0;
        inline-size: 10px;
        block-size: 10px;
        border-radius: 50%;
        background: var(--kh-line-strong);
      }
      li:not(:last-child)::after {
        content: '';
        position: absolute;
        inset: calc(0.45em + 14px) auto -0.2em 4px;
        inline-size: 2px;
        background: var(--kh-line);
      }
      li:last-child {
        padding-block-end: 0;
      }
      li > * {
        display: block;
      }
      .note {
        margin-block-start: var(--kh-space-1);
        padding-inline-start: var(--kh-space-3);
        border-inline-start: 2px solid var(--kh-line);
        white-space: pre-line;
      }
    `,
  ];

  constructor() {
    super();
    this.events = [];
    this.visits = [];
    this.requests = [];
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
  }

  override render() {
    return html`<ol>
      ${courseOf(this.events, this.visits, this.requests).map((entry) => html`<li>${this.#renderEntry(entry)}</li>`)}
    </ol>`;
  }

  #renderEntry(entry: CourseEntry): TemplateResult {
    switch (entry.kind) {
      case 'event':
        return this.#renderEvent(entry.event);
      case 'visit':
        return this.#renderVisit(entry.visit);
      case 'note':
        return this.#renderNote(entry.visit, entry.note);
      case 'measured': {
        const { value, unit } = shownValue(entry.observation, this.glucoseUnit);
        return html`<span>${msg(str`Measured: ${value} ${unit}`)}</span>
          <span class="soft small">${momentText(entry.at, this.now)}</span>`;
      }
    }
  }

  #renderEvent(event: AlertEvent): TemplateResult {
    const { type, at, reason } = event;
    return html`<span>${alertEventWord(type)}</span>
      <span class="soft small">${momentText(at, this.now)} · ${this.#actorWord(event)}</span>
      ${reason === null ? nothing : html`<span class="soft small">${tierReasonText(reason) ?? outcomeText(alertReasonText(reason))}</span>`}`;
  }

  #renderVisit({ id, state, ringingSince, startsAt, startedAt, endedAt, clinicianName }: Consultation): TemplateResult {
    const lengthMs = startedAt !== null && endedAt !== null ? Date.parse(endedAt) - Date.parse(startedAt) : null;
    const facts = [
      momentText(ringingSince ?? startsAt, this.now),
      clinicianName,
      ...(lengthMs === null ? [] : [durationText(lengthMs)]),
    ];
    return html`<a href="/visits/${id}">${consultationStateWord(state)}</a>
      <span class="soft small">${facts.join(' · ')}</span>`;
  }

  #renderNote({ participants, clinicianId, clinicianName }: Consultation, note: Note): TemplateResult {
    const { signedAt, signedBy, assessment, plan } = note;
    const signer =
      signedBy === clinicianId ? clinicianName : participants.find(({ userId }) => userId === signedBy)?.name;
    const facts = [momentText(signedAt ?? '', this.now), ...(signer === undefined ? [] : [signer])];
    return html`<span>${msg('Note signed')}</span>
      <span class="soft small">${facts.join(' · ')}</span>
      ${[assessment, plan].filter((text) => text !== '').map((text) => html`<span class="small note">${text}</span>`)}`;
  }

  #actorWord({ actor, actorName }: AlertEvent): string {
    if (actorName !== null) return actorName;
    switch (actor.type) {
      case 'user':
        return msg('a person');
      case 'device':
        return actor.id;
      case 'system':
        return msg('automatically');
    }
  }
}

customElements.define('kh-alert-history', KhAlertHistory);
declare global {
  interface HTMLElementTagNameMap {
    'kh-alert-history': KhAlertHistory;
  }
}
