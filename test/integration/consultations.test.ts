import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  CONSULTATION_STATES,
  CONSULTATION_TRANSITIONS,
  Consultation,
  ConsultationList,
  JoinGrant,
  type ConsultationState,
} from '#contracts/consultation.ts';
import { JoinClaims } from '#contracts/media.ts';
import { newId } from '#database/ids.ts';
import { alertEvents, auditLog, consultations, events, rooms } from '#database/schema/index.ts';
import { closeNoShows, endAbandoned } from '#server/services/consultations/sweeps.ts';
import { transition } from '#server/services/consultations/transition.ts';
import { eventually } from '#test/support/eventually.ts';
import { startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let node: LiveMediaNode;
let clinic: Clinic;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  node = await startLiveMediaNode(live, server);
  clinic = await createClinic(server);
});

// Each test begins with a patient who is in no call.
beforeEach(async () => {
  await server.deps.db
    .update(consultations)
    .set({ state: 'ended', endedAt: new Date(), ringUntil: null })
    .where(inArray(consultations.state, ['booked', 'ringing', 'checked_in', 'admitted', 'in_progress']));
});

afterAll(async () => {
  await node.close();
  await server.close();
  await live.database.drop();
});

type Answer = { status: number; body: { consultation: Consultation; error?: { code: string; message: string } } };

const post = async (person: Person, path: string, body?: unknown): Promise<Answer> => {
  const response = await person.send('POST', `/api/consultations${path}`, body);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};

const ring = async (alertId?: string): Promise<Consultation> => {
  const { patientId } = clinic.patient;
  const { status, body } = await post(clinic.doctor, '', { patientId, ...(alertId ? { alertId } : {}) });
  expect(status).toBe(201);
  return Consultation.parse(body.consultation);
};

const book = async (inMs = 3_600_000): Promise<Consultation> => {
  const startsAt = new Date(Date.now() + inMs).toISOString();
  const { status, body } = await post(clinic.doctor, '', { patientId: clinic.patient.patientId, startsAt });
  expect(status).toBe(201);
  return Consultation.parse(body.consultation);
};

const join = async (person: Person, id: string): Promise<JoinGrant> => {
  const response = await person.send('POST', `/api/consultations/${id}/join`);
  expect(response.status).toBe(200);
  return JoinGrant.parse(await response.json());
};

const stateOf = async (id: string): Promise<ConsultationState | undefined> => {
  const [row] = await server.deps.db.select().from(consultations).where(eq(consultations.id, id));
  return row?.state;
};

const actionsOn = async (id: string): Promise<string[]> => {
  const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id)).orderBy(asc(auditLog.id));
  return rows.map(({ action }) => action);
};

const callRecord = async (alertId: string) => {
  const rows = await server.deps.db
    .select({ type: alertEvents.type, reason: alertEvents.reason })
    .from(alertEvents)
    .where(and(eq(alertEvents.alertId, alertId), inArray(alertEvents.type, ['call-started', 'call-ended'])))
    .orderBy(asc(alertEvents.at));
  return rows;
};

describe('a call from an alert', () => {
  it('rings, is answered, begins when both are in the room, and ends for both', async () => {
    const { doctor, patient } = clinic;
    const page = await RealtimeClient.connect(server.url, patient);
    const alertId = await raiseAlert(server.deps, patient.patientId, 'bp.crisis');
    const { id, state, participants } = await ring(alertId);
    expect(state).toBe('ringing');
    expect(participants.map(({ role }) => role).sort()).toEqual(['clinician', 'patient']);
    await eventually('the patient’s page rings', () => page.names.includes('consultation:ringing'));

    const doctorPeer = await SignallingPeer.join(await join(doctor, id));
    expect(await stateOf(id)).toBe('ringing');
    const patientPeer = await SignallingPeer.join(await join(patient, id));
    await eventually('it began', async () => (await stateOf(id)) === 'in_progress');
    expect(patientPeer.joined.peers).toHaveLength(1);
    await eventually('the page knows', () => page.names.includes('consultation:started'));

    const { status, body } = await post(doctor, `/${id}/end`, {});
    expect(status).toBe(200);
    expect(body.consultation).toMatchObject({ state: 'ended', endReason: 'completed' });
    await Promise.all([doctorPeer.disconnected(), patientPeer.disconnected()]);
    expect(doctorPeer.payloads('room:closed')).toEqual([{ reason: 'ended' }]);
    expect(await actionsOn(id)).toEqual([
      'consultation:ringing',
      'consultation:admitted',
      'consultation:started',
      'consultation:ended',
    ]);
    const ofAlert = async (who: Person): Promise<string[]> =>
      ConsultationList.parse(await (await who.get(`/api/consultations?alertId=${alertId}`)).json()).consultations.map(
        (one) => one.id,
      );
    expect(await ofAlert(clinic.doctor)).toEqual([id]);
    expect(await ofAlert(clinic.otherPatient)).toEqual([]);
    expect(await callRecord(alertId)).toEqual([
      { type: 'call-started', reason: null },
      { type: 'call-ended', reason: 'completed' },
    ]);
    page.close();
  });

  it('gives a token for this room, this peer and one minute, that opens the room once', async () => {
    const { id } = await ring();
    const before = Math.floor(Date.now() / 1_000);
    const grant = await join(clinic.doctor, id);
    const claims = JoinClaims.parse(decodeJwt(grant.token));
    expect(claims).toMatchObject({
      nodeId: node.nodeId,
      roomId: grant.roomId,
      peerId: grant.peerId,
      epoch: 1,
      displayName: clinic.doctor.name,
      grants: { role: 'clinician', mayPublish: true, mayAdmit: true, mayBeRecorded: false },
    });
    expect(claims.exp - before).toBeGreaterThanOrEqual(60);
    expect(claims.exp - before).toBeLessThan(63);
    expect(grant.mediaUrl).toBe(node.url);
    const peer = await SignallingPeer.join(grant);
    await expect(SignallingPeer.connect(grant)).rejects.toThrow('unauthenticated');
    const again = await join(clinic.doctor, id);
    expect(again.peerId).toBe(grant.peerId);
    expect(again.token).not.toBe(grant.token);
    const patientGrant = await join(clinic.patient, id);
    expect(JoinClaims.parse(decodeJwt(patientGrant.token)).grants).toMatchObject({ role: 'patient', mayAdmit: false });
    peer.close();
  });

  it('can be declined by the patient only; the caller is put out and sees how else to reach them', async () => {
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'hr.rest-high');
    const { id } = await ring(alertId);
    const peer = await SignallingPeer.join(await join(clinic.doctor, id));
    expect((await post(clinic.doctor, `/${id}/decline`)).status).toBe(403);
    const { status, body } = await post(clinic.patient, `/${id}/decline`);
    expect(status).toBe(200);
    expect(body.consultation).toMatchObject({ state: 'declined', fallback: null });
    await peer.disconnected();
    const seen = (await (await clinic.doctor.get(`/api/consultations/${id}`)).json()) as Answer['body'];
    expect(seen.consultation.fallback).toEqual({ phone: '+86 10 5555 0100', emergencyContact: null });
    expect(await callRecord(alertId)).toContainEqual({ type: 'call-ended', reason: 'declined' });
  });

  it('is missed when nobody answers in time, goes back to the alert, and cannot be answered any more', async () => {
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'glucose.low-2');
    const page = await RealtimeClient.connect(server.url, clinic.doctor);
    const { id } = await ring(alertId);
    const [row] = await server.deps.db.execute<{ s: number }>(
      sql`select extract(epoch from ring_until - now())::float8 as s from consultations where id = ${id}`,
    );
    expect(row?.s).toBeGreaterThan(43);
    expect(row?.s).toBeLessThanOrEqual(45);
    await server.deps.db
      .update(consultations)
      .set({ ringUntil: sql`clock_timestamp()` })
      .where(eq(consultations.id, id));
    expect((await post(clinic.patient, `/${id}/join`)).status).toBe(409);
    await eventually('it is missed', async () => (await stateOf(id)) === 'missed', 1_000);
    await eventually('the caller’s page knows', () => page.names.includes('consultation:missed'));
    const notice = page.heard.find(({ name }) => name === 'consultation:missed')?.payload as {
      consultation?: Consultation;
    };
    expect(notice.consultation).toMatchObject({ endReason: 'no-answer', fallback: { phone: '+86 10 5555 0100' } });
    expect(await callRecord(alertId)).toContainEqual({ type: 'call-ended', reason: 'no-answer' });
    expect((await post(clinic.patient, `/${id}/join`)).status).toBe(409);
    page.close();
  });

  it('lets one of two clinicians through who call the same patient at once', async () => {
    const { patientId } = clinic.patient;
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) => post(n % 2 === 0 ? clinic.doctor : clinic.nurse, '', { patientId })),
    );
    const [placed] = answers.filter(({ status }) => status === 201);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    // The one who is through already is led back to the same call.
    const again = answers.filter(({ status }) => status === 200);
    expect(again).toHaveLength(4);
    for (const { body } of again) expect(body.consultation.id).toBe(placed?.body.consultation.id);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(5);
    for (const { body } of refused) {
      expect(body.error).toEqual({ code: 'conflict', message: 'this patient is in a call already' });
    }
    expect(await eventsNamed('consultation:ringing', placed)).toBe(1);
  });

  it('takes an alert of this patient only', async () => {
    const foreign = await raiseAlert(server.deps, clinic.otherPatient.patientId, 'bp.crisis');
    const { patientId } = clinic.patient;
    for (const alertId of [foreign, newId()]) {
      expect((await post(clinic.doctor, '', { patientId, alertId })).status).toBe(404);
    }
  });
});

const eventsNamed = async (type: string, answer: Answer | undefined): Promise<number> => {
  const id = answer?.body.consultation.id ?? '';
  return eventually('relayed', async () => {
    const rows = await server.deps.db.select().from(events).where(eq(events.type, type));
    return rows.filter(({ payload }) => JSON.stringify(payload).includes(id)).length || null;
  });
};

describe('a booked visit', () => {
  it('waits for check-in and for being let in', async () => {
    const { doctor, nurse, patient } = clinic;
    const { id } = await book();
    expect((await post(doctor, `/${id}/check-in`)).status).toBe(403);
    expect((await post(patient, `/${id}/join`)).status).toBe(409);
    expect((await post(patient, `/${id}/check-in`)).body.consultation.state).toBe('checked_in');
    expect((await post(patient, `/${id}/join`)).status).toBe(409);
    expect((await post(patient, `/${id}/admit`)).status).toBe(403);
    expect((await post(nurse, `/${id}/admit`)).status).toBe(403);
    expect((await post(doctor, `/${id}/admit`)).body.consultation.state).toBe('admitted');
    const peers = [
      await SignallingPeer.join(await join(patient, id)),
      await SignallingPeer.join(await join(doctor, id)),
    ];
    await eventually('it began', async () => (await stateOf(id)) === 'in_progress');
    for (const peer of peers) peer.close();
    const { body } = await post(doctor, `/${id}/end`, { reason: 'follow-up booked' });
    expect(body.consultation).toMatchObject({ state: 'ended', endReason: 'follow-up booked' });
  });

  it('rings for a patient who has not checked in when the clinician joins', async () => {
    const { id } = await book();
    await join(clinic.doctor, id);
    expect(await stateOf(id)).toBe('ringing');
    await join(clinic.patient, id);
    expect(await stateOf(id)).toBe('admitted');
  });

  it('can be cancelled from either side before it began, and says by whom', async () => {
    const first = await book();
    const second = await book();
    expect((await post(clinic.patient, `/${first.id}/cancel`)).body.consultation.endReason).toBe(
      'cancelled-by-patient',
    );
    expect((await post(clinic.nurse, `/${second.id}/cancel`)).body.consultation.endReason).toBe(
      'cancelled-by-clinician',
    );
    expect((await post(clinic.doctor, `/${second.id}/cancel`)).status).toBe(409);
    const { id } = await ring();
    expect((await post(clinic.patient, `/${id}/cancel`)).status).toBe(409);
    expect((await post(clinic.doctor, `/${id}/cancel`)).body.consultation.state).toBe('cancelled');
  });

  it('is not booked for the past', async () => {
    const startsAt = new Date(Date.now() - 1_000).toISOString();
    const { status, body } = await post(clinic.doctor, '', { patientId: clinic.patient.patientId, startsAt });
    expect([status, body.error?.code]).toEqual([400, 'invalid']);
  });

  it('lists what is open, page by page, and the patient’s own', async () => {
    const ids = [(await book(1_000_000)).id, (await book(2_000_000)).id, (await book(3_000_000)).id];
    const pageOf = async (person: Person, query: string) =>
      (await (await person.get(`/api/consultations?${query}`)).json()) as {
        consultations: Consultation[];
        nextCursor: string | null;
      };
    const first = await pageOf(clinic.doctor, 'state=open&limit=2');
    expect(first.consultations.map(({ id }) => id)).toEqual([ids[2], ids[1]]);
    const rest = await pageOf(clinic.doctor, `state=open&limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(rest.consultations.map(({ id }) => id)).toEqual([ids[0]]);
    expect(rest.nextCursor).toBeNull();
    expect((await pageOf(clinic.patient, 'state=open')).consultations).toHaveLength(3);
    expect((await pageOf(clinic.outsider, '')).consultations).toEqual([]);
    expect((await pageOf(clinic.otherPatient, '')).consultations).toEqual([]);
    expect((await clinic.doctor.get('/api/consultations?cursor=x')).status).toBe(400);
  });
});

describe('access', () => {
  it('hides visits from everybody else, whatever they ask for', async () => {
    const { id } = await ring();
    const note = { subjective: '', objective: '', assessment: '', plan: '', basedOnVersion: 0 };
    for (const person of [clinic.outsider, clinic.otherPatient, clinic.administrator]) {
      expect((await person.get(`/api/consultations/${id}`)).status).toBe(404);
      for (const verb of ['check-in', 'admit', 'join', 'decline', 'end', 'cancel']) {
        expect([verb, (await post(person, `/${id}/${verb}`)).status]).toEqual([verb, 404]);
      }
      expect((await person.send('PUT', `/api/consultations/${id}/note`, note)).status).toBe(404);
      expect((await post(person, `/${id}/note/sign`, {})).status).toBe(404);
      expect((await post(person, '', { patientId: clinic.patient.patientId })).status).toBe(404);
    }
    expect(await stateOf(id)).toBe('ringing');
  });

  it('lets nobody join who was not invited, and the patient neither end nor note', async () => {
    const { id } = await ring();
    expect((await post(clinic.nurse, `/${id}/join`)).status).toBe(403);
    expect((await post(clinic.patient, `/${id}/end`, {})).status).toBe(403);
    expect((await post(clinic.nurse, `/${id}/end`, {})).status).toBe(403);
    expect((await post(clinic.patient, `/${id}/note/sign`, {})).status).toBe(403);
    expect((await post(clinic.patient, '', { patientId: clinic.patient.patientId })).status).toBe(404);
  });

  it('answers malformed requests with `invalid`', async () => {
    const { doctor, patient } = clinic;
    const { patientId } = patient;
    expect((await post(doctor, '', {})).status).toBe(400);
    expect((await post(doctor, '', { patientId: 'x' })).status).toBe(400);
    expect((await post(doctor, '', { patientId, startsAt: 'tomorrow' })).status).toBe(400);
    expect((await post(doctor, '', { patientId, state: 'ended' })).status).toBe(400);
    expect((await post(doctor, '/x/join')).status).toBe(400);
    const { id } = await ring();
    expect((await doctor.send('PUT', `/api/consultations/${id}/note`, { plan: 'x' })).status).toBe(400);
    expect((await post(doctor, `/${id}/note/sign`, { outcome: 'cured' })).status).toBe(400);
  });
});

describe('the state machine in PostgreSQL', () => {
  const actor = { type: 'system', id: 'test' } as const;

  it.each(CONSULTATION_STATES)('allows from %s only what the contract allows', async (from) => {
    const allowed: readonly ConsultationState[] = CONSULTATION_TRANSITIONS[from];
    for (const to of CONSULTATION_STATES) {
      const id = newId();
      await server.deps.db.transaction(async (tx) => {
        await tx.insert(consultations).values({
          id,
          patientId: clinic.otherPatient.patientId,
          clinicianId: clinic.doctor.userId,
          state: from,
          startsAt: new Date(),
          createdAt: new Date(),
          ringUntil: from === 'ringing' ? sql`now() + interval '1 hour'` : null,
        });
      });
      const attempt = server.deps.db.transaction((tx) => transition(tx, id, { to, actor }, new Date()));
      if (allowed.includes(to)) expect((await attempt).state).toBe(to);
      else await expect(attempt).rejects.toMatchObject({ code: 'conflict' });
      expect(await stateOf(id)).toBe(allowed.includes(to) ? to : from);
      expect(await actionsOn(id)).toHaveLength(allowed.includes(to) ? 1 : 0);
      await server.deps.db.update(consultations).set({ state: 'ended' }).where(eq(consultations.id, id));
    }
  });

  it('lets one of two transitions through that race', async () => {
    const { id } = await ring();
    const outcomes = await Promise.all([
      post(clinic.patient, `/${id}/decline`),
      post(clinic.doctor, `/${id}/cancel`),
      post(clinic.patient, `/${id}/join`),
    ]);
    const [declined, cancelled, joined] = outcomes.map(({ status }) => status);
    const state = await stateOf(id);
    if (state === 'declined') expect([declined, cancelled, joined]).toEqual([200, 409, 409]);
    if (state === 'cancelled') expect(declined).toBe(409);
    expect(['declined', 'cancelled', 'admitted']).toContain(state);
    const open = await server.deps.db.select().from(rooms).where(eq(rooms.consultationId, id));
    if (state !== 'admitted') expect(open.every(({ closedAt }) => closedAt !== null)).toBe(true);
  });
});

describe('visits that nobody ends', () => {
  it('end when everybody has left for a while, so that the patient can be called again', async () => {
    const { id } = await ring();
    const peers = [
      await SignallingPeer.join(await join(clinic.doctor, id)),
      await SignallingPeer.join(await join(clinic.patient, id)),
    ];
    await eventually('it began', async () => (await stateOf(id)) === 'in_progress');
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('in_progress');
    for (const peer of peers) peer.close();
    await eventually('both left', async () => {
      const [row] = await server.deps.db.execute<{ count: number }>(
        sql`select count(*)::int as count from consultation_participants where consultation_id = ${id} and left_at is not null`,
      );
      return row?.count === 2;
    });
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('in_progress');
    await server.deps.db.execute(sql`
      update consultation_participants set joined_at = joined_at - interval '5 minutes', left_at = left_at - interval '3 minutes'
      where consultation_id = ${id}`);
    await server.deps.db.execute(
      sql`update rooms set opened_at = opened_at - interval '5 minutes' where consultation_id = ${id}`,
    );
    await server.deps.db.execute(sql`
      update consultations set ringing_since = ringing_since - interval '5 minutes' where id = ${id}`);
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('ended');
    expect((await actionsOn(id)).at(-1)).toBe('consultation:ended');
    await ring();
  });

  it('end a booked visit that was left before its time, too', async () => {
    const { id } = await book(600_000);
    await post(clinic.patient, `/${id}/check-in`);
    await post(clinic.doctor, `/${id}/admit`);
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('admitted');
    await server.deps.db.execute(sql`
      update consultations set checked_in_at = checked_in_at - interval '5 minutes' where id = ${id}`);
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('admitted');
    await server.deps.db.execute(
      sql`update rooms set opened_at = opened_at - interval '5 minutes' where consultation_id = ${id}`,
    );
    await endAbandoned(server.deps);
    expect(await stateOf(id)).toBe('ended');
  });

  it('count as no-show an hour after their time', async () => {
    const waiting = await book();
    const absent = await book();
    await post(clinic.patient, `/${waiting.id}/check-in`);
    await closeNoShows(server.deps);
    expect(await stateOf(absent.id)).toBe('booked');
    await server.deps.db.execute(
      sql`update consultations set starts_at = now() - interval '61 minutes' where state in ('booked', 'checked_in')`,
    );
    await closeNoShows(server.deps);
    const rows = await server.deps.db
      .select()
      .from(consultations)
      .where(inArray(consultations.id, [waiting.id, absent.id]));
    const reasons = new Map(rows.map(({ id, endReason }) => [id, endReason]));
    expect(reasons.get(waiting.id)).toBe('clinician-did-not-come');
    expect(reasons.get(absent.id)).toBe('patient-did-not-come');
    expect(rows.every(({ state }) => state === 'no_show')).toBe(true);
  });
});
