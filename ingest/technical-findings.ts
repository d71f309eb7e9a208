import type { RuleSetId } from '#contracts/rule.ts';
import type { FindingChange } from '#models/detection/finding.ts';
import { contribution, ruleExplanation } from '#models/detection/explain.ts';
import { factsOf, streamOf, type PatientWatch } from '#models/detection/patient-watch.ts';
import { judgeAlone } from '#models/detection/rule-watch.ts';
import type { ActiveRule } from '#models/rules/active-rules.ts';
import { FACTS } from '#models/rules/judge.ts';
import { severeAlone } from '#models/rules/with-layers.ts';
import type { Item } from './item.ts';
import { toObservationRow } from './observation-row.ts';
import { findImpossible } from './plausible.ts';
import { technicalChange } from './technical-change.ts';

export const detectorFailed = (ruleSet: RuleSetId, onsetAt: number): FindingChange =>
  technicalChange(ruleSet, onsetAt, {
    ruleId: 'detector.failed',
    severity: 'high',
    source: 'Readings were stored and not judged: the detector failed on them',
    reason: 'detector-failed',
  });

/** What the patient is judged by, when it is their night, and what is usual for them. */
export type JudgedBy = Pick<PatientWatch, 'ruleSet' | 'rules' | 'isNight' | 'usualAt'>;

/** Reasons that leave the value itself beyond doubt. */
const ONLY_TIME_IN_DOUBT = new Set(['future-clock', 'reset-clock', 'impossible-date', 'sequence-against-time']);

/**
 * What a dangerous reading in quarantine raises. Where only its time is in doubt it counts as taken when it came in and
 * is raised under the rules it breaks; else somebody has to look at it.
 */
export const dangerousInQuarantine = (
  item: Item,
  reason: string,
  quarantinedId: string,
  onsetAt: number,
  judgedBy: JudgedBy,
): FindingChange[] => {
  const broken = ONLY_TIME_IN_DOUBT.has(reason) ? brokenRules(item, quarantinedId, onsetAt, judgedBy) : [];
  if (broken.length > 0) return broken.map((change) => withReason(change, reason));
  return [
    technicalChange(judgedBy.ruleSet, onsetAt, {
      ruleId: 'reading.quarantined',
      severity: 'high',
      source: 'A reading that was not believed points to danger',
      reason,
    }),
  ];
};

const withReason = (change: FindingChange, reason: string): FindingChange => ({
  ...change,
  explanation: change.explanation === null ? null : { ...change.explanation, reason },
});

/** Raised as a crisis or not at all: what is milder is for readings that are believed. */
const crisisOf = (rule: ActiveRule): ActiveRule | null => {
  if (rule.layer === 'crisis') return rule;
  const { ruleSet, ruleVersion } = rule;
  const alone = severeAlone(rule);
  return alone === null ? null : { ...alone, ruleSet, ruleVersion };
};

/** What one reading breaks by itself, as a crisis or not at all. */
export const brokenRules = (
  { reading, source }: Item,
  id: string,
  onsetAt: number,
  judgedBy: JudgedBy,
): FindingChange[] => {
  const { rules, isNight } = judgedBy;
  if (reading === null || findImpossible(reading) !== null) return [];
  const row = toObservationRow(source, reading, onsetAt);
  const stream = streamOf(row);
  const first = row.systolic ?? row.glucose ?? row.heartRate ?? Number.NaN;
  const facts = factsOf(row) | (isNight(onsetAt) ? FACTS.night : 0);
  const alone = { id, at: onsetAt, first, second: row.diastolic ?? 0, facts };
  const usual = judgedBy.usualAt(stream, onsetAt);
  return rules[stream].flatMap((active) => {
    const rule = crisisOf(active);
    if (rule === null) return [];
    const episode = judgeAlone(rule, alone);
    if (episode === null) return [];
    const isPageable = !Number.isNaN(episode.pageAt);
    const { paging } = rule;
    const isAwaiting = episode.confirmation === 'awaiting' && !isPageable && paging.when === 'confirmed';
    return {
      before: null,
      after: {
        ruleId: rule.id,
        ruleSet: rule.ruleSet,
        ruleVersion: rule.ruleVersion,
        // Not one of the stream's own: no later reading settles what stands in quarantine.
        stream: null,
        onsetAt,
        clearedAt: null,
        lastBreachAt: onsetAt,
        lane: 'physiological',
        severity: episode.severity,
        worsenedAt: Number.isNaN(episode.worsenedAt) ? null : episode.worsenedAt,
        confirmation: episode.confirmation,
        isPageable,
        repeatWithinMs: isAwaiting ? paging.withinMs : null,
      },
      supersedes: [],
      explanation: {
        ...ruleExplanation(rule, rule.comparisons, facts),
        contributions: [contribution(stream, alone)],
        ...(usual === undefined ? {} : { usual }),
      },
    } satisfies FindingChange;
  });
};
