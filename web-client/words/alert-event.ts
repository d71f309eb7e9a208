import { msg } from '@lit/localize';
import type { AlertEventType } from '#contracts/alert.ts';

export const alertEventWord = (type: AlertEventType): string => {
  switch (type) {
    case 'raised':
      return msg('Raised');
    case 're-raised':
      return msg('Raised again');
    case 'severity-raised':
      return msg('Severity raised');
    case 'moved-to-late':
      return msg('Moved to late findings');
    case 'confirmed':
      return msg('Confirmed by a repeat');
    case 'unconfirmed':
      return msg('Not confirmed by the repeat');
    case 'paged':
      return msg('Clinicians paged');
    case 'called':
      return msg('Called to answer');
    case 'reminded':
      return msg('Told again');
    case 'exhausted':
      return msg('Everybody called, nobody answered');
    case 'cleared':
      return msg('Values back to normal');
    case 'corrected':
      return msg('Corrected: a reading does not count');
    case 'onset-moved':
      return msg('Began at another time, as a late reading shows');
    case 'acknowledged':
      return msg('Taken');
    case 'hand-over-offered':
      return msg('Handed over, not taken yet');
    case 'handed-over':
      return msg('Taken over');
    case 'hand-over-declined':
      return msg('Hand-over declined');
    case 'hand-over-withdrawn':
      return msg('Hand-over taken back');
    case 'hand-over-lapsed':
      return msg('Hand-over not taken in time');
    case 'escalated':
      return msg('Escalated');
    case 'measurement-asked':
      return msg('The patient was asked to measure');
    case 'message-sent':
      return msg('Message written to the patient');
    case 'message-answered':
      return msg('The patient answered by message');
    case 'snoozed':
      return msg('Snoozed');
    case 'snooze-ended':
      return msg('Snooze ended early');
    case 'resolved':
      return msg('Resolved');
    case 'withdrawn':
      return msg('Withdrawn');
    case 'call-started':
      return msg('Call started');
    case 'call-ended':
      return msg('Call ended');
    case 'feedback':
      return msg('Feedback given');
  }
};
