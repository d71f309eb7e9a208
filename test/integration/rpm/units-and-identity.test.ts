import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { PatientMetrics } from '#contracts/metrics.ts';
import { EntryResult } from '#contracts/observation.ts';
import { fingerStick, pressure } from '#test/support/ingest-clinic.ts';
import { createSource, fatesOf, omhPressure, send } from '#test/support/intake.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';

const DAY = 24 * 60;

let clinic: MonitoredClinic;
let patient: HomePatient;
let device: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start({ env: { KANHU_WEBHOOK_SECRET: randomBytes(32).toString('base64url') } });
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('Xie Fang', { glucoseUnit: 'mmol/L' });
  device = await patient.giveDevice(['blood-pressure', 'glucose']);
});

const ruleIds = async (of = patient) => (await of.alerts()).map(({ ruleId }) => ruleId);
const mmol = (minutes: number, value: number) => fingerStick(minutes, value, { unit: 'mmol/L' });

describe('RPM 11, Units: units', () => {
  it('RPM 11: of two readings that the page shows as 3.9 both alarm or neither does, and what shows as 3.8 does', async () => {
    await device.send(mmol(-9, 3.92));
    await device.send(mmol(-6, 3.88));
    expect(await ruleIds()).toEqual([]);
    await device.send(mmol(-3, 3.84));
    const alert = await patient.alert('glucose.low-1');
    expect(
      alert.explanation.contributions.map(({ values, unit }) => [Math.round(values['glucose'] ?? 0), unit]),
    ).toEqual([[69, 'mg/dL']]);
    // The same number, for who reads mg/dL: 69.6 stands there as 70, 69.4 as 69.
    const other = await clinic.admit('Jin Bao', { glucoseUnit: 'mg/dL' });
    const meter = await other.giveDevice(['glucose']);
    await meter.send(fingerStick(-6, 69.6));
    expect(await ruleIds(other)).toEqual([]);
    await meter.send(fingerStick(-3, 69.4));
    expect(await ruleIds(other)).toEqual(['glucose.low-1']);
  });

  it('RPM 11: a bound of 4.0 mmol/L does not alarm at 4.8 or 4.0, and does at 3.9', async () => {
    const choice = { ruleSet: 'china', overrides: { glucoseLow1: 72 }, reason: 'drives a bus', basedOnVersion: 0 };
    const put = (body: object) => clinic.people.doctor.send('PUT', `${patient.path}/thresholds`, body);
    // 4 typed where mg/dL are meant would never alarm: refused, and not taken for a very low bound.
    expect((await put({ ...choice, overrides: { glucoseLow1: 4 } })).status).toBe(400);
    expect((await put(choice)).status).toBe(200);
    for (const [minutes, value] of [
      [-12, 4.8],
      [-8, 3.97],
    ] as const) {
      await device.send(mmol(minutes, value));
      expect(await ruleIds()).toEqual([]);
    }
    await device.send(mmol(-2, 3.9));
    expect(await ruleIds()).toEqual(['glucose.low-1']);
  });

  it('RPM 11: a value in the other unit than it says is held and alarms about nothing', async () => {
    await device.send(fingerStick(-2, 5.4));
    expect(await patient.observations()).toEqual([]);
    expect(await patient.quarantined()).toMatchObject([{ reason: 'unit-probably-wrong', isDangerous: false }]);
    expect(await ruleIds()).toEqual([]);
  });
});

describe('RPM 12: duplicates across sources', () => {
  it('RPM 12: a cuff whose maker’s cloud tells us, too, counts once in the mean, and confirms no crisis of its own', async () => {
    const { administrator, doctor } = clinic.people;
    const cloud = await createSource(clinic.server.url, administrator, 'cuff-cloud');
    const linked = await doctor.send('POST', `/api/intake-sources/${cloud.sourceId}/links`, {
      ...{
        externalUserId: 'xie.fang',
        patientId: patient.id,
        from: new Date(Date.now() - 30 * DAY * 60_000).toISOString(),
      },
    });
    expect(linked.status).toBe(200);
    for (const days of [3, 2, 1]) {
      await device.send(pressure(-days * DAY, 138, 86));
      const fates = await fatesOf(await send(cloud, omhPressure('xie.fang', 138, 86, -days * DAY)));
      expect(fates).toMatchObject([{ fate: 'duplicate' }]);
    }
    const metrics = PatientMetrics.parse(await (await doctor.get(`${patient.path}/metrics`)).json());
    // Three measurements told twice are no six, which a mean of the week takes.
    expect(metrics.bloodPressure).toMatchObject({ readings: 3, homeMean: { reason: 'too-few-readings' } });

    await device.send(pressure(-5, 196, 117));
    await send(cloud, omhPressure('xie.fang', 196, 117, -5));
    const typed = await patient.person.send('POST', `${patient.path}/observations`, pressure(-5, 196, 117));
    expect(EntryResult.parse(await typed.json())).toMatchObject({ fate: 'duplicate' });
    expect(await patient.alert('bp.crisis')).toMatchObject({ confirmation: 'awaiting', paged: false });
    expect(await patient.observations()).toHaveLength(4);
    // The repeat that was asked for is one, whichever way it comes.
    await send(cloud, omhPressure('xie.fang', 193, 115, -2));
    expect(await patient.alert('bp.crisis')).toMatchObject({ confirmation: 'confirmed', paged: true });
  });
});

describe('Idempotency key', () => {
  it('Idempotency key: what is sent again, in another message or to a gateway that was restarted, is one reading', async () => {
    const crisis = { ...pressure(-3, 194, 116), messageId: '4711' };
    await device.send(crisis);
    await device.send(crisis);
    await device.send(crisis, pressure(-60, 128, 80));
    const events = await patient.events('bp.crisis');
    await clinic.restart();
    const again = await clinic.connect(device.credentials);
    await again.send(crisis);
    // Another value under the same name is not dropped: somebody looks at it.
    await again.send({ ...crisis, systolic: 149, diastolic: 91 });
    const stored = await patient.observations();
    expect(stored.map((row) => (row.kind === 'blood-pressure' ? row.systolic : null))).toEqual([128, 194]);
    expect(await patient.events('bp.crisis')).toEqual(events);
    expect(await patient.quarantined()).toMatchObject([{ reason: 'same-key-other-values' }]);
  });
});

describe('BP as one paired reading', () => {
  it('BP as one paired reading: systolic, diastolic and pulse stay together, in the chart and in what raised the alert', async () => {
    // Only the diastolic value breaks the rule.
    await device.send(pressure(-2, 20.2, 15, { unit: 'kPa', pulse: 71 }));
    const [stored, ...others] = await patient.observations();
    expect(others).toEqual([]);
    expect(stored).toMatchObject({ kind: 'blood-pressure', unit: 'mmHg', pulse: 71 });
    const { explanation } = await patient.alert('bp.crisis');
    const [contribution] = explanation.contributions;
    expect(contribution).toMatchObject({ observationId: stored?.id, unit: 'mmHg' });
    expect(Object.entries(contribution?.values ?? {}).map(([name, value]) => [name, Math.round(value)])).toEqual([
      ['systolic', 152],
      ['diastolic', 113],
    ]);
    await device.send(pressure(-1, 80, 120));
    expect(await patient.quarantined()).toMatchObject([{ reason: 'impossible-pair' }]);
    expect(await patient.observations()).toHaveLength(1);
  });
});
