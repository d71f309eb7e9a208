import { describe, expect, it } from 'vitest';
import { RULE_SETS, type RuleId, type RuleSetId } from '#contracts/rule.ts';
import { activeRules } from '#models/rules/active-rules.ts';
import { FACTS, judge, JUDGEMENTS } from '#models/rules/judge.ts';
import { ruleSets } from '#models/rules/rule-sets.ts';
import type { Stream } from '#models/rules/rule.ts';
import { crisisBand } from '#models/rules/with-layers.ts';

const breaks = (ruleSet: RuleSetId, stream: Stream, ruleId: RuleId, first: number, second = 0, facts = 0): boolean => {
  const rule = activeRules(ruleSet)[stream].find(({ id }) => id === ruleId);
  const band = rule && crisisBand(rule);
  if (!band) throw new Error(`no ${ruleId} for ${stream}`);
  return judge(band, first, second, facts) >= JUDGEMENTS.breach;
};

describe('a blood pressure crisis, with the operators of each guideline', () => {
  it.each([
    ['china', 180, 80, true],
    ['china', 179, 80, false],
    ['china', 150, 110, true],
    ['china', 150, 109, false],
    ['eu', 180, 80, true],
    ['eu', 179, 109, false],
    ['us', 180, 80, false],
    ['us', 181, 80, true],
    ['us', 150, 120, false],
    ['us', 150, 121, true],
    ['pregnancy', 160, 80, true],
    ['pregnancy', 159, 109, false],
    ['pregnancy', 150, 110, true],
  ] as const)('%s: %i/%i -> %s', (ruleSet, systolic, diastolic, expected) => {
    expect(breaks(ruleSet, 'cuff', 'bp.crisis', systolic, diastolic)).toBe(expected);
  });
});

describe('values at the precision they are displayed with', () => {
  it.each([
    ['cuff', 'bp.crisis', 179.5, 80, true],
    ['cuff', 'bp.crisis', 179.49, 80, false],
    ['cuff', 'bp.low', 90, 60, true],
    ['cuff', 'bp.low', 90.6, 60, false],
    ['capillary', 'glucose.low-2', 53, 0, true],
    ['capillary', 'glucose.low-2', 53.5, 0, false],
    ['capillary', 'glucose.low-2', 54, 0, false],
    ['interstitial', 'glucose.low-2', 53.4, 0, true],
    ['capillary', 'glucose.high-crisis', 300, 0, false],
    ['capillary', 'glucose.high-crisis', 301, 0, true],
    ['heart-rate', 'hr.rest-high', 131, 0, true],
    ['heart-rate', 'hr.rest-high', 130, 0, false],
    ['heart-rate', 'hr.rest-low', 40, 0, true],
    ['heart-rate', 'hr.rest-low', 41, 0, false],
  ] as const)('%s %s: %f -> %s', (stream, ruleId, first, second, expected) => {
    expect(breaks('china', stream, ruleId, first, second)).toBe(expected);
  });
});

it("takes a meter's LO and HI for what they are, whatever number comes with them", () => {
  expect(breaks('china', 'capillary', 'glucose.low-2', 70, 0, FACTS.belowLimit)).toBe(true);
  expect(breaks('china', 'capillary', 'glucose.high-crisis', 200, 0, FACTS.aboveLimit)).toBe(true);
  expect(breaks('china', 'capillary', 'glucose.low-2', 20, 0, FACTS.aboveLimit)).toBe(false);
});

it('judges a pulse only at rest', () => {
  expect(breaks('china', 'heart-rate', 'hr.rest-high', 150, 0, FACTS.active)).toBe(false);
  expect(breaks('china', 'heart-rate', 'hr.rest-low', 35, 0, FACTS.active)).toBe(false);
});

describe('thresholds of one patient', () => {
  const crisis = (overrides: Parameters<typeof activeRules>[1], systolic: number): boolean => {
    const [rule] = activeRules('china', overrides).cuff;
    return rule !== undefined && judge(rule, systolic, 80, 0) >= JUDGEMENTS.breach;
  };
  it('make a critical floor more sensitive, never less', () => {
    expect(crisis({ crisisSystolic: 170 }, 170)).toBe(true);
    expect(crisis({ crisisSystolic: 200 }, 180)).toBe(true);
  });
  it('may relax what is no emergency', () => {
    const low = (systolic: number, lowSystolic: number): boolean => {
      const rule = activeRules('china', { lowSystolic }).cuff.find(({ id }) => id === 'bp.low');
      return rule !== undefined && judge(rule, systolic, 50, 0) >= JUDGEMENTS.breach;
    };
    expect(low(88, 85)).toBe(false);
    expect(low(100, 100)).toBe(true);
  });
  it('tighten glucose and heart rate in their own direction', () => {
    const { capillary, 'heart-rate': pulse } = activeRules('china', { glucoseLow2: 60, heartRateHigh: 110 });
    const broken = (rules: typeof capillary, value: number): string[] =>
      rules
        .filter((rule) => {
          const band = crisisBand(rule);
          return band !== null && judge(band, value, 0, 0) >= JUDGEMENTS.breach;
        })
        .map(({ id }) => id);
    expect(broken(capillary, 59)).toEqual(['glucose.low-2']);
    expect(broken(pulse, 110)).toEqual(['hr.rest-high']);
  });
});

it.each(RULE_SETS)('%s names its version, and a source for every rule', (id) => {
  const { version, rules } = ruleSets[id];
  expect(version).toMatch(/^\d{4}\.\d+$/);
  for (const { source, gapMs, relevanceMs } of rules) {
    expect(source).not.toBe('');
    expect(gapMs).toBeGreaterThan(0);
    expect(relevanceMs).toBeGreaterThan(0);
  }
});
