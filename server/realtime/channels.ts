/** Socket.IO's rooms are channels here: a room is where a visit takes place. */
export const userChannel = (userId: string): string => `user:${userId}`;
export const sessionChannel = (sessionId: string): string => `session:${sessionId}`;
/** News of a patient for the care team. */
export const patientChannel = (patientId: string): string => `patient:${patientId}`;
/** News of a patient for the patient, who sees less: no draft of a note, for one. */
export const selfChannel = (patientId: string): string => `self:${patientId}`;

/** Those for whom events are held back: no other channel brings them any. */
export const HOLDING_CHANNEL = 'holding';

const WATCH = 'watch:';
export const watchChannel = (patientId: string): string => `${WATCH}${patientId}`;
export const watchedPatient = (channel: string): string | null =>
  channel.startsWith(WATCH) ? channel.slice(WATCH.length) : null;
