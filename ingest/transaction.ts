import type { Logger } from 'pino';
import type { Sql, TransactionSql } from 'postgres';
import { WATCHDOG_PATIENT_ID } from '#contracts/watchdog.ts';
import { inTransaction, type Statement } from '#database/last-statements.ts';
import type { Forecaster } from '#models/forecaster/forecaster.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { assignPatients } from './assignments.ts';
import type { ClinicClock } from './clinic-clock.ts';
import type { ClockChange, DeviceClocks } from './clock-correction/device-clocks.ts';
import { writeClockChanges } from './clock-correction/write-clock-changes.ts';
import type { IngestCounters } from './counters.ts';
import { isDangerous } from './danger.ts';
import { runDetection } from './detection.ts';
import { runForecasts } from './forecasts.ts';
import { addContexts } from './gatt/add-contexts.ts';
import { forgetDays, writeDays } from './hour-sums.ts';
import { insertObservations, settleRepeats, type NewObservation } from './insert-observations.ts';
import { actorOf, type Item } from './item.ts';
import { lockPatients } from './lock-patients.ts';
import { markObservations } from './mark-observations.ts';
import type { PatientEntry, PatientMemory } from './patient-memory.ts';
import { applyFindings } from './policy/apply.ts';
import type { Step } from './policy/step.ts';
import { insertQuarantined, type Quarantined } from './quarantine.ts';
import { freeOnsets } from './free-onsets.ts';
import { reloadPatients } from './reload.ts';
import { setSecondAccountsAside } from './second-accounts/set-aside.ts';
import { dangerousInQuarantine, type JudgedBy } from './technical-findings.ts';

export type TransactionDeps = {
  sql: Sql;
  clock: ClinicClock;
  memory: PatientMemory;
  /** Null in a clinic on event time, which believes every clock. */
  deviceClocks: DeviceClocks | null;
  /** In a clinic on event time: each patient's latest measurement, and who waits for a deadline of that clock. */
  patientClocks: Map<string, number>;
  awaiting: Set<string>;
  counters: IngestCounters;
  forecaster: Pick<Forecaster, 'predict' | 'modelSha256' | 'backend'>;
  now: () => Date;
  log: Logger;
};

/**
 * One transaction for these readings, from whose they are to what was raised about them; sets every item's fate.
 * Memory follows after COMMIT; when anything fails, what was remembered of these patients stays forgotten. Returns
 * whether an alert was raised or changed.
 */
export const runTransaction = async (deps: TransactionDeps, items: readonly Item[]): Promise<boolean> => {
  const attempt = new Attempt(deps, items);
  await inTransaction(deps.sql, (tx) => attempt.run(tx));
  return attempt.remember();
};

/** Nothing of a patient that no transaction has locked is believed. */
const DEFAULT_RULES: JudgedBy = {
  ruleSet: 'china',
  rules: activeRules('china'),
  isNight: () => false,
  usualAt: () => undefined,
};

class Attempt {
  readonly #deps: TransactionDeps;
  readonly #items: readonly Item[];
  readonly #nowMs: number;
  readonly #clockChanges: readonly ClockChange[];
  readonly #clocks = new Map<string, number>();
  #versions: ReadonlyMap<string, number> = new Map();
  #entries = new Map<string, PatientEntry>();
  #failedPatients = new Set<string>();
  #stillAwaiting: { patientId: string; isAwaiting: boolean }[] = [];
  #fullWindows = 0;
  #scored = 0;
  #isNews = false;

  constructor(deps: TransactionDeps, items: readonly Item[]) {
    this.#deps = deps;
    this.#items = items;
    this.#nowMs = deps.now().getTime();
    this.#clockChanges = deps.deviceClocks?.changes(items) ?? [];
    for (const item of items) {
      item.patientId = null;
      item.refused = null;
      item.fate = null;
    }
  }

  /** Returns what is left to be sent, with COMMIT. */
  async run(tx: TransactionSql): Promise<Statement[]> {
    const { assignments, versions } = await lockPatients(tx, this.#items);
    this.#versions = versions;
    assignPatients(this.#items, assignments);
    await this.#recall(tx);
    const stored = await insertObservations(tx, this.#accepted());
    await addContexts(tx, this.#items);
    await settleRepeats(tx, this.#items);
    const counting = await setSecondAccountsAside(tx, stored, this.#entries);
    const steps = await this.#detect(tx, counting);
    steps.push(...(await this.#quarantine(tx)));
    const { events, writes } = await applyFindings(tx, steps);
    this.#isNews = events.length > 0;
    this.#stillAwaiting = events.map(({ alert }) => ({
      patientId: alert.patientId,
      isAwaiting: alert.pageDue !== null,
    }));
    return [...writes, ...this.#writeDays(tx), ...writeClockChanges(tx, this.#clockChanges)];
  }

  /** After COMMIT: what was learned is what is remembered. */
  remember(): boolean {
    const { memory, counters, patientClocks, awaiting, clock, deviceClocks } = this.#deps;
    for (const [patientId, entry] of this.#entries) {
      if (!this.#failedPatients.has(patientId)) memory.keep(patientId, entry);
    }
    if (clock === 'event') {
      for (const [patientId, at] of this.#clocks) patientClocks.set(patientId, at);
      for (const { patientId, isAwaiting } of this.#stillAwaiting) {
        if (isAwaiting) awaiting.add(patientId);
        else awaiting.delete(patientId);
      }
    }
    if (this.#clockChanges.length > 0) deviceClocks?.forget();
    counters.batches += 1;
    counters.fullWindowGlucose += this.#fullWindows;
    counters.windowsScored += this.#scored;
    for (const { fate, context } of this.#items) {
      if (context !== null && fate?.reason === undefined) continue;
      if (fate?.fate === 'stored') counters.stored += 1;
      else if (fate?.fate === 'duplicate') counters.duplicate += 1;
      else if (fate?.reason !== undefined) counters.quarantined[fate.reason] += 1;
    }
    return this.#isNews;
  }

  /** What is remembered of each patient, where nobody else has them or has written since; the rest is read again. */
  async #recall(tx: TransactionSql): Promise<void> {
    const missing: string[] = [];
    for (const [patientId, version] of this.#versions) {
      const entry = this.#deps.memory.take(patientId);
      if (entry?.version === version - 1) {
        entry.version = version;
        this.#entries.set(patientId, entry);
      } else missing.push(patientId);
    }
    if (missing.length === 0) return;
    for (const [patientId, entry] of await reloadPatients(tx, missing, this.#onFailure)) {
      this.#entries.set(patientId, { ...entry, version: this.#versions.get(patientId) ?? 0 });
    }
  }

  /** The readings that go into the table, each with the time at which it counts as received. */
  #accepted(): NewObservation[] {
    const isEventTime = this.#deps.clock === 'event';
    const accepted: NewObservation[] = [];
    // What comes in together was mostly received in the same millisecond.
    let lastMs = Number.NaN;
    let lastText = '';
    for (const item of this.#items) {
      const { row, patientId, rejection, refused } = item;
      if (row === null || patientId === null || rejection !== null || refused !== null) continue;
      if (!isEventTime && this.#isOutOfSequence(item, patientId)) continue;
      const receivedAtMs = isEventTime ? this.#advanceClock(patientId, row.effectiveAtMs) : item.receivedAt.getTime();
      if (receivedAtMs !== lastMs) {
        lastMs = receivedAtMs;
        lastText = new Date(receivedAtMs).toISOString();
      }
      accepted.push({ item, row, patientId, receivedAt: lastText });
    }
    return accepted;
  }

  #isOutOfSequence(item: Item, patientId: string): boolean {
    const { row, reading, source } = item;
    const seq = reading?.seq;
    if (row === null || seq === undefined || source.type !== 'device') return false;
    const sequences = this.#entries.get(patientId)?.sequences;
    const times = { atMs: row.effectiveAtMs, shownMs: row.effectiveAtMs + row.clockAheadMs };
    item.refused = sequences?.check(row.source, row.kind, seq, times) ?? null;
    if (item.refused === null) sequences?.note(row.source, row.kind, seq, times);
    return item.refused !== null;
  }

  #advanceClock(patientId: string, measuredAtMs: number): number {
    const before = this.#clocks.get(patientId) ?? this.#deps.patientClocks.get(patientId);
    const at = Math.max(before ?? measuredAtMs, measuredAtMs);
    this.#clocks.set(patientId, at);
    return at;
  }

  async #detect(tx: TransactionSql, stored: readonly NewObservation[]): Promise<Step[]> {
    const { clock, awaiting, forecaster } = this.#deps;
    const input = {
      ...{ stored, entries: this.#entries, clock, nowMs: this.#nowMs, awaiting, forecaster },
      clockOf: ({ receivedAt }: NewObservation) => Date.parse(receivedAt),
      onFailure: this.#onFailure,
    };
    const judged = runDetection(input);
    for (const { patientId } of judged.failed) this.#failedPatients.add(patientId);
    // A patient on whom the rules failed is read again from the start: no forecast from what they left behind.
    const forecast = runForecasts({
      ...input,
      stored: stored.filter(({ patientId }) => !this.#failedPatients.has(patientId)),
    });
    for (const { patientId } of forecast.failed) this.#failedPatients.add(patientId);
    this.#fullWindows = forecast.full;
    this.#scored = forecast.scored;
    await markObservations(tx, [...judged.failed, ...forecast.failed], 'detector-failed');
    await markObservations(tx, judged.farFromUsual, 'far-from-usual');
    await forgetDays(tx, this.#failedPatients);
    return [...judged.steps, ...forecast.steps];
  }

  /** The days that are complete now: those of patients on whom a detector failed are read again. */
  #writeDays(tx: TransactionSql): Statement[] {
    const taken = [...this.#entries].flatMap(([patientId, { watch }]) => {
      const days = this.#failedPatients.has(patientId) ? [] : watch.takeDays();
      return days.length === 0 ? [] : [{ patientId, days }];
    });
    return writeDays(tx, taken);
  }

  async #quarantine(tx: TransactionSql): Promise<Step[]> {
    const quarantined: Quarantined[] = [];
    for (const item of this.#items) {
      const rejection = item.rejection ?? item.refused;
      if (rejection === null || item.fate !== null) continue;
      quarantined.push({
        item,
        rejection,
        isDangerous: isDangerous(item, rejection.reason, this.#rulesOf(item).rules),
      });
      item.fate = { fate: 'quarantined', reason: rejection.reason, detail: rejection.detail };
    }
    const rows = await insertQuarantined(tx, quarantined);
    const { clock } = this.#deps;
    const dangerous = rows.flatMap((row) => {
      const { patientId, receivedAt } = row.item;
      if (!row.isNew || !row.isDangerous || patientId === null || !this.#versions.has(patientId)) return [];
      // A breach that is not believed does not come back: that is what the watchdog tells of.
      if (patientId === WATCHDOG_PATIENT_ID) return [];
      const receivedAtMs = receivedAt.getTime();
      const patientClock = this.#clocks.get(patientId) ?? this.#deps.patientClocks.get(patientId) ?? receivedAtMs;
      return [{ ...row, patientId, patientClock, cameAt: clock === 'event' ? patientClock : receivedAtMs }];
    });
    const onsets = await freeOnsets(tx, dangerous);
    return dangerous.flatMap(({ item, rejection, id, patientId, patientClock }, position) => {
      const onsetAt = onsets[position] ?? Number.NaN;
      const at = clock === 'event' ? patientClock : this.#nowMs;
      const changes = dangerousInQuarantine(item, rejection.reason, id, onsetAt, this.#rulesOf(item));
      return changes.flatMap(({ ...change }) =>
        change.after === null
          ? []
          : [{ patientId, ruleId: change.after.ruleId, change, clock, at, actor: actorOf(item.source) }],
      );
    });
  }

  readonly #onFailure = (error: unknown): void => {
    this.#deps.counters.detectorFailures += 1;
    this.#deps.log.error({ err: error }, 'a detector failed: the readings are stored, marked, and not judged');
  };

  #rulesOf({ patientId }: Item): JudgedBy {
    return (patientId === null ? undefined : this.#entries.get(patientId)?.watch) ?? DEFAULT_RULES;
  }
}
