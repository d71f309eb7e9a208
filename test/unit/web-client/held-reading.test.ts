import { describe, expect, it } from 'vitest';
import { Reading, READING_FLAGS } from '#contracts/reading.ts';
import type { QuarantineReason } from '#contracts/reading.ts';
import { heldValueText, readHeld } from '#web-client/format/held-reading.ts';
import { isDeviceTimeOffered, proposeRelease, toReleased } from '#web-client/format/release-form.ts';

const RECEIVED_AT = '2026-11-25T08:00:00.000Z';
const SENT_AT = '2026-11-25T07:42:00+08:00';

/** What the form proposes for this element, and the reading it would release. */
const propose = (element: Record<string, unknown> | null, reason: QuarantineReason) => {
  const held = readHeld({ element });
  const form = proposeRelease(held, reason, 'blood-pressure');
  return { held, form, released: toReleased(form, held, RECEIVED_AT) };
};
const glucose = { kind: 'glucose', value: 5.5, unit: 'mg/dL', specimen: 'capillary', measuredAt: SENT_AT };
const pressure = { kind: 'blood-pressure', systolic: 191, diastolic: 113, unit: 'mmHg', measuredAt: SENT_AT };

describe('what the release form proposes', () => {
  it('is the other unit where the unit is probably wrong', () => {
    const { released } = propose({ ...glucose, meal: 'before' }, 'unit-probably-wrong');
    expect(released).toEqual({ ...glucose, meal: 'before', unit: 'mmol/L' });
    const kPa = { ...pressure, systolic: 16, diastolic: 11 };
    expect(propose(kPa, 'unit-probably-wrong').released).toEqual({ ...kPa, unit: 'kPa' });
  });

  it.each([
    ['Lo', '<', 20],
    ['0Hi', '>', 600],
    ['HIGH', '>', 600],
  ])('is the comparator and the meter’s limit for %j', (value, comparator, limit) => {
    const { held, released } = propose({ ...glucose, value, unit: 'mmol/L' }, 'not-a-number');
    expect(held && heldValueText(held)).toBe(`${value} mmol/L`);
    expect(released).toEqual({ ...glucose, value: limit, unit: 'mg/dL', comparator });
  });

  it.each(['future-clock', 'reset-clock'] as const)('is the time it came in for %s', (reason) => {
    const { held, released } = propose(pressure, reason);
    expect(released).toEqual({ ...pressure, measuredAt: RECEIVED_AT });
    expect(isDeviceTimeOffered(held, reason)).toBe(false);
  });

  it('lets a time that only goes against the numbering stand, if the clinician says so', () => {
    const { held, form } = propose(pressure, 'sequence-against-time');
    expect(form.time).toBe('received');
    expect(isDeviceTimeOffered(held, 'sequence-against-time')).toBe(true);
  });

  it('keeps the person on a shared device, and drops what numbers the messages', () => {
    const sent = { ...pressure, userSlot: 2, seq: 7, messageId: 'a' };
    expect(propose(sent, 'unassigned-device').released).toEqual({ ...pressure, userSlot: 2 });
  });

  it('keeps how it was measured and that the person felt ill, and no flag that nobody knows', () => {
    const sent = { ...pressure, method: 'cuffless', flags: ['symptoms', 'invented'] };
    const { released } = propose(sent, 'wrong-shape');
    expect(released).toEqual({ ...pressure, method: 'cuffless', flags: ['symptoms'] });
    const rate = { kind: 'heart-rate', value: 131, unit: '/min', context: 'active', steps: 40, measuredAt: SENT_AT };
    expect(propose(rate, 'unassigned-device').released).toEqual(rate);
  });

  it('asks for the numbers where there were none, and for a time where it is typed', () => {
    const unread = propose(null, 'malformed-json');
    expect(unread).toMatchObject({ held: null, released: 'time' });
    expect(toReleased({ ...unread.form, time: 'received' }, null, RECEIVED_AT)).toBe('number');
    expect(propose({ ...pressure, systolic: null }, 'not-a-number').released).toBe('number');
    const { held, form } = propose(pressure, 'future-clock');
    expect(toReleased({ ...form, time: 'typed' }, held, RECEIVED_AT)).toBe('time');
    const typed = toReleased({ ...form, time: 'typed', typedTime: '2026-11-25T07:42' }, held, RECEIVED_AT);
    expect(typed).toEqual({ ...pressure, measuredAt: new Date('2026-11-25T07:42').toISOString() });
  });

  it('is no time and no fluid where none was sent: both decide what is paged', () => {
    const sent = { kind: 'glucose', value: 5.5, unit: 'mg/dL' };
    const { held, form, released } = propose(sent, 'wrong-shape');
    expect(form).toMatchObject({ value: '5.5', specimen: null, time: null });
    expect(released).toBe('time');
    const timed = { ...form, time: 'received' as const };
    expect(toReleased(timed, held, RECEIVED_AT)).toBe('specimen');
    expect(toReleased({ ...timed, specimen: 'capillary' }, held, RECEIVED_AT)).toEqual({
      ...glucose,
      measuredAt: RECEIVED_AT,
    });
    expect(propose({ ...glucose, measuredAt: '2026-02-30' }, 'impossible-date').form.time).toBeNull();
  });

  it('keeps every flag that a reading may have', () => {
    const { released } = propose({ ...pressure, flags: [...READING_FLAGS] }, 'unassigned-device');
    expect(released).toEqual({ ...pressure, flags: [...READING_FLAGS] });
  });

  it('is always a reading by the contract', () => {
    for (const released of [
      propose(glucose, 'unit-probably-wrong').released,
      propose({ ...pressure, flags: ['invented'], note: 'x', pulse: 70 }, 'wrong-shape').released,
      propose(
        { kind: 'heart-rate', value: 71, unit: '/min', context: 'rest', measuredAt: SENT_AT },
        'unassigned-device',
      ).released,
    ]) {
      expect(Reading.safeParse(released).success).toBe(true);
    }
  });
});
