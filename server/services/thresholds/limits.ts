import { AppError } from '#contracts/errors.ts';
import type { PreviewThresholds, ThresholdOverrides } from '#contracts/threshold.ts';
import { THRESHOLD_LIMITS } from '#models/rules/threshold-limits.ts';

/**
 * A bound beyond the rule set's critical floor would be kept and never judged by: whoever asks for it is told instead.
 * Worked example, China: a crisis from 200 mmHg is refused, since it stays one from 180.
 */
export const requireWithinLimits = ({ ruleSet, overrides, night }: PreviewThresholds): void => {
  const beyond = (chosen: ThresholdOverrides, path: string) =>
    THRESHOLD_LIMITS[ruleSet].flatMap(({ key, min, max }) => {
      const value = chosen[key];
      if (value === undefined || (value >= min && value <= max)) return [];
      return [{ path: `${path}.${key}`, message: `must be from ${min} to ${max} in this rule set` }];
    });
  const issues = [...beyond(overrides, 'overrides'), ...beyond(night?.overrides ?? {}, 'night.overrides')];
  if (issues.length > 0) throw new AppError('invalid', 'the request is not valid', issues);
};
