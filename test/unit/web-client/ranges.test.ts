import { describe, expect, it } from 'vitest';
import { RULE_SETS } from '#contracts/rule.ts';
import { ruleSets } from '#models/rules/rule-sets.ts';
import { judge, rangesOf } from '#web-client/ranges.ts';

const pressure = (systolic: number, diastolic: number) => ({ kind: 'blood-pressure', systolic, diastolic }) as const;

describe('the word beside a value', () => {
  it.each(RULE_SETS)('calls a pressure very high exactly where the rule set %s has its crisis', (ruleSet) => {
    const ranges = rangesOf({ ruleSet });
    const crisis = ruleSets[ruleSet].rules.find(({ id }) => id === 'bp.crisis');
    for (const { quantity, operator, threshold } of crisis?.comparisons ?? []) {
      const first = operator === '>' ? threshold + 1 : threshold;
      const at = (value: number) => judge(quantity === 'systolic' ? pressure(value, 60) : pressure(140, value), ranges);
      expect(at(first)).toBe('very-high');
      expect(at(first - 1)).not.toBe('very-high');
    }
    expect(crisis).toBeDefined();
  });

  it('takes a meter’s LO as very low, whatever number stands with it', () => {
    const ranges = rangesOf({ ruleSet: 'china' });
    expect(judge({ kind: 'glucose', value: 70, comparator: '<' }, ranges)).toBe('very-low');
    expect(judge({ kind: 'glucose', value: 53.9, comparator: null }, ranges)).toBe('very-low');
    expect(judge({ kind: 'glucose', value: 54, comparator: null }, ranges)).toBe('low');
    expect(judge({ kind: 'glucose', value: 180, comparator: null }, ranges)).toBe('in-range');
  });

  it('finds nothing wrong with a fast heart while walking about', () => {
    const ranges = rangesOf({ ruleSet: 'eu' });
    expect(judge({ kind: 'heart-rate', value: 118, context: 'active' }, ranges)).toBe('in-range');
    expect(judge({ kind: 'heart-rate', value: 118, context: 'rest' }, ranges)).toBe('high');
  });
});
