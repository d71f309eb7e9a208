import { describe, expect, it } from 'vitest';
import type { Alert } from '#contracts/alert.ts';
import { inOrderOfDanger, inOrderOfNeed, needOf } from '#web-client/controllers/alert-order.ts';

const alert = (id: string, change: Partial<Alert> = {}): Alert => ({
  id,
  patientId: '01900000-0000-7000-8000-000000000001',
  patientName: 'Somebody',
  ruleId: 'bp.crisis',
  ruleSet: 'china',
  ruleVersion: '1',
  lane: 'physiological',
  severity: 'critical',
  state: 'raised',
  paged: false,
  confirmation: 'none',
  onsetAt: '2026-11-22T04:00:00.000Z',
  raisedAt: '2026-11-22T04:00:00.000Z',
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
    ruleId: 'bp.crisis',
    ruleSet: 'china',
    ruleVersion: '1',
    source: '',
    contributions: [],
    comparisons: [],
  },
  consultationId: null,
  ...change,
});

const order = (alerts: Alert[]): string[] => inOrderOfNeed(alerts).map(({ id }) => id);

describe('the work-list’s order', () => {
  it('puts severity first, then who was paged, then who has waited longest', () => {
    expect(
      order([
        alert('high', { severity: 'high', paged: true }),
        alert('new', { raisedAt: '2026-11-22T05:00:00.000Z' }),
        alert('old', { raisedAt: '2026-11-22T03:00:00.000Z' }),
        alert('paged', { paged: true, raisedAt: '2026-11-22T05:30:00.000Z' }),
      ]),
    ).toEqual(['paged', 'old', 'new', 'high']);
  });

  it('puts what nobody has taken before what is taken, predicted, late and technical', () => {
    expect(
      order([
        alert('technical', { lane: 'technical' }),
        alert('late', { lane: 'late' }),
        alert('predicted', { lane: 'predicted' }),
        alert('taken', { state: 'acknowledged' }),
        alert('moderate', { severity: 'moderate' }),
      ]),
    ).toEqual(['moderate', 'taken', 'predicted', 'late', 'technical']);
  });

  it('lets what is moderate wait, unless somebody was paged for it', () => {
    expect(needOf(alert('a', { severity: 'moderate' }))).toBe('review');
    expect(needOf(alert('a', { severity: 'moderate', paged: true }))).toBe('now');
    expect(needOf(alert('a', { severity: 'moderate', state: 'acknowledged' }))).toBe('taken');
    expect(needOf(alert('a', { severity: 'high' }))).toBe('now');
    expect(order([alert('review', { severity: 'moderate' }), alert('now', { severity: 'high' })])).toEqual([
      'now',
      'review',
    ]);
  });

  it('puts what a colleague hands to this person among what wants somebody now, and nowhere else for others', () => {
    const handOver = {
      ...{ toUserId: 'me', toUserName: 'Dr Me' },
      ...{ offeredAt: '2026-11-22T06:00:00.000Z', answerBy: '2026-11-22T06:05:00.000Z' },
    };
    const offered = alert('offered', { state: 'acknowledged', handOver });
    expect(needOf(offered, 'me')).toBe('now');
    expect(needOf(offered, 'another')).toBe('taken');
    expect(needOf(offered)).toBe('taken');
    const list = [alert('high', { severity: 'high' }), offered];
    expect(inOrderOfNeed(list, 'me').map(({ id }) => id)).toEqual(['offered', 'high']);
    expect(inOrderOfNeed(list, 'another').map(({ id }) => id)).toEqual(['high', 'offered']);
  });

  it('leaves out what is resolved or withdrawn', () => {
    expect(order([alert('a', { state: 'resolved' }), alert('b', { state: 'withdrawn' })])).toEqual([]);
  });

  it('wants somebody for an escalated alert as for a raised one', () => {
    expect(needOf(alert('a', { state: 'escalated' }))).toBe('now');
  });
});

describe('the order in which a patient is told', () => {
  const told = (alerts: Alert[]): string[] => inOrderOfDanger(alerts).map(({ id }) => id);

  it('is by danger to the body: that a doctor has taken an alert moves it nowhere', () => {
    expect(
      told([
        alert('mean', { severity: 'moderate', onsetAt: '2026-11-22T06:00:00.000Z' }),
        alert('taken', { state: 'acknowledged' }),
        alert('low', { severity: 'high', lane: 'predicted' }),
      ]),
    ).toEqual(['taken', 'low', 'mean']);
  });

  it('puts what goes on before what is over, the newest first, and history last', () => {
    expect(
      told([
        alert('late', { lane: 'late' }),
        alert('over', { clearedAt: '2026-11-22T07:00:00.000Z', onsetAt: '2026-11-22T06:00:00.000Z' }),
        alert('old', { onsetAt: '2026-11-22T03:00:00.000Z' }),
        alert('new', { onsetAt: '2026-11-22T05:00:00.000Z' }),
        alert('closed', { state: 'resolved' }),
      ]),
    ).toEqual(['new', 'old', 'over', 'late']);
  });
});
