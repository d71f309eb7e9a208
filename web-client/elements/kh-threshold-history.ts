import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import {
  SWITCHABLE_LAYERS,
  type ThresholdChange,
  type Thresholds,
  type ThresholdVersion,
} from '#contracts/threshold.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { listThresholdVersions } from '../data/thresholds.ts';
import { momentText } from '../format/time.ts';
import type { GlucoseUnit } from '../format/value.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { ruleSetWord } from '../words/rule-set.ts';
import { boundWord, boundWithUnit, layerWord, thresholdWord } from '../words/threshold.ts';
import './kh-empty.ts';
import { KhElement } from './kh-element.ts';
import './kh-failure.ts';
import './kh-skeleton.ts';

/** Who changed a patient's thresholds, when, why and how; newest first. */
export class KhThresholdHistory extends KhElement {
  static override properties = {
    thresholds: { attribute: false },
    glucoseUnit: { attribute: false },
    versions: { state: true },
    nextCursor: { state: true },
    failure: { state: true },
    busy: { state: true },
  };
  /** Those in force: a newer version is a reason to load again. */
  declare thresholds: Thresholds | undefined;
  declare glucoseUnit: GlucoseUnit;
  declare versions: readonly ThresholdVersion[] | null;
  declare nextCursor: string | null;
  declare failure: FailureCode | null;
  declare busy: boolean;

  static override styles = [
    baseStyles,
    buttonStyles,
    css`
      ol > li {
        display: grid;
        gap: var(--kh-space-1);
        padding-block: var(--kh-space-3);
        overflow-wrap: anywhere;
      }
      ol > li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        justify-content: space-between;
        gap: 0 var(--kh-space-3);
      }
      time {
        color: var(--kh-ink-soft);
        font-size: var(--kh-text-s);
      }
    `,
  ];

  constructor() {
    super();
    this.glucoseUnit = 'mmol/L';
    this.versions = null;
    this.nextCursor = null;
    this.failure = null;
    this.busy = false;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('thresholds');
    const { thresholds } = this;
    if (thresholds === undefined || !changed.has('thresholds')) return;
    if (before?.patientId === thresholds.patientId && before.version === thresholds.version) return;
    if (before?.patientId !== thresholds.patientId) this.versions = null;
    void this.#load();
  }

  async #load(cursor?: string): Promise<void> {
    const asked = this.thresholds;
    if (asked === undefined) return;
    this.busy = true;
    try {
      const { versions, nextCursor } = await listThresholdVersions(asked.patientId, cursor);
      if (asked !== this.thresholds) return;
      this.versions = cursor === undefined ? versions : [...(this.versions ?? []), ...versions];
      this.nextCursor = nextCursor;
      this.failure = null;
    } catch (error) {
      if (asked === this.thresholds) this.failure = failureCode(error);
    } finally {
      if (asked === this.thresholds) this.busy = false;
    }
  }

  override render() {
    const { versions, failure, nextCursor } = this;
    if (failure) return html`<kh-failure .code=${failure} @kh-retry=${() => void this.#load()}></kh-failure>`;
    if (versions === null) return html`<kh-skeleton .lines=${3}></kh-skeleton>`;
    if (versions.length === 0)
      return html`<kh-empty
        symbol="clock"
        .heading=${msg('Nobody has changed them')}
        .text=${msg('The guideline holds as it is. Every change will stand here with who made it and why.')}
      ></kh-empty>`;
    const now = new Date();
    return html`<ol>
        ${versions.map((version) => this.#renderVersion(version, now))}
      </ol>
      ${
        nextCursor === null
          ? nothing
          : html`<button
              class="quiet-button"
              type="button"
              ?disabled=${this.busy}
              @click=${() => void this.#load(nextCursor)}
            >
              ${msg('Earlier changes')}
            </button>`
      }`;
  }

  #renderVersion(version: ThresholdVersion, now: Date) {
    const { changedAt, changedBy, reason, changes } = version;
    const others = [...ruleSetChange(version), ...nightChange(version), ...layerChanges(version)];
    return html`<li>
      <div class="head">
        <strong>${changedBy.name}</strong>
        <time datetime=${changedAt}>${momentText(changedAt, now)} · ${msg(str`version ${version.version}`)}</time>
      </div>
      <p>${reason}</p>
      <ul class="small soft">
        ${[...others, ...changes.map((change) => this.#changeText(change, version))].map(
          (words) => html`<li>${words}</li>`,
        )}
      </ul>
    </li>`;
  }

  #changeText({ key, period, before, after }: ThresholdChange, { ruleSet, ruleSetBefore }: ThresholdVersion): string {
    const limitOf = (id: typeof ruleSet) => this.thresholds?.limits[id].find((limit) => limit.key === key);
    const limit = limitOf(ruleSet);
    const earlier = limitOf(ruleSetBefore ?? ruleSet);
    if (limit === undefined || earlier === undefined) return thresholdWord(key);
    const usual = period === 'day' ? msg('guideline') : msg('as by day');
    const from = before === null ? usual : boundWord(earlier, before, this.glucoseUnit);
    const to = after === null ? usual : boundWithUnit(limit, after, this.glucoseUnit);
    const name = thresholdWord(key);
    return period === 'day' ? msg(str`${name}: ${from} → ${to}`) : msg(str`${name}, by night: ${from} → ${to}`);
  }
}

const ruleSetChange = ({ ruleSet, ruleSetBefore }: ThresholdVersion): string[] =>
  ruleSetBefore === null ? [] : [`${ruleSetWord(ruleSetBefore)} → ${ruleSetWord(ruleSet)}`];

const nightChange = ({ nightHours, nightHoursBefore }: ThresholdVersion): string[] => {
  const text = (hours: ThresholdVersion['nightHours']): string =>
    hours === null ? msg('none') : `${hours.from}–${hours.to}`;
  const [from, to] = [text(nightHoursBefore), text(nightHours)];
  return from === to ? [] : [msg(str`Night: ${from} → ${to}`)];
};

const layerChanges = ({ layersOff, layersOffBefore }: ThresholdVersion): string[] =>
  SWITCHABLE_LAYERS.flatMap((layer) => {
    const isOff = layersOff.includes(layer);
    if (isOff === layersOffBefore.includes(layer)) return [];
    const name = layerWord(layer);
    return [isOff ? msg(str`Switched off: ${name}`) : msg(str`Switched on again: ${name}`)];
  });

customElements.define('kh-threshold-history', KhThresholdHistory);
declare global {
  interface HTMLElementTagNameMap {
    'kh-threshold-history': KhThresholdHistory;
  }
}
