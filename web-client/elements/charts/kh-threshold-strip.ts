import { msg, str } from '@lit/localize';
import { css, html, nothing, unsafeCSS, type PropertyValues } from 'lit';
import uPlot from 'uplot';
import uPlotStyles from 'uplot/dist/uPlot.min.css?inline';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import { glucoseIn, type GlucoseUnit } from '../../format/value.ts';
import { baseStyles } from '../../styles/base.ts';
import { kindWord } from '../../words/observation.ts';
import { KhElement } from '../kh-element.ts';
import { readColours } from './colours.ts';
import { labelPlaces } from './label-places.ts';
import { timeAxis, valueAxis } from './time-axis.ts';

const LABEL_GAP_PX = 4;

/** A threshold across the strip, in canonical units, with its words. */
export type StripLine = { value: number; text: string };

/** Lower and upper end of each axis, in canonical units: wide enough for every threshold that can be set. */
const SCALES = {
  'blood-pressure': { min: 42, max: 200 },
  glucose: { min: 36, max: 324 },
  'heart-rate': { min: 30, max: 150 },
} as const satisfies Record<ReadingKind, { min: number; max: number }>;

const valuesOf = (observation: Observation): readonly number[] =>
  observation.kind === 'blood-pressure' ? [observation.systolic, observation.diastolic] : [observation.value];

/** The patient's own readings as dots, under the lines that the sliders move. */
export class KhThresholdStrip extends KhElement {
  static override properties = {
    kind: { attribute: false },
    observations: { attribute: false },
    lines: { attribute: false },
    from: { attribute: false },
    to: { attribute: false },
    glucoseUnit: { attribute: false },
  };
  declare kind: ReadingKind;
  declare observations: readonly Observation[];
  declare lines: readonly StripLine[];
  declare from: Date;
  declare to: Date;
  declare glucoseUnit: GlucoseUnit;

  #plot: uPlot | null = null;
  #resize: ResizeObserver | undefined;

  static override styles = [
    baseStyles,
    unsafeCSS(uPlotStyles),
    css`
      .frame {
        position: relative;
        block-size: 190px;
        overflow: hidden;
        font-size: var(--kh-text-xs);
      }
      .none {
        position: absolute;
        inset: 0;
        display: grid;
        place-content: center;
        padding: var(--kh-space-4);
        text-align: center;
        color: var(--kh-ink-soft);
      }
      .line {
        position: absolute;
        inset-inline: 0;
        border-block-start: 2px solid var(--kh-ink);
        pointer-events: none;
      }
      .line span {
        position: absolute;
        inset-inline-end: 0;
        inset-block-end: 0;
        padding-inline: var(--kh-space-1);
        border-radius: var(--kh-radius-s) var(--kh-radius-s) 0 0;
        background: var(--kh-ink);
        color: var(--kh-canvas);
        line-height: 1.3;
        white-space: nowrap;
      }
    `,
  ];

  constructor() {
    super();
    this.kind = 'blood-pressure';
    this.observations = [];
    this.lines = [];
    this.to = new Date();
    this.from = new Date(this.to.getTime() - 30 * 86_400_000);
    this.glucoseUnit = 'mmol/L';
  }

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener('kh-theme-changed', this.#onTheme);
    this.#resize = new ResizeObserver(() => this.#fit());
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener('kh-theme-changed', this.#onTheme);
    this.#resize?.disconnect();
    this.#plot?.destroy();
    this.#plot = null;
  }

  override render() {
    const name = kindWord(this.kind);
    const count = this.observations.length;
    const lines = this.lines.map(({ text }) => text).join(', ');
    return html`<div class="frame">
      <div
        class="plot"
        role="img"
        aria-label=${msg(str`${name}, the last 30 days: ${count} readings, thresholds at ${lines}`)}
      ></div>
      ${count === 0 ? html`<p class="none">${msg('No readings in the last 30 days')}</p>` : nothing}
    </div>`;
  }

  override updated(changed: PropertyValues<this>): void {
    // The lines follow a slider many times a second: they lie over the dots, which stay as they are drawn.
    const isOnlyLines = [...changed.keys()].every((key) => key === 'lines');
    if (this.#plot === null || !isOnlyLines) this.#draw();
    else this.#placeLines(this.#plot);
  }

  #draw(): void {
    this.#plot?.destroy();
    const host = this.renderRoot.querySelector<HTMLElement>('.plot');
    if (host === null) return;
    const colours = readColours(host);
    const colour = colours.quantity[this.kind];
    const scale = SCALES[this.kind];
    const points: uPlot.Series = {
      paths: () => null,
      points: { show: true, size: 3.5, width: 0, stroke: colour, fill: colour },
    };
    const rows = this.observations.map(valuesOf);
    const column = (index: number): (number | null)[] => rows.map((values) => this.#shown(values[index]));
    this.#plot = new uPlot(
      {
        width: Math.max(host.clientWidth, 160),
        height: 190,
        padding: [12, colours.fontSize * 1.6, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: { min: this.from.getTime() / 1_000, max: this.to.getTime() / 1_000 },
          y: {
            range: (_plot, low: number | null, high: number | null) => [
              Math.min(this.#shown(scale.min) ?? 0, low ?? Infinity),
              Math.max(this.#shown(scale.max) ?? 0, high ?? -Infinity),
            ],
          },
        },
        axes: [timeAxis(colours), valueAxis(colours)],
        series: this.kind === 'blood-pressure' ? [{}, points, points] : [{}, points],
        // The scale stands when the plot has been drawn, which is later than it was made or given another size.
        hooks: { draw: [(plot) => this.#placeLines(plot)] },
      },
      [
        this.observations.map(({ effectiveAt }) => Date.parse(effectiveAt) / 1_000),
        column(0),
        ...(this.kind === 'blood-pressure' ? [column(1)] : []),
      ],
      host,
    );
    this.#resize?.observe(host);
  }

  #shown(canonical: number | undefined): number | null {
    if (canonical === undefined) return null;
    return this.kind === 'glucose' ? glucoseIn(canonical, this.glucoseUnit) : canonical;
  }

  #placeLines(plot: uPlot): void {
    for (const line of plot.over.querySelectorAll('.line')) line.remove();
    const drawn = this.lines.map(({ value, text }) => {
      const y = plot.valToPos(this.#shown(value) ?? 0, 'y');
      const line = document.createElement('div');
      line.className = 'line';
      line.style.insetBlockStart = `${y}px`;
      const words = document.createElement('span');
      words.textContent = text;
      line.append(words);
      plot.over.append(line);
      return { y, words };
    });
    const [first] = drawn;
    if (first === undefined) return;
    const places = labelPlaces(
      drawn.map(({ y, words }) => ({ y, width: words.offsetWidth })),
      first.words.offsetHeight,
      LABEL_GAP_PX,
    );
    for (const [index, { words }] of drawn.entries()) words.style.insetInlineEnd = `${places[index] ?? 0}px`;
  }

  #fit(): void {
    const host = this.#plot?.root.parentElement;
    if (!this.#plot || !host || host.clientWidth === 0 || host.clientWidth === this.#plot.width) return;
    this.#plot.setSize({ width: host.clientWidth, height: 190 });
  }

  readonly #onTheme = (): void => this.#draw();
}

customElements.define('kh-threshold-strip', KhThresholdStrip);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-strip': KhThresholdStrip;
  }
}
