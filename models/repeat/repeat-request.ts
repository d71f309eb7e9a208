import type { RepeatReason } from '#contracts/repeat.ts';
import type { ActiveRule } from '../rules/active-rules.ts';
import { FACTS } from '../rules/judge.ts';
import { MINUTE_MS, type Stream } from '../rules/rule.ts';
import { concernOf, type Concern, type RepeatableReading } from './concern.ts';

/** Ways of measuring in which a person can take a value again; a sensor does so by itself. */
export type SpotStream = Extract<Stream, 'cuff' | 'capillary' | 'heart-rate'>;

type Timing = {
  /** What comes earlier belongs to the same try. */
  afterMs: number;
  /** How long to rest, or to wait, before the repeat. */
  restMs: number;
  /** The condition is followed until it is over: a repeat that is as bad is asked to be repeated, too. */
  isFollowed: boolean;
};

/**
 * When a repeat is worth something, as the rules that wait for it have it.
 * - Pressure: after 1 to 5 min of rest (AHA/ACC 2025 and the rules: a minute at least).
 * - A pulse at rest must hold for 10 min to be critical (NEWS2 of a single one says nothing about rest).
 * - A high finger-stick a minute later, with clean hands: sugar on the finger is the usual mistake.
 * - A low one 15 min after something sweet, until it is over (ADA Standards of Care, section 6).
 */
const timingOf = (stream: SpotStream, reason: RepeatReason): Timing => {
  switch (stream) {
    case 'cuff':
      return { afterMs: MINUTE_MS, restMs: 5 * MINUTE_MS, isFollowed: false };
    case 'heart-rate':
      return { afterMs: 10 * MINUTE_MS, restMs: 10 * MINUTE_MS, isFollowed: false };
    case 'capillary':
      return reason === 'low'
        ? { afterMs: 10 * MINUTE_MS, restMs: 15 * MINUTE_MS, isFollowed: true }
        : { afterMs: MINUTE_MS, restMs: MINUTE_MS, isFollowed: false };
  }
};

/** How long after the rest a repeat is still waited for; later readings stand for themselves. */
const WAITED_FOR_MS = 30 * MINUTE_MS;

/** One reading that is to be taken again; times in ms, those of the readings' own clock. */
export type AskedRepeat = Concern & {
  reading: RepeatableReading;
  hasSymptoms: boolean;
  earliestAtMs: number;
  restedAtMs: number;
  untilMs: number;
  answer: { reading: RepeatableReading; isAsBad: boolean } | null;
};

const hasSymptoms = ({ facts }: RepeatableReading): boolean => (facts & FACTS.symptoms) !== 0;

const ask = (reading: RepeatableReading, concern: Concern, { afterMs, restMs }: Timing): AskedRepeat => ({
  ...concern,
  reading,
  hasSymptoms: hasSymptoms(reading),
  earliestAtMs: reading.atMs + afterMs,
  restedAtMs: reading.atMs + restMs,
  // Who was out of reach is asked when the reading has come in.
  untilMs: Math.max(reading.atMs, reading.receivedAtMs) + restMs + WAITED_FOR_MS,
  answer: null,
});

/** Does the reading belong to what is asked already: the same try, its repeat, or more of what is known? */
const isAbout = (
  asked: AskedRepeat,
  reading: RepeatableReading,
  concern: Concern | null,
  stream: SpotStream,
): boolean => {
  const isSame = concern?.reason === asked.reason;
  if (asked.answer !== null) return asked.answer.isAsBad && isSame;
  asked.hasSymptoms ||= hasSymptoms(reading);
  // Two tries within a minute that disagree: the worse one stands.
  if (reading.atMs < asked.earliestAtMs) return concern === null || asked.reason !== 'doubtful' || isSame;
  if (concern !== null && (!isSame || timingOf(stream, asked.reason).isFollowed)) return false;
  asked.answer = { reading, isAsBad: isSame };
  return true;
};

/**
 * The newest reading of one way of measuring that the patient is asked to take again, with the repeat that answers it by
 * its time of measurement; null where none is asked at `nowMs`. `readings` oldest first, of at least the last day;
 * `rules` are the patient's own for this way of measuring. A pure function: whatever order the readings came in, the
 * answer is the same.
 *
 * Worked example, cuff, china: 192/114 at 10:00 is asked again; 185/112 at 10:00:40 is the same try; 188/112 at 10:03
 * answers it, as bad, and asks for nothing more until 10:35; 150/92 at 10:03 would answer it as better.
 */
export const repeatRequest = (
  readings: readonly RepeatableReading[],
  stream: SpotStream,
  rules: readonly ActiveRule[],
  nowMs: number,
): AskedRepeat | null => {
  let asked: AskedRepeat | null = null;
  for (const reading of readings) {
    const concern = concernOf(rules, reading);
    if (asked !== null && reading.atMs <= asked.untilMs && isAbout(asked, reading, concern, stream)) continue;
    if (concern !== null) asked = ask(reading, concern, timingOf(stream, concern.reason));
  }
  if (asked === null || nowMs > asked.untilMs) return null;
  // What is too old to say anything about now is not asked about, whenever it came in.
  const relevanceMs = Math.max(...rules.map((rule) => rule.relevanceMs));
  return nowMs - asked.reading.atMs > relevanceMs ? null : asked;
};
