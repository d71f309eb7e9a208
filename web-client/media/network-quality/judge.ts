import type { LineLevel } from '#contracts/media.ts';
import { worst } from './level.ts';
import type { LineReading } from './reading.ts';

/** Readings come once a second; two seconds are some hundred packets of voice, so that one lost packet is no news. */
const WINDOW_READINGS = 3;

/** No word from the node for so many readings in a row; connectivity checks alone are answered every 2.5 s. */
const LOST_AFTER_READINGS = 4;

/** Google's congestion control takes 2 % for noise and slows down above 10 % (draft-ietf-rmcat-gcc-02, section 6). */
const LOSS = { fair: 0.04, poor: 0.1 } as const;

/** People begin to talk over each other from 150 ms one way on (ITU-T G.114): 300 ms there and back. */
const FAIR_ROUND_TRIP_S = 0.3;

/**
 * Packets that wait behind pictures arrive late: seconds above the shortest round trip of this session. Half a second is a
 * full queue in a router on the way; a satellite line that always takes that long is slow, and not too small.
 */
const POOR_QUEUE_S = 0.5;

/** Chromium's jitter buffer follows some 100 ms without losing words. */
const JITTER_S = { fair: 0.05, poor: 0.15 } as const;

/** Voice takes some 40 kbit/s with its headers; with less than this there is no room for even the smallest picture. */
const BITRATE = { fair: 400_000, poor: 120_000 } as const;

/** A picture that stands still for more than half of the time. */
const POOR_FROZEN_S = 1;

/** What a judgement needs to know of the readings before. */
export type Judge = {
  readonly readings: readonly LineReading[];
  readonly shortestRoundTripS: number | null;
  readonly silentReadings: number;
};

export const NEW_JUDGE: Judge = { readings: [], shortestRoundTripS: null, silentReadings: 0 };

export type Judgement = { readonly sending: LineLevel; readonly receiving: LineLevel };

const above = (value: number, limits: { fair: number; poor: number }): LineLevel =>
  value > limits.poor ? 'poor' : value > limits.fair ? 'fair' : 'good';

/** Counters start anew with each track, and a packet given up for lost may still come: less than nothing is nothing. */
const growth = (before: number, now: number): number => Math.max(0, now - before);

const lossBetween = (
  before: LineReading['sending' | 'receiving'],
  now: LineReading['sending' | 'receiving'],
  areLostCounted: boolean,
): number => {
  const lost = growth(before.lost, now.lost);
  const packets = growth(before.packets, now.packets) + (areLostCounted ? 0 : lost);
  return packets === 0 ? 0 : lost / packets;
};

const judgeSending = (before: LineReading, { sending }: LineReading): LineLevel => {
  const { availableBitrate, isHeldBack } = sending;
  // Without a picture nobody measures what the line would carry: only a picture that suffers tells of too little.
  const bitrate =
    isHeldBack && availableBitrate !== null
      ? above(-availableBitrate, { fair: -BITRATE.fair, poor: -BITRATE.poor })
      : 'good';
  return worst([bitrate, above(lossBetween(before.sending, sending, true), LOSS)]);
};

const judgeReceiving = (
  readings: readonly LineReading[],
  before: LineReading,
  { receiving }: LineReading,
): LineLevel => {
  // A gap stays a gap on its way through the node. Our own way here is judged by its round trip alone meanwhile.
  if (readings.some(({ receiving: { isWeakAtSource } }) => isWeakAtSource)) return 'good';
  const frozenS = growth(before.receiving.frozenS, receiving.frozenS);
  // A picture that never moves may have stopped at its source; one that moves in jerks suffers on the way.
  const isJerky = receiving.framesDecoded > before.receiving.framesDecoded && frozenS > POOR_FROZEN_S;
  return worst([
    above(lossBetween(before.receiving, receiving, false), LOSS),
    above(receiving.jitterS, JITTER_S),
    isJerky ? 'poor' : 'good',
  ]);
};

const judgeRoundTrip = (roundTripS: number | null, shortestS: number | null): LineLevel => {
  if (roundTripS === null || shortestS === null) return 'good';
  if (roundTripS - shortestS > POOR_QUEUE_S) return 'poor';
  return roundTripS > FAIR_ROUND_TRIP_S ? 'fair' : 'good';
};

/** Judges both directions by one more reading. A queue on the way delays both, wherever it is. */
export const judge = (former: Judge, reading: LineReading): { judge: Judge; judgement: Judgement } => {
  const previous = former.readings.at(-1);
  const silentReadings = previous && reading.heard <= previous.heard ? former.silentReadings + 1 : 0;
  const shortestRoundTripS =
    former.shortestRoundTripS === null || reading.roundTripS === null
      ? (reading.roundTripS ?? former.shortestRoundTripS)
      : Math.min(former.shortestRoundTripS, reading.roundTripS);
  const readings = [...former.readings, reading].slice(-WINDOW_READINGS);
  const [before = reading] = readings;
  const both = silentReadings >= LOST_AFTER_READINGS ? 'lost' : judgeRoundTrip(reading.roundTripS, shortestRoundTripS);
  return {
    judge: { readings, shortestRoundTripS, silentReadings },
    judgement: {
      sending: worst([both, judgeSending(before, reading)]),
      receiving: worst([both, judgeReceiving(readings, before, reading)]),
    },
  };
};
