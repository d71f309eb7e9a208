import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertAnalytics } from '#contracts/alert-analytics.ts';
import { newId } from '#database/ids.ts';
import { clinics, observations } from '#database/schema/index.ts';
import { writePastAlert } from '#test/support/alert-history.ts';
import { createClinic, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;

/** By the clinic's clock. */
const here = (time: string): Date => new Date(`2026-11-${time}+08:00`);

const measure = async (patientId: string, ...times: string[]): Promise<void> => {
  for (const time of times) {
    const [id, at] = [newId(), here(time)];
    await server.deps.db.insert(observations).values({
      ...{ id, patientId, kind: 'heart-rate', source: 'band', sourceKey: `m:${id}`, heartRate: 70 },
      ...{ measuredAt: at, effectiveAt: at, receivedAt: at },
    });
  }
};

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  const { doctor, nurse, outsider, patient, otherPatient } = clinic;
  const { db } = server.deps;
  await db.insert(clinics).values({ name: 'Test', timeZone: 'Asia/Shanghai' });
  // Li Wei is treated by the doctor and the nurse, Chen Fang by the outsider.
  await joinCareTeam(server, outsider, otherPatient.patientId);
  await measure(patient.patientId, '10T08:00', '10T20:00', '11T08:00');
  await measure(otherPatient.patientId, '11T23:00');
  const team = [doctor.userId, nurse.userId, patient.userId];
  // Paged at 21:59:00 and answered 60 s later; raised again and paged by night, and answered after 240 s.
  await writePastAlert(db, {
    ...{ patientId: patient.patientId, ruleId: 'bp.crisis', toldTo: team },
    events: [
      { type: 'raised', at: here('10T21:58:00') },
      { type: 'paged', at: here('10T21:59:00') },
      { type: 'acknowledged', at: here('10T22:00:00'), by: doctor.userId },
      { type: 're-raised', at: here('11T02:00:00') },
      { type: 'paged', at: here('11T02:00:00') },
      { type: 'acknowledged', at: here('11T02:04:00'), by: nurse.userId },
      { type: 'resolved', at: here('11T03:00:00'), by: nurse.userId },
    ],
    resolved: { by: nurse.userId, outcome: 'treatment-changed' },
    feedback: { [doctor.userId]: true, [nurse.userId]: false },
  });
  // A third page to both within twelve hours, which the doctor hands on. Nobody has answered since.
  await writePastAlert(db, {
    ...{ patientId: patient.patientId, ruleId: 'hr.rest-high', severity: 'high', toldTo: team },
    events: [
      { type: 'raised', at: here('11T07:00:00') },
      { type: 'paged', at: here('11T07:00:00') },
      { type: 'escalated', at: here('11T07:10:00'), by: doctor.userId },
    ],
  });
  // Answered without a page after 600 s.
  await writePastAlert(db, {
    ...{ patientId: otherPatient.patientId, ruleId: 'bp.crisis' },
    events: [
      { type: 'raised', at: here('11T12:00:00') },
      { type: 'resolved', at: here('11T12:10:00'), by: outsider.userId },
    ],
    resolved: { by: outsider.userId, outcome: 'no-action-needed' },
  });
  // The day after.
  await writePastAlert(db, {
    ...{ patientId: patient.patientId, ruleId: 'bp.low' },
    events: [{ type: 'raised', at: here('12T00:00:00') }],
  });
});
afterAll(() => server.close());

const PERIOD = 'from=2026-11-10&to=2026-11-11';

const read = async (person: Person, query = PERIOD): Promise<AlertAnalytics> => {
  const answer = await person.get(`/api/analytics/alerts?${query}`);
  expect(answer.status).toBe(200);
  return AlertAnalytics.parse(await answer.json());
};
const readCsv = async (person: Person, table: string): Promise<string[]> => {
  const answer = await person.get(`/api/analytics/alerts.csv?${PERIOD}&table=${table}`);
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toContain('text/csv');
  expect(answer.headers.get('content-disposition')).toBe(
    `attachment; filename="alerts-${table}-2026-11-10-2026-11-11.csv"`,
  );
  // Not `text()`: that takes the mark away.
  const text = Buffer.from(await answer.arrayBuffer()).toString('utf8');
  expect(text.startsWith('\uFEFF')).toBe(true);
  return text.slice(1).split('\r\n');
};

describe('the analytics of alerts', () => {
  it('tell an administrator the numbers of the whole clinic', async () => {
    const { administrator, doctor, nurse, outsider } = clinic;
    const analytics = await read(administrator);
    expect(analytics).toMatchObject({
      scope: 'clinic',
      ...{ from: '2026-11-10', to: '2026-11-11', timeZone: 'Asia/Shanghai', patientDays: 3 },
      // 60, 240 and 600 s: the 95th percentile is 240 + 0.9 * 360.
      total: {
        ...{ raised: 4, paged: 3, acknowledged: 3, waiting: 1, acknowledgeP50: 240, acknowledgeP95: 564 },
        ...{ alerts: 3, resolved: 2, actedOn: 1, answers: 2, useful: 1 },
      },
      outcomes: [
        { outcome: 'no-action-needed', alerts: 1 },
        { outcome: 'treatment-changed', alerts: 1 },
      ],
    });
    expect(analytics.severities.map(({ severity, raised, acknowledged }) => [severity, raised, acknowledged])).toEqual([
      ['critical', 3, 3],
      ['high', 1, 0],
    ]);
    expect(analytics.rules.map(({ ruleId, raised, waiting }) => [ruleId, raised, waiting])).toEqual([
      ['bp.crisis', 3, 0],
      ['hr.rest-high', 1, 1],
    ]);
    // Li Wei: 3 on 2 days, all paged; Chen Fang: 1 on 1 day, none paged.
    const { patients, raised, paged } = analytics.burden;
    expect([patients, raised.p50, raised.most, paged.p50, paged.most]).toEqual([2, 1.25, 1.5, 0.75, 1.5]);
    expect(raised.p95).toBeCloseTo(1.475);
    expect(paged.p95).toBeCloseTo(1.425);
    // 21:59, 02:00 and 07:00, within twelve hours; to be told of the escalation of the last is no page more. By night is
    // the one at 02:00 alone.
    expect(analytics.staff).toEqual([
      {
        ...{ userId: nurse.userId, name: nurse.name, pages: 3, nightPages: 1, acknowledged: 1 },
        ...{ mostPages: 3, overloadedDays: 1 },
      },
      {
        ...{ userId: doctor.userId, name: doctor.name, pages: 3, nightPages: 1, acknowledged: 1 },
        ...{ mostPages: 3, overloadedDays: 1 },
      },
      {
        ...{ userId: outsider.userId, name: outsider.name, pages: 0, nightPages: 0, acknowledged: 1 },
        ...{ mostPages: 0, overloadedDays: 0 },
      },
    ]);
  });

  it('name no patient to an administrator', async () => {
    const { administrator, patient, otherPatient } = clinic;
    const analytics = await read(administrator);
    expect(analytics.patients).toEqual([]);
    expect(JSON.stringify(analytics)).not.toMatch(
      new RegExp([patient, otherPatient].flatMap(({ name, patientId }) => [name, patientId]).join('|')),
    );
    expect(await readCsv(administrator, 'patients')).toEqual([
      'patient_id,patient,patient_days,raised,raised_per_patient_day,paged,paged_per_patient_day',
      '',
    ]);
  });

  it('tell a clinician of their own patients, and of nobody’s pages but their own', async () => {
    const { doctor, outsider, patient, otherPatient } = clinic;
    const own = await read(doctor);
    expect(own.scope).toBe('own-patients');
    expect(own.total).toMatchObject({ raised: 3, alerts: 2, acknowledgeP50: 150 });
    expect(own.patientDays).toBe(2);
    expect(own.patients).toEqual([
      { patientId: patient.patientId, patientName: 'Li Wei', patientDays: 2, raised: 3, paged: 3 },
    ]);
    expect(own.staff.map(({ userId }) => userId)).toEqual([doctor.userId]);

    const theirs = await read(outsider);
    expect(theirs.total).toMatchObject({ raised: 1, alerts: 1, acknowledgeP50: 600 });
    expect(theirs.patients.map(({ patientId }) => patientId)).toEqual([otherPatient.patientId]);
    expect(theirs.staff).toMatchObject([{ userId: outsider.userId, pages: 0, acknowledged: 1 }]);
    expect(JSON.stringify(theirs)).not.toContain(patient.patientId);
  });

  it('tell a clinician who has left a care team nothing of that patient', async () => {
    const { nurse, otherPatient } = clinic;
    const membership = await joinCareTeam(server, nurse, otherPatient.patientId);
    expect((await read(nurse)).patients).toHaveLength(2);
    await membership.end();
    expect((await read(nurse)).patients.map(({ patientName }) => patientName)).toEqual(['Li Wei']);
  });

  it('are none where nothing happened, and are for today and the 29 days before where no day is named', async () => {
    const nothing = await read(clinic.administrator, 'from=2020-01-01&to=2020-01-02');
    expect(nothing).toMatchObject({ patientDays: 0, rules: [], severities: [], outcomes: [], staff: [] });
    expect(nothing.total).toMatchObject({ raised: 0, acknowledgeP50: null });
    expect(nothing.burden).toMatchObject({ patients: 0, raised: { p50: null } });
    expect(await read(clinic.administrator, 'to=2026-11-30')).toMatchObject({ from: '2026-11-01', to: '2026-11-30' });
  });

  it.each([
    'from=2026-11-12&to=2026-11-11',
    'from=2026-02-30',
    'to=yesterday',
    'from=2025-01-01&to=2026-11-11',
    'from=2000-01-01',
    'from=2100-01-01',
    'patientId=all',
  ])('refuse %s', async (query) => {
    expect((await clinic.administrator.get(`/api/analytics/alerts?${query}`)).status).toBe(400);
  });

  it('can be taken away as files, table by table', async () => {
    const { administrator, doctor } = clinic;
    const rules = await readCsv(administrator, 'rules');
    expect(rules[0]).toBe(
      'rule,rule_set,rule_version,raised,paged,acknowledged,not_acknowledged,waiting,acknowledge_p50_s,acknowledge_p95_s,' +
        'alerts,resolved,acted_on,answers,useful,raised_per_patient_day,paged_per_patient_day',
    );
    expect(rules.slice(1)).toEqual([
      'bp.crisis,china,2024.1,3,2,3,0,0,240,564,2,2,1,2,1,1,0.6667',
      'hr.rest-high,china,2024.1,1,1,0,1,1,,,1,0,0,0,0,0.3333,0.3333',
      'all,,,4,3,3,1,1,240,564,3,2,1,2,1,1.3333,1',
      '',
    ]);
    expect((await readCsv(administrator, 'severities'))[2]).toMatch(/^high,1,1,0,1,1,,,/);
    expect(await readCsv(administrator, 'outcomes')).toEqual([
      'outcome,alerts',
      'no-action-needed,1',
      'treatment-changed,1',
      '',
    ]);
    expect((await readCsv(administrator, 'staff'))[1]).toBe(`${clinic.nurse.userId},Ben Okafor,3,1,1,3,1`);
    expect((await readCsv(doctor, 'patients'))[1]).toBe(`${clinic.patient.patientId},Li Wei,2,3,1.5,3,1.5`);
  });
});
