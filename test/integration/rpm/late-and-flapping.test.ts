import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AlertNotification } from '#contracts/notification.ts';
import { eventually } from '#test/support/eventually.ts';
import { fingerStick, pressure, sensor } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;
let device: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());
const admit = async (name: string): Promise<void> => {
  patient = await clinic.admit(name);
  device = await patient.giveDevice(['blood-pressure', 'glucose', 'heart-rate']);
};
beforeEach(() => admit('Zhou Min'));

const minutesAfter = (from: string, instant: string): number =>
  Math.round((Date.parse(instant) - Date.parse(from)) / 60_000);

describe('RPM 5, De-dup / hysteresis: flapping', () => {
  it('RPM 5: values to and fro around the threshold are one alert, over only well below it', async () => {
    for (const [index, systolic] of [181, 178, 182, 175, 184, 172, 180].entries()) {
      await device.send(pressure(-70 + index * 10, systolic, 96));
    }
    expect(await patient.alerts()).toHaveLength(1);
    expect(await patient.events('bp.crisis')).toEqual(['raised', 'unconfirmed', 'confirmed', 'paged']);
    expect((await patient.alert('bp.crisis')).clearedAt).toBeNull();
    await device.send(pressure(0, 168, 94));
    expect((await patient.alert('bp.crisis')).clearedAt).not.toBeNull();
    // 181 the next hour would be a new onset; 175 is not.
    await device.send(pressure(1, 175, 94));
    expect(await patient.events('bp.crisis')).toEqual(['raised', 'unconfirmed', 'confirmed', 'paged', 'cleared']);
  });

  it('RPM 5: a sensor’s dip is shown and wakes nobody, and pages when it has lasted for a quarter of an hour', async () => {
    await device.send(...[118, 52, 64, 79, 96, 103, 108].map((value, index) => sensor(-60 + index * 5, value)));
    expect(await patient.alert('glucose.low-2')).toMatchObject({ paged: false, severity: 'critical' });
    expect((await patient.alert('glucose.low-2')).clearedAt).not.toBeNull();
    await device.send(...[53, 51, 50, 49].map((value, index) => sensor(-20 + index * 5, value)));
    expect(await patient.alert('glucose.low-2')).toMatchObject({ paged: true, state: 'raised', clearedAt: null });
  });
});

describe('RPM 6, Late / out-of-order data and alarms: late and batched readings', () => {
  it('RPM 6: a reading that arrives late does not page, and keeps the time at which it was taken', async () => {
    await device.send(pressure(-5, 126, 80));
    const late = pressure(-180, 197, 118);
    const sentAt = Date.now();
    await device.send(late);
    const alert = await patient.alert('bp.crisis');
    expect(alert).toMatchObject({ lane: 'late', paged: false, state: 'raised' });
    expect(alert.onsetAt).toBe(late.measuredAt);
    expect(Date.parse(alert.raisedAt)).toBeGreaterThanOrEqual(sentAt);
    const { events, deliveries } = await eventually('it is on the pages', async () => {
      const detail = await patient.detail('bp.crisis');
      return detail.deliveries.length > 0 ? detail : null;
    });
    expect(events.map(({ type }) => type)).not.toContain('paged');
    // Told that something was found in the past, once.
    expect(deliveries.filter(({ recipientId }) => recipientId === clinic.people.doctor.userId)).toHaveLength(1);
    // It is in the chart where it belongs.
    const shown = (await patient.observations()).flatMap((row) => (row.kind === 'blood-pressure' ? row.systolic : []));
    expect(shown).toEqual([197, 126]);
  });

  it('RPM 6: two hours in one upload raise the same, in whatever order they come, with the readings’ own times', async () => {
    // A dip below 54 for half an hour that was over before the upload came.
    const values = [
      120, 110, 98, 84, 70, 60, 53, 51, 50, 49, 50, 51, 55, 66, 80, 95, 104, 110, 112, 115, 117, 118, 118, 119,
    ];
    const upload = () => values.map((value, index) => sensor(-120 + index * 5, value));
    const orders: readonly ((readings: unknown[]) => unknown[])[] = [
      (readings) => readings,
      (readings) => readings.toReversed(),
      (readings) => [
        ...readings.filter((_, index) => index % 2 === 1),
        ...readings.filter((_, index) => index % 2 === 0),
      ],
    ];
    const found: unknown[] = [];
    for (const [index, order] of orders.entries()) {
      await admit(`Upload ${index}`);
      const readings = upload();
      const from = readings[0]?.measuredAt ?? '';
      await device.send(...order(readings));
      // Once more, as a phone does that got no answer.
      await device.send(...order(readings));
      found.push(
        (await patient.alerts()).map(({ ruleId, lane, paged, severity, onsetAt, clearedAt }) => ({
          ...{ ruleId, lane, paged, severity, onsetAt: minutesAfter(from, onsetAt) },
          clearedAt: clearedAt === null ? null : minutesAfter(from, clearedAt),
        })),
      );
      expect(await patient.observations()).toHaveLength(values.length);
    }
    // Nobody is woken for a low that was over, 15 min after the first reading above it; level 1 is no alert of its own.
    const low = { ruleId: 'glucose.low-2', lane: 'late', paged: false, severity: 'critical' };
    expect(found[0]).toEqual([{ ...low, onsetAt: 30, clearedAt: 75 }]);
    expect(found.slice(1)).toEqual([found[0], found[0]]);
  });

  it('RPM 6: a hole in the data is no time spent low', async () => {
    await device.send(sensor(-170, 66));
    await device.send(sensor(-2, 65));
    expect(await patient.alerts()).toEqual([]);
  });

  it('RPM 6: an open page follows when a late reading shows that it began earlier', async () => {
    const known = fingerStick(-10, 45);
    const earlier = fingerStick(-31, 48);
    await device.send(known);
    const { onsetAt, raisedAt } = await patient.alert('glucose.low-2');
    const page = await clinic.openPage(clinic.people.doctor);
    await device.send(earlier);
    const { payload } = await eventually('the page hears of it', () =>
      page.heard.find(({ name }) => name === 'alert:onset-moved'),
    );
    const { alert } = AlertNotification.parse(payload);
    expect([onsetAt, alert.onsetAt]).toEqual([known.measuredAt, earlier.measuredAt]);
    expect(alert).toMatchObject({ raisedAt, paged: true, state: 'raised' });
    expect(alert.explanation.contributions.map(({ values }) => values['glucose'])).toEqual([48, 45]);
    expect(page.names).not.toContain('alert:re-raised');
  });
});
