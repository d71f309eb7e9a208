import { and, eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { RuleId } from '#contracts/rule.ts';
import { alerts, careTeamMembers, deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { addEndpoint, setChannels } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import type { TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

/** What the mail server answers for an address, at once or after a while; 250 unless said otherwise. */
const replies = new Map<string, number | Promise<number | null>>();
let receiver: MailReceiver;
let live: LiveClinic;
let server: TestServer;
let second: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  receiver = await startMailReceiver({ port: 0, refuse: (address) => replies.get(address) ?? null });
  live = await createLiveClinic();
  const env = { KANHU_MAIL_URL: `smtp://127.0.0.1:${receiver.port}`, KANHU_MAIL_FROM: 'Kanhu <kanhu@clinic.example>' };
  server = await startLiveServer(live, { env });
  second = await startLiveServer(live, { env });
  clinic = await createClinic(server);
});

afterAll(async () => {
  await Promise.all([server.close(), second.close()]);
  await live.database.drop();
  await receiver.close();
});

let address: string;
let endpointId: string;

beforeEach(async () => {
  address = `${Math.random().toString(36).slice(2)}@example.org`;
  endpointId = await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address });
});
afterEach(async () => {
  const { db } = server.deps;
  // Nobody waits for what one test left behind.
  await db.update(deliveries).set({ nextAttemptAt: null, tellAt: null });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
  await db.update(alerts).set({ state: 'withdrawn' });
});

const page = (ruleId?: RuleId) => pageAlert(server.deps, clinic.patient.patientId, ruleId);

const outside = (alertId: string) =>
  server.deps.db
    .select()
    .from(deliveries)
    .where(and(eq(deliveries.alertId, alertId), eq(deliveries.endpointId, endpointId)));
const inState = (alertId: string, state: string) =>
  eventually(`the delivery is ${state}`, async () =>
    (await outside(alertId)).find((delivery) => delivery.state === state),
  );
const endpoint = async () => {
  const [row] = await server.deps.db
    .select()
    .from(notificationEndpoints)
    .where(eq(notificationEndpoints.id, endpointId));
  return row;
};
const mails = () => receiver.mails.filter(({ to }) => to === address);
/** The time that a retry waits for is a column: here it is now. */
const makeDue = (alertId: string) =>
  server.deps.db
    .update(deliveries)
    .set({ nextAttemptAt: sql`now()` })
    .where(and(eq(deliveries.alertId, alertId), sql`${deliveries.nextAttemptAt} is not null`));

describe('an alert that pages', () => {
  it('is mailed once, however many servers send, with the page’s address and nothing about the patient', async () => {
    const alertId = await page();
    const delivery = await inState(alertId, 'sent');
    expect(delivery).toMatchObject({ attempts: 1, nextAttemptAt: null, tellAt: null, failureReason: null });
    expect(delivery.sentAt).not.toBeNull();
    const [mail] = mails();
    expect(mails()).toHaveLength(1);
    expect(mail).toMatchObject({ from: 'kanhu@clinic.example', subject: 'Critical alert' });
    expect(mail?.messageId).toBe(`<${delivery.id}@clinic.example>`);
    expect(mail?.text).toContain(`/alerts/${alertId}`);
    expect(mail?.text).toContain('Kanhu is not an emergency service. In an emergency call 120.');
    expect(`${mail?.subject} ${mail?.text}`).not.toContain(clinic.patient.name);
    expect(mail?.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail?.headers.get('x-priority')).toMatch(/^1/);
    expect((await endpoint())?.lastSuccessAt).not.toBeNull();
  });

  it('carries name and condition where the clinic allows it, in the endpoint’s language', async () => {
    const { db } = server.deps;
    await setChannels(db, ['push', 'mail'], true);
    await db.update(notificationEndpoints).set({ locale: 'zh-CN' }).where(eq(notificationEndpoints.id, endpointId));
    await inState(await page('glucose.low-2'), 'sent');
    expect(mails()[0]).toMatchObject({ subject: '危急：2 级低血糖' });
    expect(mails()[0]?.text).toContain(clinic.patient.name);
    await setChannels(db, ['push', 'mail'], false);
  });

  it('reaches the patient with what to do, and nobody who is not of the care team', async () => {
    const patientsAddress = `patient-${address}`;
    const strangersAddress = `stranger-${address}`;
    const { db } = server.deps;
    await addEndpoint(db, { userId: clinic.patient.userId, channel: 'mail', address: patientsAddress });
    await addEndpoint(db, { userId: clinic.outsider.userId, channel: 'mail', address: strangersAddress });
    await inState(await page(), 'sent');
    const mail = await eventually('the patient’s mail', () => receiver.mails.find(({ to }) => to === patientsAddress));
    expect(mail.subject).toBe('Please open Kanhu now');
    expect(mail.text).not.toContain('/alerts/');
    expect(receiver.mails.filter(({ to }) => to === patientsAddress)).toHaveLength(1);
    expect(receiver.mails.filter(({ to }) => to === strangersAddress)).toEqual([]);
  });

  it('goes to no address that its owner has not verified', async () => {
    const { db } = server.deps;
    const unverified = `unverified-${address}`;
    await addEndpoint(db, { userId: clinic.doctor.userId, channel: 'mail', address: unverified, verifiedAt: null });
    await inState(await page(), 'sent');
    expect(receiver.mails.filter(({ to }) => to === unverified)).toEqual([]);
  });

  it('goes nowhere while it is only raised: what does not page waits on the page', async () => {
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-high');
    await eventually('it was published', async () => {
      const told = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
      return told.length > 0;
    });
    expect(await outside(alertId)).toEqual([]);
  });
});

describe('a mail server that does not take it', () => {
  it('is tried again until it does, and no error names an address', async () => {
    replies.set(address, 451);
    const alertId = await page();
    const attempted = (times: number) =>
      eventually(`attempt ${times} is recorded`, async () =>
        (await outside(alertId)).find(({ attempts, lastError }) => attempts === times && lastError !== null),
      );
    expect(await attempted(1)).toMatchObject({ state: 'queued', lastError: 'SMTP 451' });
    expect((await endpoint())?.failingSince).not.toBeNull();
    replies.delete(address);
    await makeDue(alertId);
    expect(await inState(alertId, 'sent')).toMatchObject({ attempts: 2, lastError: null });
    expect(await endpoint()).toMatchObject({ failingSince: null, lastError: null });
    expect(mails()).toHaveLength(1);
    const logged = [...server.logged, ...second.logged].join('\n');
    expect(logged).toContain('SMTP 451');
    expect(logged).not.toContain(address);
  });

  it('is given up when its time is over, and not before', async () => {
    replies.set(address, 451);
    const alertId = await page();
    await eventually('an attempt', async () => (await outside(alertId))[0]?.lastError);
    expect((await outside(alertId))[0]?.state).toBe('queued');
    await server.deps.db
      .update(deliveries)
      .set({ giveUpAt: sql`now()`, nextAttemptAt: sql`now()` })
      .where(and(eq(deliveries.alertId, alertId), eq(deliveries.endpointId, endpointId)));
    const failed = await inState(alertId, 'failed');
    expect(failed).toMatchObject({ failureReason: 'gave-up', lastError: 'SMTP 451', nextAttemptAt: null });
    expect(failed.failedAt).not.toBeNull();
  });

  it('is not tried again for a mailbox that does not exist', async () => {
    replies.set(address, 550);
    const failed = await inState(await page(), 'failed');
    expect(failed).toMatchObject({ failureReason: 'refused', attempts: 1, lastError: 'SMTP 550' });
  });

  it('keeps nobody else’s message waiting while it does not answer', async () => {
    const answer = Promise.withResolvers<null>();
    replies.set(address, answer.promise);
    const other = `other-${address}`;
    await addEndpoint(server.deps.db, { userId: clinic.nurse.userId, channel: 'mail', address: other });
    const alertId = await page();
    await eventually('the other one’s mail', () => receiver.mails.some(({ to }) => to === other));
    expect(mails()).toEqual([]);
    answer.resolve(null);
    await inState(alertId, 'sent');
  });
});

describe('what became needless meanwhile', () => {
  const queuedThen = async (change: (alertId: string) => Promise<unknown>) => {
    replies.set(address, 451);
    const alertId = await page();
    await eventually('an attempt', async () => (await outside(alertId))[0]?.lastError);
    await change(alertId);
    replies.delete(address);
    await makeDue(alertId);
    const cancelled = await inState(alertId, 'cancelled');
    expect(mails()).toEqual([]);
    return cancelled.failureReason;
  };

  it('is not sent once somebody has taken the alert', async () => {
    const acknowledge = (alertId: string) => clinic.nurse.send('POST', `/api/alerts/${alertId}/acknowledge`);
    expect(await queuedThen(acknowledge)).toBe('answered');
  });

  it('is not sent to who has left the care team', async () => {
    const { db } = server.deps;
    const own = eq(careTeamMembers.userId, clinic.doctor.userId);
    const leave = () =>
      db
        .update(careTeamMembers)
        .set({ endsAt: sql`now()` })
        .where(own);
    expect(await queuedThen(leave)).toBe('not-a-recipient');
    await db.update(careTeamMembers).set({ endsAt: null }).where(own);
  });

  it('is not sent by a channel that the clinic switched off', async () => {
    const { db } = server.deps;
    expect(await queuedThen(() => setChannels(db, ['push']))).toBe('channel-off');
    await setChannels(db, ['push', 'mail']);
  });

  it('is not sent to an endpoint that its owner removed', async () => {
    const { db } = server.deps;
    const remove = () =>
      db
        .update(notificationEndpoints)
        .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null })
        .where(eq(notificationEndpoints.id, endpointId));
    expect(await queuedThen(remove)).toBe('endpoint-disabled');
  });
});
