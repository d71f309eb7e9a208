import { msg, str } from '@lit/localize';
import { css, html, nothing, unsafeCSS, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css?inline';
import type { Alert } from '#contracts/alert.ts';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { momentText } from '../../format/time.ts';
import { shownValue, unitOf, type GlucoseUnit } from '../../format/value.ts';
import { icon } from '../../icons/icon.ts';
import type { DisplayRanges } from '../../ranges.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { flagWord, kindWord, originWord } from '../../words/observation.ts';
import { ruleTitle } from '../../words/rule.ts';
import { levelOf, levelWord } from '../../words/severity.ts';
import { KhElement } from '../kh-element.ts';
import { drawAlertMarks } from './alert-marks.ts';
import { readColours, type ChartColours } from './colours.ts';
import { timeAxis, valueAxis } from './time-axis.ts';

const SYNC_KEY = 'kanhu-time';
const MOST_ROWS = 200;
const MIN_BRUSH_PX = 12;

/** What a kind of chart adds to the frame. */
export type Plot = {
  data: uPlot.AlignedData;
  series: uPlot.Series[];
  /** Lower and upper end of the value axis, before readings push it further. */
  scale: { min: number; max: number };
  /** Under the readings: the range. */
  drawUnder?: (plot: uPlot) => void;
  /** What uPlot's own series cannot draw. */
  drawOver?: (plot: uPlot) => void;
};

const isClockCorrected = ({ effectiveAt, measuredAt }: Observation): boolean =>
  Date.parse(effectiveAt) !== Date.parse(measuredAt);

/**
 * The frame of a chart: heading with a summary in words, the plot, and the same readings as a table. The time axis is
 * the owner's, so that several charts share one.
 * @fires kh-range - The person drew over a stretch of time: `detail` has `from` and `to`.
 */
export abstract class KhChart extends KhElement {
  static override properties = {
    observations: { attribute: false },
    alerts: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    ranges: { attribute: false },
    glucoseUnit: { attribute: false },
    isTable: { state: true },
  };
  declare observations: readonly Observation[];
  declare alerts: readonly Alert[];
  declare from: Date;
  declare to: Date;
  declare ranges: DisplayRanges | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare isTable: boolean;

  #plot: uPlot | null = null;
  #resize: ResizeObserver | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    unsafeCSS(uPlotStyles),
    css`
      figure {
        display: grid;
        grid-template-columns: minmax(0, 1fr);
      }
      figcaption {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0 var(--kh-space-3);
      }
      figcaption h3 {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-2);
      }
      figcaption h3 .small {
        font-weight: var(--kh-weight);
      }
      figcaption h3 .icon {
        color: var(--quantity);
      }
      figcaption p {
        flex: 1 1 10rem;
        min-inline-size: 0;
      }
      .frame {
        position: relative;
        font-size: var(--kh-text-xs);
        min-block-size: var(--chart-height, 200px);
      }
      .u-select {
        background: var(--kh-brand);
        opacity: 0.14;
      }
      .u-cursor-x {
        border-inline-end: 1px solid var(--kh-ink-faint);
      }
      .none {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        padding: var(--kh-space-4);
        text-align: center;
        color: var(--kh-ink-soft);
        pointer-events: none;
      }
      .tip {
        position: absolute;
        inset-block-start: 0;
        z-index: 2;
        padding: var(--kh-space-1) var(--kh-space-2);
        border-radius: var(--kh-radius-s);
        background: var(--kh-ink);
        color: var(--kh-canvas);
        white-space: nowrap;
        pointer-events: none;
      }
      .tip[hidden] {
        display: none;
      }
      .scroll {
        max-block-size: 22rem;
        overflow: auto;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: var(--kh-space-2) var(--kh-space-3) var(--kh-space-2) 0;
        border-block-end: 1px solid var(--kh-line);
        text-align: start;
        font-weight: var(--kh-weight);
      }
      th {
        position: sticky;
        inset-block-start: 0;
        background: var(--kh-surface);
        color: var(--kh-ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    this.observations = [];
    this.alerts = [];
    this.to = new Date();
    this.from = new Date(this.to.getTime() - 86_400_000);
    this.glucoseUnit = 'mmol/L';
    this.isTable = false;
  }

  /** Which readings this chart is of. */
  abstract readonly kind: ReadingKind;
  /** In a few words, what the readings in sight say. */
  protected abstract summary(shown: readonly Observation[]): string;
  protected abstract plot(shown: readonly Observation[], colours: ChartColours): Plot;

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('kh-theme-changed', this.#onTheme);
    this.#resize = new ResizeObserver(() => this.#fit());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('kh-theme-changed', this.#onTheme);
    this.#resize?.disconnect();
    this.#destroy();
  }

  /** The readings between `from` and `to`. */
  protected get shown(): Observation[] {
    const [from, to] = [this.from.getTime(), this.to.getTime()];
    return this.observations.filter(({ effectiveAt }) => {
      const at = Date.parse(effectiveAt);
      return at >= from && at <= to;
    });
  }

  override render() {
    const shown = this.shown;
    const name = kindWord(this.kind);
    return html`<figure>
      <figcaption>
        <h3>${icon(this.symbol)}${name} <span class="soft small">${unitOf(this.kind, this.glucoseUnit)}</span></h3>
        <p class="soft small">${shown.length === 0 ? nothing : this.summary(shown)}</p>
        <button
          class="quiet-button small"
          type="button"
          aria-pressed=${this.isTable}
          aria-label=${this.isTable ? msg(str`${name} as a chart`) : msg(str`${name} as a table`)}
          @click=${this.#onToggle}
        >
          ${icon(this.isTable ? 'chart' : 'table')}${this.isTable ? msg('Chart') : msg('Table')}
        </button>
      </figcaption>
      ${this.isTable ? this.#renderTable(shown) : this.#renderPlot(shown, name)}
    </figure>`;
  }

  protected abstract readonly symbol: 'gauge' | 'droplet' | 'heart';

  #renderPlot(shown: readonly Observation[], name: string) {
    const words = shown.length === 0 ? msg('No readings in this period') : this.summary(shown);
    return html`<div class="frame">
      <div class="plot" role="img" aria-label=${msg(str`${name}: ${words}. The table has every reading.`)}></div>
      ${shown.length === 0 ? html`<p class="none">${words}</p>` : nothing}
      <div class="tip" hidden></div>
    </div>`;
  }

  #renderTable(shown: readonly Observation[]) {
    if (shown.length === 0) return html`<p class="soft">${msg('No readings in this period')}</p>`;
    const now = new Date();
    const rows = shown.slice(-MOST_ROWS).reverse();
    const left = shown.length - rows.length;
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${kindWord(this.kind)}>
      <table>
        <thead>
          <tr>
            <th scope="col">${msg('Time')}</th>
            <th scope="col">${msg('Value')}</th>
            <th scope="col">${msg('Origin')}</th>
          </tr>
        </thead>
        <tbody>
          ${rows.map((observation) => {
            const { value, unit } = shownValue(observation, this.glucoseUnit);
            return html`<tr>
              <td>
                ${momentText(observation.effectiveAt, now)}
                ${
                  isClockCorrected(observation)
                    ? html`<div class="soft small">
                        ${msg(str`device said ${momentText(observation.measuredAt, now)}`)}
                      </div>`
                    : nothing
                }
              </td>
              <td><strong>${value}</strong> ${unit}</td>
              <td>${[originWord(observation), ...observation.flags.map(flagWord)].join(' · ')}</td>
            </tr>`;
          })}
        </tbody>
      </table>
      ${left > 0 ? html`<p class="soft small">${msg(str`${left} earlier readings are in the chart.`)}</p>` : nothing}
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    const host = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (!host) {
      this.#destroy();
      return;
    }
    // The plot is cheap to build and has much that may change: only a new time range is not worth a new one.
    const isOnlyRange = [...changed.keys()].every((key) => key === 'from' || key === 'to') && changed.size > 0;
    if (this.#plot && isOnlyRange && this.#plot.root.isConnected) {
      this.#plot.setScale('x', { min: this.from.getTime() / 1_000, max: this.to.getTime() / 1_000 });
      return;
    }
    this.#draw(host);
  }

  #draw(host: HTMLElement): void {
    this.#destroy();
    const colours = readColours(host);
    const { data, series, scale, drawUnder, drawOver } = this.plot(this.observations, colours);
    this.#plot = new uPlot(
      {
        width: Math.max(host.clientWidth, 160),
        height: this.#height(host),
        padding: [18, colours.fontSize * 1.6, 0, 0],
        legend: { show: false },
        cursor: {
          sync: { key: SYNC_KEY, scales: ['x', null] },
          drag: { x: true, y: false, setScale: false, dist: MIN_BRUSH_PX },
          points: { show: false },
          y: false,
        },
        scales: {
          x: { min: this.from.getTime() / 1_000, max: this.to.getTime() / 1_000 },
          y: {
            range: (_plot, low: number | null, high: number | null) => [
              // A value beyond the usual scale still stands clear of the edge.
              Math.min(scale.min, (low ?? scale.min) * 0.94),
              Math.max(scale.max, (high ?? scale.max) * 1.04),
            ],
          },
        },
        axes: [timeAxis(colours), valueAxis(colours)],
        series: [{}, ...series],
        hooks: {
          drawAxes: [(plot) => drawUnder?.(plot)],
          draw: [
            (plot) => {
              drawOver?.(plot);
              drawAlertMarks(plot, this.alerts, colours);
            },
          ],
          setCursor: [(plot) => this.#showTip(plot)],
          setSelect: [(plot) => this.#brush(plot)],
        },
      },
      data,
      host,
    );
    this.#resize?.observe(host);
  }

  #height(host: HTMLElement): number {
    return Number.parseFloat(getComputedStyle(host).getPropertyValue('--chart-height')) || 200;
  }

  #fit(): void {
    const host = this.#plot?.root.parentElement;
    if (!this.#plot || !host || host.clientWidth === 0 || host.clientWidth === this.#plot.width) return;
    this.#plot.setSize({ width: host.clientWidth, height: this.#height(host) });
  }

  #destroy(): void {
    this.#plot?.destroy();
    this.#plot = null;
  }

  #brush(plot: uPlot): void {
    const { left, width } = plot.select;
    if (width < MIN_BRUSH_PX) return;
    const at = (x: number): Date => new Date(plot.posToVal(x, 'x') * 1_000);
    const detail = { from: at(left), to: at(left + width) };
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    this.dispatchEvent(new CustomEvent('kh-range', { detail, bubbles: true, composed: true }));
  }

  /** The reading under the pointer, or the alert whose mark is there. */
  #showTip(plot: uPlot): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (!tip) return;
    const { left = -1, idx } = plot.cursor;
    const observation = idx == null ? undefined : this.observations[idx];
    tip.hidden = left < 0 || observation === undefined;
    if (tip.hidden || observation === undefined) return;
    const now = new Date();
    const { value, unit } = shownValue(observation, this.glucoseUnit);
    const mark = this.alerts.find(
      ({ onsetAt }) => Math.abs(plot.valToPos(Date.parse(onsetAt) / 1_000, 'x') - left) < 6,
    );
    tip.textContent = [
      `${value} ${unit} · ${momentText(observation.effectiveAt, now)}`,
      ...(mark ? [`${levelWord(levelOf(mark))}: ${ruleTitle(mark.ruleId)}`] : []),
    ].join(' · ');
    const { width } = plot.over.getBoundingClientRect();
    const isRight = left > width / 2;
    tip.style.insetInlineStart = isRight ? 'auto' : `${left + 60}px`;
    tip.style.insetInlineEnd = isRight ? `${width - left + 22}px` : 'auto';
  }

  readonly #onTheme = (): void => this.requestUpdate();
  readonly #onToggle = (): void => {
    this.isTable = !this.isTable;
  };
}

declare global {
  interface GlobalEventHandlersEventMap {
    'kh-range': CustomEvent<{ from: Date; to: Date }>;
  }
}
