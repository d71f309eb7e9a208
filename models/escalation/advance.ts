import type { Severity } from '#contracts/alert.ts';
import type { EscalationTarget, EscalationTier } from '#contracts/escalation.ts';
import { REACH_WITHIN_MS, REMIND_EVERY_MS, ROUND_LASTS_AT_LEAST_MS } from './patience.ts';
import { planEscalation, type TierCall } from './plan-escalation.ts';

type Clinic = Parameters<typeof planEscalation>[3];

/** A tier that was called about one paging. Times in ms. */
export type MadeCall = TierCall & {
  /** From 1: how often the chain was begun. */
  round: number;
  people: readonly string[];
  /** Something has come to one of them: a page showed it, or a channel took it. */
  isReached: boolean;
  remindedAt: number | null;
  exhaustedAt: number | null;
};

/** An alert that nobody has answered. */
export type Unanswered = {
  severity: Severity;
  /** In ms, by whichever clock paged. */
  pagedAt: number;
  careTeam: readonly string[];
  /** Those who do not want to be told of it now: they are called all the same, and nobody waits for them. */
  snoozers: ReadonlySet<string>;
  /** All calls of this paging, in order. */
  calls: readonly MadeCall[];
};

/** Something that escalation does now, in order. All but `call` are about the newest call at that point. */
export type Move =
  | { kind: 'unreached' }
  | { kind: 'remind' }
  | {
      kind: 'call';
      round: number;
      tier: number;
      people: string[];
      empty: EscalationTarget[];
      /** In ms. */
      answerBy: number;
      why: 'paged' | 'unanswered' | 'unreached' | 'asked' | 'again';
    }
  /** Nobody of all tiers has answered. */
  | { kind: 'exhausted' };

export type Advance = {
  moves: Move[];
  /** When there is something to do again, in ms; null at the end of the chain of what is not critical. */
  dueAt: number | null;
};

/**
 * What escalation does about an alert at an instant, and when it looks again. `isAsked`: somebody asks for the next tier
 * now. Every wait is decided here; whoever calls it keeps the state and the clock.
 *
 * Worked example, the critical default, paged at 03:00 and reached, but not answered: the care team is called at 03:00, told
 * again at 03:05 and 03:10; whoever is on call at 03:15, told again each five minutes; at 03:45 nobody has answered, and the
 * care team is called again.
 */
export const advance = (
  tiers: readonly EscalationTier[],
  alert: Unanswered,
  now: number,
  clinic: Clinic,
  isAsked = false,
): Advance => {
  const { severity, pagedAt, careTeam, calls } = alert;
  const moves: Move[] = [];
  const newest = calls.at(-1);
  let round = newest?.round ?? 1;
  let ofRound = calls.filter((call) => call.round === round);
  const isLost = newest !== undefined && isLostFor(alert, newest, now);
  if (isLost) moves.push({ kind: 'unreached' });
  if (newest !== undefined && (isLost || isAsked)) {
    // Whoever was called last has no time left.
    ofRound = [...ofRound.slice(0, -1), { ...newest, unreachedAt: newest.unreachedAt ?? now }];
  }
  let isNextAsked = isAsked;
  for (;;) {
    const roundBeganAt = ofRound[0]?.calledAt ?? now;
    // The clock that paged may be ahead of ours: what is paged is paged.
    const waiting = { pagedAt: Math.min(pagedAt, roundBeganAt), careTeam, calls: ofRound };
    const { steps, exhaustedAt } = planEscalation(tiers, waiting, now, clinic);
    const [next] = steps;
    if (next !== undefined && next.dueAt <= now) {
      const { tier, people, empty, answerBy } = next;
      const why = isNextAsked ? 'asked' : tier > 0 ? whyNext(next.isAtOnce) : round > 1 ? 'again' : 'paged';
      moves.push({ kind: 'call', round, tier, people, empty, answerBy, why });
      const call = madeNow(round, now, answerBy, people);
      const isLostAtOnce = isLostFor(alert, call, now);
      if (isLostAtOnce) moves.push({ kind: 'unreached' });
      ofRound = [...ofRound, isLostAtOnce ? { ...call, unreachedAt: now } : call];
      isNextAsked &&= people.length === 0;
      continue;
    }
    const last = ofRound.at(-1);
    if (next !== undefined || last === undefined || exhaustedAt > now) break;
    if (last.exhaustedAt === null && !isNextAsked) {
      moves.push({ kind: 'exhausted' });
      ofRound = [...ofRound.slice(0, -1), { ...last, exhaustedAt: now }];
    }
    if (!isNextAsked && severity !== 'critical') return { moves, dueAt: null };
    const beginsAt =
      isNextAsked && ofRound.length > 0 && roundBeganAt < now ? now : roundBeganAt + ROUND_LASTS_AT_LEAST_MS;
    if (beginsAt > now) return { moves, dueAt: beginsAt };
    round += 1;
    ofRound = [];
  }
  return waitOn(severity, moves, ofRound, now);
};

const whyNext = (isAtOnce: boolean) => (isAtOnce ? 'unreached' : 'unanswered');

const madeNow = (round: number, now: number, answerBy: number, people: readonly string[]): MadeCall => ({
  ...{ round, calledAt: now, answerBy, people },
  ...{ unreachedAt: null, isReached: false, remindedAt: null, exhaustedAt: null },
});

/** Nobody of this call is waited for any more: nothing has come to them in time, or all of them have snoozed it. */
const isLostFor = ({ severity, snoozers }: Unanswered, call: MadeCall, now: number): boolean => {
  if (call.people.length === 0 || call.unreachedAt !== null) return false;
  if (call.people.every((person) => snoozers.has(person))) return true;
  const within = REACH_WITHIN_MS[severity];
  return within !== null && !call.isReached && call.calledAt + within <= now;
};

/** Somebody was called and still has time to answer: tells them again, and says when to look. */
const waitOn = (severity: Severity, moves: Move[], ofRound: readonly MadeCall[], now: number): Advance => {
  const last = ofRound.at(-1);
  if (last === undefined) return { moves, dueAt: null };
  const within = REACH_WITHIN_MS[severity];
  const every = REMIND_EVERY_MS[severity];
  const dueAt = [Math.min(last.answerBy, last.unreachedAt ?? Infinity)];
  if (within !== null && last.calledAt + within > now) dueAt.push(last.calledAt + within);
  if (every !== null && last.people.length > 0) {
    const toldAt = last.remindedAt ?? last.calledAt;
    const isDue = toldAt + every <= now;
    if (isDue) moves.push({ kind: 'remind' });
    dueAt.push((isDue ? now : toldAt) + every);
  }
  return { moves, dueAt: Math.min(...dueAt) };
};
