import { eq, inArray } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EscalationPreview } from '#contracts/escalation-preview.ts';
import type { EscalationTier } from '#contracts/escalation.ts';
import { newId } from '#database/ids.ts';
import { auditLog, clinics, escalationPolicies, onCallRosters, users } from '#database/schema/index.ts';
import { createRoster, wholeDays } from '../support/on-call.ts';
import { createClinic, type Clinic, type Person } from '../support/people.ts';
import { startTestServer, type TestServer } from '../support/server.ts';

let server: TestServer;
let clinic: Clinic;
let rosterId: string;

beforeAll(async () => {
  // A Thursday in Shanghai, at noon.
  server = await startTestServer({ now: () => new Date('2026-11-26T04:00:00Z') });
  await server.deps.db.insert(clinics).values({ name: 'Clinic', timeZone: 'Asia/Shanghai' });
  clinic = await createClinic(server);
  const { administrator, doctor, nurse } = clinic;
  ({ id: rosterId } = await createRoster(administrator, 'Nights'));
  // Until Monday morning only: then nobody is on call.
  await administrator.send(
    'POST',
    `/api/on-call/rosters/${rosterId}/shifts`,
    wholeDays([doctor, nurse], '2026-11-26', { validTo: '2026-11-29' }),
  );
});
afterAll(() => server.close());

const tier = (targets: EscalationTier['targets'], minutes = 15): EscalationTier => ({
  targets,
  answerWithin: { kind: 'minutes', minutes },
});
const careTeam = tier([{ kind: 'care-team' }]);
const onCall = (minutes = 30): EscalationTier => tier([{ kind: 'roster', rosterId }], minutes);
const ask = (person: Person, severity: string, values: object = {}) =>
  person.send('POST', `/api/escalation-policies/${severity}/preview`, {
    ...{ tiers: [careTeam, onCall()], moment: 'night' },
    ...values,
  });
const preview = async (severity: string, values: object = {}) =>
  EscalationPreview.parse(await (await ask(clinic.administrator, severity, values)).json());

describe('the preview of an escalation policy', () => {
  it('says who is called when, by the roster of that time, and that a critical alert begins again', async () => {
    // On Friday from 08:00 it is the nurse's turn, until Saturday at 08:00.
    expect(await preview('critical')).toMatchObject({
      ...{ timeZone: 'Asia/Shanghai', at: '2026-11-27T19:00:00.000Z' },
      steps: [
        { tier: 0, calledAt: '2026-11-27T19:00:00.000Z', hasCareTeam: true, people: [], isAtOnce: false },
        { tier: 1, calledAt: '2026-11-27T19:15:00.000Z', hasCareTeam: false, people: [{ name: clinic.nurse.name }] },
      ],
      ...{ exhaustedAt: '2026-11-27T19:45:00.000Z', againAt: '2026-11-27T19:45:00.000Z' },
    });
    expect((await preview('critical', { moment: 'now' })).at).toBe('2026-11-26T04:00:00.000Z');
    // Nobody is called through again sooner than five minutes after the first call.
    const hasty = await preview('critical', { tiers: [tier([{ kind: 'care-team' }], 1)], moment: 'now' });
    expect(hasty).toMatchObject({ exhaustedAt: '2026-11-26T04:01:00.000Z', againAt: '2026-11-26T04:05:00.000Z' });
    expect((await preview('high')).againAt).toBeNull();
  });

  it('calls the next tier at once where one is nobody, and waits for the working day where it says so', async () => {
    const { steps } = await preview('high', { tiers: [onCall(), careTeam], moment: 'day' });
    expect(steps).toMatchObject([
      { calledAt: '2026-12-02T02:00:00.000Z', people: [], emptyTargets: [{ kind: 'roster', rosterId }] },
      { calledAt: '2026-12-02T02:00:00.000Z', isAtOnce: true, hasCareTeam: true },
    ]);
    const untilMonday = { ...careTeam, answerWithin: { kind: 'next-working-day' } };
    const { exhaustedAt } = await preview('moderate', { tiers: [untilMonday] });
    expect(exhaustedAt).toBe('2026-11-30T09:00:00.000Z');
  });

  it('warns of a roster with a gap ahead or closed, and of somebody who left', async () => {
    const { administrator, outsider } = clinic;
    const gone = await createRoster(administrator, 'Gone');
    const { db } = server.deps;
    const closed = { closedAt: new Date(), closedBy: administrator.userId };
    await db.update(onCallRosters).set(closed).where(eq(onCallRosters.id, gone.id));
    await db.update(users).set({ banned: true }).where(eq(users.id, outsider.userId));
    const tiers = [
      careTeam,
      onCall(),
      tier([
        { kind: 'roster', rosterId: gone.id },
        { kind: 'user', userId: outsider.userId },
      ]),
      tier([{ kind: 'anyone-on-call' }, { kind: 'user', userId: clinic.doctor.userId }]),
    ];
    const gap = { from: '2026-11-30T00:00:00.000Z', to: null };
    expect((await preview('critical', { tiers })).warnings).toEqual([
      { tier: 1, target: { kind: 'roster', rosterId }, kind: 'gap', gap },
      { tier: 2, target: { kind: 'roster', rosterId: gone.id }, kind: 'closed-roster', gap: null },
      { tier: 2, target: { kind: 'user', userId: outsider.userId }, kind: 'left', gap: null },
      { tier: 3, target: { kind: 'anyone-on-call' }, kind: 'gap', gap },
    ]);
  });

  it('is for those who work here, takes only what could be saved, and writes nothing', async () => {
    const { doctor, patient, administrator } = clinic;
    expect((await ask(doctor, 'critical')).status).toBe(200);
    expect((await ask(patient, 'critical')).status).toBe(403);
    const refused = [
      ['critical', { tiers: [] }],
      ['critical', { tiers: [onCall(61)] }],
      ['high', { tiers: [{ ...careTeam, answerWithin: { kind: 'next-working-day' } }] }],
      ['critical', { moment: 'noon' }],
      ['low', {}],
    ] as const;
    for (const [severity, values] of refused) {
      expect((await ask(administrator, severity, values)).status, JSON.stringify(values)).toBe(400);
    }
    const unknown = await preview('critical', { tiers: [tier([{ kind: 'user', userId: newId() }])] });
    expect(unknown.warnings).toMatchObject([{ kind: 'left' }]);
    const { db } = server.deps;
    expect(await db.select().from(escalationPolicies)).toEqual([]);
    const subjects = ['escalation-policy', 'alert'];
    expect(await db.select().from(auditLog).where(inArray(auditLog.subjectType, subjects))).toEqual([]);
  });
});
