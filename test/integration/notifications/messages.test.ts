import { and, eq, isNotNull, sql } from 'drizzle-orm';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { SentMessage, type Message } from '#contracts/message.ts';
import { MessageNotification } from '#contracts/notification.ts';
import { newId } from '#database/ids.ts';
import { deliveries, notificationEndpoints } from '#database/schema/index.ts';
import { addEndpoint, setChannels } from '#test/support/endpoints.ts';
import { eventually } from '#test/support/eventually.ts';
import { createLiveClinic, startLiveServer, type LiveClinic } from '#test/support/live-server.ts';
import { createClinic, type Clinic, type Person } from '#test/support/people.ts';
import { raiseAlert } from '#test/support/raise-alert.ts';
import { RealtimeClient } from '#test/support/realtime-client.ts';
import type { TestServer } from '#test/support/server.ts';
import { startMailReceiver, type MailReceiver } from '#tools/receivers/mail-receiver.ts';

const BODY = 'a very private sentence';

let receiver: MailReceiver;
let live: LiveClinic;
let server: TestServer;
let clinic: Clinic;
let address: string;

beforeAll(async () => {
  receiver = await startMailReceiver({ port: 0 });
  live = await createLiveClinic();
  const env = {
    ...{ KANHU_MAIL_URL: `smtp://127.0.0.1:${receiver.port}`, KANHU_MAIL_FROM: 'Kanhu <kanhu@clinic.example>' },
    KANHU_MESSAGE_GATEWAY_URL: 'http://127.0.0.1:9/',
    KANHU_MESSAGE_GATEWAY_SECRET: `whsec_${Buffer.alloc(32, 7).toString('base64')}`,
  };
  server = await startLiveServer(live, { env });
  clinic = await createClinic(server);
});
afterAll(async () => {
  await server.close();
  await live.database.drop();
  await receiver.close();
});
beforeEach(async () => {
  address = `${Math.random().toString(36).slice(2)}@example.org`;
  await addEndpoint(server.deps.db, { userId: clinic.patient.userId, channel: 'mail', address });
});
afterEach(async () => {
  const { db } = server.deps;
  await db.update(deliveries).set({ nextAttemptAt: null, tellAt: null });
  await db
    .update(notificationEndpoints)
    .set({ disabledAt: sql`now()`, disabledReason: 'removed', address: null, pushKeys: null });
});

const write = async (who: Person, alertId?: string): Promise<Message> => {
  const sending = { body: BODY, key: newId(), ...(alertId === undefined ? {} : { alertId }) };
  const answer = await who.send('POST', `/api/patients/${clinic.patient.patientId}/messages`, sending);
  expect(answer.status).toBe(201);
  return SentMessage.parse(await answer.json()).message;
};
const toldOf = (messageId: string) =>
  server.deps.db.select().from(deliveries).where(eq(deliveries.messageId, messageId));
const outsideOf = async (messageId: string) =>
  (await toldOf(messageId)).filter(({ endpointId }) => endpointId !== null);
const published = (messageId: string) =>
  eventually('it is published', async () => {
    const told = await toldOf(messageId);
    return told.length > 0 ? told : undefined;
  });
/** The 30 s that it is held back for are a column: here they are over. */
const makeDue = (messageId: string) =>
  server.deps.db
    .update(deliveries)
    .set({ nextAttemptAt: sql`now()` })
    .where(and(eq(deliveries.messageId, messageId), isNotNull(deliveries.nextAttemptAt)));
const inState = (messageId: string, state: string) =>
  eventually(`the delivery is ${state}`, async () =>
    (await outsideOf(messageId)).find((delivery) => delivery.state === state),
  );
const mails = () => receiver.mails.filter(({ to }) => to === address);

describe('a message from the care team', () => {
  it('is on the pages of the patient and the colleagues, and goes to the patient alone outside of them', async () => {
    await addEndpoint(server.deps.db, { userId: clinic.nurse.userId, channel: 'mail', address: `nurse-${address}` });
    const { id } = await write(clinic.doctor);
    const told = await published(id);
    const onPages = told.filter(({ channel }) => channel === 'in-app').map(({ recipientId }) => recipientId);
    expect(onPages.sort()).toEqual([clinic.patient.userId, clinic.nurse.userId].sort());
    expect(await outsideOf(id)).toMatchObject([
      { recipientId: clinic.patient.userId, channel: 'mail', state: 'queued', alertId: null, tellAt: null },
    ]);
  });

  it('is mailed as no more than that there is one, with the page that it stands on', async () => {
    const { id } = await write(clinic.doctor);
    await published(id);
    expect(mails()).toEqual([]);
    await makeDue(id);
    await inState(id, 'sent');
    const [mail] = mails();
    expect(mail).toMatchObject({ subject: 'A message from your clinic' });
    expect(mail?.text).toContain('/messages');
    expect(mail?.text).toContain('Kanhu is not an emergency service. In an emergency call 120.');
    for (const word of [BODY, clinic.doctor.name, clinic.patient.name, '/alerts/']) {
      expect(`${mail?.subject} ${mail?.text}`).not.toContain(word);
    }
  });

  it('says who wrote where the clinic allows it, and never what', async () => {
    const { db } = server.deps;
    await setChannels(db, ['push', 'mail'], true);
    await db.update(notificationEndpoints).set({ locale: 'zh-CN' }).where(eq(notificationEndpoints.address, address));
    const { id } = await write(clinic.doctor);
    await published(id);
    await makeDue(id);
    await inState(id, 'sent');
    await setChannels(db, ['push', 'mail'], false);
    expect(mails()[0]?.subject).toBe(`${clinic.doctor.name}给您发来一条消息`);
    expect(mails()[0]?.text).not.toContain(BODY);
  });

  it('is not sent when it has been read, and several in a row are one', async () => {
    const first = await write(clinic.doctor);
    await published(first.id);
    const second = await write(clinic.doctor);
    await published(second.id);
    expect(await outsideOf(second.id)).toEqual([]);
    const path = `/api/patients/${clinic.patient.patientId}/messages/read`;
    expect((await clinic.patient.send('POST', path, { upTo: second.id })).status).toBe(200);
    await makeDue(first.id);
    expect(await inState(first.id, 'cancelled')).toMatchObject({ failureReason: 'read', nextAttemptAt: null });
    expect(mails()).toEqual([]);
  });

  it('is sent when only the first of several has been read', async () => {
    const first = await write(clinic.doctor);
    await published(first.id);
    await published((await write(clinic.doctor)).id);
    const path = `/api/patients/${clinic.patient.patientId}/messages/read`;
    await clinic.patient.send('POST', path, { upTo: first.id });
    await makeDue(first.id);
    await inState(first.id, 'sent');
    expect(mails()).toHaveLength(1);
  });

  it('rings nobody’s telephone', async () => {
    const { db } = server.deps;
    await setChannels(db, ['mail', 'sms', 'voice']);
    const own = { userId: clinic.patient.userId, address: '+8613800000000' };
    await addEndpoint(db, { ...own, channel: 'voice' });
    await addEndpoint(db, { ...own, channel: 'sms' });
    const { id } = await write(clinic.doctor);
    await published(id);
    expect((await outsideOf(id)).map(({ channel }) => channel).sort()).toEqual(['mail', 'sms']);
  });

  it('goes by no channel that the clinic has switched off meanwhile', async () => {
    await setChannels(server.deps.db, ['mail']);
    const { id } = await write(clinic.doctor);
    await published(id);
    await setChannels(server.deps.db, ['push']);
    await makeDue(id);
    await inState(id, 'cancelled');
    expect(mails()).toEqual([]);
    await setChannels(server.deps.db, ['push', 'mail']);
  });
});

describe('what open pages hear of a message', () => {
  it('is that it is there, for the patient and the care team, and nothing for anybody else', async () => {
    const people = [clinic.doctor, clinic.nurse, clinic.patient, clinic.outsider, clinic.otherPatient];
    const pages = await Promise.all(people.map((who) => RealtimeClient.connect(server.url, who)));
    const { id } = await write(clinic.patient);
    const newsOf = (page: RealtimeClient) => page.heard.filter(({ name }) => name.startsWith('message:'));
    await eventually('those whom it concerns have heard', () =>
      pages.slice(0, 3).every((page) => newsOf(page).length === 1),
    );
    for (const page of pages.slice(0, 3)) {
      const [news] = newsOf(page);
      expect(news?.name).toBe('message:sent');
      expect(MessageNotification.parse(news?.payload)).toMatchObject({ messageId: id });
    }
    expect(pages.slice(3).flatMap(newsOf)).toEqual([]);
    for (const page of pages) page.close();
  });
});

describe('a patient’s message', () => {
  it('is on the pages of the care team, and pages nobody', async () => {
    await addEndpoint(server.deps.db, { userId: clinic.doctor.userId, channel: 'mail', address: `doctor-${address}` });
    const alertId = await raiseAlert(server.deps, clinic.patient.patientId, 'bp.low');
    await write(clinic.doctor, alertId);
    const { id } = await write(clinic.patient);
    const told = await published(id);
    expect(told.every(({ channel }) => channel === 'in-app')).toBe(true);
    expect(told.map(({ recipientId }) => recipientId).sort()).toEqual(
      [clinic.doctor.userId, clinic.nurse.userId].sort(),
    );
  });
});
