import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { announce } from '#server/outbox.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let second: TestServer;
let clinic: Clinic;
let alertId: string;
let foreignId: string;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  second = await startLiveServer(live);
  clinic = await createClinic(server);
  alertId = await raiseAlert(server.deps, clinic.patient.patientId);
  foreignId = await raiseAlert(server.deps, clinic.otherPatient.patientId);
});

afterAll(async () => {
  await Promise.all([server.close(), second.close()]);
  await live.database.drop();
});

/** One more event of each of the two alerts; only the first is for the doctor. */
const change = async (): Promise<void> => {
  await server.deps.db.transaction(async (tx) => {
    for (const [id, { patientId }] of [
      [alertId, clinic.patient],
      [foreignId, clinic.otherPatient],
    ] as const) {
      await announce(tx, { type: 'alert:feedback', occurredAt: new Date(), alertId: id, patientId });
    }
  });
  server.deps.wakeRelay();
};

const caughtUp = (client: RealtimeClient) =>
  client.heard.find(({ name }) => name === 'stream:caught-up')?.payload as {
    lastEventId: string;
    isIncomplete: boolean;
  };

const isQuiet = () =>
  eventually(
    'an empty outbox',
    async () => {
      const [row] = await server.deps.db.execute<{ count: number }>(sql`select count(*)::int as count from outbox`);
      return row?.count === 0;
    },
    60_000,
  );

const allIdsOfDoctor = async (): Promise<string[]> => {
  const rows = await server.deps.db.execute<{ id: string }>(
    sql`select id::text from events where patient_id = ${clinic.patient.patientId} order by events.id`,
  );
  return rows.map(({ id }) => id);
};

describe('replay', () => {
  it('goes on where the page stopped: what was missed, in order, then what happens, nothing twice', async () => {
    const heard: string[] = [];
    let lastEventId = '0';
    const writing = { isOn: true };
    const writer = (async () => {
      while (writing.isOn) {
        await change();
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    })();
    // The page loses its connection again and again while things happen, and comes back to either server.
    for (let round = 0; round < 12; round += 1) {
      const { url } = round % 2 === 0 ? server : second;
      const client = await RealtimeClient.connect(url, clinic.doctor, { lastEventId });
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.close();
      heard.push(...client.eventIds);
      lastEventId = heard.at(-1) ?? lastEventId;
      expect(caughtUp(client).isIncomplete).toBe(false);
    }
    writing.isOn = false;
    await writer;
    await isQuiet();
    const last = await RealtimeClient.connect(server.url, clinic.doctor, { lastEventId });
    heard.push(...last.eventIds);
    last.close();
    expect(heard.length).toBeGreaterThan(50);
    expect(heard).toEqual(await allIdsOfDoctor());
  });

  it('tells a page that comes fresh where the stream stands, and replays nothing', async () => {
    await isQuiet();
    const client = await RealtimeClient.connect(server.url, clinic.doctor);
    expect(client.eventIds).toEqual([]);
    await change();
    await eventually('the event', () => client.eventIds.length === 1);
    expect(BigInt(client.eventIds[0] ?? 0)).toBeGreaterThan(BigInt(caughtUp(client).lastEventId));
    client.close();
  });

  it('replays only patients in this person’s care now', async () => {
    const client = await RealtimeClient.connect(server.url, clinic.outsider, { lastEventId: '0' });
    expect(client.names).toEqual(['stream:caught-up']);
    client.close();
  });

  it('says so when an id is of another stream, or when too much was missed', async () => {
    const ahead = await RealtimeClient.connect(server.url, clinic.doctor, { lastEventId: '999999999' });
    expect(caughtUp(ahead).isIncomplete).toBe(true);
    expect(ahead.eventIds).toEqual([]);
    ahead.close();
    await server.deps.db.execute(sql`
      insert into outbox (type, patient_id, alert_id, occurred_at)
      select 'alert:feedback', ${clinic.patient.patientId}, ${alertId}, now() from generate_series(1, 5500)`);
    await isQuiet();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const behind = await RealtimeClient.connect(server.url, clinic.doctor, { lastEventId: '1' });
    expect(caughtUp(behind).isIncomplete).toBe(true);
    expect(behind.eventIds).toEqual([]);
    behind.close();
  });

  it('says so when what was missed is not kept any more; the newest event stays, so that ids go on', async () => {
    await isQuiet();
    const last = (await allIdsOfDoctor()).at(-1) ?? '';
    await server.deps.db.execute(sql`update events set relayed_at = relayed_at - interval '8 days'`);
    while ((await cleanUp(server.deps.db)) > 0);
    const [kept] = await server.deps.db.execute<{ count: number; newest: string }>(
      sql`select count(*)::int as count, max(id)::text as newest from events`,
    );
    expect(kept?.count).toBe(1);
    const client = await RealtimeClient.connect(server.url, clinic.doctor, { lastEventId: last });
    await change();
    await eventually('the next event', () => client.eventIds.length === 1);
    expect(BigInt(client.eventIds[0] ?? 0)).toBe(BigInt(kept?.newest ?? 0) + 1n);
    client.close();
    const late = await RealtimeClient.connect(server.url, clinic.doctor, { lastEventId: '5' });
    expect(caughtUp(late).isIncomplete).toBe(true);
    late.close();
  });
});
