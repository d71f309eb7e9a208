import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import type { ReadingKind } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { ALL_DAY_KEYS, type SwitchableLayer, type ThresholdKey } from '#contracts/threshold.ts';
import { MonthOfReadings } from '../controllers/month-of-readings.ts';
import { ThresholdDraft, type Period } from '../controllers/threshold-draft.ts';
import { ThresholdTrial } from '../controllers/threshold-trial.ts';
import { readPatient, type PatientDetail } from '../data/patients.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import '../elements/charts/kh-threshold-strip.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/kh-threshold-history.ts';
import '../elements/kh-threshold-layers.ts';
import '../elements/kh-threshold-preview.ts';
import '../elements/kh-threshold-save.ts';
import '../elements/kh-threshold-scope.ts';
import '../elements/kh-threshold-slider.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { KIND_ICONS, kindWord, READING_KIND_ORDER } from '../words/observation.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { alertCount, boundWord, pagedCount, THRESHOLDS_OF } from '../words/threshold.ts';

const isOfAllDay = (key: ThresholdKey): boolean => ALL_DAY_KEYS.some((allDay) => allDay === key);

/** What one patient is judged by: tried on the patient's own last 30 days before it is saved. */
export class KhThresholdsPage extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    detail: { state: true },
    period: { state: true },
    failure: { state: true },
  };
  declare patientId: string;
  declare detail: PatientDetail | null;
  declare period: Period;
  declare failure: FailureCode | null;

  readonly #month = new MonthOfReadings(this);
  readonly #trial = new ThresholdTrial(this);
  readonly #draft = new ThresholdDraft(this, () => this.#try());

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .back {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
        min-block-size: var(--kh-target);
        color: var(--kh-ink-soft);
        text-decoration: none;
        justify-self: start;
        margin-block: calc(-1 * var(--kh-space-4)) calc(-1 * var(--kh-space-5));
      }
      .who {
        display: grid;
        gap: var(--kh-space-1);
      }
      .columns {
        display: grid;
        grid-template-columns: minmax(0, 1.7fr) minmax(0, 1fr);
        gap: var(--kh-space-6);
        align-items: start;
      }
      .aside {
        position: sticky;
        inset-block-start: var(--kh-space-6);
      }
      h2 {
        display: flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      h2 .icon {
        color: var(--quantity);
      }
      .blood-pressure {
        --quantity: var(--kh-blood-pressure);
      }
      .glucose {
        --quantity: var(--kh-glucose);
      }
      .heart-rate {
        --quantity: var(--kh-heart-rate);
      }
      .look {
        display: flex;
        gap: var(--kh-space-3);
        align-items: start;
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      .live {
        display: none;
      }
      @media (max-width: 900px) {
        .live {
          display: block;
          position: sticky;
          inset-block-end: var(--kh-space-3);
          z-index: 1;
          padding: var(--kh-space-3) var(--kh-space-4);
          border-radius: var(--kh-radius-m);
          background: var(--kh-ink);
          color: var(--kh-canvas);
          box-shadow: var(--kh-shadow-m);
        }
        .columns {
          grid-template-columns: minmax(0, 1fr);
        }
        .aside {
          position: static;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.detail = null;
    this.period = 'day';
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patientId') && this.patientId !== '') this.#load();
    if (this.#draft.chosen.night === null) this.period = 'day';
  }

  #load(): void {
    this.detail = null;
    this.#trial.reset();
    void this.#loadPatient();
    void this.#month.load(this.patientId);
    void this.#draft.load(this.patientId);
  }

  async #loadPatient(): Promise<void> {
    const { patientId } = this;
    try {
      const detail = await readPatient(patientId);
      if (patientId !== this.patientId) return;
      this.detail = detail;
      this.failure = null;
      const name = detail.patient.name;
      this.dispatchEvent(
        new CustomEvent('kh-title', { detail: msg(str`Thresholds of ${name}`), bubbles: true, composed: true }),
      );
    } catch (error) {
      if (patientId === this.patientId) this.failure = failureCode(error);
    }
  }

  #try(): void {
    const { stored, chosen, isNightEmpty } = this.#draft;
    if (stored?.mayChange === true && !isNightEmpty) this.#trial.ask(this.patientId, chosen);
  }

  override render() {
    const failure = this.failure ?? (this.#draft.stored === null ? this.#draft.failure : null);
    return html`<div class="page">
      <a class="back" href="/patients/${this.patientId}">${icon('chevron-left')}${this.detail?.patient.name ?? msg('Patient')}</a>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => this.#load()}></kh-failure>` : nothing}
      ${
        this.detail !== null && this.#draft.stored !== null
          ? this.#renderPage(this.detail)
          : failure
            ? nothing
            : html`<kh-skeleton tall .lines=${4}></kh-skeleton>`
      }
    </div>`;
  }

  #renderPage({ patient }: PatientDetail) {
    const draft = this.#draft;
    const trial = this.#trial;
    const mayChange = draft.stored?.mayChange === true;
    return html`<header class="who">
        <h1>${msg('Thresholds')}</h1>
        <p class="soft">${this.#inForceText()}</p>
      </header>
      ${
        mayChange
          ? nothing
          : html`<p class="look">
              ${icon('eye')}<span>${msg('You may look at these thresholds, and not change them.')}</span>
            </p>`
      }
      <div class="columns">
        <div class="stack">
          <section class="card">
            <kh-threshold-scope
              .ruleSet=${draft.chosen.ruleSet}
              .night=${draft.chosen.night}
              .period=${this.period}
              .timeZone=${patient.timeZone}
              .isNightEmpty=${draft.isNightEmpty}
              ?disabled=${!mayChange}
              @kh-rule-set=${(event: CustomEvent<RuleSetId>) => draft.setRuleSet(event.detail)}
              @kh-night=${this.#onNight}
              @kh-night-hours=${(event: CustomEvent<{ from?: string; to?: string }>) =>
                draft.setNightHours(event.detail)}
              @kh-threshold-period=${(event: CustomEvent<Period>) => {
                this.period = event.detail;
              }}
            ></kh-threshold-scope>
          </section>
          ${
            this.#month.failure
              ? html`<kh-failure
                  .code=${this.#month.failure}
                  @kh-retry=${() => void this.#month.load(this.patientId)}
                ></kh-failure>`
              : nothing
          }
          ${READING_KIND_ORDER.map((kind) => this.#renderKind(kind, patient, mayChange))}
          <section class="card">
            <kh-threshold-layers
              .layersOff=${draft.chosen.overrides.layersOff ?? []}
              ?disabled=${!mayChange}
              @kh-layers-off=${(event: CustomEvent<SwitchableLayer[]>) => draft.setLayersOff(event.detail)}
            ></kh-threshold-layers>
          </section>
          ${this.#renderLive()}
        </div>
        <div class="stack aside">
          ${
            mayChange
              ? html`<section class="card stack">
                    <h2>${msg('On the last 30 days')}</h2>
                    <kh-threshold-preview
                      .preview=${trial.preview}
                      .isLoading=${trial.isLoading}
                      .isChanged=${draft.isChanged}
                      .failure=${trial.failure}
                      @kh-retry=${() => trial.retry()}
                    ></kh-threshold-preview>
                  </section>
                  <section class="card stack">
                    <h2>${msg('Save')}</h2>
                    <kh-threshold-save
                      .reason=${draft.reason}
                      .isChanged=${draft.isChanged && !draft.isNightEmpty}
                      .isReasonMissing=${draft.isReasonMissing}
                      .status=${draft.status}
                      .failure=${draft.failure}
                      .theirs=${draft.theirs}
                      @kh-reason=${(event: CustomEvent<string>) => draft.setReason(event.detail)}
                      @kh-save=${() => void draft.save()}
                      @kh-discard=${() => draft.discard()}
                      @kh-keep-mine=${() => draft.keepMine()}
                      @kh-take-theirs=${() => draft.takeTheirs()}
                    ></kh-threshold-save>
                  </section>`
              : nothing
          }
          <section class="card stack">
            <h2>${msg('History of changes')}</h2>
            <kh-threshold-history
              .thresholds=${draft.theirs ?? draft.stored}
              .glucoseUnit=${patient.glucoseUnit}
            ></kh-threshold-history>
          </section>
        </div>
      </div>`;
  }

  #renderKind(kind: ReadingKind, { glucoseUnit }: PatientDetail['patient'], mayChange: boolean) {
    const draft = this.#draft;
    const { period } = this;
    const overrides = draft.overridesOf(period);
    const limits = THRESHOLDS_OF[kind]
      .flatMap((key) => draft.limits.filter((limit) => limit.key === key))
      .filter((limit) => period === 'day' || !isOfAllDay(limit.key));
    // A mean is no line that single readings cross.
    const lines = limits
      .filter((limit) => !isOfAllDay(limit.key))
      .map((limit) => {
        const value = overrides[limit.key] ?? draft.fallbackOf(limit, period);
        return { value, text: boundWord(limit, value, glucoseUnit) };
      });
    return html`<section class="card stack ${kind}">
      <h2>${icon(KIND_ICONS[kind])}${kindWord(kind)}</h2>
      ${
        this.#month.byKind
          ? html`<kh-threshold-strip
              .kind=${kind}
              .observations=${this.#month.byKind.get(kind) ?? []}
              .lines=${lines}
              .from=${this.#month.from}
              .to=${this.#month.to}
              .glucoseUnit=${glucoseUnit}
            ></kh-threshold-strip>`
          : this.#month.failure
            ? nothing
            : html`<kh-skeleton tall .lines=${1}></kh-skeleton>`
      }
      ${limits.map(
        (limit) =>
          html`<kh-threshold-slider
            .limit=${limit}
            .value=${overrides[limit.key] ?? null}
            .fallback=${draft.fallbackOf(limit, period)}
            .period=${period}
            .glucoseUnit=${glucoseUnit}
            ?disabled=${!mayChange}
            @kh-threshold=${this.#onThreshold}
          ></kh-threshold-slider>`,
      )}
    </section>`;
  }

  /** Where the answer stands below the sliders it goes along with them; whoever listens hears the answer itself. */
  #renderLive() {
    const { preview, isLoading } = this.#trial;
    if (preview === null || preview.daysWithReadings === 0) return nothing;
    const { wouldHaveRaised, wouldHavePaged, inForce } = preview;
    const now = `${alertCount(inForce.wouldHaveRaised)} · ${pagedCount(inForce.wouldHavePaged)}`;
    return html`<p class="live" aria-hidden="true">
      <strong>${isLoading ? msg('Trying…') : `${alertCount(wouldHaveRaised)} · ${pagedCount(wouldHavePaged)}`}</strong>
      <span class="small">(${msg(str`in force: ${now}`)})</span>
    </p>`;
  }

  #inForceText(): string {
    const { stored } = this.#draft;
    if (stored === null) return '';
    const guideline = ruleSetWord(stored.ruleSet);
    if (stored.changedAt === null) return msg(str`In force: ${guideline}, as it is`);
    const when = momentText(stored.changedAt, new Date());
    return msg(str`In force: ${guideline}, version ${stored.version}, since ${when}`);
  }

  readonly #onThreshold = (event: CustomEvent<{ key: ThresholdKey; value: number | null }>): void => {
    this.#draft.setBound(this.period, event.detail.key, event.detail.value);
  };

  readonly #onNight = (event: CustomEvent<boolean>): void => {
    this.#draft.setNight(event.detail);
    this.period = event.detail ? 'night' : 'day';
  };
}

customElements.define('kh-thresholds-page', KhThresholdsPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-thresholds-page': KhThresholdsPage;
  }
}
