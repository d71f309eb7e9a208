import { and, asc, eq, isNotNull, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail, type Severity } from '#contracts/alert.ts';
import type { RuleId } from '#contracts/rule.ts';
import { alerts, deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { cancelDelivery, recordOutcome } from '#server/notifications/sending/record.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import { relay } from '#test/support/escalation.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { pageAlertIn } from '#test/support/page-alert.ts';
import { createClinic, joinCareTeam, type Clinic } from '#test/support/people.ts';
import { raiseAlertIn } from '#test/support/raise-alert.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

let server: TestServer;
let clinic: Clinic;
let endpointId: string;

const db = () => server.deps.db;

const page = (ruleId: RuleId, severity: Severity, patientId = clinic.patient.patientId): Promise<string> =>
  db().transaction(async (tx) => {
    const alertId = await pageAlertIn(tx, patientId, ruleId);
    await tx.update(alerts).set({ severity }).where(eq(alerts.id, alertId));
    return alertId;
  });

/** Messages to the doctor, the earliest first: held back, at once, or told with the message of that index. */
const messages = async (): Promise<(string | number)[]> => {
  const rows = await db()
    .select({
      id: deliveries.id,
      into: deliveries.groupedInto,
      isHeld: sql<boolean>`coalesce(${deliveries.nextAttemptAt} > ${deliveries.queuedAt}, false)`,
    })
    .from(deliveries)
    .where(and(eq(deliveries.endpointId, endpointId), isNotNull(deliveries.endpointId)))
    .orderBy(asc(deliveries.eventId));
  return rows.map(({ into, isHeld }) =>
    into === null ? (isHeld ? 'held' : 'at once') : rows.findIndex(({ id }) => id === into),
  );
};

describe('what is told together', () => {
  beforeAll(async () => {
    server = await startTestServer();
    clinic = await createClinic(server);
    await joinCareTeam(server, clinic.doctor, clinic.otherPatient.patientId);
  });
  afterAll(() => server.close());
  beforeEach(async () => {
    const address = `${Math.random().toString(36).slice(2)}@example.org`;
    endpointId = await addEndpoint(db(), { userId: clinic.doctor.userId, channel: 'mail', address });
  });
  afterEach(async () => {
    await db().update(alerts).set({ state: 'withdrawn' });
    await db()
      .update(notificationEndpoints)
      .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null });
  });

  it('is one burst of one patient, whether it is published at once or one by one', async () => {
    await page('bp.low', 'high');
    await page('hr.rest-high', 'high');
    await relay(server.deps);
    await page('glucose.high-2', 'moderate');
    await relay(server.deps);
    expect(await messages()).toEqual(['held', 0, 0]);
  });

  it('is nothing critical: that goes at once, alone, and takes nothing with it', async () => {
    await page('bp.low', 'high');
    await page('bp.crisis', 'critical');
    await page('glucose.low-2', 'critical');
    await relay(server.deps);
    await page('hr.rest-high', 'high');
    await relay(server.deps);
    expect(await messages()).toEqual(['held', 'at once', 'at once', 0]);
  });

  it('is nothing of another patient, nothing more severe, and nothing that comes when the message has gone', async () => {
    await page('glucose.high-2', 'moderate');
    await page('bp.low', 'high');
    await page('bp.low', 'moderate', clinic.otherPatient.patientId);
    await relay(server.deps);
    expect(await messages()).toEqual(['held', 'held', 'held']);
    await db()
      .update(deliveries)
      .set({ state: 'sent', nextAttemptAt: null })
      .where(eq(deliveries.endpointId, endpointId));
    await page('hr.rest-high', 'moderate');
    await relay(server.deps);
    expect((await messages()).at(-1)).toBe('held');
  });

  /** A message that tells of two alerts: its own row, and the one that goes with it. */
  const group = async () => {
    await page('bp.low', 'high');
    await page('hr.rest-high', 'high');
    await relay(server.deps);
    const rows = await db().select().from(deliveries).where(eq(deliveries.endpointId, endpointId));
    const [first, second] = [
      rows.find((row) => row.groupedInto === null),
      rows.find((row) => row.groupedInto !== null),
    ];
    if (first === undefined || second === undefined) throw new Error('there is no group');
    return { first, second };
  };
  const again = async (id: string) => (await db().select().from(deliveries).where(eq(deliveries.id, id)))[0];

  it('has not arrived for any of its alerts where the message is refused: others are told of each', async () => {
    const { first, second } = await group();
    expect(second.tellAt).toBeNull();
    const attempted = { id: first.id, endpointId, attempts: 1, severity: 'high' as const };
    await recordOutcome(db(), attempted, { state: 'refused', error: 'SMTP 550' });
    expect((await again(first.id))?.tellAt).not.toBeNull();
    expect((await again(second.id))?.tellAt).not.toBeNull();
  });

  it('has a time of its own to arrive in where the message that it went with is not sent', async () => {
    const { first, second } = await group();
    await cancelDelivery(db(), first.id, 'answered');
    const left = await again(second.id);
    expect(left).toMatchObject({ groupedInto: null, state: 'queued' });
    const { tellAt, giveUpAt, nextAttemptAt } = left ?? {};
    // Ten minutes for a high alert, and four hours, from when it is due.
    expect(tellAt?.getTime()).toBe((nextAttemptAt?.getTime() ?? 0) + 10 * 60_000);
    expect(giveUpAt?.getTime()).toBe((nextAttemptAt?.getTime() ?? 0) + 4 * 3_600_000);
  });

  it('is what one broken channel does to many patients, and not what is wrong with one person’s address', async () => {
    const failing = async (patientId: string, reason: string, recipientId = clinic.nurse.userId) => {
      await db().transaction(async (tx) => {
        const alertId = await raiseAlertIn(tx, patientId, 'delivery.failed');
        const delivery = { channel: 'sms', recipientId, recipientName: 'x', alertId };
        await tx.execute(sql`
          update alerts set severity = 'high', lane = 'technical',
            explanation = explanation || ${JSON.stringify({ reason, delivery })}::text::jsonb
          where id = ${alertId}`);
      });
      await relay(server.deps);
    };
    await failing(clinic.patient.patientId, 'unreachable');
    await failing(clinic.otherPatient.patientId, 'unreachable', clinic.administrator.userId);
    expect(await messages()).toEqual(['at once', 0]);
    await db().update(alerts).set({ state: 'withdrawn' });
    await failing(clinic.patient.patientId, 'refused', clinic.outsider.userId);
    expect(await messages()).toEqual(['at once', 0, 'at once']);
  });
});

describe('a message for several alerts', () => {
  let live: LiveClinic;
  let receiver: MailReceiver;

  beforeAll(async () => {
    receiver = await startMailReceiver({ port: 0 });
    live = await createLiveClinic();
    const env = {
      KANHU_MAIL_URL: `smtp://127.0.0.1:${receiver.port}`,
      KANHU_MAIL_FROM: 'Kanhu <kanhu@clinic.example>',
    };
    server = await startLiveServer(live, { env });
    clinic = await createClinic(server);
    endpointId = await addEndpoint(db(), {
      userId: clinic.doctor.userId,
      channel: 'mail',
      address: 'doctor@example.org',
    });
  });
  afterAll(async () => {
    await server.close();
    await live.database.drop();
    await receiver.close();
  });

  const bothAreQueued = async () => {
    const ids = [await page('bp.low', 'high'), await page('hr.rest-high', 'high')] as const;
    server.deps.wakeRelay();
    await eventually('both are queued', async () => (await messages()).length >= 2);
    return ids;
  };
  /** The time for which it is held back is a column: here it is over. */
  const release = () =>
    db()
      .update(deliveries)
      .set({ nextAttemptAt: sql`now()` })
      .where(and(eq(deliveries.endpointId, endpointId), isNotNull(deliveries.nextAttemptAt)));
  const stateOf = async (alertId: string) => {
    const detail = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    return detail.deliveries.find((delivery) => delivery.endpointId === endpointId)?.state;
  };

  it('says how many there are, and each alert shows that it was sent', async () => {
    const [first, second] = await bothAreQueued();
    await release();
    const mail = await eventually('the mail', () => receiver.mails[0]);
    expect(mail.text).toContain('And 1 more alert.');
    for (const alertId of [first, second]) {
      await eventually('it is sent', async () => (await stateOf(alertId)) === 'sent');
    }
    expect(receiver.mails).toHaveLength(1);
    await db().update(alerts).set({ state: 'withdrawn' });
    await db().update(deliveries).set({ state: 'sent', nextAttemptAt: null, tellAt: null });
  });

  it('goes out for what is left when the first alert was taken meanwhile', async () => {
    await db().delete(deliveries);
    const [first, second] = await bothAreQueued();
    expect((await clinic.doctor.send('POST', `/api/alerts/${first}/acknowledge`)).status).toBe(200);
    await release();
    const mail = await eventually('the mail', () => receiver.mails[1]);
    expect(mail.text).toContain(`/alerts/${second}`);
    expect(mail.text).not.toContain('more alert');
    await eventually('it is sent', async () => (await stateOf(second)) === 'sent');
    expect(await stateOf(first)).toBe('cancelled');
  });
});
