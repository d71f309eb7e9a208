import { msg, str } from '@lit/localize';
import { css, html, nothing, type PropertyValues } from 'lit';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Expectation, ExpectationList } from '#contracts/expectation.ts';
import { listExpectations, putExpectation } from '../data/expectations.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { agoText } from '../format/time.ts';
import { icon } from '../icons/icon.ts';
import { baseStyles } from '../styles/base.ts';
import { everyText, INTERVALS } from '../words/expectation.ts';
import { kindWord, READING_KIND_ORDER } from '../words/observation.ts';
import './kh-failure.ts';
import { KhElement } from './kh-element.ts';
import './kh-skeleton.ts';

/** One line: what is expected of a device, or of a kind whichever device it comes from. */
type Line = Pick<Expectation, 'kind' | 'deviceId' | 'deviceLabel'> & { expectation: Expectation | null };

const NOT_EXPECTED = 'none';

const idOf = ({ kind, deviceId }: Line): string => `every-${kind}-${deviceId ?? 'any'}`;

/** How often readings are expected of a patient, where a clinician can say otherwise. Three missed ones raise an alert. */
export class KhExpectations extends KhElement {
  static override properties = {
    patientId: { attribute: false },
    now: { attribute: false },
    list: { state: true },
    busy: { state: true },
    failure: { state: true },
  };
  declare patientId: string;
  declare now: Date;
  declare list: ExpectationList | null;
  declare busy: boolean;
  declare failure: FailureCode | null;

  static override styles = [
    baseStyles,
    css`
      ul {
        display: grid;
        gap: var(--kh-space-4);
        margin-block-start: var(--kh-space-4);
      }
      li {
        display: grid;
        gap: var(--kh-space-1);
      }
      select {
        inline-size: 100%;
        min-block-size: var(--kh-target);
        padding-inline: var(--kh-space-3);
        border: 1px solid var(--kh-line-strong);
        border-radius: var(--kh-radius-m);
        background: var(--kh-surface);
        color: inherit;
        font: inherit;
      }
      select:focus-visible {
        outline: 3px solid var(--kh-focus);
        outline-offset: 2px;
      }
      .silent {
        display: inline-flex;
        align-items: center;
        gap: var(--kh-space-1);
        color: var(--kh-technical);
        font-weight: var(--kh-weight-strong);
      }
    `,
  ];

  constructor() {
    super();
    this.patientId = '';
    this.now = new Date();
    this.list = null;
    this.busy = false;
    this.failure = null;
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('patientId') || this.patientId === '') return;
    this.list = null;
    void this.#load();
  }

  async #load(): Promise<void> {
    const { patientId } = this;
    await this.#take(() => listExpectations(patientId));
  }

  async #take(ask: () => Promise<ExpectationList>): Promise<void> {
    const { patientId } = this;
    this.busy = true;
    try {
      const list = await ask();
      if (patientId !== this.patientId) return;
      this.list = list;
      this.failure = null;
    } catch (error) {
      this.failure = failureCode(error);
      // What stands in the boxes is what is true, not what was tried.
      this.requestUpdate();
    }
    this.busy = false;
  }

  override render() {
    const { list, failure } = this;
    const notice =
      failure === null
        ? nothing
        : html`<kh-failure .code=${failure} @kh-retry=${() => void this.#load()}></kh-failure>`;
    if (list === null) return failure === null ? html`<kh-skeleton .lines=${3}></kh-skeleton>` : notice;
    return html`${notice}
      <p class="soft">${msg('Three missed in a row raise a technical alert, six make it urgent.')}</p>
      <ul>
        ${repeat(this.#lines(list), idOf, (line) => this.#renderLine(line))}
      </ul>`;
  }

  /** Each device that is expected to send, or was; and every kind that nothing is expected of. */
  #lines({ expectations, ended }: ExpectationList): Line[] {
    return READING_KIND_ORDER.flatMap((kind) => {
      const own = expectations.filter((expectation) => expectation.kind === kind);
      const lines: Line[] = own.map((expectation) => ({ ...expectation, expectation }));
      for (const device of ended) if (device.kind === kind) lines.push({ ...device, expectation: null });
      // Where a device is expected to send, what any device sends is rarely asked for.
      if (own.length === 0) lines.push({ kind, deviceId: null, deviceLabel: null, expectation: null });
      return lines;
    });
  }

  #renderLine(line: Line) {
    const { expectation } = line;
    const id = idOf(line);
    const current = expectation?.everyMinutes;
    const isOther = current !== undefined && !INTERVALS.some((minutes) => minutes === current);
    const intervals = isOther ? [...INTERVALS, current].sort((a, b) => a - b) : INTERVALS;
    return html`<li>
      <label for=${id}>${this.#nameOf(line)}</label>
      <select
        id=${id}
        ?disabled=${this.busy}
        .value=${live(current === undefined ? NOT_EXPECTED : String(current))}
        @change=${(event: Event) => this.#onChange(line, (event.target as HTMLSelectElement).value)}
      >
        <option value=${NOT_EXPECTED} ?selected=${current === undefined}>${msg('not expected')}</option>
        ${intervals.map(
          (minutes) => html`<option value=${minutes} ?selected=${minutes === current}>${everyText(minutes)}</option>`,
        )}
      </select>
      ${expectation === null ? nothing : this.#renderState(expectation)}
    </li>`;
  }

  #nameOf({ kind, deviceId, deviceLabel }: Line): string {
    const name = kindWord(kind);
    return deviceId === null ? msg(str`${name}, any device`) : `${name} · ${deviceLabel ?? deviceId}`;
  }

  #renderState({ isSilent, lastReadingAt }: Expectation) {
    const last =
      lastReadingAt === null ? msg('no reading yet') : msg(str`last reading ${agoText(lastReadingAt, this.now)}`);
    return html`<p class="soft">
      ${isSilent ? html`<span class="silent">${icon('wrench')}${msg('silent')}</span> · ` : nothing}${last}
    </p>`;
  }

  #onChange({ kind, deviceId }: Line, value: string): void {
    const everyMinutes = value === NOT_EXPECTED ? null : Number(value);
    void this.#take(() => putExpectation(this.patientId, { kind, deviceId, everyMinutes }));
  }
}

customElements.define('kh-expectations', KhExpectations);
declare global {
  interface HTMLElementTagNameMap {
    'kh-expectations': KhExpectations;
  }
}
