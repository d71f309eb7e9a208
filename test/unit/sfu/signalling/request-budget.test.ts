import { describe, expect, it } from 'vitest';
import { MAX_REFUSALS_IN_A_ROW, REQUEST_BURST, REQUESTS_PER_SECOND } from '#sfu/limits.ts';
import { RequestBudget } from '#sfu/signalling/request-budget.ts';

const spendAll = (budget: RequestBudget, nowMs: number): number => {
  let spent = 0;
  while (budget.spend(nowMs)) spent += 1;
  return spent;
};

describe('the request budget of a connection', () => {
  it('allows a burst, then as much as comes back with time, never more than a burst', () => {
    const budget = new RequestBudget(0);
    expect(spendAll(budget, 0)).toBe(REQUEST_BURST);
    expect(spendAll(budget, 1_000)).toBe(REQUESTS_PER_SECOND);
    expect(spendAll(budget, 3_600_000)).toBe(REQUEST_BURST);
  });

  it('is not filled by a clock that runs backwards', () => {
    const budget = new RequestBudget(10_000);
    expect(spendAll(budget, 0)).toBe(REQUEST_BURST);
    expect(budget.spend(0)).toBe(false);
  });

  it('is abused by whoever goes on, and forgiven to whoever waits', () => {
    const budget = new RequestBudget(0);
    spendAll(budget, 0);
    for (let index = 1; index < MAX_REFUSALS_IN_A_ROW - 1; index += 1) budget.spend(0);
    expect(budget.isAbused).toBe(false);
    budget.spend(0);
    expect(budget.isAbused).toBe(true);
    budget.spend(1_000);
    expect(budget.isAbused).toBe(false);
  });
});
