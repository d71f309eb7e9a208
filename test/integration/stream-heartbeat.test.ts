import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StreamCaughtUp } from '#contracts/realtime.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

/** A few heartbeats. */
const LONG_MS = 60_000;

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let relayHolder: postgres.Sql;
const clients: RealtimeClient[] = [];

beforeAll(async () => {
  live = await createLiveClinic();
  // Somebody else leads the relay, and relays nothing.
  relayHolder = postgres(live.database.url, { max: 1 });
  await relayHolder`select pg_advisory_lock(hashtext('kanhu:relay'))`;
  server = await startLiveServer(live);
  clinic = await createClinic(server);
}, 60_000);

afterAll(async () => {
  for (const client of clients) client.close();
  await relayHolder.end();
  await server.close();
  await live.database.drop();
});

const open = async (person: Person): Promise<RealtimeClient> => {
  const client = await RealtimeClient.connect(server.url, person);
  clients.push(client);
  return client;
};
const caughtUp = (client: RealtimeClient) =>
  StreamCaughtUp.parse(client.heard.find(({ name }) => name === 'stream:caught-up')?.payload);

describe('how far the stream has come', () => {
  it('is told to every page: nothing waits, behind while the relay stands still, and level again', async () => {
    const { doctor, patient, administrator, outsider } = clinic;
    const pages = await Promise.all([doctor, patient, administrator, outsider].map((person) => open(person)));
    const alertId = await raiseAlert(server.deps, patient.patientId);
    for (const page of pages) {
      expect(caughtUp(page).behindMs).toBe(0);
      await eventually('a heartbeat says late', () => page.heartbeats.some(({ behindMs }) => behindMs > 0), LONG_MS);
    }
    const late = await open(doctor);
    expect(caughtUp(late).behindMs).toBeGreaterThan(0);
    expect(late.names).not.toContain('alert:raised');

    await relayHolder.end();
    await eventually('the news', () => late.heard.some(({ payload }) => payload.alert?.id === alertId));
    for (const page of pages) {
      await eventually('level again', () => page.heartbeats.at(-1)?.behindMs === 0, LONG_MS);
    }
    const [eventId] = late.eventIds;
    const told = pages.map((page) => BigInt(page.heartbeats.at(-1)?.lastEventId ?? -1));
    expect(told.every((id) => id >= BigInt(eventId ?? 0))).toBe(true);
    // Whose patient it is not heard how far the stream is, and nothing else.
    expect(pages.slice(2).map(({ names }) => names)).toEqual([['stream:caught-up'], ['stream:caught-up']]);
  }, 150_000);
});
