import mqtt from 'mqtt';
import { readingsTopic } from '#contracts/mqtt.ts';
import type { ReplayPatient } from './throw-away-clinic.ts';

/** Readings in one PUBLISH: a device that uploads what it has kept. */
const READINGS_PER_MESSAGE = 100;
/** Patients whose devices are connected at the same time. */
const DEVICES_AT_ONCE = 48;

const publishPatient = async (
  mqttUrl: string,
  { deviceId, password }: ReplayPatient,
  readings: readonly Record<string, unknown>[],
): Promise<void> => {
  const client = await mqtt.connectAsync(mqttUrl, { clientId: deviceId, username: deviceId, password });
  try {
    // One message at a time: a patient's readings arrive in the order of their clock.
    for (let start = 0; start < readings.length; start += READINGS_PER_MESSAGE) {
      const payload = JSON.stringify(readings.slice(start, start + READINGS_PER_MESSAGE));
      await client.publishAsync(readingsTopic(deviceId), payload, { qos: 1 });
    }
  } finally {
    await client.endAsync();
  }
};

/** Publishes everything at QoS 1 and returns once each message is acknowledged, that is, committed. */
export const publishReplay = async (
  mqttUrl: string,
  people: readonly ReplayPatient[],
  readingsOf: (person: ReplayPatient) => readonly Record<string, unknown>[],
  onProgress: (published: number) => void,
): Promise<void> => {
  const queue = [...people];
  const work = async (): Promise<void> => {
    for (let person = queue.shift(); person !== undefined; person = queue.shift()) {
      const readings = readingsOf(person);
      await publishPatient(mqttUrl, person, readings);
      onProgress(readings.length);
    }
  };
  await Promise.all(Array.from({ length: DEVICES_AT_ONCE }, work));
};
