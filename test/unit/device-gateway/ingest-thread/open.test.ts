import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import type { GatewayConfig } from '#device-gateway/config.ts';
import type { DeviceArrival } from '#device-gateway/device-arrival.ts';
import { openIngestThread } from '#device-gateway/ingest-thread/open.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';

const config: GatewayConfig = {
  gatewayId: 'gw-test',
  databaseUrl: 'postgres://nobody@127.0.0.1:1/nowhere',
  mqtt: { upstream: { url: 'mqtt://127.0.0.1:1', connections: 1, isLeaving: false } },
  metrics: { address: '127.0.0.1', port: 0 },
  logLevel: 'silent',
};
const arrival: DeviceArrival = {
  source: { type: 'device', deviceId: 'cuff' },
  payload: { type: 'readings', bytes: Buffer.from('{}') },
  receivedAt: new Date(),
};

const open = async (file?: URL) => {
  const onFatal = vi.fn<(error: Error) => void>();
  const deps = { config, clock: 'wall' as const, log: pino({ level: 'silent' }), onRaised: () => undefined, onFatal };
  return { ingest: await openIngestThread(deps, file), onFatal };
};
/** A thread that says it is ready and does as it is told here with the first thing that it is asked. */
const threadThat = (does: string): URL =>
  new URL(
    `data:text/javascript,${encodeURIComponent(`
      import { parentPort } from 'node:worker_threads';
      parentPort.once('message', () => { ${does} });
      parentPort.postMessage({ type: 'ready', state: { detector: {}, counters: {} } });`)}`,
  );

it('loads the forecaster that ships, and says that the database is away in a way that the gateway knows', async () => {
  const { ingest, onFatal } = await open();
  expect(ingest.detector.artifactSha256).toMatch(/^[0-9a-f]{64}$/);
  const refused = ingest.commit([arrival], 0);
  await expect(refused).rejects.toBeInstanceOf(StorageUnavailableError);
  await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  await ingest.close();
  await expect(ingest.commit([arrival], 0)).rejects.toThrow('closed');
  expect(onFatal).not.toHaveBeenCalled();
});

it.each([
  ['throws', `throw new Error('out of its mind');`, 'out of its mind'],
  ['ends', `process.exit(3);`, 'has ended'],
])('takes the gateway with it when it %s: what was not committed is refused', async (_, does, reason) => {
  const { ingest, onFatal } = await open(threadThat(does));
  await expect(Promise.all([ingest.commit([arrival], 0), ingest.commit([arrival], 1)])).rejects.toThrow('has ended');
  await vi.waitFor(() => expect(onFatal).toHaveBeenCalledOnce());
  expect(onFatal.mock.calls[0]?.[0].message).toContain(reason);
  await expect(ingest.commit([arrival], 0)).rejects.toThrow('closed');
  await ingest.close();
});

it('does not open when its thread does not come up', async () => {
  const file = new URL(`data:text/javascript,${encodeURIComponent(`throw new Error('no memory');`)}`);
  await expect(open(file)).rejects.toThrow('no memory');
});
