import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ThresholdPreview, Thresholds, type NightThresholds, type ThresholdOverrides } from '#contracts/threshold.ts';
import { fingerStick, pressure } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());

type Choice = { overrides?: ThresholdOverrides; night?: NightThresholds | null };

const setThresholds = async (patient: HomePatient, { overrides = {}, night = null }: Choice): Promise<void> => {
  const { doctor } = clinic.people;
  const path = `${patient.path}/thresholds`;
  const { version } = Thresholds.parse(await (await doctor.get(path)).json());
  const body = { ruleSet: 'china', overrides, night, reason: 'as agreed at the visit', basedOnVersion: version };
  expect((await doctor.send('PUT', path, body)).status).toBe(200);
};

/** `HH:MM` of the patient's clock, so many hours from now. */
const clockAt = (timeZone: string, hours: number): string =>
  new Intl.DateTimeFormat('en-GB', { timeZone, hour: '2-digit', minute: '2-digit' }).format(
    new Date(Date.now() + hours * 3_600_000),
  );
const ruleIds = async (patient: HomePatient) => (await patient.alerts()).map(({ ruleId }) => ruleId);

describe('RPM 7: day and night profiles', () => {
  it('RPM 7: the night’s bound is what alerts go by at night, on the patient’s own clock, also after a restart', async () => {
    // It is night in Kathmandu now for her, and it is not for him, who has the same hours in Lima.
    const [asleep, awake] = await Promise.all([
      clinic.admit('Asha Rai', { timeZone: 'Asia/Kathmandu' }),
      clinic.admit('José Quispe', { timeZone: 'America/Lima' }),
    ]);
    const hours = { from: clockAt('Asia/Kathmandu', -2), to: clockAt('Asia/Kathmandu', 2) };
    const night = { ...hours, overrides: { lowSystolic: 75 } };
    for (const patient of [asleep, awake]) {
      await setThresholds(patient, { night });
      const cuff = await patient.giveDevice(['blood-pressure']);
      await cuff.send(pressure(-4, 84, 52));
    }
    expect(await ruleIds(asleep)).toEqual([]);
    expect(await ruleIds(awake)).toEqual(['bp.low']);
    await clinic.restart();
    const cuff = await asleep.giveDevice(['blood-pressure']);
    await cuff.send(pressure(-2, 82, 51));
    expect(await ruleIds(asleep)).toEqual([]);
    await cuff.send(pressure(0, 74, 48));
    const alert = await asleep.alert('bp.low');
    // The page says which bound it was.
    expect(alert.explanation.comparisons).toEqual([{ quantity: 'systolic', operator: '<=', threshold: 75 }]);
  });

  it('RPM 7: no night makes a crisis less of one', async () => {
    const patient = await clinic.admit('Tang Yi');
    const night = { from: '00:00', to: '23:59', overrides: { crisisSystolic: 200 } };
    const path = `${patient.path}/thresholds`;
    const body = { ruleSet: 'china', overrides: {}, night, reason: 'asked to', basedOnVersion: 0 };
    expect((await clinic.people.doctor.send('PUT', path, body)).status).toBe(400);
  });
});

describe('Per-patient thresholds', () => {
  it('Per-patient thresholds: the same reading is an alert for one patient and none for another', async () => {
    const [strict, usual] = await Promise.all([clinic.admit('Peng Fei'), clinic.admit('Lei Na')]);
    const both = [strict, usual];
    const cuffs = await Promise.all(both.map((patient) => patient.giveDevice(['blood-pressure'])));
    for (const cuff of cuffs) await cuff.send(pressure(-60, 172, 98));
    expect(await Promise.all(both.map(ruleIds))).toEqual([[], []]);
    // Tried on her own readings first, which changes nothing.
    const overrides = { crisisSystolic: 170 };
    const answer = await clinic.people.doctor.send('POST', `${strict.path}/thresholds/preview`, {
      ...{ ruleSet: 'china', overrides },
    });
    const preview = ThresholdPreview.parse(await answer.json());
    expect(preview).toMatchObject({ wouldHaveRaised: 1, inForce: { wouldHaveRaised: 0 } });
    expect(await ruleIds(strict)).toEqual([]);
    await setThresholds(strict, { overrides });
    for (const cuff of cuffs) await cuff.send(pressure(-1, 171, 97));
    expect(await Promise.all(both.map(ruleIds))).toEqual([['bp.crisis'], []]);
  });

  it('Per-patient thresholds: whoever is not in the care team sets none', async () => {
    const patient = await clinic.admit('Yan Bo');
    const body = { ruleSet: 'china', overrides: { glucoseLow2: 70 }, reason: 'not mine', basedOnVersion: 0 };
    const { outsider, administrator } = clinic.people;
    for (const person of [outsider, administrator]) {
      expect((await person.send('PUT', `${patient.path}/thresholds`, body)).status).toBe(404);
    }
    const meter = await patient.giveDevice(['glucose']);
    await meter.send(fingerStick(-1, 66));
    expect(await ruleIds(patient)).toEqual(['glucose.low-1']);
  });
});
