import type { GlucoseUnit } from '#contracts/reading.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import type { NightThresholds, SwitchableLayer, ThresholdOverrides } from '#contracts/threshold.ts';
import type { DayOfHours } from '../baseline/day-of-hours.ts';
import type { UsualRanges } from '../baseline/stream-usual.ts';
import { nightClock, type IsNight } from '../local-time/night.ts';
import { GlucoseWindow } from '../forecaster/glucose-window.ts';
import type { PulseReading } from '../rhythm/pulse-readings.ts';
import { activeRules, type ActiveRules } from '../rules/active-rules.ts';
import { FACTS } from '../rules/judge.ts';
import { STREAMS, type Stream } from '../rules/rule.ts';
import type { Finding, FindingChange } from './finding.ts';
import { HomeMeanWatch, type CuffQuarter } from './home-mean-watch.ts';
import { PersonalBaseline, type BaselinePast } from './personal-baseline.ts';
import { PredictedLowWatch } from './predicted-low-watch.ts';
import { RhythmWatch } from './rhythm-watch.ts';
import { StreamWatch } from './stream-watch.ts';

/** What detection needs of a stored observation, in canonical units. */
export type DetectionRow = {
  id: string;
  kind: 'blood-pressure' | 'glucose' | 'heart-rate';
  effectiveAtMs: number;
  systolic: number | null;
  diastolic: number | null;
  glucose: number | null;
  heartRate: number | null;
  comparator: '<' | '>' | null;
  method: 'cuff' | 'cuffless' | null;
  specimen: 'interstitial' | 'capillary' | null;
  context: 'rest' | 'active' | 'unknown' | null;
  steps: number | null;
  /** Between successive beats, the last of which was at the reading's time. */
  rrIntervalsMs: readonly number[] | null;
  flags: readonly string[] | null;
};

/** What the windows are restored from: intervals come by themselves. */
export type RestoredRow = Omit<DetectionRow, 'rrIntervalsMs'>;

export const streamOf = (row: Pick<DetectionRow, 'kind' | 'method' | 'specimen'>): Stream => {
  switch (row.kind) {
    case 'blood-pressure':
      return row.method === 'cuffless' ? 'cuffless' : 'cuff';
    case 'glucose':
      return row.specimen === 'interstitial' ? 'interstitial' : 'capillary';
    case 'heart-rate':
      return 'heart-rate';
  }
};

export const kindOf = (stream: Stream): DetectionRow['kind'] =>
  stream === 'heart-rate' ? stream : stream.startsWith('cuff') ? 'blood-pressure' : 'glucose';

export const factsOf = (row: Pick<DetectionRow, 'comparator' | 'context' | 'steps' | 'flags'>): number =>
  (row.comparator === null ? 0 : row.comparator === '<' ? FACTS.belowLimit : FACTS.aboveLimit) |
  (row.context === 'active' || (row.steps ?? 0) > 0 ? FACTS.active : 0) |
  (row.context !== 'rest' && row.steps === null ? FACTS.untold : 0) |
  (row.flags?.includes('symptoms') === true ? FACTS.symptoms : 0);

/** The intervals of a reading; null where there are none, or the sensor had lost its contact with the skin. */
export const pulseOf = ({ id, effectiveAtMs, heartRate, rrIntervalsMs, flags }: DetectionRow): PulseReading | null => {
  if (rrIntervalsMs === null || rrIntervalsMs.length === 0 || flags?.includes('sensor-fault') === true) return null;
  return { id, at: effectiveAtMs, heartRate: heartRate ?? Number.NaN, rrIntervalsMs };
};

export type PatientProfile = {
  ruleSet: RuleSetId;
  overrides: ThresholdOverrides;
  /** Judged by night instead, by the clock of `timeZone`; null: the same all day. */
  night: NightThresholds | null;
  /** The patient's clock and calendar. */
  timeZone: string;
  /** The unit in which the patient's glucose is displayed. */
  glucoseUnit: GlucoseUnit;
  /** The patient's clock against UTC, for the forecaster. */
  utcOffsetMinutes: number;
};

/** What is read again of longer times than the windows. */
export type DetectionPast = {
  /** Two weeks of cuff readings, oldest first. */
  quarters: readonly CuffQuarter[];
  /** A day of readings with intervals, and some before, in any order. */
  pulses: readonly PulseReading[];
  /** The hours that say what is usual. */
  baseline: BaselinePast;
};

const NO_LAYERS: readonly SwitchableLayer[] = [];

/** Everything that detection remembers about one patient. */
export class PatientWatch {
  readonly ruleSet: RuleSetId;
  readonly rules: ActiveRules;
  readonly isNight: IsNight;
  readonly glucose: GlucoseWindow;
  readonly predictedLow: PredictedLowWatch;
  readonly layersOff: readonly SwitchableLayer[];
  readonly #timeZone: string;
  #homeMean: HomeMeanWatch | null = null;
  #rhythm: RhythmWatch | null = null;
  readonly #baseline: PersonalBaseline;
  readonly #streams = new Map<Stream, StreamWatch>();
  readonly #touched = new Set<StreamWatch>();

  constructor({ ruleSet, overrides, night, timeZone, glucoseUnit, utcOffsetMinutes }: PatientProfile) {
    this.ruleSet = ruleSet;
    this.layersOff = overrides.layersOff ?? NO_LAYERS;
    this.#timeZone = timeZone;
    this.rules = activeRules(ruleSet, overrides, { nightOverrides: night?.overrides ?? {}, glucoseUnit });
    this.isNight = nightClock(night, timeZone);
    this.glucose = new GlucoseWindow(utcOffsetMinutes);
    this.predictedLow = new PredictedLowWatch(ruleSet);
    this.#baseline = new PersonalBaseline(this.rules.baselines, timeZone);
  }

  /** Readings in memory, as a measure of its size; an hour of sums is a tenth of one. */
  get size(): number {
    let size = this.glucose.size + (this.#rhythm?.size ?? 0) + Math.ceil(this.#baseline.size / 10);
    for (const { window } of this.#streams.values()) size += window.size;
    return size;
  }

  /** Starts from the database: rows in any order, and findings that reach into the windows, which begin after `from`. */
  restore(
    rows: readonly RestoredRow[],
    findings: readonly Finding[],
    from: Record<DetectionRow['kind'], number>,
    { quarters, pulses, baseline }: DetectionPast,
  ): void {
    this.#baseline.restore(baseline, newestOfKinds(rows), findings);
    if (quarters.length > 0) {
      const told = findings.filter(({ ruleId }) => ruleId === 'bp.home-mean');
      this.#homeMeanWatch()?.restore(quarters, told);
    }
    if (pulses.length > 0) {
      const told = findings.filter(({ ruleId }) => ruleId === 'rhythm.irregular');
      this.#rhythmWatch()?.restore(pulses, told);
    }
    for (const stream of STREAMS) {
      const readings = rows.filter((row) => streamOf(row) === stream).map((row) => toReading(row, this.isNight));
      const told = findings.filter(
        (finding) => finding.stream === stream && finding.ruleId !== 'glucose.predicted-low',
      );
      if (readings.length > 0 || told.length > 0) this.#stream(stream).restore(readings, told, from[kindOf(stream)]);
    }
    for (const row of rows) {
      if (streamOf(row) === 'interstitial') this.glucose.insert(row.effectiveAtMs, row.glucose ?? Number.NaN);
    }
    this.predictedLow.restore(
      findings.findLast(({ ruleId, clearedAt }) => ruleId === 'glucose.predicted-low' && clearedAt === null) ?? null,
    );
  }

  add(row: DetectionRow): void {
    const name = streamOf(row);
    const stream = this.#stream(name);
    const reading = toReading(row, this.isNight);
    stream.add(reading);
    this.#touched.add(stream);
    this.#baseline.add(name, reading);
    if (name === 'cuff') this.#homeMeanWatch()?.add(row.effectiveAtMs, row.systolic ?? 0, row.diastolic ?? 0);
    if (row.rrIntervalsMs !== null) this.#addPulse(row);
  }

  /** What the readings added since the last call changed, as seen at `now`. */
  collect(now: number, changes: FindingChange[]): void {
    for (const stream of this.#touched) stream.collect(now, changes);
    this.#touched.clear();
    this.#homeMean?.collect(now, changes);
    this.#rhythm?.collect(now, changes);
    this.#baseline.collect(now, changes);
  }

  /** Whether a reading is far from what is usual for this patient; never where that is unknown or not watched. */
  isFarFromUsual(row: DetectionRow): boolean {
    return this.rules.baselines.length > 0 && this.#baseline.isFar(streamOf(row), toReading(row, this.isNight));
  }

  /** What is usual for this patient at the time of day of an instant, for people to compare with. */
  usualAt(stream: Stream, at: number): UsualRanges | undefined {
    return this.#baseline.rangesAt(stream, at);
  }

  /** The days that are to be written down now, nearly always none, so that a reload need not read their readings. */
  takeDays(): DayOfHours[] {
    return this.#baseline.takeDays();
  }

  /** Made with the first cuff reading: most patients of a glucose clinic have none. */
  #homeMeanWatch(): HomeMeanWatch | null {
    const rule = this.rules.homeMean;
    if (this.#homeMean === null && rule !== null) {
      const usualOfDay = (middleAt: number) => this.#baseline.rangesOfDay('cuff', middleAt);
      this.#homeMean = new HomeMeanWatch(rule, this.#timeZone, usualOfDay);
    }
    return this.#homeMean;
  }

  /** Made with the first intervals between beats: few patients wear what sends them. */
  #rhythmWatch(): RhythmWatch | null {
    const rule = this.rules.irregularPulse;
    if (this.#rhythm === null && rule !== null) this.#rhythm = new RhythmWatch(rule);
    return this.#rhythm;
  }

  #addPulse(row: DetectionRow): void {
    const pulse = pulseOf(row);
    if (pulse !== null) this.#rhythmWatch()?.add(pulse);
  }

  /** What all readings say, the ones that were restored included: a reading that told of something may be gone. */
  reconsider(now: number, changes: FindingChange[]): void {
    for (const stream of this.#streams.values()) stream.collect(now, changes);
    this.#touched.clear();
    this.#homeMean?.reconsider();
    this.#homeMean?.collect(now, changes);
    this.#rhythm?.reconsider();
    this.#rhythm?.collect(now, changes);
    this.#baseline.reconsider();
    this.#baseline.collect(now, changes);
  }

  #stream(name: Stream): StreamWatch {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      stream = new StreamWatch(this.rules[name], (at) => this.usualAt(name, at));
      this.#streams.set(name, stream);
    }
    return stream;
  }
}

const newestOfKinds = (rows: readonly RestoredRow[]): Record<DetectionRow['kind'], number> => {
  const never = Number.NEGATIVE_INFINITY;
  const newest = { 'blood-pressure': never, glucose: never, 'heart-rate': never };
  for (const { kind, effectiveAtMs } of rows) newest[kind] = Math.max(newest[kind], effectiveAtMs);
  return newest;
};

const toReading = (row: RestoredRow, isNight: IsNight) => ({
  id: row.id,
  at: row.effectiveAtMs,
  first: row.systolic ?? row.glucose ?? row.heartRate ?? Number.NaN,
  second: row.diastolic ?? 0,
  facts: factsOf(row) | (isNight(row.effectiveAtMs) ? FACTS.night : 0),
});
