import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HomeProtocol } from '#contracts/home-protocol.ts';
import { EntryResult } from '#contracts/observation.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { storeObservation } from '../support/records.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
/** The clock that the server looks at; the patient lives in Shanghai. */
let now = new Date('2026-11-22T07:00:00+08:00');

beforeAll(async () => {
  server = await startTestServer({ now: () => now });
  clinic = await createClinic(server);
});
afterAll(() => server.close());

const path = (what: string): string => `/api/patients/${clinic.patient.patientId}/${what}`;
const protocol = async (who: Person = clinic.patient): Promise<HomeProtocol> =>
  HomeProtocol.parse(await (await who.get(path('home-protocol'))).json());
const typeIn = async (time: string, systolic: number, diastolic: number, flags: string[] = []) => {
  now = new Date(`${time}+08:00`);
  const reading = { kind: 'blood-pressure', systolic, diastolic, unit: 'mmHg', method: 'cuff', flags };
  return EntryResult.parse(await (await clinic.patient.send('POST', path('observations'), reading)).json());
};
const store = (time: string, values: object) =>
  storeObservation(server, clinic.patient.patientId, {
    ...{ kind: 'blood-pressure', source: 'cuff-1', systolic: 150, diastolic: 90, method: 'cuff' },
    effectiveAt: new Date(`${time}+08:00`),
    ...values,
  });

describe('seven days of home blood pressure', () => {
  it('begin with the reading that says so, and with no other', async () => {
    await store('2026-11-22T06:00', {});
    await typeIn('2026-11-22T06:30', 150, 90);
    expect(await protocol()).toMatchObject({ openPart: 'morning', session: null, series: null });
    expect((await typeIn('2026-11-22T07:00', 150, 90, ['series-start'])).fate).toBe('stored');
    expect(await protocol()).toMatchObject({
      session: { part: 'morning', next: 'second', readings: [{ systolic: 150, danger: null }] },
      series: { day: 1, readings: 1, isOver: false },
    });
  });

  it('count a cuff that sends by itself, but nothing cuffless, doubtful or invalidated', async () => {
    await store('2026-11-22T07:01', { method: 'cuffless', systolic: 99 });
    await store('2026-11-22T07:01', { flags: ['body-movement'], systolic: 99 });
    await store('2026-11-22T07:01', { invalidatedAt: now, systolic: 99 });
    await store('2026-11-22T07:02', { systolic: 144, diastolic: 88 });
    expect((await protocol()).session).toMatchObject({ next: null, mean: { systolic: 147, diastolic: 89 } });
  });

  it('stop at a crisis, by the rule that raises the alert', async () => {
    await typeIn('2026-11-23T07:00', 192, 114);
    expect((await protocol()).session?.readings).toMatchObject([{ systolic: 192, danger: 'high' }]);
    const alerts = (await (await clinic.doctor.get('/api/alerts?state=open')).json()) as {
      alerts: { ruleId: string }[];
    };
    expect(alerts.alerts.map(({ ruleId }) => ruleId)).toEqual(['bp.crisis']);
  });

  it('look the same to the care team', async () => {
    expect(await protocol(clinic.doctor)).toEqual(await protocol());
  });

  it('begin again when the patient says so', async () => {
    await typeIn('2026-11-24T20:00', 140, 86, ['series-start']);
    expect((await protocol()).series).toMatchObject({ day: 1, readings: 1 });
    now = new Date('2026-12-01T04:00:00+08:00');
    expect(await protocol()).toMatchObject({ session: null, series: { isOver: true, day: 7 } });
  });

  it('are nobody else’s', async () => {
    for (const who of [clinic.outsider, clinic.otherPatient, clinic.administrator]) {
      expect((await who.get(path('home-protocol'))).status).toBe(404);
    }
    expect((await fetch(`${server.url}${path('home-protocol')}`)).status).toBe(401);
    expect((await clinic.patient.get('/api/patients/nobody/home-protocol')).status).toBe(400);
  });
});
