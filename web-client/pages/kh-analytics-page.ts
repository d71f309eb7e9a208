import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import { OVERLOAD, type AlertAnalytics, type AnalyticsTable } from '#contracts/alert-analytics.ts';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import { AnalyticsController } from '../controllers/analytics.ts';
import { alertsCsvPath, readAlertAnalytics } from '../data/analytics.ts';
import { alertTotals } from '../elements/analytics/alert-totals.ts';
import { patientFigures, spreadFigures, staffFigures } from '../elements/analytics/burden-figures.ts';
import { outcomeFigures, ruleFigures, severityFigures } from '../elements/analytics/count-figures.ts';
import type { Figures } from '../elements/analytics/figures.ts';
import '../elements/analytics/kh-analytics-head.ts';
import '../elements/analytics/kh-days-control.ts';
import '../elements/analytics/kh-figures-section.ts';
import '../elements/analytics/kh-totals.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

/** What alerts cost and are worth: of the whole clinic for administrators, of their own patients for clinicians. */
export class KhAnalyticsPage extends KhElement {
  readonly #analytics = new AnalyticsController<AlertAnalytics>(this, readAlertAnalytics);

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .results {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-6);
        transition: opacity var(--kh-motion) var(--kh-easing);
      }
    `,
  ];

  override render() {
    const { value, failure } = this.#analytics;
    return html`<div class="page">
      <kh-analytics-head
        .topic=${'alerts'}
        .heading=${msg('What alerts cost and are worth')}
        .scope=${value?.scope}
        .timeZone=${value?.timeZone ?? ''}
        .scopeWords=${
          value === null
            ? ''
            : msg(str`${value.patientDays} patient-days: days on which a patient had at least one reading.`)
        }
      ></kh-analytics-head>
      ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => this.#analytics.again()}></kh-failure>` : nothing}
      ${
        value === null
          ? failure
            ? nothing
            : html`<div class="card"><kh-skeleton .lines=${8}></kh-skeleton></div>`
          : this.#renderAnalytics(value)
      }
    </div>`;
  }

  #renderAnalytics(analytics: AlertAnalytics) {
    const { from, to, total, scope, patients, staff, outcomes } = analytics;
    return html`<kh-days-control
        .from=${from}
        .to=${to}
        .today=${this.#analytics.today}
        @kh-days=${({ detail }: CustomEvent<AnalyticsQuery>) => void this.#analytics.ask(detail)}
      ></kh-days-control>
      ${
        total.raised === 0 && staff.length === 0
          ? html`<div class="card">
              <kh-empty
                symbol="chart"
                .heading=${msg('No alerts in these days')}
                .text=${msg('How fast alerts are answered, and what came of them, appears here once there are some.')}
              ></kh-empty>
            </div>`
          : html`<div class="results" aria-live="polite">
              <kh-totals .totals=${alertTotals(analytics)}></kh-totals>
              ${this.#renderTable(analytics, {
                table: 'severities',
                heading: msg('By severity'),
                figures: severityFigures(analytics),
                note: msg(
                  'The time to acknowledge runs from the page, or from when it was raised where nobody was paged. Alerts that nobody acknowledged have none, and are counted for themselves: they came again, were withdrawn, or still wait.',
                ),
              })}
              ${this.#renderTable(analytics, {
                table: 'rules',
                heading: msg('By rule and version'),
                figures: ruleFigures(analytics),
                note: msg(
                  'Something was done: of the resolved alerts, all but those that needed no action and those that were measurement errors. Useful: of the answers to “Was this alert useful?”.',
                ),
              })}
              ${
                outcomes.length === 0
                  ? nothing
                  : this.#renderTable(analytics, {
                      table: 'outcomes',
                      heading: msg('What came of them'),
                      figures: outcomeFigures(analytics),
                    })
              }
              ${this.#renderTable(analytics, {
                heading: msg('Burden on patients'),
                figures: spreadFigures(analytics),
              })}
              ${
                scope === 'clinic' || patients.length === 0
                  ? nothing
                  : this.#renderTable(analytics, {
                      table: 'patients',
                      heading: msg('Patient by patient'),
                      figures: patientFigures(analytics),
                    })
              }
              ${
                staff.length === 0
                  ? nothing
                  : this.#renderTable(analytics, {
                      table: 'staff',
                      heading: scope === 'clinic' ? msg('Burden on doctors and nurses') : msg('Your own burden'),
                      figures: staffFigures(analytics),
                      note: msg(
                        str`Overloaded: more than ${OVERLOAD.pages} pages within ${OVERLOAD.hours} hours. That is the limit for one person on call in Site Reliability Engineering (Beyer et al., 2016, chapter 11), a number of another trade; we know of none for remote monitoring. An alert that is told again counts once, until it comes again.`,
                      ),
                    })
              }
            </div>`
      }`;
  }

  #renderTable(
    analytics: AlertAnalytics,
    { table, heading, figures, note }: { table?: AnalyticsTable; heading: string; figures: Figures; note?: string },
  ) {
    return html`<kh-figures-section
      .heading=${heading}
      .figures=${figures}
      .csvPath=${table === undefined ? undefined : alertsCsvPath(table, analytics)}
      .note=${note}
    ></kh-figures-section>`;
  }
}

customElements.define('kh-analytics-page', KhAnalyticsPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-analytics-page': KhAnalyticsPage;
  }
}
