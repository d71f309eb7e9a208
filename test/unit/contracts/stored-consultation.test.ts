import { expect, it } from 'vitest';
import { Consultation } from '#contracts/consultation.ts';

it('reads a visit that was told of before there were guests', () => {
  const id = '019e2d5c-7c1a-7a44-8a39-0a8f0f6f7a10';
  const stored = {
    ...{ id, patientId: id, patientName: 'Li Wei', clinicianId: id, clinicianName: 'Dr Ana Ruiz', alertId: null },
    ...{ state: 'ended', startsAt: '2026-11-20T08:00:00.000Z', ringingSince: null, checkedInAt: null, startedAt: null },
    ...{ endedAt: null, endReason: null, participants: [], note: null, rating: null, fallback: null },
  };
  expect(Consultation.parse(stored).guests).toEqual([]);
});
