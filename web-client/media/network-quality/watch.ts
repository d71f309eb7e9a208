import type { types } from 'mediasoup-client';
import type { LineLevel } from '#contracts/media.ts';
import { NetworkQualityEngine, type NetworkQuality } from './network-quality.ts';
import { readLine, type LineReading, type Statistics } from './reading.ts';

const READ_EVERY_MS = 1_000;

export type Line = {
  send: types.Transport | null;
  receive: types.Transport;
  /** Has somebody who sends to us a weak line? */
  isWeakAtSource: () => boolean;
};

export type LineEvents = {
  /** Each second: what was read, and what is made of it. */
  onRead: (reading: LineReading, quality: NetworkQuality) => void;
  onChanged: (quality: NetworkQuality) => void;
  /** For those who receive what we send. */
  onSendingLevel: (level: LineLevel) => void;
};

const read = async (transport: types.Transport | null): Promise<Statistics> => {
  const statistics: Readonly<Record<string, unknown>>[] = [];
  const report = transport && transport.connectionState !== 'new' ? await transport.getStats() : undefined;
  report?.forEach((statistic: Record<string, unknown>) => statistics.push(statistic));
  return statistics;
};

const isSame = (a: NetworkQuality, b: NetworkQuality): boolean =>
  a.level === b.level && a.sending === b.sending && a.receiving === b.receiving;

/** Reads the statistics of a session each second, until the returned function is called. */
export const watchNetworkQuality = (
  { send, receive, isWeakAtSource }: Line,
  { onRead, onChanged, onSendingLevel }: LineEvents,
): (() => void) => {
  const engine = new NetworkQualityEngine();
  let isReading = false;
  let hasConnected = false;

  const look = async (): Promise<void> => {
    const former = { ...engine.quality, sendingLevel: engine.sendingLevel };
    const [sent, received] = await Promise.all([read(send), read(receive)]);
    hasConnected ||= [send, receive].some((transport) => transport?.connectionState === 'connected');
    // Before the first connection there is no line to judge: to look for one may take a while, and loses no picture.
    if (!hasConnected || receive.closed) return;
    const reading = readLine(sent, received, isWeakAtSource());
    const quality = engine.next(reading);
    onRead(reading, quality);
    if (engine.sendingLevel !== former.sendingLevel) onSendingLevel(engine.sendingLevel);
    if (!isSame(former, quality)) onChanged(quality);
  };

  const timer = setInterval(() => {
    if (isReading) return;
    isReading = true;
    // A transport that closes while it is read tells nothing more.
    look()
      .catch(() => undefined)
      .finally(() => {
        isReading = false;
      });
  }, READ_EVERY_MS);
  return () => clearInterval(timer);
};
