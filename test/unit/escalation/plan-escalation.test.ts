import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '#contracts/alert.ts';
import { USUAL_OPENING_HOURS } from '#contracts/clinic.ts';
import { PutEscalationPolicy, type EscalationTier } from '#contracts/escalation.ts';
import { LONGEST_ANSWER_MINUTES } from '#contracts/escalation-limits.ts';
import { DEFAULT_POLICIES } from '#models/escalation/default-policies.ts';
import { planEscalation, type TierCall, type WaitingAlert } from '#models/escalation/plan-escalation.ts';
import type { Roster } from '#models/on-call/roster.ts';
import { roster, shift } from '../on-call/rosters.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
// A Friday, 15:00 in Berlin.
const T = Date.parse('2026-12-04T14:00:00Z');
const staff = new Set(['ana', 'ben', 'cem', 'doc', 'nurse']);

const clinic = (rosters: readonly Roster[] = [roster({ id: 'night', staff })]) => ({
  rosters: new Map(rosters.map((it) => [it.id, it])),
  staff,
  calendar: { timeZone: 'Europe/Berlin', openingHours: USUAL_OPENING_HOURS, holidays: new Set<string>() },
});
const alert = (values: Partial<WaitingAlert> = {}): WaitingAlert => ({
  pagedAt: T,
  careTeam: ['doc', 'nurse'],
  calls: [],
  ...values,
});
const called = (after: number, minutes: number, unreachedAfter: number | null = null): TierCall => ({
  calledAt: T + after * MINUTE,
  answerBy: T + (after + minutes) * MINUTE,
  unreachedAt: unreachedAfter === null ? null : T + unreachedAfter * MINUTE,
});
const tier = (targets: EscalationTier['targets'], minutes: number): EscalationTier => ({
  targets,
  answerWithin: { kind: 'minutes', minutes },
});
/** `[tier, minutes after the page, who]` */
const stepsOf = (...[tiers, waiting, now, directory]: Parameters<typeof planEscalation>) => {
  const { steps, exhaustedAt } = planEscalation(tiers, waiting, now, directory);
  return {
    steps: steps.map(({ tier: number, dueAt, people }) => [number, (dueAt - T) / MINUTE, people.join(' ')]),
    exhausted: (exhaustedAt - T) / MINUTE,
  };
};

describe('the default', () => {
  it('of a critical alert: the care team, after 15 minutes whoever is on call, who have 30', () => {
    expect(stepsOf(DEFAULT_POLICIES.critical, alert(), T, clinic())).toEqual({
      steps: [
        [0, 0, 'doc nurse'],
        [1, 15, 'ana'],
      ],
      exhausted: 45,
    });
  });

  it('of a high alert has four hours, of a moderate one the next working day', () => {
    expect(stepsOf(DEFAULT_POLICIES.high, alert(), T, clinic())).toMatchObject({
      steps: [
        [0, 0, 'doc nurse'],
        [1, 240, 'ana'],
      ],
    });
    const { exhaustedAt } = planEscalation(DEFAULT_POLICIES.moderate, alert(), T, clinic());
    expect(new Date(exhaustedAt).toISOString()).toBe('2026-12-07T16:00:00.000Z');
  });

  it('can be saved as it is', () => {
    for (const severity of SEVERITIES) {
      const tiers = DEFAULT_POLICIES[severity];
      expect(PutEscalationPolicy.safeParse({ tiers, reason: 'as it is', basedOnVersion: 0 }).success).toBe(true);
      for (const { answerWithin } of tiers) {
        const longest = LONGEST_ANSWER_MINUTES[severity];
        if (answerWithin.kind === 'minutes') expect(answerWithin.minutes).toBeLessThanOrEqual(longest);
      }
    }
  });
});

describe('the next tier', () => {
  it('is due at once where the one before is nobody, and so on to the end', () => {
    const emptyNight = clinic([roster({ id: 'night', shifts: [], staff })]);
    expect(stepsOf(DEFAULT_POLICIES.critical, alert({ careTeam: [] }), T, clinic())).toEqual({
      steps: [
        [0, 0, ''],
        [1, 0, 'ana'],
      ],
      exhausted: 30,
    });
    const plan = planEscalation(DEFAULT_POLICIES.critical, alert({ careTeam: [] }), T, emptyNight);
    expect(plan.steps.map(({ isAtOnce, empty }) => [isAtOnce, empty[0]?.kind])).toEqual([
      [false, 'care-team'],
      [true, 'anyone-on-call'],
    ]);
    expect(plan.exhaustedAt).toBe(T);
  });

  it('is due at once where nobody who was called could be reached, not when their time is up', () => {
    const unreached = alert({ calls: [called(0, 15, 2)] });
    expect(stepsOf(DEFAULT_POLICIES.critical, unreached, T + 2 * MINUTE, clinic()).steps).toEqual([[1, 2, 'ana']]);
    expect(planEscalation(DEFAULT_POLICIES.critical, unreached, T, clinic()).steps[0]?.isAtOnce).toBe(true);
    // Found out too late to matter.
    const late = alert({ calls: [called(0, 15, 20)] });
    expect(stepsOf(DEFAULT_POLICIES.critical, late, T, clinic()).steps).toEqual([[1, 15, 'ana']]);
    expect(planEscalation(DEFAULT_POLICIES.critical, late, T, clinic()).steps[0]?.isAtOnce).toBe(false);
  });

  it('waits for the time that was told to those called, whatever the policy says by now', () => {
    const calls = [called(0, 60)];
    expect(stepsOf(DEFAULT_POLICIES.critical, alert({ calls }), T + MINUTE, clinic()).steps).toEqual([[1, 60, 'ana']]);
  });

  it('is whoever is on call when it is due, not now', () => {
    const shifts = [
      shift({ id: 'day', startsAt: '08:00', endsAt: '15:10', people: ['ana'] }),
      shift({ id: 'late', startsAt: '15:10', endsAt: '08:00', people: ['ben'] }),
    ];
    const changing = clinic([roster({ id: 'night', shifts, staff })]);
    expect(stepsOf(DEFAULT_POLICIES.critical, alert(), T, changing).steps[1]).toEqual([1, 15, 'ben']);
  });

  it('that is late is called now, with its whole time, and the one after it does not come with it', () => {
    const { steps, exhaustedAt } = planEscalation(DEFAULT_POLICIES.critical, alert(), T + 2 * HOUR, clinic());
    expect(steps.map(({ dueAt, answerBy }) => [dueAt - T, answerBy - T])).toEqual([
      [0, 135 * MINUTE],
      [135 * MINUTE, 165 * MINUTE],
    ]);
    expect(exhaustedAt).toBe(T + 165 * MINUTE);
  });

  it('does not come after the last one', () => {
    const calls = [called(0, 15), called(15, 30)];
    expect(stepsOf(DEFAULT_POLICIES.critical, alert({ calls }), T + HOUR, clinic())).toEqual({
      steps: [],
      exhausted: 45,
    });
  });
});

describe('whom a tier calls', () => {
  const first = roster({ id: 'first', shifts: [shift({ people: ['ana'] })], staff });
  const second = roster({ id: 'second', shifts: [shift({ people: ['ben'] })], staff });

  it('is each person once, by any of its targets', () => {
    const targets: EscalationTier['targets'] = [
      { kind: 'care-team' },
      { kind: 'user', userId: 'doc' },
      { kind: 'roster', rosterId: 'second' },
      { kind: 'anyone-on-call' },
    ];
    expect(stepsOf([tier(targets, 5)], alert(), T, clinic([first, second])).steps).toEqual([
      [0, 0, 'doc nurse ben ana'],
    ]);
  });

  it('is nobody who left, nobody of a roster that is no more, and says which of its targets are nobody', () => {
    const targets: EscalationTier['targets'] = [
      { kind: 'user', userId: 'left' },
      { kind: 'roster', rosterId: 'closed' },
      { kind: 'roster', rosterId: 'first' },
    ];
    const [step] = planEscalation([tier(targets, 5)], alert({ careTeam: ['left'] }), T, clinic([first])).steps;
    expect(step).toMatchObject({ people: ['ana'], empty: targets.slice(0, 2) });
    expect(stepsOf([tier([{ kind: 'care-team' }], 5)], alert({ careTeam: ['left'] }), T, clinic()).exhausted).toBe(0);
  });
});

it('comes to an end, in order, and never leaves a tier out', () => {
  const targets = fc.array(
    fc.constantFrom<EscalationTier['targets'][number]>(
      { kind: 'care-team' },
      { kind: 'anyone-on-call' },
      { kind: 'roster', rosterId: 'none' },
      { kind: 'user', userId: 'cem' },
      { kind: 'user', userId: 'left' },
    ),
    { minLength: 1, maxLength: 3 },
  );
  const tiers = fc.array(
    fc.record({
      targets,
      answerWithin: fc.oneof(
        fc.record({ kind: fc.constant('minutes' as const), minutes: fc.integer({ min: 1, max: 600 }) }),
        fc.constant({ kind: 'next-working-day' as const }),
      ),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const sooner = fc.integer({ min: -10_000, max: 10_000 });
  fc.assert(
    fc.property(tiers, fc.boolean(), sooner, (policy, hasTeam, later) => {
      const now = T + later * MINUTE;
      const { steps, exhaustedAt } = planEscalation(policy, alert(hasTeam ? {} : { careTeam: [] }), now, clinic());
      expect(steps.map((step) => step.tier)).toEqual(policy.map((_, index) => index));
      const instants = [...steps.flatMap(({ dueAt, answerBy }) => [dueAt, answerBy]), exhaustedAt];
      expect(instants).toEqual(instants.toSorted((a, b) => a - b));
      for (const { people, dueAt, answerBy } of steps) {
        if (people.length === 0) expect(answerBy).toBe(Math.max(dueAt, now));
        else expect(answerBy).toBeGreaterThan(Math.max(dueAt, now));
      }
    }),
    { numRuns: 300 },
  );
});
