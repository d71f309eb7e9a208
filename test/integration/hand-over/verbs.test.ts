import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail } from '#contracts/alert.ts';
import { alerts, careTeamMembers, users } from '#database/schema/index.ts';
import { alertRow, auditedOf, eventsOf } from '#test/support/escalation.ts';
import { auditedHandOvers, decline, handOver, offersOf, take, takeBack } from '#test/support/hand-over.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, createClinician, type Clinic, type Person } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let doctor: Person;
let nurse: Person;
let outsider: Person;
let alertId: string;

const db = () => server.deps.db;
const detailFor = async (person: Person) =>
  AlertDetail.parse(await (await person.get(`/api/alerts/${alertId}`)).json());
const wrongFieldsOf = async (answer: Response) => {
  expect(answer.status).toBe(400);
  const { error } = (await answer.json()) as { error: { issues: { path: string }[] } };
  return error.issues.map(({ path }) => path);
};

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  ({ doctor, nurse, outsider } = clinic);
});
afterAll(() => server.close());
beforeEach(async () => {
  await db()
    .update(alerts)
    .set({ state: 'withdrawn', closedAt: sql`now() - interval '2 days'` });
  alertId = await pageAlert(server.deps, clinic.patient.patientId);
});

describe('to hand an alert over', () => {
  it('takes it first where nobody has it, so that it is never nobody’s', async () => {
    expect((await handOver(doctor, alertId, nurse)).status).toBe(200);
    expect(await alertRow(db(), alertId)).toMatchObject({ state: 'acknowledged', acknowledgedBy: doctor.userId });
    expect((await eventsOf(db(), alertId)).slice(-2)).toEqual(['acknowledged', 'hand-over-offered']);
    expect((await auditedOf(db(), alertId)).slice(-2)).toEqual(['acknowledged', 'hand-over-offered']);
    expect(await auditedHandOvers(db(), alertId)).toEqual([
      { action: 'hand-over-offered', by: doctor.userId, from: doctor.userId, to: nurse.userId },
    ]);
    const { alert, handOverReason } = await detailFor(nurse);
    expect(alert.handOver).toMatchObject({ toUserId: nurse.userId, toUserName: nurse.name });
    expect(handOverReason).toBe('in theatre now');
  });

  it('hands on what one has, and it is the other one’s once they take it', async () => {
    await take(doctor, alertId);
    await handOver(doctor, alertId, nurse);
    const { returnsAt } = await alertRow(db(), alertId);
    expect((await take(nurse, alertId)).status).toBe(200);
    const after = await alertRow(db(), alertId);
    expect(after).toMatchObject({ state: 'acknowledged', acknowledgedBy: nurse.userId });
    // Whoever hands it on gains no time for it.
    expect(after.returnsAt).toEqual(returnsAt);
    expect((await eventsOf(db(), alertId)).slice(-3)).toEqual(['acknowledged', 'hand-over-offered', 'handed-over']);
    expect((await auditedHandOvers(db(), alertId)).at(-1)).toEqual({
      ...{ action: 'handed-over', by: nurse.userId, from: doctor.userId, to: nurse.userId },
    });
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'taken' }]);
    expect((await take(nurse, alertId)).status).toBe(409);
    expect((await detailFor(doctor)).alert.handOver).toBeNull();
    // And on to the next.
    expect((await handOver(nurse, alertId, doctor)).status).toBe(200);
  });

  it('is for whoever has it: not what a colleague has, nor what is closed', async () => {
    await take(nurse, alertId);
    expect((await handOver(doctor, alertId, outsider)).status).toBe(409);
    expect(await offersOf(db(), alertId)).toEqual([]);
    await nurse.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' });
    expect((await handOver(nurse, alertId, outsider)).status).toBe(409);
  });

  it('offers it to one at a time', async () => {
    await handOver(doctor, alertId, nurse);
    expect((await handOver(doctor, alertId, nurse)).status).toBe(409);
    expect((await handOver(doctor, alertId, outsider)).status).toBe(409);
    await takeBack(doctor, alertId);
    expect((await handOver(doctor, alertId, outsider)).status).toBe(200);
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'withdrawn' }, { endedAs: null }]);
  });

  it('is to a doctor or nurse who works here, somebody else, and with a reason', async () => {
    const gone = await createClinician(server, { name: 'Dr Gone', profession: 'doctor' });
    await db().update(users).set({ banned: true }).where(eq(users.id, gone.userId));
    for (const to of [doctor, clinic.patient, clinic.administrator, gone]) {
      expect(await wrongFieldsOf(await handOver(doctor, alertId, to))).toEqual(['toUserId']);
    }
    expect(await wrongFieldsOf(await handOver(doctor, alertId, nurse, '  '))).toEqual(['reason']);
    expect((await handOver(doctor, alertId, { userId: 'nobody' })).status).toBe(400);
    expect((await doctor.send('POST', `/api/alerts/${alertId}/hand-over/decline`, {})).status).toBe(400);
    // What was refused has taken nothing.
    expect(await alertRow(db(), alertId)).toMatchObject({ state: 'raised', acknowledgedBy: null });
  });

  it('is nothing that the patient reads the reason of', async () => {
    await handOver(doctor, alertId, nurse);
    await decline(nurse, alertId, 'too far away');
    const { handOverReason, events } = await detailFor(clinic.patient);
    expect(handOverReason).toBeNull();
    expect(JSON.stringify(events)).not.toMatch(/theatre|too far/);
    expect(JSON.stringify((await detailFor(doctor)).events)).toMatch(/theatre.*too far/);
  });
});

describe('an alert that is offered', () => {
  beforeEach(async () => {
    await handOver(doctor, alertId, nurse);
  });

  it('stays the giver’s when it is declined, and says who declined and why', async () => {
    expect((await decline(doctor, alertId)).status).toBe(409);
    expect((await decline(nurse, alertId)).status).toBe(200);
    expect((await decline(nurse, alertId)).status).toBe(409);
    expect(await alertRow(db(), alertId)).toMatchObject({ state: 'acknowledged', acknowledgedBy: doctor.userId });
    expect((await take(nurse, alertId)).status).toBe(409);
    expect((await auditedHandOvers(db(), alertId)).at(-1)).toEqual({
      ...{ action: 'hand-over-declined', by: nurse.userId, from: doctor.userId, to: nurse.userId },
    });
  });

  it('is taken back by the giver alone, once', async () => {
    expect((await takeBack(nurse, alertId)).status).toBe(409);
    expect((await takeBack(doctor, alertId)).status).toBe(200);
    expect((await takeBack(doctor, alertId)).status).toBe(409);
    expect((await take(nurse, alertId)).status).toBe(409);
    expect((await eventsOf(db(), alertId)).at(-1)).toBe('hand-over-withdrawn');
  });

  it('is nobody else’s to take', async () => {
    const third = await createClinician(server, { name: 'Dr Third', profession: 'doctor' });
    expect((await take(third, alertId)).status).toBe(404);
    expect((await take(doctor, alertId)).status).toBe(409);
    expect((await take(clinic.patient, alertId)).status).toBe(403);
    expect((await decline(clinic.patient, alertId)).status).toBe(403);
    expect((await handOver(clinic.patient, alertId, nurse)).status).toBe(403);
  });

  it('is either taken, or declined, or taken back, whoever is first', async () => {
    for (let round = 0; round < 5; round += 1) {
      const statuses = await Promise.all([
        take(nurse, alertId),
        decline(nurse, alertId),
        takeBack(doctor, alertId),
      ]).then((answers) => answers.map(({ status }) => status).toSorted());
      expect(statuses).toEqual([200, 409, 409]);
      const { acknowledgedBy, state } = await alertRow(db(), alertId);
      const offers = await offersOf(db(), alertId);
      expect(state).toBe('acknowledged');
      expect(acknowledgedBy).toBe(offers.at(-1)?.endedAs === 'taken' ? nurse.userId : doctor.userId);
      if (acknowledgedBy === nurse.userId) {
        await handOver(nurse, alertId, doctor);
        await take(doctor, alertId);
      }
      expect((await handOver(doctor, alertId, nurse)).status).toBe(200);
    }
  });

  it('is offered to one of two whom the giver asks at once', async () => {
    await takeBack(doctor, alertId);
    const answers = await Promise.all([handOver(doctor, alertId, nurse), handOver(doctor, alertId, outsider)]);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 409]);
  });

  it.each([
    ['escalated', () => doctor.send('POST', `/api/alerts/${alertId}/escalate`, { reason: 'please' })],
    ['resolved', () => doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' })],
  ])('is offered no more in the transaction in which it is %s', async (state, change) => {
    expect((await change()).status).toBe(200);
    expect(await alertRow(db(), alertId)).toMatchObject({ state });
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'overtaken' }]);
  });
});

describe('somebody who was of the care team when it was offered', () => {
  it('is out as soon as they leave it', async () => {
    await handOver(doctor, alertId, nurse);
    expect(await offersOf(db(), alertId)).toMatchObject([{ givesAccess: false }]);
    const leave = (endsAt: Date | null) =>
      db().update(careTeamMembers).set({ endsAt }).where(eq(careTeamMembers.userId, nurse.userId));
    await leave(new Date());
    expect((await take(nurse, alertId)).status).toBe(404);
    await leave(null);
  });
});
