import { msg } from '@lit/localize';
import { css, html, nothing } from 'lit';
import type { AnalyticsQuery } from '#contracts/analytics-period.ts';
import { MOST_LISTED_VISITS, type VisitAnalytics, type VisitTable } from '#contracts/visit-analytics.ts';
import { AnalyticsController } from '../controllers/analytics.ts';
import { readVisitAnalytics, visitsCsvPath } from '../data/analytics.ts';
import type { Figures } from '../elements/analytics/figures.ts';
import '../elements/analytics/kh-analytics-head.ts';
import '../elements/analytics/kh-days-control.ts';
import '../elements/analytics/kh-figures-section.ts';
import '../elements/analytics/kh-totals.ts';
import { dayFigures, roleFigures, stayTotals, visitFigures } from '../elements/analytics/stay-figures.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import { baseStyles } from '../styles/base.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

/** How video visits went: of the whole clinic for administrators, of their own patients for clinicians. */
export class KhVisitAnalyticsPage extends KhElement {
  readonly #analytics = new AnalyticsController<VisitAnalytics>(this, readVisitAnalytics);

  static override styles = [
    baseStyles,
    cardStyles,
    pageStyles,
    css`
      .results {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
        gap: var(--kh-space-6);
      }
    `,
  ];

  override render() {
    const { value, failure } = this.#analytics;
    return html`<div class="page">
      <kh-analytics-head
        .topic=${'visits'}
        .heading=${msg('How video visits went')}
        .scope=${value?.scope}
        .timeZone=${value?.timeZone ?? ''}
        .scopeWords=${msg('Counted by the browsers of patients, doctors and nurses; guests are not counted.')}
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

  #renderAnalytics(analytics: VisitAnalytics) {
    const { from, to, total } = analytics;
    return html`<kh-days-control
        .from=${from}
        .to=${to}
        .today=${this.#analytics.today}
        @kh-days=${({ detail }: CustomEvent<AnalyticsQuery>) => void this.#analytics.ask(detail)}
      ></kh-days-control>
      ${
        total.stays === 0
          ? html`<div class="card">
              <kh-empty
                symbol="video"
                .heading=${msg('No video visits in these days')}
                .text=${msg('How fast people are in a visit, and how good their lines are, appears here once there are some.')}
              ></kh-empty>
            </div>`
          : html`<div class="results" aria-live="polite">
              <kh-totals .totals=${stayTotals(analytics)}></kh-totals>
              ${this.#renderTable(analytics, {
                table: 'roles',
                heading: msg('By who it was'),
                figures: roleFigures(analytics),
                note: msg(
                  'In: from pressing the button until sound and picture can flow. Missed packets did not reach the person at the first try, lost ones did not reach the media node. Without pictures for the line: pictures were given up so that voices get through.',
                ),
              })}
              ${this.#renderTable(analytics, { table: 'days', heading: msg('Day by day'), figures: dayFigures(analytics) })}
              ${this.#renderTable(analytics, {
                table: 'visits',
                heading: msg('Visit by visit, the most trouble first'),
                figures: visitFigures(analytics, new Date()),
                ...(analytics.visits.length < MOST_LISTED_VISITS
                  ? {}
                  : { note: msg('Only the first fifty are listed.') }),
              })}
            </div>`
      }`;
  }

  #renderTable(
    analytics: VisitAnalytics,
    { table, heading, figures, note }: { table: VisitTable; heading: string; figures: Figures; note?: string },
  ) {
    return html`<kh-figures-section
      .heading=${heading}
      .figures=${figures}
      .csvPath=${visitsCsvPath(table, analytics)}
      .note=${note}
    ></kh-figures-section>`;
  }
}

customElements.define('kh-visit-analytics-page', KhVisitAnalyticsPage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-visit-analytics-page': KhVisitAnalyticsPage;
  }
}
