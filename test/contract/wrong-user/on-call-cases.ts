import { wholeDays } from '#test/support/on-call.ts';
import type { HttpCase } from './http-cases.ts';
import type { Scene } from './scene.ts';

const onRoster = (rest: (ids: Scene['onCall']) => string) => (scene: Scene) => {
  const { onCall } = scene;
  return `/api/on-call/rosters/${onCall.rosterId}${rest(onCall)}`;
};

/** What is the administrator's to say. */
const administratorOnly = { outsider: 403, otherPatient: 403, patient: 403 } as const;
/** What those who work here may see. */
const staffOnly = { otherPatient: 403, patient: 403 } as const;

const inDays = (days: number) => new Date(Date.now() + days * 86_400_000);
const dateOf = (instant: Date) => instant.toISOString().slice(0, 10);

/** Who is on call is for those who work here; the rosters are the administrator's. */
export const ON_CALL_CASES: Record<string, HttpCase> = {
  'GET /api/on-call': { kind: 'list', path: '/api/on-call', refused: staffOnly },
  'GET /api/on-call/week': { kind: 'list', path: '/api/on-call/week', refused: staffOnly },
  'GET /api/on-call/gaps': { kind: 'list', path: '/api/on-call/gaps', refused: staffOnly },
  'POST /api/on-call/rosters': {
    kind: 'guarded',
    path: () => '/api/on-call/rosters',
    body: () => ({ name: 'Mine' }),
    refused: administratorOnly,
  },
  'PUT /api/on-call/rosters/{id}': {
    kind: 'guarded',
    path: onRoster(() => ''),
    body: () => ({ name: 'Mine' }),
    refused: administratorOnly,
  },
  'POST /api/on-call/rosters/{id}/close': {
    kind: 'guarded',
    path: onRoster(() => '/close'),
    body: () => ({ reason: 'curiosity' }),
    refused: administratorOnly,
  },
  'POST /api/on-call/rosters/{id}/shifts': {
    kind: 'guarded',
    path: onRoster(() => '/shifts'),
    body: ({ clinic }) => wholeDays([clinic.outsider], dateOf(inDays(1))),
    refused: administratorOnly,
  },
  'POST /api/on-call/rosters/{id}/shifts/preview': {
    kind: 'guarded',
    path: onRoster(() => '/shifts/preview'),
    body: ({ clinic }) => ({ ...wholeDays([clinic.outsider], dateOf(inDays(1))), reason: undefined }),
    refused: administratorOnly,
  },
  'POST /api/on-call/rosters/{id}/shifts/{shiftId}/end': {
    kind: 'guarded',
    path: onRoster(({ shiftId }) => `/shifts/${shiftId}/end`),
    body: () => ({ lastDay: dateOf(inDays(1)), reason: 'curiosity' }),
    refused: administratorOnly,
  },
  // A turn is between the two whom it is about: a third clinician takes it for herself, and moves nobody else's.
  'POST /api/on-call/rosters/{id}/covers': {
    kind: 'guarded',
    path: onRoster(() => '/covers'),
    body: ({ clinic: { doctor, nurse } }) => ({
      ...{ personId: nurse.userId, insteadOf: doctor.userId, reason: 'curiosity' },
      ...{ from: new Date().toISOString(), to: inDays(1).toISOString() },
    }),
    refused: administratorOnly,
  },
  'POST /api/on-call/rosters/{id}/covers/{coverId}/cancel': {
    kind: 'guarded',
    path: onRoster(({ coverId }) => `/covers/${coverId}/cancel`),
    refused: administratorOnly,
  },
  'GET /api/clinic/calendar': { kind: 'list', path: '/api/clinic/calendar', refused: staffOnly },
  'PUT /api/clinic/opening-hours': {
    kind: 'guarded',
    path: () => '/api/clinic/opening-hours',
    body: () => ({
      ...{ openingHours: [{ weekday: 1, opensAt: '08:00', closesAt: '09:00' }], reason: 'curiosity' },
      basedOnVersion: 0,
    }),
    refused: administratorOnly,
  },
  'PUT /api/clinic/time-zone': {
    kind: 'guarded',
    path: () => '/api/clinic/time-zone',
    body: () => ({ timeZone: 'Asia/Shanghai', reason: 'curiosity', basedOnVersion: 0 }),
    refused: administratorOnly,
  },
  'POST /api/clinic/holidays': {
    kind: 'guarded',
    path: () => '/api/clinic/holidays',
    body: () => ({ date: '2099-12-24', name: 'Mine' }),
    refused: administratorOnly,
  },
  'DELETE /api/clinic/holidays/{date}': {
    kind: 'guarded',
    path: () => '/api/clinic/holidays/2099-12-24',
    refused: administratorOnly,
  },
  'GET /api/escalation-policies': { kind: 'list', path: '/api/escalation-policies', refused: staffOnly },
  'PUT /api/escalation-policies/{severity}': {
    kind: 'guarded',
    path: () => '/api/escalation-policies/critical',
    body: () => ({
      tiers: [{ targets: [{ kind: 'care-team' }], answerWithin: { kind: 'minutes', minutes: 60 } }],
      ...{ reason: 'curiosity', basedOnVersion: 0 },
    }),
    refused: administratorOnly,
  },
  'POST /api/escalation-policies/{severity}/preview': {
    kind: 'guarded',
    path: () => '/api/escalation-policies/critical/preview',
    body: () => ({
      tiers: [{ targets: [{ kind: 'care-team' }], answerWithin: { kind: 'minutes', minutes: 60 } }],
      moment: 'now',
    }),
    refused: staffOnly,
  },
  'GET /api/escalation-policies/{severity}/history': {
    kind: 'guarded',
    path: () => '/api/escalation-policies/critical/history',
    refused: staffOnly,
  },
};
