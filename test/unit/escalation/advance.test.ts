import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SEVERITIES } from '#contracts/alert.ts';
import { USUAL_OPENING_HOURS } from '#contracts/clinic.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { advance, type MadeCall, type Move, type Unanswered } from '#models/escalation/advance.ts';
import { DEFAULT_POLICIES } from '#models/escalation/default-policies.ts';
import { roster } from '../on-call/rosters.ts';

const MINUTE = 60_000;
// A Friday, 15:00 in Berlin.
const T = Date.parse('2026-12-04T14:00:00Z');
const PEOPLE = ['ana', 'ben', 'cem', 'doc', 'nurse'] as const;
const staff = new Set<string>(PEOPLE);

const clinic = {
  rosters: new Map([['night', roster({ id: 'night', staff })]]),
  staff,
  calendar: { timeZone: 'Europe/Berlin', openingHours: USUAL_OPENING_HOURS, holidays: new Set<string>() },
};

/** An alert of which the calls are kept as the server keeps them. */
class Kept {
  readonly log: string[] = [];
  readonly moves: Move[] = [];
  calls: (MadeCall & { tier: number })[] = [];
  dueAt: number | null = T;
  readonly #tiers: readonly EscalationTier[];
  readonly #alert: Omit<Unanswered, 'calls' | 'snoozers'>;
  readonly snoozers = new Set<string>();

  constructor(tiers: readonly EscalationTier[], alert: Partial<Unanswered> = {}) {
    this.#tiers = tiers;
    this.#alert = { severity: 'critical', pagedAt: T, careTeam: ['doc', 'nurse'], ...alert };
  }

  reach(): void {
    this.#change({ isReached: true });
  }

  /** What happens at an instant; the same as nothing where it is not due. */
  at(now: number, isAsked = false): Move[] {
    if (!isAsked && (this.dueAt === null || this.dueAt > now)) return [];
    const alert = { ...this.#alert, snoozers: this.snoozers, calls: this.calls };
    const { moves, dueAt } = advance(this.#tiers, alert, now, clinic, isAsked);
    for (const move of moves) this.#keep(move, now);
    this.dueAt = dueAt;
    this.moves.push(...moves);
    return moves;
  }

  #keep(move: Move, now: number): void {
    const after = (now - T) / MINUTE;
    switch (move.kind) {
      case 'call':
        this.log.push(`${after} call ${move.round}.${move.tier} ${move.people.join(' ')}`);
        this.calls.push({
          ...{ round: move.round, tier: move.tier, people: move.people, calledAt: now, answerBy: move.answerBy },
          ...{ isReached: false, remindedAt: null, unreachedAt: null, exhaustedAt: null },
        });
        return;
      case 'remind':
        this.#change({ remindedAt: now });
        break;
      case 'unreached':
        this.#change({ unreachedAt: now });
        break;
      case 'exhausted':
        this.#change({ exhaustedAt: now });
    }
    this.log.push(`${after} ${move.kind}`);
  }

  #change(values: Partial<MadeCall>): void {
    const last = this.calls.at(-1);
    if (last !== undefined) this.calls = [...this.calls.slice(0, -1), { ...last, ...values }];
  }
}

describe('a critical alert by the default policy', () => {
  it('is the worked example: called, told again, called on, and called again when nobody has answered', () => {
    const kept = new Kept(DEFAULT_POLICIES.critical);
    for (let minute = 0; minute <= 45; minute += 1) {
      kept.at(T + minute * MINUTE);
      kept.reach();
    }
    expect(kept.log).toEqual([
      '0 call 1.0 doc nurse',
      '5 remind',
      '10 remind',
      '15 call 1.1 ana',
      '20 remind',
      '25 remind',
      '30 remind',
      '35 remind',
      '40 remind',
      '45 exhausted',
      '45 call 2.0 doc nurse',
    ]);
  });

  it('goes on after a minute where nothing reaches anybody, and begins again no sooner than after five', () => {
    const kept = new Kept(DEFAULT_POLICIES.critical);
    for (let minute = 0; minute <= 5; minute += 1) kept.at(T + minute * MINUTE);
    expect(kept.log).toEqual([
      '0 call 1.0 doc nurse',
      '1 unreached',
      '1 call 1.1 ana',
      '2 unreached',
      '2 exhausted',
      '5 call 2.0 doc nurse',
    ]);
  });

  it('is called for at once where the clock that paged is ahead', () => {
    const kept = new Kept(DEFAULT_POLICIES.critical, { pagedAt: T + 10 * MINUTE });
    kept.at(T);
    expect(kept.log).toEqual(['0 call 1.0 doc nurse']);
  });
});

describe('who asks for the next tier', () => {
  it('gets it at once, and the first again after the last', () => {
    const kept = new Kept(DEFAULT_POLICIES.critical);
    kept.at(T);
    kept.reach();
    kept.at(T + MINUTE, true);
    kept.reach();
    kept.at(T + 2 * MINUTE, true);
    expect(kept.log).toEqual(['0 call 1.0 doc nurse', '1 call 1.1 ana', '2 call 2.0 doc nurse']);
  });
});

describe('people who have snoozed it', () => {
  it('are called, and not waited for', () => {
    const kept = new Kept(DEFAULT_POLICIES.high, { severity: 'high' });
    kept.snoozers.add('doc').add('nurse');
    kept.at(T);
    expect(kept.log).toEqual(['0 call 1.0 doc nurse', '0 unreached', '0 call 1.1 ana']);
  });
});

const target = fc.oneof(
  fc.constant({ kind: 'care-team' as const }),
  fc.constant({ kind: 'anyone-on-call' as const }),
  fc.constantFrom(...PEOPLE, 'gone').map((userId) => ({ kind: 'user' as const, userId })),
);
const tier: fc.Arbitrary<EscalationTier> = fc.record({
  targets: fc.array(target, { minLength: 1, maxLength: 3 }),
  answerWithin: fc.integer({ min: 1, max: 60 }).map((minutes) => ({ kind: 'minutes' as const, minutes })),
});
const step = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 20 }).map((minutes) => ({ kind: 'wait' as const, minutes })) },
  { weight: 3, arbitrary: fc.constant({ kind: 'reach' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'ask' as const }) },
  { weight: 1, arbitrary: fc.constantFrom(...PEOPLE).map((person) => ({ kind: 'snooze' as const, person })) },
);

describe('whatever happens', () => {
  it('no tier is called twice in a round or out of turn, and what is critical always has a timer', () => {
    fc.assert(
      fc.property(
        fc.array(tier, { minLength: 1, maxLength: 4 }),
        fc.constantFrom(...SEVERITIES),
        fc.subarray([...PEOPLE]),
        fc.array(step, { maxLength: 40 }),
        (tiers, severity, careTeam, steps) => {
          const kept = new Kept(tiers, { severity, careTeam });
          let now = T;
          kept.at(now);
          for (const each of steps) {
            if (each.kind === 'wait') now += each.minutes * MINUTE;
            if (each.kind === 'reach') kept.reach();
            if (each.kind === 'snooze' && severity !== 'critical') kept.snoozers.add(each.person);
            if (each.kind === 'ask') {
              now += 1;
              kept.at(now, true);
            }
            kept.at(now);
            // Nothing more is to be done at the same instant.
            expect(kept.at(now)).toEqual([]);
            if (severity === 'critical') expect(kept.dueAt).toBeGreaterThan(now);
          }
          const places = kept.calls.map(({ round, tier: number }) => `${round}.${number}`);
          expect(new Set(places).size).toBe(places.length);
          for (const [index, call] of kept.calls.entries()) {
            const before = kept.calls[index - 1];
            const isNext = before === undefined ? call.round === 1 && call.tier === 0 : isAfter(before, call);
            expect(isNext).toBe(true);
            expect(call.answerBy).toBeGreaterThanOrEqual(call.calledAt);
            expect(call.people).not.toContain('gone');
          }
          if (severity !== 'critical') expect(kept.moves.some(({ kind }) => kind === 'remind')).toBe(false);
        },
      ),
    );
  });
});

const isAfter = (before: { round: number; tier: number }, call: { round: number; tier: number }): boolean =>
  call.round === before.round ? call.tier === before.tier + 1 : call.round === before.round + 1 && call.tier === 0;
