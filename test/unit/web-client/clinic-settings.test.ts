import { describe, expect, it } from 'vitest';
import { areHoursValid, hoursOfDay, problemOfDay } from '#web-client/elements/clinic/hours-of-day.ts';
import { targetOfValue, valueOfTarget } from '#web-client/elements/escalation/target-options.ts';
import { minutesText } from '#web-client/words/escalation-policy.ts';

const hours = (opensAt: string, closesAt: string, weekday = 1) => ({ weekday, opensAt, closesAt });

describe('the opening hours of a day', () => {
  const afternoon = hours('14:00', '17:00');
  const morning = hours('08:00', '12:00');

  it('stand in their order, whatever the order in which they were added', () => {
    expect(hoursOfDay([afternoon, morning, hours('09:00', '10:00', 2)], 1)).toEqual([morning, afternoon]);
  });

  it('end after they begin, and do not overlap', () => {
    expect(problemOfDay([afternoon, morning], 1)).toBeNull();
    expect(problemOfDay([morning, hours('12:00', '13:00')], 1)).toBeNull();
    expect(problemOfDay([morning, hours('11:45', '13:00')], 1)).toBe('overlap');
    expect(problemOfDay([hours('12:00', '12:00')], 1)).toBe('order');
    expect(problemOfDay([hours('12:00', '08:00')], 2)).toBeNull();
  });

  it('are of one day at least', () => {
    expect(areHoursValid([])).toBe(false);
    expect(areHoursValid([morning])).toBe(true);
    expect(areHoursValid([morning, hours('12:00', '08:00', 7)])).toBe(false);
  });
});

describe('a target as an option of a list', () => {
  it('comes back as it was', () => {
    const targets = [
      { kind: 'care-team' },
      { kind: 'anyone-on-call' },
      { kind: 'roster', rosterId: 'r1' },
      { kind: 'user', userId: 'u1' },
    ] as const;
    for (const target of targets) expect(targetOfValue(valueOfTarget(target))).toEqual(target);
  });
});

describe('a deadline in words', () => {
  it.each([
    [1, '1 min'],
    [90, '1 hr 30 mins'],
    [1_440, '24 hrs'],
    [2_880, '2 days'],
    [3_030, '2 days 2 hrs 30 mins'],
    [10_080, '7 days'],
  ])('%i minutes are said without rounding: %s', (minutes, words) => {
    expect(minutesText(minutes).replaceAll(/\s+/g, ' ')).toBe(words);
  });
});
