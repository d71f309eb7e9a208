import { and, eq } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { auditLog } from '#database/schema/index.ts';
import { eventually } from '#test/support/eventually.ts';
import { fingerStick, pressure } from '#test/support/ingest-clinic.ts';
import { MonitoredClinic, type HomeDevice, type HomePatient } from '#test/support/monitored-clinic.ts';
import type { Person } from '#test/support/people.ts';

let clinic: MonitoredClinic;
let patient: HomePatient;
let meter: HomeDevice;

beforeAll(async () => {
  clinic = await MonitoredClinic.start();
});
afterAll(() => clinic.close());
beforeEach(async () => {
  patient = await clinic.admit('Zhao Hui');
  meter = await patient.giveDevice(['glucose', 'blood-pressure']);
});

const act = async (as: Person, verb: string, ruleId: Parameters<HomePatient['alert']>[0], body: object = {}) => {
  const { id } = await patient.alert(ruleId);
  const answer = await as.send('POST', `/api/alerts/${id}/${verb}`, body);
  expect(answer.status).toBe(200);
};
/** How often a person's page was told to tell them of the low. */
const told = async ({ userId }: Person): Promise<number> =>
  (await patient.detail('glucose.low-2')).deliveries.filter(({ recipientId }) => recipientId === userId).length;

describe('RPM 1, Snooze: snooze and acknowledgement that hold', () => {
  it('RPM 1: a low that somebody has taken does not sound again a minute later, and does when it comes anew', async () => {
    const { doctor, nurse } = clinic.people;
    await meter.send(fingerStick(-40, 45));
    await eventually('the nurse is told', async () => (await told(nurse)) === 2);
    const page = await clinic.openPage(nurse);
    await act(doctor, 'acknowledge', 'glucose.low-2');
    for (const minutes of [-39, -35, -30]) await meter.send(fingerStick(minutes, 46));
    expect(await patient.alert('glucose.low-2')).toMatchObject({
      state: 'acknowledged',
      acknowledgedBy: doctor.userId,
    });
    await meter.send(fingerStick(-20, 112));
    await eventually('the nurse’s page says that it is over', () => page.names.includes('alert:cleared'));
    // A quarter of an hour of lows was silent on the page, which hears of everything.
    // That the care team is called goes by a clock of its own, and may come after the page was opened.
    const heard = page.names.filter((name) => name.startsWith('alert:') && name !== 'alert:called');
    expect(heard).toEqual(['alert:acknowledged', 'alert:cleared']);
    expect(await told(nurse)).toBe(2);
    await meter.send(fingerStick(-2, 44));
    await eventually('the nurse is told again', async () => (await told(nurse)) === 4);
    expect(await patient.alert('glucose.low-2')).toMatchObject({ state: 'raised', paged: true, acknowledgedBy: null });
  });

  it('RPM 1: a severe low is not snoozed away, and pages everybody when it comes anew', async () => {
    const { doctor, nurse } = clinic.people;
    await meter.send(fingerStick(-40, 45));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const { id } = await patient.alert('glucose.low-2');
    const answer = await nurse.send('POST', `/api/alerts/${id}/snooze`, { until, reason: 'with the patient' });
    expect(answer.status).toBe(409);
    for (const person of [nurse, doctor, patient.person]) {
      const [seen] = await patient.alerts(person);
      expect(seen).toMatchObject({ ruleId: 'glucose.low-2', state: 'raised', paged: true });
    }
    await meter.send(fingerStick(-20, 112));
    await meter.send(fingerStick(-2, 41));
    await eventually('both are told of the next', async () => (await told(nurse)) === 4 && (await told(doctor)) === 4);
  });

  it('RPM 1: one carer’s snooze is theirs alone, and takes nothing out of anybody’s sight', async () => {
    const { doctor, nurse } = clinic.people;
    await meter.send(pressure(-30, 88, 58));
    const until = new Date(Date.now() + 3_600_000).toISOString();
    await act(nurse, 'snooze', 'bp.low', { until, reason: 'with the patient' });
    for (const person of [nurse, doctor, patient.person]) {
      const [seen] = await patient.alerts(person);
      expect(seen).toMatchObject({ ruleId: 'bp.low', state: 'raised', snoozes: [{ userId: nurse.userId }] });
    }
    // What has become worse is told to the one who snoozed it, too.
    await meter.send(pressure(-20, 85, 55));
    expect(await patient.alert('bp.low')).toMatchObject({ severity: 'high', snoozes: [] });
  });
});

describe('RPM 2: until somebody acts', () => {
  it('RPM 2: an alert is graded up as readings get worse, and is then everybody’s again', async () => {
    const { doctor, nurse } = clinic.people;
    await meter.send(pressure(-30, 88, 58));
    expect(await patient.alert('bp.low')).toMatchObject({ severity: 'moderate', paged: false });
    await act(nurse, 'acknowledge', 'bp.low');
    await meter.send(pressure(-20, 85, 55));
    expect(await patient.alert('bp.low')).toMatchObject({ severity: 'high', state: 'raised', acknowledgedBy: null });
    await act(nurse, 'acknowledge', 'bp.low');
    await act(nurse, 'escalate', 'bp.low', { reason: 'needs a doctor' });
    const { alert, deliveries } = await eventually('the doctor is told', async () => {
      const detail = await patient.detail('bp.low');
      return detail.events.some(({ type }) => type === 'escalated') && detail.deliveries.length >= 9 ? detail : null;
    });
    expect(alert).toMatchObject({ state: 'escalated', paged: true });
    expect(deliveries.filter(({ recipientId }) => recipientId === doctor.userId)).toHaveLength(3);
  });
});

describe('RPM 3, Who acknowledged is stored', () => {
  it('RPM 3: the alert says who took it and when, to the team and to the patient, and to the audit log', async () => {
    const { doctor, nurse } = clinic.people;
    await meter.send(fingerStick(-3, 45));
    const before = Date.now();
    await act(nurse, 'acknowledge', 'glucose.low-2');
    for (const person of [doctor, patient.person]) {
      const { alert, events } = await patient.detail('glucose.low-2', person);
      expect(alert.acknowledgedByName).toBe(nurse.name);
      const taken = events.find(({ type }) => type === 'acknowledged');
      expect(taken).toMatchObject({ actorName: nurse.name, actor: { type: 'user', id: nurse.userId } });
      expect(Date.parse(taken?.at ?? '')).toBeGreaterThanOrEqual(before);
    }
    const second = await doctor.send(
      'POST',
      `/api/alerts/${(await patient.alert('glucose.low-2')).id}/acknowledge`,
      {},
    );
    expect(second.status).toBe(409);
    const rows = await clinic.server.deps.db
      .select({ actor: auditLog.actor })
      .from(auditLog)
      .where(and(eq(auditLog.patientId, patient.id), eq(auditLog.action, 'alert:acknowledged')));
    expect(rows).toEqual([{ actor: { type: 'user', id: nurse.userId } }]);
  });
});

describe('Alert states', () => {
  it('Alert states: a restart of server and gateway forgets no alert, and none of what was done about it', async () => {
    const { nurse } = clinic.people;
    await meter.send(fingerStick(-10, 45));
    await act(nurse, 'acknowledge', 'glucose.low-2');
    await meter.send(pressure(-9, 192, 114));
    const before = await patient.alerts();
    await clinic.restart();
    expect(await patient.alerts()).toEqual(before);
    const again = await patient.giveDevice(['glucose', 'blood-pressure']);
    await again.send(fingerStick(-4, 47));
    expect(await patient.alert('glucose.low-2')).toMatchObject({ state: 'acknowledged', acknowledgedBy: nurse.userId });
    // The repeat that the first process asked for confirms in the second.
    await again.send(pressure(-4, 190, 112));
    expect(await patient.alert('bp.crisis')).toMatchObject({ confirmation: 'confirmed', paged: true });
    expect(await patient.events('bp.crisis')).toEqual(['raised', 'confirmed', 'paged']);
  });
});
