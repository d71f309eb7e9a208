import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NextCall } from '#contracts/alert.ts';
import { callsOf, CARE_TEAM, setPolicy, sweepAndRelay, tierOf } from '#test/support/escalation.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, createClinician, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let onCall: Person;

const db = () => server.deps.db;
const nextOf = async (alertId: string): Promise<string[]> => {
  const answer = await clinic.doctor.get(`/api/alerts/${alertId}/next-call`);
  return NextCall.parse(await answer.json()).people.map(({ name }) => name);
};
const escalate = (alertId: string) =>
  clinic.doctor.send('POST', `/api/alerts/${alertId}/escalate`, { reason: 'I need help' });

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  // Nobody is in the second tier: it is passed over.
  await setPolicy(db(), clinic.administrator, 'critical', [
    CARE_TEAM,
    tierOf([clinic.administrator]),
    tierOf([onCall]),
  ]);
});
afterAll(() => server.close());

describe('whom an escalation would call next', () => {
  it('is whom it calls then, and asking calls nobody', async () => {
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await sweepAndRelay(server.deps);
    expect(await nextOf(alertId)).toEqual([onCall.name]);
    expect(await callsOf(db(), alertId)).toHaveLength(1);
    expect((await escalate(alertId)).status).toBe(200);
    expect((await callsOf(db(), alertId)).at(-1)).toBe(`1.2 ${onCall.name}`);
  });

  it('is the first tier for an alert that has paged nobody', async () => {
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'glucose.low-2');
    const careTeam = [clinic.nurse.name, clinic.doctor.name];
    expect(await nextOf(alertId)).toEqual(careTeam);
    expect((await escalate(alertId)).status).toBe(200);
    expect(await callsOf(db(), alertId)).toEqual([`1.0 ${careTeam.join(', ')}`]);
  });
});
