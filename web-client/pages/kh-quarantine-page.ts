import { msg, str } from '@lit/localize';
import { css, html, nothing } from 'lit';
import '@awesome.me/webawesome/dist/components/button/button.js';
import type { Device } from '#contracts/device.ts';
import type { QuarantinedReading } from '#contracts/quarantine.ts';
import { ClockController } from '../controllers/clock.ts';
import { Loaded } from '../controllers/loaded.ts';
import { PatientsController } from '../controllers/patients.ts';
import { listDevices } from '../data/devices.ts';
import { listHeldReadings } from '../data/quarantine.ts';
import { realtime } from '../data/realtime.ts';
import { KhElement } from '../elements/kh-element.ts';
import '../elements/kh-empty.ts';
import '../elements/kh-failure.ts';
import '../elements/kh-skeleton.ts';
import '../elements/quarantine/kh-discard-dialog.ts';
import '../elements/quarantine/kh-held-reading.ts';
import '../elements/quarantine/kh-release-dialog.ts';
import { baseStyles } from '../styles/base.ts';
import { buttonStyles } from '../styles/button.ts';
import { cardStyles } from '../styles/card.ts';
import { pageStyles } from '../styles/layout.ts';

const LOOK_AGAIN_MS = 30_000;
const AT_ONCE = 100;

type Group = { key: string; patientId: string | null; readings: QuarantinedReading[] };

/** Of one patient, or of one device that is nobody's; whoever has something dangerous first, then in the order of the list. */
const groupsOf = (readings: readonly QuarantinedReading[]): Group[] => {
  const byKey = Map.groupBy(readings, ({ patientId, source }) => patientId ?? `device ${source}`);
  const groups = [...byKey].map(([key, ofKey]) => ({ key, patientId: ofKey[0]?.patientId ?? null, readings: ofKey }));
  const isUrgent = (group: Group): number => (group.readings.some(({ isDangerous }) => isDangerous) ? 0 : 1);
  return groups.sort((a, b) => isUrgent(a) - isUrgent(b));
};

/** Readings that were not believed, until somebody who can judge them has. */
export class KhQuarantinePage extends KhElement {
  static override properties = { isLoadingMore: { state: true } };
  declare isLoadingMore: boolean;

  readonly #clock = new ClockController(this);
  readonly #patients = new PatientsController(this);
  readonly #held = new Loaded(this, () => this.#read(), { everyMs: LOOK_AGAIN_MS });
  /** What was loaded on stays loaded when the page looks again. */
  #count = AT_ONCE;
  #stopListening: (() => void) | undefined;

  static override styles = [
    baseStyles,
    buttonStyles,
    cardStyles,
    pageStyles,
    css`
      .card {
        padding-block: var(--kh-space-2);
      }
      li + li {
        border-block-start: 1px solid var(--kh-line);
      }
      h2 {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    this.isLoadingMore = false;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stopListening = realtime.listen({
      alert: (_type, { alert }) => {
        if (alert.ruleId === 'reading.quarantined') void this.#held.load();
      },
      caughtUp: () => void this.#held.load(),
    });
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stopListening?.();
  }

  async #read() {
    const [{ readings, hasMore }, devices] = await Promise.all([listHeldReadings(this.#count), listDevices()]);
    return { readings, hasMore, devices: new Map(devices.map((device) => [device.id, device])) };
  }

  async #loadMore(): Promise<void> {
    this.isLoadingMore = true;
    this.#count += AT_ONCE;
    await this.#held.load();
    this.isLoadingMore = false;
  }

  override render() {
    const { value: held, failure } = this.#held;
    return html`<div class="page">
        <div class="stack">
          <h1>${msg('Quarantine')}</h1>
          <p class="soft">${msg('Readings that were not believed. Release what was measured, discard what was not.')}</p>
        </div>
        ${failure ? html`<kh-failure .code=${failure} @kh-retry=${() => void this.#held.load()}></kh-failure>` : nothing}
        ${held ? this.#renderGroups(held.readings) : failure ? nothing : this.#renderSkeleton()}
        ${held?.hasMore === true ? this.#renderMore(held.readings.length) : nothing}
      </div>
      <kh-release-dialog
        .patients=${this.#patients.patients ?? []}
        @kh-settled=${() => void this.#held.load()}
      ></kh-release-dialog>
      <kh-discard-dialog @kh-settled=${() => void this.#held.load()}></kh-discard-dialog>`;
  }

  #renderSkeleton() {
    return html`<div class="card"><kh-skeleton .lines=${5}></kh-skeleton></div>`;
  }

  #renderGroups(readings: readonly QuarantinedReading[]) {
    if (readings.length === 0)
      return html`<div class="card">
        <kh-empty
          symbol="check"
          .heading=${msg('Nothing waits')}
          .text=${msg('A reading that cannot be right is kept here until somebody has looked at it.')}
        ></kh-empty>
      </div>`;
    return groupsOf(readings).map(
      (group) => html`<section class="card">
        <h2>${this.#heading(group)}</h2>
        <ul>
          ${group.readings.map((reading) => html`<li>${this.#renderReading(reading)}</li>`)}
        </ul>
      </section>`,
    );
  }

  #renderMore(count: number) {
    return html`<div class="stack">
      <p class="soft" role="status">
        ${msg(str`${count} are shown. There are more, which are less urgent or older.`)}
      </p>
      <wa-button appearance="outlined" ?loading=${this.isLoadingMore} @click=${() => void this.#loadMore()}
        >${msg('Show more')}</wa-button
      >
    </div>`;
  }

  #heading({ patientId, readings }: Group) {
    if (patientId !== null)
      return html`<a class="lone-link" href="/patients/${patientId}">${this.#nameOf(patientId) ?? msg('a patient of yours')}</a>`;
    const source = readings[0]?.source ?? '';
    return msg(str`Nobody’s yet: ${this.#device(source)?.label ?? source}`);
  }

  #renderReading(reading: QuarantinedReading) {
    return html`<kh-held-reading
      .reading=${reading}
      .deviceName=${this.#deviceName(reading)}
      .now=${this.#clock.now}
      @kh-release=${() => this.#onRelease(reading)}
      @kh-discard=${() => this.#onDiscard(reading)}
    ></kh-held-reading>`;
  }

  #nameOf(patientId: string): string | undefined {
    return this.#patients.find(patientId)?.name;
  }

  #device(source: string): Device | undefined {
    return this.#held.value?.devices.get(source);
  }

  #deviceName({ source }: QuarantinedReading): string {
    if (source === 'manual') return msg('typed in');
    const label = this.#device(source)?.label;
    return label === undefined ? source : `${label} (${source})`;
  }

  #onRelease(reading: QuarantinedReading): void {
    const usualKind = this.#device(reading.source)?.kinds[0] ?? 'blood-pressure';
    this.renderRoot.querySelector('kh-release-dialog')?.show(reading, usualKind);
  }

  #onDiscard(reading: QuarantinedReading): void {
    const name = reading.patientId === null ? null : (this.#nameOf(reading.patientId) ?? msg('a patient of yours'));
    this.renderRoot.querySelector('kh-discard-dialog')?.show(reading, name);
  }
}

customElements.define('kh-quarantine-page', KhQuarantinePage);
declare global {
  interface HTMLElementTagNameMap {
    'kh-quarantine-page': KhQuarantinePage;
  }
}
