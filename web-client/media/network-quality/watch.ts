import type { types } from 'mediasoup-client';
import { NetworkQualityEngine, type NetworkQuality } from './network-quality.ts';
import { readLine, type Statistics } from './reading.ts';

const READ_EVERY_MS = 1_000;

type Transports = { send: types.Transport | null; receive: types.Transport };

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
  { send, receive }: Transports,
  onChanged: (quality: NetworkQuality) => void,
): (() => void) => {
  const engine = new NetworkQualityEngine();
  let isReading = false;

  const look = async (): Promise<void> => {
    const former = engine.quality;
    const [sent, received] = await Promise.all([read(send), read(receive)]);
    const hasLine = [send, receive].some((transport) => transport && transport.connectionState !== 'new');
    // Before the first connection there is no line to judge.
    if (!hasLine || receive.closed) return;
    const quality = engine.next(readLine(sent, received));
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
