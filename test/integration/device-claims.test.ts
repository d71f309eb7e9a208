import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { CreatedDevice, Device, DeviceClaim } from '#contracts/device.ts';
import { auditLog, deviceAssignments, deviceClaimCodes, rateLimits } from '#database/schema/index.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());
beforeEach(() => server.deps.db.delete(rateLimits));

const register = async () => {
  const answer = await clinic.administrator.send('POST', '/api/devices', { label: 'Cuff', kinds: ['blood-pressure'] });
  return CreatedDevice.parse(await answer.json());
};
const reissue = async (deviceId: string, by: Person = clinic.doctor) => {
  const answer = await by.send('POST', `/api/devices/${deviceId}/claim-code`);
  expect(answer.status).toBe(200);
  return DeviceClaim.parse(((await answer.json()) as { claim: unknown }).claim);
};
const claim = (person: Person, code: string, userSlot?: number) =>
  person.send('POST', '/api/devices/claim', { code, ...(userSlot === undefined ? {} : { userSlot }) });
const errorOf = async (answer: Response) =>
  ((await answer.json()) as { error: { code: string; message: string } }).error;
const assignmentsOf = (deviceId: string) =>
  server.deps.db.select().from(deviceAssignments).where(eq(deviceAssignments.deviceId, deviceId));

describe('a claim code', () => {
  it('makes the device the patient’s from now on, and is in the audit log', async () => {
    const { device, claim: slip } = await register();
    const before = new Date();
    const answer = await claim(clinic.patient, slip.code.toLowerCase().replace('-', ' '));
    expect(answer.status).toBe(200);
    const claimed = Device.parse(((await answer.json()) as { device: unknown }).device);
    const { patientId, userId } = clinic.patient;
    expect(claimed).toMatchObject({
      id: device.id,
      isInUse: true,
      assignments: [{ patientId, userSlot: null, to: null }],
    });
    const [assignment] = await assignmentsOf(device.id);
    expect(assignment?.startsAt.getTime()).toBeGreaterThanOrEqual(before.getTime());
    const [entry] = await server.deps.db.select().from(auditLog).where(eq(auditLog.action, 'device:claimed'));
    expect(entry).toMatchObject({
      actor: { type: 'user', id: userId },
      patientId,
      subjectId: device.id,
      detail: { assignmentId: assignment?.id, userSlot: null },
    });
  });

  it('stands nowhere but in the answer', async () => {
    const { device, claim: slip } = await register();
    const [row] = await server.deps.sql`
      select row_to_json(c)::text as json from device_claim_codes c where device_id = ${device.id}`;
    expect(row?.['json']).not.toContain(slip.code.replace('-', ''));
    expect(server.logged.join('')).not.toContain(slip.code);
    const listed = await (await clinic.administrator.get('/api/devices?limit=200')).text();
    expect(listed).not.toContain(slip.code);
  });

  it('works once, for one of two who try at the same time', async () => {
    const { device, claim: slip } = await register();
    const answers = await Promise.all([
      claim(clinic.patient, slip.code, 1),
      clinic.otherPatient.send('POST', `/api/devices/${device.id}/claim`, { code: slip.code, userSlot: 2 }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 404]);
    expect(await assignmentsOf(device.id)).toHaveLength(1);
  });

  it('answers with the same sentence whether it is wrong, used, replaced, too old, of another device or of a revoked one', async () => {
    const used = await register();
    await claim(clinic.patient, used.claim.code);
    const replaced = await register();
    await reissue(replaced.device.id);
    const old = await register();
    await server.deps.db
      .update(deviceClaimCodes)
      .set({ expiresAt: sql`now() - interval '1 second'` })
      .where(eq(deviceClaimCodes.deviceId, old.device.id));
    const revoked = await register();
    await clinic.administrator.send('POST', `/api/devices/${revoked.device.id}/revoke`);
    const fresh = await register();
    const answers = [
      await claim(clinic.otherPatient, '2222-2222'),
      await claim(clinic.otherPatient, 'nonsense'),
      await claim(clinic.otherPatient, used.claim.code),
      await claim(clinic.otherPatient, replaced.claim.code),
      await claim(clinic.otherPatient, old.claim.code),
      await claim(clinic.otherPatient, revoked.claim.code),
      await clinic.otherPatient.send('POST', `/api/devices/${old.device.id}/claim`, { code: fresh.claim.code }),
    ];
    const errors = await Promise.all(answers.map(errorOf));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([404]));
    expect(new Set(errors.map(({ message }) => message)).size).toBe(1);
  });

  it('takes no device, and no slot of one, out of somebody else’s hands', async () => {
    const { device } = await register();
    await clinic.doctor.send('POST', `/api/devices/${device.id}/assignment`, { patientId: clinic.patient.patientId });
    const { code } = await reissue(device.id);
    expect((await claim(clinic.otherPatient, code)).status).toBe(404);
    expect((await claim(clinic.otherPatient, code, 2)).status).toBe(404);
    const shared = await register();
    const path = `/api/devices/${shared.device.id}/assignment`;
    await clinic.doctor.send('POST', path, { patientId: clinic.patient.patientId, userSlot: 1 });
    const next = await reissue(shared.device.id);
    expect((await claim(clinic.otherPatient, next.code)).status).toBe(404);
    expect((await claim(clinic.otherPatient, next.code, 1)).status).toBe(404);
    expect((await claim(clinic.otherPatient, next.code, 2)).status).toBe(200);
    expect((await assignmentsOf(shared.device.id)).map(({ patientId, userSlot }) => [patientId, userSlot])).toEqual(
      expect.arrayContaining([
        [clinic.patient.patientId, 1],
        [clinic.otherPatient.patientId, 2],
      ]),
    );
  });

  it('ends with the hand-out: when the whole device is given to somebody, and when that ends', async () => {
    const voidings = async (deviceId: string) => {
      const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, deviceId));
      return rows.filter(({ action }) => action === 'device:claim-code-voided').map(({ actor }) => actor);
    };
    const actor = { type: 'user', id: clinic.doctor.userId };
    const body = { patientId: clinic.patient.patientId };
    const { device, claim: slip } = await register();
    const path = `/api/devices/${device.id}/assignment`;
    await clinic.doctor.send('POST', path, body);
    expect(await voidings(device.id)).toEqual([actor]);
    const { code } = await reissue(device.id);
    expect((await clinic.doctor.send('DELETE', path, { ...body, userSlot: 1 })).status).toBe(409);
    expect(await voidings(device.id)).toHaveLength(1);
    expect((await clinic.doctor.send('DELETE', path, body)).status).toBe(200);
    expect(await voidings(device.id)).toEqual([actor, actor]);
    for (const old of [slip.code, code]) expect((await claim(clinic.otherPatient, old)).status).toBe(404);
    const shared = await register();
    await clinic.doctor.send('POST', `/api/devices/${shared.device.id}/assignment`, { ...body, userSlot: 1 });
    expect((await claim(clinic.otherPatient, shared.claim.code, 2)).status).toBe(200);
  });

  it('says to the patient who has the device that they have it', async () => {
    const { device, claim: slip } = await register();
    await claim(clinic.patient, slip.code);
    const { code } = await reissue(device.id);
    expect((await claim(clinic.patient, code)).status).toBe(409);
  });

  it('cannot be guessed: attempts are counted per person, person and device, and device, in the database', async () => {
    const { device, claim: slip } = await register();
    for (let attempt = 0; attempt < 10; attempt += 1) {
      expect((await claim(clinic.otherPatient, '2222-2222')).status).toBe(404);
    }
    const blocked = await claim(clinic.otherPatient, slip.code);
    expect([blocked.status, (await errorOf(blocked)).code]).toEqual([429, 'rate_limited']);
    expect(Number(blocked.headers.get('retry-after'))).toBeGreaterThan(800);
    const ofPersons = sql`${rateLimits.key} like 'device-claim:user:%'`;
    await server.deps.db.delete(rateLimits);
    const path = `/api/devices/${device.id}/claim`;
    for (let attempt = 0; attempt < 20; attempt += 1) {
      if (attempt === 10) await server.deps.db.delete(rateLimits).where(ofPersons);
      expect((await clinic.otherPatient.send('POST', path, { code: '2222-2222' })).status).toBe(404);
    }
    await server.deps.db.delete(rateLimits).where(ofPersons);
    expect((await clinic.otherPatient.send('POST', path, { code: slip.code })).status).toBe(429);
    await server.deps.db
      .update(rateLimits)
      .set({ count: 400 })
      .where(sql`${rateLimits.key} like 'device-claim:device:%'`);
    expect((await clinic.patient.send('POST', path, { code: slip.code })).status).toBe(429);
    expect((await claim(clinic.patient, slip.code)).status).toBe(200);
  });

  it('is not kept from its owner by somebody else who guesses', async () => {
    const { device, claim: slip } = await register();
    const path = `/api/devices/${device.id}/claim`;
    for (let attempt = 0; attempt < 40; attempt += 1) {
      if (attempt % 10 === 0)
        await server.deps.db.delete(rateLimits).where(sql`${rateLimits.key} like 'device-claim:user:%'`);
      await clinic.otherPatient.send('POST', path, { code: '2222-2222' });
    }
    expect((await clinic.patient.send('POST', path, { code: slip.code })).status).toBe(200);
  });

  it('is a patient’s to use and the inventory’s keepers’ to issue', async () => {
    const { device, claim: slip } = await register();
    const users = await Promise.all([clinic.doctor, clinic.administrator].map((person) => claim(person, slip.code)));
    expect(users.map(({ status }) => status)).toEqual([403, 403]);
    await claim(clinic.patient, slip.code);
    const issuers = await Promise.all(
      [clinic.patient, clinic.otherPatient, clinic.outsider].map((person) =>
        person.send('POST', `/api/devices/${device.id}/claim-code`),
      ),
    );
    expect(issuers.map(({ status }) => status)).toEqual([403, 404, 404]);
  });

  it('is refused in any other shape', async () => {
    for (const body of [{}, { code: '' }, { code: 7 }, { code: '2222-2222', userSlot: -1 }, { code: 'A'.repeat(41) }]) {
      expect((await clinic.patient.send('POST', '/api/devices/claim', body)).status).toBe(400);
    }
  });
});
