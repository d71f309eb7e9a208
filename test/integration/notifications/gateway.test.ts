import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { GatewayMessage } from '#contracts/message-gateway.ts';
import { GATEWAY_CHANNELS, type GatewayChannel } from '#contracts/channel.ts';
import { alerts, deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { addEndpoint, createGatewaySecret, setChannels } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import type { TestServer } from '#test/support/server.ts';
import { startGatewayReceiver, type GatewayReceiver } from '#tools/receivers/gateway-receiver.ts';

const ADDRESSES = { sms: '+8613800000000', voice: '+8613800000001', wecom: 'ana.ruiz' } as const;

let gateway: GatewayReceiver;
let refusal: number | null = null;
let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;

const secret = createGatewaySecret();

beforeAll(async () => {
  gateway = await startGatewayReceiver({ port: 0, secret: secret.bytes, refuse: () => refusal });
  live = await createLiveClinic();
  const env = {
    KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${gateway.port}/send`,
    KANHU_MESSAGE_GATEWAY_SECRET: secret.text,
    KANHU_OUTBOUND_NETWORKS: 'loopback',
    KANHU_PUBLIC_URL: 'https://kanhu.clinic.example',
  };
  server = await startLiveServer(live, { env });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
  await gateway.close();
});
beforeEach(async () => {
  const { db } = server.deps;
  refusal = null;
  await db.update(alerts).set({ state: 'withdrawn' });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
  await setChannels(db, [...GATEWAY_CHANNELS]);
});

const page = () => pageAlert(server.deps, clinic.patient.patientId);
const messagesAbout = (alertId: string): GatewayMessage[] =>
  gateway.messages.map(({ message }) => message).filter(({ url }) => url?.endsWith(alertId) === true);
const byChannel = async (alertId: string, channel: GatewayChannel) => {
  const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
  return rows.find((row) => row.channel === channel);
};

describe('an alert that pages, by the clinic’s gateway', () => {
  it('comes signed, once for each channel, without a name or a value', async () => {
    for (const channel of GATEWAY_CHANNELS) {
      await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel, address: ADDRESSES[channel] });
    }
    const alertId = await page();
    await eventually('all three', () => messagesAbout(alertId).length === 3);
    expect(new Map(messagesAbout(alertId).map(({ channel, to }) => [channel, to]))).toEqual(
      new Map(Object.entries(ADDRESSES)),
    );
    for (const message of messagesAbout(alertId)) {
      expect(message).toMatchObject({ kind: 'alert', severity: 'critical', locale: 'en', title: 'Critical alert' });
      expect(message.url).toBe(`https://kanhu.clinic.example/alerts/${alertId}`);
      expect(JSON.stringify(message)).not.toContain(clinic.patient.name);
      const delivery = await eventually('it is recorded', async () => {
        const row = await byChannel(alertId, message.channel);
        return row?.state === 'sent' ? row : null;
      });
      expect(message.id).toBe(delivery.id);
    }
  });

  it('is tried again when the gateway fails, and given up when it says that there is no such number', async () => {
    await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'sms', address: ADDRESSES.sms });
    refusal = 503;
    const alertId = await page();
    await eventually('an attempt', async () => (await byChannel(alertId, 'sms'))?.lastError === 'HTTP 503');
    refusal = 422;
    await server.deps.db
      .update(deliveries)
      .set({ nextAttemptAt: sql`now()` })
      .where(sql`${deliveries.alertId} = ${alertId} and ${deliveries.channel} = 'sms'`);
    await eventually('it has failed', async () => (await byChannel(alertId, 'sms'))?.failureReason === 'refused');
    expect(messagesAbout(alertId)).toEqual([]);
  });

  it('goes to no gateway that has another secret: what it cannot check it does not take', async () => {
    const other = await startGatewayReceiver({ port: 0, secret: createGatewaySecret().bytes });
    const env = {
      KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${other.port}/send`,
      KANHU_MESSAGE_GATEWAY_SECRET: secret.text,
      KANHU_OUTBOUND_NETWORKS: 'loopback',
    };
    const wrong = await startLiveServer(live, { env });
    await server.close();
    await addEndpoint(wrong.deps.db, { userId: clinic.doctor.userId, channel: 'sms', address: ADDRESSES.sms });
    const alertId = await pageAlert(wrong.deps, clinic.patient.patientId);
    await eventually('an attempt', async () => {
      const rows = await wrong.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
      return rows.find(({ channel }) => channel === 'sms')?.lastError === 'HTTP 401';
    });
    expect(other.messages).toEqual([]);
    await wrong.close();
    await other.close();
  });
});
