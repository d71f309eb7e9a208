import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { ClinicCalendar } from '#contracts/clinic.ts';
import type { Me } from '#contracts/user.ts';
import { ClockController } from '../controllers/clock.ts';
import { Loaded } from '../controllers/loaded.ts';
import { readCalendar } from '../data/clinic.ts';
import '../elements/clinic/kh-clinic-time-zone.ts';
import '../elements/clinic/kh-holidays.ts';
import '../elements/clinic/kh-opening-hours.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { baseStyles } from '../styles/base.ts';
import { pageStyles } from '../styles/layout.ts';

/** When the clinic is open, on which days it stays closed, and by which clock. */
export class KhClinicPage extends KhElement {
  static override properties = { me: { attribute: false } };
  declare me: Me | undefined;

  readonly #clock = new ClockController(this);
  readonly #calendar = new Loaded(this, readCalendar);

  static override styles = [
    baseStyles,
    pageStyles,
    css`
      .columns {
        display: grid;
        grid-template-columns: repeat(2, minmax(0, 1fr));
        gap: var(--kh-space-6);
        align-items: start;
      }
      @media (max-width: 900px) {
        .columns {
          grid-template-columns: minmax(0, 1fr);
          gap: var(--kh-space-4);
        }
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#calendar.load();
  }

  override render() {
    const { value, failure } = this.#calendar;
    return html`<div class="page">
      <div class="stack">
        <h1>${msg('Clinic')}</h1>
        <p class="soft">
          ${msg('When the clinic is open, and by which clock: shifts, working days and deadlines go by it.')}
        </p>
      </div>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#calendar.load()}></kh-failure>` : nothing}
      ${value ? this.#renderCalendar(value) : failure ? nothing : html`<kh-skeleton tall .lines=${6}></kh-skeleton>`}
    </div>`;
  }

  #renderCalendar(calendar: ClinicCalendar) {
    const mayChange = this.me?.role === 'administrator';
    return html`<div class="columns">
      <div class="stack">
        <kh-opening-hours
          .calendar=${calendar}
          .mayChange=${mayChange}
          @kh-calendar=${this.#onSaved}
        ></kh-opening-hours>
        <kh-clinic-time-zone
          .calendar=${calendar}
          .now=${this.#clock.now}
          .mayChange=${mayChange}
          @kh-calendar=${this.#onSaved}
        ></kh-clinic-time-zone>
      </div>
      <kh-holidays .calendar=${calendar} .mayChange=${mayChange} @kh-calendar=${this.#onSaved}></kh-holidays>
    </div>`;
  }

  readonly #onSaved = (event: CustomEvent<ClinicCalendar>): void => {
    this.#calendar.value = event.detail;
    this.requestUpdate();
  };
}

customElements.define('kh-clinic-page', KhClinicPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-clinic-page': KhClinicPage;
  }
}
