import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PatientMetrics } from '#contracts/metrics.ts';
import { PatientList, type PatientSummary } from '#contracts/patient.ts';
import { loadForecaster } from '#models/forecaster/load.ts';
import { eventually } from '#test/support/eventually.ts';
import { fingerStick, pressure, pulse, pulses, sensor } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic } from '#test/support/monitored-clinic.ts';
import type { Person } from '#test/support/people.ts';

let clinic: MonitoredClinic;
beforeAll(async () => {
  clinic = await MonitoredClinic.start({ forecaster: await loadForecaster() });
});
afterAll(() => clinic.close());

const workList = async (person: Person): Promise<Map<string, PatientSummary>> => {
  const { patients } = PatientList.parse(await (await person.get('/api/patients?limit=200')).json());
  return new Map(patients.map((patient) => [patient.name, patient]));
};

describe('RPM 13, Vitals covered, Many patients per server, Triage work-list: one place, and a clinic’s view', () => {
  it('RPM 13: glucose, pressure and pulse of every patient stand in one list, with what is open, for their team alone', async () => {
    const [an, bo] = await Promise.all([clinic.admit('An Xin'), clinic.admit('Bo Wen')]);
    const cuff = await an.giveDevice(['blood-pressure']);
    const meter = await an.giveDevice(['glucose']);
    const strap = await an.giveDevice(['heart-rate']);
    await cuff.send(pressure(-9, 131, 84), pressure(-300, 126, 80));
    await meter.send(fingerStick(-8, 104));
    await strap.send(pulse(-7, 68));
    const other = await bo.giveDevice(['glucose']);
    await other.send(fingerStick(-2, 46));

    const { doctor, nurse, outsider, administrator } = clinic.people;
    for (const person of [doctor, nurse]) {
      const list = await workList(person);
      const { latest, openAlerts, highestSeverity } = list.get('An Xin') ?? {};
      const newest = latest?.map((row) =>
        row.kind === 'blood-pressure' ? `${row.systolic}/${row.diastolic}` : row.value,
      );
      expect(newest?.map(String).sort()).toEqual(['104', '131/84', '68']);
      expect([openAlerts, highestSeverity]).toEqual([0, null]);
      expect(list.get('Bo Wen')).toMatchObject({ openAlerts: 1, highestSeverity: 'critical' });
    }
    for (const person of [outsider, administrator]) expect([...(await workList(person)).keys()]).toEqual([]);
    expect([...(await workList(bo.person)).keys()]).toEqual(['Bo Wen']);
  });
});

describe('RPM 14: abnormal values stand out', () => {
  it('RPM 14: a pulse of 155 at rest does not look like one of 72, and the alert says what was crossed', async () => {
    const [calm, racing] = await Promise.all([clinic.admit('Cao Jing'), clinic.admit('Cui Tao')]);
    const straps = await Promise.all([calm, racing].map((patient) => patient.giveDevice(['heart-rate'])));
    await straps[0]?.send(...pulses(-20, 20, 72));
    await straps[1]?.send(...pulses(-20, 20, 155));
    expect(await calm.alerts()).toEqual([]);
    const alert = await racing.alert('hr.rest-high');
    expect(alert).toMatchObject({ severity: 'critical', paged: true, lane: 'physiological' });
    expect(alert.explanation.comparisons).toEqual([{ quantity: 'heartRate', operator: '>=', threshold: 131 }]);
    expect(alert.explanation.source).toMatch(/NEWS2/);
    const list = await workList(clinic.people.doctor);
    expect([list.get('Cao Jing')?.highestSeverity, list.get('Cui Tao')?.highestSeverity]).toEqual([null, 'critical']);
  });

  it('RPM 14: a glitch of the sensor is no red alarm', async () => {
    const patient = await clinic.admit('Deng Chao');
    const strap = await patient.giveDevice(['heart-rate']);
    const minutes = pulses(-30, 30, 71).map((reading, index) => (index === 14 ? { ...reading, value: 198 } : reading));
    await strap.send(...minutes);
    expect(await patient.alerts()).toEqual([]);
    // What no heart does is in no chart, and somebody looks at the strap: no alarm about the body, and no page.
    await strap.send(pulse(-1, 254));
    expect(await patient.alerts()).toMatchObject([{ ruleId: 'reading.quarantined', lane: 'technical', paged: false }]);
    expect(await patient.observations()).toHaveLength(30);
    expect(await patient.quarantined()).toMatchObject([{ reason: 'impossible-value' }]);
  });
});

describe('Prediction', () => {
  it('Prediction: a low that is seen coming is on the work-list and the patient’s page with its band, and pages nobody', async () => {
    const patient = await clinic.admit('Du Juan');
    const cgm = await patient.giveDevice(['glucose']);
    const falling = [158, 155, 150, 143, 133, 121, 108, 95, 82];
    await cgm.send(...falling.map((value, index) => sensor((index - falling.length + 1) * 15, value)));
    const { alert, deliveries } = await eventually('it is told', async () => {
      const detail = await patient.detail('glucose.predicted-low');
      return detail.deliveries.length > 0 ? detail : null;
    });
    expect(alert).toMatchObject({ lane: 'predicted', paged: false, state: 'raised' });
    expect(deliveries.map(({ recipientId }) => recipientId)).toContain(patient.person.userId);
    const { points = [], artifactSha256 } = alert.explanation.forecast ?? {};
    expect(points.length).toBeGreaterThan(0);
    expect(points.every(({ low, median, high }) => low <= median && median <= high)).toBe(true);
    expect(artifactSha256).toMatch(/^[\da-f]{64}$/);
    // A prediction silences no rule: the low itself pages.
    const meter = await patient.giveDevice(['glucose']);
    await meter.send(fingerStick(0, 52));
    expect(await patient.alert('glucose.low-2')).toMatchObject({ paged: true, lane: 'physiological' });
  });
});

describe('Charts', () => {
  it('Charts: two weeks of a sensor give time in range, GMI and variability, or say why not', async () => {
    const patient = await clinic.admit('Fan Bing');
    const cgm = await patient.giveDevice(['glucose']);
    const count = 14 * 96;
    const readings = Array.from({ length: count }, (_, index) =>
      sensor(-(count - index) * 15 + 1, Math.round(128 + 60 * Math.sin(index / 15))),
    );
    for (let from = 0; from < count; from += 500) await cgm.send(...readings.slice(from, from + 500));
    const answer = await clinic.people.nurse.get(`${patient.path}/metrics`);
    const { glucose, bloodPressure } = PatientMetrics.parse(await answer.json());
    const { veryLow = 0, low = 0, inRange = 0, high = 0, veryHigh = 0 } = glucose.timeInRanges.value ?? {};
    expect(veryLow + low + inRange + high + veryHigh).toBeCloseTo(100, 5);
    // Of a sine between 68 and 188, three quarters lie between 70 and 180 mg/dL.
    expect(Math.round(inRange / 5) * 5).toBe(75);
    expect(low).toBeGreaterThan(0);
    expect(high).toBeGreaterThan(0);
    expect(glucose.coefficientOfVariation.value).toBeCloseTo(33.1, 0);
    expect(glucose.glucoseManagementIndicator.value).toBeCloseTo(3.31 + 0.02392 * 128, 1);
    expect(bloodPressure.homeMean).toEqual({ value: null, reason: 'no-readings' });
  });
});
