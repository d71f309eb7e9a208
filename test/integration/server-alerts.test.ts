import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail, AlertList } from '#contracts/alert.ts';
import { alertFeedback, alerts, alertSnoozes, auditLog, outbox } from '#database/schema/index.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { raiseAlert } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let alertId: string;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

beforeEach(async () => {
  await server.deps.db.update(alerts).set({ state: 'withdrawn' });
  alertId = await raiseAlert(server, clinic.patient.patientId);
});

const audited = (action: string) =>
  server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.action, action), eq(auditLog.subjectId, alertId)));
const announced = (type: string) =>
  server.deps.db
    .select()
    .from(outbox)
    .where(and(eq(outbox.type, type), eq(outbox.alertId, alertId)));
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;
const detailOf = async () => AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());

describe('acknowledging an alert', () => {
  it('lets exactly one of two clinicians have it', async () => {
    const answers = await Promise.all([
      clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`),
      clinic.nurse.send('POST', `/api/alerts/${alertId}/acknowledge`),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const loser = answers.find(({ status }) => status === 409);
    expect(loser && (await codeOf(loser))).toBe('conflict');
    const { alert, events } = await detailOf();
    const winner = [clinic.doctor, clinic.nurse].find(({ userId }) => userId === alert.acknowledgedBy);
    expect(alert).toMatchObject({ state: 'acknowledged', acknowledgedByName: winner?.name });
    expect(events.map(({ type, actorName }) => [type, actorName])).toEqual([['acknowledged', winner?.name]]);
    expect(await audited('alert:acknowledged')).toHaveLength(1);
    expect((await audited('alert:acknowledged'))[0]).toMatchObject({
      actor: { type: 'user', id: winner?.userId },
      patientId: clinic.patient.patientId,
    });
    expect(await announced('alert:acknowledged')).toHaveLength(1);
  });

  it('is for the care team: not for the patient, an administrator, or a doctor of others', async () => {
    const path = `/api/alerts/${alertId}/acknowledge`;
    const answers = await Promise.all(
      [clinic.patient, clinic.otherPatient, clinic.outsider, clinic.administrator].map((person) =>
        person.send('POST', path),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([403, 404, 404, 404]);
    expect(await audited('alert:acknowledged')).toEqual([]);
    expect((await detailOf()).alert.state).toBe('raised');
  });
});

describe('escalating', () => {
  it('makes the alert everybody’s again, and pages', async () => {
    await clinic.nurse.send('POST', `/api/alerts/${alertId}/acknowledge`);
    const answer = await clinic.nurse.send('POST', `/api/alerts/${alertId}/escalate`, { reason: 'needs a doctor' });
    expect(answer.status).toBe(200);
    const { alert, events } = await detailOf();
    expect(alert).toMatchObject({ state: 'escalated', paged: true, acknowledgedBy: null, acknowledgedAt: null });
    expect(events.at(-1)).toMatchObject({ type: 'escalated', reason: 'needs a doctor', actorName: clinic.nurse.name });
    expect((await clinic.doctor.send('POST', `/api/alerts/${alertId}/escalate`, { reason: 'me too' })).status).toBe(
      409,
    );
    expect((await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`)).status).toBe(200);
    expect(await audited('alert:escalated')).toHaveLength(1);
  });
});

describe('resolving', () => {
  it('closes the alert once, with what came of it', async () => {
    const path = `/api/alerts/${alertId}/resolve`;
    const answers = await Promise.all([
      clinic.doctor.send('POST', path, { outcome: 'called', comment: 'feels well' }),
      clinic.nurse.send('POST', path, { outcome: 'no-action-needed' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { alert } = await detailOf();
    expect(alert.state).toBe('resolved');
    expect(['called', 'no-action-needed']).toContain(alert.outcome);
    expect(alert.resolvedBy).not.toBeNull();
    expect(await audited('alert:resolved')).toHaveLength(1);
    expect(await announced('alert:resolved')).toHaveLength(1);
    expect((await clinic.doctor.send('POST', `/api/alerts/${alertId}/acknowledge`)).status).toBe(409);
  });

  it('asks for an outcome that we know', async () => {
    for (const body of [
      {},
      { outcome: 'forgotten' },
      { outcome: 'called', by: 'me' },
      { outcome: 'called', comment: 7 },
    ]) {
      const answer = await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, body);
      expect(answer.status).toBe(400);
    }
    expect((await detailOf()).alert.state).toBe('raised');
  });
});

describe('snoozing', () => {
  beforeEach(() => server.deps.db.update(alerts).set({ severity: 'high' }).where(eq(alerts.id, alertId)));

  it('is refused where the alert is critical', async () => {
    await server.deps.db.update(alerts).set({ severity: 'critical' }).where(eq(alerts.id, alertId));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const answer = await clinic.doctor.send('POST', `/api/alerts/${alertId}/snooze`, { until, reason: 'later' });
    expect([answer.status, await codeOf(answer)]).toEqual([409, 'conflict']);
    expect(await server.deps.db.select().from(alertSnoozes).where(eq(alertSnoozes.alertId, alertId))).toEqual([]);
  });

  it('is one person’s and leaves the alert as it is', async () => {
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const path = `/api/alerts/${alertId}/snooze`;
    expect((await clinic.doctor.send('POST', path, { until, reason: 'on the phone' })).status).toBe(200);
    expect((await clinic.doctor.send('POST', path, { until, reason: 'still on the phone' })).status).toBe(200);
    const rows = await server.deps.db.select().from(alertSnoozes).where(eq(alertSnoozes.alertId, alertId));
    expect(rows.filter(({ endedAt }) => endedAt === null)).toMatchObject([
      { userId: clinic.doctor.userId, reason: 'still on the phone' },
    ]);
    expect((await detailOf()).alert.state).toBe('raised');
    expect(await audited('alert:snoozed')).toHaveLength(2);
  });

  it('ends within a day', async () => {
    for (const offsetMs of [-1000, 25 * 3_600_000]) {
      const until = new Date(Date.now() + offsetMs).toISOString();
      const answer = await clinic.doctor.send('POST', `/api/alerts/${alertId}/snooze`, { until, reason: 'later' });
      expect(answer.status).toBe(400);
    }
  });
});

describe('feedback', () => {
  it('keeps each person’s last word, also on a closed alert', async () => {
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'measurement-error' });
    const path = `/api/alerts/${alertId}/feedback`;
    expect((await clinic.doctor.send('POST', path, { useful: true })).status).toBe(200);
    expect((await clinic.doctor.send('POST', path, { useful: false, comment: 'cuff too small' })).status).toBe(200);
    const rows = await server.deps.db.select().from(alertFeedback).where(eq(alertFeedback.alertId, alertId));
    expect(rows).toMatchObject([{ userId: clinic.doctor.userId, isUseful: false, comment: 'cuff too small' }]);
    expect(await audited('alert:feedback')).toHaveLength(2);
    expect((await detailOf()).isUseful).toBe(false);
    const asNurse = AlertDetail.parse(await (await clinic.nurse.get(`/api/alerts/${alertId}`)).json());
    expect(asNurse.isUseful).toBeNull();
  });
});

describe('the list of alerts', () => {
  const list = async (person: { get(path: string): Promise<Response> }, query = '') =>
    AlertList.parse(await (await person.get(`/api/alerts${query}`)).json());

  it('shows each person what is theirs to see', async () => {
    const elsewhere = await raiseAlert(server, clinic.otherPatient.patientId);
    const idsOf = async (person: { get(path: string): Promise<Response> }) =>
      (await list(person, '?state=open')).alerts.map(({ id }) => id);
    expect(await idsOf(clinic.doctor)).toEqual([alertId]);
    expect(await idsOf(clinic.patient)).toEqual([alertId]);
    expect(await idsOf(clinic.otherPatient)).toEqual([elsewhere]);
    expect(await idsOf(clinic.outsider)).toEqual([]);
    expect(await idsOf(clinic.administrator)).toEqual([]);
    expect((await clinic.doctor.get(`/api/alerts/${elsewhere}`)).status).toBe(404);
  });

  it('filters, and pages without gap or double', async () => {
    const patient = await createPatient(server, 'Zhao Min');
    await joinCareTeam(server, clinic.doctor, patient.patientId);
    const raisedAt = new Date();
    const ruleIds = ['bp.low', 'glucose.low-1', 'glucose.low-2', 'hr.rest-high', 'device.no-data'] as const;
    for (const ruleId of ruleIds) {
      const lane = ruleId === 'device.no-data' ? 'technical' : 'physiological';
      const severity = ruleId === 'glucose.low-2' ? 'critical' : 'moderate';
      await raiseAlert(server, patient.patientId, { ruleId, raisedAt, lane, severity });
    }
    const base = `?patientId=${patient.patientId}`;
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const page: AlertList = await list(clinic.doctor, `${base}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
      seen.push(...page.alerts.map(({ ruleId }) => ruleId));
      cursor = page.nextCursor;
    }
    expect(seen.sort()).toEqual([...ruleIds].sort());
    const rulesOf = async (query: string) =>
      (await list(clinic.doctor, base + query)).alerts.map(({ ruleId }) => ruleId);
    expect(await rulesOf('&lane=technical')).toEqual(['device.no-data']);
    expect(await rulesOf('&severity=critical&state=raised')).toEqual(['glucose.low-2']);
    expect(await rulesOf('&state=resolved')).toEqual([]);
  });

  it.each(['?cursor=%00', '?cursor=W10', '?limit=0', '?limit=1e9', '?state=lost', '?patientId=1', '?unknown=1'])(
    'refuses %s',
    async (query) => {
      const answer = await clinic.doctor.get(`/api/alerts${query}`);
      expect(answer.status).toBe(400);
      expect(await codeOf(answer)).toBe('invalid');
    },
  );
});

it('ends a clinician’s sight of an alert with their time in the care team', async () => {
  const patient = await createPatient(server, 'Sun Li');
  const membership = await joinCareTeam(server, clinic.nurse, patient.patientId);
  const id = await raiseAlert(server, patient.patientId);
  expect((await clinic.nurse.get(`/api/alerts/${id}`)).status).toBe(200);
  await membership.end();
  expect((await clinic.nurse.get(`/api/alerts/${id}`)).status).toBe(404);
  expect((await clinic.nurse.send('POST', `/api/alerts/${id}/acknowledge`)).status).toBe(404);
});
