import { newId } from '#database/ids.ts';
import { ON_CALL_CASES } from './on-call-cases.ts';
import type { Scene } from './scene.ts';

/** People who have no business in the patient's record. */
export const STRANGERS = ['outsider', 'otherPatient', 'administrator'] as const;
export type Stranger = (typeof STRANGERS)[number];

/** `patient` where the patient in person is refused, too: not their record, but the verb. */
type Refused = Partial<Record<Stranger | 'patient', 403 | 404>>;

export type HttpCase =
  | { kind: 'open'; because: string }
  /** Only ever about whoever asks. */
  | { kind: 'own' }
  /** Answers everyone, each with what is theirs: nothing of the patient's record may be in a stranger's answer. */
  | { kind: 'list'; path: string; refused?: Refused }
  /** Names a record, or needs a role. */
  | { kind: 'guarded'; path: (scene: Scene) => string; body?: (scene: Scene) => unknown; refused: Refused };

const hidden = { outsider: 404, otherPatient: 404, administrator: 404 } as const;
/** What those who work here may see. */
const staffOnly = { otherPatient: 403, patient: 403 } as const;
/** The patient sees it; what to do about it is the care team's. */
const careTeamOnly = { ...hidden, patient: 403 } as const;

const onPatient = (rest: string) => (scene: Scene) => `/api/patients/${scene.patientId}${rest}`;
const onAlert = (rest: string) => (scene: Scene) => `/api/alerts/${scene.alertId}${rest}`;
const onDevice = (rest: string) => (scene: Scene) => `/api/devices/${scene.deviceId}${rest}`;
const onSource = (rest: string) => (scene: Scene) => `/api/intake-sources/${scene.sourceId}${rest}`;
const onQuarantined = (rest: string) => (scene: Scene) => `/api/quarantine/${scene.quarantinedId}${rest}`;
const onEndpoint = (rest: string) => (scene: Scene) => `/api/me/notification-endpoints/${scene.endpointId}${rest}`;
const onVisit = (rest: string) => (scene: Scene) => `/api/consultations/${scene.consultationId}${rest}`;
const onGuest = (rest: string) => (scene: Scene) =>
  `/api/consultations/${scene.consultationId}/guests/${scene.guestId}${rest}`;

const reading = () => ({
  kind: 'glucose',
  value: 140,
  unit: 'mg/dL',
  specimen: 'capillary',
  measuredAt: new Date().toISOString(),
});
const thresholds = { ruleSet: 'china', overrides: {} };
const tomorrow = () => new Date(Date.now() + 23 * 3_600_000).toISOString();
const emptyStay = {
  ...{ joinMs: null, connectedMs: 0, reconnects: 0, reconnectingMs: 0, frozenMs: 0, voiceOnlyMs: 0, weakMs: 0 },
  ...{ packetsReceived: 0, packetsMissed: 0, packetsSent: 0, packetsLost: 0 },
};
const emptyNote = { subjective: '', objective: '', assessment: '', plan: '', basedOnVersion: 0 };

/** One line a route; a route without a line fails the test. */
export const HTTP_CASES: Record<string, HttpCase> = {
  'GET /healthz': { kind: 'open', because: 'load balancers have no session' },
  'GET /readyz': { kind: 'open', because: 'load balancers have no session' },
  'GET /metrics': { kind: 'open', because: 'collectors have no session; the address decides' },
  'POST /api/auth/sign-in/email': { kind: 'open', because: 'nobody is signed in yet' },
  'POST /api/auth/sign-out': { kind: 'own' },
  'GET /api/me': { kind: 'own' },

  'GET /api/patients': { kind: 'list', path: '/api/patients' },
  'GET /api/patients/{id}': { kind: 'guarded', path: onPatient(''), refused: hidden },
  'GET /api/patients/{id}/observations': { kind: 'guarded', path: onPatient('/observations'), refused: hidden },
  'POST /api/patients/{id}/observations': {
    kind: 'guarded',
    path: onPatient('/observations'),
    body: reading,
    refused: hidden,
  },
  'GET /api/patients/{id}/expectations': { kind: 'guarded', path: onPatient('/expectations'), refused: hidden },
  'PUT /api/patients/{id}/expectations': {
    kind: 'guarded',
    path: onPatient('/expectations'),
    body: () => ({ kind: 'glucose', deviceId: null, everyMinutes: 60 }),
    refused: careTeamOnly,
  },
  'GET /api/patients/{id}/metrics': { kind: 'guarded', path: onPatient('/metrics'), refused: hidden },
  'GET /api/patients/{id}/home-protocol': { kind: 'guarded', path: onPatient('/home-protocol'), refused: hidden },
  'GET /api/patients/{id}/repeats': { kind: 'guarded', path: onPatient('/repeats'), refused: hidden },
  'GET /api/patients/{id}/observations/unconfirmed': {
    kind: 'guarded',
    path: onPatient('/observations/unconfirmed'),
    refused: hidden,
  },
  'POST /api/patients/{id}/observations/{observationId}/confirmation': {
    kind: 'guarded',
    path: ({ patientId, observationId }) => `/api/patients/${patientId}/observations/${observationId}/confirmation`,
    body: () => ({ isMine: false }),
    refused: hidden,
  },
  'GET /api/patients/{id}/thresholds': { kind: 'guarded', path: onPatient('/thresholds'), refused: hidden },
  'PUT /api/patients/{id}/thresholds': {
    kind: 'guarded',
    path: onPatient('/thresholds'),
    body: () => ({ ...thresholds, reason: 'curiosity', basedOnVersion: 0 }),
    refused: careTeamOnly,
  },
  'POST /api/patients/{id}/thresholds/preview': {
    kind: 'guarded',
    path: onPatient('/thresholds/preview'),
    body: () => thresholds,
    refused: careTeamOnly,
  },
  'GET /api/patients/{id}/thresholds/history': {
    kind: 'guarded',
    path: onPatient('/thresholds/history'),
    refused: hidden,
  },

  'GET /api/alerts': { kind: 'list', path: '/api/alerts' },
  // Numbers of the clinic for administrators, of their own patients for clinicians.
  'GET /api/analytics/alerts': { kind: 'list', path: '/api/analytics/alerts', refused: staffOnly },
  'GET /api/analytics/alerts.csv': {
    kind: 'list',
    path: '/api/analytics/alerts.csv?table=patients',
    refused: staffOnly,
  },
  'GET /api/analytics/visits': { kind: 'list', path: '/api/analytics/visits', refused: staffOnly },
  'GET /api/analytics/visits.csv': {
    kind: 'list',
    path: '/api/analytics/visits.csv?table=visits',
    refused: staffOnly,
  },
  'GET /api/alerts/{id}': { kind: 'guarded', path: onAlert(''), refused: hidden },
  // The patient may have opened what they were told of.
  'POST /api/alerts/{id}/read': { kind: 'guarded', path: onAlert('/read'), refused: hidden },
  'POST /api/alerts/{id}/acknowledge': { kind: 'guarded', path: onAlert('/acknowledge'), refused: careTeamOnly },
  'POST /api/alerts/{id}/snooze': {
    kind: 'guarded',
    path: onAlert('/snooze'),
    body: () => ({ until: tomorrow(), reason: 'curiosity' }),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/escalate': {
    kind: 'guarded',
    path: onAlert('/escalate'),
    body: () => ({ reason: 'curiosity' }),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/snooze/end': { kind: 'guarded', path: onAlert('/snooze/end'), refused: careTeamOnly },
  'GET /api/alerts/{id}/next-call': { kind: 'guarded', path: onAlert('/next-call'), refused: careTeamOnly },
  'POST /api/alerts/{id}/hand-over': {
    kind: 'guarded',
    path: onAlert('/hand-over'),
    body: ({ clinic }) => ({ toUserId: clinic.nurse.userId, reason: 'curiosity' }),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/hand-over/decline': {
    kind: 'guarded',
    path: onAlert('/hand-over/decline'),
    body: () => ({ reason: 'curiosity' }),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/hand-over/withdraw': {
    kind: 'guarded',
    path: onAlert('/hand-over/withdraw'),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/resolve': {
    kind: 'guarded',
    path: onAlert('/resolve'),
    body: () => ({ outcome: 'called' }),
    refused: careTeamOnly,
  },
  'POST /api/alerts/{id}/ask-measurement': {
    kind: 'guarded',
    path: onAlert('/ask-measurement'),
    body: () => ({ kind: 'blood-pressure' }),
    refused: careTeamOnly,
  },
  'GET /api/patients/{id}/measurement-requests': {
    kind: 'guarded',
    path: onPatient('/measurement-requests'),
    refused: hidden,
  },
  'GET /api/patients/{id}/messages': { kind: 'guarded', path: onPatient('/messages'), refused: hidden },
  'POST /api/patients/{id}/messages': {
    kind: 'guarded',
    path: onPatient('/messages'),
    body: ({ alertId }) => ({ body: 'curiosity', alertId, key: newId() }),
    // The patient writes, too, but not from an alert.
    refused: careTeamOnly,
  },
  'POST /api/patients/{id}/messages/read': {
    kind: 'guarded',
    path: onPatient('/messages/read'),
    body: () => ({ upTo: newId() }),
    refused: hidden,
  },
  'POST /api/alerts/{id}/feedback': {
    kind: 'guarded',
    path: onAlert('/feedback'),
    body: () => ({ useful: true }),
    refused: careTeamOnly,
  },

  // A message and an endpoint are their one person's, and nobody else's: not the patient's, whom the message is about.
  'POST /api/deliveries/{id}/received': {
    kind: 'guarded',
    path: ({ deliveryId }) => `/api/deliveries/${deliveryId}/received`,
    refused: { ...hidden, patient: 404 },
  },
  'POST /api/delivery-reports': { kind: 'open', because: 'gateways have no session; the signature decides' },
  'GET /api/me/notification-endpoints': { kind: 'list', path: '/api/me/notification-endpoints' },
  'POST /api/me/notification-endpoints': { kind: 'own' },
  'POST /api/me/notification-endpoints/{id}/code': {
    kind: 'guarded',
    path: onEndpoint('/code'),
    refused: { ...hidden, patient: 404 },
  },
  'POST /api/me/notification-endpoints/{id}/verify': {
    kind: 'guarded',
    path: onEndpoint('/verify'),
    body: () => ({ code: '000000' }),
    refused: { ...hidden, patient: 404 },
  },
  'POST /api/me/notification-endpoints/{id}/test': {
    kind: 'guarded',
    path: onEndpoint('/test'),
    refused: { ...hidden, patient: 404 },
  },
  'DELETE /api/me/notification-endpoints/{id}': {
    kind: 'guarded',
    path: onEndpoint(''),
    refused: { ...hidden, patient: 404 },
  },
  'PUT /api/me/notification-endpoints/{id}': {
    kind: 'guarded',
    path: onEndpoint(''),
    body: () => ({ tellFrom: 'critical' }),
    refused: { ...hidden, patient: 404 },
  },
  // Whom one's own body concerns is for the patient in person to say.
  'POST /api/me/relatives': {
    kind: 'guarded',
    path: () => '/api/me/relatives',
    body: () => ({ name: 'Li Na', relation: 'child' }),
    refused: { outsider: 403, administrator: 403 },
  },
  'DELETE /api/me/relatives/{id}': {
    kind: 'guarded',
    path: ({ relativeId }) => `/api/me/relatives/${relativeId}`,
    refused: { outsider: 403, otherPatient: 404, administrator: 403 },
  },
  'POST /api/message-stops': { kind: 'open', because: 'relatives have no account; the token in their message decides' },
  // What may leave the clinic is for those who run it to say.
  'GET /api/notification-settings': {
    kind: 'guarded',
    path: () => '/api/notification-settings',
    refused: { outsider: 403, otherPatient: 403, patient: 403 },
  },
  'PUT /api/notification-settings': {
    kind: 'guarded',
    path: () => '/api/notification-settings',
    body: () => ({ channels: ['push'], mayCarryDetails: true }),
    refused: { outsider: 403, otherPatient: 403, patient: 403 },
  },

  // The inventory is the administrator's; whose a device is, is not.
  'GET /api/devices': { kind: 'list', path: '/api/devices' },
  'POST /api/devices': {
    kind: 'guarded',
    path: () => '/api/devices',
    body: () => ({ label: 'Cuff', kinds: ['blood-pressure'] }),
    refused: { patient: 403, otherPatient: 403 },
  },
  'POST /api/devices/{id}/rotate': {
    kind: 'guarded',
    path: onDevice('/rotate'),
    refused: { outsider: 404, otherPatient: 404, patient: 403 },
  },
  'POST /api/devices/{id}/claim-code': {
    kind: 'guarded',
    path: onDevice('/claim-code'),
    refused: { outsider: 404, otherPatient: 404, patient: 403 },
  },
  // Somebody else's device is not to be had, even with the code that it came with.
  'POST /api/devices/{id}/claim': {
    kind: 'guarded',
    path: onDevice('/claim'),
    body: ({ claimCode }) => ({ code: claimCode }),
    refused: { outsider: 403, otherPatient: 404, administrator: 403 },
  },
  'POST /api/devices/claim': {
    kind: 'guarded',
    path: () => '/api/devices/claim',
    body: ({ claimCode }) => ({ code: claimCode }),
    refused: { outsider: 403, otherPatient: 404, administrator: 403 },
  },
  'POST /api/devices/{id}/revoke': {
    kind: 'guarded',
    path: onDevice('/revoke'),
    refused: { outsider: 404, otherPatient: 404, patient: 403 },
  },
  'POST /api/devices/{id}/assignment': {
    kind: 'guarded',
    path: onDevice('/assignment'),
    body: ({ patientId }) => ({ patientId }),
    refused: careTeamOnly,
  },
  'DELETE /api/devices/{id}/assignment': {
    kind: 'guarded',
    path: onDevice('/assignment'),
    body: ({ patientId }) => ({ patientId }),
    refused: careTeamOnly,
  },

  'POST /api/intake/{source}': { kind: 'open', because: 'senders have no session; the signature decides' },
  // Who sends is the administrator's to say; whose a sender's user is, the care team's.
  'GET /api/intake-sources': {
    kind: 'list',
    path: '/api/intake-sources',
    refused: { otherPatient: 403, patient: 403 },
  },
  'POST /api/intake-sources': {
    kind: 'guarded',
    path: () => '/api/intake-sources',
    body: () => ({ id: 'phones', label: 'Phones' }),
    refused: { outsider: 403, otherPatient: 403, patient: 403 },
  },
  'POST /api/intake-sources/{id}/rotate': {
    kind: 'guarded',
    path: onSource('/rotate'),
    body: () => ({}),
    refused: { outsider: 403, otherPatient: 403, patient: 403 },
  },
  'POST /api/intake-sources/{id}/revoke': {
    kind: 'guarded',
    path: onSource('/revoke'),
    refused: { outsider: 403, otherPatient: 403, patient: 403 },
  },
  'POST /api/intake-sources/{id}/links': {
    kind: 'guarded',
    path: onSource('/links'),
    body: ({ patientId }) => ({ externalUserId: 'curious', patientId }),
    refused: careTeamOnly,
  },
  'DELETE /api/intake-sources/{id}/links': {
    kind: 'guarded',
    path: onSource('/links'),
    body: ({ patientId }) => ({ externalUserId: 'li.wei', patientId }),
    refused: careTeamOnly,
  },
  // The patient in person, and nobody else.
  'POST /api/patients/{id}/bluetooth-devices': {
    kind: 'guarded',
    path: onPatient('/bluetooth-devices'),
    body: () => ({ label: 'Cuff', kinds: ['blood-pressure'] }),
    refused: hidden,
  },
  'POST /api/devices/{id}/token': { kind: 'guarded', path: onDevice('/token'), refused: hidden },

  'GET /api/quarantine': { kind: 'list', path: '/api/quarantine', refused: { otherPatient: 403, patient: 403 } },
  'POST /api/quarantine/{id}/release': {
    kind: 'guarded',
    path: onQuarantined('/release'),
    body: () => ({ reading: reading(), reason: 'curiosity' }),
    refused: { ...hidden, patient: 404 },
  },
  'POST /api/quarantine/{id}/discard': {
    kind: 'guarded',
    path: onQuarantined('/discard'),
    body: () => ({ reason: 'curiosity' }),
    refused: { ...hidden, patient: 404 },
  },

  ...ON_CALL_CASES,

  'GET /api/consultations': { kind: 'list', path: '/api/consultations' },
  'GET /api/consultations/{id}': { kind: 'guarded', path: onVisit(''), refused: hidden },
  'POST /api/consultations': {
    kind: 'guarded',
    path: () => '/api/consultations',
    body: ({ patientId }) => ({ patientId }),
    refused: { ...hidden, patient: 404 },
  },
  'POST /api/consultations/{id}/check-in': { kind: 'guarded', path: onVisit('/check-in'), refused: hidden },
  'GET /api/consultations/{id}/waiting-room': { kind: 'guarded', path: onVisit('/waiting-room'), refused: hidden },
  'POST /api/consultations/{id}/admit': { kind: 'guarded', path: onVisit('/admit'), refused: hidden },
  'POST /api/consultations/{id}/join': { kind: 'guarded', path: onVisit('/join'), refused: hidden },
  'POST /api/consultations/{id}/clinicians': {
    kind: 'guarded',
    path: onVisit('/clinicians'),
    body: ({ clinic }) => ({ userId: clinic.nurse.userId }),
    refused: careTeamOnly,
  },
  'POST /api/consultations/{id}/decline': { kind: 'guarded', path: onVisit('/decline'), refused: hidden },
  'POST /api/consultations/{id}/end': { kind: 'guarded', path: onVisit('/end'), body: () => ({}), refused: hidden },
  'POST /api/consultations/{id}/cancel': { kind: 'guarded', path: onVisit('/cancel'), refused: hidden },
  'POST /api/call-checks': {
    kind: 'guarded',
    path: () => '/api/call-checks',
    refused: { administrator: 403 },
  },
  'POST /api/consultations/{id}/call-checks': {
    kind: 'guarded',
    path: onVisit('/call-checks'),
    body: () => ({ camera: 'works', microphone: 'works', speaker: 'heard', paths: [] }),
    refused: hidden,
  },
  'GET /api/consultations/{id}/entries': { kind: 'guarded', path: onVisit('/entries'), refused: hidden },
  'POST /api/consultations/{id}/entries': {
    kind: 'guarded',
    path: onVisit('/entries'),
    body: () => ({ text: 'Hello', clientId: newId() }),
    refused: hidden,
  },
  'POST /api/consultations/{id}/files': {
    kind: 'guarded',
    path: (scene) => onVisit(`/files?name=photo.png&clientId=${newId()}`)(scene),
    refused: hidden,
  },
  'GET /api/consultations/{id}/files/{entryId}': {
    kind: 'guarded',
    path: (scene) => onVisit(`/files/${scene.visitFileId}`)(scene),
    refused: hidden,
  },
  'POST /api/consultations/{id}/guests': {
    kind: 'guarded',
    path: onVisit('/guests'),
    body: () => ({ name: 'Somebody', kind: 'other' }),
    refused: hidden,
  },
  'DELETE /api/consultations/{id}/guests/{guestId}': { kind: 'guarded', path: onGuest(''), refused: hidden },
  'POST /api/consultations/{id}/guests/{guestId}/admit': {
    kind: 'guarded',
    path: onGuest('/admit'),
    refused: careTeamOnly,
  },
  'POST /api/guest/open': { kind: 'open', because: 'guests have no account; the token in their link decides' },
  // Of the guest whose cookie it is; no session of a user is looked at.
  'GET /api/guest': { kind: 'own' },
  'POST /api/guest/join': { kind: 'own' },
  'POST /api/guest/leave': { kind: 'own' },
  'PUT /api/consultations/{id}/note': {
    kind: 'guarded',
    path: onVisit('/note'),
    body: () => emptyNote,
    refused: careTeamOnly,
  },
  'POST /api/consultations/{id}/note/amendments': {
    kind: 'guarded',
    path: onVisit('/note/amendments'),
    body: () => ({ text: 'Half a tablet', reason: 'dose was wrong' }),
    refused: careTeamOnly,
  },
  'GET /api/consultations/{id}/whereabouts': { kind: 'guarded', path: onVisit('/whereabouts'), refused: hidden },
  'PUT /api/consultations/{id}/whereabouts': {
    kind: 'guarded',
    path: onVisit('/whereabouts'),
    body: () => ({ address: '5 Mill Lane' }),
    refused: hidden,
  },
  'PUT /api/consultations/{id}/stays/{stayId}': {
    kind: 'guarded',
    path: onVisit(`/stays/${newId()}`),
    body: () => emptyStay,
    refused: hidden,
  },
  'POST /api/consultations/{id}/rating': {
    kind: 'guarded',
    path: onVisit('/rating'),
    body: () => ({ rating: 'good' }),
    refused: hidden,
  },
  'POST /api/consultations/{id}/note/sign': {
    kind: 'guarded',
    path: onVisit('/note/sign'),
    body: () => ({}),
    refused: careTeamOnly,
  },
};
