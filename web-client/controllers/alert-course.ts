import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Alert, AlertEvent } from '#contracts/alert.ts';
import type { Consultation, Note } from '#contracts/consultation.ts';
import type { MeasurementRequest } from '#contracts/measurement-request.ts';
import type { Observation } from '#contracts/observation.ts';
import { listConsultationsOfAlert } from '../data/consultations.ts';
import { readMeasurementRequestsOfAlert } from '../data/measurement-requests.ts';
import { realtime } from '../data/realtime.ts';
import { Loaded } from './loaded.ts';

/** One thing in the course of an alert. */
export type CourseEntry = { at: string } & (
  | { kind: 'event'; event: AlertEvent }
  | { kind: 'visit'; visit: Consultation }
  | { kind: 'note'; visit: Consultation; note: Note }
  | { kind: 'measured'; observation: Observation }
);

/**
 * Everything that came of an alert in one line of time, the earliest first. A call is told once, by its visit, and not by
 * its begin and its end besides.
 */
export const courseOf = (
  events: readonly AlertEvent[],
  visits: readonly Consultation[],
  requests: readonly MeasurementRequest[],
): CourseEntry[] => {
  const toldByVisits = new Set(
    visits.flatMap(({ ringingSince, endedAt }) => [
      `call-started ${ringingSince ?? ''}`,
      `call-ended ${endedAt ?? ''}`,
    ]),
  );
  const entries: CourseEntry[] = [
    ...visits.map((visit): CourseEntry => ({ kind: 'visit', at: visit.ringingSince ?? visit.startsAt, visit })),
    ...visits.flatMap((visit): CourseEntry[] => {
      const { note } = visit;
      return note?.signedAt == null ? [] : [{ kind: 'note', at: note.signedAt, visit, note }];
    }),
    ...answersOf(requests).map((observation): CourseEntry => ({
      kind: 'measured',
      at: observation.effectiveAt,
      observation,
    })),
    // After a note that was signed in the same instant: it is what the alert was resolved by.
    ...events
      .filter(({ type, at }) => !toldByVisits.has(`${type} ${at}`))
      .map((event): CourseEntry => ({ kind: 'event', at: event.at, event })),
  ];
  return entries.sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
};

/** One reading may answer whoever asked twice. */
const answersOf = (requests: readonly MeasurementRequest[]): Observation[] => [
  ...new Map(requests.flatMap(({ answer }) => (answer === null ? [] : [[answer.id, answer]]))).values(),
];

/** The visits and measurements that came of one alert, kept true while its page is open. */
export class AlertCourseController implements ReactiveController {
  readonly #visits: Loaded<Consultation[]>;
  readonly #requests: Loaded<MeasurementRequest[]>;
  #alertId = '';
  #patientId = '';
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    host.addController(this);
    this.#visits = new Loaded(host, () => listConsultationsOfAlert(this.#alertId));
    this.#requests = new Loaded(
      host,
      async () => (await readMeasurementRequestsOfAlert(this.#patientId, this.#alertId)).requests,
    );
  }

  get visits(): readonly Consultation[] {
    return this.#visits.value ?? [];
  }

  get requests(): readonly MeasurementRequest[] {
    return this.#requests.value ?? [];
  }

  follow({ id, patientId }: Pick<Alert, 'id' | 'patientId'>): void {
    if (id === this.#alertId) return;
    this.#alertId = id;
    this.#patientId = patientId;
    this.#visits.reset();
    this.#requests.reset();
    this.#load();
  }

  hostConnected(): void {
    this.#stop = realtime.listen({
      consultation: (_type, { consultation }) => {
        if (consultation.alertId === this.#alertId) void this.#visits.load();
      },
      alert: (type, { alert }) => {
        if (alert.id === this.#alertId && type === 'measurement-asked') void this.#requests.load();
      },
      observations: ({ patientId }) => {
        const isAwaited = this.requests.some(({ answer }) => answer === null);
        if (patientId === this.#patientId && isAwaited) void this.#requests.load();
      },
      caughtUp: () => this.#load(),
    });
  }

  hostDisconnected(): void {
    this.#stop?.();
  }

  #load(): void {
    if (this.#alertId === '') return;
    void this.#visits.load();
    void this.#requests.load();
  }
}
