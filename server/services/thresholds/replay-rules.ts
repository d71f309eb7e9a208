import type { ThresholdOverrides, ThresholdPreview } from '#contracts/threshold.ts';
import type { RuleSetId } from '#contracts/rule.ts';
import { detect } from '#models/detect.ts';
import type { Finding } from '#models/detection/finding.ts';
import { PatientWatch, type DetectionRow } from '#models/detection/patient-watch.ts';

const nameOf = ({ ruleId, stream, onsetAt }: Pick<Finding, 'ruleId' | 'stream' | 'onsetAt'>): string =>
  `${ruleId} ${stream ?? ''} ${onsetAt}`;

/**
 * Plays readings, oldest first, each at its own time, through the rules. Counts onsets, as alerts are raised anew at each;
 * a crisis whose repeat did not come in time pages, as the deadline would have. Forecasts are left out: no threshold
 * changes them.
 */
export const replayRules = (
  rows: readonly DetectionRow[],
  profile: { ruleSet: RuleSetId; overrides: ThresholdOverrides; timeZone: string },
  nowMs: number,
): Omit<ThresholdPreview, 'days'> => {
  const watch = new PatientWatch({ ...profile, utcOffsetMinutes: 0 });
  const found = new Map<string, Finding>();
  const paged = new Set<string>();
  const awaited = new Map<string, number>();

  const pageOverdue = (atMs: number): void => {
    for (const [name, dueAt] of awaited) {
      if (dueAt >= atMs) continue;
      awaited.delete(name);
      paged.add(name);
    }
  };

  const note = (finding: Finding, atMs: number): void => {
    const name = nameOf(finding);
    found.set(name, finding);
    if (finding.isPageable) paged.add(name);
    if (finding.repeatWithinMs === null || finding.isPageable) awaited.delete(name);
    else if (!awaited.has(name)) awaited.set(name, atMs + finding.repeatWithinMs);
  };

  const forget = (name: string): void => {
    found.delete(name);
    paged.delete(name);
    awaited.delete(name);
  };

  for (const row of rows) {
    pageOverdue(row.effectiveAtMs);
    for (const { before, after, supersedes } of detect(watch, [row], row.effectiveAtMs)) {
      const known = after ?? before;
      if (known === null) continue;
      for (const onsetAt of supersedes) forget(nameOf({ ...known, onsetAt }));
      if (before !== null && (after === null || nameOf(after) !== nameOf(before))) forget(nameOf(before));
      if (after !== null) note(after, row.effectiveAtMs);
    }
  }
  pageOverdue(nowMs);

  const byRule: Record<string, number> = {};
  for (const { ruleId } of found.values()) byRule[ruleId] = (byRule[ruleId] ?? 0) + 1;
  return { wouldHaveRaised: found.size, wouldHavePaged: paged.size, byRule };
};
