import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditedOf, callsOf, CARE_TEAM, eventsOf, passTime, setPolicy, tierOf } from '#test/support/escalation.ts';
import { eventually } from '#test/support/eventually.ts';
import { pageAlert } from '#test/support/page-alert.ts';
import { createClinic, createClinician, type Clinic, type Person } from '#test/support/people.ts';
import { spawnServer } from '#test/support/server-process.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;
let onCall: Person;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  onCall = await createClinician(server, { name: 'Dr On Call', profession: 'doctor' });
  await setPolicy(server.deps.db, clinic.administrator, 'critical', [CARE_TEAM, tierOf([onCall], 20)]);
});
afterAll(() => server.close());

const start = () => spawnServer({ DATABASE_URL: server.deps.config.databaseUrl });

describe('servers that are killed', () => {
  it('lose no timer: what was due meanwhile is called once by those that are left, and on the record', async () => {
    const { db } = server.deps;
    const [first, second] = [start(), start()];
    await Promise.all([first.ready, second.ready]);
    const alertId = await pageAlert(server.deps, clinic.patient.patientId);
    await eventually('the first tier is called', async () => (await callsOf(db, alertId)).length === 1, 20_000);
    first.kill('SIGKILL');
    second.kill('SIGKILL');
    await Promise.all([first.exited, second.exited]);
    await passTime(db, alertId, 15);
    const [third, fourth] = [start(), start()];
    await Promise.all([third.ready, fourth.ready]);
    await eventually('the next tier is called', async () => (await callsOf(db, alertId)).length === 2, 20_000);
    expect((await callsOf(db, alertId)).at(-1)).toBe(`1.1 ${onCall.name}`);
    expect((await eventsOf(db, alertId)).filter((type) => type === 'called' || type === 'escalated')).toEqual([
      'called',
      'escalated',
    ]);
    expect((await auditedOf(db, alertId)).filter((type) => type === 'called' || type === 'escalated')).toHaveLength(2);
    for (const one of [third, fourth]) {
      one.kill('SIGTERM');
      expect(await one.exited).toBe(0);
    }
  });
});
