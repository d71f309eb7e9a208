import type { FindingChange } from '#models/detection/finding.ts';
import type { PatientWatch } from '#models/detection/patient-watch.ts';
import type { NewObservation } from './insert-observations.ts';
import { technicalChange } from './technical-change.ts';
import { brokenRules } from './technical-findings.ts';

/**
 * What the watchdog's breach becomes: judged by the rules like any patient's reading, and then a technical finding that is
 * over at once, so that the next breach raises the same alert again. Nothing where the rules do not see the breach: the
 * watchdog waits for it and says so.
 */
export const watchdogBreaches = (observations: readonly NewObservation[], watch: PatientWatch): FindingChange[] =>
  observations.flatMap(({ item, row }) => {
    const onsetAt = row.effectiveAtMs;
    if (brokenRules(item, row.id, onsetAt, watch).length === 0) return [];
    const change = technicalChange(watch.ruleSet, onsetAt, {
      ruleId: 'system.watchdog',
      severity: 'moderate',
      source: 'A marked breach of the watchdog, which shows that alerts come through; about no patient',
      reason: 'marked-breach',
    });
    return [{ ...change, after: { ...change.after, clearedAt: onsetAt } }];
  });
