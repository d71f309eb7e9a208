import { randomBytes } from 'node:crypto';
import { and, eq, isNull, like } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { ErrorBody } from '#contracts/errors.ts';
import { IntakeReceipt } from '#contracts/intake.ts';
import { QuarantineList } from '#contracts/quarantine.ts';
import { auditLog, intakeMessages, observations, quarantinedReadings } from '#database/schema/index.ts';
import { lockDetectors } from '#ingest/lock-detectors.ts';
import { StorageUnavailableError } from '#ingest/storage-unavailable.ts';
import { MOST_MESSAGES_UNDER_WAY } from '#server/services/intake/messages-under-way.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { createSource, fatesOf, omhGlucose, omhPressure, omhPulse, send, type Sender } from '../support/intake.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let sender: Sender;

beforeAll(async () => {
  server = await startTestServer({ env: { KANHU_WEBHOOK_SECRET: randomBytes(32).toString('base64url') } });
  clinic = await createClinic(server);
  sender = await createSource(server.url, clinic.administrator, 'phones');
});
afterAll(() => server.close());

const link = async (user: string, patientId: string, more: object = {}, by: Person = clinic.doctor) => {
  const body = { externalUserId: user, patientId, ...more };
  return by.send('POST', `/api/intake-sources/${sender.sourceId}/links`, body);
};
/** A patient of the doctor's with an account at the sender, since yesterday. */
const linkedPatient = async (user: string) => {
  const patient = await createPatient(server, 'Zhao Min');
  await joinCareTeam(server, clinic.doctor, patient.patientId);
  const from = new Date(Date.now() - 86_400_000).toISOString();
  expect((await link(user, patient.patientId, { from })).status).toBe(200);
  return patient;
};
const codeOf = async (answer: Response) => [answer.status, ErrorBody.parse(await answer.json()).error.code];
const storedOf = (patientId: string) =>
  server.deps.db
    .select()
    .from(observations)
    .where(eq(observations.patientId, patientId))
    .orderBy(observations.measuredAt);
const heldOf = (user: string) =>
  server.deps.db
    .select()
    .from(quarantinedReadings)
    .where(and(like(quarantinedReadings.source, 'intake:%'), isNull(quarantinedReadings.patientId)))
    .then((rows) => rows.filter(({ payload }) => Buffer.from(payload).includes(user)));

describe('a signed message', () => {
  it('raises an alert as a reading of a device would', async () => {
    const patient = await linkedPatient('user-crisis');
    const answer = await send(sender, omhPressure('user-crisis', 198, 124));
    expect(answer.status).toBe(200);
    expect(answer.headers.get('cache-control')).toBe('no-store');
    const [fate, ...others] = await fatesOf(answer);
    expect(others).toEqual([]);
    const [row] = await storedOf(patient.patientId);
    expect(fate).toEqual({ fate: 'stored', reason: null, detail: null, observationId: row?.id });
    expect(row).toMatchObject({ systolic: 198, diastolic: 124, method: 'cuff' });
    expect(row?.source).toMatch(/^intake-[\da-f]{16}$/);
    const { alerts } = AlertList.parse(await (await clinic.doctor.get('/api/alerts?state=open')).json());
    const mine = alerts.filter(({ patientId }) => patientId === patient.patientId);
    expect(mine.map(({ ruleId, severity }) => [ruleId, severity])).toEqual([['bp.crisis', 'critical']]);
  });

  it('that is not believed and points to danger makes somebody look', async () => {
    const { patientId } = await linkedPatient('user-average');
    const point = omhPressure('user-average', 210, 131);
    const average = { ...point, body: { ...point.body, descriptive_statistic: 'average' } };
    expect(await fatesOf(await send(sender, average))).toMatchObject([
      { fate: 'quarantined', reason: 'not-a-measurement', observationId: null },
    ]);
    expect(await storedOf(patientId)).toEqual([]);
    const { alerts } = AlertList.parse(await (await clinic.doctor.get(`/api/alerts?patientId=${patientId}`)).json());
    expect(alerts.map(({ ruleId }) => ruleId)).toEqual(['reading.quarantined']);
  });

  it('may hold 500 data points, of both forms, and three bad ones do not spoil the rest', async () => {
    const { patientId } = await linkedPatient('user-many');
    const own = (minutes: number) => ({
      userId: 'user-many',
      reading: {
        kind: 'heart-rate',
        value: 64,
        unit: '/min',
        messageId: `own-${minutes}`,
        measuredAt: new Date(Date.now() - minutes * 60_000).toISOString(),
      },
    });
    const points: unknown[] = Array.from({ length: 500 }, (_, index) =>
      index % 2 === 0 ? omhPulse('user-many', 62, -index - 1) : own(index + 1),
    );
    points[7] = omhPressure('user-many', 80, 120);
    points[8] = omhPulse('user-many', 'sixty');
    points[9] = { ...own(9), userId: undefined };
    const fates = await fatesOf(await send(sender, points));
    expect(fates).toHaveLength(500);
    expect(fates.slice(6, 11).map(({ fate, reason }) => [fate, reason])).toEqual([
      ['stored', null],
      ['quarantined', 'impossible-pair'],
      ['quarantined', 'not-a-number'],
      ['quarantined', 'unknown-user'],
      ['stored', null],
    ]);
    expect(fates.filter(({ fate }) => fate === 'stored')).toHaveLength(497);
    expect(await storedOf(patientId)).toHaveLength(497);
  });

  it('is answered the same when it is sent again, and stored once', async () => {
    const { patientId } = await linkedPatient('user-again');
    const document = [omhGlucose('user-again', 6.4), omhGlucose('user-again', 'Lo')];
    const text = await (await send(sender, document, { id: 'msg_again' })).text();
    const first = IntakeReceipt.parse(JSON.parse(text)).fates;
    expect(first.map(({ fate }) => fate)).toEqual(['stored', 'quarantined']);
    const later = { id: 'msg_again', at: Math.floor(Date.now() / 1000) + 30 };
    const again = await send(sender, document, later);
    expect(await again.text()).toBe(text);
    const other = await send(sender, [omhGlucose('user-again', 6.5)], { id: 'msg_again' });
    expect(await codeOf(other)).toEqual([409, 'conflict']);
    expect(await storedOf(patientId)).toHaveLength(1);
    const held = await server.deps.db
      .select({ occurrences: quarantinedReadings.occurrences })
      .from(quarantinedReadings)
      .where(eq(quarantinedReadings.patientId, patientId));
    expect(held).toEqual([{ occurrences: 1 }]);
    const renamed = await fatesOf(await send(sender, document, { id: 'msg_another' }));
    expect(renamed.map(({ fate }) => fate)).toEqual(['duplicate', 'quarantined']);
  });

  it('is stored once when it comes twice at the same moment', async () => {
    const { patientId } = await linkedPatient('user-twice');
    const document = omhPulse('user-twice', 71);
    const answers = await Promise.all([1, 2, 3, 4].map(() => send(sender, document, { id: 'msg_twice' })));
    const fates = await Promise.all(answers.map(fatesOf));
    expect(await storedOf(patientId)).toHaveLength(1);
    const [row] = await storedOf(patientId);
    expect(fates.flat().map(({ observationId }) => observationId)).toEqual([row?.id, row?.id, row?.id, row?.id]);
    expect(new Set(fates.map((fate) => JSON.stringify(fate))).size).toBe(1);
  });

  it('that nobody could store is to be sent again, and then it is stored', async () => {
    const { patientId } = await linkedPatient('user-outage');
    const document = omhPulse('user-outage', 72);
    const { ingest } = server.deps;
    const commit = ingest.commit.bind(ingest);
    ingest.commit = () => Promise.reject(new StorageUnavailableError('57P03'));
    const away = await send(sender, document, { id: 'msg_outage' });
    ingest.commit = commit;
    expect(away.headers.get('retry-after')).toBe('5');
    expect(await codeOf(away)).toEqual([503, 'unavailable']);
    expect(await fatesOf(await send(sender, document, { id: 'msg_outage' }))).toMatchObject([{ fate: 'stored' }]);
    expect(await storedOf(patientId)).toHaveLength(1);
  });

  it('keeps nobody waiting who types in a reading, and is refused while too many wait', async () => {
    const { patientId } = await linkedPatient('user-flood');
    const typed = await createPatient(server, 'Sun Li');
    const held = Promise.withResolvers<undefined>();
    const locked = Promise.withResolvers<undefined>();
    const lock = server.deps.sql.begin(async (tx) => {
      await lockDetectors(tx, [patientId]);
      locked.resolve(undefined);
      await held.promise;
    });
    await locked.promise;
    const answers = Array.from({ length: MOST_MESSAGES_UNDER_WAY + 1 }, (_, index) =>
      send(sender, omhPulse('user-flood', 70, -index - 1)),
    );
    try {
      const refused = await Promise.race(answers);
      expect(refused.headers.get('retry-after')).toBe('5');
      expect(await codeOf(refused)).toEqual([503, 'unavailable']);
      const crisis = { kind: 'blood-pressure', systolic: 195, diastolic: 125, unit: 'mmHg' };
      const entered = await typed.send('POST', `/api/patients/${typed.patientId}/observations`, crisis);
      expect(entered.status).toBe(201);
    } finally {
      held.resolve(undefined);
      await lock;
    }
    const statuses = (await Promise.all(answers)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(MOST_MESSAGES_UNDER_WAY);
    expect(await storedOf(patientId)).toHaveLength(MOST_MESSAGES_UNDER_WAY);
    expect((await send(sender, omhPulse('user-flood', 70))).status).toBe(200);
  });

  it('is remembered for a week', async () => {
    await send(sender, [], { id: 'msg_old' });
    const { db } = server.deps;
    const isOld = eq(intakeMessages.messageId, 'msg_old');
    await cleanUp(db);
    expect(await db.select().from(intakeMessages).where(isOld)).toHaveLength(1);
    await db
      .update(intakeMessages)
      .set({ expiresAt: new Date(Date.now() - 1_000) })
      .where(isOld);
    await cleanUp(db);
    expect(await db.select().from(intakeMessages).where(isOld)).toEqual([]);
  });
});

describe('whose a reading is', () => {
  it('is nobody’s for a user whom nobody linked: held with its bytes, for a clinician to give to a patient', async () => {
    const point = omhPressure('user-stranger', 141, 88);
    expect(await fatesOf(await send(sender, point))).toMatchObject([{ fate: 'quarantined', reason: 'unknown-user' }]);
    const [row] = await heldOf('user-stranger');
    expect(row).toMatchObject({ source: 'intake:phones', reason: 'unknown-user', patientId: null });
    expect(Buffer.from(row?.payload ?? []).toString()).toBe(JSON.stringify(point));
    const seenBy = async (person: Person) =>
      QuarantineList.parse(await (await person.get('/api/quarantine?limit=200')).json()).readings.find(
        ({ id }) => id === row?.id,
      );
    expect((await seenBy(clinic.doctor))?.payloadText).toContain('user-stranger');
    expect(await seenBy(clinic.doctor)).toMatchObject({
      element: { kind: 'blood-pressure', systolic: 141, diastolic: 88, unit: 'mmHg' },
      externalUserId: 'user-stranger',
    });
    expect(await seenBy(clinic.administrator)).toMatchObject({
      ...{ payloadText: null, element: null, externalUserId: null },
    });
    const release = {
      patientId: clinic.patient.patientId,
      reading: {
        kind: 'blood-pressure',
        systolic: 141,
        diastolic: 88,
        unit: 'mmHg',
        measuredAt: point.body.effective_time_frame.date_time,
      },
      reason: 'it is her new phone',
    };
    const path = `/api/quarantine/${row?.id ?? ''}/release`;
    expect((await clinic.outsider.send('POST', path, release)).status).toBe(404);
    expect((await clinic.doctor.send('POST', path, release)).status).toBe(200);
    const [audited] = await server.deps.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, 'reading:released'), eq(auditLog.subjectId, row?.id ?? '')));
    // What was sent and what was released is the same reading.
    expect(audited?.detail?.['corrected']).toEqual([]);
  });

  it('is never said by the payload', async () => {
    const { patientId } = await linkedPatient('user-honest');
    const point = omhPulse('user-liar', 70);
    await send(sender, { ...point, patientId, body: { ...point.body, patient_id: patientId } });
    await send(sender, omhPulse(patientId, 70));
    await send(sender, { ...omhPulse('user-other', 70), userId: 'user-honest' });
    expect(await storedOf(patientId)).toEqual([]);
  });

  it('follows from the link at the time of measurement', async () => {
    const before = await linkedPatient('user-moves');
    const path = `/api/intake-sources/${sender.sourceId}/links`;
    const body = { externalUserId: 'user-moves', patientId: before.patientId };
    expect((await clinic.doctor.send('DELETE', path, body)).status).toBe(200);
    const after = await createPatient(server, 'Sun Li');
    await joinCareTeam(server, clinic.doctor, after.patientId);
    expect((await link('user-moves', after.patientId)).status).toBe(200);
    const points = [
      omhPulse('user-moves', 61, -2_000),
      omhPulse('user-moves', 62, -5),
      // The sender's clock is a little ahead; the link is as new as this message.
      omhPulse('user-moves', 63, 1),
    ];
    expect((await fatesOf(await send(sender, points))).map(({ reason }) => reason)).toEqual([
      'unassigned-device',
      null,
      null,
    ]);
    expect((await storedOf(before.patientId)).map(({ heartRate }) => heartRate)).toEqual([62]);
    expect((await storedOf(after.patientId)).map(({ heartRate }) => heartRate)).toEqual([63]);
  });
});

describe('a message is refused', () => {
  const point = () => omhPulse('user-refused', 70);
  const now = () => Math.floor(Date.now() / 1000);

  it('without a valid, fresh signature of this source', async () => {
    const other = await createSource(server.url, clinic.administrator, 'watches');
    const answers = await Promise.all([
      send({ ...sender, secret: other.secret }, point()),
      send(sender, point(), { signature: 'v1,AAAA' }),
      send(sender, point(), { signature: '' }),
      send(sender, point(), { at: now() - 301 }),
      send(sender, point(), { at: now() + 301 }),
      send(sender, point(), { id: 'with.stop' }),
      send({ ...sender, sourceId: 'nobody' }, point()),
      send({ ...sender, sourceId: 'A%00B' }, point()),
    ]);
    for (const answer of answers) expect(await codeOf(answer)).toEqual([401, 'unauthenticated']);
    expect(await heldOf('user-refused')).toEqual([]);
  });

  it('with a session instead of a signature', async () => {
    const answer = await clinic.administrator.send('POST', `/api/intake/${sender.sourceId}`, point());
    expect(await codeOf(answer)).toEqual([401, 'unauthenticated']);
  });

  it('when it is no list of data points; its bytes are held', async () => {
    const malformed = new TextEncoder().encode('{"header": {"user_id": "user-cut-off"');
    expect(await codeOf(await send(sender, malformed))).toEqual([400, 'invalid']);
    expect(await heldOf('user-cut-off')).toMatchObject([{ reason: 'malformed-json', payload: Buffer.from(malformed) }]);
    const many = Array.from({ length: 501 }, () => omhPulse('user-501', 70));
    expect(await codeOf(await send(sender, many, { id: 'msg_split' }))).toEqual([400, 'invalid']);
    expect(await heldOf('user-501')).toMatchObject([{ reason: 'too-many-elements' }]);
    // What was refused as a whole has not used up its id.
    expect((await send(sender, many.slice(0, 3), { id: 'msg_split' })).status).toBe(200);
    const zero = Buffer.from('{"userId":"user-zero"\0}');
    expect(await codeOf(await send(sender, zero))).toEqual([400, 'invalid']);
  });

  it('when it is too long, or no JSON by its own account', async () => {
    const long = new TextEncoder().encode(`"${'x'.repeat(1024 * 1024)}"`);
    expect(await codeOf(await send(sender, long))).toEqual([400, 'invalid']);
    const form = { headers: { 'content-type': 'text/plain' } };
    expect(await codeOf(await send(sender, point(), form))).toEqual([400, 'invalid']);
  });

  it('but not for a NUL inside a data point: that one is held', async () => {
    const strange = { ...point(), header: { ...point().header, user_id: 'a\u0000b', id: 'c\u0000d' } };
    expect(await fatesOf(await send(sender, [strange, point()]))).toMatchObject([
      { fate: 'quarantined' },
      { fate: 'quarantined', reason: 'unknown-user' },
    ]);
  });

  it('when the source sends too much of it', async () => {
    const busy = await createSource(server.url, clinic.administrator, 'busy');
    await server.deps.sql`
      insert into rate_limits (key, count, last_request)
      values ('intake:source:busy', 600, (extract(epoch from clock_timestamp()) * 1000)::bigint)`;
    const answer = await send(busy, point());
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(answer)).toEqual([429, 'rate_limited']);
  });

  it('and nothing of it is logged', () => {
    expect(server.logged.join('')).not.toMatch(/user-|whsec_/);
  });
});
