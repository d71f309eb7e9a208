import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JoinGrant, type Consultation } from '#contracts/consultation.ts';
import { consultations, mediaNodes, rooms } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { mediaNodeEnvironment } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { MediaProcess } from '#test/support/media-process.ts';
import { createClinician, createPatient, joinCareTeam, type Person } from '#test/support/people.ts';
import type { TestServer } from '#test/support/server.ts';

type Visit = { id: string; doctor: Person; peers: readonly [SignallingPeer, SignallingPeer]; nodeId: string };

describe('of two media nodes', () => {
  let live: LiveClinic;
  let server: TestServer;
  let nodes: Record<'node-a' | 'node-b', MediaProcess>;
  let visits: Visit[];

  beforeAll(async () => {
    live = await createLiveClinic();
    server = await startLiveServer(live);
  });
  afterAll(async () => {
    await server.close();
    await live.database.drop();
  });

  beforeEach(async () => {
    visits = [];
    const start = async (nodeId: string) => {
      const environment = await mediaNodeEnvironment(live, server, nodeId);
      const media = new MediaProcess({ ...environment, KANHU_LOG_LEVEL: 'info' });
      await media.ready();
      return media;
    };
    nodes = { 'node-a': await start('node-a'), 'node-b': await start('node-b') };
    const isUp = sql`heartbeat_at > now() - interval '2 seconds' and not is_draining`;
    await eventually(
      'both report',
      async () => (await server.deps.db.select().from(mediaNodes).where(isUp)).length === 2,
    );
    return async () => {
      for (const peer of visits.flatMap(({ peers }) => peers)) peer.close();
      for (const { child } of Object.values(nodes)) child.kill('SIGKILL');
      await Promise.all(Object.values(nodes).map((media) => media.ended()));
      await server.deps.db.update(rooms).set({ closedAt: new Date() });
    };
  });

  const join = async (person: Person, id: string): Promise<SignallingPeer> =>
    SignallingPeer.join(JoinGrant.parse(await (await person.send('POST', `/api/consultations/${id}/join`)).json()));

  /** A visit of people of its own, who are both in the room. */
  const visit = async (): Promise<Visit> => {
    const doctor = await createClinician(server, { name: 'Dr Ana Ruiz', profession: 'doctor' });
    const patient = await createPatient(server, 'Ben Sample');
    const { patientId } = patient;
    await joinCareTeam(server, doctor, patientId);
    const made = await doctor.send('POST', '/api/consultations', { patientId });
    const { id } = ((await made.json()) as { consultation: Consultation }).consultation;
    const opened = { id, doctor, peers: [await join(doctor, id), await join(patient, id)] as const };
    await eventually('it began', async () => {
      const [row] = await server.deps.db.select().from(consultations).where(eq(consultations.id, id));
      return row?.state === 'in_progress';
    });
    const [room] = await server.deps.db.select().from(rooms).where(eq(rooms.consultationId, id));
    visits.push({ ...opened, nodeId: room?.mediaNodeId ?? '' });
    return { ...opened, nodeId: room?.mediaNodeId ?? '' };
  };

  const end = async ({ doctor, id }: Visit): Promise<void> => {
    const answer = await doctor.send('POST', `/api/consultations/${id}/end`);
    expect(answer.status).toBe(200);
  };

  const drain = async (nodeId: 'node-a' | 'node-b'): Promise<void> => {
    nodes[nodeId].child.kill('SIGUSR2');
    await eventually('the server knows', async () => {
      const [row] = await server.deps.db.select().from(mediaNodes).where(eq(mediaNodes.id, nodeId));
      return row?.isDraining === true;
    });
  };

  it('the one with fewer visits gets the next one', async () => {
    const first = await visit();
    const [second, third] = [await visit(), await visit()];
    expect([first, second, third].map(({ nodeId }) => nodeId)).toEqual(['node-a', 'node-b', 'node-a']);
    await end(first);
    await end(third);
    expect((await visit()).nodeId).toBe('node-a');
  });

  it('the one that drains gets no new visit, keeps those that it has, and ends with the last of them', async () => {
    const [kept, elsewhere] = [await visit(), await visit()];
    expect([kept.nodeId, elsewhere.nodeId]).toEqual(['node-a', 'node-b']);
    await drain('node-a');
    expect([(await visit()).nodeId, (await visit()).nodeId]).toEqual(['node-b', 'node-b']);
    // Whoever lost the line comes back to the node where the visit is.
    const peer = await join(kept.doctor, kept.id);
    await kept.peers[0].disconnected();
    expect(kept.peers[0].payloads('room:closed')).toEqual([{ reason: 'replaced' }]);
    expect(nodes['node-a'].child.exitCode).toBeNull();
    await end(kept);
    for (const each of [peer, kept.peers[1]]) {
      await each.disconnected();
      expect(each.payloads('room:closed')).toEqual([{ reason: 'ended' }]);
    }
    expect(await nodes['node-a'].ended()).toBe(0);
    expect(nodes['node-a'].output).toContain('its last visit has ended');
    const moved = await server.deps.db.select().from(rooms).where(eq(rooms.epoch, 2));
    expect(moved).toEqual([]);
  });

  it('the one that drains without a visit ends at once', async () => {
    nodes['node-b'].child.kill('SIGUSR2');
    expect(await nodes['node-b'].ended()).toBe(0);
  });
});
