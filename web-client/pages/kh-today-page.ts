import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Consultation } from '#contracts/consultation.ts';
import type { PatientSummary } from '#contracts/patient.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import type { Me } from '#contracts/user.ts';
import { WAITING_ROOM_OPENS_MS } from '#contracts/waiting-room-times.ts';
import { inOrderOfDanger } from '../controllers/alert-order.ts';
import { ClockController } from '../controllers/clock.ts';
import { HomeProtocolController } from '../controllers/home-protocol.ts';
import { MeasurementRequestsController } from '../controllers/measurement-requests.ts';
import { OpenAlertsController } from '../controllers/open-alerts.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { RepeatsController } from '../controllers/repeats.ts';
import { listOpenConsultations } from '../data/consultations.ts';
import { realtime } from '../data/realtime.ts';
import '../elements/kh-advice-card.ts';
import '../elements/check/kh-check-badge.ts';
import '../elements/kh-asked-card.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-repeat-card.ts';
import '../elements/kh-skeleton.ts';
import '../elements/kh-value-tile.ts';
import { clockText, durationText, longDayText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { rangesOf } from '../ranges.ts';
import { navigate } from '../routing/navigate.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { adviceFor } from '../words/advice.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';

/** A visit to come, or one that the patient has left and may go back to. */
const COMING: ReadonlySet<Consultation['state']> = new Set(['booked', 'checked_in', 'admitted', 'in_progress']);

/**
 * What asks for its own data, and shows nothing before, comes after the page: on a slow line the rest stands earlier. A line
 * that broke meanwhile is asked again when it is back.
 */
const loadTheRest = (): void => {
  for (const loading of [import('../elements/kh-message-card.ts'), import('../elements/kh-was-this-you.ts')])
    loading.catch(() => undefined);
};

/** How are you today? What to do now first, then the last readings. One primary button. */
export class KhTodayPage extends KhElement {
  static override properties = { me: { attribute: false }, visits: { state: true } };
  declare me: Me | undefined;
  declare visits: Consultation[];

  readonly #own = new OwnRecordController(this);
  readonly #alerts = new OpenAlertsController(this);
  readonly #home = new HomeProtocolController(this);
  readonly #repeats = new RepeatsController(this);
  readonly #asked = new MeasurementRequestsController(this);
  readonly #clock = new ClockController(this);
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .greeting {
        display: grid;
        gap: var(--kh-space-1);
      }
      /* A person's name is not broken between its characters. */
      .greeting h1 {
        word-break: keep-all;
      }
      .tiles {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(14rem, 100%), 1fr));
        gap: var(--kh-space-3);
      }
      .visit {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr);
        gap: var(--kh-space-4);
        align-items: start;
      }
      .visit > .icon {
        font-size: 1.4em;
        color: var(--kh-brand);
      }
    `,
  ];

  constructor() {
    super();
    this.visits = [];
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      consultation: () => void this.#loadVisits(),
      caughtUp: () => {
        loadTheRest();
        void this.#loadVisits();
      },
    });
    loadTheRest();
    void this.#loadVisits();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  override willUpdate(): void {
    if (!this.#own.record) return;
    this.#home.follow(this.#own.record.id);
    this.#repeats.follow(this.#own.record.id);
    this.#asked.follow(this.#own.record.id);
  }

  async #loadVisits(): Promise<void> {
    try {
      this.visits = await listOpenConsultations();
    } catch {
      // The next visit is an extra here; the page says by itself when it has no connection.
    }
  }

  override render() {
    const { record, failure } = this.#own;
    const { now } = this.#clock;
    return html`<div class="page">
      <header class="greeting">
        <h1>${this.#greeting(now)}</h1>
        <p class="soft">${longDayText(now)}</p>
      </header>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#own.load()}></kh-failure>` : nothing}
      ${record ? this.#renderRecord(record) : failure ? nothing : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`}
    </div>`;
  }

  #renderRecord(record: PatientSummary) {
    const { now } = this.#clock;
    const alerts = inOrderOfDanger(this.#alerts.alerts).filter((alert) => adviceFor(alert, '') !== null);
    // One thing at a time: the most dangerous. Where something is to be measured, its card carries the page's one button.
    const [first] = alerts;
    const asked = this.#asked.waiting(now);
    const urged = first === undefined ? null : (adviceFor(first, '')?.measure ?? null);
    const isAskedWithButton = asked !== undefined && asked.kind !== urged;
    const hasButton = urged !== null || isAskedWithButton;
    // An alert says by itself what to measure; a value that is only rarely seen raises none.
    const awaited = first ? undefined : this.#repeats.awaited();
    return html`${first ? html`<kh-advice-card .alert=${first} .region=${record.region}></kh-advice-card>` : nothing}
      ${
        asked
          ? html`<kh-asked-card ?with-button=${isAskedWithButton} .request=${asked} .now=${now}></kh-asked-card>`
          : nothing
      }
      <kh-message-card .patientId=${record.id} .now=${now}></kh-message-card>
      ${awaited ? this.#renderRepeat(awaited, record) : nothing}
      <kh-was-this-you
        .patientId=${record.id}
        .glucoseUnit=${record.glucoseUnit}
        .now=${now}
        @kh-answered-reading=${() => void this.#own.load()}
      ></kh-was-this-you>
      ${this.#renderVisit(now)} ${hasButton || awaited ? nothing : this.#renderMeasure()}
      <section class="stack" aria-labelledby="last">
        <h2 id="last">${msg('Your last readings')}</h2>
        <div class="tiles">
          ${READING_KIND_ORDER.map(
            (kind) =>
              html`<kh-value-tile
                plain
                .kind=${kind}
                .observation=${this.#own.latest(kind)}
                .glucoseUnit=${record.glucoseUnit}
                .ranges=${rangesOf(record)}
                .now=${now}
              ></kh-value-tile>`,
          )}
        </div>
      </section>
      <kh-emergency-notice .region=${record.region}></kh-emergency-notice>`;
  }

  #renderRepeat(request: RepeatRequest, record: PatientSummary) {
    return html`<kh-repeat-card
      with-value
      .request=${request}
      .aheadMs=${this.#repeats.aheadMs}
      .region=${record.region}
      .glucoseUnit=${record.glucoseUnit}
      @kh-again=${() => navigate(`/measure?kind=${request.observation.kind}`)}
    ></kh-repeat-card>`;
  }

  /** In a seven-day series the session that is open now; what is missed or stopped asks for nothing. */
  #renderMeasure() {
    const { series, session } = this.#home.protocol ?? {};
    const isWanted = series && session?.next && session.readings.every(({ danger }) => danger === null);
    return isWanted
      ? html`<wa-button id="session" class="wide" variant="brand" href="/measure?guided"
          >${icon('gauge')}${msg(str`Measure your blood pressure: day ${series.day} of 7`)}</wa-button
        >`
      : html`<wa-button class="wide" variant="brand" href="/measure">${icon('plus')}${msg('Measure now')}</wa-button>`;
  }

  #renderVisit(now: Date) {
    const next = this.visits
      .filter(({ state, startsAt }) => COMING.has(state) && Date.parse(startsAt) > now.getTime() - 3_600_000)
      .sort((a, b) => a.startsAt.localeCompare(b.startsAt))[0];
    if (!next) return nothing;
    const left = Date.parse(next.startsAt) - now.getTime();
    const check = next.participants.find(({ role }) => role === 'patient')?.check;
    return html`<section class="card visit">
      ${icon('video')}
      <div>
        <h2>${msg(str`Video visit with ${next.clinicianName}`)}</h2>
        <p>
          ${longDayText(next.startsAt)}, ${clockText(next.startsAt)}
          ${left > 0 ? html`<span class="soft">(${msg(str`in ${durationText(left)}`)})</span>` : nothing}
        </p>
        ${
          next.state !== 'booked' || left <= WAITING_ROOM_OPENS_MS
            ? html`<wa-button id="waiting-room" class="wide" appearance="outlined" variant="brand" href="/call/${next.id}"
                >${next.state === 'booked' || next.state === 'checked_in' ? msg('To the waiting room') : msg('To the visit')}</wa-button
              >`
            : html`<p class="soft">${msg('Keep this page open: it will ring.')}</p>`
        }
        ${check ? html`<kh-check-badge .check=${check} .now=${now}></kh-check-badge>` : nothing}
        <a class="lone-link" href="/check/${next.id}">${msg('Test camera, sound and line')}</a>
      </div>
    </section>`;
  }

  #greeting(now: Date): string {
    const name = this.me?.name ?? '';
    const hour = now.getHours();
    if (hour < 11) return msg(str`Good morning, ${name}`);
    return hour < 18 ? msg(str`Hello, ${name}`) : msg(str`Good evening, ${name}`);
  }
}

customElements.define('kh-today-page', KhTodayPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-today-page': KhTodayPage;
  }
}
