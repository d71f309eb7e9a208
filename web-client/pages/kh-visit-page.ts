import { msg, str } from '@lit/localize';
import { html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Alert } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import { LIVE_STATES } from '#contracts/live-visit.ts';
import type { Patient } from '#contracts/patient.ts';
import type { Me } from '#contracts/user.ts';
import { isOpen } from '../controllers/alert-order.ts';
import { ClockController } from '../controllers/clock.ts';
import { LiveObservationsController } from '../controllers/live-observations.ts';
import { TimeWindowController } from '../controllers/time-window.ts';
import { readAlert } from '../data/alerts.ts';
import { cancelConsultation, endConsultation, readConsultation } from '../data/consultations.ts';
import { readPatient } from '../data/patients.ts';
import { realtime } from '../data/realtime.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { liveCharts, periodControl } from '../elements/charts/live-charts.ts';
import '../elements/guests/kh-visit-guests.ts';
import '../elements/kh-ask-measurement.ts';
import '../elements/kh-call.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-note-editor.ts';
import '../elements/kh-skeleton.ts';
import '../elements/kh-splitter.ts';
import '../elements/kh-value.ts';
import '../elements/kh-visit-head.ts';
import '../elements/kh-visit-outcome.ts';
import '../elements/visit-chat/kh-visit-chat.ts';
import { stopwatchText } from '../format/time.ts';
import { rangesOf } from '../ranges.ts';
import { navigate } from '../routing/navigate.ts';
import { tellTitle } from '../routing/tell-title.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { visitStyles } from '../styles/visit.ts';
import { kindOfAlert } from '../words/alert-kind.ts';
import { kindWord, READING_KIND_ORDER } from '../words/observation.ts';

const LIVE: ReadonlySet<Consultation['state']> = new Set(LIVE_STATES);

/** A visit: the patient's face on the left, their readings as they come on the right, the note below. */
export class KhVisitPage extends KhElement {
  static override properties = {
    me: { attribute: false },
    consultationId: { attribute: false },
    consultation: { state: true },
    patient: { state: true },
    alert: { state: true },
    failure: { state: true },
  };
  declare me: Me | undefined;
  declare consultationId: string;
  declare consultation: Consultation | null;
  declare patient: Patient | null;
  declare alert: Alert | null;
  declare failure: FailureCode | null;

  readonly #clock = new ClockController(this, 1_000);
  readonly #observations = new LiveObservationsController(this);
  readonly #window = new TimeWindowController(this, '6h');
  #stopListening: (() => void) | undefined;

  static override styles = [baseStyles, buttonStyles, cardStyles, visitStyles];

  constructor() {
    super();
    this.consultationId = '';
    this.consultation = null;
    this.patient = null;
    this.alert = null;
    this.failure = null;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      consultation: (_type, { consultation }) => {
        if (consultation.id === this.consultationId) this.consultation = consultation;
      },
      alert: (_type, { alert }) => {
        if (alert.id === this.alert?.id) this.alert = alert;
      },
      caughtUp: () => void this.#load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('consultationId') && this.consultationId !== '') {
      this.consultation = null;
      this.patient = null;
      this.alert = null;
      void this.#load();
    }
    if (this.consultation) this.#observations.follow(this.consultation.patientId, this.#window.from);
  }

  async #load(): Promise<void> {
    const { consultationId } = this;
    try {
      const consultation = await readConsultation(consultationId);
      if (consultationId !== this.consultationId) return;
      this.consultation = consultation;
      this.failure = null;
      tellTitle(this, consultation.patientName);
      this.patient ??= (await readPatient(consultation.patientId)).patient;
      if (consultation.alertId !== null) this.alert = (await readAlert(consultation.alertId)).alert;
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  override render() {
    const { consultation } = this;
    if (!consultation)
      return html`<div class="page">
        ${
          this.failure
            ? html`<kh-failure .code=${this.failure} @kh-retry=${() => void this.#load()}></kh-failure>`
            : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`
        }
      </div>`;
    return html`<div class="page">
      <kh-visit-head
        .consultation=${consultation}
        .patient=${this.patient}
        .alert=${this.alert}
        .myId=${this.me?.id ?? ''}
        .now=${this.#clock.now}
        @kh-called-in=${this.#onCalledIn}
      ></kh-visit-head>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      <div class="visit">
        <kh-visit-guests
          ?may-invite=${this.#isOwn(consultation)}
          ?may-admit=${this.#isOwn(consultation)}
          .consultation=${consultation}
          .now=${this.#clock.now}
          @kh-guests-changed=${this.#onGuestsChanged}
        ></kh-visit-guests>
        <section class="stage ${LIVE.has(consultation.state) ? 'live' : 'over'}" aria-label=${msg('Video')}>${this.#renderStage(consultation)}</section>
        <kh-splitter @kh-split=${this.#onSplit}></kh-splitter>
        <section class="card readings">
          <h2 class="visually-hidden">${msg('Live readings')}</h2>
          ${this.#renderReadings(consultation)}
        </section>
        <section class="card chat" aria-labelledby="chat">
          <h2 id="chat">${msg('Chat')}</h2>
          <kh-visit-chat viewer="clinician" .consultation=${consultation}></kh-visit-chat>
        </section>
        <section class="card note" aria-labelledby="note">
          <h2 id="note">${msg('Note')}</h2>
          <kh-note-editor
            .consultation=${consultation}
            .isAlertOpen=${this.alert !== null && isOpen(this.alert)}
            @kh-note-signed=${this.#onSigned}
          ></kh-note-editor>
        </section>
      </div>
    </div>`;
  }

  #renderStage(consultation: Consultation) {
    if (!LIVE.has(consultation.state)) return html`<kh-visit-outcome .consultation=${consultation}></kh-visit-outcome>`;
    const { state, ringingSince, patientName } = consultation;
    const endWord = this.#isOwn(consultation) ? msg('End visit') : msg('Leave');
    const rungMs = ringingSince === null ? 0 : this.#clock.now.getTime() - Date.parse(ringingSince);
    return html`<kh-call
      .consultationId=${consultation.id}
      .peerName=${patientName}
      .waitingWords=${
        state === 'ringing' ? msg(str`Ringing… ${stopwatchText(rungMs)}`) : msg('Answered. Waiting for the picture…')
      }
      .startedAt=${consultation.startedAt}
      .endWord=${state === 'ringing' ? msg('Cancel') : endWord}
      @kh-hang-up=${this.#onHangUp}
      @kh-call-over=${() => void this.#load()}
    ></kh-call>`;
  }

  #renderReadings(consultation: Consultation) {
    const { patient, alert } = this;
    if (!patient) return html`<kh-skeleton .lines=${5}></kh-skeleton>`;
    const { now } = this.#clock;
    const kind = alert === null ? null : kindOfAlert(alert);
    return html`<div class="values">
        ${READING_KIND_ORDER.map(
          (each) =>
            html`<div>
              <span class="soft small" aria-hidden="true">${kindWord(each)}</span>
              <kh-value
                .kind=${each}
                .observation=${this.#observations.latest(each)}
                .glucoseUnit=${patient.glucoseUnit}
                .now=${now}
              ></kh-value>
            </div>`,
        )}
      </div>
      ${
        alert && LIVE.has(consultation.state)
          ? html`<kh-ask-measurement
              .alert=${alert}
              .glucoseUnit=${patient.glucoseUnit}
              .now=${now}
            ></kh-ask-measurement>`
          : nothing
      }
      ${periodControl(this.#window, ['6h', '24h', '7d'])}
      ${liveCharts({
        observations: this.#observations,
        window: this.#window,
        kinds: kind === null ? READING_KIND_ORDER : [kind],
        alerts: alert ? [alert] : [],
        ranges: rangesOf(patient),
        glucoseUnit: patient.glucoseUnit,
      })}`;
  }

  readonly #onSplit = (event: CustomEvent<number>): void => {
    // Set on the element itself: a style in the markup would be refused by the Content-Security-Policy.
    const row = this.renderRoot.querySelector<HTMLElement>('.visit');
    row?.style.setProperty('--video-share', `${event.detail}%`);
  };

  #isOwn({ clinicianId }: Consultation): boolean {
    return clinicianId === this.me?.id;
  }

  readonly #onCalledIn = ({ detail }: CustomEvent<Consultation>): void => {
    this.consultation = detail;
  };

  readonly #onHangUp = (): void => void this.#end();

  async #end(): Promise<void> {
    const { consultation } = this;
    if (!consultation) return;
    // Whoever was called in leaves; the visit goes on without them.
    if (consultation.state !== 'ringing' && !this.#isOwn(consultation)) {
      navigate('/');
      return;
    }
    try {
      const isUnanswered = consultation.state === 'ringing';
      this.consultation = await (isUnanswered ? cancelConsultation : endConsultation)(consultation.id);
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
      // They may have ended it at the same moment.
      if (this.failure === 'conflict') await this.#load();
    }
  }

  readonly #onGuestsChanged = (event: CustomEvent<Consultation>): void => {
    this.consultation = event.detail;
  };

  readonly #onSigned = (event: CustomEvent<Consultation>): void => {
    this.consultation = event.detail;
    void this.#load();
  };
}

customElements.define('kh-visit-page', KhVisitPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-page': KhVisitPage;
  }
}
