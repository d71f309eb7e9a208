import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ObservationNotification } from '#contracts/notification.ts';
import { QuarantineList } from '#contracts/quarantine.ts';
import { eventually } from '#test/support/eventually.ts';
import { fingerStick, pressure } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;
let device: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('Feng Yu');
  device = await patient.giveDevice(['blood-pressure', 'glucose']);
});

const pressuresOf = async (of: HomePatient) =>
  (await of.observations()).flatMap((row) =>
    row.kind === 'blood-pressure' ? [`${row.systolic}/${row.diastolic}`] : [],
  );

describe('RPM 9: error codes of devices', () => {
  it('RPM 9: a cuff measurement that failed is no 2047/2047 in the record, written out or as its bytes', async () => {
    await device.send(pressure(-5, 128, 82));
    await device.send(pressure(-3, 2047, 2047, { meanArterial: 2047 }));
    // Flags, then systolic, diastolic and mean as SFLOAT: three times "not a number".
    await device.sendFrame('2a35', Buffer.from('00ff07ff07ff07', 'hex'));
    expect(await pressuresOf(patient)).toEqual(['128/82']);
    const held = await patient.quarantined();
    expect(held.map(({ reason, isDangerous }) => [reason, isDangerous])).toEqual([
      ['not-a-number', false],
      ['impossible-value', false],
    ]);
    // Not a number is on no dangerous side: nobody is called for it.
    expect(await patient.alerts()).toEqual([]);
  });

  it('RPM 9: what a meter cannot show is an emergency and no error: LO pages', async () => {
    await device.send(fingerStick(-2, 20, { comparator: '<' }));
    expect(await patient.alert('glucose.low-2')).toMatchObject({ paged: true, severity: 'critical' });
    // Written as text it is held, and somebody has to look.
    await device.send({ ...fingerStick(-1, 0), value: 'Lo' });
    expect(await patient.alert('reading.quarantined')).toMatchObject({ severity: 'high', lane: 'technical' });
    expect(await patient.quarantined()).toMatchObject([{ reason: 'not-a-number', isDangerous: true }]);
  });
});

describe('RPM 10: a device that a household shares', () => {
  it('RPM 10: each user’s button files under its own person, and a press on neither under nobody', async () => {
    const [wife, husband] = await Promise.all([clinic.admit('Ma Lan'), clinic.admit('Ma Qiang')]);
    const { credentials } = await clinic.register('Cuff of the Mas', ['blood-pressure']);
    await clinic.assign(credentials.username, wife.id, 1);
    await clinic.assign(credentials.username, husband.id, 2);
    const shared = await clinic.connect(credentials);
    await shared.send(
      pressure(-6, 118, 74, { userSlot: 1 }),
      pressure(-4, 188, 112, { userSlot: 2 }),
      pressure(-2, 124, 79, { userSlot: 3 }),
      pressure(-1, 125, 80),
    );
    expect([await pressuresOf(wife), await pressuresOf(husband)]).toEqual([['118/74'], ['188/112']]);
    expect(await wife.alerts()).toEqual([]);
    expect((await husband.alerts()).map(({ ruleId }) => ruleId)).toEqual(['bp.crisis']);
    const answer = await clinic.people.doctor.get('/api/quarantine?state=held&limit=200');
    const nobodys = QuarantineList.parse(await answer.json()).readings.filter(({ source }) => source === shared.id);
    expect(nobodys.map(({ reason, patientId }) => [reason, patientId])).toEqual(
      Array(2).fill(['unassigned-device', null]),
    );
  });

  it('RPM 10: a value that was somebody else’s leaves record, alert and every open chart when the patient says so', async () => {
    const page = await clinic.openPage(clinic.people.doctor);
    await device.send(pressure(-20, 127, 80));
    await device.send(pressure(-2, 232, 130));
    expect(await patient.alert('bp.crisis')).toMatchObject({ state: 'raised' });
    const foreign = (await patient.observations()).at(-1);
    expect(foreign?.flags).toEqual(['extreme']);
    const path = `${patient.path}/observations/${foreign?.id ?? ''}/confirmation`;
    expect((await clinic.people.outsider.send('POST', path, { isMine: false })).status).toBe(404);
    expect((await patient.person.send('POST', path, { isMine: false })).status).toBe(200);
    expect(await pressuresOf(patient)).toEqual(['127/80']);
    expect(await patient.alert('bp.crisis')).toMatchObject({ state: 'withdrawn' });
    const { payload } = await eventually('the doctor’s chart hears of it', () =>
      page.heard.find(({ name }) => name === 'observation:invalidated'),
    );
    expect(ObservationNotification.parse(payload)).toMatchObject({ patientId: patient.id, observationId: foreign?.id });
  });
});
