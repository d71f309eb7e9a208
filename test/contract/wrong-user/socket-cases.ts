import type { RealtimeRequestName } from '#contracts/realtime.ts';
import type { Scene } from './scene.ts';

export type SocketCase = {
  request: (scene: Scene) => unknown;
  /** What each stranger gets: an error code, or an answer that says that nothing happened. */
  answer: { code: 'not_found' | 'forbidden' } | { data: object };
};

/** One line a request of the server's socket; a request without a line does not compile. */
export const SOCKET_CASES: Record<RealtimeRequestName, SocketCase> = {
  'patient:watch': { request: ({ patientId }) => ({ patientId }), answer: { code: 'not_found' } },
  // Stopping what one never watched changes nothing, and says nothing about the patient.
  'patient:unwatch': { request: ({ patientId }) => ({ patientId }), answer: { data: { watching: false } } },
  'notification:received': { request: () => ({ eventIds: ['1', '2', '3'] }), answer: { data: { recorded: 0 } } },
};
