import { DeviceClient } from './device-client.ts';
import { Latencies } from './latencies.ts';
import type { LoadCommand, LoadReport, LoadResult } from './plan.ts';
import { PREFILL_GLUCOSE, prefillJson, readingAt, type LoadReading } from './readings.ts';

/**
 * The load generator, in a process of its own so that its work is not taken for the gateway's. Told what to do over the
 * channel of whoever started it.
 */
type InFlight = { reading: LoadReading | null; sentAt: number };
type Sender = { client: DeviceClient; device: number; position: number; inFlight: InFlight[] };

/** A limited rate is released in small portions: every so many milliseconds. */
const RELEASE_EVERY_MS = 4;
const CONNECT_AT_ONCE = 50;

const say = (report: LoadReport): void => {
  process.send?.(report);
};

let senders: Sender[] = [];
let startsAtMs = 0;
let lostConnections = 0;
let prefilled = 0;
/** Null between runs. */
let running: {
  latencies: Latencies;
  acknowledged: number;
  glucose: number;
  breaches: number;
  endsAt: number;
  isPaced: boolean;
  inFlight: number;
  onIdle: () => void;
} | null = null;

const send = (sender: Sender, isPaced: boolean): boolean => {
  const place = sender.client.takePlace();
  if (place === undefined || !running) return false;
  const packets: Buffer[] = [];
  for (
    let next: number | undefined = place;
    next !== undefined;
    next = isPaced ? undefined : sender.client.takePlace()
  ) {
    const reading = readingAt(sender.device, sender.position, startsAtMs);
    sender.position += 1;
    sender.inFlight[next] = { reading, sentAt: performance.now() };
    running.inFlight += 1;
    packets.push(sender.client.packet(next, reading.json));
  }
  sender.client.write(packets.length === 1 && packets[0] ? packets[0] : Buffer.concat(packets));
  return true;
};

const onAck = (sender: Sender, place: number): void => {
  const sent = sender.inFlight[place];
  if (!sent) throw new Error('an acknowledgement of nothing');
  if (sent.reading === null) {
    prefilled += 1;
    if (prefilled === senders.length) say({ type: 'prefilled', readings: prefilled * PREFILL_GLUCOSE });
    return;
  }
  if (!running) throw new Error('an acknowledgement after the end');
  running.latencies.add(performance.now() - sent.sentAt);
  running.acknowledged += 1;
  running.inFlight -= 1;
  if (sent.reading.kind === 'glucose') running.glucose += 1;
  if (sent.reading.isBreach) running.breaches += 1;
  if (performance.now() >= running.endsAt) {
    if (running.inFlight === 0) running.onIdle();
  } else if (!running.isPaced) {
    // All acknowledgements of one chunk are answered together.
    if (!refilling.has(sender)) {
      refilling.add(sender);
      queueMicrotask(() => {
        refilling.delete(sender);
        if (running && performance.now() < running.endsAt) send(sender, false);
      });
    }
  }
};
const refilling = new Set<Sender>();

const connectAll = async (command: Extract<LoadCommand, { type: 'connect' }>): Promise<void> => {
  const { port, devices, inFlight } = command;
  for (const { client } of senders) client.end();
  const positions = senders.map(({ position }) => position);
  senders = [];
  startsAtMs = command.startsAtMs;
  prefilled = 0;
  for (let start = 0; start < devices.length; start += CONNECT_AT_ONCE) {
    const group = devices.slice(start, start + CONNECT_AT_ONCE).map((credentials, index) => {
      const device = start + index;
      const sender: Sender = {
        device,
        position: positions[device] ?? 0,
        inFlight: [],
        client: new DeviceClient(credentials, {
          port,
          inFlight,
          onAck: (place) => onAck(sender, place),
          onLost: () => (lostConnections += 1),
        }),
      };
      return sender;
    });
    senders.push(...group);
    await Promise.all(group.map(({ client }) => client.connected));
  }
  say({ type: 'connected' });
};

const prefill = (): void => {
  prefilled = 0;
  for (const sender of senders) {
    const place = sender.client.takePlace() ?? 0;
    sender.inFlight[place] = { reading: null, sentAt: performance.now() };
    sender.client.write(sender.client.packet(place, prefillJson(sender.device, startsAtMs)));
  }
};

const pace = (ratePerSecond: number, startedAt: number): void => {
  let released = 0;
  let next = 0;
  const timer = setInterval(() => {
    const now = performance.now();
    if (!running || now >= running.endsAt) {
      clearInterval(timer);
      if (running?.inFlight === 0) running.onIdle();
      return;
    }
    const due = Math.floor(((now - startedAt) / 1000) * ratePerSecond);
    for (let tries = 0; released < due && tries < senders.length; tries += 1) {
      const sender = senders[next % senders.length];
      next += 1;
      if (sender && send(sender, true)) released += 1;
    }
  }, RELEASE_EVERY_MS);
};

const run = async ({ durationMs, ratePerSecond }: Extract<LoadCommand, { type: 'run' }>): Promise<LoadResult> => {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const startedAt = performance.now();
  const cpuBefore = process.cpuUsage();
  const latencies = new Latencies();
  running = {
    latencies,
    acknowledged: 0,
    glucose: 0,
    breaches: 0,
    endsAt: startedAt + durationMs,
    isPaced: ratePerSecond !== null,
    inFlight: 0,
    onIdle: () => resolve(undefined),
  };
  if (ratePerSecond === null) for (const sender of senders) send(sender, false);
  else pace(ratePerSecond, startedAt);
  await promise;
  const { acknowledged, glucose, breaches } = running;
  running = null;
  const seconds = (performance.now() - startedAt) / 1000;
  const cpu = process.cpuUsage(cpuBefore);
  return {
    seconds,
    acknowledged,
    acknowledgedGlucose: glucose,
    acknowledgedBreaches: breaches,
    perSecond: Math.round(acknowledged / seconds),
    latencyMs: {
      p50: latencies.quantile(0.5),
      p90: latencies.quantile(0.9),
      p99: latencies.quantile(0.99),
      max: latencies.max,
    },
    lostConnections,
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
  };
};

const obey = async (command: LoadCommand): Promise<void> => {
  switch (command.type) {
    case 'connect':
      await connectAll(command);
      return;
    case 'prefill':
      prefill();
      return;
    case 'run':
      say({ type: 'ran', result: await run(command) });
      return;
    case 'quit':
      for (const { client } of senders) client.end();
      process.disconnect();
      process.exit();
  }
};

process.on('message', (command: LoadCommand) => {
  obey(command).catch((error: unknown) => {
    say({ type: 'failed', reason: error instanceof Error ? error.message : 'unknown' });
  });
});
process.once('disconnect', () => process.exit());
