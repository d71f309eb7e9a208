import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { and, asc, eq } from 'drizzle-orm';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Consultation, type ConsultationState } from '#contracts/consultation.ts';
import { ErrorBody } from '#contracts/errors.ts';
import { VISIT_ENTRY_NOTIFICATION, VisitEntryNotification } from '#contracts/notification.ts';
import { AddedVisitEntry, VisitEntryPage, type VisitEntry } from '#contracts/visit-chat.ts';
import { CHAT_STATES, FILES_PER_VISIT, VISIT_FILE_BYTES, VISIT_TEXT_LENGTH } from '#contracts/visit-chat-limits.ts';
import { newId } from '#database/ids.ts';
import { auditLog, consultations, rateLimits, visitEntries } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';

let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };
let visitId: string;

beforeAll(async () => {
  live = await createLiveClinic();
  server = await startLiveServer(live);
  clinic = await createClinic(server);
});
beforeEach(async () => {
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  await joinCareTeam(server, clinic.nurse, patient.patientId);
  await server.deps.db.delete(rateLimits);
  visitId = await book();
  await patient.send('POST', path('/check-in'));
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
});

const book = async (): Promise<string> => {
  const startsAt = new Date(Date.now() + 600_000).toISOString();
  const answer = await clinic.doctor.send('POST', '/api/consultations', { patientId: patient.patientId, startsAt });
  const { consultation } = (await answer.json()) as { consultation: unknown };
  return Consultation.parse(consultation).id;
};
const path = (rest: string, id = visitId) => `/api/consultations/${id}${rest}`;
const enter = (state: ConsultationState) =>
  server.deps.db.update(consultations).set({ state }).where(eq(consultations.id, visitId));

const write = (who: Person, text: string, clientId = newId()) => who.send('POST', path('/entries'), { text, clientId });

type Sent = { name?: string; clientId?: string; type?: string };
const give = (who: Person, body: BodyInit, { name = 'photo.png', clientId = newId(), type }: Sent = {}) =>
  fetch(`${server.url}${path('/files')}?${new URLSearchParams({ name, clientId })}`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': type ?? 'application/octet-stream' },
    body,
  });
/** Without saying beforehand how long it is. */
const giveInParts = async (who: Person, body: Buffer): Promise<Response> => {
  const query = new URLSearchParams({ name: 'report.pdf', clientId: newId() });
  const asked = request(`${server.url}${path('/files')}?${query}`, {
    method: 'POST',
    headers: { cookie: who.cookie, 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' },
  });
  const answered = once(asked, 'response') as Promise<[IncomingMessage]>;
  asked.end(body);
  const [answer] = await answered;
  return new Response(await text(answer), { status: answer.statusCode ?? 0 });
};
const added = async (answer: Response): Promise<VisitEntry> => {
  expect(answer.status).toBe(201);
  return AddedVisitEntry.parse(await answer.json()).entry;
};
const gaveFile = async (who: Person, body: BodyInit, sent: Sent = {}) => {
  const entry = await added(await give(who, body, sent));
  if (entry.kind !== 'file') throw new Error('the entry holds no file');
  return entry;
};
const list = async (who: Person, query = ''): Promise<VisitEntryPage> =>
  VisitEntryPage.parse(await (await who.get(path(`/entries${query}`))).json());
const texts = async (who: Person): Promise<string[]> =>
  (await list(who)).entries.map((entry) => (entry.kind === 'text' ? entry.text : entry.file.name));
const refusal = async (answer: Response) => [answer.status, ErrorBody.parse(await answer.json()).error.code];
const auditOf = (action: string) =>
  server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.patientId, patient.patientId), eq(auditLog.action, action)))
    .orderBy(asc(auditLog.id));

const png = (seed = 0): Buffer<ArrayBuffer> => {
  const picture = new PNG({ width: 4, height: 4 });
  picture.data.fill(seed);
  return Buffer.from(PNG.sync.write(picture));
};
const JPEG = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, ...Buffer.from('JFIF\0'), 1, 1, 0, 0, 1, 0, 1, 0, 0]);
const WEBP = Buffer.concat([Buffer.from('RIFF\x24\0\0\0WEBPVP8 '), Buffer.alloc(32)]);
const PDF = Buffer.from('%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n');

describe('the chat of a visit', () => {
  it('holds what both sides wrote, in order, for the patient and all of the care team', async () => {
    const asked = await added(await write(patient, '  I brought the new tablets. '));
    expect(asked).toMatchObject({
      ...{ kind: 'text', text: 'I brought the new tablets.', authorId: patient.userId, authorRole: 'patient' },
      ...{ authorName: 'Qian Yu', consultationId: visitId },
    });
    expect(await added(await write(clinic.doctor, 'Only <b>one</b> & a half'))).toMatchObject({
      authorRole: 'clinician',
      authorName: clinic.doctor.name,
    });
    await added(await write(clinic.nurse, 'Good'));
    for (const who of [patient, clinic.doctor, clinic.nurse])
      expect(await texts(who)).toEqual(['I brought the new tablets.', 'Only <b>one</b> & a half', 'Good']);
  });

  it('is written from the waiting room to the end of the visit, and read ever after', async () => {
    await enter('booked');
    expect(await refusal(await write(patient, 'Too early'))).toEqual([409, 'conflict']);
    await enter('ringing');
    expect(await refusal(await write(clinic.doctor, 'Too early'))).toEqual([409, 'conflict']);
    for (const state of CHAT_STATES) {
      await enter(state);
      await added(await write(patient, state));
    }
    for (const state of ['ended', 'cancelled', 'no_show', 'declined', 'missed'] as const) {
      await enter(state);
      expect(await refusal(await write(patient, 'Too late'))).toEqual([409, 'conflict']);
      expect(await refusal(await give(clinic.doctor, png()))).toEqual([409, 'conflict']);
    }
    expect(await texts(patient)).toEqual([...CHAT_STATES]);
    expect(await texts(clinic.doctor)).toEqual([...CHAT_STATES]);
  });

  it('is listed page by page', async () => {
    for (const text of ['one', 'two', 'three']) await added(await write(patient, text));
    const first = await list(clinic.doctor, '?limit=2');
    expect(first.entries).toMatchObject([{ text: 'one' }, { text: 'two' }]);
    const rest = await list(clinic.doctor, `?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(rest).toMatchObject({ entries: [{ text: 'three' }], nextCursor: null });
    expect(await refusal(await clinic.doctor.get(path('/entries?cursor=bm90LW91cnM')))).toEqual([400, 'invalid']);
  });

  it('gives entries that come at once one order, and loses none', async () => {
    const all = await Promise.all(
      Array.from({ length: 12 }, async (_, i) => added(await write(i % 2 === 0 ? patient : clinic.doctor, `${i}`))),
    );
    expect(new Set(all.map(({ at }) => at)).size).toBe(12);
    const listed = (await list(patient)).entries.map(({ id }) => id);
    expect(listed).toEqual(all.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ id }) => id));
  });

  it('takes the same request again as the same entry, also when the visit has ended meanwhile', async () => {
    const clientId = newId();
    const [first, second] = await Promise.all([write(patient, 'Hello', clientId), write(patient, 'Hello', clientId)]);
    const entry = await added(first);
    expect(await added(second)).toEqual(entry);
    const ofFile = newId();
    const file = await gaveFile(patient, png(), { clientId: ofFile });
    await enter('ended');
    expect(await added(await write(patient, 'Hello', clientId))).toEqual(entry);
    expect(await gaveFile(patient, png(), { clientId: ofFile })).toEqual(file);
    expect((await list(patient)).entries).toEqual([entry, file]);
    expect(await auditOf('consultation:entry-added')).toHaveLength(2);
  });

  it('refuses other content under a client id that was used, here or in another visit', async () => {
    const clientId = newId();
    await added(await write(patient, 'Hello', clientId));
    expect(await refusal(await write(patient, 'Good-bye', clientId))).toEqual([409, 'conflict']);
    expect(await refusal(await give(patient, png(), { clientId }))).toEqual([409, 'conflict']);
    await gaveFile(patient, png(1), { clientId: visitId });
    expect(await refusal(await give(patient, png(2), { clientId: visitId }))).toEqual([409, 'conflict']);
    const other = await book();
    await patient.send('POST', path('/check-in', other));
    const elsewhere = await patient.send('POST', path('/entries', other), { text: 'Hello', clientId });
    expect(await refusal(elsewhere)).toEqual([409, 'conflict']);
    // It is each author's own.
    await added(await write(clinic.doctor, 'Hello', clientId));
  });

  it.each([
    ['nothing', '   '],
    ['too much', 'x'.repeat(VISIT_TEXT_LENGTH + 1)],
    ['what cannot be stored', 'a\u0000b'],
    ['half a character', '\ud83d'],
  ])('refuses %s', async (_what, text) => {
    expect(await refusal(await write(patient, text))).toEqual([400, 'invalid']);
    expect(await texts(patient)).toEqual([]);
  });

  it('is bounded in a minute', async () => {
    for (let i = 0; i < 60; i += 1) await added(await write(patient, `${i}`));
    const answer = await write(patient, 'one more');
    expect(answer.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await refusal(answer)).toEqual([429, 'rate_limited']);
  });

  it('leaves what was written to the chat: neither audit log nor logs hold it', async () => {
    const { id } = await added(await write(patient, 'a very private sentence'));
    await gaveFile(patient, png(), { name: 'a very private name.png' });
    const audits = await auditOf('consultation:entry-added');
    expect(audits).toMatchObject([
      {
        ...{ actor: { type: 'user', id: patient.userId }, subjectType: 'visit-entry', subjectId: id },
        detail: { consultationId: visitId, kind: 'text' },
      },
      { detail: { kind: 'file', type: 'image/png', sizeBytes: png().length } },
    ]);
    expect(JSON.stringify(audits.map(({ detail }) => detail))).not.toContain('private');
    expect(server.logged.join('\n')).not.toContain('private');
  });
});

describe('a file of a visit', () => {
  it.each([
    ['a picture', png(), 'wound.png', 'image/png', 'wound.png'],
    ['a photograph', JPEG, 'IMG_0001.JPEG', 'image/jpeg', 'IMG_0001.JPEG'],
    ['a picture of a browser', WEBP, '血压.webp', 'image/webp', '血压.webp'],
    ['a report', PDF, 'report.pdf', 'application/pdf', 'report.pdf'],
    ['a picture that is called a report', png(), 'report.pdf', 'image/png', 'report.pdf.png'],
    ['a report that is called a page', PDF, 'report.html', 'application/pdf', 'report.html.pdf'],
    ['a picture without an ending', png(), '.png', 'image/png', '.png.png'],
    ['a long name', PDF, `${'n'.repeat(116)}.htm`, 'application/pdf', `${'n'.repeat(116)}.pdf`],
  ])('is what its content says: %s', async (_what, bytes, name, type, keptName) => {
    const { id, file } = await gaveFile(patient, bytes, { name });
    expect(file).toEqual({ name: keptName, type, sizeBytes: bytes.length });
    const answer = await clinic.doctor.get(path(`/files/${id}`));
    expect(answer.status).toBe(200);
    expect(Buffer.from(await answer.arrayBuffer()).equals(bytes)).toBe(true);
    expect(answer.headers.get('content-type')).toBe(type);
  });

  it.each([
    ['a page called a picture', '<!doctype html><script>alert(1)</script>', 'photo.png'],
    ['a drawing with scripts', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', 'photo.svg'],
    ['a drawing after an XML declaration', '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', 'a.png'],
    ['a program', 'MZ\u0090\u0000\u0003', 'photo.png'],
    ['a moving picture', 'GIF89a\u0001\u0000\u0001\u0000', 'photo.gif'],
    ['an archive', 'PK\u0003\u0004\u0014\u0000', 'report.pdf'],
    ['plain words', 'blood pressure 128/82', 'photo.png'],
    ['nothing', '', 'photo.png'],
  ])('is not taken: %s', async (_what, content, name) => {
    expect(await refusal(await give(patient, content, { name }))).toEqual([400, 'invalid']);
    expect(await texts(patient)).toEqual([]);
  });

  it.each(['../photo.png', 'C:\\photo.png', 'a\u0007.png', 'photo\u202Egnp.exe', '..', '', 'n'.repeat(121)])(
    'refuses the name %j',
    async (name) => {
      expect(await refusal(await give(patient, png(), { name }))).toEqual([400, 'invalid']);
    },
  );

  it('may have ten megabytes and not one byte more, whether or not it says so before', async () => {
    const largest = Buffer.concat([PDF, Buffer.alloc(VISIT_FILE_BYTES - PDF.length)]);
    expect((await gaveFile(patient, largest)).file.sizeBytes).toBe(VISIT_FILE_BYTES);
    const larger = Buffer.concat([largest, Buffer.alloc(1)]);
    expect(await refusal(await give(patient, larger))).toEqual([400, 'invalid']);
    expect(await refusal(await giveInParts(patient, larger))).toEqual([400, 'invalid']);
    expect((await list(patient)).entries).toHaveLength(1);
  });

  it('comes with the one content type that a form of another site cannot send', async () => {
    for (const type of ['image/png', 'multipart/form-data; boundary=x', 'text/plain'])
      expect(await refusal(await give(patient, png(), { type }))).toEqual([400, 'invalid']);
  });

  it('is one of at most twenty, of both sides together and also when they come at once', async () => {
    const clientId = newId();
    const first = await gaveFile(patient, png(), { clientId });
    const answers = await Promise.all(
      Array.from({ length: FILES_PER_VISIT + 1 }, (_, i) => give(i % 2 === 0 ? patient : clinic.doctor, png(i))),
    );
    const taken = Array<number>(FILES_PER_VISIT - 1).fill(201);
    expect(answers.map(({ status }) => status).sort()).toEqual([...taken, 409, 409]);
    expect((await list(patient)).entries).toHaveLength(FILES_PER_VISIT);
    // One that was stored is still answered as what it is.
    expect(await gaveFile(patient, png(), { clientId })).toEqual(first);
    await added(await write(patient, 'words go on'));
  });

  it('is handed out to be kept, closed off, and each time with its audit row', async () => {
    const { id } = await gaveFile(clinic.doctor, png(), { name: "李伟's plan (1).png" });
    for (const who of [patient, clinic.nurse]) {
      const { status, headers } = await who.get(path(`/files/${id}`));
      expect([status, Object.fromEntries(headers)]).toMatchObject([
        200,
        {
          'content-type': 'image/png',
          'content-disposition': "attachment; filename*=UTF-8''%E6%9D%8E%E4%BC%9F%27s%20plan%20%281%29.png",
          'x-content-type-options': 'nosniff',
          'cache-control': 'private, no-store',
          'content-security-policy': "sandbox; default-src 'none'",
        },
      ]);
    }
    expect(await auditOf('consultation:file-read')).toMatchObject([
      { actor: { type: 'user', id: patient.userId }, subjectType: 'visit-entry', subjectId: id },
      { actor: { type: 'user', id: clinic.nurse.userId }, detail: { consultationId: visitId } },
    ]);
  });

  it('is of its own visit, and there only for those who may see it', async () => {
    const { id } = await gaveFile(patient, png());
    const { id: words } = await added(await write(patient, 'Hello'));
    const other = await book();
    expect(await refusal(await patient.get(path(`/files/${id}`, other)))).toEqual([404, 'not_found']);
    expect(await refusal(await patient.get(path(`/files/${words}`)))).toEqual([404, 'not_found']);
    for (const who of [clinic.otherPatient, clinic.outsider, clinic.administrator]) {
      expect(await refusal(await who.get(path(`/files/${id}`)))).toEqual([404, 'not_found']);
      expect(await refusal(await who.get(path('/entries')))).toEqual([404, 'not_found']);
      expect(await refusal(await write(who, 'Hello'))).toEqual([404, 'not_found']);
      // Without one byte of it having been asked for.
      expect(await refusal(await give(who, png(), { type: 'text/plain' }))).toEqual([404, 'not_found']);
    }
    expect(await auditOf('consultation:file-read')).toEqual([]);
  });

  it('has its fingerprint beside it', async () => {
    const { id } = await gaveFile(patient, png());
    const [row] = await server.deps.db.select().from(visitEntries).where(eq(visitEntries.id, id));
    expect(row?.fileSha256).toEqual(createHash('sha256').update(png()).digest());
  });
});

describe('the news of an entry', () => {
  it('reaches the other side and the rest of the care team at once, with the entry, and nobody else', async () => {
    const { doctor, nurse, outsider, otherPatient, administrator } = clinic;
    const people = [patient, doctor, nurse, outsider, otherPatient, administrator];
    const pages = await Promise.all(people.map((person) => RealtimeClient.connect(server.url, person)));
    try {
      const words = await added(await write(patient, 'Are you there?'));
      const file = await gaveFile(doctor, png());
      const concerned = pages.slice(0, 3);
      const newsOf = ({ heard }: RealtimeClient) =>
        heard.filter(({ name }) => name === VISIT_ENTRY_NOTIFICATION).map(({ payload }) => payload);
      await eventually('both entries on three pages', () => concerned.every((page) => newsOf(page).length === 2));
      for (const page of concerned) {
        const heard = newsOf(page).map((payload) => VisitEntryNotification.parse(payload));
        expect(heard.map(({ entry }) => entry)).toEqual([words, file]);
        expect(heard.map(({ patientId }) => patientId)).toEqual([patient.patientId, patient.patientId]);
      }
      // What comes after it has come to the others, too: had they been told of it, they would have heard.
      await Promise.all(pages.slice(3).map((page) => page.request('notification:received', { eventIds: ['1'] })));
      expect(
        pages
          .slice(3)
          .flatMap(({ names }) => names)
          .filter((name) => name !== 'stream:caught-up'),
      ).toEqual([]);
    } finally {
      for (const page of pages) page.close();
    }
  });

  it('is replayed to a page that was away', async () => {
    const before = await RealtimeClient.connect(server.url, patient);
    await added(await write(clinic.doctor, 'first'));
    const heard = await eventually('the first', () =>
      before.heard.find(({ name }) => name === VISIT_ENTRY_NOTIFICATION),
    );
    before.close();
    const missed = await added(await write(clinic.doctor, 'second'));
    const after = await RealtimeClient.connect(server.url, patient, { lastEventId: heard.payload.eventId ?? '' });
    const news = await eventually('the second', () =>
      after.heard.find(({ name }) => name === VISIT_ENTRY_NOTIFICATION),
    );
    expect(VisitEntryNotification.parse(news.payload).entry).toEqual(missed);
    after.close();
  });
});
