import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TAKE_WITHIN_MS } from '#contracts/hand-over-times.ts';
import { SEVERITIES } from '#contracts/alert.ts';
import { alerts } from '#database/schema/index.ts';
import { returnTakenAlerts } from '#server/services/alerts/return-taken.ts';
import { sweepHandOvers } from '#server/services/hand-overs/settle.ts';
import { alertRow, eventsOf } from '#test/support/escalation.ts';
import { auditedHandOvers, handOver, offersOf, passOfferTime, take, takeBack } from '#test/support/hand-over.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let alertId: string;

const db = () => server.deps.db;
const sweepTwice = async () => {
  const swept = await Promise.all([sweepHandOvers(server.deps), sweepHandOvers(server.deps)]);
  return swept.toSorted();
};

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());
beforeEach(async () => {
  await db()
    .update(alerts)
    .set({ state: 'withdrawn', closedAt: sql`now() - interval '2 days'` });
  await sweepHandOvers(server.deps);
  alertId = await pageAlert(server.deps, clinic.patient.patientId);
});

describe('an offer that nobody takes', () => {
  it.each(SEVERITIES)('lapses when its time is up: %s, once with two servers, and not before', async (severity) => {
    await db().update(alerts).set({ severity }).where(eq(alerts.id, alertId));
    await handOver(clinic.doctor, alertId, clinic.outsider);
    const [offer] = await offersOf(db(), alertId);
    expect((offer?.answerBy.getTime() ?? 0) - (offer?.offeredAt.getTime() ?? 0)).toBe(TAKE_WITHIN_MS[severity]);
    const minutes = TAKE_WITHIN_MS[severity] / 60_000;
    await passOfferTime(db(), alertId, minutes - 0.5);
    expect(await sweepTwice()).toEqual([0, 0]);
    await passOfferTime(db(), alertId, 0.5);
    expect(await sweepTwice()).toEqual([0, 1]);
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'lapsed' }]);
    expect(await alertRow(db(), alertId)).toMatchObject({
      ...{ state: 'acknowledged', acknowledgedBy: clinic.doctor.userId },
    });
    expect((await eventsOf(db(), alertId)).at(-1)).toBe('hand-over-lapsed');
    expect((await auditedHandOvers(db(), alertId)).at(-1)).toEqual({
      ...{ action: 'hand-over-lapsed', by: 'deadline', from: clinic.doctor.userId, to: clinic.outsider.userId },
    });
  });

  it('cannot be taken, declined or taken back when its time is up, whether or not it was swept', async () => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await passOfferTime(db(), alertId, 5);
    expect((await take(clinic.nurse, alertId)).status).toBe(409);
    expect((await takeBack(clinic.doctor, alertId)).status).toBe(409);
    // The giver may offer it anew at once.
    expect((await handOver(clinic.doctor, alertId, clinic.nurse)).status).toBe(200);
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'lapsed' }, { endedAs: null }]);
  });

  it('is either taken or lapses', async () => {
    for (let round = 0; round < 5; round += 1) {
      await handOver(clinic.doctor, alertId, clinic.nurse);
      // It lapses while the other one's request is under way.
      const [answer] = await Promise.all([
        take(clinic.nurse, alertId),
        passOfferTime(db(), alertId, 5).then(() => sweepHandOvers(server.deps)),
      ]);
      // The first may have passed it over, since the other one's request had it.
      await sweepHandOvers(server.deps);
      const ended = (await offersOf(db(), alertId)).at(-1)?.endedAs;
      expect(ended).toBe(answer.status === 200 ? 'taken' : 'lapsed');
      const { acknowledgedBy } = await alertRow(db(), alertId);
      expect(acknowledgedBy).toBe(answer.status === 200 ? clinic.nurse.userId : clinic.doctor.userId);
      if (answer.status !== 200) continue;
      await handOver(clinic.nurse, alertId, clinic.doctor);
      await take(clinic.doctor, alertId);
    }
  });
});

describe('an offer whose alert is the giver’s no more', () => {
  it('is over when a critical alert comes back, and does not come to life when the giver takes it anew', async () => {
    await handOver(clinic.doctor, alertId, clinic.nurse);
    await db()
      .update(alerts)
      .set({ returnsAt: sql`now()` })
      .where(eq(alerts.id, alertId));
    expect(await returnTakenAlerts(server.deps)).toBe(1);
    await take(clinic.doctor, alertId);
    expect((await take(clinic.nurse, alertId)).status).toBe(409);
    expect(await sweepTwice()).toEqual([0, 1]);
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'overtaken' }]);
    expect(await eventsOf(db(), alertId)).not.toContain('hand-over-lapsed');
  });

  it('is over when a reading that the alert rested on was taken back', async () => {
    await handOver(clinic.doctor, alertId, clinic.outsider);
    await db().update(alerts).set({ state: 'withdrawn', closedAt: new Date() }).where(eq(alerts.id, alertId));
    expect((await clinic.outsider.get(`/api/alerts/${alertId}`)).status).toBe(404);
    expect(await sweepTwice()).toEqual([0, 1]);
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'overtaken' }]);
  });
});
