import type { ReactiveControllerHost } from 'lit';
import type { RuleSetId } from '#contracts/rule.ts';
import {
  THRESHOLD_KEYS,
  type NightThresholds,
  type SwitchableLayer,
  type ThresholdKey,
  type ThresholdLimit,
  type ThresholdOverrides,
  type Thresholds,
} from '#contracts/threshold.ts';
import { failureCode, type FailureCode } from '../data/request.ts';
import { readThresholds, saveThresholds, type ChosenThresholds } from '../data/thresholds.ts';

export type Period = 'day' | 'night';

const USUAL_NIGHT: NightThresholds = { from: '22:00', to: '07:00', overrides: {} };
const SHORTEST_REASON = 3;

const chosenOf = ({ ruleSet, overrides, night }: Thresholds): ChosenThresholds => ({ ruleSet, overrides, night });

const isSameOverrides = (a: ThresholdOverrides, b: ThresholdOverrides): boolean =>
  THRESHOLD_KEYS.every((key) => a[key] === b[key]) &&
  (a.layersOff ?? []).toSorted().join() === (b.layersOff ?? []).toSorted().join();

const isSameNight = (a: NightThresholds | null, b: NightThresholds | null): boolean =>
  a === null || b === null ? a === b : a.from === b.from && a.to === b.to && isSameOverrides(a.overrides, b.overrides);

/** What a clinician sets for one patient, until it is saved. Somebody else's newer version never takes its place. */
export class ThresholdDraft {
  readonly #host: Pick<ReactiveControllerHost, 'requestUpdate'>;
  readonly #onChange: () => void;
  #patientId = '';
  /** A night that was switched off comes back as it was. */
  #lastNight = USUAL_NIGHT;
  /** As the server has them; null while they are loaded. */
  stored: Thresholds | null = null;
  chosen: ChosenThresholds = { ruleSet: 'china', overrides: {}, night: null };
  reason = '';
  failure: FailureCode | null = null;
  status: 'editing' | 'saving' | 'saved' | 'failed' = 'editing';
  /** Newer than what the draft was made from: the person says which of the two goes on. */
  theirs: Thresholds | null = null;

  /** `onChange` is called whenever what is chosen, or what it would be compared with, is another. */
  constructor(host: Pick<ReactiveControllerHost, 'requestUpdate'>, onChange: () => void) {
    this.#host = host;
    this.#onChange = onChange;
  }

  async load(patientId: string): Promise<void> {
    this.#patientId = patientId;
    this.stored = null;
    this.theirs = null;
    this.failure = null;
    this.reason = '';
    this.status = 'editing';
    this.#host.requestUpdate();
    try {
      const stored = await readThresholds(patientId);
      if (patientId === this.#patientId) this.#adopt(stored);
    } catch (error) {
      if (patientId !== this.#patientId) return;
      this.failure = failureCode(error);
      this.#host.requestUpdate();
    }
  }

  get limits(): readonly ThresholdLimit[] {
    return this.stored?.limits[this.chosen.ruleSet] ?? [];
  }

  get isChanged(): boolean {
    const { stored, chosen } = this;
    if (stored === null) return false;
    return !(
      stored.ruleSet === chosen.ruleSet &&
      isSameOverrides(stored.overrides, chosen.overrides) &&
      isSameNight(stored.night, chosen.night)
    );
  }

  get isReasonMissing(): boolean {
    return this.reason.trim().length < SHORTEST_REASON;
  }

  /** A night that ends as it begins would be a whole day or none. */
  get isNightEmpty(): boolean {
    return this.chosen.night !== null && this.chosen.night.from === this.chosen.night.to;
  }

  overridesOf(period: Period): ThresholdOverrides {
    return period === 'day' ? this.chosen.overrides : (this.chosen.night?.overrides ?? {});
  }

  /** What holds where nothing is chosen: by day the rule set's, by night the day's. */
  fallbackOf({ key, default: standard }: ThresholdLimit, period: Period): number {
    return period === 'day' ? standard : (this.chosen.overrides[key] ?? standard);
  }

  setBound(period: Period, key: ThresholdKey, value: number | null): void {
    const others = Object.entries(this.overridesOf(period)).filter(([name]) => name !== key);
    const overrides: ThresholdOverrides = Object.fromEntries(value === null ? others : [...others, [key, value]]);
    if (period === 'day') this.#choose({ overrides });
    else if (this.chosen.night !== null) this.#choose({ night: { ...this.chosen.night, overrides } });
  }

  /** Bounds beyond the other guideline's critical floor fall back to it: it is the more sensitive one. */
  setRuleSet(ruleSet: RuleSetId): void {
    const limits = this.stored?.limits[ruleSet] ?? [];
    const within = (overrides: ThresholdOverrides): ThresholdOverrides =>
      Object.fromEntries(
        limits.flatMap(({ key, min, max }) => {
          const value = overrides[key];
          return value === undefined || value < min || value > max ? [] : [[key, value]];
        }),
      );
    const { overrides, night } = this.chosen;
    const { layersOff } = overrides;
    this.#choose({
      ruleSet,
      overrides: { ...within(overrides), ...(layersOff === undefined ? {} : { layersOff }) },
      night: night === null ? null : { ...night, overrides: within(night.overrides) },
    });
  }

  /** None left off is the usual: then nothing is written about it. */
  setLayersOff(layersOff: SwitchableLayer[]): void {
    const overrides: ThresholdOverrides = { ...this.chosen.overrides, layersOff };
    if (layersOff.length === 0) delete overrides.layersOff;
    this.#choose({ overrides });
  }

  setNight(hasNight: boolean): void {
    if (this.chosen.night !== null) this.#lastNight = this.chosen.night;
    this.#choose({ night: hasNight ? this.#lastNight : null });
  }

  setNightHours(hours: Partial<Pick<NightThresholds, 'from' | 'to'>>): void {
    if (this.chosen.night !== null) this.#choose({ night: { ...this.chosen.night, ...hours } });
  }

  setReason(reason: string): void {
    this.reason = reason;
    this.#host.requestUpdate();
  }

  discard(): void {
    if (this.stored !== null) this.#adopt(this.stored);
  }

  async save(): Promise<void> {
    const { stored, chosen, reason } = this;
    if (stored === null || this.status === 'saving') return;
    this.status = 'saving';
    this.failure = null;
    this.#host.requestUpdate();
    try {
      const saved = await saveThresholds(this.#patientId, chosen, reason.trim(), stored.version);
      this.#adopt(saved);
      this.reason = '';
      this.status = 'saved';
    } catch (error) {
      this.failure = failureCode(error);
      this.status = 'failed';
      if (this.failure === 'conflict') await this.#readTheirs();
    }
    this.#host.requestUpdate();
  }

  /** After a conflict: mine is to follow theirs, and is saved only when the person says so again. */
  keepMine(): void {
    if (this.theirs === null) return;
    this.stored = this.theirs;
    this.#settle();
  }

  /** After a conflict: theirs take the place of mine; the reason that was typed stays. */
  takeTheirs(): void {
    if (this.theirs !== null) this.#adopt(this.theirs);
  }

  async #readTheirs(): Promise<void> {
    try {
      this.theirs = await readThresholds(this.#patientId);
    } catch (error) {
      this.failure = failureCode(error);
    }
  }

  #adopt(stored: Thresholds): void {
    this.stored = stored;
    this.chosen = chosenOf(stored);
    this.#lastNight = stored.night ?? USUAL_NIGHT;
    this.#settle();
  }

  #settle(): void {
    this.theirs = null;
    this.failure = null;
    this.status = 'editing';
    this.#onChange();
    this.#host.requestUpdate();
  }

  #choose(change: Partial<ChosenThresholds>): void {
    this.chosen = { ...this.chosen, ...change };
    if (this.status === 'saved') this.status = 'editing';
    this.#onChange();
    this.#host.requestUpdate();
  }
}
