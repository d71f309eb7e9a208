import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '#database/ids.ts';
import type { Ingest } from '#ingest/ingest.ts';
import { lockDetector } from '#ingest/invalidate.ts';
import { createForecaster } from '#models/forecaster/forecaster.ts';
import type { TestDevice } from '#test/support/gateway-clinic.ts';
import { arrivalOf, fingerStick, ingestClinic, pressure, publish, sensor } from '#test/support/ingest-clinic.ts';
import { testDatabase } from '#test/support/postgres.ts';

const database = await testDatabase();
const clinic = ingestClinic(database.url, await createForecaster({ artifactDir: '/nowhere' }));
const { sql } = clinic;
const openIngest = clinic.openIngest;

afterAll(async () => {
  await clinic.close();
  await database.drop();
});

/** The same patient's cuff, and the user of its maker's cloud. */
let cuff: TestDevice;
let cloud: TestDevice;
let ingest: Ingest;
beforeEach(async () => {
  ingest = openIngest();
  [cuff, cloud] = [await clinic.addDevice(), await clinic.addDevice()];
  await sql`update device_assignments set patient_id = ${cuff.patientId} where device_id = ${cloud.deviceId}`;
});

const seconds = (from: string, more: number) => new Date(Date.parse(from) + more * 1000).toISOString();
const fates = async (device: TestDevice, ...readings: object[]): Promise<string[]> =>
  (await publish(ingest, device, readings)).map(({ fate }) => fate);
const rows = () => sql<{ source: string; flags: string[] | null; counts: boolean; received: boolean }[]>`
  select source, flags, invalidated_at is null as counts, invalidated_at = received_at as received
  from observations where patient_id = ${cuff.patientId} order by received_at, id`;
const counting = async (): Promise<boolean[]> => (await rows()).map(({ counts }) => counts);
const alerts = () => sql`
  select rule_id, confirmation, paged from alerts where patient_id = ${cuff.patientId}
    and state not in ('resolved', 'withdrawn') order by rule_id`;

describe('one measurement that two sources tell of', () => {
  it('is stored twice and counts once, whichever process hears of it second', async () => {
    const own = pressure(-5, 142, 91, { pulse: 70 });
    const told = { ...own, measuredAt: seconds(own.measuredAt, -45), messageId: 'from-the-cloud' };
    expect(await fates(cuff, own)).toEqual(['stored']);
    ingest = openIngest();
    expect(await fates(cloud, told)).toEqual(['duplicate']);
    expect(await rows()).toMatchObject([
      { source: cuff.deviceId, counts: true },
      { source: cloud.deviceId, counts: false, received: true, flags: ['same-as-other-source'] },
    ]);
    // Sent again it is a repetition like any other.
    expect(await fates(cloud, told)).toEqual(['duplicate']);
    expect(await rows()).toHaveLength(2);
  });

  it('is found within one batch, too', async () => {
    const own = pressure(-5, 142, 91);
    await ingest.commit([arrivalOf(cuff.deviceId, own), arrivalOf(cloud.deviceId, own)]);
    expect((await counting()).toSorted()).toEqual([false, true]);
  });

  it('confirms no crisis by itself, and a repeat does, a minute later, with equal values', async () => {
    const first = pressure(-5, 192, 114);
    await fates(cuff, first);
    await fates(cloud, { ...first, measuredAt: seconds(first.measuredAt, 59) });
    expect(await alerts()).toMatchObject([{ rule_id: 'bp.crisis', confirmation: 'awaiting', paged: false }]);
    expect(await fates(cloud, { ...first, measuredAt: seconds(first.measuredAt, 60) })).toEqual(['stored']);
    expect(await alerts()).toMatchObject([{ rule_id: 'bp.crisis', confirmation: 'confirmed', paged: true }]);
  });

  it('is the same glucose in either unit, as displayed', async () => {
    const own = fingerStick(-5, 101);
    await fates(cuff, own);
    expect(await fates(cloud, { ...own, value: 5.6, unit: 'mmol/L' })).toEqual(['duplicate']);
    expect(await fates(cloud, { ...own, value: 5.8, unit: 'mmol/L' })).toEqual(['stored']);
  });

  it('counts where the second account says more: symptoms page', async () => {
    const own = pressure(-5, 192, 114);
    await fates(cuff, own);
    expect(await fates(cloud, { ...own, flags: ['symptoms'] })).toEqual(['stored']);
    expect(await alerts()).toMatchObject([{ rule_id: 'bp.crisis', paged: true }]);
    const stick = fingerStick(-4, 120);
    await fates(cuff, stick);
    expect(await fates(cloud, { ...stick, meal: 'before' })).toEqual(['stored']);
    expect(await fates(cloud, { ...stick, messageId: 'says-less' })).toEqual(['duplicate']);
  });

  it.each([
    ['another value', { systolic: 143 }],
    ['another pulse', { pulse: 71 }],
    ['a device without a cuff', { method: 'cuffless' }],
  ])('is not %s', async (_name, other) => {
    const own = pressure(-5, 142, 91, { pulse: 70 });
    await fates(cuff, own);
    expect(await fates(cloud, { ...own, ...other })).toEqual(['stored']);
  });

  it('is not looked for in what is worn, and never in what one source sends', async () => {
    const worn = sensor(-5, 110);
    await fates(cuff, worn);
    expect(await fates(cloud, worn)).toEqual(['stored']);
    const own = pressure(-5, 142, 91);
    await fates(cloud, pressure(-50, 120, 80));
    expect(await fates(cuff, { ...own, messageId: 'a' }, { ...own, messageId: 'b' })).toEqual(['stored', 'stored']);
  });

  it('counts no more where the first account was somebody else’s', async () => {
    const own = pressure(-5, 231, 128);
    const [stored] = await publish(ingest, cuff, [own]);
    const user = newId();
    await sql`insert into users (id, name, email, role) values (${user}, 'Dr', ${`${user}@example.org`}, 'clinician')`;
    await sql.begin(async (tx) => {
      await lockDetector(tx, cuff.patientId);
      await tx`
        insert into observation_confirmations (observation_id, patient_id, is_mine, answered_by, answered_at)
        values (${stored?.observationId ?? ''}, ${cuff.patientId}, false, ${user}, now())`;
      await tx`update observations set invalidated_at = now() where id = ${stored?.observationId ?? ''}`;
      await tx`update alerts set state = 'withdrawn' where patient_id = ${cuff.patientId}`;
    });
    expect(await fates(cloud, own)).toEqual(['duplicate']);
    expect(await counting()).toEqual([false, false]);
    expect(await alerts()).toEqual([]);
  });
});
