import { msg, str } from '@lit/localize';
import { css, html, nothing, type TemplateResult } from 'lit';
import type {
  BloodPressureMetrics,
  GlucoseMetrics,
  HeartRateMetrics,
  Metric,
  PatientMetrics,
} from '#contracts/metrics.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { percentText } from '../format/percent.ts';
import { glucoseText, unitOf, type GlucoseUnit } from '../format/value.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { dippingWord } from '../words/dipping.ts';
import { kindWord, KIND_ICONS } from '../words/observation.ts';
import { withheldWord } from '../words/withheld.ts';
import { KhElement } from './kh-element.ts';
import { glucoseShares } from './metrics/glucose-shares.ts';
import './metrics/kh-range-bar.ts';

type Pressure = { systolic: number; diastolic: number };

const pressureText = ({ systolic, diastolic }: Pressure): string => `${Math.round(systolic)}/${Math.round(diastolic)}`;

/** Consensus (Battelino et al. 2019): glucose is stable with a coefficient of variation of 36 % or less. */
const STABLE_UP_TO_PERCENT = 36;

/** A patient's last days in agreed numbers: time in range, averages and their spread, or why one is withheld. */
export class KhMetrics extends KhElement {
  static override properties = {
    metrics: { attribute: false },
    glucoseUnit: { attribute: false },
    ruleSet: { attribute: false },
  };
  declare metrics: PatientMetrics | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare ruleSet: RuleSetId;

  static override styles = [
    baseStyles,
    css`
      .kinds {
        display: grid;
        grid-template-columns: minmax(0, 2fr) minmax(0, 1fr);
        gap: var(--kh-space-6) var(--kh-space-10);
      }
      section,
      .side {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        align-content: start;
        gap: var(--kh-space-4);
      }
      .side {
        gap: var(--kh-space-6);
      }
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--kh-space-3);
      }
      h3 {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      .blood-pressure .icon {
        color: var(--kh-blood-pressure);
      }
      .glucose .icon {
        color: var(--kh-glucose);
      }
      .heart-rate .icon {
        color: var(--kh-heart-rate);
      }
      dl {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(8.5rem, 100%), 1fr));
        gap: var(--kh-space-4);
      }
      dt {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
      dd strong {
        font-size: var(--kh-text-xl);
        line-height: var(--kh-leading-tight);
        white-space: nowrap;
      }
      dd .note {
        display: block;
      }
      .withheld {
        color: var(--kh-ink-faint);
      }
      summary {
        inline-size: fit-content;
        min-block-size: var(--kh-target);
        padding-block: var(--kh-space-2);
        color: var(--kh-brand);
        cursor: pointer;
      }
      details dl {
        padding-block-start: var(--kh-space-2);
      }
      details dd strong {
        font-size: var(--kh-text-m);
      }
      @media (max-width: 900px) {
        .kinds {
          grid-template-columns: minmax(0, 1fr);
        }
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.ruleSet = 'china';
  }

  override render() {
    if (!this.metrics) return nothing;
    const { glucose, bloodPressure, heartRate } = this.metrics;
    return html`<div class="kinds">
      ${this.#renderGlucose(glucose)}
      <div class="side">${this.#renderPressure(bloodPressure)} ${this.#renderHeartRate(heartRate)}</div>
    </div>`;
  }

  #renderGlucose(metrics: GlucoseMetrics) {
    const { glucoseUnit: unit } = this;
    const { activity } = metrics;
    const shares = glucoseShares(metrics, unit, this.ruleSet === 'pregnancy');
    const amount = (value: number) => quantity(glucoseText(value, unit), unit);
    const percent = (value: number) => quantity(value.toFixed(1), '%');
    const plain = (value: number) => quantity(value.toFixed(1));
    const episodes = metrics.episodes.value;
    return html`<section>
      ${heading(
        'glucose',
        activity.value === null
          ? daysOf(metrics)
          : msg(
              str`sensor, ${daysOf(metrics)}: worn ${activity.value.days.toFixed(1)} days, ${percentText(activity.value.percent)} of readings`,
            ),
      )}
      ${shares === null ? withheld(metrics.timeInRanges) : html`<kh-range-bar .shares=${shares} .unit=${unit}></kh-range-bar>`}
      ${
        metrics.mean.value === null
          ? nothing
          : html`<dl>
                ${item(msg('Mean'), metrics.mean, amount)}
                ${item(msg('GMI (estimated HbA1c)'), metrics.glucoseManagementIndicator, percent)}
                ${item(msg('Variation (CV)'), metrics.coefficientOfVariation, (value) =>
                  noted(
                    percent(value),
                    value <= STABLE_UP_TO_PERCENT ? msg('stable, up to 36 %') : msg('unstable, above 36 %'),
                  ),
                )}
                ${
                  episodes === null
                    ? nothing
                    : item(msg('Lows of 15 min and more'), metrics.episodes, ({ below70, below54 }) =>
                        noted(
                          quantity(below70.count.toString()),
                          msg(str`very low: ${below54.count}, over 2 hours: ${below70.prolonged}`),
                        ),
                      )
                }
              </dl>
              <details>
                <summary>${msg('More about glucose')}</summary>
                <dl>
                  ${item(msg('Standard deviation'), metrics.standardDeviation, amount)}
                  ${item(msg('Swings (MAGE)'), metrics.meanAmplitudeOfExcursions, amount)}
                  ${item(msg('Day to day (MODD)'), metrics.meanOfDailyDifferences, amount)}
                  ${item(msg('Risk index (GRI)'), metrics.glycaemiaRiskIndex, plain)}
                  ${item(msg('Low risk (LBGI)'), metrics.lowBloodGlucoseIndex, plain)}
                  ${item(msg('High risk (HBGI)'), metrics.highBloodGlucoseIndex, plain)}
                  ${item(msg('Highs of 15 min and more'), metrics.episodes, ({ above180 }) => quantity(above180.count.toString()))}
                </dl>
              </details>`
      }
    </section>`;
  }

  #renderPressure(metrics: BloodPressureMetrics) {
    const unit = unitOf('blood-pressure', this.glucoseUnit);
    const pressure = (value: Pressure) => quantity(pressureText(value), unit);
    return html`<section>
      ${heading('blood-pressure', daysOf(metrics))}
      <dl>
        ${item(msg('Home mean'), metrics.homeMean, (value) =>
          noted(pressure(value), msg(str`${value.readings} readings on ${value.days} days, the first day left out`)),
        )}
        ${item(msg('Variability (systolic SD)'), metrics.variability, ({ systolic }) =>
          noted(
            quantity(systolic.standardDeviation.toFixed(1), unit),
            msg(str`from reading to reading ${systolic.averageRealVariability.toFixed(1)}`),
          ),
        )}
        ${
          metrics.ambulatory.value === null
            ? nothing
            : item(msg('24 hours'), metrics.ambulatory, ({ full, day, night, dipping, morningSurge }) =>
                noted(
                  pressure(full),
                  [
                    msg(str`day ${pressureText(day)}, night ${pressureText(night)}`),
                    `${dippingWord(dipping.pattern)} (${Math.round(dipping.percent)} %)`,
                    ...(morningSurge === null ? [] : [msg(str`morning surge ${Math.round(morningSurge)} mmHg`)]),
                  ].join(' · '),
                ),
              )
        }
      </dl>
    </section>`;
  }

  #renderHeartRate(metrics: HeartRateMetrics) {
    return html`<section>
      ${heading('heart-rate', daysOf(metrics))}
      <dl>
        ${item(msg('At rest'), metrics.resting, ({ value, days }) =>
          noted(
            quantity(Math.round(value).toString(), unitOf('heart-rate', this.glucoseUnit)),
            msg(str`median of the daily lowest; days: ${days}`),
          ),
        )}
      </dl>
    </section>`;
  }
}

const DAY_MS = 86_400_000;

const daysOf = ({ from, to }: { from: string; to: string }): string =>
  msg(str`last ${Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)} days`);

const heading = (kind: ReadingKind, period: string) =>
  html`<header class=${kind}>
    <h3>${icon(KIND_ICONS[kind])}${kindWord(kind)}</h3>
    <span class="soft small">${period}</span>
  </header>`;

const quantity = (value: string, unit?: string) =>
  html`<strong>${value}</strong>${unit === undefined ? nothing : html` <span class="soft small">${unit}</span>`}`;

const noted = (value: TemplateResult, note: string) => html`${value}<span class="soft small note">${note}</span>`;

const withheld = <T>(metric: Metric<T>) =>
  metric.reason === null
    ? nothing
    : html`<span class="withheld">${msg(str`not shown: ${withheldWord(metric.reason)}`)}</span>`;

const item = <T>(name: string, metric: Metric<T>, show: (value: T) => TemplateResult) =>
  html`<div>
    <dt>${name}</dt>
    <dd>${metric.reason === null ? show(metric.value) : withheld(metric)}</dd>
  </div>`;

customElements.define('kh-metrics', KhMetrics);
declare global {
  interface HTMLElementTagNameMap {
    'kh-metrics': KhMetrics;
  }
}
