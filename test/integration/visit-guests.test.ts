import { createHash } from 'node:crypto';
import { asc, eq, inArray, sql } from 'drizzle-orm';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Consultation, JoinGrant } from '#contracts/consultation.ts';
import { JoinClaims } from '#contracts/media.ts';
import { InvitedGuest, type VisitGuest } from '#contracts/visit-guest.ts';
import { auditLog, consultations, visitGuests } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { GuestBrowser } from '#test/support/guest-browser.ts';
import { startLiveMediaNode, type LiveMediaNode } from '#test/support/live-media-node.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { SignallingPeer } from '#test/support/media-client.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

const HOUR_MS = 3_600_000;

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

const send = async (person: Person, method: 'POST' | 'DELETE', path: string, body?: unknown): Promise<Answer> => {
  const response = await person.send(method, `/api/consultations${path}`, body);
  return { status: response.status, body: (await response.json()) as Answer['body'] };
};

const book = async (inMs = HOUR_MS): Promise<string> => {
  const startsAt = new Date(Date.now() + inMs).toISOString();
  const { status, body } = await send(clinic.doctor, 'POST', '', { patientId: clinic.patient.patientId, startsAt });
  expect(status).toBe(201);
  return body.consultation.id;
};

/** A visit in which clinician and patient are in the room. */
const startVisit = async () => {
  const { doctor, patient } = clinic;
  const { body } = await send(doctor, 'POST', '', { patientId: patient.patientId });
  const { id } = body.consultation;
  const peers = [await joinAs(doctor, id), await joinAs(patient, id)];
  await eventually('it began', async () => (await read(doctor, id)).state === 'in_progress');
  return {
    id,
    close: () => {
      for (const peer of peers) peer.close();
    },
  };
};

const joinAs = async (person: Person, id: string) => {
  const response = await person.send('POST', `/api/consultations/${id}/join`);
  return SignallingPeer.join(JoinGrant.parse(await response.json()));
};

const read = async (person: Person, id: string): Promise<Consultation> =>
  Consultation.parse(((await (await person.get(`/api/consultations/${id}`)).json()) as Answer['body']).consultation);

const LI_NA = { name: 'Li Na', kind: 'relative', relation: 'daughter' };

const invite = async (person: Person, id: string, body: unknown = LI_NA): Promise<InvitedGuest> => {
  const response = await person.send('POST', `/api/consultations/${id}/guests`, body);
  expect(response.status).toBe(201);
  return InvitedGuest.parse(await response.json());
};

const guestOf = async (id: string, guestId: string): Promise<VisitGuest | undefined> =>
  (await read(clinic.doctor, id)).guests.find((guest) => guest.id === guestId);

const actionsOn = async (guestId: string) => {
  const rows = await server.deps.db
    .select({ action: auditLog.action, actor: auditLog.actor, patientId: auditLog.patientId })
    .from(auditLog)
    .where(eq(auditLog.subjectId, guestId))
    .orderBy(asc(auditLog.id));
  expect(new Set(rows.map(({ patientId }) => patientId))).toEqual(new Set([clinic.patient.patientId]));
  return rows.map(({ action, actor }) => `${action} by ${actor.type === 'user' ? actor.id : actor.type}`);
};

const joinedGuest = async (browser: GuestBrowser) => {
  const response = await browser.join();
  expect(response.status).toBe(200);
  const grant = JoinGrant.parse(await response.json());
  return { grant, peer: await SignallingPeer.join(grant) };
};

describe('a guest of a visit', () => {
  it('is invited, waits, is let in, is seen by both, and goes with the end of the visit', async () => {
    const { doctor, patient } = clinic;
    const visit = await startVisit();
    const pages = [await RealtimeClient.connect(server.url, doctor), await RealtimeClient.connect(server.url, patient)];
    const { guest, link } = await invite(doctor, visit.id);
    expect(guest).toMatchObject({ ...LI_NA, state: 'invited', invitedBy: doctor.userId, joinedAt: null, leftAt: null });
    expect(link).toMatch(/^\/guest#[A-Za-z0-9_-]{43}$/);

    const browser = new GuestBrowser(server.url);
    expect(await browser.read()).toMatchObject({ status: 401, code: 'unauthenticated' });
    const opened = await browser.open(link);
    expect(opened.guest).toEqual({
      id: guest.id,
      name: 'Li Na',
      state: 'waiting',
      visit: { clinicianName: doctor.name },
    });
    expect(opened.setCookie[0]).toMatch(
      /^kanhu\.guest=[\w-]{43}; Path=\/api\/guest; Expires=.+; HttpOnly; SameSite=Strict$/,
    );
    const early = await browser.join();
    expect([early.status, ((await early.json()) as Answer['body']).error]).toEqual([
      409,
      { code: 'conflict', message: 'the clinician will let you in' },
    ]);

    const admitted = await send(doctor, 'POST', `/${visit.id}/guests/${guest.id}/admit`);
    expect(admitted.body.consultation.guests).toMatchObject([{ id: guest.id, state: 'admitted' }]);
    expect((await browser.read()).guest?.state).toBe('admitted');
    const { grant, peer } = await joinedGuest(browser);
    expect(JoinClaims.parse(decodeJwt(grant.token))).toMatchObject({
      peerId: grant.peerId,
      displayName: 'Li Na',
      grants: { role: 'guest', mayPublish: true, mayAdmit: false, mayBeRecorded: false },
    });
    expect(peer.joined.peers.map(({ role }) => role).sort()).toEqual(['clinician', 'patient']);
    await eventually('they are in the call', async () => (await guestOf(visit.id, guest.id))?.joinedAt !== null);
    expect((await read(patient, visit.id)).guests).toMatchObject([{ name: 'Li Na', state: 'admitted', leftAt: null }]);
    for (const page of pages) {
      await eventually('the page knows', () => {
        const told = page.heard.flatMap(({ name, payload }) =>
          name === 'consultation:guest-changed'
            ? Consultation.parse((payload as { consultation?: unknown }).consultation).guests
            : [],
        );
        return told.some(({ id, joinedAt }) => id === guest.id && joinedAt !== null);
      });
    }

    await send(doctor, 'POST', `/${visit.id}/end`, {});
    await peer.disconnected();
    expect((await browser.read()).guest).toEqual({ id: guest.id, name: 'Li Na', state: 'over', visit: null });
    expect((await browser.join()).status).toBe(409);
    expect(await guestOf(visit.id, guest.id)).toMatchObject({ state: 'over', leftAt: expect.any(String) as string });
    expect(await actionsOn(guest.id)).toEqual([
      `guest:invited by ${doctor.userId}`,
      'guest:opened by system',
      `guest:admitted by ${doctor.userId}`,
      'guest:joined by system',
      `guest:ended by ${doctor.userId}`,
    ]);
    for (const page of pages) page.close();
    visit.close();
  });

  it('who is removed is out of the room at once, and does not come back with the same link', async () => {
    const { doctor, nurse } = clinic;
    const visit = await startVisit();
    const { guest, link } = await invite(doctor, visit.id, { name: 'Ms Sato', kind: 'interpreter' });
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    await send(doctor, 'POST', `/${visit.id}/guests/${guest.id}/admit`);
    const { peer } = await joinedGuest(browser);
    // One that they hold and have not used yet.
    const spare = JoinGrant.parse(await (await browser.join()).json());
    expect((await send(nurse, 'DELETE', `/${visit.id}/guests/${guest.id}`)).status).toBe(200);
    await peer.disconnected();
    expect(peer.payloads('room:closed')).toEqual([{ reason: 'evicted' }]);
    await expect(SignallingPeer.connect(spare).then((late) => late.request('room:join', {}))).rejects.toThrow();
    expect((await browser.join()).status).toBe(409);
    expect((await browser.read()).guest).toMatchObject({ state: 'removed', visit: null });
    expect((await browser.open(link)).guest?.state).toBe('removed');
    expect((await new GuestBrowser(server.url).open(link)).status).toBe(409);
    expect((await send(nurse, 'DELETE', `/${visit.id}/guests/${guest.id}`)).status).toBe(409);
    expect((await send(doctor, 'POST', `/${visit.id}/guests/${guest.id}/admit`)).status).toBe(409);
    expect((await actionsOn(guest.id)).at(-1)).toBe(`guest:removed by ${nurse.userId}`);
    visit.close();
  });

  it('leaves for good by themselves', async () => {
    const { doctor } = clinic;
    const visit = await startVisit();
    const { guest, link } = await invite(doctor, visit.id);
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    await send(doctor, 'POST', `/${visit.id}/guests/${guest.id}/admit`);
    const { peer } = await joinedGuest(browser);
    expect((await browser.leave()).guest).toMatchObject({ state: 'left', visit: null });
    await peer.disconnected();
    expect((await browser.leave()).guest?.state).toBe('left');
    expect((await browser.join()).status).toBe(409);
    expect((await actionsOn(guest.id)).filter((action) => action.startsWith('guest:left'))).toHaveLength(1);
    visit.close();
  });

  it('is let in one by one, by the clinician whose visit it is, and not before the patient', async () => {
    const { doctor, nurse, patient } = clinic;
    const id = await book();
    const first = await invite(doctor, id);
    const second = await invite(patient, id, { name: 'Dr Olsen', kind: 'expert' });
    const admit = (person: Person, { guest }: InvitedGuest) => send(person, 'POST', `/${id}/guests/${guest.id}/admit`);
    const browsers = [new GuestBrowser(server.url), new GuestBrowser(server.url)] as const;
    await browsers[0].open(first.link);
    expect((await admit(doctor, first)).body.error).toEqual({ code: 'conflict', message: 'let the patient in first' });
    await send(patient, 'POST', `/${id}/check-in`);
    await send(doctor, 'POST', `/${id}/admit`);
    expect((await admit(doctor, second)).body.error?.message).toBe('this guest has not opened the link yet');
    await browsers[1].open(second.link);
    expect((await admit(patient, first)).status).toBe(403);
    expect((await admit(nurse, first)).status).toBe(403);
    expect((await admit(doctor, first)).status).toBe(200);
    expect((await admit(doctor, first)).status).toBe(409);
    expect((await browsers[0].join()).status).toBe(200);
    expect((await browsers[1].join()).status).toBe(409);
    expect((await read(doctor, id)).guests.map(({ state }) => state)).toEqual(['admitted', 'waiting']);
  });
});

describe('the link of an invitation', () => {
  it('is opened by exactly one of two devices that try at once, and by that one again', async () => {
    const id = await book();
    const { link } = await invite(clinic.doctor, id);
    const browsers = Array.from({ length: 6 }, () => new GuestBrowser(server.url));
    const answers = await Promise.all(browsers.map((browser) => browser.open(link)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    const winner = browsers[answers.findIndex(({ status }) => status === 200)];
    const again = await winner?.open(link);
    expect([again?.status, again?.guest?.state, again?.setCookie]).toEqual([200, 'waiting', []]);
  });

  it('is kept as a hash, and neither it nor the session stands in a log', async () => {
    const id = await book();
    const { guest, link } = await invite(clinic.doctor, id);
    const token = link.split('#')[1] ?? '';
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    const session = browser.cookie.split('=')[1] ?? '';
    const [row] = await server.deps.db.select().from(visitGuests).where(eq(visitGuests.id, guest.id));
    const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
    expect(Buffer.from(row?.tokenSha256 ?? []).toString('hex')).toBe(sha256(token));
    expect(Buffer.from(row?.sessionSha256 ?? []).toString('hex')).toBe(sha256(session));
    const written = JSON.stringify([row, await server.deps.db.select().from(auditLog), server.logged], (_key, value) =>
      typeof value === 'bigint' ? value.toString() : (value as unknown),
    );
    expect([written.includes(token), written.includes(session)]).toEqual([false, false]);
    expect(JSON.stringify(await read(clinic.doctor, id))).not.toContain(token);
  });

  it('that is forged, cut short, withdrawn, too old or of a visit that is over opens nothing, and says so', async () => {
    const { doctor } = clinic;
    const id = await book();
    const open = (link: string) => new GuestBrowser(server.url).open(link);
    expect(await open(`/guest#${'A'.repeat(43)}`)).toMatchObject({ status: 404, code: 'not_found', setCookie: [] });
    expect(await open('/guest#short')).toMatchObject({ status: 400, code: 'invalid' });
    const withdrawn = await invite(doctor, id);
    await send(doctor, 'DELETE', `/${id}/guests/${withdrawn.guest.id}`);
    expect(await open(withdrawn.link)).toMatchObject({ status: 409, code: 'conflict', setCookie: [] });
    expect((await actionsOn(withdrawn.guest.id)).at(-1)).toBe(`guest:revoked by ${doctor.userId}`);
    const old = await invite(doctor, id);
    await server.deps.db
      .update(visitGuests)
      .set({ expiresAt: sql`clock_timestamp()` })
      .where(eq(visitGuests.id, old.guest.id));
    expect(await open(old.link)).toMatchObject({ status: 409, code: 'conflict', setCookie: [] });
    expect((await guestOf(id, old.guest.id))?.state).toBe('invited');
    const late = await invite(doctor, id);
    await send(doctor, 'POST', `/${id}/cancel`);
    expect(await open(late.link)).toMatchObject({ status: 409, code: 'conflict', setCookie: [] });
  });

  it('lasts for a day, of a booked visit until a day after it', async () => {
    const lastsMs = async (id: string): Promise<number> => {
      const { guest } = await invite(clinic.doctor, id);
      return Date.parse(guest.expiresAt) - Date.now();
    };
    expect(Math.round((await lastsMs(await book(5 * 24 * HOUR_MS))) / HOUR_MS)).toBe(6 * 24);
    const far = await book(7 * 24 * HOUR_MS);
    expect((await send(clinic.doctor, 'POST', `/${far}/guests`, LI_NA)).body.error).toEqual({
      code: 'conflict',
      message: 'invite at most 6 days before the visit',
    });
    const { body } = await send(clinic.doctor, 'POST', '', { patientId: clinic.patient.patientId });
    expect(Math.round((await lastsMs(body.consultation.id)) / HOUR_MS)).toBe(24);
  });

  it('ends its session, too, when it is over', async () => {
    const id = await book();
    const { guest, link } = await invite(clinic.doctor, id);
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    await server.deps.db
      .update(visitGuests)
      .set({ expiresAt: sql`clock_timestamp()` })
      .where(eq(visitGuests.id, guest.id));
    expect((await browser.read()).status).toBe(401);
  });
});

describe('who may invite and send away', () => {
  it('is the clinician whose visit it is, and its patient, who may also send anybody away', async () => {
    const { doctor, nurse, patient } = clinic;
    const id = await book();
    expect((await send(nurse, 'POST', `/${id}/guests`, LI_NA)).status).toBe(403);
    const own = await invite(patient, id);
    const doctors = await invite(doctor, id);
    for (const { guest } of [own, doctors]) {
      expect((await send(patient, 'DELETE', `/${id}/guests/${guest.id}`)).status).toBe(200);
    }
    expect((await actionsOn(own.guest.id)).at(0)).toBe(`guest:invited by ${patient.userId}`);
  });

  it('is nobody else: another visit’s guests do not exist, for whomever it is', async () => {
    const { doctor, outsider, otherPatient, administrator } = clinic;
    const id = await book();
    const { guest } = await invite(doctor, id);
    for (const person of [outsider, otherPatient, administrator]) {
      expect((await send(person, 'POST', `/${id}/guests`, LI_NA)).status).toBe(404);
      expect((await send(person, 'DELETE', `/${id}/guests/${guest.id}`)).status).toBe(404);
      expect((await send(person, 'POST', `/${id}/guests/${guest.id}/admit`)).status).toBe(404);
    }
    const other = await book(2 * HOUR_MS);
    expect((await send(doctor, 'DELETE', `/${other}/guests/${guest.id}`)).status).toBe(404);
    expect((await guestOf(id, guest.id))?.state).toBe('invited');
  });

  it('takes names as they are, nothing that is empty or endless, and five guests at once', async () => {
    const { doctor } = clinic;
    const id = await book();
    for (const body of [
      { ...LI_NA, name: '  ' },
      { ...LI_NA, name: 'x'.repeat(81) },
      { ...LI_NA, kind: 'friend' },
      {},
    ]) {
      expect((await send(doctor, 'POST', `/${id}/guests`, body)).status).toBe(400);
    }
    const invited = await Promise.all(Array.from({ length: 7 }, () => send(doctor, 'POST', `/${id}/guests`, LI_NA)));
    expect(invited.map(({ status }) => status).sort()).toEqual([201, 201, 201, 201, 201, 409, 409]);
    await send(doctor, 'POST', `/${id}/cancel`);
    expect((await send(doctor, 'POST', `/${id}/guests`, LI_NA)).status).toBe(409);
  });
});

describe('the session of a guest', () => {
  it('opens nothing else, over HTTP or by the socket, and nobody’s session opens theirs', async () => {
    const { doctor, patient } = clinic;
    const visit = await startVisit();
    const { guest, link } = await invite(doctor, visit.id);
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    await send(doctor, 'POST', `/${visit.id}/guests/${guest.id}/admit`);
    // A browser would not even send it there; somebody who means harm does.
    for (const [method, path] of [
      ['GET', '/api/me'],
      ['GET', '/api/patients'],
      ['GET', `/api/patients/${patient.patientId}`],
      ['GET', `/api/patients/${patient.patientId}/observations`],
      ['GET', '/api/alerts'],
      ['GET', '/api/consultations'],
      ['GET', `/api/consultations/${visit.id}`],
      ['GET', `/api/consultations/${visit.id}/waiting-room`],
      ['POST', `/api/consultations/${visit.id}/join`],
      ['POST', `/api/consultations/${visit.id}/end`],
      ['POST', `/api/consultations/${visit.id}/guests/${guest.id}/admit`],
      ['DELETE', `/api/consultations/${visit.id}/guests/${guest.id}`],
      ['POST', '/api/call-checks'],
    ] as const) {
      expect([path, (await browser.ask(method, path)).status]).toEqual([path, 401]);
    }
    const { cookie } = browser;
    await expect(RealtimeClient.connect(server.url, null, { cookie })).rejects.toThrow('unauthenticated');
    // The same secret under the name of a user's session.
    const asUser = cookie.replace('kanhu.guest=', 'kanhu.session_token=');
    await expect(RealtimeClient.connect(server.url, null, { cookie: asUser })).rejects.toThrow('unauthenticated');
    for (const person of [doctor, patient]) {
      expect((await person.get('/api/guest')).status).toBe(401);
      expect((await person.send('POST', '/api/guest/join')).status).toBe(401);
    }
    visit.close();
  });

  it('goes over TLS alone where the clinic has it', async () => {
    const secured = await startLiveServer(live, { env: { KANHU_PUBLIC_URL: 'https://clinic.example' } });
    const { link } = await invite(clinic.doctor, await book());
    const opened = await new GuestBrowser(secured.url).open(link);
    await secured.close();
    expect(opened.setCookie[0]).toMatch(/; HttpOnly; Secure; SameSite=Strict$/);
  });

  it('is told nothing of the patient, whatever it asks', async () => {
    const { doctor, patient } = clinic;
    const visit = await startVisit();
    const { link } = await invite(doctor, visit.id);
    const browser = new GuestBrowser(server.url);
    const answers = JSON.stringify([await browser.open(link), await browser.read(), await browser.leave()]);
    for (const secret of [patient.name, patient.patientId, visit.id]) expect(answers).not.toContain(secret);
    visit.close();
  });

  it('may ask often enough to wait, and no oftener', async () => {
    const id = await book();
    const { link } = await invite(clinic.doctor, id);
    const browser = new GuestBrowser(server.url);
    await browser.open(link);
    const statuses: number[] = [];
    for (let n = 0; n < 91; n += 1) statuses.push((await browser.ask('GET', '/api/guest')).status);
    expect(statuses.indexOf(429)).toBe(90);
  });
});
