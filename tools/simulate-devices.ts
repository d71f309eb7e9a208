import mqtt, { type MqttClient } from 'mqtt';
import { readingsTopic, statusTopic } from '#contracts/mqtt.ts';
import type { Reading } from '#contracts/reading.ts';
import { loadDemoDevices, type DemoDevice } from './demo/device-credentials.ts';
import { DEMO_PATIENTS, type DemoDeviceKind } from './demo/people.ts';
import { SCENARIOS } from './demo/scenarios.ts';
import { bloodPressureAt } from './simulator/blood-pressure.ts';
import { createGlucoseSimulator } from './simulator/glucose.ts';
import { heartRateAt } from './simulator/heart-rate.ts';
import type { Physiology } from './simulator/physiology.ts';
import { createRandom } from './simulator/random.ts';

/**
 * The demo clinic's devices: each an MQTT client of its own with its own secret, sending what its wearer's body does,
 * and every few minutes somebody in trouble.
 */
const dataDir = process.env.KANHU_DATA_DIR;
if (dataDir === undefined) throw new Error('KANHU_DATA_DIR must name the folder that holds demo-devices.json');
const mqttUrl = process.env.MQTT_URL ?? `mqtt://127.0.0.1:${process.env.KANHU_MQTT_PORT ?? '1883'}`;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const FIRST_CRISIS_AFTER_MS = 20 * SECOND_MS;
const CRISIS_EVERY_MS = 4 * MINUTE_MS;

/** How often a device measures while nothing is wrong. */
const INTERVAL_MS = {
  cuff: 40 * MINUTE_MS,
  meter: 120 * MINUTE_MS,
  sensor: 5 * MINUTE_MS,
  wrist: MINUTE_MS,
} as const satisfies Record<DemoDeviceKind, number>;

type LiveDevice = DemoDevice & { client: MqttClient; busyUntil: number };

const random = createRandom(Date.now());
const timers = new Set<NodeJS.Timeout>();

const later = (delayMs: number, action: () => void): void => {
  const timer = setTimeout(() => {
    timers.delete(timer);
    action();
  }, delayMs);
  timers.add(timer);
};

const publish = ({ client, deviceId }: LiveDevice, reading: Reading): void => {
  client.publish(readingsTopic(deviceId), JSON.stringify(reading), { qos: 1 }, (error) => {
    if (error) console.error(`${deviceId}: not delivered yet (${error.message}); the client sends it again`);
  });
};

const connectDevice = (device: DemoDevice): LiveDevice => {
  const topic = statusTopic(device.deviceId);
  const client = mqtt.connect(mqttUrl, {
    clientId: device.deviceId,
    username: device.deviceId,
    password: device.password,
    clean: false,
    reconnectPeriod: 2 * SECOND_MS,
    will: { topic, payload: Buffer.from(JSON.stringify({ state: 'offline' })), qos: 1, retain: true },
  });
  client.on('connect', () => {
    const battery = Math.round(random.between(40, 98));
    client.publish(topic, JSON.stringify({ state: 'online', battery, firmware: 'demo-1' }), { qos: 1, retain: true });
  });
  client.on('error', (error) => console.error(`${device.deviceId}: ${error.message}`));
  return { ...device, client, busyUntil: 0 };
};

const ordinaryReading = (kind: DemoDeviceKind, person: Physiology, startedAt: Date): ((at: Date) => Reading) => {
  const glucose = createGlucoseSimulator(person, random, new Date(startedAt.getTime() - 360 * MINUTE_MS));
  return (at) => {
    const measuredAt = at.toISOString();
    switch (kind) {
      case 'cuff': {
        const { systolic, diastolic, pulse } = bloodPressureAt(person, random, at, new Date(0));
        return {
          kind: 'blood-pressure',
          measuredAt,
          systolic: Math.min(systolic, 170),
          diastolic: Math.min(diastolic, 102),
          pulse,
          unit: 'mmHg',
          method: 'cuff',
        };
      }
      case 'sensor':
      case 'meter': {
        const specimen = kind === 'sensor' ? 'interstitial' : 'capillary';
        return { kind: 'glucose', measuredAt, value: glucose.valueAt(at), unit: 'mg/dL', specimen };
      }
      case 'wrist':
        return { kind: 'heart-rate', measuredAt, unit: '/min', ...heartRateAt(person, random, at) };
    }
  };
};

const live = (await loadDemoDevices(dataDir)).map(connectDevice);

for (const device of live) {
  const person = DEMO_PATIENTS.find(({ key }) => key === device.patientKey)?.physiology;
  if (person === undefined) throw new Error(`${device.deviceId} belongs to nobody in the demo clinic`);
  const next = ordinaryReading(device.kind, person, new Date());
  const interval = INTERVAL_MS[device.kind];
  const measure = (): void => {
    // A device that tells a scenario says nothing else meanwhile.
    if (Date.now() >= device.busyUntil) publish(device, next(new Date()));
    later(interval * random.between(0.97, 1.03), measure);
  };
  later(random.between(2, 20) * SECOND_MS, measure);
}

let scenarioNumber = 0;
const startCrisis = (): void => {
  const scenario = SCENARIOS[scenarioNumber % SCENARIOS.length];
  const candidates = live.filter(({ kind, busyUntil }) => kind === scenario?.device && busyUntil < Date.now());
  const device = scenarioNumber === 0 ? candidates[0] : candidates[Math.floor(random.next() * candidates.length)];
  scenarioNumber += 1;
  if (scenario !== undefined && device !== undefined) {
    const lastStep = scenario.steps.at(-1)?.afterSeconds ?? 0;
    device.busyUntil = Date.now() + (lastStep + 1) * SECOND_MS;
    for (const { afterSeconds, reading } of scenario.steps) {
      later(afterSeconds * SECOND_MS, () => publish(device, reading(new Date().toISOString())));
    }
  }
  later(CRISIS_EVERY_MS, startCrisis);
};
later(FIRST_CRISIS_AFTER_MS, startCrisis);
console.log(`${live.length} devices connecting; somebody needs help every ${CRISIS_EVERY_MS / MINUTE_MS} minutes`);

let isStopping = false;
const stop = async (): Promise<void> => {
  if (isStopping) return;
  isStopping = true;
  for (const timer of timers) clearTimeout(timer);
  await Promise.all(live.map(({ client }) => client.endAsync()));
  process.exit(0);
};
for (const signal of ['SIGINT', 'SIGTERM', 'disconnect'] as const) process.on(signal, () => void stop());
