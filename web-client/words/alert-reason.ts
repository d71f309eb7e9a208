import { msg } from '@lit/localize';
import { OWN_REASONS, type OwnReason } from '#contracts/alert.ts';

/** Why somebody hands an alert over, says no to one, or calls the next: what is said most often, ready to be chosen. */
export const HAND_OVER_REASONS = ['shift-ends', 'with-another-patient', 'needs-other-specialty'] as const;
export const DECLINE_REASONS = ['busy-now', 'off-duty', 'wrong-person'] as const;
export const ESCALATE_REASONS = ['needs-help', 'cannot-act', 'patient-not-reached'] as const;

const READY = [...HAND_OVER_REASONS, ...DECLINE_REASONS, ...ESCALATE_REASONS] as const;
export type ReadyReason = (typeof READY)[number];

export const readyReasonWord = (reason: ReadyReason): string => {
  switch (reason) {
    case 'shift-ends':
      return msg('My shift ends');
    case 'with-another-patient':
      return msg('I am with another patient');
    case 'needs-other-specialty':
      return msg('It needs another specialty');
    case 'busy-now':
      return msg('I cannot leave what I am doing');
    case 'off-duty':
      return msg('I am off duty');
    case 'wrong-person':
      return msg('Somebody else should have it');
    case 'needs-help':
      return msg('I need help with it');
    case 'cannot-act':
      return msg('I cannot see to it now');
    case 'patient-not-reached':
      return msg('The patient cannot be reached');
  }
};

const ownReasonWord = (reason: OwnReason): string => {
  switch (reason) {
    case 'note-signed':
      return msg('With the signed note of the visit');
    case 'still-going-on':
      return msg('What it is about goes on');
    case 'no-repeat-came':
      return msg('No repeat measurement came in time');
    case 'not-this-patient':
      return msg('The reading was somebody else’s');
  }
};

/** A ready reason, or one of Kanhu's own, in the reader's language; what somebody wrote is shown as it is. */
export const alertReasonText = (reason: string): string => {
  const ready = READY.find((each) => each === reason);
  if (ready !== undefined) return readyReasonWord(ready);
  const own = OWN_REASONS.find((each) => each === reason);
  return own === undefined ? reason : ownReasonWord(own);
};
