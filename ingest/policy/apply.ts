import type { TransactionSql } from 'postgres';
import type { RuleId } from '#contracts/rule.ts';
import type { Statement } from '#database/last-statements.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { MILDER_THAN } from '#models/rules/milder-than.ts';
import {
  findingName,
  pairName,
  type AlertEventRecord,
  type AlertRecord,
  type FindingRecord,
  type PatientRule,
} from './alert-record.ts';
import { decide, keyOf, noteOngoing, pageWhenDue } from './decide.ts';
import { isSaidByWorse } from './said-by-worse.ts';
import { loadStandings } from './standings.ts';
import { MERGED_UNTIL_SEEN, SAID_ONCE, type Step } from './step.ts';
import { writeAlerts, writeEvents, writeFindings, type SupersededFinding } from './write.ts';

/** What became news to somebody, and the statements that write it: to be sent in this order. */
export type Applied = { events: AlertEventRecord[]; writes: Statement[] };

/** Turns what detection found into findings, alerts, and their record: in the transaction that stored the readings. */
export const applyFindings = async (tx: TransactionSql, steps: readonly Step[]): Promise<Applied> => {
  if (steps.length === 0) return { events: [], writes: [] };
  const pairs = new Map(steps.flatMap(pairsOf).map((pair) => [pairName(pair), pair]));
  const standings = await loadStandings(tx, [...pairs.values()]);
  const findings = new FindingRecords();
  const alerts = new Map<string, AlertRecord>();
  const events: AlertEventRecord[] = [];
  for (const step of steps) {
    const standing = standings.get(pairName(step));
    if (standing === undefined) continue;
    if (SAID_ONCE.has(step.ruleId) && standing.open !== null) continue;
    if (step.clock === 'event') events.push(...pageWhenDue(standing, step.at));
    if (step.change !== null) {
      findings.note(step, step.change, step.at);
      if (MERGED_UNTIL_SEEN.has(step.ruleId) && standing.open !== null && standing.open.state !== 'acknowledged')
        continue;
      const standingOf = (ruleId: RuleId) => standings.get(pairName({ patientId: step.patientId, ruleId }));
      if (isSaidByWorse(standingOf, step.ruleId, step.change)) noteOngoing(standing, step.change);
      else events.push(...decide(standing, step, step.change));
    }
    if (standing.open !== null) alerts.set(standing.open.id, standing.open);
  }
  return {
    events,
    writes: [
      ...writeFindings(tx, findings.changed, findings.superseded),
      ...writeAlerts(tx, [...alerts.values()]),
      ...writeEvents(tx, events),
    ],
  };
};

/** The step's own rule, and the worse one whose alert may say it all. */
const pairsOf = ({ patientId, ruleId }: Step): PatientRule[] => {
  const worse = MILDER_THAN.get(ruleId);
  return worse === undefined
    ? [{ patientId, ruleId }]
    : [
        { patientId, ruleId },
        { patientId, ruleId: worse.ruleId },
      ];
};

/** What becomes of each finding in the end, however often one transaction changed it. */
class FindingRecords {
  readonly #changed = new Map<string, FindingRecord>();
  readonly #superseded = new Map<string, SupersededFinding>();

  get changed(): FindingRecord[] {
    return [...this.#changed.values()];
  }

  get superseded(): SupersededFinding[] {
    return [...this.#superseded.values()];
  }

  note({ patientId, ruleId }: PatientRule, change: FindingChange, at: number): void {
    const { before, after, supersedes, explanation } = change;
    const stream = (after ?? before)?.stream ?? 'alone';
    const gone = supersedes.map((onsetAt) => ({ onsetAt, stream }));
    if (after === null && before !== null) gone.push(keyOf(before));
    for (const key of gone) {
      this.#superseded.set(findingName({ patientId, ruleId }, key), { patientId, ruleId, key, at });
    }
    if (after === null) return;
    const key = keyOf(after);
    const name = findingName({ patientId, ruleId }, key);
    this.#superseded.delete(name);
    const earlier = this.#changed.get(name);
    const { ruleSet, ruleVersion, lane, severity, worsenedAt, confirmation, lastBreachAt, clearedAt } = after;
    this.#changed.set(name, {
      ...{ patientId, ruleId, ruleSet, ruleVersion, key, lane, severity, worsenedAt, confirmation },
      ...{ lastBreachAt, clearedAt },
      raisedAt: earlier?.raisedAt ?? at,
      explanation: explanation ?? earlier?.explanation ?? null,
    });
  }
}
