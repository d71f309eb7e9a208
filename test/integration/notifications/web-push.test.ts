import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RuleId } from '#contracts/rule.ts';
import { alerts, auditLog, deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { addEndpoint, createVapid } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { startPushService, type PushService, type Subscriber } from '#test/support/push-service.ts';
import type { TestServer } from '#test/support/server.ts';

let push: PushService;
let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let browser: Subscriber;
let endpointId: string;

beforeAll(async () => {
  const vapid = createVapid();
  push = await startPushService(vapid.publicKey);
  live = await createLiveClinic();
  server = await startLiveServer(live, { env: { ...vapid.env, KANHU_OUTBOUND_NETWORKS: 'loopback' } });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
  await push.close();
});

const subscribe = (subscriber: Subscriber, userId: string) => {
  const { endpoint, keys } = subscriber.subscription;
  return addEndpoint(server.deps.db, { userId, channel: 'push', address: endpoint, pushKeys: keys });
};

beforeEach(async () => {
  const { db } = server.deps;
  push.answerWith(201);
  await db.update(alerts).set({ state: 'withdrawn' });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
  browser = push.subscribe();
  endpointId = await subscribe(browser, clinic.doctor.userId);
});

const page = (ruleId?: RuleId) => pageAlert(server.deps, clinic.patient.patientId, ruleId);
const deliveryOf = async (alertId: string) => {
  const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
  return rows.find((row) => row.endpointId === endpointId);
};
const inState = (alertId: string, state: string) =>
  eventually(`the delivery is ${state}`, async () => {
    const delivery = await deliveryOf(alertId);
    return delivery?.state === state ? delivery : null;
  });
const endpoint = async () => {
  const [row] = await server.deps.db
    .select()
    .from(notificationEndpoints)
    .where(eq(notificationEndpoints.id, endpointId));
  return row;
};
const pushedTo = (subscriber: Subscriber) =>
  push.requests.filter(({ path }) => subscriber.subscription.endpoint.endsWith(path));

describe('an alert that pages, by Web Push', () => {
  it('is encrypted for the browser alone, signed for its push service, urgent, and in the place of an older one', async () => {
    const alertId = await page();
    const delivery = await inState(alertId, 'sent');
    const [request, ...more] = pushedTo(browser);
    expect(more).toEqual([]);
    expect(push.faults).toEqual([]);
    expect(request?.headers).toMatchObject({ urgency: 'high', topic: alertId.replaceAll('-', '') });
    const ttlS = Number(request?.headers['ttl']);
    expect(ttlS).toBeGreaterThan(3_500);
    expect(ttlS).toBeLessThanOrEqual(3_600);
    expect(JSON.parse(browser.decrypt(request?.body ?? new Uint8Array()))).toEqual({
      deliveryId: delivery.id,
      alertId,
      severity: 'critical',
      locale: 'en',
      title: 'Critical alert',
      text: expect.stringContaining('A patient in your care needs you.') as string,
      path: `/alerts/${alertId}`,
    });
    expect(Buffer.from(request?.body ?? []).includes(alertId)).toBe(false);
  });

  it('goes to each browser of the person', async () => {
    const phone = push.subscribe();
    await subscribe(phone, clinic.doctor.userId);
    await page();
    await eventually('both are told', () => pushedTo(browser).length === 1 && pushedTo(phone).length === 1);
  });

  it.each([404, 410])(
    'switches a subscription off that the push service answers %i for, with an audit row',
    async (status) => {
      push.answerWith(status);
      const alertId = await page();
      expect(await inState(alertId, 'failed')).toMatchObject({ failureReason: 'gone', lastError: `HTTP ${status}` });
      expect(await endpoint()).toMatchObject({ disabledReason: 'gone', address: null, pushKeys: null });
      const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, endpointId));
      expect(audited).toMatchObject([
        {
          action: 'notification-endpoint:disabled',
          actor: { type: 'system', id: 'notification-sender' },
          detail: { reason: 'gone', channel: 'push' },
        },
      ]);
      const next = await page('glucose.low-2');
      await eventually('it was published', async () => {
        const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, next));
        return rows.some(({ channel }) => channel === 'in-app');
      });
      expect(await deliveryOf(next)).toBeUndefined();
    },
  );

  it('is tried again when the push service is overloaded, as late as it asks', async () => {
    push.answerWith(429, { 'retry-after': '25' });
    const alertId = await page();
    await eventually('an attempt', async () => (await deliveryOf(alertId))?.lastError === 'HTTP 429');
    const [{ waits } = { waits: 0 }] = await server.deps.db.execute<{ waits: number }>(
      sql`select extract(epoch from next_attempt_at - now())::float8 as waits from deliveries where endpoint_id = ${endpointId}`,
    );
    expect(waits).toBeGreaterThan(15);
    expect(waits).toBeLessThanOrEqual(25);
    push.answerWith(201);
    await server.deps.db
      .update(deliveries)
      .set({ nextAttemptAt: sql`now()` })
      .where(eq(deliveries.endpointId, endpointId));
    expect(await inState(alertId, 'sent')).toMatchObject({ attempts: 2 });
  });
});

describe('a push address that leads into the clinic’s own network', () => {
  it('is never connected to, and the subscription fails like one that nobody answers', async () => {
    const closed = await startLiveServer(live, { env: createVapid().env });
    await server.deps.db
      .update(notificationEndpoints)
      .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
    const inside = push.subscribe();
    const before = push.requests.length + push.faults.length;
    // Only the server that may not go there sends.
    await server.close();
    endpointId = await addEndpoint(closed.deps.db, {
      userId: clinic.doctor.userId,
      channel: 'push',
      address: inside.subscription.endpoint.replace('localhost', '127.0.0.1'),
      pushKeys: inside.subscription.keys,
    });
    await pageAlert(closed.deps, clinic.patient.patientId);
    await eventually('an attempt', async () => {
      const rows = await closed.deps.db.select().from(deliveries).where(eq(deliveries.endpointId, endpointId));
      return rows[0]?.lastError === 'EADDRESSFORBIDDEN';
    });
    expect(push.requests.length + push.faults.length).toBe(before);
    await closed.close();
  });
});
