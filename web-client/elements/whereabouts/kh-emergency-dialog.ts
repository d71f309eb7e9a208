import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { Patient } from '#contracts/patient.ts';
import { EMERGENCY_NUMBERS } from '#contracts/region.ts';
import type { Whereabouts } from '#contracts/whereabouts.ts';
import { Loaded } from '../../controllers/loaded.ts';
import { readWhereabouts } from '../../data/whereabouts.ts';
import { momentText } from '../../format/time.ts';
import { icon } from '../../icons/icon.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { dialogStyles } from '../../styles/dialog.ts';
import { ageAndSex } from '../../words/patient.ts';
import { KhElement } from '../kh-element.ts';
import '../kh-failure.ts';
import '../kh-skeleton.ts';
import { telephoneLink } from '../telephone-link.ts';
import './kh-whereabouts-form.ts';

/** All that is needed to send help to a patient in a call, to be read out: the number, where they are, who they are. */
export class KhEmergencyDialog extends KhElement {
  static override properties = {
    consultation: { attribute: false },
    patient: { attribute: false },
    now: { attribute: false },
    isOpen: { state: true },
    wasOpened: { state: true },
    isChanging: { state: true },
  };
  declare consultation: Consultation | undefined;
  declare patient: Patient | null;
  declare now: Date;
  declare isOpen: boolean;
  /** From then on its content stays: what was typed is there again when it was closed by mistake. */
  declare wasOpened: boolean;
  declare isChanging: boolean;

  /** With the visit that it was asked of: help is never sent to where another patient is. */
  readonly #whereabouts = new Loaded<{ of: string; told: Whereabouts | null }>(this, async () => {
    const of = this.consultation?.id ?? '';
    return { of, told: await readWhereabouts(of) };
  });

  static override styles = [
    baseStyles,
    buttonStyles,
    dialogStyles,
    css`
      :host {
        display: contents;
      }
      .body {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-5);
        overflow-wrap: anywhere;
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-2);
        justify-items: start;
      }
      h3 {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
        font-weight: var(--kh-weight);
      }
      .number {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-3);
        min-block-size: var(--kh-target);
        font-size: var(--kh-text-2xl);
        font-weight: var(--kh-weight-strong);
      }
      .address {
        font-size: var(--kh-text-xl);
        font-weight: var(--kh-weight-strong);
        line-height: var(--kh-leading-tight);
        white-space: pre-line;
      }
      section a:not(.number) {
        display: inline-flex;
        align-items: center;
        min-block-size: var(--kh-target);
      }
      kh-whereabouts-form {
        inline-size: 100%;
      }
    `,
  ];

  constructor() {
    super();
    this.patient = null;
    this.now = new Date();
    this.isOpen = false;
    this.wasOpened = false;
    this.isChanging = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.get('consultation')?.id !== this.consultation?.id && changed.has('consultation'))
      this.isChanging = false;
  }

  show(): void {
    this.isOpen = true;
    this.wasOpened = true;
    void this.#whereabouts.load();
  }

  override render() {
    const { consultation, patient } = this;
    if (!consultation) return nothing;
    return html`<wa-dialog .label=${msg('Emergency')} ?open=${this.isOpen} @wa-after-hide=${this.#onHidden}>
      ${
        this.wasOpened
          ? html`<div class="body">
            ${this.#renderNumber()}
            <section>
              <h3>${msg('Where the patient is')}</h3>
              ${this.#renderPlace(consultation)}
            </section>
            <section>
              <h3>${msg('Who it is')}</h3>
              <p>
                <strong>${consultation.patientName}</strong>${patient ? html`<br />${ageAndSex(patient, this.now)}` : nothing}
              </p>
              ${patient?.phone ? html`<p>${msg('Phone')}<br />${telephoneLink(patient.phone)}</p>` : nothing}
              ${
                patient?.emergencyContact
                  ? html`<p>
                    ${msg(str`In an emergency: ${patient.emergencyContact.name}`)}<br />${telephoneLink(patient.emergencyContact.phone)}
                  </p>`
                  : nothing
              }
            </section>
          </div>`
          : nothing
      }
      <wa-button slot="footer" appearance="outlined" data-dialog="close">${msg('Close')}</wa-button>
    </wa-dialog>`;
  }

  #renderNumber() {
    const number = this.patient === null ? null : EMERGENCY_NUMBERS[this.patient.region];
    return html`<section>
      <h3>${msg('Emergency number where the patient is')}</h3>
      ${
        number === null
          ? html`<p>${msg('Call your local emergency number.')}</p>`
          : html`<a class="number" id="emergency-number" href="tel:${number}">${icon('phone')}${number}</a>`
      }
      <p class="soft">
        ${msg('It reaches the centre near you: name the patient’s town first. Stay in the call with the patient.')}
      </p>
    </section>`;
  }

  #renderPlace({ id }: Consultation) {
    const { value, failure } = this.#whereabouts;
    const failed =
      failure === null
        ? nothing
        : html`<kh-failure .code=${failure} @kh-retry=${() => void this.#whereabouts.load()}></kh-failure>`;
    if (value?.of !== id) return failure === null ? html`<kh-skeleton .lines=${2}></kh-skeleton>` : failed;
    const { told } = value;
    const isKnown = told?.isOfThisVisit === true;
    return html`${failed}${
      told === null
        ? html`<p><strong>${msg('Not known. Ask the patient now, and write it down.')}</strong></p>`
        : html`${isKnown ? html`<p class="address" id="address">${told.address}</p>` : nothing}
          <p class="soft">${this.#source(told)}</p>`
    }
    ${
      isKnown && !this.isChanging
        ? html`<wa-button id="change-whereabouts" appearance="outlined" @click=${this.#onChange}
            >${icon('pencil')}${msg('Change the address')}</wa-button
          >`
        : html`<kh-whereabouts-form
            .consultationId=${id}
            .suggested=${told?.address ?? ''}
            .label=${msg('What the patient says now')}
            .action=${msg('The patient is there')}
            @kh-whereabouts-told=${this.#onTold}
          ></kh-whereabouts-form>`
    }`;
  }

  #source({ isOfThisVisit, toldBy, toldAt }: Whereabouts): string {
    const at = momentText(toldAt, this.now);
    if (!isOfThisVisit) return msg(str`Told for an earlier visit, ${at}. Ask whether it is true now.`);
    return toldBy === 'patient' ? msg(str`Told by the patient, ${at}`) : msg(str`Written down in this visit, ${at}`);
  }

  readonly #onChange = (): void => {
    this.isChanging = true;
  };

  readonly #onTold = (): void => {
    this.isChanging = false;
    void this.#whereabouts.load();
  };

  readonly #onHidden = (event: Event): void => {
    if (event.target === event.currentTarget) this.isOpen = false;
  };
}

customElements.define('kh-emergency-dialog', KhEmergencyDialog);
declare global {
  interface HTMLElementTagNameMap {
    'kh-emergency-dialog': KhEmergencyDialog;
  }
}
