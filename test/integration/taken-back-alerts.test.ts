import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertDetail, AlertList, type Alert } from '#contracts/alert.ts';
import { CreatedDevice } from '#contracts/device.ts';
import { EntryResult } from '#contracts/observation.ts';
import { QuarantineList, type QuarantinedReading } from '#contracts/quarantine.ts';
import { alerts, auditLog, deviceAssignments, findings, outbox, quarantinedReadings } from '#database/schema/index.ts';
import { pageOverdue } from '#ingest/policy/page-overdue.ts';
import { at, fingerStick, pressure, publish } from '../support/ingest-clinic.ts';
import { createClinician, createPatient, joinCareTeam, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let doctor: Person;
let patient: Person & { patientId: string };
let deviceId: string;

beforeAll(async () => {
  server = await startTestServer();
  doctor = await createClinician(server, { name: 'Dr Ana Ruiz', profession: 'doctor' });
});
afterAll(() => server.close());
beforeEach(async () => {
  patient = await createPatient(server, 'Qian Yu');
  await joinCareTeam(server, doctor, patient.patientId);
  const answer = await doctor.send('POST', '/api/devices', { label: 'Cuff', kinds: ['blood-pressure', 'glucose'] });
  deviceId = CreatedDevice.parse(await answer.json()).device.id;
  await doctor.send('POST', `/api/devices/${deviceId}/assignment`, { patientId: patient.patientId });
  await server.deps.db
    .update(deviceAssignments)
    .set({ startsAt: new Date(Date.now() - 2 * 86_400_000) })
    .where(eq(deviceAssignments.deviceId, deviceId));
});

const send = (payload: unknown) => publish(server.deps.ingest, { deviceId }, payload);
/** Of a clock that is two hours ahead. */
const fast = (minutes: number, systolic: number, diastolic: number, more: object = {}) =>
  pressure(120 + minutes, systolic, diastolic, more);
const crisis = async (): Promise<Alert> => {
  const { alerts: listed } = AlertList.parse(await (await doctor.get('/api/alerts')).json());
  const alert = listed.find(({ ruleId, patientId }) => ruleId === 'bp.crisis' && patientId === patient.patientId);
  if (alert === undefined) throw new Error('no crisis was raised');
  return alert;
};
const pageDueAt = async (): Promise<Date | null> => {
  const [row] = await server.deps.db
    .select({ due: alerts.pageDueAt })
    .from(alerts)
    .where(eq(alerts.id, (await crisis()).id));
  return row?.due ?? null;
};
const held = async (): Promise<QuarantinedReading[]> => {
  const answer = await doctor.get('/api/quarantine?state=held&limit=200');
  const { readings } = QuarantineList.parse(await answer.json());
  return readings.filter(({ source }) => source === deviceId).toSorted((a, b) => (a.id < b.id ? -1 : 1));
};
const settle = async (id: string, how: 'discard' | 'release', body: object = {}) => {
  const answer = await doctor.send('POST', `/api/quarantine/${id}/${how}`, { reason: 'wrong clock', ...body });
  expect(answer.status).toBe(200);
};
const systolicOf = ({ explanation }: Alert) => explanation.contributions.map(({ values }) => values['systolic']);
const enter = async (reading: object): Promise<string> => {
  const answer = await patient.send('POST', `/api/patients/${patient.patientId}/observations`, reading);
  expect(answer.status).toBe(201);
  return EntryResult.parse(await answer.json()).observationId ?? '';
};
const notMine = async (id: string) => {
  const path = `/api/patients/${patient.patientId}/observations/${id}/confirmation`;
  expect((await doctor.send('POST', path, { isMine: false })).status).toBe(200);
};

describe('a held reading that is settled', () => {
  it('leaves a crisis of the cuff open, with its own deadline, and says so', async () => {
    await send(pressure(-1, 192, 118));
    const due = await pageDueAt();
    const before = await crisis();
    await send(fast(0, 195, 119));
    expect(systolicOf(await crisis())).toEqual([195]);
    const [row] = await held();
    await settle(row?.id ?? '', 'discard');

    const after = await crisis();
    expect(after).toMatchObject({ id: before.id, state: 'raised', confirmation: 'awaiting', clearedAt: null });
    expect(systolicOf(after)).toEqual([192]);
    expect(await pageDueAt()).toEqual(due);
    const { events } = AlertDetail.parse(await (await doctor.get(`/api/alerts/${after.id}`)).json());
    const actor = { type: 'user', id: doctor.userId };
    expect(events.at(-1)).toMatchObject({ type: 'corrected', actor, reason: 'wrong clock' });
    const news = await server.deps.db.select().from(outbox).where(eq(outbox.alertId, after.id));
    expect(news.map(({ type }) => type)).toContain('alert:corrected');
    const audit = await server.deps.db
      .select({ actor: auditLog.actor, patientId: auditLog.patientId })
      .from(auditLog)
      .where(and(eq(auditLog.action, 'alert:corrected'), eq(auditLog.subjectId, after.id)));
    expect(audit).toEqual([{ actor, patientId: patient.patientId }]);
  });

  it('gives the crisis its deadline and its page back where the held one was paged at once', async () => {
    await send(pressure(-1, 192, 118));
    const due = await pageDueAt();
    await send(fast(0, 231, 128, { flags: ['symptoms'] }));
    expect(await crisis()).toMatchObject({ paged: true });
    expect(await pageDueAt()).toBeNull();
    const [row] = await held();
    await settle(row?.id ?? '', 'discard');
    expect(await crisis()).toMatchObject({ state: 'raised', paged: false, confirmation: 'awaiting' });
    expect(Math.abs(((await pageDueAt())?.getTime() ?? 0) - (due?.getTime() ?? 0))).toBeLessThan(2_000);
    await send(pressure(0, 190, 116));
    expect(await crisis()).toMatchObject({ paged: true, confirmation: 'confirmed' });
  });

  it('is withdrawn where nothing else speaks for the alert', async () => {
    await send(fast(0, 195, 119));
    const [row] = await held();
    await settle(row?.id ?? '', 'discard');
    expect((await crisis()).state).toBe('withdrawn');
  });

  it('released as a reading that breaks nothing leaves the crisis of the cuff open', async () => {
    await send(pressure(-1, 192, 118));
    await send(fast(0, 195, 119));
    const [row] = await held();
    await settle(row?.id ?? '', 'release', { reading: pressure(-300, 125, 79) });
    const after = await crisis();
    expect(after.state).toBe('raised');
    expect(systolicOf(after)).toEqual([192]);
    expect(await pageDueAt()).not.toBeNull();
  });

  it('of two that came in one message leaves what the other one raised', async () => {
    await send([fast(0, 210, 125), fast(2, 190, 115)]);
    const rows = await held();
    expect(rows).toHaveLength(2);
    await settle(rows[1]?.id ?? '', 'discard');
    const after = await crisis();
    expect(after.state).toBe('raised');
    expect(after.explanation.contributions.map(({ observationId }) => observationId)).toEqual([rows[0]?.id]);
    expect(await pageDueAt()).not.toBeNull();
    await settle(rows[0]?.id ?? '', 'discard');
    expect((await crisis()).state).toBe('withdrawn');
  });

  it('is one finding when the same bytes come again', async () => {
    const sent = [fast(0, 210, 125), fast(2, 190, 115)];
    await send(sent);
    await send(sent);
    const rows = await server.deps.db.select().from(findings).where(eq(findings.patientId, patient.patientId));
    expect(rows.map(({ ruleId }) => ruleId)).toEqual(['bp.crisis', 'bp.crisis']);
  });

  it('takes turns with the page that is due', async () => {
    await send(fast(0, 195, 119));
    const alert = await crisis();
    const [row] = await server.deps.db
      .select()
      .from(quarantinedReadings)
      .where(eq(quarantinedReadings.source, deviceId));
    await server.deps.db
      .update(alerts)
      .set({ pageDueAt: new Date(Date.now() - 1_000) })
      .where(eq(alerts.id, alert.id));
    let settling: Promise<void> = Promise.resolve();
    // Whoever holds the alert wants its finding next.
    await server.deps.sql.begin(async (tx) => {
      await tx`select id from alerts where id = ${alert.id} for update`;
      settling = settle(row?.id ?? '', 'discard');
      await expect
        .poll(async () => {
          const [waiting] = await server.deps.sql<{ count: number }[]>`
            select count(*)::int from pg_stat_activity
            where datname = current_database() and wait_event_type = 'Lock'`;
          return waiting?.count;
        })
        .toBe(1);
      await tx`update findings set paged_at = now() where id = (select finding_id from alerts where id = ${alert.id})`;
    });
    await settling;
    expect((await crisis()).state).toBe('withdrawn');
    expect(await pageOverdue(server.deps.sql, 100)).toBe(0);
  });
});

describe('a reading that was somebody else’s', () => {
  it('withdraws nothing that ended for another reason', async () => {
    const { sql } = server.deps;
    const set = (version: number, overrides: object) => sql`
      insert into thresholds (patient_id, version, rule_set, overrides, changed_by, changed_at, reason)
      values (${patient.patientId}, ${version}, 'china', ${sql.json({ ...overrides })}, ${doctor.userId}, now(), 'agreed')`;
    await set(1, { crisisSystolic: 160 });
    await enter(pressure(-2, 170, 95));
    expect((await crisis()).state).toBe('raised');
    await set(2, {});
    await notMine(await enter(fingerStick(-1, 560)));
    const after = await crisis();
    expect(after.state).toBe('raised');
    expect(after.clearedAt).not.toBeNull();
    const rows = await server.deps.db.select().from(findings).where(eq(findings.patientId, patient.patientId));
    expect(rows.find(({ ruleId }) => ruleId === 'bp.crisis')).toMatchObject({ withdrawnAt: null });
    expect(rows.find(({ ruleId }) => ruleId.startsWith('glucose.'))?.withdrawnAt).not.toBeNull();
  });

  it('is no longer what the alert shows, in the words, the lane and the record', async () => {
    await enter({ ...pressure(-300, 194, 112), measuredAt: at(-300) });
    await enter(pressure(-240, 126, 80));
    await notMine(await enter(pressure(-2, 232, 124)));
    const after = await crisis();
    const { events } = AlertDetail.parse(await (await doctor.get(`/api/alerts/${after.id}`)).json());
    expect(events.at(-1)).toMatchObject({ type: 'corrected', actor: { type: 'user', id: doctor.userId } });
    const [finding] = await server.deps.db
      .select()
      .from(findings)
      .where(and(eq(findings.patientId, patient.patientId), eq(findings.onsetAt, new Date(after.onsetAt))));
    expect(after).toMatchObject({ lane: finding?.lane, severity: finding?.severity });
    expect(systolicOf(after)).toEqual([194]);
  });
});
