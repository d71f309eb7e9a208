import { describe, expect, it } from 'vitest';
import { RULE_SETS } from '#contracts/rule.ts';
import { detect } from '#models/detect.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { FACTS, judge, JUDGEMENTS } from '#models/rules/judge.ts';
import { THRESHOLD_LIMITS } from '#models/rules/threshold-limits.ts';
import { pressure, watch } from '../detection/readings.ts';

const breaksCrisis = (rules: ReturnType<typeof activeRules>, systolic: number, facts: number): boolean => {
  const [crisis] = rules.cuff;
  return crisis !== undefined && judge(crisis, systolic, 80, facts) >= JUDGEMENTS.breach;
};

describe('thresholds by night', () => {
  it('hold for what was measured by night, and the day’s where nothing is set', () => {
    const rules = activeRules('china', { lowSystolic: 100 }, { nightOverrides: { crisisSystolic: 160 } });
    expect(breaksCrisis(rules, 165, FACTS.night)).toBe(true);
    expect(breaksCrisis(rules, 165, 0)).toBe(false);
    const low = rules.cuff.find(({ id }) => id === 'bp.low');
    expect([0, FACTS.night].map((facts) => low && judge(low, 99, 60, facts))).toEqual([2, 2]);
  });

  it('may go back to the rule set’s by night, and never beyond the critical floor', () => {
    const rules = activeRules('china', { crisisSystolic: 160 }, { nightOverrides: { crisisSystolic: 180 } });
    expect(breaksCrisis(rules, 165, FACTS.night)).toBe(false);
    const beyond = activeRules('china', {}, { nightOverrides: { crisisSystolic: 200 } });
    expect(breaksCrisis(beyond, 180, FACTS.night)).toBe(true);
  });

  it('are shown with the finding, as they were when its first reading was taken', () => {
    // The readings' clock starts at 16:00 in Shanghai: 23:00 is seven hours on.
    const night = { from: '22:00', to: '07:00', overrides: { crisisSystolic: 160 } };
    const [change] = detect(watch('china', {}, night), [pressure(7 * 60, 165, 80)], 0);
    expect(change?.explanation?.comparisons[0]).toMatchObject({ quantity: 'systolic', threshold: 160 });
    expect(detect(watch('china', {}, night), [pressure(0, 165, 80)], 0)).toEqual([]);
  });
});

it.each(RULE_SETS)('%s says how far each bound may be set: a critical floor only to the sensitive side', (id) => {
  for (const { operator, default: standard, min, max, isFloor } of THRESHOLD_LIMITS[id]) {
    expect(min).toBeLessThanOrEqual(standard);
    expect(max).toBeGreaterThanOrEqual(standard);
    if (isFloor) expect(operator.startsWith('<') ? min : max).toBe(standard);
  }
});
