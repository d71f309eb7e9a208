import { and, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alerts, auditLog, deliveries, findings, notificationEndpoints } from '#database/schema/index.ts';
import { addEndpoint, createGatewaySecret, setChannels } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import type { TestServer } from '#test/support/server.ts';
import { startGatewayReceiver, type GatewayReceiver } from '#tools/receivers/gateway-receiver.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const DOCTOR = 'doctor@example.org';
const NURSE = 'nurse@example.org';
const PHONE = '+8613800000000';

let mail: MailReceiver;
/** What the mail server answers for whom; 250 unless said otherwise. */
const replies = new Map<string, number>();
let gateway: GatewayReceiver;
let live: LiveClinic;
let servers: TestServer[];
let server: TestServer;
let clinic: Clinic;
const secret = createGatewaySecret();

beforeAll(async () => {
  mail = await startMailReceiver({ port: 0, refuse: (address) => replies.get(address) ?? null });
  gateway = await startGatewayReceiver({ port: 0, secret: secret.bytes });
  live = await createLiveClinic();
  const env = {
    KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`,
    KANHU_MAIL_FROM: 'kanhu@clinic.example',
    KANHU_MESSAGE_GATEWAY_URL: `http://127.0.0.1:${gateway.port}/`,
    KANHU_MESSAGE_GATEWAY_SECRET: secret.text,
    KANHU_OUTBOUND_NETWORKS: 'loopback',
  };
  servers = [await startLiveServer(live, { env }), await startLiveServer(live, { env })];
  const [first] = servers;
  if (first === undefined) throw new Error('no server');
  server = first;
  clinic = await createClinic(server);
  await setChannels(server.deps.db, ['mail', 'sms']);
});
afterAll(async () => {
  await Promise.all(servers.map((each) => each.close()));
  await live.database.drop();
  await Promise.all([mail.close(), gateway.close()]);
});

beforeEach(async () => {
  const { db } = server.deps;
  replies.clear();
  await db.update(deliveries).set({ nextAttemptAt: null, tellAt: null });
  await db.update(findings).set({ clearedAt: sql`now()` });
  await db.update(alerts).set({ state: 'withdrawn' });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
  await addEndpoint(db, { userId: clinic.doctor.userId, channel: 'mail', address: DOCTOR });
  await addEndpoint(db, { userId: clinic.doctor.userId, channel: 'sms', address: PHONE });
  await addEndpoint(db, { userId: clinic.nurse.userId, channel: 'mail', address: NURSE });
});

const page = () => pageAlert(server.deps, clinic.patient.patientId);
const toDoctorByMail = async (alertId: string) => {
  const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, alertId));
  return rows.find(({ channel, recipientId }) => channel === 'mail' && recipientId === clinic.doctor.userId);
};
const untilTried = (alertId: string) =>
  eventually('an attempt', async () => {
    const row = await toDoctorByMail(alertId);
    return row !== undefined && (row.lastError !== null || row.state === 'sent') ? row : null;
  });
/** The time after which others are told is a column: here it is now. */
const tellNow = (alertId: string) =>
  server.deps.db
    .update(deliveries)
    .set({ tellAt: sql`now()` })
    .where(and(eq(deliveries.alertId, alertId), sql`${deliveries.tellAt} is not null`));
const failures = () =>
  server.deps.db
    .select()
    .from(alerts)
    .where(and(eq(alerts.ruleId, 'delivery.failed'), eq(alerts.state, 'raised')));
const failure = () => eventually('it is a finding', async () => (await failures())[0]);
const smsAbout = (alertId: string) =>
  gateway.messages.map(({ message }) => message).filter(({ url }) => url?.endsWith(alertId) === true);
const mailsAbout = (alertId: string) => mail.mails.filter(({ text }) => text.includes(alertId)).map(({ to }) => to);

describe('a channel that does not deliver', () => {
  it('is a technical finding when its time is over, and its person is told by another channel, others by all', async () => {
    replies.set(DOCTOR, 451);
    const alertId = await page();
    await untilTried(alertId);
    expect(await failures()).toEqual([]);
    await tellNow(alertId);
    const alert = await failure();
    expect(alert).toMatchObject({
      lane: 'technical',
      severity: 'high',
      paged: false,
      patientId: clinic.patient.patientId,
    });
    expect(alert.explanation).toMatchObject({
      reason: 'unreachable',
      delivery: {
        channel: 'mail',
        recipientId: clinic.doctor.userId,
        recipientName: clinic.doctor.name,
        alertId,
      },
    });
    const sms = await eventually('the doctor’s SMS', () => smsAbout(alert.id)[0]);
    expect(sms).toMatchObject({ to: PHONE, title: 'Notification not delivered' });
    await eventually('the nurse’s mail', () => mailsAbout(alert.id).length > 0);
    expect(mailsAbout(alert.id)).toEqual([NURSE]);
    expect((await toDoctorByMail(alertId))?.state).toBe('queued');
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, alert.id));
    expect(audited).toMatchObject([{ action: 'alert:raised', actor: { type: 'system', id: 'delivery-health' } }]);
  });

  it('is told at once where it is for good, once, by however many servers', async () => {
    replies.set(DOCTOR, 550);
    const alertId = await page();
    const alert = await failure();
    expect(alert.explanation.reason).toBe('refused');
    await eventually('the SMS', () => smsAbout(alert.id).length > 0);
    expect(await toDoctorByMail(alertId)).toMatchObject({ state: 'failed', tellAt: null });
    const found = await server.deps.db.select().from(findings).where(eq(findings.ruleId, 'delivery.failed'));
    expect(found.filter(({ clearedAt }) => clearedAt === null)).toHaveLength(1);
  });

  it('is over when something gets through again, or somebody has taken the alert', async () => {
    for (const end of ['success', 'taken'] as const) {
      replies.set(DOCTOR, 451);
      const alertId = await page();
      await untilTried(alertId);
      await tellNow(alertId);
      const { id } = await failure();
      if (end === 'taken') await clinic.nurse.send('POST', `/api/alerts/${alertId}/acknowledge`);
      else {
        replies.clear();
        await server.deps.db
          .update(deliveries)
          .set({ nextAttemptAt: sql`now()` })
          .where(
            and(eq(deliveries.alertId, alertId), eq(deliveries.state, 'queued'), sql`${deliveries.channel} = 'mail'`),
          );
      }
      await eventually(`it is over by ${end}`, async () => {
        const [alert] = await server.deps.db.select().from(alerts).where(eq(alerts.id, id));
        return alert?.clearedAt !== null;
      });
      await server.deps.db.update(alerts).set({ state: 'withdrawn' });
    }
  });

  it('finds nothing new in a message about such a failure that fails itself: it would never end', async () => {
    replies.set(DOCTOR, 451);
    const alertId = await page();
    await untilTried(alertId);
    await eventually('the nurse’s mail', () => mailsAbout(alertId).includes(NURSE));
    replies.set(NURSE, 550);
    await tellNow(alertId);
    const { id } = await failure();
    const aboutIt = async () => {
      const rows = await server.deps.db.select().from(deliveries).where(eq(deliveries.alertId, id));
      return rows.find(({ channel }) => channel === 'mail');
    };
    await eventually('the message about it has failed, and that was looked at', async () => {
      const message = await aboutIt();
      return message?.state === 'failed' && message.tellAt === null;
    });
    expect(await aboutIt()).toMatchObject({ recipientId: clinic.nurse.userId, failureReason: 'refused' });
    const found = await server.deps.db.select().from(findings).where(eq(findings.ruleId, 'delivery.failed'));
    const open = found.filter(({ clearedAt }) => clearedAt === null);
    expect(open.map(({ explanation }) => explanation.delivery?.recipientId)).toEqual([clinic.doctor.userId]);
  });

  it('is none where the same channel reached the person elsewhere', async () => {
    await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address: 'home@example.org' });
    replies.set(DOCTOR, 451);
    const alertId = await page();
    await untilTried(alertId);
    await eventually('the other mailbox', () => mailsAbout(alertId).includes('home@example.org'));
    await tellNow(alertId);
    await eventually('it was looked at', async () => (await toDoctorByMail(alertId))?.tellAt === null);
    expect(await failures()).toEqual([]);
  });
});
