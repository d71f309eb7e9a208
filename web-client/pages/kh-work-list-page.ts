import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import '@awesome.me/webawesome/dist/components/input/input.js';
import type WaInput from '@awesome.me/webawesome/dist/components/input/input.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Alert } from '#contracts/alert.ts';
import type { Me } from '#contracts/user.ts';
import { inOrderOfNeed, needOf, NEEDS, type Need } from '../controllers/alert-order.ts';
import { CallPatientController } from '../controllers/call-patient.ts';
import { ClockController } from '../controllers/clock.ts';
import { OpenAlertsController } from '../controllers/open-alerts.ts';
import { PatientsController } from '../controllers/patients.ts';
import '../elements/kh-alert-row.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-patient-row.ts';
import '../elements/kh-skeleton.ts';
import '../elements/waiting-room/kh-waiting-patients.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { levelOf, type Level } from '../words/severity.ts';

const needWord = (need: Need): string => {
  switch (need) {
    case 'now':
      return msg('Needs someone now');
    case 'review':
      return msg('To look at today');
    case 'taken':
      return msg('Being looked after');
    case 'predicted':
      return msg('Predicted');
    case 'late':
      return msg('Late findings');
    case 'technical':
      return msg('Technical');
  }
};

/** Who needs me, why, and since when; below, everyone in my care. */
export class KhWorkListPage extends KhElement {
  static override properties = { me: { attribute: false }, search: { state: true } };
  declare me: Me | undefined;
  declare search: string;

  readonly #alerts = new OpenAlertsController(this);
  readonly #people = new PatientsController(this);
  readonly #calls = new CallPatientController(this);
  readonly #clock = new ClockController(this);

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .card {
        padding: var(--kh-space-2) 0;
        overflow: clip;
      }
      .card > * + * {
        border-block-start: 1px solid var(--kh-line);
      }
      .card > kh-empty,
      .card > kh-skeleton {
        padding: var(--kh-space-4) var(--kh-space-6);
      }
      section {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-3);
      }
      h2 {
        display: flex;
        align-items: baseline;
        gap: var(--kh-space-2);
      }
      .count {
        color: var(--kh-ink-soft);
        font-weight: var(--kh-weight);
      }
      kbd {
        display: inline-block;
        min-inline-size: 1.6em;
        padding: 0 0.4em;
        border: 1px solid var(--kh-line);
        border-radius: var(--kh-radius-s);
        background: var(--kh-surface);
        font: inherit;
        font-size: var(--kh-text-xs);
        text-align: center;
      }
      .keys {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .find::part(form-control-label) {
        position: absolute;
        inline-size: 1px;
        block-size: 1px;
        margin: 0;
        overflow: hidden;
        clip-path: inset(50%);
      }
      .find {
        position: relative;
        inline-size: min(20rem, 100%);
      }
      @media (max-width: 900px) {
        .keys {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.search = '';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('keydown', this.#onKey);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('keydown', this.#onKey);
  }

  override render() {
    const alerts = inOrderOfNeed(this.#alerts.alerts, this.#myId);
    const waiting = alerts.filter((alert) => needOf(alert, this.#myId) === 'now').length;
    return html`<div class="page">
      <div class="row spread">
        <h1>${this.#heading(waiting)}</h1>
        <span class="keys soft small"
          ><kbd>J</kbd><kbd>K</kbd>${msg('next, previous')}<kbd>Enter</kbd>${msg('to open')}</span
        >
      </div>
      ${this.#calls.failure ? html`<kh-failure without-retry .code=${this.#calls.failure}></kh-failure>` : nothing}
      ${this.#renderNeed('now', alerts)}
      <kh-waiting-patients .me=${this.me} .now=${this.#clock.now}></kh-waiting-patients>
      ${this.#renderAlerts(alerts)} ${this.#renderPatients()}
    </div>`;
  }

  get #myId(): string | null {
    return this.me?.id ?? null;
  }

  #heading(waiting: number): string {
    if (this.#alerts.status === 'loading') return msg('Work-list');
    if (waiting === 0) return msg('Nobody is waiting');
    return waiting === 1 ? msg('1 alert needs someone') : msg(str`${waiting} alerts need someone`);
  }

  #renderAlerts(alerts: Alert[]) {
    if (this.#alerts.status === 'loading')
      return html`<section><div class="card"><kh-skeleton tall .lines=${3}></kh-skeleton></div></section>`;
    if (this.#alerts.status === 'failed')
      return html`<kh-failure .code=${this.#alerts.failure} @kh-retry=${() => this.#alerts.reload()}></kh-failure>`;
    if (alerts.length === 0)
      return html`<section>
        <div class="card">
          <kh-empty
            symbol="check"
            .heading=${msg('No open alerts')}
            .text=${msg('When a reading goes wrong, it appears here at once. This page stays up to date by itself.')}
          ></kh-empty>
        </div>
      </section>`;
    return NEEDS.map((need) => (need === 'now' ? nothing : this.#renderNeed(need, alerts)));
  }

  #renderNeed(need: Need, all: Alert[]): TemplateResult | typeof nothing {
    const alerts = all.filter((alert) => needOf(alert, this.#myId) === need);
    if (alerts.length === 0) return nothing;
    return html`<section aria-labelledby=${need}>
      <h2 id=${need}>${needWord(need)} <span class="count">${alerts.length}</span></h2>
      <div class="card">
        ${repeat(
          alerts,
          ({ id }) => id,
          (alert) =>
            html`<kh-alert-row
              data-alert-id=${alert.id}
              .alert=${alert}
              .patient=${this.#people.find(alert.patientId)}
              .myId=${this.#myId}
              .now=${this.#clock.now}
              .isCalling=${this.#calls.callingPatientId === alert.patientId}
              @kh-call=${this.#onCall}
            ></kh-alert-row>`,
        )}
      </div>
    </section>`;
  }

  #renderPatients() {
    return html`<section aria-labelledby="patients">
      <div class="row spread">
        <h2 id="patients">
          ${msg('Patients in your care')} <span class="count">${this.#people.patients?.length ?? nothing}</span>
        </h2>
        <wa-input
          class="find"
          type="search"
          with-clear
          placeholder=${msg('Find by name')}
          .label=${msg('Find by name')}
          @input=${this.#onSearch}
        ></wa-input>
      </div>
      ${
        this.#people.failure
          ? html`<kh-failure .code=${this.#people.failure} @kh-retry=${() => void this.#people.load()}></kh-failure>`
          : nothing
      }
      ${this.#renderPatientRows()}
    </section>`;
  }

  #renderPatientRows() {
    const { patients, failure } = this.#people;
    if (patients === null)
      return failure ? nothing : html`<div class="card"><kh-skeleton tall .lines=${4}></kh-skeleton></div>`;
    const wanted = this.search.trim().toLocaleLowerCase();
    const shown = patients.filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
    if (shown.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="users"
          .heading=${wanted === '' ? msg('No patients yet') : msg('No patient of that name')}
          .text=${wanted === '' ? msg('Patients appear here when you join their care team.') : ''}
        ></kh-empty>
      </div>`;
    const levels = this.#levels();
    return html`<div class="card">
      ${repeat(
        shown,
        ({ id }) => id,
        (patient) =>
          html`<kh-patient-row
            .patient=${patient}
            .level=${levels.get(patient.id) ?? null}
            .now=${this.#clock.now}
          ></kh-patient-row>`,
      )}
    </div>`;
  }

  /** The level of each patient's first alert in the order of need: the badge says the same as the list above. */
  #levels(): ReadonlyMap<string, Level> {
    return new Map(this.#alerts.alerts.toReversed().map((alert) => [alert.patientId, levelOf(alert)]));
  }

  readonly #onSearch = (event: Event): void => {
    this.search = (event.currentTarget as WaInput).value ?? '';
  };

  readonly #onCall = (event: CustomEvent<{ alert: Alert }>): void => {
    const { alert } = event.detail;
    void this.#calls.call(alert.patientId, alert.id);
  };

  /** j and k go from line to line, Enter opens: the link in the line does that itself. */
  readonly #onKey = (event: KeyboardEvent): void => {
    const isTyping = event.composedPath().some((target) => target instanceof HTMLInputElement);
    if (isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    const step = { j: 1, k: -1 }[event.key];
    if (step === undefined) return;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('kh-alert-row, kh-patient-row')];
    const focused = rows.findIndex((row) => row.matches(':focus-within'));
    const next = rows[focused === -1 ? 0 : Math.min(rows.length - 1, Math.max(0, focused + step))];
    next?.focus();
    next?.scrollIntoView({ block: 'nearest' });
  };
}

customElements.define('kh-work-list-page', KhWorkListPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-work-list-page': KhWorkListPage;
  }
}
