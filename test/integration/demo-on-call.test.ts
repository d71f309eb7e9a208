import { afterAll, beforeAll, expect, it } from 'vitest';
import { OnCallBoard, OnCallGaps } from '#contracts/on-call.ts';
import { clinics } from '#database/schema/index.ts';
import { createAdministrator, createClinician, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';
import { seedOnCall } from '#tools/demo/on-call.ts';
import { DEMO_CLINIC } from '#tools/demo/people.ts';

let now = new Date();
let server: TestServer;
let chen: Person;

beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  await server.deps.db.insert(clinics).values(DEMO_CLINIC);
  chen = await createClinician(server, { name: 'Chen Wei', profession: 'doctor' });
  const costa = await createClinician(server, { name: 'Ana Costa', profession: 'doctor' });
  const li = await createClinician(server, { name: 'Li Na', profession: 'nurse' });
  const admin = await createAdministrator(server);
  const people = { chen, costa, li, admin };
  const staff = new Map(Object.entries(people).map(([key, { userId }]) => [key, userId]));
  await seedOnCall(server.deps.db, now, staff);
});
afterAll(() => server.close());

it('the demo clinic has somebody on call in every week of a year, its holidays among them', async () => {
  const begin = now.getTime();
  for (let week = 0; week < 52; week += 1) {
    now = new Date(begin + week * 7 * 86_400_000);
    const { gaps } = OnCallGaps.parse(await (await chen.get('/api/on-call/gaps')).json());
    expect(gaps, now.toISOString()).toEqual([]);
  }
  const { rosters } = OnCallBoard.parse(await (await chen.get('/api/on-call')).json());
  expect(rosters).toMatchObject([{ onCall: [{ coverId: null }] }]);
});
