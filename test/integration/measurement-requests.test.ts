import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail, AlertList } from '#contracts/alert.ts';
import { MeasurementRequests } from '#contracts/measurement-request.ts';
import { deliveries, events as relayed } from '#database/schema/index.ts';
import { addEndpoint } from '../support/endpoints.ts';
import { sweepAndRelay } from '../support/escalation.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };
let alertId: string;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
beforeEach(async () => {
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  await typeIn(194, 112);
  const { alerts } = AlertList.parse(await (await patient.get('/api/alerts')).json());
  alertId = alerts.find(({ ruleId }) => ruleId === 'bp.crisis')?.id ?? '';
});
afterAll(() => server.close());

const typeIn = async (systolic: number, diastolic: number): Promise<void> => {
  const reading = { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: new Date().toISOString() };
  const answer = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, reading);
  expect(answer.status).toBe(201);
};
const ask = (kind = 'blood-pressure'): Promise<Response> =>
  clinic.doctor.send('POST', `/api/alerts/${alertId}/ask-measurement`, { kind });
const requestsFor = async (who: Person): Promise<MeasurementRequests['requests']> =>
  MeasurementRequests.parse(await (await who.get(`/api/patients/${patient.patientId}/measurement-requests`)).json())
    .requests;

describe('a clinician who asks the patient to measure', () => {
  it('is answered by the first reading that is taken afterwards, and sees it beside what was asked', async () => {
    const asked = MeasurementRequests.parse(await (await ask()).json());
    expect(asked.requests).toMatchObject([
      { alertId, kind: 'blood-pressure', askedByName: clinic.doctor.name, answer: null },
    ]);
    expect(await requestsFor(patient)).toMatchObject([{ kind: 'blood-pressure', answer: null }]);
    await typeIn(141, 86);
    expect(await requestsFor(clinic.doctor)).toMatchObject([{ answer: { systolic: 141, diastolic: 86 } }]);
    expect(await requestsFor(patient)).toMatchObject([{ answer: { systolic: 141 } }]);
  });

  it('sees what one alert led to, and who may not see the patient sees nothing of it', async () => {
    await ask();
    const of = (who: Person, about: string): Promise<Response> =>
      who.get(`/api/patients/${patient.patientId}/measurement-requests?alertId=${about}`);
    expect(MeasurementRequests.parse(await (await of(clinic.doctor, alertId)).json()).requests).toMatchObject([
      { alertId },
    ]);
    const another = '01900000-0000-7000-8000-000000000000';
    expect(MeasurementRequests.parse(await (await of(clinic.doctor, another)).json()).requests).toEqual([]);
    expect((await of(clinic.otherPatient, alertId)).status).toBe(404);
    expect((await of(clinic.doctor, 'every')).status).toBe(400);
  });

  it('leaves it in the record of the alert, and has nobody told but the patient', async () => {
    await ask();
    const path = `/api/alerts/${alertId}`;
    const { events } = AlertDetail.parse(await (await clinic.doctor.get(path)).json());
    expect(events.find(({ type }) => type === 'measurement-asked')).toMatchObject({
      actor: { type: 'user', id: clinic.doctor.userId },
      actorName: clinic.doctor.name,
    });
    await sweepAndRelay(server.deps);
    const told = await server.deps.db
      .select({ recipientId: deliveries.recipientId })
      .from(deliveries)
      .innerJoin(relayed, eq(relayed.id, deliveries.eventId))
      .where(and(eq(deliveries.alertId, alertId), eq(relayed.type, 'alert:measurement-asked')));
    expect(told).toEqual([{ recipientId: patient.userId }]);
  });

  it('is not sent any more when the hour is over', async () => {
    const to = { userId: patient.userId, channel: 'mail' as const, address: 'qian@example.org' };
    const endpointId = await addEndpoint(server.deps.db, to);
    await ask();
    await sweepAndRelay(server.deps);
    const [sent] = await server.deps.db
      .select({ queuedAt: deliveries.queuedAt, giveUpAt: deliveries.giveUpAt })
      .from(deliveries)
      .innerJoin(relayed, eq(relayed.id, deliveries.eventId))
      .where(and(eq(deliveries.endpointId, endpointId), eq(relayed.type, 'alert:measurement-asked')));
    expect(sent?.giveUpAt?.getTime()).toBe((sent?.queuedAt.getTime() ?? 0) + 3_600_000);
  });

  it('asks for the same once, until five minutes have gone by or it is answered', async () => {
    expect((await ask()).status).toBe(201);
    expect((await ask()).status).toBe(409);
    expect((await ask('glucose')).status).toBe(201);
    await typeIn(150, 90);
    expect((await ask()).status).toBe(201);
  });

  it('cannot ask about an alert that is closed', async () => {
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    expect((await ask()).status).toBe(409);
    expect(await requestsFor(patient)).toEqual([]);
  });
});
