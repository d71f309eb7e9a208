import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { JoinGrant, type Consultation } from '#contracts/consultation.ts';
import { auditLog, careTeamMembers, consultationParticipants, consultations, rooms } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { mediaNodeEnvironment, startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createClinic, signIn, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let node: LiveMediaNode;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
  node = await startLiveMediaNode(live, server, 'node-a');
});

beforeEach(async () => {
  await server.deps.db
    .update(consultations)
    .set({ state: 'ended', ringUntil: null })
    .where(inArray(consultations.state, ['ringing', 'admitted', 'in_progress']));
  await server.deps.db.update(rooms).set({ closedAt: new Date() });
});

afterAll(async () => {
  await node.close();
  await server.close();
  await live.database.drop();
});

const join = async (person: Person, id: string): Promise<JoinGrant> => {
  const response = await person.send('POST', `/api/consultations/${id}/join`);
  if (!response.ok) throw new Error(`join answered ${response.status}`);
  return JoinGrant.parse(await response.json());
};

/** A visit that both are in. */
const visit = async () => {
  const response = await clinic.doctor.send('POST', '/api/consultations', { patientId: clinic.patient.patientId });
  const { consultation } = (await response.json()) as { consultation: Consultation };
  const { id } = consultation;
  const doctorPeer = await SignallingPeer.join(await join(clinic.doctor, id));
  const patientPeer = await SignallingPeer.join(await join(clinic.patient, id));
  await eventually('it began', async () => {
    const [row] = await server.deps.db.select().from(consultations).where(eq(consultations.id, id));
    return row?.state === 'in_progress';
  });
  return { id, doctorPeer, patientPeer };
};

const roomOf = async (id: string) => {
  const [room] = await server.deps.db.select().from(rooms).where(eq(rooms.consultationId, id));
  if (room === undefined) throw new Error('no room');
  return room;
};

describe('whoever loses access', () => {
  it('is out of the room within a second of signing out, though not of signing out elsewhere', async () => {
    const again = (person: Person) => signIn(server, person, { userId: person.userId, patientId: person.patientId });
    const { doctorPeer, patientPeer } = await visit();
    await (await again(clinic.doctor)).send('POST', '/api/auth/sign-out');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(doctorPeer.socket.connected).toBe(true);
    const start = performance.now();
    await clinic.doctor.send('POST', '/api/auth/sign-out');
    await doctorPeer.disconnected();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(doctorPeer.payloads('room:closed')).toEqual([{ reason: 'evicted' }]);
    expect(patientPeer.socket.connected).toBe(true);
    patientPeer.close();
    clinic = { ...clinic, doctor: await again(clinic.doctor) };
  });

  it('is out within a second of leaving the care team, and gets no new token', async () => {
    const { id, doctorPeer, patientPeer } = await visit();
    const start = performance.now();
    await server.deps.db
      .update(careTeamMembers)
      .set({ endsAt: sql`now()` })
      .where(eq(careTeamMembers.userId, clinic.doctor.userId));
    await doctorPeer.disconnected();
    expect(performance.now() - start).toBeLessThan(1_000);
    await expect(join(clinic.doctor, id)).rejects.toThrow('404');
    await server.deps.db
      .update(careTeamMembers)
      .set({ endsAt: null })
      .where(eq(careTeamMembers.userId, clinic.doctor.userId));
    patientPeer.close();
  });
});

describe('a room', () => {
  it('gets a new epoch when its worker dies, and everybody comes back', async () => {
    const page = await RealtimeClient.connect(server.url, clinic.doctor);
    const { id, doctorPeer, patientPeer } = await visit();
    for (const pid of node.service.node.workerPids) process.kill(pid, 'SIGKILL');
    await Promise.all([doctorPeer.disconnected(), patientPeer.disconnected()]);
    expect(patientPeer.payloads('room:closed')).toEqual([{ reason: 'worker-died' }]);
    await eventually('the room moved', async () => (await roomOf(id)).epoch === 2);
    await eventually('the page knows', () => page.names.includes('consultation:room-moved'));
    const again = await eventually('a worker is there again', () =>
      join(clinic.doctor, id)
        .then((grant) => SignallingPeer.join(grant))
        .catch(() => null),
    );
    const patientAgain = await SignallingPeer.join(await join(clinic.patient, id));
    expect(patientAgain.joined.peers).toHaveLength(1);
    await eventually('both are present again', async () => {
      const present = await server.deps.db
        .select()
        .from(consultationParticipants)
        .where(eq(consultationParticipants.consultationId, id));
      return present.every(({ joinedAt, leftAt }) => joinedAt !== null && leftAt === null);
    });
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect(audited.map(({ action }) => action)).toContain('room:moved');
    for (const peer of [again, patientAgain]) peer.close();
    page.close();
  });

  it('goes to another node when its node is killed, at once for whoever asks, and by itself after the lease', async () => {
    // Of two empty nodes the first by name is taken.
    const killed = await startChildNode('node-0-first-choice');
    const asking = await visitOn('node-0-first-choice');
    const waiting = asking.roomId;
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    await asking.doctorPeer.disconnected();
    const start = performance.now();
    const grant = await join(clinic.doctor, asking.id);
    expect(performance.now() - start).toBeLessThan(2_500);
    expect(grant.mediaUrl).toBe(node.url);
    expect(grant.roomId).toBe(waiting);
    expect(await roomOf(asking.id)).toMatchObject({ epoch: 2, mediaNodeId: 'node-a' });
    const peer = await SignallingPeer.join(grant);
    peer.close();
  });

  it('moves by itself within the lease and a sweep when nobody asks', async () => {
    const killed = await startChildNode('node-1-second-choice');
    const { id } = await visitOn('node-1-second-choice');
    killed.kill('SIGKILL');
    const start = performance.now();
    await eventually('it moved', async () => (await roomOf(id)).mediaNodeId === 'node-a', 6_000);
    expect(performance.now() - start).toBeLessThan(5_000);
  });

  const visitOn = async (nodeId: string) => {
    const made = await visit();
    const room = await roomOf(made.id);
    expect(room.mediaNodeId).toBe(nodeId);
    return { ...made, roomId: room.id };
  };

  const startChildNode = async (nodeId: string): Promise<ChildProcess> => {
    const env = await mediaNodeEnvironment(live, server, nodeId);
    const child = spawn(process.execPath, [fileURLToPath(new URL('../../sfu/main.ts', import.meta.url))], {
      env: { ...process.env, ...env },
      stdio: 'ignore',
    });
    await eventually(
      'the node is known',
      async () => {
        const rows = await server.deps.db.execute(sql`select 1 from media_nodes where id = ${nodeId}`);
        return rows.length > 0;
      },
      20_000,
    );
    return child;
  };
});
