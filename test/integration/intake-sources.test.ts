import { randomBytes } from 'node:crypto';
import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { IntakeSecret, IntakeSource, IntakeSourceList } from '#contracts/intake.ts';
import { auditLog, devices, intakeUsers } from '#database/schema/index.ts';
import { createSource, fatesOf, omhPulse, send } from '../support/intake.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer({ env: { KANHU_WEBHOOK_SECRET: randomBytes(32).toString('base64url') } });
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const pathOf = (id: string, rest: string) => `/api/intake-sources/${id}/${rest}`;
const sourceOf = async (answer: Response) => IntakeSource.parse(((await answer.json()) as { source: unknown }).source);
const listOf = async (person: Person) =>
  IntakeSourceList.parse(await (await person.get('/api/intake-sources')).json()).sources;
const auditOf = async (id: string) => {
  const rows = await server.deps.db
    .select()
    .from(auditLog)
    .where(and(eq(auditLog.subjectType, 'intake-source'), eq(auditLog.subjectId, id)))
    .orderBy(auditLog.id);
  return rows.map(({ action, patientId }) => [action, patientId]);
};

describe('a source’s secret', () => {
  it('has 256 bits, is shown once, and is nowhere in the database', async () => {
    const { secret } = await createSource(server.url, clinic.administrator, 'phones');
    const bytes = Buffer.from(secret.slice('whsec_'.length), 'base64');
    expect(bytes).toHaveLength(32);
    expect(JSON.stringify(await listOf(clinic.administrator))).not.toContain(secret);
    const [row] = await server.deps.sql`select row_to_json(s)::text as json from intake_sources s where id = 'phones'`;
    expect(row?.['json']).not.toContain(bytes.toString('hex'));
    expect(server.logged.join('')).not.toContain(secret);
  });

  it('is another one after rotating; the one before is taken for a while, or not at all', async () => {
    const before = await createSource(server.url, clinic.administrator, 'rotating');
    const rotate = async (body: object) => {
      const answer = await clinic.administrator.send('POST', pathOf('rotating', 'rotate'), body);
      expect(answer.status).toBe(200);
      const { source, secret } = IntakeSecret.parse(await answer.json());
      return { source, sender: { ...before, secret } };
    };
    const statusesOf = (...senders: (typeof before)[]) =>
      Promise.all(senders.map(async (sender) => (await send(sender, [])).status));
    const second = await rotate({});
    expect(second.sender.secret).not.toBe(before.secret);
    const untilMs = Date.parse(second.source.previousSecretUntil ?? '') - Date.now();
    expect(untilMs / 3_600_000).toBeCloseTo(24, 1);
    expect(await statusesOf(before, second.sender)).toEqual([200, 200]);
    const third = await rotate({ keepPreviousForHours: 0 });
    expect(third.source.previousSecretUntil).toBeNull();
    expect(await statusesOf(before, second.sender, third.sender)).toEqual([401, 401, 200]);
    await rotate({ keepPreviousForHours: 1 });
    await server.deps.sql`update intake_sources set previous_until = now() - interval '1 second' where id = 'rotating'`;
    expect(await statusesOf(third.sender)).toEqual([401]);
    expect((await auditOf('rotating')).map(([action]) => action)).toEqual([
      'intake-source:created',
      ...Array.from({ length: 3 }, () => 'intake-source:secret-rotated'),
    ]);
  });
});

it('is registered by an administrator, once, under a proper name', async () => {
  const post = (person: Person, values: object) =>
    person.send('POST', '/api/intake-sources', { id: 'twice', label: 'Phones', ...values });
  expect((await post(clinic.administrator, {})).status).toBe(201);
  expect((await post(clinic.administrator, {})).status).toBe(409);
  for (const bad of [{ id: 'a/b' }, { id: 'X' }, { label: '' }, { label: 'NUL \u0000' }, { secret: 'mine' }]) {
    expect((await post(clinic.administrator, { id: 'bad', ...bad })).status).toBe(400);
  }
  expect((await post(clinic.doctor, { id: 'theirs' })).status).toBe(403);
  const elsewhere = await startTestServer();
  const { administrator } = await createClinic(elsewhere);
  expect((await post(administrator, {})).status).toBe(503);
  await elsewhere.close();
});

describe('a link', () => {
  const body = (externalUserId: string, more: object = {}) => ({
    externalUserId,
    patientId: clinic.patient.patientId,
    ...more,
  });

  it('is made and ended by the care team, and seen by nobody else', async () => {
    await createSource(server.url, clinic.administrator, 'linked');
    const path = pathOf('linked', 'links');
    const answers = await Promise.all(
      [clinic.outsider, clinic.administrator, clinic.patient, clinic.otherPatient].map((person) =>
        person.send('POST', path, body('li.wei')),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 403, 404]);
    const { patientId } = clinic.patient;
    const source = await sourceOf(await clinic.doctor.send('POST', path, body('li.wei')));
    expect(source.links).toMatchObject([{ externalUserId: 'li.wei', patientId, to: null }]);
    expect((await clinic.nurse.send('POST', path, body('li.wei'))).status).toBe(409);
    const linksSeenBy = async (person: Person) =>
      (await listOf(person)).find(({ id }) => id === 'linked')?.links.map(({ externalUserId }) => externalUserId);
    expect(await linksSeenBy(clinic.nurse)).toEqual(['li.wei']);
    expect(await linksSeenBy(clinic.outsider)).toEqual([]);
    expect(await linksSeenBy(clinic.administrator)).toEqual([]);
    expect((await clinic.patient.get('/api/intake-sources')).status).toBe(403);
    const ended = await sourceOf(await clinic.nurse.send('DELETE', path, body('li.wei')));
    expect(ended.links.map(({ to }) => to === null)).toEqual([false]);
    expect((await clinic.doctor.send('DELETE', path, body('li.wei'))).status).toBe(409);
    expect((await clinic.doctor.send('DELETE', path, body('nobody'))).status).toBe(409);
    expect(await auditOf('linked')).toEqual([
      ['intake-source:created', null],
      ['intake-user:linked', patientId],
      ['intake-user:unlinked', patientId],
    ]);
  });

  it('is one at a time, whoever was first', async () => {
    await createSource(server.url, clinic.administrator, 'raced');
    const answers = await Promise.all(
      [clinic.doctor, clinic.nurse].map((person) => person.send('POST', pathOf('raced', 'links'), body('li.wei'))),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const known = await server.deps.db.select().from(intakeUsers).where(eq(intakeUsers.sourceId, 'raced'));
    expect(known).toHaveLength(1);
  });

  it('begins now or earlier, at a source that is there, for a user that can be named', async () => {
    await createSource(server.url, clinic.administrator, 'earlier');
    const post = (values: object, id = 'earlier') => clinic.doctor.send('POST', pathOf(id, 'links'), body('x', values));
    expect((await post({ from: new Date(Date.now() + 60_000).toISOString() })).status).toBe(400);
    expect((await post({ from: '0001-01-01T00:00:00Z' })).status).toBe(400);
    expect((await post({ externalUserId: '' })).status).toBe(400);
    expect((await post({ externalUserId: 'a\u0000' })).status).toBe(400);
    expect((await post({}, 'nowhere')).status).toBe(404);
    const from = '2026-01-01T00:00:00.000Z';
    expect((await sourceOf(await post({ from }))).links).toMatchObject([{ from }]);
  });

  it('makes the user a device that has no secret and does not tell its name', async () => {
    await createSource(server.url, clinic.administrator, 'named');
    const { links } = await sourceOf(
      await clinic.doctor.send('POST', pathOf('named', 'links'), body('li@wei.example')),
    );
    const deviceId = links[0]?.deviceId ?? '';
    const [device] = await server.deps.db.select().from(devices).where(eq(devices.id, deviceId));
    expect(device?.label).toBe('Phones of the region');
    expect((await clinic.doctor.send('POST', `/api/devices/${deviceId}/rotate`)).status).toBe(409);
    expect((await clinic.doctor.send('POST', `/api/devices/${deviceId}/claim-code`)).status).toBe(409);
    const assignment = { patientId: clinic.patient.patientId, userSlot: 1 };
    expect((await clinic.doctor.send('POST', `/api/devices/${deviceId}/assignment`, assignment)).status).toBe(409);
    expect((await clinic.patient.send('POST', `/api/devices/${deviceId}/token`)).status).toBe(409);
  });

  it('is made anew after its device was revoked', async () => {
    const sender = await createSource(server.url, clinic.administrator, 'renewed');
    const path = pathOf('renewed', 'links');
    const first = await sourceOf(await clinic.doctor.send('POST', path, body('li.wei')));
    const deviceId = first.links[0]?.deviceId ?? '';
    expect((await clinic.doctor.send('POST', `/api/devices/${deviceId}/revoke`)).status).toBe(200);
    const fates = await fatesOf(await send(sender, omhPulse('li.wei', 66, 1)));
    expect(fates).toMatchObject([{ reason: 'unassigned-device' }]);
    const second = await sourceOf(await clinic.doctor.send('POST', path, body('li.wei')));
    expect(second.links.map((link) => link.deviceId)).not.toContain(deviceId);
    expect(await fatesOf(await send(sender, omhPulse('li.wei', 66, 1)))).toMatchObject([{ fate: 'stored' }]);
  });
});

it('looks the same as one that does not exist to who cannot sign, also where the clinic takes no webhooks', async () => {
  const sender = await createSource(server.url, clinic.administrator, 'hidden');
  const ids = ['hidden', 'nobody', 'No id', 'x'.repeat(2_000)];
  const answersOf = async (url: string) => {
    const others = ids.map((sourceId) => ({ url, sourceId: encodeURIComponent(sourceId), secret: 'whsec_AAAA' }));
    return Promise.all(others.map(async (other) => (await send(other, [])).status));
  };
  expect(await answersOf(sender.url)).toEqual(ids.map(() => 401));
  const bare = await startTestServer();
  try {
    await bare.deps.sql`
      insert into intake_sources (id, label, secret_salt, created_at, created_by)
      values ('hidden', 'Phones', ${randomBytes(32)}, now(), ${(await createClinic(bare)).administrator.userId})`;
    expect(await answersOf(bare.url)).toEqual(ids.map(() => 503));
  } finally {
    await bare.close();
  }
});

it('is revoked for good: nothing of it is taken, and its users are nobody’s', async () => {
  const sender = await createSource(server.url, clinic.administrator, 'gone');
  const link = { externalUserId: 'li.wei', patientId: clinic.patient.patientId };
  await clinic.doctor.send('POST', pathOf('gone', 'links'), link);
  expect((await clinic.doctor.send('POST', pathOf('gone', 'revoke'))).status).toBe(403);
  const revoked = await sourceOf(await clinic.administrator.send('POST', pathOf('gone', 'revoke')));
  expect(revoked.revokedAt).not.toBeNull();
  expect((await send(sender, [])).status).toBe(401);
  const seen = (await listOf(clinic.doctor)).find(({ id }) => id === 'gone');
  expect(seen?.links.every(({ to }) => to !== null)).toBe(true);
  expect((await clinic.administrator.send('POST', pathOf('gone', 'revoke'))).status).toBe(409);
  expect((await clinic.administrator.send('POST', pathOf('gone', 'rotate'), {})).status).toBe(409);
  expect((await clinic.doctor.send('POST', pathOf('gone', 'links'), link)).status).toBe(409);
});
