import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ObservationList } from '#contracts/observation.ts';
import { PatientDetail, PatientList } from '#contracts/patient.ts';
import { observations } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { raiseAlert, storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

describe('the work-list', () => {
  it('shows each patient of one’s care with what is open and the newest value of each kind', async () => {
    const { patientId } = clinic.patient;
    const at = (minutesAgo: number) => new Date(Date.now() - minutesAgo * 60_000);
    await storeObservation(server, patientId, { effectiveAt: at(10), glucose: 90 });
    const newest = await storeObservation(server, patientId, { effectiveAt: at(5), glucose: 95 });
    await storeObservation(server, patientId, { effectiveAt: at(1), glucose: 300, invalidatedAt: at(0) });
    const pressure = await storeObservation(server, patientId, {
      kind: 'blood-pressure',
      effectiveAt: at(60),
      systolic: 182,
      diastolic: 96,
      method: 'cuff',
    });
    await raiseAlert(server, patientId, { ruleId: 'hr.rest-high', severity: 'moderate' });
    await raiseAlert(server, patientId, { ruleId: 'bp.crisis', severity: 'critical' });
    await raiseAlert(server, patientId, { ruleId: 'bp.low', state: 'withdrawn' });
    await storeObservation(server, clinic.otherPatient.patientId);
    const { patients: lines } = PatientList.parse(await (await clinic.doctor.get('/api/patients')).json());
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ id: patientId, name: 'Li Wei', openAlerts: 2, highestSeverity: 'critical' });
    expect(lines[0]?.latest.map(({ id }) => id).sort()).toEqual([newest, pressure].sort());
    expect(lines[0]?.lastReceivedAt).toBe(lines[0]?.latest.find(({ id }) => id === newest)?.receivedAt);
    const own = PatientList.parse(await (await clinic.patient.get('/api/patients')).json());
    expect(own.patients.map(({ id }) => id)).toEqual([patientId]);
    for (const person of [clinic.outsider, clinic.administrator]) {
      expect(PatientList.parse(await (await person.get('/api/patients')).json()).patients).toEqual([]);
    }
  });

  it('pages by name, with Chinese names and equal ones', async () => {
    for (const name of ['王芳', '王芳', '李娜', 'Zoë']) {
      const { patientId } = await createPatient(server, name);
      await joinCareTeam(server, clinic.outsider, patientId);
    }
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const answer = await clinic.outsider.get(`/api/patients?limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`);
      const page: PatientList = PatientList.parse(await answer.json());
      seen.push(...page.patients.map(({ name }) => name));
      cursor = page.nextCursor;
    }
    expect(seen.sort()).toEqual(['王芳', '王芳', '李娜', 'Zoë'].sort());
  });
});

describe('one patient', () => {
  it('is shown to the patient and the care team, with who is in it now', async () => {
    const path = `/api/patients/${clinic.patient.patientId}`;
    const former = await joinCareTeam(server, clinic.outsider, clinic.patient.patientId);
    await former.end();
    const { patient, careTeam } = PatientDetail.parse(await (await clinic.patient.get(path)).json());
    expect(patient).toMatchObject({ name: 'Li Wei', region: 'CN', emergencyContact: null });
    expect(careTeam.map(({ name }) => name).sort()).toEqual([clinic.doctor.name, clinic.nurse.name].sort());
    const others = [clinic.outsider, clinic.administrator, clinic.otherPatient];
    expect((await Promise.all(others.map((person) => person.get(path)))).map(({ status }) => status)).toEqual([
      404, 404, 404,
    ]);
    expect((await clinic.doctor.get('/api/patients/not-an-id')).status).toBe(400);
  });
});

describe('observations of a stretch of time', () => {
  const ids: string[] = [];
  let path: string;
  const start = Date.now() - 80 * 86_400_000;

  beforeAll(async () => {
    const patient = await createPatient(server, 'Gao Lin');
    await joinCareTeam(server, clinic.doctor, patient.patientId);
    path = `/api/patients/${patient.patientId}/observations`;
    for (let day = 0; day < 80; day += 8) {
      const effectiveAt = new Date(start + day * 86_400_000);
      ids.push(await storeObservation(server, patient.patientId, { effectiveAt }));
      // Two values of one instant: neither may get lost between two pages.
      ids.push(await storeObservation(server, patient.patientId, { effectiveAt, glucose: 70 }));
    }
    await storeObservation(server, patient.patientId, {
      kind: 'heart-rate',
      effectiveAt: new Date(start),
      heartRate: 72,
      context: 'rest',
    });
  });

  const list = async (query: Record<string, string>) =>
    ObservationList.parse(await (await clinic.doctor.get(`${path}?${new URLSearchParams(query).toString()}`)).json());

  it('come oldest first, page by page, without gap or double', async () => {
    const range = { kind: 'glucose', from: new Date(start).toISOString(), limit: '3' };
    const seen: ObservationList['observations'] = [];
    let cursor: string | null = null;
    do {
      const page: ObservationList = await list({ ...range, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.observations);
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort());
    const times = seen.map(({ effectiveAt }) => effectiveAt);
    expect(times).toEqual(times.toSorted());
  });

  it('end before `to`, and are a day’s where nobody says from when', async () => {
    const to = new Date(start + 8 * 86_400_000).toISOString();
    const found = await list({ to });
    expect(found.observations).toEqual([]);
    const withStart = await list({ to, from: new Date(start).toISOString() });
    expect(withStart.observations.map(({ kind }) => kind).sort()).toEqual(['glucose', 'glucose', 'heart-rate']);
  });
});

it('keeps the observations of one patient out of another’s answers', async () => {
  const rows = await server.deps.db.select().from(observations);
  expect(new Set(rows.map(({ patientId }) => patientId)).size).toBeGreaterThan(2);
  const answer = await clinic.doctor.get(
    `/api/patients/${clinic.patient.patientId}/observations?from=2000-01-01T00:00:00Z`,
  );
  const { observations: found } = ObservationList.parse(await answer.json());
  expect(found.length).toBeGreaterThan(0);
  expect(found.every(({ patientId }) => patientId === clinic.patient.patientId)).toBe(true);
});
