import type { LineReading } from '#web-client/media/network-quality/reading.ts';

/** One second of a call as its line would have it. */
export type Second = {
  sendLoss?: number;
  receiveLoss?: number;
  roundTripS?: number;
  availableBitrate?: number;
  isHeldBack?: boolean;
  jitterS?: number;
  frozenS?: number;
  isSilent?: boolean;
  isWeakAtSource?: boolean;
};

export const NOTHING_YET: LineReading = {
  heard: 0,
  roundTripS: null,
  sending: { packets: 0, lost: 0, availableBitrate: null, isHeldBack: false },
  receiving: { packets: 0, lost: 0, jitterS: 0, framesDecoded: 0, frozenS: 0, isWeakAtSource: false },
};

/** What the browser would read after one more such second: a hundred packets go each way. */
export const after = (
  { heard, sending, receiving }: LineReading,
  {
    sendLoss = 0,
    receiveLoss = 0,
    roundTripS = 0.04,
    availableBitrate = 2_000_000,
    isHeldBack = false,
    jitterS = 0.005,
    frozenS = 0,
    isSilent = false,
    isWeakAtSource = false,
  }: Second,
): LineReading => ({
  heard: isSilent ? heard : heard + 10_000,
  roundTripS,
  sending: {
    packets: sending.packets + 100,
    lost: sending.lost + Math.round(100 * sendLoss),
    availableBitrate,
    isHeldBack,
  },
  receiving: {
    packets: receiving.packets + (isSilent ? 0 : Math.round(100 * (1 - receiveLoss))),
    lost: receiving.lost + (isSilent ? 0 : Math.round(100 * receiveLoss)),
    jitterS,
    framesDecoded: receiving.framesDecoded + 25,
    frozenS: receiving.frozenS + frozenS,
    isWeakAtSource,
  },
});
