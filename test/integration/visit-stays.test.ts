import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Consultation } from '#contracts/consultation.ts';
import { VisitAnalytics } from '#contracts/visit-analytics.ts';
import type { StayTotals } from '#contracts/visit-stay.ts';
import { newId } from '#database/ids.ts';
import { auditLog, clinics, consultationParticipants, consultations, visitStays } from '#database/schema/index.ts';
import { createClinic, joinCareTeam, type Clinic, type Person } from '#test/support/people.ts';
import { startTestServer, type TestServer } from '#test/support/server.ts';

let server: TestServer;
let clinic: Clinic;

beforeAll(async () => {
  server = await startTestServer();
  clinic = await createClinic(server);
  await server.deps.db.insert(clinics).values({ name: 'Test', timeZone: 'Asia/Shanghai' });
});
afterAll(() => server.close());

const NOTHING: StayTotals = {
  ...{ joinMs: null, connectedMs: 0, reconnects: 0, reconnectingMs: 0, frozenMs: 0, voiceOnlyMs: 0, weakMs: 0 },
  ...{ packetsReceived: 0, packetsMissed: 0, packetsSent: 0, packetsLost: 0 },
};

/** A visit in which those who were invited are. */
const visit = async (doctor: Person = clinic.doctor, patientId: string = clinic.patient.patientId): Promise<string> => {
  const startsAt = new Date(Date.now() + 600_000).toISOString();
  const response = await doctor.send('POST', '/api/consultations', { patientId, startsAt });
  const { id } = ((await response.json()) as { consultation: Consultation }).consultation;
  await server.deps.db
    .update(consultationParticipants)
    .set({ joinedAt: new Date() })
    .where(eq(consultationParticipants.consultationId, id));
  return id;
};
const tell = async (person: Person, id: string, stayId: string, totals: Partial<StayTotals> = {}): Promise<number> =>
  (await person.send('PUT', `/api/consultations/${id}/stays/${stayId}`, { ...NOTHING, ...totals })).status;
const kept = async (stayId: string) => {
  const [row] = await server.deps.db.select().from(visitStays).where(eq(visitStays.id, stayId));
  return row;
};

describe('what a stay in a visit was like', () => {
  it('only grows, whatever comes late, and is audited once', async () => {
    const [id, stayId] = [await visit(), newId()];
    expect(await tell(clinic.patient, id, stayId, { connectedMs: 0 })).toBe(204);
    expect(await tell(clinic.patient, id, stayId, { joinMs: 700, connectedMs: 60_000, packetsReceived: 900 })).toBe(
      204,
    );
    expect(await tell(clinic.patient, id, stayId, { joinMs: 700, connectedMs: 1_000, packetsReceived: 10 })).toBe(204);
    expect(await kept(stayId)).toMatchObject({
      ...{ consultationId: id, userId: clinic.patient.userId },
      ...{ joinMs: 700, connectedMs: 60_000, packetsReceived: 900 },
    });
    const rows = await server.deps.db.select().from(auditLog).where(eq(auditLog.subjectId, id));
    expect(rows.filter(({ action }) => action === 'consultation:stay-reported')).toMatchObject([
      { actor: { type: 'user', id: clinic.patient.userId }, detail: { stayId } },
    ]);
  });

  it('is told by those who were in it, of themselves, and of nothing that cannot be', async () => {
    const [id, stayId] = [await visit(), newId()];
    expect(await tell(clinic.patient, id, stayId)).toBe(204);
    // The nurse treats the patient and is not invited; the outsider learns nothing of the visit.
    expect(await tell(clinic.nurse, id, newId())).toBe(403);
    expect(await tell(clinic.outsider, id, newId())).toBe(404);
    // Somebody else's stay, and one's own of another visit.
    expect(await tell(clinic.doctor, id, stayId)).toBe(409);
    expect(await tell(clinic.patient, await visit(), stayId)).toBe(409);
    expect(await tell(clinic.patient, id, stayId, { connectedMs: -1 })).toBe(400);
    expect(await tell(clinic.patient, id, stayId, { packetsLost: 0.5 })).toBe(400);
    expect(await kept(stayId)).toMatchObject({ userId: clinic.patient.userId, connectedMs: 0 });
  });

  it('is not told by somebody who never joined, nor long after the end', async () => {
    const { db } = server.deps;
    const id = await visit();
    await db
      .update(consultations)
      .set({ endedAt: sql`now() - interval '9 minutes'` })
      .where(eq(consultations.id, id));
    const stayId = newId();
    expect(await tell(clinic.doctor, id, stayId, { connectedMs: 1 })).toBe(204);
    await db
      .update(consultations)
      .set({ endedAt: sql`now() - interval '11 minutes'` })
      .where(eq(consultations.id, id));
    expect(await tell(clinic.doctor, id, stayId, { connectedMs: 2 })).toBe(409);
    expect(await kept(stayId)).toMatchObject({ connectedMs: 1 });
    const other = await visit();
    await db
      .update(consultationParticipants)
      .set({ joinedAt: null })
      .where(eq(consultationParticipants.consultationId, other));
    expect(await tell(clinic.doctor, other, newId())).toBe(409);
  });
});

describe('how video visits went', () => {
  const read = async (person: Person, query: string): Promise<VisitAnalytics> => {
    const answer = await person.get(`/api/analytics/visits?${query}`);
    expect(answer.status).toBe(200);
    return VisitAnalytics.parse(await answer.json());
  };
  const DAYS = 'from=2026-03-02&to=2026-03-03';
  let troubled: string;
  let foreign: string;

  beforeAll(async () => {
    const { doctor, patient, outsider, otherPatient } = clinic;
    await joinCareTeam(server, outsider, otherPatient.patientId);
    const begin = async (id: string, at: string): Promise<void> => {
      await server.deps.db
        .update(consultations)
        .set({ startedAt: new Date(at) })
        .where(eq(consultations.id, id));
    };
    const good = await visit();
    troubled = await visit();
    foreign = await visit(outsider, otherPatient.patientId);
    await tell(doctor, good, newId(), { joinMs: 400, connectedMs: 100_000, packetsReceived: 990, packetsMissed: 10 });
    await tell(patient, good, newId(), { joinMs: 600, connectedMs: 100_000, packetsSent: 1_000, packetsLost: 5 });
    await tell(doctor, troubled, newId(), { joinMs: 500, connectedMs: 50_000 });
    await tell(patient, troubled, newId());
    await tell(patient, troubled, newId(), {
      ...{ joinMs: 2_500, connectedMs: 40_000, reconnects: 2, reconnectingMs: 10_000 },
      ...{ frozenMs: 4_000, voiceOnlyMs: 20_000, weakMs: 30_000 },
    });
    await tell(outsider, foreign, newId(), { joinMs: 900, connectedMs: 10_000 });
    // The last minute of 2 March and the first of 3 March in Shanghai.
    await begin(good, '2026-03-02T15:59:30Z');
    await begin(troubled, '2026-03-02T16:00:00Z');
    await begin(foreign, '2026-03-03T15:59:30Z');
  });

  it('is added up for doctors over those whom they treat, by role, by day and by visit', async () => {
    const analytics = await read(clinic.doctor, DAYS);
    expect(analytics).toMatchObject({ scope: 'own-patients', timeZone: 'Asia/Shanghai' });
    expect(analytics.total).toMatchObject({
      ...{ visits: 2, stays: 5, neverConnected: 1, joinP50: 550, connectedMs: 290_000, reconnects: 2 },
      goneShare: 10_000 / 300_000,
      frozenShare: 4_000 / 290_000,
      voiceOnlyShare: 20_000 / 290_000,
      weakShare: 30_000 / 290_000,
      missedShare: 0.01,
      lostShare: 0.005,
    });
    expect(analytics.roles.map(({ role, stays, joinP50 }) => [role, stays, joinP50])).toEqual([
      ['patient', 3, 1_550],
      ['clinician', 2, 450],
    ]);
    expect(analytics.days.map(({ day, visits, connectedMs }) => [day, visits, connectedMs])).toEqual([
      ['2026-03-02', 1, 200_000],
      ['2026-03-03', 1, 90_000],
    ]);
    // The one with the most trouble first.
    expect(analytics.visits.map(({ patientName, startedAt }) => [patientName, startedAt])).toEqual([
      [expect.any(String), '2026-03-02T16:00:00.000Z'],
      [expect.any(String), '2026-03-02T15:59:30.000Z'],
    ]);
    expect(analytics.visits.map(({ consultationId }) => consultationId)).not.toContain(foreign);
  });

  it('is added up for administrators over the clinic, and names no patient', async () => {
    const { scope, total, visits } = await read(clinic.administrator, DAYS);
    expect(scope).toBe('clinic');
    expect(total).toMatchObject({ visits: 3, stays: 6 });
    expect(visits.map(({ consultationId }) => consultationId)).toEqual([troubled, foreign, expect.any(String)]);
    expect(visits.map(({ patientName }) => patientName)).toEqual([null, null, null]);
  });

  it('is nothing on days without visits, and nothing for patients', async () => {
    const { total, roles, days, visits } = await read(clinic.doctor, 'from=2026-02-01&to=2026-02-02');
    expect(total).toMatchObject({ visits: 0, stays: 0, joinP50: null, goneShare: null, missedShare: null });
    expect([roles, days, visits]).toEqual([[], [], []]);
    expect((await clinic.patient.get(`/api/analytics/visits?${DAYS}`)).status).toBe(403);
    expect((await clinic.doctor.get('/api/analytics/visits?from=2026-03-03&to=2026-03-02')).status).toBe(400);
  });

  it('is a file as well', async () => {
    const answer = await clinic.doctor.get(`/api/analytics/visits.csv?${DAYS}&table=roles`);
    expect(answer.headers.get('content-disposition')).toBe(
      'attachment; filename="visits-roles-2026-03-02-2026-03-03.csv"',
    );
    const [headings, ...lines] = (await answer.text()).replace('\uFEFF', '').trimEnd().split('\r\n');
    expect(headings?.split(',').slice(0, 4)).toEqual(['role', 'visits', 'stays', 'never_connected']);
    expect(lines.map((line) => line.split(',').slice(0, 5))).toEqual([
      ['patient', '2', '3', '1', '1550'],
      ['clinician', '2', '2', '0', '450'],
      ['all', '2', '5', '1', '550'],
    ]);
  });
});
