import mqtt from 'mqtt';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeviceList, RotatedDevice } from '#contracts/device.ts';
import { readingsTopic } from '#contracts/mqtt.ts';
import { pressure } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('He Xiang');
});

const refusal = (credentials: { username: string; password: string }): Promise<string> =>
  mqtt.connectAsync(clinic.gateway.mqttUrl, { clientId: credentials.username, ...credentials }).then(
    async (client) => {
      await client.endAsync(true);
      return 'let in';
    },
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );

describe('Device provisioning + credentials', () => {
  it('Device provisioning + credentials: from the slip with its code to the patient’s chart, and to nobody else’s', async () => {
    const { device, credentials, claim } = await clinic.register('Posted cuff', ['blood-pressure']);
    // Before it is anybody’s it may sign in, and what it sends is in nobody’s record.
    const posted = await clinic.connect(credentials);
    await posted.send(pressure(0, 151, 94));
    const stranger = await clinic.admit('Ji Ying');
    const claimAs = (of: HomePatient) => of.person.send('POST', '/api/devices/claim', { code: claim.code });
    expect((await claimAs(patient)).status).toBe(200);
    const late = await claimAs(stranger);
    expect(late.ok).toBe(false);
    await posted.send(pressure(0, 132, 84));
    expect((await patient.observations()).map(({ source }) => source)).toEqual([device.id]);
    expect(await stranger.observations()).toEqual([]);
    const owned = DeviceList.parse(await (await patient.person.get('/api/devices')).json()).devices;
    expect(owned.map(({ id, label }) => [id, label])).toEqual([[device.id, 'Posted cuff']]);
  });

  it('Device provisioning + credentials: a device speaks for itself alone', async () => {
    const mine = await patient.giveDevice(['blood-pressure']);
    const { credentials } = await clinic.register('Another', ['blood-pressure']);
    const other = await mqtt.connectAsync(clinic.gateway.mqttUrl, {
      ...{ clientId: credentials.username, ...credentials, reconnectPeriod: 0 },
    });
    other.on('error', () => undefined);
    const ended = new Promise<void>((resolve) => other.once('close', () => resolve()));
    other.publish(readingsTopic(mine.id), JSON.stringify(pressure(0, 199, 121)), { qos: 1 });
    await ended;
    expect(await patient.observations()).toEqual([]);
    expect(await patient.alerts()).toEqual([]);
  });

  it('Device provisioning + credentials: a lost secret is replaced, a lost device cut off, at once', async () => {
    const device = await patient.giveDevice(['blood-pressure']);
    const before = device.credentials;
    expect(await refusal({ ...before, password: 'guessed' })).toMatch(/^Connection refused/);
    const { doctor, outsider } = clinic.people;
    expect((await outsider.send('POST', `/api/devices/${device.id}/rotate`)).status).toBe(404);
    const answer = await doctor.send('POST', `/api/devices/${device.id}/rotate`);
    const { credentials } = RotatedDevice.parse(await answer.json());
    expect(await refusal(before)).toMatch(/^Connection refused/);
    const again = await clinic.connect(credentials);
    await again.send(pressure(-1, 128, 82));
    expect(await patient.observations()).toHaveLength(1);
    expect((await doctor.send('POST', `/api/devices/${device.id}/revoke`)).status).toBe(200);
    expect(await refusal(credentials)).toMatch(/^Connection refused/);
    // What it measured stays the patient's.
    expect(await patient.observations()).toHaveLength(1);
  });
});
