import type { RuleSetId } from '#contracts/rule.ts';
import type { ThresholdOverrides } from '#contracts/threshold.ts';
import { THRESHOLD_LIMITS } from '#models/rules/threshold-limits.ts';

/**
 * Bounds as they may be set today, of a version that was stored when more could be: beyond a floor it is the floor, as
 * detection has it, and a fraction goes to the more sensitive side. Worked example, China: a crisis from 200 mmHg is one
 * from 180, and a low glucose below 62.5 mg/dL is one below 63.
 */
export const withinLimits = <T extends ThresholdOverrides>(ruleSet: RuleSetId, stored: T): T => {
  const bounds = { ...stored };
  for (const { key, operator, min, max } of THRESHOLD_LIMITS[ruleSet]) {
    const value = stored[key];
    if (value === undefined) continue;
    const whole = operator.startsWith('<') ? Math.ceil(value) : Math.floor(value);
    bounds[key] = Math.min(max, Math.max(min, whole));
  }
  return bounds;
};
