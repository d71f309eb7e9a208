import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { PatientDetail } from '../data/patients.ts';
import { currentLocale } from '../localization.ts';
import { baseStyles } from '../styles/base.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { KhElement } from './kh-element.ts';
import { telephoneLink } from './telephone-link.ts';

/** How to reach a patient, who looks after them, and by which rules their readings are judged. */
export class KhPatientFacts extends KhElement {
  static override properties = { detail: { attribute: false }, now: { attribute: false } };
  declare detail: PatientDetail | undefined;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      dl {
        display: grid;
        grid-template-columns: minmax(0, auto) minmax(0, 1fr);
        gap: var(--kh-space-2) var(--kh-space-4);
        align-items: baseline;
      }
      dt {
        color: var(--kh-ink-soft);
      }
      dd {
        overflow-wrap: anywhere;
      }
      a {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
    `,
  ];

  constructor() {
    super();
    this.now = new Date();
  }

  override render() {
    const { detail } = this;
    if (!detail) return nothing;
    const { patient, careTeam } = detail;
    return html`<dl>
      <dt>${msg('Phone')}</dt>
      <dd>${patient.phone === null ? msg('not known') : telephoneLink(patient.phone)}</dd>
      <dt>${msg('In an emergency')}</dt>
      <dd>
        ${
          patient.emergencyContact === null
            ? msg('not known')
            : html`${patient.emergencyContact.name}<br />${telephoneLink(patient.emergencyContact.phone)}`
        }
      </dd>
      <dt>${msg('Local time')}</dt>
      <dd>${this.#localTime(patient.timeZone)}</dd>
      <dt>${msg('Care team')}</dt>
      <dd>${careTeam.map(({ name, role }) => html`<div>${name} · ${role === 'doctor' ? msg('doctor') : msg('nurse')}</div>`)}</dd>
      <dt>${msg('Rules')}</dt>
      <dd>${ruleSetWord(patient.ruleSet)}</dd>
    </dl>`;
  }

  #localTime(timeZone: string): string {
    const options = { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
    const clock = new Intl.DateTimeFormat(currentLocale(), options).format(this.now);
    return msg(str`${clock} (${timeZone.replaceAll('_', ' ')})`);
  }
}

customElements.define('kh-patient-facts', KhPatientFacts);
declare global {
  interface HTMLElementTagNameMap {
    'kh-patient-facts': KhPatientFacts;
  }
}
