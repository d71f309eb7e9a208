import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { newId } from '#database/ids.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { pageOverdue } from '#ingest/policy/page-overdue.ts';
import { PatientWatch } from '#models/detection/patient-watch.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { at, fingerStick, ingestClinic, pressure, publish, sensor } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
const { sql } = clinic;
const onRaised = vi.fn();
const ingest = clinic.openIngest({ onRaised });

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

let device: TestDevice;
beforeEach(async () => {
  device = await clinic.addDevice();
  onRaised.mockClear();
});

const send = (...readings: unknown[]) => publish(ingest, device, readings);

const alerts = (patientId = device.patientId) => sql`
  select id, rule_id, lane, severity, state, paged, confirmation, page_due_at is not null as is_due, onset_at, cleared_at,
    acknowledged_at
  from alerts where patient_id = ${patientId} order by raised_at, rule_id`;

const eventTypes = async (): Promise<string[]> => {
  const rows = await sql<{ type: string }[]>`
    select e.type from alert_events e join alerts a on a.id = e.alert_id
    where a.patient_id = ${device.patientId} order by e.at, e.id`;
  return rows.map(({ type }) => type);
};

/** What a clinician's verb does to the row. */
const acknowledge = async (): Promise<void> => {
  const user = newId();
  await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
  await sql`
    update alerts set state = 'acknowledged', acknowledged_at = now(), acknowledged_by = ${user}
    where patient_id = ${device.patientId}`;
};
const resolve = async (minutesAgo: number): Promise<void> => {
  await acknowledge();
  await sql`
    update alerts set state = 'resolved', resolved_at = now() - make_interval(mins => ${minutesAgo}),
      resolved_by = acknowledged_by, outcome = 'advised'
    where patient_id = ${device.patientId}`;
};

describe('a cuff crisis', () => {
  it('is on the work-list at once, with its record, and pages when a repeat confirms it', async () => {
    await send(pressure(-6, 192, 100));
    expect(await alerts()).toMatchObject([
      {
        rule_id: 'bp.crisis',
        state: 'raised',
        severity: 'critical',
        paged: false,
        confirmation: 'awaiting',
        is_due: true,
      },
    ]);
    expect(onRaised).toHaveBeenCalledOnce();
    await send(pressure(-3, 188, 100));
    expect(await alerts()).toMatchObject([{ paged: true, confirmation: 'confirmed', is_due: false }]);
    expect(await eventTypes()).toEqual(['raised', 'confirmed', 'paged']);
    const outbox = await sql`select type from outbox where patient_id = ${device.patientId} order by id`;
    expect(outbox.map(({ type }) => type as string)).toEqual(['alert:raised', 'alert:confirmed', 'alert:paged']);
    const audit = await sql`select action, actor from audit_log where patient_id = ${device.patientId} order by id`;
    expect(audit).toMatchObject(
      ['alert:raised', 'alert:confirmed', 'alert:paged'].map((action) => ({
        action,
        actor: { type: 'device', id: device.deviceId },
      })),
    );
  });

  it('is unconfirmed by a normal repeat and pages nobody', async () => {
    await send(pressure(-6, 192, 100));
    await send(pressure(-3, 138, 84));
    expect(await alerts()).toMatchObject([
      {
        state: 'raised',
        paged: false,
        confirmation: 'unconfirmed',
        is_due: false,
        cleared_at: expect.any(Date) as Date,
      },
    ]);
    expect(await eventTypes()).toEqual(['raised', 'unconfirmed', 'cleared']);
  });

  it('pages once when no repeat has come, by the clock of PostgreSQL', async () => {
    await send(pressure(-1, 192, 100));
    const [due] = await sql<{ seconds: number }[]>`
      select extract(epoch from page_due_at - now())::float8 as seconds from alerts where patient_id = ${device.patientId}`;
    expect(due?.seconds).toBeGreaterThan(590);
    expect(due?.seconds).toBeLessThanOrEqual(600);
    await sql`update alerts set page_due_at = now() - interval '1 s' where patient_id = ${device.patientId}`;
    const swept = await Promise.all([pageOverdue(sql, 100), pageOverdue(sql, 100)]);
    expect(swept.toSorted()).toEqual([0, 1]);
    expect(await alerts()).toMatchObject([{ paged: true, confirmation: 'awaiting', is_due: false }]);
    expect(await eventTypes()).toEqual(['raised', 'paged']);
    const [finding] = await sql`select paged_at from findings where patient_id = ${device.patientId}`;
    expect(finding).toMatchObject({ paged_at: expect.any(Date) as Date });
    const audit = await sql`
      select actor from audit_log where patient_id = ${device.patientId} and action = 'alert:paged'`;
    expect(audit).toEqual([{ actor: { type: 'system', id: 'deadline' } }]);
  });

  it('does not page by deadline what somebody has acknowledged', async () => {
    await send(pressure(-1, 192, 100));
    await acknowledge();
    await sql`update alerts set page_due_at = now() - interval '1 s' where patient_id = ${device.patientId}`;
    expect(await pageOverdue(sql, 100)).toBe(0);
    expect(await alerts()).toMatchObject([{ state: 'acknowledged', paged: false, is_due: false }]);
  });

  it('pages at once with symptoms', async () => {
    await send(pressure(-1, 192, 100, { flags: ['symptoms'] }));
    expect(await alerts()).toMatchObject([{ paged: true, is_due: false }]);
  });
});

describe('one open alert per patient and rule', () => {
  it('is raised again and pages at a new onset, also when acknowledged', async () => {
    await send(fingerStick(-60, 48));
    const [first] = await alerts();
    await acknowledge();
    await send(fingerStick(-30, 92));
    await send(fingerStick(-2, 50));
    const rows = await alerts();
    expect(rows).toMatchObject([
      { id: first?.id as string, state: 'raised', paged: true, acknowledged_at: null, cleared_at: null },
    ]);
    expect((rows[0]?.onset_at as Date).getTime()).toBeGreaterThan((first?.onset_at as Date).getTime());
    expect(await eventTypes()).toEqual(['raised', 'paged', 'cleared', 're-raised', 'paged']);
    const findings = await sql`
        select cleared_at from findings where patient_id = ${device.patientId} and rule_id = 'glucose.low-2'
        order by onset_at`;
    expect(findings.map(({ cleared_at }) => cleared_at !== null)).toEqual([true, false]);
  });

  it('takes no notice of repeats, and keeps the acknowledgement', async () => {
    await send(fingerStick(-30, 48));
    await acknowledge();
    await send(fingerStick(-20, 47));
    await send(fingerStick(-10, 46));
    expect(await alerts()).toMatchObject([{ state: 'acknowledged' }]);
    expect(await eventTypes()).toEqual(['raised', 'paged']);
  });

  it('returns to raised when it gets worse', async () => {
    await send(...Array.from({ length: 4 }, (_, i) => sensor(-150 + i * 15, 320)));
    expect(await alerts()).toMatchObject([{ rule_id: 'glucose.high-crisis', severity: 'high', paged: false }]);
    await acknowledge();
    await send(...Array.from({ length: 6 }, (_, i) => sensor(-90 + i * 15, 330)));
    expect(await alerts()).toMatchObject([{ severity: 'critical', state: 'raised', paged: true }]);
    expect(await eventTypes()).toEqual(['raised', 'severity-raised', 'paged']);
  });

  it('is made anew when the condition goes on half an hour after it was closed', async () => {
    await send(fingerStick(-50, 48));
    await resolve(40);
    await send(fingerStick(-20, 48));
    expect(await alerts()).toHaveLength(1);
    await send(fingerStick(-5, 47));
    expect(await alerts()).toMatchObject([{ state: 'resolved' }, { state: 'raised', paged: true }]);
  });

  it('puts off no deadline that runs', async () => {
    await send(pressure(-20, 192, 100));
    await sql`update alerts set page_due_at = now() + interval '1 min' where patient_id = ${device.patientId}`;
    await send(pressure(-15, 140, 80, { method: 'cuffless' }));
    await sql`update findings set cleared_at = now() where patient_id = ${device.patientId}`;
    await sql`update detectors set version = version + 1 where patient_id = ${device.patientId}`;
    await send(pressure(-1, 195, 100));
    const [due] = await sql<{ seconds: number }[]>`
      select extract(epoch from page_due_at - now())::float8 as seconds from alerts where patient_id = ${device.patientId}`;
    expect(due?.seconds ?? 0).toBeLessThanOrEqual(60);
  });
});

describe('late readings', () => {
  it('are late findings when a newer one of their kind says otherwise', async () => {
    await send(pressure(-5, 124, 80));
    await send(pressure(-60, 195, 100));
    expect(await alerts()).toMatchObject([{ lane: 'late', paged: false, is_due: false, confirmation: 'unconfirmed' }]);
  });
  it('page when they are the newest and still matter', async () => {
    await send(fingerStick(-100, 45));
    expect(await alerts()).toMatchObject([{ lane: 'physiological', paged: true }]);
  });
  it('that show an earlier beginning move the onset, which is in the record and paged about to nobody', async () => {
    await send(fingerStick(-10, 45));
    await acknowledge();
    await send(fingerStick(-25, 48));
    const [alert] = await alerts();
    expect(alert).toMatchObject({ state: 'acknowledged', lane: 'physiological' });
    expect((alert?.onset_at as Date).getTime()).toBeLessThan(Date.now() - 24 * 60_000);
    expect(await eventTypes()).toEqual(['raised', 'paged', 'onset-moved']);
    const news = await sql`select type from outbox where patient_id = ${device.patientId} order by id`;
    expect(news.map(({ type }) => type as string)).toEqual(['alert:raised', 'alert:paged', 'alert:onset-moved']);
    // One more reading of the same low says nothing new.
    await send(fingerStick(-5, 46));
    expect(await eventTypes()).toHaveLength(3);
  });
  it('do not disturb what is going on', async () => {
    await send(fingerStick(-10, 45));
    await acknowledge();
    await send(fingerStick(-600, 44));
    expect(await alerts()).toMatchObject([{ state: 'acknowledged', lane: 'physiological' }]);
    const findings = await sql`
      select lane from findings where patient_id = ${device.patientId} and rule_id = 'glucose.low-2' order by onset_at`;
    expect(findings).toEqual([{ lane: 'late' }, { lane: 'physiological' }]);
  });
});

describe('what is not believed but dangerous', () => {
  it('raises reading.quarantined, once for the same bytes', async () => {
    const reading = { ...fingerStick(-5, 0), value: 'Lo' };
    await send(reading);
    await send(reading);
    expect(await alerts()).toMatchObject([
      { rule_id: 'reading.quarantined', lane: 'technical', severity: 'high', paged: false },
    ]);
    expect(await eventTypes()).toEqual(['raised']);
  });
  it('is raised under its rule when only the clock is in doubt, with the time it came in', async () => {
    const receivedAt = new Date();
    await publish(ingest, device, fingerStick(60, 42), receivedAt);
    expect(await alerts()).toMatchObject([
      { rule_id: 'glucose.low-2', lane: 'physiological', paged: true, onset_at: receivedAt, cleared_at: null },
    ]);
  });
  it('waits for a repeat as the rule does', async () => {
    await send({ ...pressure(0, 190, 100), measuredAt: '0000-04-17T20:41:59Z' });
    expect(await alerts()).toMatchObject([
      { rule_id: 'bp.crisis', confirmation: 'awaiting', is_due: true, paged: false },
    ]);
  });
  it('raises nothing when it is harmless', async () => {
    await send(fingerStick(60, 110), pressure(-5, 2047, 2047), { ...fingerStick(-5, 5.5) });
    expect(await alerts()).toEqual([]);
    expect(onRaised).not.toHaveBeenCalled();
  });
});

it('stores and marks readings on which a detector fails, and says so', async () => {
  const other = await clinic.addDevice();
  const failing = vi.spyOn(PatientWatch.prototype, 'add').mockImplementationOnce(() => {
    throw new Error('a defect');
  });
  const arrival = (deviceId: string, reading: unknown) => ({
    source: { type: 'device' as const, deviceId },
    payload: { type: 'readings' as const, bytes: Buffer.from(JSON.stringify(reading)) },
    receivedAt: new Date(),
  });
  const fates = await ingest.commit([
    arrival(device.deviceId, fingerStick(-5, 45)),
    arrival(other.deviceId, fingerStick(-5, 46)),
  ]);
  failing.mockRestore();
  expect(fates.flat().map(({ fate }) => fate)).toEqual(['stored', 'stored']);
  expect(await alerts()).toMatchObject([{ rule_id: 'detector.failed', lane: 'technical', severity: 'high' }]);
  expect(await alerts(other.patientId)).toMatchObject([{ rule_id: 'glucose.low-2', paged: true }]);
  const rows = await sql`select flags from observations where patient_id = ${device.patientId}`;
  expect(rows).toEqual([{ flags: ['detector-failed'] }]);
  expect(ingest.counters.detectorFailures).toBe(1);
  // The next reading finds out what was missed.
  await send(fingerStick(-1, 44));
  expect(await alerts()).toMatchObject([{ rule_id: 'detector.failed' }, { rule_id: 'glucose.low-2', paged: true }]);
});

it('agrees with another process about a patient whose readings reach both', async () => {
  const other = clinic.openIngest();
  const turns: [Ingest, number][] = Array.from({ length: 24 }, (_, i) => [i % 2 === 0 ? ingest : other, i]);
  for (const [one, i] of turns) {
    await publish(one, device, sensor(-110 + i * 4, i >= 3 && i < 12 ? 50 : 90));
  }
  const findings = await sql`
    select onset_at, cleared_at, paged_at is not null as is_paged, superseded_at from findings
    where patient_id = ${device.patientId} and rule_id = 'glucose.low-2'`;
  expect(findings).toHaveLength(1);
  expect(findings).toMatchObject([{ is_paged: true, superseded_at: null, cleared_at: expect.any(Date) as Date }]);
  expect((await eventTypes()).filter((type) => type !== 'snoozed')).toEqual(['raised', 'paged', 'cleared']);
  const [detector] = await sql`select version::int from detectors where patient_id = ${device.patientId}`;
  expect(detector).toEqual({ version: 24 });
});

it.each(['processes', 'lanes of one process'])('lets two %s commit for the same patients at once', async (who) => {
  const others = await Promise.all(Array.from({ length: 6 }, () => clinic.addDevice()));
  const second = who === 'processes' ? clinic.openIngest() : ingest;
  const batch = (round: number) =>
    others
      .toSorted(() => (round % 2) - 0.5)
      .map(({ deviceId }, i) => ({
        source: { type: 'device' as const, deviceId },
        payload: { type: 'readings' as const, bytes: Buffer.from(JSON.stringify(fingerStick(-60 + round, 45 + i))) },
        receivedAt: new Date(),
      }));
  await Promise.all(
    Array.from({ length: 12 }, (_, round) => (round % 2 === 0 ? ingest : second).commit(batch(round), round % 2)),
  );
  for (const { patientId } of others) {
    const [row] = await sql`
      select (select count(*) from observations where patient_id = ${patientId})::int as observations,
        (select count(*) from findings
          where patient_id = ${patientId} and rule_id = 'glucose.low-2' and superseded_at is null)::int as findings,
        (select count(*) from alerts where patient_id = ${patientId})::int as alerts`;
    expect(row).toEqual({ observations: 12, findings: 1, alerts: 1 });
  }
});

it("judges by the patient's own thresholds as soon as they change", async () => {
  await send(pressure(-30, 168, 90));
  expect(await alerts()).toEqual([]);
  const user = newId();
  await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
  await sql`
    insert into thresholds (patient_id, version, rule_set, overrides, changed_by, changed_at, reason)
    values (${device.patientId}, 1, 'eu', ${sql.json({ crisisSystolic: 165 })}, ${user}, now(), 'frail')`;
  await send(pressure(-2, 166, 90));
  expect(await alerts()).toMatchObject([{ rule_id: 'bp.crisis' }]);
  expect(await sql`select rule_set from alerts where patient_id = ${device.patientId}`).toEqual([{ rule_set: 'eu' }]);
});

describe('thresholds by night', () => {
  const user = newId();
  const clockIn = (timeZone: string, hours: number): string =>
    new Date(Date.now() + hours * 3_600_000).toLocaleTimeString('en-GB', {
      timeZone,
      hour: '2-digit',
      minute: '2-digit',
    });
  const setNight = async (version: number, from: string, to: string): Promise<void> => {
    await sql`
      insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')
      on conflict do nothing`;
    await sql`
      insert into thresholds (patient_id, version, rule_set, overrides, night, changed_by, changed_at, reason)
      values (${device.patientId}, ${version}, 'china', '{}',
        ${sql.json({ from, to, overrides: { crisisSystolic: 160 } })}, ${user}, now(), 'frail')`;
  };
  const zone = 'America/St_Johns';

  it("judge by the clock of the patient's zone when the reading was taken, whoever reads the windows anew", async () => {
    await sql`update patients set time_zone = ${zone} where id = ${device.patientId}`;
    await setNight(1, clockIn(zone, 2), clockIn(zone, 8));
    await send(pressure(-4, 166, 90));
    expect(await alerts()).toEqual([]);
    await setNight(2, clockIn(zone, -6), clockIn(zone, 2));
    const other = clinic.openIngest({});
    await publish(other, device, [pressure(-2, 166, 90)]);
    const rows = await sql`select rule_id, explanation from alerts where patient_id = ${device.patientId}`;
    expect(rows).toMatchObject([
      { rule_id: 'bp.crisis', explanation: { comparisons: [{ quantity: 'systolic', threshold: 160 }, {}] } },
    ]);
  });

  it('hold for a dangerous reading in quarantine, too, by when it came in', async () => {
    await setNight(1, clockIn('Asia/Shanghai', -1), clockIn('Asia/Shanghai', 1));
    await send(pressure(60, 166, 90));
    expect(await alerts()).toMatchObject([{ rule_id: 'bp.crisis' }]);
  });
});

it('judges glucose in the unit in which the patient reads it, as soon as that changes', async () => {
  await sql`update patients set glucose_unit = 'mg/dL' where id = ${device.patientId}`;
  await send(fingerStick(-20, 300), fingerStick(-15, 300));
  expect(await alerts()).toMatchObject([{ rule_id: 'glucose.high-2' }]);
  await sql`update patients set glucose_unit = 'mmol/L' where id = ${device.patientId}`;
  await send(fingerStick(-10, 300));
  expect(await alerts()).toMatchObject([{ rule_id: 'glucose.high-2' }, { rule_id: 'glucose.high-crisis' }]);
});

it('raises a predicted low with the forecast, and pages nobody', async () => {
  const falling = [160, 158, 155, 150, 142, 131, 118, 104, 90, 78];
  await send(...falling.map((value, i) => ({ ...sensor(0, value), measuredAt: at(-135 + i * 15) })));
  const rows = await sql`select rule_id, lane, paged, explanation from alerts where patient_id = ${device.patientId}`;
  expect(rows).toMatchObject([
    {
      rule_id: 'glucose.predicted-low',
      lane: 'predicted',
      paged: false,
      explanation: { forecast: { model: 'ar8', artifactSha256: null, backend: 'none' } },
    },
  ]);
});
