import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  EscalationPolicy,
  EscalationPolicyHistory,
  EscalationPolicyList,
  type EscalationTier,
} from '#contracts/escalation.ts';
import { newId } from '#database/ids.ts';
import { auditLog } from '#database/schema/index.ts';
import { DEFAULT_POLICIES } from '#models/escalation/default-policies.ts';
import { createRoster } from '../support/on-call.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const tier = (targets: EscalationTier['targets'], minutes = 20): EscalationTier => ({
  targets,
  answerWithin: { kind: 'minutes', minutes },
});
const careTeam = tier([{ kind: 'care-team' }]);
const put = (person: Person, severity: string, values: object = {}) =>
  person.send('PUT', `/api/escalation-policies/${severity}`, {
    ...{ tiers: [careTeam], reason: 'fewer pages by night', basedOnVersion: 0 },
    ...values,
  });
const read = async (person: Person) =>
  EscalationPolicyList.parse(await (await person.get('/api/escalation-policies')).json()).policies;
const history = async (query = '') =>
  EscalationPolicyHistory.parse(await (await clinic.nurse.get(`/api/escalation-policies/high/history${query}`)).json());

describe('escalation policies', () => {
  it('are the defaults until an administrator changes one, and keep every version with who and why', async () => {
    const { administrator, doctor } = clinic;
    const before = await read(doctor);
    expect(before.map(({ severity, version }) => [severity, version])).toEqual([
      ['critical', 0],
      ['high', 0],
      ['moderate', 0],
    ]);
    expect(before.map(({ tiers }) => tiers)).toEqual(Object.values(DEFAULT_POLICIES));
    const answers = await Promise.all([put(administrator, 'high'), put(administrator, 'high')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const longer = tier([{ kind: 'anyone-on-call' }, { kind: 'user', userId: doctor.userId }], 60);
    const second = await put(administrator, 'high', { tiers: [careTeam, longer], basedOnVersion: 1 });
    expect(EscalationPolicy.parse(await second.json())).toMatchObject({ version: 2, tiers: [careTeam, longer] });
    expect((await read(doctor)).map(({ version }) => version)).toEqual([0, 2, 0]);
    const all = await history();
    expect(all.versions).toMatchObject([
      { version: 2, changedBy: administrator.userId, changedByName: administrator.name },
      { version: 1, reason: 'fewer pages by night', tiers: [careTeam] },
    ]);
    const first = await history('?limit=1');
    expect([...first.versions, ...(await history(`?cursor=${first.nextCursor ?? ''}`)).versions]).toEqual(all.versions);
    const rows = await server.deps.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.action, 'escalation-policy:changed'))
      .orderBy(auditLog.id);
    expect(rows.map(({ subjectId }) => subjectId)).toEqual(['high:1', 'high:2']);
  });

  it('are read by those who work here, and set by administrators', async () => {
    const { doctor, patient } = clinic;
    for (const person of [doctor, patient]) expect((await put(person, 'critical')).status).toBe(403);
    expect((await patient.get('/api/escalation-policies')).status).toBe(403);
    expect((await patient.get('/api/escalation-policies/high/history')).status).toBe(403);
    expect((await doctor.get('/api/escalation-policies/high/history?cursor=abc')).status).toBe(400);
  });

  it('call somebody, in time, and only those who are there', async () => {
    const { administrator, patient } = clinic;
    const nextWorkingDay = { ...careTeam, answerWithin: { kind: 'next-working-day' } };
    const refused = [
      ['critical', { tiers: [] }],
      ['critical', { tiers: [tier([])] }],
      ['critical', { tiers: [tier([{ kind: 'care-team' }], 61)] }],
      ['critical', { tiers: [nextWorkingDay] }],
      ['high', { tiers: [nextWorkingDay] }],
      ['high', { tiers: [tier([{ kind: 'care-team' }], 1_441)] }],
      ['moderate', { tiers: [tier([{ kind: 'care-team' }], 0)] }],
      ['critical', { tiers: [tier([{ kind: 'roster', rosterId: newId() }])] }],
      ['critical', { tiers: [tier([{ kind: 'user', userId: patient.userId }])] }],
      // Whoever runs the clinic sees no patient.
      ['critical', { tiers: [tier([{ kind: 'user', userId: administrator.userId }])] }],
      ['critical', { reason: ' ' }],
      ['low', {}],
    ] as const;
    for (const [severity, values] of refused) {
      expect((await put(administrator, severity, values)).status, JSON.stringify(values)).toBe(400);
    }
    expect((await put(administrator, 'moderate', { tiers: [nextWorkingDay] })).status).toBe(200);
    expect((await read(clinic.doctor))[0]?.version).toBe(0);
  });

  it('keep the rosters open that they call', async () => {
    const { administrator } = clinic;
    const roster = await createRoster(administrator, 'Called');
    const close = () => administrator.send('POST', `/api/on-call/rosters/${roster.id}/close`, { reason: 'no more' });
    const calls = tier([{ kind: 'roster', rosterId: roster.id }]);
    expect((await put(administrator, 'critical', { tiers: [calls] })).status).toBe(200);
    expect((await close()).status).toBe(409);
    expect((await put(administrator, 'critical', { basedOnVersion: 1 })).status).toBe(200);
    expect((await close()).status).toBe(200);
    expect((await put(administrator, 'critical', { tiers: [calls], basedOnVersion: 2 })).status).toBe(400);
  });
});
