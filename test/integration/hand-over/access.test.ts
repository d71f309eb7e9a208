import { eq, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { alertHandOvers, alerts } from '#database/schema/index.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { eventually } from '#test/support/eventually.ts';
import { decline, handOver, offersOf, passOfferTime, take, takeBack } from '#test/support/hand-over.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let outsider: Person;
let alertId: string;
let page: RealtimeClient;

const db = () => server.deps.db;
const statusOf = async (path: string, person = outsider) => (await person.get(path)).status;
const seesPatient = async () => (await statusOf(`/api/patients/${clinic.patient.patientId}`)) === 200;
const mayWatch = async () => (await page.request('patient:watch', { patientId: clinic.patient.patientId })).ok;
const isOffered = async () => {
  expect((await handOver(clinic.doctor, alertId, outsider)).status).toBe(200);
  await eventually('the open page hears of the offer', () => page.names.includes('alert:hand-over-offered'));
};
/** Says something about the patient, and waits until the care team has heard it: whoever was to hear it has. */
const tellCareTeam = async (): Promise<void> => {
  const doctor = await RealtimeClient.connect(server.url, clinic.doctor);
  await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-high');
  await eventually('the care team hears', () => doctor.names.includes('alert:raised'));
  doctor.close();
};
/** They hear how it ended, and nothing after that. */
const isOut = async (ending?: string) => {
  if (ending !== undefined) await eventually('the open page hears how it ended', () => page.names.includes(ending));
  expect(await seesPatient()).toBe(false);
  expect(await statusOf(`/api/alerts/${alertId}`)).toBe(404);
  expect((await take(outsider, alertId)).status).toBe(404);
  expect(await mayWatch()).toBe(false);
  const before = page.names.length;
  await tellCareTeam();
  expect(page.names.slice(before)).toEqual([]);
};

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
  ({ outsider } = clinic);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
});
beforeEach(async () => {
  // It pages nobody, so nobody is called: all that the other one may see is by the offer.
  alertId = await raiseAlert(server.deps, clinic.patient.patientId);
  page = await RealtimeClient.connect(server.url, outsider);
});
afterEach(async () => {
  page.close();
  await db()
    .update(alerts)
    .set({ state: 'withdrawn', closedAt: sql`now() - interval '2 days'` });
});

describe('somebody outside the care team, to whom an alert is handed', () => {
  it('sees the patient from the offer on, hears of it on an open page, and of nobody else', async () => {
    expect(await seesPatient()).toBe(false);
    await isOffered();
    expect(await seesPatient()).toBe(true);
    expect(await statusOf(`/api/alerts/${alertId}`)).toBe(200);
    expect(await mayWatch()).toBe(true);
    expect(await statusOf(`/api/patients/${clinic.otherPatient.patientId}`)).toBe(404);
    await tellCareTeam();
    expect(page.names).toContain('alert:raised');
  });

  it('takes it, treats the patient, and keeps the access for a day after it was closed', async () => {
    await isOffered();
    expect((await take(outsider, alertId)).status).toBe(200);
    expect((await outsider.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' })).status).toBe(200);
    const closedAgo = (hours: number) =>
      db()
        .update(alerts)
        .set({ closedAt: sql`now() - make_interval(mins => ${hours * 60})` })
        .where(eq(alerts.id, alertId));
    await closedAgo(23.9);
    expect(await seesPatient()).toBe(true);
    await cleanUp(db());
    expect(await seesPatient()).toBe(true);
    page.close();
    await closedAgo(24);
    page = await RealtimeClient.connect(server.url, outsider);
    await isOut();
    await cleanUp(db());
    expect(await offersOf(db(), alertId)).toMatchObject([{ endedAs: 'taken', givesAccess: false }]);
  });

  it.each([
    ['declines it', 'alert:hand-over-declined', () => decline(outsider, alertId)],
    ['does not get it after all', 'alert:hand-over-withdrawn', () => takeBack(clinic.doctor, alertId)],
    [
      'has not taken it when it is closed',
      'alert:resolved',
      () => clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'called' }),
    ],
  ])('is out at once, on open pages too, who %s', async (_how, ending, end) => {
    await isOffered();
    expect((await end()).status).toBe(200);
    await isOut(ending);
  });

  it('is out when the time is up', async () => {
    await isOffered();
    await passOfferTime(db(), alertId, 5);
    expect(await seesPatient()).toBe(false);
    await isOut('alert:hand-over-lapsed');
    await eventually('the giver’s alert says that it lapsed', async () => {
      const [offer] = await db().select().from(alertHandOvers).where(eq(alertHandOvers.alertId, alertId));
      return offer?.endedAs === 'lapsed';
    });
  });
});
