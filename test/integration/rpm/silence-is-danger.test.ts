import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ExpectationList } from '#contracts/expectation.ts';
import { listeningPeriods, observations, readingExpectations } from '#database/schema/index.ts';
import { adoptDevices } from '#ingest/silence/adopt-devices.ts';
import { findSilence } from '#ingest/silence/find-silence.ts';
import { eventually } from '#test/support/eventually.ts';
import { sensor } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;
let cgm: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
  const { db } = clinic.server.deps;
  await eventually('the gateway’s first beat', async () => {
    const periods = await db.select().from(listeningPeriods);
    return periods.some(({ channel }) => channel === 'mqtt');
  });
  // Just now it could hear nobody, and would blame nobody: it has been there since yesterday.
  await db.update(listeningPeriods).set({ startsAt: new Date(Date.now() - 86_400_000) });
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('Sun Ping');
  cgm = await patient.giveDevice(['glucose'], 'Arm sensor');
});

/** A sensor that sent each 15 minutes, and of which nothing came in the last so many. */
const wentSilent = async (minutesAgo: number): Promise<void> => {
  const { db, sql } = clinic.server.deps;
  await cgm.send(...Array.from({ length: 13 }, (_, index) => sensor(-minutesAgo - index * 15, 110)));
  await adoptDevices(sql);
  // The sensor was worn before its rhythm was known.
  await db
    .update(readingExpectations)
    .set({ startsAt: new Date(Date.now() - 86_400_000) })
    .where(eq(readingExpectations.patientId, patient.id));
};
/** A server looks at what is due; here at once, and not when its time has come. */
const look = async (servers = 1): Promise<void> => {
  const { db, sql } = clinic.server.deps;
  await db.update(readingExpectations).set({ lookAt: new Date() }).where(eq(readingExpectations.patientId, patient.id));
  await Promise.all(Array.from({ length: servers }, () => findSilence(sql)));
};

describe('RPM 4, No-data alarm: silence is danger', () => {
  it('RPM 4: a sensor that stops is on the care team’s pages, with its last value, and over when it is heard', async () => {
    await wentSilent(50);
    await look();
    const alert = await patient.alert('device.no-data');
    // A lane of its own: it never stands among values of the body, and pages nobody by itself.
    expect(alert).toMatchObject({ lane: 'technical', severity: 'moderate', paged: false, state: 'raised' });
    const { explanation } = alert;
    expect(explanation).toMatchObject({
      device: { id: cgm.id, label: 'Arm sensor' },
      contributions: [{ values: { glucose: 110 } }],
      comparisons: [{ quantity: 'minutesWithout:glucose', threshold: 45 }],
    });
    // And it sounds: it is told to those who care for the patient, and to the patient.
    const { deliveries } = await eventually('it is told', async () => {
      const detail = await patient.detail('device.no-data');
      return detail.deliveries.length > 0 ? detail : null;
    });
    const { doctor, nurse } = clinic.people;
    expect(deliveries.map(({ recipientName }) => recipientName).sort()).toEqual(
      [doctor.name, nurse.name, patient.person.name].sort(),
    );
    await cgm.send(sensor(0, 118));
    await look();
    expect((await patient.alert('device.no-data')).clearedAt).not.toBeNull();
    const answer = await doctor.get(`${patient.path}/expectations`);
    const [expected] = ExpectationList.parse(await answer.json()).expectations;
    expect(expected).toMatchObject({ deviceId: cgm.id, everyMinutes: 15, isSilent: false });
  });

  it('RPM 4: no alarm is left standing where readings come in while servers look for silence', async () => {
    await wentSilent(50);
    for (let round = 0; round < 4; round += 1) {
      await Promise.all([look(3), cgm.send(sensor(-round, 120 + round)), look(2)]);
      await look();
      const standing = (await patient.alerts()).filter(({ clearedAt }) => clearedAt === null);
      expect(standing).toEqual([]);
      // Silent anew, for the next round.
      const { db } = clinic.server.deps;
      const old = new Date(Date.now() - 50 * 60_000);
      await db.update(observations).set({ effectiveAt: old }).where(eq(observations.patientId, patient.id));
      await look();
      expect(await patient.alert('device.no-data')).toMatchObject({ state: 'raised', clearedAt: null });
    }
  });

  it('RPM 4: what was missing and comes at once takes the silence back, without a false low in between', async () => {
    await wentSilent(100);
    await look();
    expect(await patient.alert('device.no-data')).toMatchObject({ severity: 'high' });
    // The phone was out of reach: two hours in one upload, the oldest last.
    await cgm.send(...[1, 16, 31, 46, 61, 76, 91].map((minutes) => sensor(-minutes, 104)));
    await look();
    const alerts = await patient.alerts();
    expect(alerts.map(({ ruleId, clearedAt }) => [ruleId, clearedAt !== null])).toEqual([['device.no-data', true]]);
  });
});
