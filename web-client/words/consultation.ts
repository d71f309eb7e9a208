import { msg } from '@lit/localize';
import type { ConsultationState } from '#contracts/consultation.ts';

/** A visit's state for clinicians. */
export const consultationStateWord = (state: ConsultationState): string => {
  switch (state) {
    case 'booked':
      return msg('Visit booked');
    case 'ringing':
      return msg('Call ringing');
    case 'checked_in':
      return msg('Patient is waiting');
    case 'admitted':
      return msg('Call answered');
    case 'in_progress':
      return msg('Video visit under way');
    case 'ended':
      return msg('Video visit');
    case 'cancelled':
      return msg('Call cancelled');
    case 'no_show':
      return msg('Patient did not come');
    case 'declined':
      return msg('Call declined');
    case 'missed':
      return msg('Call not answered');
  }
};
