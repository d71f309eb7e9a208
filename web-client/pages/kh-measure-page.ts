import { msg } from '@lit/localize';
import { html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { PatientSummary } from '#contracts/patient.ts';
import type { ReadingKind, TypedReading } from '#contracts/reading.ts';
import type { RepeatRequest } from '#contracts/repeat.ts';
import type { Me } from '#contracts/user.ts';
import { HomeProtocolController } from '../controllers/home-protocol.ts';
import { OwnRecordController } from '../controllers/own-record.ts';
import { RepeatsController } from '../controllers/repeats.ts';
import { forgetDraft } from '../controllers/typed-draft.ts';
import { typeInReading } from '../data/observations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-emergency-notice.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-guided-session.ts';
import '../elements/kh-home-protocol.ts';
import '../elements/kh-measure-choice.ts';
import '../elements/kh-measure-form.ts';
import '../elements/kh-measure-result.ts';
import '../elements/kh-repeat-card.ts';
import '../elements/kh-series-start.ts';
import '../elements/kh-skeleton.ts';
import { icon } from '../icons/icon.ts';
import { rangesOf } from '../ranges.ts';
import { addressOf, stepFromAddress, type MeasureStep } from '../routing/measure-step.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { kindWordPlain } from '../words/observation.ts';

const draftName = (patientId: string, what: ReadingKind | 'guided'): string => `${patientId}.${what}`;

/** One question at a time: what do you measure, what does the device show, and what it means. */
export class KhMeasurePage extends KhElement {
  static override properties = {
    me: { attribute: false },
    step: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare me: Me | undefined;
  declare step: MeasureStep;
  declare busy: boolean;
  declare failure: FailureCode | null;

  readonly #own = new OwnRecordController(this);
  readonly #home = new HomeProtocolController(this);
  readonly #repeats = new RepeatsController(this);

  static override styles = [baseStyles, buttonStyles, cardStyles, pageStyles];

  constructor() {
    super();
    this.step = stepFromAddress();
    this.busy = false;
    this.failure = null;
  }

  override willUpdate(): void {
    const { record } = this.#own;
    if (record) this.#repeats.follow(record.id);
    if (record && (this.step.name === 'series' || this.step.name === 'guided')) this.#home.follow(record.id);
  }

  override render() {
    const { record, failure } = this.#own;
    if (!record)
      return html`<div class="page">
        ${
          failure
            ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#own.load()}></kh-failure>`
            : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`
        }
      </div>`;
    return html`<div class="page">
      ${this.#renderStep(record)}
      <kh-emergency-notice .region=${record.region}></kh-emergency-notice>
    </div>`;
  }

  #renderStep(record: PatientSummary) {
    const { step } = this;
    switch (step.name) {
      case 'choose':
        return this.#renderChoice(record);
      case 'series':
      case 'guided':
        return this.#renderProtocol(step, record);
      case 'type':
        return this.#renderForm(step.kind, record);
      case 'done':
        return html`<kh-measure-result
          .reading=${step.reading}
          .result=${step.result}
          .record=${record}
          .request=${this.#repeats.about(step.result.observationId)}
          .aheadMs=${this.#repeats.aheadMs}
          @kh-again=${() => this.#go({ name: 'type', kind: step.reading.kind })}
        ></kh-measure-result>`;
    }
  }

  #renderChoice(record: PatientSummary) {
    const awaited = this.#repeats.awaited();
    return html`${awaited ? this.#renderRepeat(awaited, record) : nothing}
      <kh-measure-choice
        @kh-kind=${({ detail }: CustomEvent<ReadingKind>) =>
          this.#go(detail === 'blood-pressure' ? { name: 'series' } : { name: 'type', kind: detail })}
      ></kh-measure-choice>`;
  }

  #renderProtocol(step: Extract<MeasureStep, { name: 'series' | 'guided' }>, record: PatientSummary) {
    const { protocol, failure } = this.#home;
    const notice = failure
      ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#home.load()}></kh-failure>`
      : nothing;
    if (!protocol) return failure ? notice : html`<kh-skeleton tall .lines=${3}></kh-skeleton>`;
    if (step.name === 'series')
      return html`${notice}
        <kh-series-start
          .protocol=${protocol}
          @kh-session=${(event: CustomEvent<{ isBeginning: boolean }>) => this.#go({ name: 'guided', ...event.detail })}
          @kh-single=${() => this.#go({ name: 'type', kind: 'blood-pressure' })}
        ></kh-series-start>`;
    return html`${notice}
      <kh-guided-session
        .protocol=${protocol}
        .loadedAtMs=${this.#home.loadedAtMs}
        .isBeginning=${step.isBeginning}
        .draftName=${draftName(record.id, 'guided')}
        .region=${record.region}
        .ranges=${rangesOf(record)}
        .repeats=${this.#repeats.requests}
        .aheadMs=${this.#repeats.aheadMs}
        .busy=${this.busy}
        .failure=${this.failure}
        @kh-reading=${(event: CustomEvent<TypedReading>) => void this.#saveGuided(record.id, event.detail, step)}
        @kh-again=${() => this.#go({ name: 'type', kind: 'blood-pressure' })}
        ><section class="card">
          <kh-home-protocol plain .series=${protocol.series ?? undefined}></kh-home-protocol></section
      ></kh-guided-session>`;
  }

  /** What to do about a reading that is to be taken again. */
  #renderRepeat(request: RepeatRequest, record: PatientSummary) {
    return html`<kh-repeat-card
      .request=${request}
      .aheadMs=${this.#repeats.aheadMs}
      .region=${record.region}
      .glucoseUnit=${record.glucoseUnit}
      with-value
      @kh-again=${() => this.#go({ name: 'type', kind: request.observation.kind })}
    ></kh-repeat-card>`;
  }

  #renderForm(kind: ReadingKind, record: PatientSummary) {
    const awaited = this.#repeats.awaited(kind);
    // A second try within the same minute is no repeat: the rest comes first, whatever led here.
    if (awaited && Date.now() < Date.parse(awaited.earliestAt) - this.#repeats.aheadMs)
      return html`<h1>${kindWordPlain(kind)}</h1>
        ${this.#renderRepeat(awaited, record)} ${this.#renderElse()}`;
    return html`<div class="stack">
        <h1>${kindWordPlain(kind)}</h1>
        <p class="soft">${this.#guide(kind)}</p>
      </div>
      <kh-measure-form
        .kind=${kind}
        .glucoseUnit=${record.glucoseUnit}
        .draftName=${draftName(record.id, kind)}
        .busy=${this.busy}
        @kh-reading=${(event: CustomEvent<TypedReading>) => void this.#save(record.id, event.detail)}
      ></kh-measure-form>
      ${this.failure ? html`<kh-failure without-retry .code=${this.failure}></kh-failure>` : nothing}
      ${this.#renderElse()}`;
  }

  #renderElse() {
    return html`<wa-button class="wide" appearance="outlined" @click=${() => this.#go({ name: 'choose' })}
      >${icon('chevron-left')}${msg('Something else')}</wa-button
    >`;
  }

  #guide(kind: ReadingKind): string {
    switch (kind) {
      case 'blood-pressure':
        return msg(
          'Sit still for five minutes, back against the chair, cuff at the height of your heart. Then measure.',
        );
      case 'glucose':
        return msg('Wash and dry your hands, then measure with your meter.');
      case 'heart-rate':
        return msg('Rest for five minutes. Then read it from your device, or count your pulse for a minute.');
    }
  }

  #go(step: MeasureStep): void {
    this.step = step;
    this.failure = null;
    history.replaceState(history.state, '', addressOf(step));
    scrollTo({ top: 0 });
  }

  async #save(patientId: string, reading: TypedReading): Promise<void> {
    await this.#attempt(async () => {
      const result = await typeInReading(patientId, reading);
      await this.#repeats.load();
      forgetDraft(draftName(patientId, reading.kind));
      this.#go({ name: 'done', reading, result });
    });
  }

  /** The next screen is what the server then says; the first reading of a series is marked as such. */
  async #saveGuided(
    patientId: string,
    reading: TypedReading,
    { isBeginning }: { isBeginning: boolean },
  ): Promise<void> {
    if (reading.kind !== 'blood-pressure') return;
    await this.#attempt(async () => {
      // The hour of a sitting may be over before its last reading is typed in: that one stands alone.
      const isOfSession = isBeginning || this.#home.protocol?.session != null;
      const flags = [...(reading.flags ?? []), ...(isBeginning ? (['series-start'] as const) : [])];
      const result = await this.#home.typeIn(patientId, { ...reading, ...(flags.length > 0 ? { flags } : {}) });
      await this.#repeats.load();
      forgetDraft(draftName(patientId, 'guided'));
      if (result.fate === 'quarantined' || !isOfSession) this.#go({ name: 'done', reading, result });
      else if (!this.#home.protocol?.session) this.#go({ name: 'series' });
      else if (isBeginning) this.#go({ name: 'guided', isBeginning: false });
    });
  }

  async #attempt(save: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.failure = null;
    try {
      await save();
    } catch (error) {
      this.failure = failureCode(error);
    } finally {
      this.busy = false;
    }
  }
}

customElements.define('kh-measure-page', KhMeasurePage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-measure-page': KhMeasurePage;
  }
}
