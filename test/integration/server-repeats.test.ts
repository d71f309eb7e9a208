import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { EntryResult } from '#contracts/observation.ts';
import { RepeatRequests, type RepeatRequest } from '#contracts/repeat.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
beforeEach(async () => {
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
});
afterAll(() => server.close());

const path = (what: string): string => `/api/patients/${patient.patientId}/${what}`;
const secondsAgo = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();
const enter = async (values: object, seconds: number): Promise<string> => {
  const reading = { ...values, measuredAt: secondsAgo(seconds) };
  const answer = await patient.send('POST', path('observations'), reading);
  expect(answer.status).toBe(201);
  return EntryResult.parse(await answer.json()).observationId ?? '';
};
const pressure = (systolic: number, diastolic: number, seconds: number, flags: string[] = []): Promise<string> =>
  enter({ kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', flags }, seconds);
const stick = (value: number, seconds: number): Promise<string> =>
  enter({ kind: 'glucose', value, unit: 'mg/dL', specimen: 'capillary' }, seconds);
const requestsFor = async (who: Person = patient): Promise<RepeatRequest[]> =>
  RepeatRequests.parse(await (await who.get(path('repeats'))).json()).requests;
const crisis = async () =>
  AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts.find(({ ruleId }) => ruleId === 'bp.crisis');

describe('a reading that the patient is asked to take again', () => {
  it('is answered by the repeat that confirms the alert, and says that the care team was paged', async () => {
    const first = await pressure(231, 128, 120);
    const [asked] = await requestsFor();
    expect(asked).toMatchObject({
      ...{ observation: { id: first, flags: ['extreme'] }, reason: 'high', answer: null, isPaged: false },
      hasSymptoms: false,
    });
    expect(await crisis()).toMatchObject({ confirmation: 'awaiting', paged: false });
    const second = await pressure(226, 126, 10);
    const answer = { observation: { id: second }, isAsBad: true };
    expect(await requestsFor()).toMatchObject([{ observation: { id: first }, answer, isPaged: true }]);
    expect(await crisis()).toMatchObject({ confirmation: 'confirmed', paged: true });
  });

  it('is answered by a better repeat, which leaves the alert unconfirmed', async () => {
    await pressure(194, 112, 120);
    const second = await pressure(148, 90, 10);
    const answer = { observation: { id: second }, isAsBad: false };
    expect(await requestsFor()).toMatchObject([{ answer, isPaged: false }]);
    expect(await crisis()).toMatchObject({ confirmation: 'unconfirmed', paged: false });
  });

  it('is not answered within the minute in which the alert takes it for the same try', async () => {
    await pressure(194, 112, 40);
    await pressure(148, 90, 5);
    expect(await requestsFor()).toMatchObject([{ answer: null }]);
    expect(await crisis()).toMatchObject({ confirmation: 'awaiting' });
  });

  it('says that the person feels unwell, and that this paged at once', async () => {
    await pressure(194, 112, 5, ['symptoms']);
    expect(await requestsFor()).toMatchObject([{ hasSymptoms: true, isPaged: true }]);
  });

  it('may break no rule: what is rarely seen or too close together is asked about all the same', async () => {
    await pressure(150, 34, 60);
    expect(await requestsFor()).toMatchObject([{ reason: 'doubtful', isPaged: false }]);
    expect(await crisis()).toBeUndefined();
  });

  it('counts for each way of measuring by itself; those that wait come first', async () => {
    await stick(320, 300);
    await pressure(192, 114, 240);
    await pressure(140, 88, 120);
    const requests = await requestsFor();
    expect(requests.map(({ observation }) => observation.kind)).toEqual(['glucose', 'blood-pressure']);
    expect(requests.map(({ answer }) => answer === null)).toEqual([true, false]);
  });

  it('is none that a sensor or a strap sends by itself, and none that somebody else measured', async () => {
    const { patientId } = patient;
    await storeObservation(server, patientId, { glucose: 45 });
    await storeObservation(server, patientId, {
      ...{ kind: 'heart-rate', source: 'strap-1', heartRate: 190, context: 'rest' as const, flags: ['extreme'] },
    });
    await storeObservation(server, patientId, {
      ...{ kind: 'blood-pressure', source: 'cuff-1', systolic: 230, diastolic: 120, method: 'cuff' as const },
      ...{ flags: ['extreme'], invalidatedAt: new Date() },
    });
    expect(await requestsFor()).toEqual([]);
  });

  it('is seen by the patient and the care team, and by nobody else', async () => {
    const id = await pressure(192, 114, 5);
    expect(await requestsFor(clinic.doctor)).toMatchObject([{ observation: { id } }]);
    for (const who of [clinic.outsider, clinic.administrator, clinic.otherPatient]) {
      expect((await who.get(path('repeats'))).status).toBe(404);
    }
    expect((await fetch(`${server.url}${path('repeats')}`)).status).toBe(401);
  });
});
