import { and, eq, inArray, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlertList } from '#contracts/alert.ts';
import { EntryResult, ObservationList } from '#contracts/observation.ts';
import { QuarantineList, QuarantinedReading } from '#contracts/quarantine.ts';
import { connect } from '#database/client.ts';
import { newId } from '#database/ids.ts';
import { auditLog, devices, observations, quarantinedReadings } from '#database/schema/index.ts';
import { encodeCursor } from '#server/cursor.ts';
import { listQuarantined } from '#server/services/quarantine/list.ts';
import { cleanUp } from '#server/services/upkeep/clean-up.ts';
import { createClinic, createPatient, joinCareTeam, type Clinic } from '../support/people.ts';
import { holdReading } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const audited = (action: string) =>
  server.deps.db.select().from(auditLog).where(eq(auditLog.action, action)).orderBy(auditLog.id);
const codeOf = async (response: Response) => ((await response.json()) as { error: { code: string } }).error.code;

describe('a reading typed in by hand', () => {
  const pathOf = (patientId: string) => `/api/patients/${patientId}/observations`;
  const pressure = { kind: 'blood-pressure', systolic: 128, diastolic: 82, unit: 'mmHg' };

  it('is stored in canonical units, with now as its time where none is said', async () => {
    const { patientId } = clinic.patient;
    const answer = await clinic.patient.send('POST', pathOf(patientId), {
      kind: 'glucose',
      value: 6.1,
      unit: 'mmol/L',
      specimen: 'capillary',
      meal: 'before',
    });
    expect(answer.status).toBe(201);
    const { observationId } = EntryResult.parse(await answer.json());
    const list = ObservationList.parse(await (await clinic.doctor.get(pathOf(patientId))).json());
    const stored = list.observations.find(({ id }) => id === observationId);
    expect(stored).toMatchObject({
      kind: 'glucose',
      value: 109.8951,
      unit: 'mg/dL',
      meal: 'before',
      source: 'manual',
      original: { unit: 'mmol/L', values: { value: 6.1 } },
    });
    expect(Date.now() - Date.parse(stored?.measuredAt ?? '')).toBeLessThan(10_000);
    expect((await audited('observation:entered')).at(-1)).toMatchObject({
      actor: { type: 'user', id: clinic.patient.userId },
      patientId,
      subjectId: observationId,
      detail: { kind: 'glucose', fate: 'stored' },
    });
  });

  it('raises an alert when it is dangerous', async () => {
    const { patientId } = clinic.patient;
    const answer = await clinic.nurse.send('POST', pathOf(patientId), { ...pressure, systolic: 192, diastolic: 118 });
    expect(answer.status).toBe(201);
    const { alerts } = AlertList.parse(await (await clinic.doctor.get('/api/alerts?state=open')).json());
    expect(alerts.map(({ ruleId }) => ruleId)).toContain('bp.crisis');
  });

  it('is one row when it is sent twice, and held when it cannot be true', async () => {
    const { patientId } = clinic.patient;
    const measuredAt = new Date(Date.now() - 60_000).toISOString();
    const send = (body: object) => clinic.patient.send('POST', pathOf(patientId), body);
    expect((await send({ ...pressure, measuredAt })).status).toBe(201);
    const again = await send({ ...pressure, measuredAt });
    expect([again.status, EntryResult.parse(await again.json()).fate]).toEqual([200, 'duplicate']);
    const impossible = await send({ ...pressure, systolic: 80, diastolic: 120 });
    expect(EntryResult.parse(await impossible.json())).toMatchObject({
      fate: 'quarantined',
      reason: 'impossible-pair',
      observationId: null,
    });
  });

  it('is the patient’s or the care team’s to enter', async () => {
    const answers = await Promise.all(
      [clinic.otherPatient, clinic.outsider, clinic.administrator].map((person) =>
        person.send('POST', pathOf(clinic.patient.patientId), pressure),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  it('is refused in any other shape', async () => {
    for (const body of [
      { ...pressure, kind: 'weight' },
      { ...pressure, systolic: '128' },
      { ...pressure, systolic: null },
      { ...pressure, patientId: clinic.otherPatient.patientId },
      { ...pressure, measuredAt: 'yesterday' },
      [pressure],
    ]) {
      const answer = await clinic.patient.send('POST', pathOf(clinic.patient.patientId), body);
      expect([answer.status, await codeOf(answer)]).toEqual([400, 'invalid']);
    }
  });
});

describe('a reading in quarantine', () => {
  const hold = (values: Partial<Parameters<typeof holdReading>[1]> = {}) =>
    holdReading(server, {
      patientId: clinic.patient.patientId,
      source: 'meter-7',
      reason: 'not-a-number',
      payload: new TextEncoder().encode('{"kind":"glucose","value":"Lo","note":"\u0000"}'),
      ...values,
    });
  const low = () => ({
    kind: 'glucose',
    value: 20,
    unit: 'mg/dL',
    specimen: 'capillary',
    measuredAt: new Date(Date.now() - 120_000).toISOString(),
  });
  const release = (id: string, body: object) => clinic.doctor.send('POST', `/api/quarantine/${id}/release`, body);
  const stateOf = async (id: string) => {
    const [row] = await server.deps.db.select().from(quarantinedReadings).where(eq(quarantinedReadings.id, id));
    return row;
  };

  it('is shown to those who can judge it, as text where it is text', async () => {
    const mine = await hold();
    const binary = await hold({ payload: new Uint8Array([0xff, 0xfe, 0x00]) });
    const elsewhere = await hold({ patientId: clinic.otherPatient.patientId });
    const list = async (person: Clinic['doctor']) =>
      QuarantineList.parse(await (await person.get('/api/quarantine?state=held')).json()).readings;
    const seen = await list(clinic.doctor);
    expect(seen.map(({ id }) => id)).toEqual(expect.arrayContaining([mine, binary]));
    expect(seen.map(({ id }) => id)).not.toContain(elsewhere);
    expect(seen.find(({ id }) => id === mine)?.payloadText).toBe('{"kind":"glucose","value":"Lo","note":"\uFFFD"}');
    expect(seen.find(({ id }) => id === binary)?.payloadText).toBeNull();
    expect(await list(clinic.outsider)).toEqual([]);
    expect((await clinic.patient.get('/api/quarantine')).status).toBe(403);
  });

  it('stands dangerous first, a patient’s before nobody’s, newest first, whatever a webhook sends for whom', async () => {
    const { db } = server.deps;
    const strangers = { patientId: null, source: 'intake:flood', reason: 'unknown-user' } as const;
    const dangerousNobodys = await hold({ ...strangers, isDangerous: true });
    const dangerous = await hold({ isDangerous: true });
    const older = await hold();
    const newer = await hold();
    const nobodys: string[] = [];
    for (let user = 0; user < 5; user += 1) nobodys.unshift(await hold(strangers));
    const at = Date.now() + 3_600_000;
    const asReceived = [dangerousNobodys, dangerous, older, newer, ...nobodys.toReversed()];
    for (const [index, id] of asReceived.entries()) {
      const receivedAt = new Date(at + index);
      await db.update(quarantinedReadings).set({ receivedAt }).where(eq(quarantinedReadings.id, id));
    }
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const path: string = `/api/quarantine?state=held&limit=2${cursor === null ? '' : `&cursor=${cursor}`}`;
      const page = QuarantineList.parse(await (await clinic.doctor.get(path)).json());
      seen.push(...page.readings.map(({ id }) => id));
      cursor = page.nextCursor;
    } while (cursor !== null);
    expect(new Set(seen).size).toBe(seen.length);
    const expected = [dangerous, dangerousNobodys, newer, older, ...nobodys];
    expect(seen.filter((id) => expected.includes(id))).toEqual(expected);
    const broken = encodeCursor(['4', '2026-11-25 08:00:00+00', older]);
    expect((await clinic.doctor.get(`/api/quarantine?cursor=${broken}`)).status).toBe(400);
    await db.delete(quarantinedReadings).where(inArray(quarantinedReadings.id, asReceived));
  });

  it('is found by an index in the order of the list, however many wait behind the page', async () => {
    const { db, config } = server.deps;
    const waiting = 3_000;
    await db.execute(sql`
      insert into quarantined_readings (
        id, source, patient_id, reason, detail, is_dangerous, payload, payload_sha256, received_at, last_received_at
      )
      select gen_random_uuid(), 'many', ${clinic.patient.patientId}::uuid, 'not-a-number', 'as the test says', false, ''::bytea,
        decode(lpad(to_hex(number), 64, '0'), 'hex'), now() - make_interval(secs => number), now()
      from generate_series(1, ${waiting}::int) as number`);
    await db.execute(sql`analyze quarantined_readings`);
    // One connection alone, so that what it counted can be asked for at once.
    const own = connect(config.databaseUrl, { applicationName: 'kanhu-test-order', maxConnections: 1 });
    const { userId } = clinic.doctor;
    const doctor = { userId, sessionId: newId(), role: 'clinician', profession: 'doctor', patientId: null } as const;
    const first = await listQuarantined({ ...server.deps, db: own.db }, doctor, { state: 'held', limit: 20 });
    const second = await listQuarantined({ ...server.deps, db: own.db }, doctor, {
      ...{ state: 'held', limit: 20, cursor: first.nextCursor ?? '' },
    });
    expect([first.readings.length, second.readings.length]).toEqual([20, 20]);
    await own.db.execute(sql`select pg_stat_force_next_flush()`);
    const [read] = await own.db.execute<{ rows: number }>(sql`
      select idx_tup_read::int as rows from pg_stat_user_indexes where indexrelname = 'quarantined_readings_order_idx'`);
    expect(read?.rows).toBeGreaterThanOrEqual(40);
    expect(read?.rows).toBeLessThan(waiting / 10);
    await own.close();
    await db.delete(quarantinedReadings).where(eq(quarantinedReadings.source, 'many'));
  });

  it('is shown by its beginning where it is long, to a whole character, and kept in full', async () => {
    const payload = new TextEncoder().encode(`"${'é'.repeat(5_000)}"`);
    const id = await hold({ payload });
    const { readings } = QuarantineList.parse(await (await clinic.doctor.get('/api/quarantine?limit=200')).json());
    expect(readings.find((reading) => reading.id === id)).toMatchObject({
      payloadText: `"${'é'.repeat(2_047)}`,
      isCut: true,
    });
    expect((await stateOf(id))?.payload).toHaveLength(payload.length);
    expect(readings.some(({ isCut }) => !isCut)).toBe(true);
  });

  it('for a webhook’s user whom nobody linked is removed after 30 days; nothing else is', async () => {
    const { db } = server.deps;
    const strangers = { patientId: null, source: 'intake:phones', reason: 'unknown-user' } as const;
    const days = (count: number) => ({ receivedAt: new Date(Date.now() - count * 86_400_000) });
    const gone = await hold({ ...strangers, ...days(31) });
    const kept = [
      await hold({ ...strangers, ...days(29) }),
      await hold({ ...strangers, ...days(31), patientId: clinic.patient.patientId, state: 'released' }),
      await hold(days(31)),
      await hold({ ...days(31), patientId: null, reason: 'unassigned-device' }),
    ];
    await cleanUp(db);
    expect(await stateOf(gone)).toBeUndefined();
    for (const id of kept) {
      expect((await stateOf(id))?.id).toBe(id);
      await db.delete(quarantinedReadings).where(eq(quarantinedReadings.id, id));
    }
  });

  it('of a device that is nobody’s is a clinician’s to give to a patient; whoever runs the clinic sees no values', async () => {
    await server.deps.db
      .insert(devices)
      .values({ id: 'unassigned-1', label: 'Cuff', kinds: ['blood-pressure'], secretSha256: new Uint8Array(32) });
    const id = await hold({ patientId: null, source: 'unassigned-1', reason: 'unassigned-device' });
    const { readings } = QuarantineList.parse(await (await clinic.administrator.get('/api/quarantine')).json());
    expect(readings).toMatchObject([{ id, payloadText: null }]);
    const body = { reading: { ...low(), value: 140 }, reason: 'asked the patient' };
    expect((await clinic.administrator.send('POST', `/api/quarantine/${id}/release`, body)).status).toBe(403);
    expect((await release(id, body)).status).toBe(400);
    expect((await release(id, { ...body, patientId: clinic.otherPatient.patientId })).status).toBe(404);
    expect((await release(id, { ...body, patientId: clinic.patient.patientId })).status).toBe(200);
    expect(await stateOf(id)).toMatchObject({ state: 'released', patientId: clinic.patient.patientId });
  });

  it('goes through ingest as the clinician put it right, and is judged there', async () => {
    const patient = await createPatient(server, 'Qian Yu');
    await joinCareTeam(server, clinic.doctor, patient.patientId);
    const id = await hold({ patientId: patient.patientId });
    const answer = await release(id, { reading: low(), comparator: '<', reason: 'the meter showed LO' });
    expect(answer.status).toBe(200);
    const released = (await answer.json()) as { reading: unknown; result: unknown };
    expect(QuarantinedReading.parse(released.reading).state).toBe('released');
    const { observationId } = EntryResult.parse(released.result);
    const [row] = await server.deps.db
      .select()
      .from(observations)
      .where(eq(observations.id, observationId ?? ''));
    expect(row).toMatchObject({
      source: `manual:${clinic.doctor.userId}`,
      patientId: patient.patientId,
      glucose: 20,
      comparator: '<',
    });
    const { alerts } = AlertList.parse(await (await patient.get('/api/alerts?state=open')).json());
    expect(alerts.map(({ ruleId }) => ruleId)).toContain('glucose.low-2');
    expect(await stateOf(id)).toMatchObject({
      state: 'released',
      settledBy: clinic.doctor.userId,
      settledReason: 'the meter showed LO',
    });
    const [entry] = await server.deps.db
      .select()
      .from(auditLog)
      .where(and(eq(auditLog.action, 'reading:released'), eq(auditLog.subjectId, id)));
    expect(entry).toMatchObject({ patientId: patient.patientId, detail: { observationId } });
    expect((await release(id, { reading: low(), reason: 'once more' })).status).toBe(409);
  });

  it('stays held while the corrected reading is still impossible', async () => {
    const id = await hold();
    const wrong = [
      { reading: { ...low(), value: 4 }, reason: 'typing error' },
      { reading: { ...low(), measuredAt: new Date(Date.now() + 3_600_000).toISOString() }, reason: 'its clock' },
      { reading: { ...low(), kind: 'heart-rate', unit: '/min', value: 70 }, reason: 'another kind', comparator: '<' },
      { reading: low(), reason: '' },
    ];
    for (const body of wrong) expect((await release(id, body)).status).toBe(400);
    expect(await stateOf(id)).toMatchObject({ state: 'held', settledBy: null });
    const held = await server.deps.db
      .select()
      .from(quarantinedReadings)
      .where(eq(quarantinedReadings.source, `manual:${clinic.doctor.userId}`));
    expect(held).toEqual([]);
  });

  it('settles what it had raised: withdrawn when it was no measurement, kept when it was one', async () => {
    const patient = await createPatient(server, 'Ma Jun');
    await joinCareTeam(server, clinic.doctor, patient.patientId);
    await server.deps.db
      .insert(devices)
      .values({ id: 'fast-clock', label: 'Cuff', kinds: ['blood-pressure'], secretSha256: new Uint8Array(32) });
    const assignment = { patientId: patient.patientId };
    expect((await clinic.doctor.send('POST', '/api/devices/fast-clock/assignment', assignment)).status).toBe(200);
    const crisis = { kind: 'blood-pressure', systolic: 214, diastolic: 121, unit: 'mmHg' };
    const sendFromTheFuture = async (days: number): Promise<string> => {
      const measuredAt = new Date(Date.now() + days * 86_400_000).toISOString();
      await server.deps.ingest.commit([
        {
          source: { type: 'device', deviceId: 'fast-clock' },
          payload: { type: 'readings', bytes: new TextEncoder().encode(JSON.stringify({ ...crisis, measuredAt })) },
          receivedAt: new Date(),
        },
      ]);
      const [row] = await server.deps.db
        .select()
        .from(quarantinedReadings)
        .where(and(eq(quarantinedReadings.source, 'fast-clock'), eq(quarantinedReadings.state, 'held')));
      return row?.id ?? '';
    };
    const stateOfCrisis = async () => {
      const { alerts } = AlertList.parse(await (await patient.get('/api/alerts')).json());
      return alerts.filter(({ ruleId }) => ruleId === 'bp.crisis').map(({ state }) => state);
    };

    const first = await sendFromTheFuture(2);
    expect(await stateOfCrisis()).toEqual(['raised']);
    const discard = { reason: 'the cuff was on a chair' };
    expect((await clinic.doctor.send('POST', `/api/quarantine/${first}/discard`, discard)).status).toBe(200);
    expect(await stateOfCrisis()).toEqual(['withdrawn']);

    const second = await sendFromTheFuture(3);
    const corrected = { ...crisis, measuredAt: new Date(Date.now() - 60_000).toISOString() };
    expect((await release(second, { reading: corrected, reason: 'its clock is fast' })).status).toBe(200);
    expect(await stateOfCrisis()).toEqual(['raised', 'withdrawn']);

    const third = await sendFromTheFuture(4);
    const harmless = { ...corrected, systolic: 124, diastolic: 81 };
    expect((await release(third, { reading: harmless, reason: 'read it off the display' })).status).toBe(200);
    expect((await stateOfCrisis()).filter((state) => state === 'withdrawn').length).toBeGreaterThan(0);
  });

  it('that nobody could read is looked at, and then the alert is over', async () => {
    const patient = await createPatient(server, 'Wu Tao');
    await joinCareTeam(server, clinic.doctor, patient.patientId);
    const send = async (value: string) => {
      const typed = {
        kind: 'glucose',
        value,
        unit: 'mg/dL',
        specimen: 'capillary',
        measuredAt: new Date().toISOString(),
      };
      await server.deps.ingest.commit([
        {
          source: { type: 'manual', userId: patient.userId, patientId: patient.patientId },
          payload: { type: 'readings', bytes: new TextEncoder().encode(JSON.stringify(typed)) },
          receivedAt: new Date(),
        },
      ]);
    };
    await send('Lo');
    await send('0Lo');
    const held = async () =>
      QuarantineList.parse(await (await clinic.doctor.get(`/api/quarantine?patientId=${patient.patientId}`)).json())
        .readings;
    const stateOfAlert = async () =>
      AlertList.parse(await (await patient.get('/api/alerts')).json()).alerts.map(({ ruleId, state, outcome }) => [
        ruleId,
        state,
        outcome,
      ]);
    const [one, two] = await held();
    expect([one?.isDangerous, two?.isDangerous]).toEqual([true, true]);
    expect(await stateOfAlert()).toEqual([['reading.quarantined', 'raised', null]]);
    const discard = { reason: 'the meter was empty' };
    await clinic.doctor.send('POST', `/api/quarantine/${one?.id ?? ''}/discard`, discard);
    expect((await stateOfAlert())[0]?.[1]).toBe('raised');
    await clinic.doctor.send('POST', `/api/quarantine/${two?.id ?? ''}/discard`, discard);
    expect(await stateOfAlert()).toEqual([['reading.quarantined', 'resolved', 'measurement-error']]);
  });

  it('is settled once, by one of two who try', async () => {
    const id = await hold();
    const answers = await Promise.all([
      release(id, { reading: low(), reason: 'checked by phone' }),
      clinic.nurse.send('POST', `/api/quarantine/${id}/discard`, { reason: 'a test strip without blood' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const settled = (await stateOf(id))?.state;
    const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect(rows.map(({ action }) => action)).toEqual([`reading:${settled ?? ''}`]);
  });

  it('is no business of the patient, or of doctors of others', async () => {
    const id = await hold();
    const people = [clinic.patient, clinic.otherPatient, clinic.outsider];
    for (const verb of ['release', 'discard']) {
      const body = verb === 'release' ? { reading: low(), reason: 'because' } : { reason: 'because' };
      const answers = await Promise.all(
        people.map((person) => person.send('POST', `/api/quarantine/${id}/${verb}`, body)),
      );
      expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    }
    expect((await stateOf(id))?.state).toBe('held');
  });
});
