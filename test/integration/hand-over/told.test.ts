import { and, asc, eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alerts, deliveries, events } from '#database/schema/index.ts';
import { loadDeliveries, reasonNotToSend } from '#server/notifications/sending/load-deliveries.ts';
import { readSettings } from '#server/services/notification-settings/read-settings.ts';
import { sweepHandOvers } from '#server/services/hand-overs/settle.ts';
import { addEndpoint } from '#test/support/endpoints.ts';
import { relay } from '#test/support/escalation.ts';
import { decline, handOver, passOfferTime, take, takeBack } from '#test/support/hand-over.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let alertId: string;

const db = () => server.deps.db;

/** Whom this event was told by which channel, such as `Dr Otto Fremd mail`. */
const toldOf = async (type: string): Promise<string[]> => {
  const people = [clinic.doctor, clinic.nurse, clinic.outsider, clinic.patient];
  const rows = await db()
    .select({ to: deliveries.recipientId, channel: deliveries.channel })
    .from(deliveries)
    .innerJoin(events, and(eq(events.id, deliveries.eventId), eq(events.type, type)))
    .where(eq(deliveries.alertId, alertId))
    .orderBy(asc(deliveries.channel));
  return rows.map(({ to, channel }) => `${people.find(({ userId }) => userId === to)?.name ?? to} ${channel}`);
};
/** The newest mail about the alert to this person: why it is not to be sent, if so, and what it says of a hand-over. */
const mailTo = async (userId: string) => {
  const rows = await db()
    .select({ id: deliveries.id, nextAttemptAt: deliveries.nextAttemptAt, groupedInto: deliveries.groupedInto })
    .from(deliveries)
    .where(and(eq(deliveries.alertId, alertId), eq(deliveries.recipientId, userId), eq(deliveries.channel, 'mail')))
    .orderBy(asc(deliveries.eventId));
  const newest = rows.at(-1);
  const [loaded] = await loadDeliveries(db(), [newest?.id ?? '']);
  if (newest === undefined || loaded === undefined) throw new Error('no mail');
  const reason = reasonNotToSend(loaded, await readSettings(db()));
  return { reason, handOver: loaded.handOver, isAlone: newest.groupedInto === null };
};

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  for (const { userId } of [clinic.doctor, clinic.nurse, clinic.outsider, clinic.patient]) {
    await addEndpoint(db(), { userId, channel: 'mail', address: `${userId}@example.org` });
  }
});
afterAll(() => server.close());
beforeEach(async () => {
  await db()
    .update(alerts)
    .set({ state: 'withdrawn', closedAt: sql`now() - interval '2 days'` });
  alertId = await pageAlert(server.deps, clinic.patient.patientId);
  await db().update(alerts).set({ severity: 'high' }).where(eq(alerts.id, alertId));
  await relay(server.deps);
});

describe('a hand-over', () => {
  it('is told to the colleague by all their channels, and to nobody else', async () => {
    await handOver(clinic.doctor, alertId, clinic.outsider);
    await relay(server.deps);
    expect(await toldOf('alert:hand-over-offered')).toEqual([
      `${clinic.outsider.name} in-app`,
      `${clinic.outsider.name} mail`,
    ]);
    expect(await mailTo(clinic.outsider.userId)).toEqual({ reason: null, handOver: 'offered', isAlone: true });
  });

  it('goes with no other message to the colleague, who was paged a moment ago', async () => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await relay(server.deps);
    expect(await mailTo(clinic.nurse.userId)).toEqual({ reason: null, handOver: 'offered', isAlone: true });
  });

  it.each([
    ['taken', () => take(clinic.nurse, alertId)],
    ['taken back', () => takeBack(clinic.doctor, alertId)],
  ])('is not told any more once it is %s', async (_how, end) => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await relay(server.deps);
    await end();
    expect((await mailTo(clinic.nurse.userId)).reason).toBe('answered');
  });

  it('that was taken is told to the giver on the page', async () => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await take(clinic.nurse, alertId);
    await relay(server.deps);
    expect(await toldOf('alert:handed-over')).toEqual([`${clinic.doctor.name} in-app`]);
  });

  it.each([
    ['alert:hand-over-declined', () => decline(clinic.nurse, alertId)],
    ['alert:hand-over-lapsed', () => passOfferTime(db(), alertId, 15).then(() => sweepHandOvers(server.deps))],
  ])('that came to nothing is told to the giver by all their channels: %s', async (type, end) => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await end();
    await relay(server.deps);
    expect(await toldOf(type)).toEqual([`${clinic.doctor.name} in-app`, `${clinic.doctor.name} mail`]);
    expect(await mailTo(clinic.doctor.userId)).toEqual({ reason: null, handOver: 'still-yours', isAlone: true });
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' });
    expect((await mailTo(clinic.doctor.userId)).reason).toBe('answered');
  });
});
