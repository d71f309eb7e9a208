import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertDetail, AlertList, type Alert } from '#contracts/alert.ts';
import { EntryResult, ObservationList, UnconfirmedList } from '#contracts/observation.ts';
import { newId } from '#database/ids.ts';
import { alerts, auditLog, findings, outbox } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { fibrillation } from '../unit/rhythm/pulses.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

type Patient = Person & { patientId: string };

const ownPatient = async (name: string): Promise<Patient> => {
  const patient = await createPatient(server, name);
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  return patient;
};
const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();
const enter = async (patient: Patient, systolic: number, diastolic: number, minutes: number): Promise<string> => {
  const answer = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, {
    ...{ kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', measuredAt: minutesAgo(minutes) },
  });
  expect(answer.status).toBe(201);
  return EntryResult.parse(await answer.json()).observationId ?? '';
};
const answer = (by: Person, { patientId }: Patient, observationId: string, isMine: unknown) =>
  by.send('POST', `/api/patients/${patientId}/observations/${observationId}/confirmation`, { isMine });
/** Once a day at about 120/76, so that it is known what is usual for the patient. */
const measureForAMonth = async ({ userId, patientId }: Patient): Promise<void> => {
  const month = Array.from({ length: 30 }, (_, day) => ({
    ...{ kind: 'blood-pressure', unit: 'mmHg', systolic: 118 + (day % 7), diastolic: 74 + (day % 5) },
    measuredAt: minutesAgo((30 - day) * 24 * 60),
  }));
  await server.deps.ingest.commit([
    {
      source: { type: 'manual', userId, patientId },
      payload: { type: 'readings', bytes: new TextEncoder().encode(JSON.stringify(month)) },
      receivedAt: new Date(),
    },
  ]);
};
const unconfirmed = async (patient: Patient): Promise<string[]> => {
  const list = await patient.get(`/api/patients/${patient.patientId}/observations/unconfirmed`);
  return UnconfirmedList.parse(await list.json()).observations.map(({ id }) => id);
};
const crisisOf = async (patient: Patient): Promise<Alert | undefined> => {
  const list = AlertList.parse(await (await patient.get('/api/alerts')).json());
  return list.alerts.find(({ ruleId }) => ruleId === 'bp.crisis');
};
const eventsOf = async (patient: Patient, alert: Alert | undefined) =>
  AlertDetail.parse(await (await patient.get(`/api/alerts/${alert?.id ?? ''}`)).json()).events;
const listed = async (patient: Patient): Promise<string[]> => {
  const path = `/api/patients/${patient.patientId}/observations?from=${minutesAgo(5 * 24 * 60)}`;
  return ObservationList.parse(await (await patient.get(path)).json()).observations.map(({ id }) => id);
};
const auditOf = async (action: string, subjectId: string) => {
  const rows = await server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.action, action), eq(auditLog.subjectId, subjectId)));
  return rows.map(({ actor, patientId }) => ({ actor, patientId }));
};

describe('“Was this you?”', () => {
  it('answered with no takes the reading out, and withdraws what it alone had raised', async () => {
    const patient = await ownPatient('Qian Yu');
    const id = await enter(patient, 231, 128, 3);
    expect((await crisisOf(patient))?.state).toBe('raised');
    expect(await unconfirmed(patient)).toEqual([id]);
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect(await unconfirmed(patient)).toEqual([]);
    expect(await listed(patient)).toEqual([]);

    const withdrawn = await crisisOf(patient);
    expect(withdrawn?.state).toBe('withdrawn');
    const actor = { type: 'user', id: patient.userId };
    const detail = AlertDetail.parse(await (await patient.get(`/api/alerts/${withdrawn?.id ?? ''}`)).json());
    expect(detail.events.find(({ type }) => type === 'withdrawn')).toMatchObject({ actor });
    expect(await auditOf('observation:invalidated', id)).toEqual([{ actor, patientId: patient.patientId }]);
    expect(await auditOf('alert:withdrawn', withdrawn?.id ?? '')).toEqual([{ actor, patientId: patient.patientId }]);
    const rows = await server.deps.db.select().from(findings).where(eq(findings.patientId, patient.patientId));
    expect(rows.every(({ withdrawnAt }) => withdrawnAt !== null)).toBe(true);
    // The process that judged it has not kept it in its memory.
    await enter(patient, 128, 82, 1);
    expect((await crisisOf(patient))?.state).toBe('withdrawn');
  });

  it('leaves an alert that other readings show, as those have it', async () => {
    const patient = await ownPatient('Ma Jun');
    const first = await enter(patient, 231, 128, 9);
    const second = await enter(patient, 193, 112, 3);
    const before = await crisisOf(patient);
    expect((await answer(patient, patient, first, false)).status).toBe(200);
    const after = await crisisOf(patient);
    expect(after?.id).toBe(before?.id);
    expect(after?.state).toBe('raised');
    expect(Date.parse(after?.onsetAt ?? '')).toBeGreaterThan(Date.parse(before?.onsetAt ?? ''));
    expect(after?.explanation.contributions.map(({ observationId }) => observationId)).toEqual([second]);
    expect(await listed(patient)).toEqual([second]);
    // What changed is in the record, and on its way to every page that shows it.
    const actor = { type: 'user', id: patient.userId };
    expect(await eventsOf(patient, after)).toContainEqual(expect.objectContaining({ type: 'corrected', actor }));
    const news = await server.deps.db.select().from(outbox).where(eq(outbox.patientId, patient.patientId));
    expect(news.map(({ type }) => type)).toContain('alert:corrected');
    expect(await auditOf('alert:corrected', after?.id ?? '')).toEqual([{ actor, patientId: patient.patientId }]);
  });

  it('leaves of a graver episode what is the patient’s own, as grave as that is', async () => {
    const patient = await ownPatient('Xu Min');
    const own = await enter(patient, 88, 58, 12);
    const lowOf = async (): Promise<Alert | undefined> =>
      AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts.find(({ ruleId }) => ruleId === 'bp.low');
    expect(await lowOf()).toMatchObject({ severity: 'moderate', confirmation: 'awaiting' });
    const foreign = await enter(patient, 66, 38, 6);
    expect(await lowOf()).toMatchObject({ severity: 'high', confirmation: 'confirmed' });
    expect((await answer(patient, patient, foreign, false)).status).toBe(200);
    const after = await lowOf();
    expect(after).toMatchObject({ severity: 'moderate', confirmation: 'awaiting', state: 'raised', clearedAt: null });
    expect(after?.explanation.contributions.map(({ observationId }) => observationId)).toEqual([own]);
    const corrected = (await eventsOf(patient, after)).filter(({ type }) => type === 'corrected');
    expect(corrected.map(({ reason }) => reason)).toEqual(['not-this-patient']);
  });

  it('shows the earlier onset again where the later one was somebody else’s', async () => {
    const patient = await ownPatient('He Lan');
    await enter(patient, 194, 112, 300);
    await enter(patient, 126, 80, 240);
    await enter(patient, 125, 79, 200);
    const earlier = await crisisOf(patient);
    const id = await enter(patient, 232, 124, 2);
    expect((await crisisOf(patient))?.onsetAt).not.toBe(earlier?.onsetAt);
    expect((await answer(clinic.doctor, patient, id, false)).status).toBe(200);
    const after = await crisisOf(patient);
    expect([after?.id, after?.onsetAt]).toEqual([earlier?.id, earlier?.onsetAt]);
    expect(after?.state).not.toBe('withdrawn');
    expect(after?.clearedAt).not.toBeNull();
  });

  it('waits for the repeat again that was somebody else’s', async () => {
    const patient = await ownPatient('Zhu Li');
    await enter(patient, 192, 118, 5);
    const id = await enter(patient, 68, 38, 2);
    expect(await crisisOf(patient)).toMatchObject({ confirmation: 'unconfirmed' });
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect(await crisisOf(patient)).toMatchObject({ confirmation: 'awaiting', clearedAt: null, paged: false });
    const [last] = (await eventsOf(patient, await crisisOf(patient))).slice(-1);
    expect(last).toMatchObject({ type: 'corrected' });
    const [row] = await server.deps.db
      .select({ pageDueAt: alerts.pageDueAt })
      .from(alerts)
      .where(and(eq(alerts.patientId, patient.patientId), eq(alerts.ruleId, 'bp.crisis')));
    expect(row?.pageDueAt).not.toBeNull();
  });

  it('raises what somebody else’s reading seemed to have ended', async () => {
    const patient = await ownPatient('Deng Mei');
    const stick = async (value: number, minutes: number): Promise<string> => {
      const answered = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, {
        ...{ kind: 'glucose', value, unit: 'mg/dL', specimen: 'capillary', measuredAt: minutesAgo(minutes) },
      });
      return EntryResult.parse(await answered.json()).observationId ?? '';
    };
    const lowsOf = async (): Promise<Alert[]> => {
      const listedAlerts = AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts;
      return listedAlerts.filter(({ ruleId }) => ruleId === 'glucose.low-2');
    };
    await stick(45, 10);
    const id = await stick(560, 5);
    const [low] = await lowsOf();
    expect(low).toMatchObject({ paged: true });
    expect(low?.clearedAt).not.toBeNull();
    const closed = await clinic.doctor.send('POST', `/api/alerts/${low?.id ?? ''}/resolve`, { outcome: 'advised' });
    expect(closed.status).toBe(200);
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect((await lowsOf()).filter(({ state }) => state === 'raised')).toMatchObject([
      { paged: true, clearedAt: null },
    ]);
  });

  it('takes back the irregular pulse that its intervals were', async () => {
    const patient = await ownPatient('Shi Yan');
    const answered = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, {
      ...{ kind: 'heart-rate', value: 190, unit: '/min', measuredAt: minutesAgo(1) },
      rrIntervalsMs: fibrillation(500, 1),
    });
    const id = EntryResult.parse(await answered.json()).observationId ?? '';
    const irregular = async (): Promise<Alert[]> => {
      const listedAlerts = AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts;
      return listedAlerts.filter(({ ruleId }) => ruleId === 'rhythm.irregular');
    };
    expect(await irregular()).toMatchObject([{ state: 'raised', severity: 'moderate', paged: false }]);
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect(await irregular()).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('takes the reading out of the mean of a week at home, too', async () => {
    const patient = await ownPatient('He Lan');
    const DAY = 24 * 60;
    for (const days of [4, 3, 2]) {
      await enter(patient, 131, 80, days * DAY);
      await enter(patient, 131, 80, days * DAY - 30);
    }
    const meanOf = async (): Promise<Alert | undefined> => {
      const list = AlertList.parse(await (await patient.get('/api/alerts')).json());
      return list.alerts.find(({ ruleId }) => ruleId === 'bp.home-mean');
    };
    expect(await meanOf()).toBeUndefined();
    // 131 six times and 226 once are 144.6 on average.
    const id = await enter(patient, 226, 84, 2);
    expect((await meanOf())?.state).toBe('raised');
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect((await meanOf())?.state).toBe('withdrawn');
  });

  it('is asked about a value that is possible for anybody, and far from what is usual for this patient', async () => {
    const patient = await ownPatient('Lin Hua');
    await measureForAMonth(patient);
    expect(await unconfirmed(patient)).toEqual([]);
    const usual = await enter(patient, 126, 80, 5);
    const id = await enter(patient, 186, 112, 2);
    expect(await unconfirmed(patient)).toEqual([id]);
    // Stored, listed and judged like any other until a person says otherwise.
    expect(await listed(patient)).toContain(id);
    const crisis = await crisisOf(patient);
    expect(crisis?.state).toBe('raised');
    expect(crisis?.explanation.usual).toMatchObject({ around: 'hour' });
    for (const person of [clinic.outsider, clinic.otherPatient]) {
      expect((await answer(person, patient, id, false)).status).toBe(404);
    }
    expect((await answer(patient, patient, usual, false)).status).toBe(409);
    expect((await answer(patient, patient, id, false)).status).toBe(200);
    expect(await unconfirmed(patient)).toEqual([]);
    expect(await listed(patient)).not.toContain(id);
    expect((await crisisOf(patient))?.state).toBe('withdrawn');
  });

  it('is not asked again about what is like a reading that was confirmed, but for an extreme one', async () => {
    const patient = await ownPatient('Xu Dan');
    await measureForAMonth(patient);
    const first = await enter(patient, 162, 96, 50);
    const like = await enter(patient, 170, 100, 40);
    const low = await enter(patient, 88, 56, 30);
    const extreme = await enter(patient, 166, 132, 20);
    expect(await unconfirmed(patient)).toEqual([extreme, low, like, first]);
    expect((await answer(patient, patient, first, true)).status).toBe(200);
    expect(await unconfirmed(patient)).toEqual([extreme, low]);
    expect((await answer(patient, patient, like, false)).status).toBe(409);
    // What somebody else’s reading was like is nobody’s answer.
    expect((await answer(patient, patient, low, false)).status).toBe(200);
    const again = await enter(patient, 90, 57, 5);
    expect(await unconfirmed(patient)).toEqual([again, extreme]);
  });

  it('withdraws a late finding that is older than what detection looks back on', async () => {
    const patient = await ownPatient('Lu Ning');
    await enter(patient, 128, 82, 1);
    const id = await enter(patient, 230, 126, 3 * 24 * 60);
    expect(await crisisOf(patient)).toMatchObject({ lane: 'late', state: 'raised' });
    expect((await answer(clinic.doctor, patient, id, false)).status).toBe(200);
    expect((await crisisOf(patient))?.state).toBe('withdrawn');
  });

  it('is not asked about what a sensor measures all day long', async () => {
    const patient = await ownPatient('Qin Shu');
    const sent = { kind: 'glucose', value: 38, unit: 'mg/dL', specimen: 'interstitial', measuredAt: minutesAgo(2) };
    await patient.send('POST', `/api/patients/${patient.patientId}/observations`, sent);
    expect(await unconfirmed(patient)).toEqual([]);
    const [worn = ''] = await listed(patient);
    for (const person of [patient, clinic.doctor])
      expect((await answer(person, patient, worn, false)).status).toBe(409);
    expect(await listed(patient)).toEqual([worn]);
    await patient.send('POST', `/api/patients/${patient.patientId}/observations`, { ...sent, specimen: 'capillary' });
    expect(await unconfirmed(patient)).toHaveLength(1);
  });

  it('is asked and answered for seven days', async () => {
    const patient = await ownPatient('Shen Ya');
    const id = await enter(patient, 229, 127, 7 * 24 * 60 + 1);
    expect(await unconfirmed(patient)).toEqual([]);
    expect((await answer(patient, patient, id, false)).status).toBe(404);
    const newer = await enter(patient, 229, 127, 7 * 24 * 60 - 9);
    expect((await answer(patient, patient, newer, false)).status).toBe(200);
  });

  it('answered with yes changes nothing but the question', async () => {
    const patient = await ownPatient('Wu Tao');
    const id = await enter(patient, 229, 127, 3);
    expect((await answer(patient, patient, id, true)).status).toBe(200);
    expect(await unconfirmed(patient)).toEqual([]);
    expect(await listed(patient)).toEqual([id]);
    expect((await crisisOf(patient))?.state).toBe('raised');
    expect(await auditOf('observation:confirmed', id)).toHaveLength(1);
  });

  it('is answered once, by one of two who answer at the same time', async () => {
    const patient = await ownPatient('Bai Xue');
    const id = await enter(patient, 228, 126, 3);
    const answers = await Promise.all([answer(patient, patient, id, true), answer(clinic.doctor, patient, id, false)]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect((await answer(patient, patient, id, false)).status).toBe(409);
  });

  it('is a question to the patient and who treats them, about a doubtful reading of theirs', async () => {
    const patient = await ownPatient('Fu Rong');
    const id = await enter(patient, 227, 125, 3);
    const usual = await enter(patient, 128, 82, 1);
    for (const person of [clinic.otherPatient, clinic.outsider, clinic.administrator]) {
      expect((await answer(person, patient, id, false)).status).toBe(404);
    }
    const other = await ownPatient('Fu Mei');
    expect((await answer(other, other, id, false)).status).toBe(404);
    expect((await answer(patient, patient, newId(), false)).status).toBe(404);
    expect((await answer(patient, patient, usual, false)).status).toBe(409);
    expect((await answer(patient, patient, 'x', false)).status).toBe(400);
    for (const isMine of [null, 'no', undefined]) {
      expect((await answer(patient, patient, id, isMine)).status).toBe(400);
    }
    expect(await unconfirmed(patient)).toEqual([id]);
  });
});
