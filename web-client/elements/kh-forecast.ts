import { msg, str } from '@lit/localize';
import { css, html, nothing, svg } from 'lit';
import type { Explanation } from '#contracts/alert.ts';
import { momentText } from '../format/time.ts';
import { glucoseIn, glucoseText, type GlucoseUnit } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { KhElement } from './kh-element.ts';

type Forecast = NonNullable<Explanation['forecast']>;

const WIDTH = 320;
const HEIGHT = 120;
/** Level 1 hypoglycaemia (ADA): the line the forecast is about. */
const LOW_MG_PER_DL = 70;

/** A glucose forecast: its median in its band over the next minutes, the numbers as a table, and which model made it. */
export class KhForecast extends KhElement {
  static override properties = {
    forecast: { attribute: false },
    glucoseUnit: { attribute: false },
    now: { attribute: false },
  };
  declare forecast: Forecast | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare now: Date;

  static override styles = [
    baseStyles,
    css`
      :host {
        display: grid;
        gap: var(--kh-space-3);
      }
      svg {
        display: block;
        inline-size: min(100%, 24rem);
        block-size: auto;
        overflow: visible;
      }
      .band {
        fill: var(--kh-glucose);
        opacity: 0.18;
      }
      .median {
        fill: none;
        stroke: var(--kh-glucose);
        stroke-width: 2.5;
        stroke-linejoin: round;
      }
      .limit {
        stroke: var(--kh-ink-faint);
        stroke-dasharray: 4 4;
      }
      text {
        font-size: 12px;
        fill: var(--kh-ink-soft);
      }
      table {
        inline-size: min(100%, 24rem);
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0 var(--kh-space-4) var(--kh-space-1) 0;
        text-align: start;
        font-weight: var(--kh-weight);
      }
      th {
        color: var(--kh-ink-soft);
      }
      code {
        font-family: var(--kh-font-mono);
        font-size: 0.9em;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.now = new Date();
  }

  override render() {
    const { forecast, glucoseUnit } = this;
    if (!forecast) return nothing;
    const lowest = `${glucoseText(forecast.minimumLow, glucoseUnit)} ${glucoseUnit}`;
    return html`<p>${msg(str`May fall as low as ${lowest}.`)}</p>
      ${this.#renderFan(forecast)}
      <table class="small">
        <thead>
          <tr>
            <th scope="col">${msg('in')}</th>
            <th scope="col">${msg('expected')}</th>
            <th scope="col">${msg('between')}</th>
          </tr>
        </thead>
        <tbody>
          ${forecast.points.map(
            ({ minutes, low, median, high }) =>
              html`<tr>
                <td>${msg(str`${minutes} min`)}</td>
                <td>${glucoseText(median, glucoseUnit)}</td>
                <td>${glucoseText(low, glucoseUnit)} – ${glucoseText(high, glucoseUnit)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
      <p class="soft small">
        ${
          forecast.model === 'mlp'
            ? msg(
                str`Neural network, TensorFlow.js on ${forecast.backend}, made ${momentText(forecast.issuedAt, this.now)}.`,
              )
            : msg(
                str`Autoregressive model AR(8), made ${momentText(forecast.issuedAt, this.now)}; the neural network was not available.`,
              )
        }
        ${
          forecast.artifactSha256 === null
            ? nothing
            : html`<br />${msg('Artifact')} sha256 <code>${forecast.artifactSha256}</code>`
        }
      </p>`;
  }

  #renderFan({ points }: Forecast) {
    const values = points.flatMap(({ low, high }) => [low, high]);
    const lastMinute = Math.max(...points.map(({ minutes }) => minutes), 1);
    const top = Math.max(...values, LOW_MG_PER_DL + 10);
    const bottom = Math.min(...values, LOW_MG_PER_DL - 10);
    const x = (minutes: number): string => ((minutes / lastMinute) * WIDTH).toFixed(1);
    const y = (mgPerDl: number): string => (((top - mgPerDl) / (top - bottom)) * HEIGHT).toFixed(1);
    const upper = points.map(({ minutes, high }) => `${x(minutes)},${y(high)}`);
    const lower = points.map(({ minutes, low }) => `${x(minutes)},${y(low)}`).reverse();
    const limit = glucoseIn(LOW_MG_PER_DL, this.glucoseUnit).toFixed(this.glucoseUnit === 'mmol/L' ? 1 : 0);
    return html`<svg viewBox="0 -8 ${WIDTH} ${HEIGHT + 16}" aria-hidden="true">
      ${svg`<polygon class="band" points=${[...upper, ...lower].join(' ')}></polygon>
        <line class="limit" x1="0" x2=${WIDTH} y1=${y(LOW_MG_PER_DL)} y2=${y(LOW_MG_PER_DL)}></line>
        <text x="0" y=${y(LOW_MG_PER_DL)} dy="14">${limit}</text>
        <polyline class="median" points=${points.map(({ minutes, median }) => `${x(minutes)},${y(median)}`).join(' ')}></polyline>`}
    </svg>`;
  }
}

customElements.define('kh-forecast', KhForecast);
declare global {
  interface HTMLElementTagNameMap {
    'kh-forecast': KhForecast;
  }
}
