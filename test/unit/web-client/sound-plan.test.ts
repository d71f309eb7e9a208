import { describe, expect, it } from 'vitest';
import type { Alert } from '#contracts/alert.ts';
import { REPEAT_MS, SoundPlan } from '#web-client/controllers/sound-plan.ts';

const alert = (values: Partial<Alert> = {}): Alert => ({
  id: '01900000-0000-7000-8000-000000000001',
  patientId: '01900000-0000-7000-8000-000000000002',
  patientName: 'Li Wei',
  ruleId: 'bp.crisis',
  ruleSet: 'china',
  ruleVersion: '2024.1',
  lane: 'physiological',
  severity: 'critical',
  state: 'raised',
  paged: true,
  confirmation: 'none',
  onsetAt: '2026-11-26T07:00:00.000Z',
  raisedAt: '2026-11-26T07:00:01.000Z',
  clearedAt: null,
  acknowledgedAt: null,
  acknowledgedBy: null,
  acknowledgedByName: null,
  resolvedAt: null,
  resolvedBy: null,
  outcome: null,
  exhaustedAt: null,
  handOver: null,
  snoozes: [],
  explanation: {
    ...{ ruleId: 'bp.crisis', ruleSet: 'china', ruleVersion: '2024.1', source: 'test' },
    contributions: [],
    comparisons: [],
  },
  consultationId: null,
  ...values,
});
const MUTED = false;
const HEARD = true;
const ME = '01900000-0000-7000-8000-000000000009';

describe('the sound of a critical alert', () => {
  it('is heard at once, also by whoever has muted the others, and not again for every piece of news', () => {
    const plan = new SoundPlan();
    expect(plan.next([alert()], 0, MUTED, ME)).toBe('critical');
    expect(plan.next([alert({ confirmation: 'confirmed' })], 1_000, MUTED, ME)).toBeNull();
  });

  it('comes again every five minutes until somebody takes the alert', () => {
    const plan = new SoundPlan();
    plan.next([alert()], 0, MUTED, ME);
    expect(plan.next([alert()], REPEAT_MS - 1, MUTED, ME)).toBeNull();
    expect(plan.next([alert({ state: 'escalated' })], REPEAT_MS, MUTED, ME)).toBe('critical');
    expect(plan.next([alert({ state: 'acknowledged' })], 3 * REPEAT_MS, MUTED, ME)).toBeNull();
  });

  it('comes at once for a new onset, for a severity that became critical, and for another alert', () => {
    const plan = new SoundPlan();
    plan.next([alert({ severity: 'high' })], 0, MUTED, ME);
    expect(plan.next([alert()], 1_000, MUTED, ME)).toBe('critical');
    const again = alert({ onsetAt: '2026-11-26T07:10:00.000Z' });
    expect(plan.next([again], 2_000, MUTED, ME)).toBe('critical');
    const other = alert({ id: '01900000-0000-7000-8000-000000000009' });
    expect(plan.next([again, other], 3_000, MUTED, ME)).toBe('critical');
  });

  it('is not made by predictions, late findings or technical matters', () => {
    for (const lane of ['predicted', 'late', 'technical'] as const) {
      expect(new SoundPlan().next([alert({ lane })], 0, HEARD, ME)).toBeNull();
    }
  });
});

describe('the sound of an alert that a colleague hands over', () => {
  const offeredAt = (time: string) =>
    alert({
      state: 'acknowledged',
      handOver: { toUserId: ME, toUserName: 'Dr Me', offeredAt: time, answerBy: '2026-11-26T08:00:00.000Z' },
    });
  const offered = offeredAt('2026-11-26T07:01:00.000Z');

  it('is heard at once, also where the alert itself has just sounded, by the colleague alone', () => {
    const plan = new SoundPlan();
    plan.next([alert()], 0, MUTED, ME);
    expect(plan.next([offered], 1_000, MUTED, ME)).toBe('critical');
    expect(plan.next([offered], 2_000, MUTED, ME)).toBeNull();
    expect(plan.next([offeredAt('2026-11-26T07:02:00.000Z')], 3_000, MUTED, ME)).toBe('critical');
    expect(new SoundPlan().next([offered], 0, HEARD, 'another')).toBeNull();
  });
});

describe('the sound of other alerts', () => {
  it('is heard once, by whoever has not muted it', () => {
    const plan = new SoundPlan();
    expect(plan.next([alert({ severity: 'high' })], 0, HEARD, ME)).toBe('other');
    expect(plan.next([alert({ severity: 'high' })], 10 * REPEAT_MS, HEARD, ME)).toBeNull();
    expect(new SoundPlan().next([alert({ severity: 'high' })], 0, MUTED, ME)).toBeNull();
  });

  it('is not made for whoever has snoozed the alert, until the snooze is over', () => {
    const plan = new SoundPlan();
    const snoozed = alert({ severity: 'high', snoozes: [{ userId: ME, until: new Date(5_000).toISOString() }] });
    expect(plan.next([snoozed], 0, HEARD, ME)).toBeNull();
    expect(new SoundPlan().next([snoozed], 0, HEARD, null)).toBe('other');
    expect(plan.next([snoozed], 5_000, HEARD, ME)).toBe('other');
  });

  it('is not made up for when it is switched on later', () => {
    const plan = new SoundPlan();
    plan.next([alert({ severity: 'moderate' })], 0, MUTED, ME);
    expect(plan.next([alert({ severity: 'moderate' })], 1_000, HEARD, ME)).toBeNull();
  });
});
