import type { PathMeasurement } from '#contracts/call-check.ts';

/** What has arrived over a way until now, as the browser counts it. */
export type LineSample = {
  atMs: number;
  bytes: number;
  packets: number;
  lost: number;
  frames: number;
  /** Null where this browser does not measure it, or has not yet. */
  roundTripMs: number | null;
};

/** A browser's report on one connection; a plain `Map` will do. */
export type Report = { forEach: (visit: (entry: Record<string, unknown>) => void) => void };

const numberIn = (entry: Record<string, unknown>, name: string): number | null =>
  typeof entry[name] === 'number' ? entry[name] : null;

/** Sums what came in over all connections; of several round trips the longest counts. */
export const toLineSample = (reports: readonly Report[], atMs: number): LineSample => {
  const sample: LineSample = { atMs, bytes: 0, packets: 0, lost: 0, frames: 0, roundTripMs: null };
  for (const report of reports) {
    report.forEach((entry) => {
      if (entry['type'] === 'inbound-rtp') {
        sample.bytes += numberIn(entry, 'bytesReceived') ?? 0;
        sample.packets += numberIn(entry, 'packetsReceived') ?? 0;
        sample.lost += numberIn(entry, 'packetsLost') ?? 0;
        sample.frames += numberIn(entry, 'framesDecoded') ?? 0;
      }
      const roundTripS =
        entry['type'] === 'candidate-pair' && entry['nominated'] === true
          ? numberIn(entry, 'currentRoundTripTime')
          : entry['type'] === 'remote-inbound-rtp'
            ? numberIn(entry, 'roundTripTime')
            : null;
      if (roundTripS !== null) sample.roundTripMs = Math.max(sample.roundTripMs ?? 0, roundTripS * 1_000);
    });
  }
  return sample;
};

type Measured = Omit<Extract<PathMeasurement, { isConnected: true }>, 'path' | 'isConnected'>;

const tenths = (value: number): number => Math.round(value * 10) / 10;

/**
 * What went on between two samples. Worked example: 500 kB, 970 packets and 30 lost ones in 4 s are 1000 kbit/s with 3 %
 * lost.
 */
export const between = (first: LineSample, last: LineSample, isPictureSent: boolean): Measured => {
  const seconds = Math.max(0.001, (last.atMs - first.atMs) / 1_000);
  const packets = last.packets - first.packets;
  // A packet that came late after all is taken back from the lost ones.
  const lost = Math.max(0, last.lost - first.lost);
  return {
    bitrateKbps: Math.round(((last.bytes - first.bytes) * 8) / 1_000 / seconds),
    lossPercent: packets + lost === 0 ? 100 : tenths((100 * lost) / (packets + lost)),
    roundTripMs: last.roundTripMs === null ? null : Math.round(last.roundTripMs),
    framesPerS: isPictureSent ? tenths((last.frames - first.frames) / seconds) : null,
  };
};
