import { msg, str } from '@lit/localize';
import { css, html, nothing, unsafeCSS, type PropertyValues } from 'lit';
import type uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css?inline';
import type { Alert } from '#contracts/alert.ts';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { unitOf, type GlucoseUnit } from '../../format/value.ts';
import { icon } from '../../icons/icon.ts';
import type { DisplayRanges } from '../../ranges.ts';
import { baseStyles } from '../../styles/base.ts';
import { buttonStyles } from '../../styles/button.ts';
import { kindWord } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';
import { readColours, type ChartColours } from './colours.ts';
import './kh-readings-table.ts';
import { drawPlot, timeScale, type Plot } from './plot.ts';
import { placeTip, tipText } from './tip.ts';

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
      :host {
        container-type: inline-size;
      }
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
      /* Where all three have no room beside each other, the summary and the button stand under the name. */
      @container (max-width: 30rem) {
        figcaption h3 {
          flex-basis: 100%;
        }
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
      ${
        this.isTable
          ? html`<kh-readings-table
              .kind=${this.kind}
              .observations=${shown}
              .glucoseUnit=${this.glucoseUnit}
            ></kh-readings-table>`
          : this.#renderPlot(shown, name)
      }
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

  override updated(changed: PropertyValues<this>): void {
    const host = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (!host) {
      this.#destroy();
      return;
    }
    // The plot is cheap to build and has much that may change: only a new time range is not worth a new one.
    const isOnlyRange = [...changed.keys()].every((key) => key === 'from' || key === 'to') && changed.size > 0;
    if (this.#plot && isOnlyRange && this.#plot.root.isConnected) {
      this.#plot.setScale('x', timeScale(this.from, this.to));
      return;
    }
    this.#draw(host);
  }

  #draw(host: HTMLElement): void {
    this.#destroy();
    const colours = readColours(host);
    this.#plot = drawPlot(host, this.plot(this.observations, colours), {
      from: this.from,
      to: this.to,
      height: this.#height(host),
      colours,
      alerts: this.alerts,
      moved: (plot) => this.#showTip(plot),
      brushed: (from, to) => this.#tellRange(from, to),
    });
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

  #tellRange(from: Date, to: Date): void {
    this.dispatchEvent(new CustomEvent('kh-range', { detail: { from, to }, bubbles: true, composed: true }));
  }

  #showTip(plot: uPlot): void {
    const tip = this.renderRoot.querySelector<HTMLElement>('.tip');
    if (!tip) return;
    const { left = -1, idx } = plot.cursor;
    const observation = idx == null ? undefined : this.observations[idx];
    tip.hidden = left < 0 || observation === undefined;
    if (tip.hidden || observation === undefined) return;
    tip.textContent = tipText(plot, { observation, alerts: this.alerts, glucoseUnit: this.glucoseUnit });
    placeTip(tip, plot);
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
