import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail } from '#contracts/alert.ts';
import { ErrorBody } from '#contracts/errors.ts';
import { MessagePage, SentMessage, UnreadMessages, type Message } from '#contracts/message.ts';
import { MessageNotification } from '#contracts/notification.ts';
import { PatientList } from '#contracts/patient.ts';
import { newId } from '#database/ids.ts';
import { alertCallPeople, alertCalls, alerts, auditLog, careTeamMembers, events } from '#database/schema/index.ts';
import { sweepAndRelay } from '../support/escalation.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { raiseAlert } from '../support/raise-alert.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };
let alertId: string;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
beforeEach(async () => {
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  await joinCareTeam(server, clinic.nurse, patient.patientId);
  alertId = await raiseAlert(server.deps, patient.patientId);
});
afterAll(() => server.close());

type Sent = Record<string, unknown>;

const path = (rest = '') => `/api/patients/${patient.patientId}/messages${rest}`;
const send = (who: Person, { body = 'How are you?', key = newId(), ...rest }: Sent = {}) =>
  who.send('POST', path(), { body, key, ...rest });
const sent = async (who: Person, message: Sent = {}): Promise<Message> => {
  const answer = await send(who, message);
  expect(answer.status).toBe(201);
  return SentMessage.parse(await answer.json()).message;
};
const thread = async (who: Person, query = ''): Promise<MessagePage> =>
  MessagePage.parse(await (await who.get(path(query))).json());
const read = async (who: Person, upTo: string): Promise<UnreadMessages> =>
  UnreadMessages.parse(await (await who.send('POST', path('/read'), { upTo })).json());
const refusal = async (answer: Response) => [answer.status, ErrorBody.parse(await answer.json()).error.code];
const eventsOf = async (id: string) =>
  AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${id}`)).json())
    .events.map(({ type }) => type)
    .filter((type) => type.startsWith('message'));
const auditOf = (action: string) =>
  server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.patientId, patient.patientId), eq(auditLog.action, action)));

describe('a thread between a patient and the care team', () => {
  it('holds what the doctor wrote from an alert and what the patient answered, for all of the care team', async () => {
    const asked = await sent(clinic.doctor, { body: '  Have you taken your tablets?\nBoth? ', alertId });
    expect(asked).toMatchObject({
      ...{ alertId, authorKind: 'care-team', authorName: clinic.doctor.name, isRead: false },
      body: 'Have you taken your tablets?\nBoth?',
    });
    const answer = await sent(patient, { body: 'Only <b>one</b> & a half' });
    expect(answer).toMatchObject({ alertId, authorKind: 'patient', authorId: patient.userId });
    for (const who of [clinic.doctor, clinic.nurse, patient]) {
      const { messages } = await thread(who);
      expect(messages.map(({ body }) => body)).toEqual([
        'Only <b>one</b> & a half',
        'Have you taken your tablets?\nBoth?',
      ]);
    }
  });

  it('shows on the record of the alert that was written from, as long as it is open', async () => {
    const other = await raiseAlert(server.deps, patient.patientId, 'hr.rest-high');
    await sent(patient, { body: 'Hello' });
    await sent(clinic.doctor, { alertId });
    await sent(patient, { body: 'Fine' });
    expect(await eventsOf(alertId)).toEqual(['message-sent', 'message-answered']);
    expect(await eventsOf(other)).toEqual([]);
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    expect(await sent(patient, { body: 'Thanks' })).toMatchObject({ alertId: null });
    expect(await eventsOf(alertId)).toEqual(['message-sent', 'message-answered']);
  });

  it('is told to pages by ids, and nothing but the thread holds what was written', async () => {
    const body = 'a very private sentence';
    const { id } = await sent(clinic.doctor, { body, alertId });
    await sweepAndRelay(server.deps);
    const published = await server.deps.db.select().from(events).where(eq(events.patientId, patient.patientId));
    const news = published.find(({ type }) => type === 'message:sent');
    expect(MessageNotification.parse(news?.payload)).toMatchObject({ messageId: id, alertId });
    const [audited] = await auditOf('message:sent');
    expect(audited).toMatchObject({
      ...{ subjectType: 'message', subjectId: id, detail: { alertId } },
      actor: { type: 'user', id: clinic.doctor.userId },
    });
    expect(await auditOf('alert:message-sent')).toHaveLength(1);
    const everything = JSON.stringify([published, await server.deps.db.select().from(auditLog)], (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value,
    );
    expect(everything).not.toContain(body);
  });

  it('is read page by page, the newest first', async () => {
    for (const body of ['one', 'two', 'three']) await sent(clinic.doctor, { body });
    const first = await thread(patient, '?limit=2');
    expect(first.messages.map(({ body }) => body)).toEqual(['three', 'two']);
    const second = await thread(patient, `?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect(second).toMatchObject({ messages: [{ body: 'one' }], nextCursor: null });
    expect(await refusal(await patient.get(path('?cursor=nonsense')))).toEqual([400, 'invalid']);
  });

  it('keeps its order and loses nothing when everybody writes at once', async () => {
    const writers = [clinic.doctor, clinic.nurse, patient, clinic.doctor, patient];
    const made = await Promise.all(writers.map((who, i) => sent(who, { body: `at once ${i}` })));
    const { messages } = await thread(patient);
    expect(messages.map(({ id }) => id).sort()).toEqual(made.map(({ id }) => id).sort());
    expect(new Set(messages.map(({ sentAt }) => sentAt)).size).toBe(writers.length);
  });
});

describe('the same request again', () => {
  it('is the same message, also when both come at once', async () => {
    const key = newId();
    const both = await Promise.all([sent(clinic.doctor, { key, alertId }), sent(clinic.doctor, { key, alertId })]);
    const third = await sent(clinic.doctor, { key, alertId });
    expect(new Set([...both, third].map(({ id }) => id)).size).toBe(1);
    expect((await thread(patient)).messages).toHaveLength(1);
    expect(await auditOf('message:sent')).toHaveLength(1);
    expect(await eventsOf(alertId)).toEqual(['message-sent']);
  });

  it('is the same answer of the patient’s after the alert was closed', async () => {
    const key = newId();
    await sent(clinic.doctor, { alertId });
    const first = await sent(patient, { key });
    await clinic.doctor.send('POST', `/api/alerts/${alertId}/resolve`, { outcome: 'advised' });
    expect(await sent(patient, { key })).toMatchObject({ id: first.id, alertId });
  });

  it('is refused with other words, for another alert or another patient; another author’s key is their own', async () => {
    const key = newId();
    await sent(clinic.doctor, { key });
    expect(await refusal(await send(clinic.doctor, { key, body: 'other words' }))).toEqual([409, 'conflict']);
    expect(await refusal(await send(clinic.doctor, { key, alertId }))).toEqual([409, 'conflict']);
    const elsewhere = `/api/patients/${clinic.patient.patientId}/messages`;
    const answer = await clinic.doctor.send('POST', elsewhere, { key, body: 'How are you?' });
    expect(await refusal(answer)).toEqual([409, 'conflict']);
    await sent(clinic.nurse, { key, body: 'other words' });
  });
});

describe('who may write and read', () => {
  it('is nobody but the patient and whoever treats them', async () => {
    const { id } = await sent(clinic.doctor);
    for (const who of [clinic.outsider, clinic.otherPatient, clinic.administrator]) {
      expect(await refusal(await who.get(path()))).toEqual([404, 'not_found']);
      expect(await refusal(await send(who))).toEqual([404, 'not_found']);
      expect(await refusal(await who.send('POST', path('/read'), { upTo: id }))).toEqual([404, 'not_found']);
    }
    expect((await thread(patient)).messages).toHaveLength(1);
  });

  it('ends with the care team', async () => {
    const now = new Date();
    await sent(clinic.nurse);
    await server.deps.db
      .update(careTeamMembers)
      .set({ endsAt: now })
      .where(and(eq(careTeamMembers.patientId, patient.patientId), eq(careTeamMembers.userId, clinic.nurse.userId)));
    expect(await refusal(await send(clinic.nurse))).toEqual([404, 'not_found']);
    expect(await refusal(await clinic.nurse.get(path()))).toEqual([404, 'not_found']);
  });

  it('is whoever was called about an alert, too, while it is open', async () => {
    const { db } = server.deps;
    const callId = newId();
    const at = new Date();
    await db.update(alerts).set({ paged: true, pagedAt: at }).where(eq(alerts.id, alertId));
    await db.insert(alertCalls).values({
      ...{ id: callId, alertId, pagedAt: at, round: 1, tier: 0, severity: 'critical', policyVersion: 0, calledAt: at },
      ...{ answerBy: new Date(at.getTime() + 900_000), emptyTargets: [] },
    });
    const { userId } = clinic.outsider;
    await db
      .insert(alertCallPeople)
      .values({ callId, alertId, patientId: patient.patientId, userId, givesAccess: true });
    expect(await sent(clinic.outsider, { alertId })).toMatchObject({ authorId: userId });
    await db
      .update(alerts)
      .set({ state: 'withdrawn', closedAt: new Date(at.getTime() - 25 * 3_600_000) })
      .where(eq(alerts.id, alertId));
    expect(await refusal(await send(clinic.outsider))).toEqual([404, 'not_found']);
  });

  it('writes from an alert of this patient alone, and the patient from none', async () => {
    const foreign = await raiseAlert(server.deps, clinic.patient.patientId);
    expect(await refusal(await send(clinic.doctor, { alertId: foreign }))).toEqual([404, 'not_found']);
    expect(await refusal(await send(patient, { alertId: foreign }))).toEqual([404, 'not_found']);
    expect(await refusal(await send(patient, { alertId }))).toEqual([403, 'forbidden']);
    expect((await thread(patient)).messages).toEqual([]);
  });

  it.each([
    ['no words', { body: '' }],
    ['only spaces', { body: ' \n ' }],
    ['too many words', { body: 'x'.repeat(2_001) }],
    ['no text', { body: 7 }],
    ['what cannot be stored', { body: 'a\u0000b' }],
    ['half a character', { body: 'a\ud800' }],
    ['no key', { key: 'mine' }],
    ['no alert', { alertId: 'mine' }],
    ['something else', { authorKind: 'care-team' }],
  ])('is refused with %s', async (_, message) => {
    expect(await refusal(await send(patient, message))).toEqual([400, 'invalid']);
    expect((await thread(patient)).messages).toEqual([]);
  });

  it('may use every character of 2,000', async () => {
    const body = '好'.repeat(2_000);
    expect((await sent(patient, { body })).body).toBe(body);
  });
});

describe('what is read', () => {
  it('is each person’s own, is said in the list of patients, and only goes forward', async () => {
    const first = await sent(patient, { body: 'one' });
    const second = await sent(patient, { body: 'two' });
    const unreadOf = async (who: Person) =>
      PatientList.parse(await (await who.get('/api/patients?limit=200')).json()).patients.find(
        ({ id }) => id === patient.patientId,
      )?.unreadMessages;
    expect([await unreadOf(clinic.doctor), await unreadOf(clinic.nurse), await unreadOf(patient)]).toEqual([2, 2, 0]);
    expect(await read(clinic.doctor, first.id)).toEqual({ unread: 1 });
    expect(await read(clinic.doctor, second.id)).toEqual({ unread: 0 });
    expect(await read(clinic.doctor, first.id)).toEqual({ unread: 0 });
    expect([await unreadOf(clinic.doctor), await unreadOf(clinic.nurse)]).toEqual([0, 2]);
    expect(await auditOf('message:read')).toHaveLength(2);
  });

  it('is told to whoever wrote: by the patient, or by anybody of the care team', async () => {
    const asked = await sent(clinic.doctor);
    await read(clinic.nurse, asked.id);
    expect((await thread(clinic.doctor)).messages[0]?.isRead).toBe(false);
    await read(patient, asked.id);
    expect((await thread(clinic.doctor)).messages[0]?.isRead).toBe(true);
    const answer = await sent(patient);
    expect((await thread(patient)).messages[0]?.isRead).toBe(false);
    await read(clinic.nurse, answer.id);
    expect((await thread(patient)).messages[0]?.isRead).toBe(true);
  });

  it('is a message of this thread', async () => {
    const elsewhere = `/api/patients/${clinic.patient.patientId}/messages`;
    const answer = await clinic.doctor.send('POST', elsewhere, { key: newId(), body: 'Hello' });
    const { message } = SentMessage.parse(await answer.json());
    const marked = await clinic.doctor.send('POST', path('/read'), { upTo: message.id });
    expect(await refusal(marked)).toEqual([404, 'not_found']);
    expect(await refusal(await patient.send('POST', path('/read'), { upTo: 'all' }))).toEqual([400, 'invalid']);
  });
});
