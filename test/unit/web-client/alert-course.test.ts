import { describe, expect, it } from 'vitest';
import type { AlertEvent } from '#contracts/alert.ts';
import type { Consultation } from '#contracts/consultation.ts';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { Observation } from '#contracts/observation.ts';
import { courseOf } from '#web-client/controllers/alert-course.ts';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 8, minute)).toISOString();

const event = (type: AlertEvent['type'], minute: number): AlertEvent => ({
  ...{ id: `${type} ${minute}`, type, at: at(minute), actorName: null, reason: null },
  actor: { type: 'system', id: 'detection' },
});

const visit = (change: Partial<Consultation>): Consultation => ({
  ...{ id: 'visit', patientId: 'patient', patientName: 'Somebody', clinicianId: 'doctor', clinicianName: 'Dr Wang' },
  ...{ alertId: 'alert', state: 'ended', startsAt: at(10), ringingSince: at(10), startedAt: at(11), endedAt: at(20) },
  ...{ checkedInAt: null, endReason: 'ended', participants: [], guests: [], note: null, rating: null, fallback: null },
  ...change,
});

const note = (signedAt: string | null): Consultation['note'] => ({
  ...{ consultationId: 'visit', subjective: '', objective: '', assessment: 'Missed a tablet', plan: 'Take it now' },
  ...{ summary: '', amendments: [] },
  ...{ version: 1, signedAt, signedBy: signedAt === null ? null : 'doctor' },
});

const observation = (id: string, minute: number): Observation => ({
  ...{ id, patientId: 'patient', source: 'manual', kind: 'heart-rate', value: 72, unit: '/min', flags: [] },
  ...{ measuredAt: at(minute), effectiveAt: at(minute), receivedAt: at(minute), context: 'rest', steps: null },
});

const request = (answer: Observation | null): MeasurementRequest => ({
  ...{ id: `asked for ${answer?.id ?? 'nothing'}`, alertId: 'alert', kind: 'heart-rate', askedByName: 'Dr Wang' },
  ...{ askedAt: at(22), until: at(59), answer },
});

const told = (...course: Parameters<typeof courseOf>): string[] =>
  courseOf(...course).map((entry) => (entry.kind === 'event' ? entry.event.type : entry.kind));

describe('the course of an alert', () => {
  it('tells a call once, by its visit, and the note before what it resolved', () => {
    const events = [event('raised', 1), event('call-started', 10), event('call-ended', 20), event('resolved', 25)];
    expect(told(events, [visit({ note: note(at(25)) })], [])).toEqual(['raised', 'visit', 'note', 'resolved']);
  });

  it('keeps the begin and the end of a call whose visit is not there', () => {
    const events = [event('raised', 1), event('call-started', 10), event('call-ended', 20)];
    expect(told(events, [], [])).toEqual(['raised', 'call-started', 'call-ended']);
    expect(told(events, [visit({ ringingSince: at(12), endedAt: null })], [])).toEqual([
      'raised',
      'call-started',
      'visit',
      'call-ended',
    ]);
  });

  it('says nothing of a note that is still being written', () => {
    expect(told([], [visit({ note: note(null) })], [])).toEqual(['visit']);
  });

  it('puts a booked visit at its time, after what has happened', () => {
    const booked = visit({ state: 'booked', startsAt: at(50), ringingSince: null, startedAt: null, endedAt: null });
    expect(told([event('raised', 1), event('acknowledged', 5)], [booked], [])).toEqual([
      'raised',
      'acknowledged',
      'visit',
    ]);
  });

  it('tells a reading once that answers whoever asked twice', () => {
    const answer = observation('one', 30);
    expect(told([event('measurement-asked', 22)], [], [request(answer), request(answer), request(null)])).toEqual([
      'measurement-asked',
      'measured',
    ]);
  });
});
