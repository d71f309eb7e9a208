import { describe, expect, it } from 'vitest';
import type { OnCallPerson, Shift } from '#contracts/on-call.ts';
import { PreviewShift } from '#contracts/on-call.ts';
import { newId } from '#database/ids.ts';
import { changedDraft, draftProblem, moved, newDraft, toPreview } from '#web-client/shift-draft.ts';

const [ana, ben, cem] = [newId(), newId(), newId()];
const staff: OnCallPerson[] = [ana, ben].map((id) => ({ id, name: id, profession: 'doctor', hasLeft: id === ben }));

/** A Thursday. */
const TODAY = '2026-11-26';

const shift = (values: Partial<Shift> = {}): Shift => ({
  id: newId(),
  weekdays: [1, 2, 3, 4, 5],
  startsAt: '08:00',
  endsAt: '18:00',
  // A Monday.
  validFrom: '2026-11-02',
  validTo: null,
  people: [ana],
  handOver: 'shift',
  holidays: 'excluded',
  ...values,
});
const changed = (values: Partial<Shift> = {}) => changedDraft(shift(values), staff, TODAY);

describe('a new shift', () => {
  it('lacks only people', () => {
    expect(draftProblem(newDraft(TODAY), TODAY)).toBe('people');
    const draft = { ...newDraft(TODAY), people: [ana] };
    expect(draftProblem(draft, TODAY)).toBeNull();
    expect(PreviewShift.parse(toPreview(draft))).toMatchObject({ validFrom: TODAY, validTo: null, people: [ana] });
    expect(toPreview(draft)).not.toHaveProperty('replaces');
  });

  it('is told what is wrong with it, from above to below', () => {
    const problem = (values: object) => draftProblem({ ...newDraft(TODAY), people: [ana], ...values }, TODAY);
    expect(problem({ weekdays: [], people: [] })).toBe('weekdays');
    expect(problem({ endsAt: '' })).toBe('times');
    expect(problem({ validFrom: '' })).toBe('first-day');
    expect(problem({ validFrom: '2026-11-25' })).toBe('first-day');
    expect(problem({ validTo: '2026-11-25' })).toBe('last-day');
    expect(problem({ validTo: TODAY })).toBeNull();
  });
});

describe('a shift that is changed', () => {
  it('comes in the place of the one it was, from tomorrow on, or from its first day where that is to come', () => {
    const old = shift();
    const draft = changedDraft(old, staff, TODAY);
    expect(draft).toMatchObject({ validFrom: '2026-11-27', replaces: old.id, startsAt: '08:00', validTo: '' });
    expect(PreviewShift.parse(toPreview(draft))).toMatchObject({ replaces: old.id });
    expect(changed({ validFrom: '2026-12-24' }).validFrom).toBe('2026-12-24');
    expect(changed({ validTo: '2026-12-31' })).toMatchObject({ validFrom: '2026-11-27', validTo: '2026-12-31' });
  });

  it('of whole weeks is changed on the day of its hand-over, which stays the same day of the week', () => {
    expect(changed({ handOver: 'week' }).validFrom).toBe('2026-11-30');
    expect(changed({ handOver: 'week', validFrom: '2026-11-06' }).validFrom).toBe('2026-11-27');
    expect(changed({ handOver: 'week', validFrom: '2026-11-05' }).validFrom).toBe('2026-12-03');
  });

  it('is changed today where it is over by then', () => {
    expect(changed({ validTo: TODAY })).toMatchObject({ validFrom: TODAY, validTo: TODAY });
    expect(changed({ handOver: 'week', validTo: '2026-11-29' }).validFrom).toBe(TODAY);
  });

  it('leaves out those who left, whom the server would refuse', () => {
    expect(changed({ people: [cem, ben, ana] }).people).toEqual([ana]);
  });
});

describe('the order', () => {
  it('changes by one place, and not beyond its ends', () => {
    expect(moved(['a', 'b', 'c'], 1, -1)).toEqual(['b', 'a', 'c']);
    expect(moved(['a', 'b', 'c'], 1, 1)).toEqual(['a', 'c', 'b']);
    expect(moved(['a', 'b', 'c'], 0, -1)).toEqual(['a', 'b', 'c']);
    expect(moved(['a', 'b', 'c'], 2, 1)).toEqual(['a', 'b', 'c']);
  });
});
