import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import type { Patient } from '#contracts/patient.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import type { SwitchableLayer, ThresholdKey } from '#contracts/threshold.ts';
import { Loaded } from '../controllers/loaded.ts';
import { MonthOfReadings } from '../controllers/month-of-readings.ts';
import { ThresholdDraft, type Period } from '../controllers/threshold-draft.ts';
import { Trial } from '../controllers/trial.ts';
import { previewThresholds, type ChosenThresholds } from '../data/thresholds.ts';
import { readPatient, type PatientDetail } from '../data/patients.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/kh-threshold-history.ts';
import '../elements/kh-threshold-kind.ts';
import type { ChosenBound } from '../elements/kh-threshold-kind.ts';
import '../elements/kh-threshold-layers.ts';
import '../elements/kh-threshold-live.ts';
import '../elements/kh-threshold-preview.ts';
import '../elements/kh-threshold-save.ts';
import '../elements/kh-threshold-scope.ts';
import { momentText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { tellTitle } from '../routing/tell-title.ts';
import { backLinkStyles } from '../styles/back-link.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';
import { READING_KIND_ORDER } from '../words/observation.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { isOfAllDay, THRESHOLDS_OF } from '../words/threshold.ts';

/** What one patient is judged by: tried on the patient's own last 30 days before it is saved. */
export class KhThresholdsPage extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    period: { state: true },
  };
  declare patientId: string;
  declare period: Period;

  readonly #detail = new Loaded(this, () => readPatient(this.patientId), {
    taken: ({ patient }) => tellTitle(this, msg(str`Thresholds of ${patient.name}`)),
  });
  readonly #month = new MonthOfReadings(this);
  readonly #trial = new Trial(this, (chosen: ChosenThresholds) => previewThresholds(this.patientId, chosen));
  readonly #draft = new ThresholdDraft(this, () => this.#try());

  static override styles = [
    baseStyles,
    backLinkStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
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
        inset-block-start: calc(var(--kh-header-height) + var(--kh-space-4));
      }
      .look {
        display: flex;
        gap: var(--kh-space-3);
        align-items: start;
        padding: var(--kh-space-4);
        border-radius: var(--kh-radius-m);
        background: var(--kh-sunken);
      }
      @media (max-width: 900px) {
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
    this.period = 'day';
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patientId') && this.patientId !== '') this.#load();
    if (this.#draft.chosen.night === null) this.period = 'day';
  }

  #load(): void {
    this.#detail.reset();
    void this.#detail.load();
    this.#trial.reset();
    void this.#month.load(this.patientId);
    void this.#draft.load(this.patientId);
  }

  #try(): void {
    const { stored, chosen, isNightEmpty } = this.#draft;
    if (stored?.mayChange === true && !isNightEmpty) this.#trial.ask(chosen);
  }

  override render() {
    const detail = this.#detail.value;
    const failure = this.#detail.failure ?? (this.#draft.stored === null ? this.#draft.failure : null);
    return html`<div class="page">
      <a class="back" href="/patients/${this.patientId}">${icon('chevron-left')}${detail?.patient.name ?? msg('Patient')}</a>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => this.#load()}></kh-failure>` : nothing}
      ${
        detail !== null && this.#draft.stored !== null
          ? this.#renderPage(detail)
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
          <kh-threshold-live .preview=${trial.preview} ?isLoading=${trial.isLoading}></kh-threshold-live>
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

  #renderKind(kind: ReadingKind, { glucoseUnit }: Patient, mayChange: boolean) {
    return html`<section class="card">
      <kh-threshold-kind
        .kind=${kind}
        .bounds=${this.#boundsOf(kind)}
        .observations=${this.#month.byKind === null ? null : (this.#month.byKind.get(kind) ?? [])}
        ?isLoading=${this.#month.failure === null}
        .from=${this.#month.from}
        .to=${this.#month.to}
        .period=${this.period}
        .glucoseUnit=${glucoseUnit}
        ?disabled=${!mayChange}
        @kh-threshold=${this.#onThreshold}
      ></kh-threshold-kind>
    </section>`;
  }

  #boundsOf(kind: ReadingKind): ChosenBound[] {
    const { period } = this;
    const draft = this.#draft;
    const overrides = draft.overridesOf(period);
    return THRESHOLDS_OF[kind]
      .flatMap((key) => draft.limits.filter((limit) => limit.key === key))
      .filter((limit) => period === 'day' || !isOfAllDay(limit.key))
      .map((limit) => ({ limit, value: overrides[limit.key] ?? null, fallback: draft.fallbackOf(limit, period) }));
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
