import { randomUUID } from 'node:crypto';
import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { AlertDetail } from '#contracts/alert.ts';
import type { OutsideChannel } from '#contracts/channel.ts';
import { NotificationEndpoint, NotificationEndpointList } from '#contracts/notification-endpoint.ts';
import { NotificationSettingsView } from '#contracts/notification-settings.ts';
import { alerts, auditLog, deliveries, notificationEndpoints, rateLimits } from '#database/schema/index.ts';
import { addEndpoint, createGatewaySecret, createVapid } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { sign } from '#test/support/intake.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { startPushService, type PushService } from '#test/support/push-service.ts';
import type { TestServer } from '#test/support/server.ts';
import { startGatewayReceiver, type GatewayReceiver } from '#tools/receivers/gateway-receiver.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

let mail: MailReceiver;
let gateway: GatewayReceiver;
let push: PushService;
let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
const secret = createGatewaySecret();

beforeAll(async () => {
  const vapid = createVapid();
  mail = await startMailReceiver({ port: 0 });
  gateway = await startGatewayReceiver({ port: 0, secret: secret.bytes });
  push = await startPushService(vapid.publicKey);
  live = await createLiveClinic();
  const env = {
    ...vapid.env,
    KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
    KANHU_MAIL_FROM: 'kanhu@clinic.example',
    KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${gateway.port}/`,
    KANHU_MESSAGE_GATEWAY_SECRET: secret.text,
    KANHU_OUTBOUND_NETWORKS: 'loopback',
  };
  server = await startLiveServer(live, { env });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
  await Promise.all([mail.close(), gateway.close(), push.close()]);
});
beforeEach(async () => {
  const { db } = server.deps;
  await db.delete(rateLimits);
  await db.update(alerts).set({ state: 'withdrawn' });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null })
    .where(sql`${notificationEndpoints.disabledAt} is null`);
  await setChannels(['push', 'mail', 'sms']);
});

const setChannels = async (channels: OutsideChannel[]) => {
  const answer = await clinic.administrator.send('PUT', '/api/notification-settings', {
    channels,
    mayCarryDetails: false,
  });
  return NotificationSettingsView.parse(await answer.json());
};

const Answer = z.strictObject({ endpoint: NotificationEndpoint });
const PATH = '/api/me/notification-endpoints';
const create = async (person: Person, wanted: object): Promise<NotificationEndpoint> => {
  const answer = await person.send('POST', PATH, { label: 'Mine', locale: 'en', ...wanted });
  expect(answer.status).toBe(201);
  return Answer.parse(await answer.json()).endpoint;
};
const list = async (person: Person) => NotificationEndpointList.parse(await (await person.get(PATH)).json());
const statusOf = async (person: Person, path: string, body?: unknown) =>
  (await person.send('POST', `${PATH}/${path}`, body)).status;
const newAddress = () => `${randomUUID()}@example.org`;
const codeSentTo = (address: string, nth = 1) =>
  eventually(`code ${nth} for the address`, () => {
    const codes = mail.mails.filter(({ to, subject }) => to === address && /\d{6}/.test(subject));
    return /\d{6}/.exec(codes[nth - 1]?.subject ?? '')?.[0];
  });
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

describe('a mailbox', () => {
  it('is told of alerts once its owner has entered the code that was sent there', async () => {
    const address = newAddress();
    const endpoint = await create(clinic.doctor, { channel: 'mail', address });
    expect(endpoint).toMatchObject({ channel: 'mail', address, verifiedAt: null, disabledAt: null });
    const code = await codeSentTo(address);
    expect(await statusOf(clinic.doctor, `${endpoint.id}/verify`, { code: wrong(code) })).toBe(400);
    expect(await statusOf(clinic.nurse, `${endpoint.id}/verify`, { code })).toBe(404);
    expect(await statusOf(clinic.doctor, `${endpoint.id}/test`)).toBe(409);
    expect(await statusOf(clinic.doctor, `${endpoint.id}/verify`, { code })).toBe(200);
    expect(await statusOf(clinic.doctor, `${endpoint.id}/verify`, { code })).toBe(409);
    expect((await list(clinic.doctor)).endpoints.map(({ verifiedAt }) => verifiedAt === null)).toEqual([false]);
    const audited = await server.deps.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subjectId, endpoint.id))
      .orderBy(asc(auditLog.id));
    expect(audited.map(({ action }) => action)).toEqual([
      'notification-endpoint:added',
      'notification-endpoint:verified',
    ]);
    expect(JSON.stringify(audited.map(({ detail }) => detail))).not.toContain(address);

    expect(await statusOf(clinic.doctor, `${endpoint.id}/test`)).toBe(200);
    await eventually('the test message', () =>
      mail.mails.some(({ to, subject }) => to === address && subject === 'Test message from Kanhu'),
    );
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await eventually('the alert', () => mail.mails.some(({ to, text }) => to === address && text.includes(alertId)));
  });

  it('takes five guesses and no more, however many come at once, and then a new code', async () => {
    const address = newAddress();
    const { id } = await create(clinic.doctor, { channel: 'mail', address });
    const code = await codeSentTo(address);
    const guesses = Array.from({ length: 12 }, () => statusOf(clinic.doctor, `${id}/verify`, { code: wrong(code) }));
    const answers = await Promise.all(guesses);
    expect(answers.filter((status) => status === 400)).toHaveLength(5);
    expect(answers.filter((status) => status === 409)).toHaveLength(7);
    expect(await statusOf(clinic.doctor, `${id}/verify`, { code })).toBe(409);
    expect(await statusOf(clinic.doctor, `${id}/code`)).toBe(200);
    const second = await codeSentTo(address, 2);
    expect(await statusOf(clinic.doctor, `${id}/verify`, { code: second })).toBe(200);
  });

  it('takes no code that is older than ten minutes', async () => {
    const address = newAddress();
    const { id } = await create(clinic.doctor, { channel: 'mail', address });
    const code = await codeSentTo(address);
    await server.deps.db
      .update(notificationEndpoints)
      .set({ codeExpiresAt: sql`now()` })
      .where(eq(notificationEndpoints.id, id));
    expect(await statusOf(clinic.doctor, `${id}/verify`, { code })).toBe(409);
  });

  it('is there once, and is forgotten when it is removed', async () => {
    const address = newAddress();
    const { id } = await create(clinic.doctor, { channel: 'mail', address });
    const again = await clinic.doctor.send('POST', PATH, { channel: 'mail', label: 'Again', locale: 'en', address });
    expect(again.status).toBe(409);
    const answer = await clinic.doctor.send('DELETE', `${PATH}/${id}`);
    expect(NotificationEndpointList.parse(await answer.json()).endpoints).toEqual([]);
    const [row] = await server.deps.db.select().from(notificationEndpoints).where(eq(notificationEndpoints.id, id));
    expect(row).toMatchObject({ address: null, codeSalt: null, messageDueAt: null, disabledReason: 'removed' });
  });

  it('gets no more than ten messages an hour that somebody only asks for', async () => {
    const { id } = await create(clinic.nurse, { channel: 'mail', address: newAddress() });
    for (let n = 0; n < 9; n += 1) expect(await statusOf(clinic.nurse, `${id}/code`)).toBe(200);
    const refused = await clinic.nurse.send('POST', `${PATH}/${id}/code`);
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
  });
});

describe('a telephone', () => {
  it('gets its code by the gateway, and keeps it out of the link', async () => {
    const { id } = await create(clinic.doctor, { channel: 'sms', address: '+8613800000000' });
    const message = await eventually('the SMS', () => gateway.messages.at(-1)?.message);
    expect(message).toMatchObject({ channel: 'sms', to: '+8613800000000', kind: 'code', url: null });
    const code = /\d{6}/.exec(message.text)?.[0] ?? '';
    expect(await statusOf(clinic.doctor, `${id}/verify`, { code })).toBe(200);
  });

  it.each([
    ['without its country', { channel: 'sms', address: '13800000000' }],
    ['that is a mailbox', { channel: 'voice', address: 'ana@example.org' }],
    ['by a channel that the clinic has not switched on', { channel: 'voice', address: '+8613800000000' }],
  ])('%s is refused', async (_, wanted) => {
    const answer = await clinic.doctor.send('POST', PATH, { label: 'Phone', locale: 'en', ...wanted });
    expect(answer.status).toBe(400);
  });
});

describe('a browser', () => {
  const subscription = () => ({ channel: 'push', subscription: push.subscribe().subscription });

  it('is told at once: its subscription is its proof, and nobody reads its address', async () => {
    const wanted = subscription();
    const endpoint = await create(clinic.doctor, wanted);
    expect(endpoint).toMatchObject({ channel: 'push', address: null });
    expect(endpoint.verifiedAt).not.toBeNull();
    expect(JSON.stringify(await list(clinic.doctor))).not.toContain(wanted.subscription.endpoint);
    expect((await list(clinic.doctor)).pushKey).toBe(server.deps.config.vapid?.publicKey);
    expect(await statusOf(clinic.doctor, `${endpoint.id}/test`)).toBe(200);
    await eventually('the test message', () =>
      push.requests.some(({ path }) => wanted.subscription.endpoint.endsWith(path)),
    );
  });

  it('is told for whoever signed in there last', async () => {
    const wanted = subscription();
    const first = await create(clinic.doctor, wanted);
    const second = await create(clinic.nurse, wanted);
    const [mine] = (await list(clinic.doctor)).endpoints;
    expect(mine).toMatchObject({ id: first.id, disabledReason: 'taken-over' });
    expect((await list(clinic.nurse)).endpoints.map(({ id }) => id)).toEqual([second.id]);
    const again = await create(clinic.nurse, wanted);
    expect((await list(clinic.nurse)).endpoints.map(({ id }) => id)).toEqual([again.id]);
  });

  it.each([
    ['an address without TLS', { endpoint: 'http://push.example.org/1' }],
    ['keys of another length', { keys: { p256dh: 'AAAA', auth: 'AAAA' } }],
  ])('is refused with %s', async (_, wrongPart) => {
    const wanted = subscription();
    const answer = await clinic.doctor.send('POST', PATH, {
      ...{ label: 'Browser', locale: 'en', channel: 'push' },
      subscription: { ...wanted.subscription, ...wrongPart },
    });
    expect(answer.status).toBe(400);
  });

  it('says that it showed a message, and its owner that they opened the alert', async () => {
    const { id: endpointId } = await create(clinic.doctor, subscription());
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    const ofPush = async () => {
      const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
      return rows.find((row) => row.endpointId === endpointId);
    };
    const sent = await eventually('it is sent', async () => {
      const row = await ofPush();
      return row?.state === 'sent' ? row : null;
    });
    const received = `/api/deliveries/${sent.id}/received`;
    expect((await clinic.nurse.send('POST', received)).status).toBe(404);
    expect(await (await clinic.doctor.send('POST', received)).json()).toEqual({ recorded: true });
    expect(await (await clinic.doctor.send('POST', received)).json()).toEqual({ recorded: false });
    expect(await ofPush()).toMatchObject({ state: 'delivered' });

    expect((await clinic.outsider.send('POST', `/api/alerts/${alertId}/read`)).status).toBe(404);
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/read`);
    expect(await ofPush()).toMatchObject({ state: 'read' });
    expect((await ofPush())?.readAt).not.toBeNull();
    const nurses = await server.deps.db
      .select()
      .from(deliveries)
      .where(and(eq(deliveries.alertId, alertId), eq(deliveries.recipientId, clinic.nurse.userId)));
    expect(nurses.map(({ state }) => state)).not.toContain('read');

    const toColleague = AlertDetail.parse(await (await clinic.nurse.get(`/api/alerts/${alertId}`)).json());
    expect(toColleague.deliveries.find(({ channel }) => channel === 'push')).toMatchObject({ endpointLabel: 'Mine' });
    const toPatient = AlertDetail.parse(await (await clinic.patient.get(`/api/alerts/${alertId}`)).json());
    expect(toPatient.deliveries.find(({ channel }) => channel === 'push')).toMatchObject({ endpointLabel: null });
  });
});

describe('the clinic’s settings', () => {
  it('are the administrator’s, with an audit row, and show how each channel does', async () => {
    await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address: newAddress() });
    const view = await setChannels(['mail', 'voice', 'mail']);
    expect(view.settings).toMatchObject({
      channels: ['mail', 'voice'],
      mayCarryDetails: false,
      changedByName: clinic.administrator.name,
    });
    const mailHealth = view.channels.find(({ channel }) => channel === 'mail');
    expect(mailHealth).toMatchObject({ isConfigured: true, isOn: true, endpoints: 1, failing: 0, waiting: 0 });
    expect((await list(clinic.doctor)).channels).toEqual(['mail', 'voice']);
    const audited = await server.deps.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, 'notification-settings:changed'))
      .orderBy(asc(auditLog.id));
    expect(audited.at(-1)).toMatchObject({
      actor: { type: 'user', id: clinic.administrator.userId },
      detail: { channels: ['mail', 'voice'], mayCarryDetails: false },
    });
    expect((await clinic.doctor.get('/api/notification-settings')).status).toBe(403);
  });
});

describe('a gateway’s report', () => {
  const report = (body: unknown, options: { secret?: string; at?: number } = {}) => {
    const bytes = Buffer.from(JSON.stringify(body));
    const id = randomUUID();
    const at = options.at ?? Math.floor(Date.now() / 1000);
    return fetch(`${server.url}/api/delivery-reports`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'webhook-id': id,
        'webhook-timestamp': String(at),
        'webhook-signature': sign(options.secret ?? secret.text, `${id}.${at}.`, bytes),
      },
      body: bytes,
    });
  };
  const sentSms = async () => {
    const endpointId = await addEndpoint(server.deps.db, {
      ...{ userId: clinic.doctor.userId, channel: 'sms', address: '+8613800000000' },
    });
    await pageAlert(server.deps, clinic.patient.patientId);
    return eventually('the SMS is sent', async () => {
      const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.endpointId, endpointId));
      return rows.find(({ state }) => state === 'sent');
    });
  };
  const stateOf = async (id: string) => {
    const [row] = await server.deps.db.select().from(deliveries).where(eq(deliveries.id, id));
    return row;
  };

  it('says that a message arrived, once', async () => {
    const { id } = await sentSms();
    expect(await (await report({ id, state: 'delivered' })).json()).toEqual({ recorded: true });
    expect(await stateOf(id)).toMatchObject({ state: 'delivered' });
    expect(await (await report({ id, state: 'undelivered' })).json()).toEqual({ recorded: false });
    expect(await stateOf(id)).toMatchObject({ state: 'delivered', failureReason: null });
  });

  it('says that it did not arrive', async () => {
    const { id } = await sentSms();
    await report({ id, state: 'undelivered' });
    expect(await stateOf(id)).toMatchObject({ state: 'failed', failureReason: 'undelivered' });
    expect((await stateOf(id))?.failedAt).not.toBeNull();
  });

  it('is believed only with the gateway’s signature, and while it is fresh', async () => {
    const { id } = await sentSms();
    const body = { id, state: 'delivered' };
    expect((await report(body, { secret: createGatewaySecret().text })).status).toBe(401);
    expect((await report(body, { at: Math.floor(Date.now() / 1000) - 301 })).status).toBe(401);
    expect((await report({ ...body, state: 'read' })).status).toBe(400);
    expect(await stateOf(id)).toMatchObject({ state: 'sent' });
  });

  it('says nothing about messages of others: a push message is not a gateway’s', async () => {
    const endpointId = await addEndpoint(server.deps.db, {
      ...{ userId: clinic.doctor.userId, channel: 'mail', address: newAddress() },
    });
    await pageAlert(server.deps, clinic.patient.patientId);
    const sent = await eventually('the mail is sent', async () => {
      const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.endpointId, endpointId));
      return rows.find(({ state }) => state === 'sent');
    });
    expect(await (await report({ id: sent.id, state: 'undelivered' })).json()).toEqual({ recorded: false });
  });
});
