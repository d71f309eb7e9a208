import { expect, it } from 'vitest';
import type { LineReading } from '#web-client/media/network-quality/reading.ts';
import { UNTROUBLED, type NetworkQuality } from '#web-client/media/network-quality/network-quality.ts';
import { StayTally } from '#web-client/media/stay/stay-tally.ts';

type Counters = { received?: number; missed?: number; sent?: number; lost?: number; frozenS?: number };

const reading = ({ received = 0, missed = 0, sent = 0, lost = 0, frozenS = 0 }: Counters): LineReading => ({
  heard: 0,
  roundTripS: null,
  sending: { packets: sent, lost, availableBitrate: null, isHeldBack: false },
  receiving: { packets: received, lost: missed, jitterS: 0, framesDecoded: 0, frozenS, isWeakAtSource: false },
});

const VOICE: NetworkQuality = { level: 'poor', sending: 'full', receiving: 'voice' };

it('tells how long it took to be in, and for how long it held', () => {
  const tally = new StayTally(1_000);
  expect(tally.totals(1_500)).toMatchObject({ joinMs: null, connectedMs: 0 });
  tally.move('connected', 1_800);
  expect(tally.totals(11_800)).toMatchObject({ joinMs: 800, connectedMs: 10_000, reconnects: 0, reconnectingMs: 0 });
  expect(tally.totals(12_800)).toMatchObject({ joinMs: 800, connectedMs: 11_000 });
});

it('counts how often the line was gone, and takes no attempt to get in for one', () => {
  const tally = new StayTally(0);
  // The first attempt fails: the second is no return.
  tally.move('reconnecting', 500);
  tally.move('connected', 2_000);
  tally.move('reconnecting', 12_000);
  tally.move('connected', 15_000);
  tally.move('reconnecting', 20_000);
  // Given up, and tried again later.
  tally.move('away', 21_000);
  tally.move('connecting', 60_000);
  tally.move('connected', 61_000);
  expect(tally.totals(62_000)).toMatchObject({
    ...{ joinMs: 2_000, reconnects: 2, reconnectingMs: 4_000 },
    connectedMs: 10_000 + 5_000 + 1_000,
  });
});

it('adds up packets and standing pictures over sessions, each of which counts from nothing', () => {
  const tally = new StayTally(0);
  tally.beginSession();
  tally.move('connected', 0);
  tally.read(reading({ received: 100, missed: 2, sent: 50, lost: 1, frozenS: 0.5 }), UNTROUBLED, 1_000);
  tally.read(reading({ received: 300, missed: 2, sent: 150, lost: 4, frozenS: 0.75 }), UNTROUBLED, 2_000);
  // A packet that was given up came after all, and a track began anew.
  tally.read(reading({ received: 310, missed: 1, sent: 20, lost: 0, frozenS: 0.75 }), UNTROUBLED, 3_000);
  tally.beginSession();
  tally.read(reading({ received: 40, missed: 5, sent: 30, lost: 0, frozenS: 0.25 }), UNTROUBLED, 4_000);
  expect(tally.totals(4_000)).toMatchObject({
    ...{ packetsReceived: 350, packetsMissed: 7, packetsSent: 180, packetsLost: 4 },
    frozenMs: 1_000,
  });
});

it('counts the time without pictures and on a weak line only while sound can flow', () => {
  const tally = new StayTally(0);
  tally.move('connected', 1_000);
  tally.read(reading({}), UNTROUBLED, 2_000);
  tally.read(reading({}), VOICE, 3_000);
  tally.read(reading({}), { level: 'poor', sending: 'small', receiving: 'small' }, 4_000);
  tally.move('reconnecting', 5_000);
  tally.read(reading({}), VOICE, 6_000);
  tally.move('connected', 30_000);
  tally.read(reading({}), VOICE, 31_000);
  expect(tally.totals(31_000)).toMatchObject({ voiceOnlyMs: 2_000, weakMs: 3_000 });
});
