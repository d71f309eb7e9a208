import { randomUUID } from 'node:crypto';
import { and, asc, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail, type Severity } from '#contracts/alert.ts';
import { NotificationEndpoint, NotificationEndpointList } from '#contracts/notification-endpoint.ts';
import { Relative } from '#contracts/relative.ts';
import { alerts, auditLog, deliveries, findings, notificationEndpoints, rateLimits } from '#database/schema/index.ts';
import { addEndpoint, setChannels } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlertIn } from '#test/support/raise-alert.ts';
import type { TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

/** What the mail server answers for whom; 250 unless said otherwise. */
const replies = new Map<string, number>();
let mail: MailReceiver;
let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let patient: Person & { patientId: string };
let relative: Relative;

beforeAll(async () => {
  mail = await startMailReceiver({ port: 0, refuse: (address) => replies.get(address) ?? null });
  live = await createLiveClinic();
  const env = { KANHU_MAIL_URL: `smtp://127.0.0.1:${mail.port}`, KANHU_MAIL_FROM: 'kanhu@clinic.example' };
  server = await startLiveServer(live, { env });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
  await mail.close();
});
beforeEach(async () => {
  replies.clear();
  await server.deps.db.delete(rateLimits);
  await setChannels(server.deps.db, ['mail']);
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  relative = await addRelative();
});

const addRelative = async (wanted: object = { name: 'Qian Li', relation: 'child' }): Promise<Relative> => {
  const answer = await patient.send('POST', '/api/me/relatives', wanted);
  expect(answer.status).toBe(201);
  return Relative.parse(((await answer.json()) as { relative: unknown }).relative);
};

const ENDPOINTS = '/api/me/notification-endpoints';
const newAddress = () => `${randomUUID()}@example.org`;
const mailsTo = (address: string) => mail.mails.filter(({ to }) => to === address);
const listed = async (): Promise<NotificationEndpointList> =>
  NotificationEndpointList.parse(await (await patient.get(ENDPOINTS)).json());

/** A mailbox of the relative's whose code the patient has entered. */
const addWay = async (address: string): Promise<NotificationEndpoint> => {
  const wanted = { channel: 'mail', label: 'Mail', locale: 'en', relativeId: relative.id, address };
  const added = await patient.send('POST', ENDPOINTS, wanted);
  expect(added.status).toBe(201);
  const { endpoint } = (await added.json()) as { endpoint: { id: string } };
  const code = await eventually('the code', () => /\d{6}/.exec(mailsTo(address)[0]?.subject ?? '')?.[0]);
  const verified = await patient.send('POST', `${ENDPOINTS}/${endpoint.id}/verify`, { code });
  expect(verified.status).toBe(200);
  return NotificationEndpoint.parse(((await verified.json()) as { endpoint: unknown }).endpoint);
};

const raise = async (severity: Severity, lane: 'physiological' | 'predicted' = 'physiological'): Promise<string> => {
  const ruleId = severity === 'critical' ? 'bp.crisis' : severity === 'high' ? 'bp.low' : 'glucose.high-2';
  const id = await server.deps.db.transaction(async (tx) => {
    const alertId = await raiseAlertIn(tx, patient.patientId, ruleId);
    await tx.update(alerts).set({ severity, lane }).where(eq(alerts.id, alertId));
    return alertId;
  });
  server.deps.wakeRelay();
  return id;
};

/** Which of the alerts were queued for an endpoint; what was told to the patient on a page is relayed by then. */
const toldThere = async (endpointId: string, alertIds: readonly string[]): Promise<string[]> => {
  await eventually('all alerts are relayed', async () => {
    const onPages = await server.deps.db
      .selectDistinct({ id: deliveries.alertId })
      .from(deliveries)
      .where(and(inArray(deliveries.alertId, [...alertIds]), eq(deliveries.recipientId, patient.userId)));
    return onPages.length === alertIds.length;
  });
  const rows = await server.deps.db
    .select({ id: deliveries.alertId })
    .from(deliveries)
    .where(and(eq(deliveries.endpointId, endpointId), inArray(deliveries.alertId, [...alertIds])));
  return rows.flatMap(({ id }) => (id === null ? [] : [id]));
};

describe('a relative whom the patient chose', () => {
  it('is asked first, and told of what is critical in plain words, without a name', async () => {
    const address = newAddress();
    const endpoint = await addWay(address);
    expect(endpoint).toMatchObject({ relativeId: relative.id, tellFrom: 'critical' });
    expect(mailsTo(address)[0]?.text).toContain('Your mother or father uses Kanhu');
    expect(mailsTo(address)[0]?.text).not.toContain(patient.name);
    const alertId = await raise('critical');
    const told = await eventually('the message', () => mailsTo(address)[1]);
    expect(told.subject).toBe('Please call them now');
    expect(told.text).toContain('Your mother or father has a health reading that needs attention. Call them now');
    expect(told.text).toContain('call 120');
    expect(told.text).toContain('/stop/');
    for (const secret of [patient.name, alertId, 'blood', 'mmHg']) expect(told.text).not.toContain(secret);
  });

  it('reads name and value where the clinic lets them leave it', async () => {
    const address = newAddress();
    await addWay(address);
    await setChannels(server.deps.db, ['mail'], true);
    await raise('critical');
    const told = await eventually('the message', () => mailsTo(address)[1]);
    expect(told.text).toContain(`${patient.name} has a health reading`);
  });

  it('is told of less where the patient wants that, never of a prediction, and never of nothing', async () => {
    const { id } = await addWay(newAddress());
    const before = [await raise('critical'), await raise('high'), await raise('moderate')];
    expect(await toldThere(id, before)).toEqual([before[0]]);
    await server.deps.db.update(alerts).set({ state: 'withdrawn' }).where(inArray(alerts.id, before));
    expect((await patient.send('PUT', `${ENDPOINTS}/${id}`, { tellFrom: 'high' })).status).toBe(200);
    const after = [await raise('critical'), await raise('high'), await raise('moderate')];
    expect((await toldThere(id, after)).toSorted()).toEqual(after.slice(0, 2).toSorted());
    await server.deps.db.update(alerts).set({ state: 'withdrawn' }).where(inArray(alerts.id, after));
    const predicted = await raise('high', 'predicted');
    expect(await toldThere(id, [predicted])).toEqual([]);
    expect((await patient.send('PUT', `${ENDPOINTS}/${id}`, { tellFrom: 'nothing' })).status).toBe(400);
  });

  it('stands by name among those who were told, apart from the patient', async () => {
    const address = newAddress();
    const { id } = await addWay(address);
    const alertId = await raise('critical');
    await eventually('the message', () => mailsTo(address)[1]);
    const own = await patient.send('POST', `/api/alerts/${alertId}/read`, {});
    expect(own.status).toBe(200);
    const { deliveries: told } = AlertDetail.parse(await (await clinic.doctor.get(`/api/alerts/${alertId}`)).json());
    expect(told.find(({ endpointId }) => endpointId === id)).toMatchObject({
      relative: { id: relative.id, name: 'Qian Li', relation: 'child' },
      state: 'sent',
      readAt: null,
    });
    expect(told.filter(({ endpointId }) => endpointId !== id).every((one) => one.relative === null)).toBe(true);
  });

  it('stops the messages by the link in one of them, once and for all', async () => {
    const address = newAddress();
    const { id } = await addWay(address);
    await raise('critical');
    const { text } = await eventually('the message', () => mailsTo(address)[1]);
    const token = /\/stop\/(\S+)/.exec(text)?.[1] ?? '';
    const stop = (sent: string): Promise<Response> =>
      fetch(`${server.url}/api/message-stops`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: server.url },
        body: JSON.stringify({ token: sent }),
      });
    const forged = `${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`;
    expect((await stop(`${id}~${'A'.repeat(22)}`)).status).toBe(404);
    expect((await stop(forged)).status).toBe(404);
    expect((await stop('anything')).status).toBe(400);
    expect((await listed()).endpoints).toMatchObject([{ id, disabledReason: null }]);
    expect((await stop(token)).status).toBe(200);
    expect((await stop(token)).status).toBe(200);
    expect((await listed()).endpoints).toMatchObject([{ id, disabledReason: 'stopped', address: null }]);
    const audited = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect(audited.filter(({ action }) => action === 'notification-endpoint:disabled')).toMatchObject([
      { actor: { type: 'system', id: 'relative' }, detail: { reason: 'stopped', channel: 'mail' } },
    ]);
  });

  it('is told nothing more when the patient takes them away, and stays in the audit log', async () => {
    const { id } = await addWay(newAddress());
    expect((await patient.send('DELETE', `/api/me/relatives/${relative.id}`)).status).toBe(200);
    expect(await listed()).toMatchObject({ relatives: [], endpoints: [] });
    expect(await toldThere(id, [await raise('critical')])).toEqual([]);
    expect((await patient.send('DELETE', `/api/me/relatives/${relative.id}`)).status).toBe(404);
    const wanted = { channel: 'mail', label: 'Mail', locale: 'en', relativeId: relative.id, address: newAddress() };
    expect((await patient.send('POST', ENDPOINTS, wanted)).status).toBe(404);
    const audited = await server.deps.db
      .select()
      .from(auditLog)
      .where(eq(auditLog.subjectId, relative.id))
      .orderBy(asc(auditLog.id));
    expect(audited.map(({ action }) => action)).toEqual(['relative:added', 'relative:removed']);
    expect(JSON.stringify(audited.map(({ detail }) => detail))).not.toContain('Qian Li');
  });

  it('hears of no message that the care team writes to the patient', async () => {
    const { id } = await addWay(newAddress());
    const own = await addEndpoint(server.deps.db, { userId: patient.userId, channel: 'mail', address: newAddress() });
    const message = { body: 'How are you today?', key: randomUUID() };
    const sent = await clinic.doctor.send('POST', `/api/patients/${patient.patientId}/messages`, message);
    expect(sent.status).toBe(201);
    const told = await eventually('the patient’s own mail is queued', async () => {
      const rows = await server.deps.db
        .select({ endpointId: deliveries.endpointId })
        .from(deliveries)
        .where(inArray(deliveries.endpointId, [id, own]));
      return rows.length > 0 ? rows : null;
    });
    expect(told).toEqual([{ endpointId: own }]);
  });

  it('hides no failure of the patient’s own way, and raises none of theirs', async () => {
    const { db } = server.deps;
    const theirs = newAddress();
    await addWay(theirs);
    const own = newAddress();
    await addEndpoint(db, { userId: patient.userId, channel: 'mail', address: own });
    replies.set(theirs, 550).set(own, 451);
    const alertId = await raise('critical');
    const tried = await eventually('both were tried', async () => {
      const rows = await db
        .select({ delivery: deliveries, relativeId: notificationEndpoints.relativeId })
        .from(deliveries)
        .innerJoin(notificationEndpoints, eq(notificationEndpoints.id, deliveries.endpointId))
        .where(and(eq(deliveries.alertId, alertId), eq(deliveries.recipientId, patient.userId)));
      return rows.length === 2 && rows.every(({ delivery }) => delivery.lastError !== null) ? rows : null;
    });
    const ofRelative = tried.find(({ relativeId }) => relativeId !== null)?.delivery;
    expect(ofRelative).toMatchObject({ state: 'failed', failureReason: 'refused', tellAt: null });
    replies.delete(theirs);
    await db
      .update(deliveries)
      .set({ state: 'sent', failureReason: null })
      .where(eq(deliveries.id, ofRelative?.id ?? ''));
    // The time after which others are told is a column: here it is now.
    await db
      .update(deliveries)
      .set({ tellAt: sql`now()` })
      .where(and(eq(deliveries.alertId, alertId), isNotNull(deliveries.tellAt)));
    const finding = await eventually('it is a finding', async () => {
      const [found] = await db.select().from(findings).where(eq(findings.ruleId, 'delivery.failed'));
      return found;
    });
    expect(finding.explanation.delivery).toMatchObject({ channel: 'mail', recipientId: patient.userId });
  });

  it('is of another patient’s choosing never, and of five at most', async () => {
    const wanted = { channel: 'mail', label: 'Mail', locale: 'en', relativeId: relative.id, address: newAddress() };
    expect((await clinic.otherPatient.send('POST', ENDPOINTS, wanted)).status).toBe(404);
    expect((await clinic.doctor.send('POST', ENDPOINTS, wanted)).status).toBe(403);
    for (let more = 0; more < 4; more += 1) await addRelative({ name: `Qian ${more}`, relation: 'friend' });
    const sixth = await patient.send('POST', '/api/me/relatives', { name: 'Qian Six', relation: 'friend' });
    expect(sixth.status).toBe(409);
    expect((await listed()).relatives).toHaveLength(5);
    for (const bad of [{ name: ' ', relation: 'child' }, { name: 'Qian', relation: 'dog' }, { name: 'Qian' }]) {
      expect((await patient.send('POST', '/api/me/relatives', bad)).status).toBe(400);
    }
  });
});
