import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { QuarantineList, type QuarantinedReading } from '#contracts/quarantine.ts';
import { deviceAssignments } from '#database/schema/index.ts';
import { pressure } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;
let cuff: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('Guo Lan', { timeZone: 'Europe/Berlin' });
  cuff = await patient.giveDevice(['blood-pressure'], 'Cuff');
});

const onlyHeld = async (): Promise<QuarantinedReading> => {
  const answer = await clinic.people.doctor.get('/api/quarantine?state=held&limit=200');
  const held = QuarantineList.parse(await answer.json()).readings.filter(({ source }) => source === cuff.id);
  expect(held).toHaveLength(1);
  return held[0] as QuarantinedReading;
};
const pressures = async () =>
  (await patient.observations()).flatMap((row) => (row.kind === 'blood-pressure' ? [row.systolic] : []));

describe('RPM 8, Clock skew: clocks', () => {
  it('RPM 8: a cuff that fell back to 2021 files no crisis of today there; the clinician gives it the time it came', async () => {
    const crisis = { ...pressure(0, 198, 121), measuredAt: '2021-01-01T00:07:00+08:00' };
    await cuff.send(crisis);
    expect(await pressures()).toEqual([]);
    const held = await onlyHeld();
    expect(held).toMatchObject({ isDangerous: true, reason: 'unassigned-device' });
    const answer = await clinic.people.doctor.send('POST', `/api/quarantine/${held.id}/release`, {
      ...{ patientId: patient.id, reading: { ...crisis, measuredAt: held.receivedAt }, reason: 'its clock was reset' },
    });
    expect(answer.status).toBe(200);
    const alert = await patient.alert('bp.crisis');
    expect(alert).toMatchObject({ lane: 'physiological', state: 'raised', confirmation: 'awaiting' });
    expect(alert.onsetAt).toBe(held.receivedAt);
    // The clock is still wrong, and its next reading waits again: nobody was told that it is mended.
    await cuff.send({ ...crisis, measuredAt: '2021-01-01T08:00:00+08:00' });
    await onlyHeld();
  });

  it('RPM 8: a crisis from eight hours ahead is on the page as of now, and in no chart of this evening', async () => {
    await cuff.send({ ...pressure(480, 199, 118), messageId: 'local time sent as UTC' });
    const alert = await patient.alert('bp.crisis');
    expect(alert).toMatchObject({ state: 'raised', severity: 'critical', confirmation: 'awaiting' });
    expect(alert.onsetAt).toBe((await onlyHeld()).receivedAt);
    expect(alert.explanation).toMatchObject({
      reason: 'future-clock',
      contributions: [{ values: { systolic: 199, diastolic: 118 } }],
    });
    expect(await pressures()).toEqual([]);
    expect(await patient.quarantined()).toMatchObject([{ reason: 'future-clock', isDangerous: true }]);
  });

  it('RPM 8: one moment told in two time zones is one reading', async () => {
    const at = Date.now() - 3_600_000;
    const inZone = (hours: number) =>
      `${new Date(at + hours * 3_600_000).toISOString().slice(0, -1)}${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
    const reading = { ...pressure(0, 131, 84), messageId: 'before-the-flight' };
    await cuff.send({ ...reading, measuredAt: inZone(8) });
    await cuff.send({ ...reading, measuredAt: inZone(-5) });
    const stored = await patient.observations();
    expect(stored.map(({ effectiveAt }) => Date.parse(effectiveAt))).toEqual([at]);
    expect(await patient.quarantined()).toEqual([]);
  });

  it('RPM 8: the hour that the clock shows twice has two readings, in their order', async () => {
    await clinic.server.deps.db
      .update(deviceAssignments)
      .set({ startsAt: new Date('2025-01-01T00:00:00Z') })
      .where(eq(deviceAssignments.deviceId, cuff.id));
    // 26 October 2025: Berlin's clocks went back from 3:00 to 2:00.
    const reading = { kind: 'blood-pressure', diastolic: 82, unit: 'mmHg' };
    await cuff.send(
      { ...reading, systolic: 142, measuredAt: '2025-10-26T02:30:00+01:00' },
      { ...reading, systolic: 138, measuredAt: '2025-10-26T02:30:00+02:00' },
    );
    expect(await pressures()).toEqual([138, 142]);
    expect(await patient.alerts()).toEqual([]);
  });
});
