import { msg } from '@lit/localize';
import type { QuarantineReason } from '#contracts/reading.ts';
import type { TimeChoice } from '../format/release-form.ts';

/** What a release puts right, proposed as the reason that stands in the record. */
export const correctionWords = (reason: QuarantineReason): string => {
  switch (reason) {
    case 'unit-probably-wrong':
      return msg('The unit was wrong.');
    case 'future-clock':
    case 'reset-clock':
    case 'impossible-date':
    case 'sequence-against-time':
      return msg('The device’s clock was wrong.');
    case 'unassigned-device':
      return msg('The device was not assigned yet.');
    default:
      return '';
  }
};

export const timeChoiceWords = (choice: TimeChoice): string => {
  switch (choice) {
    case 'device':
      return msg('As the device says');
    case 'received':
      return msg('When it came in');
    case 'typed':
      return msg('Another time');
  }
};

export const DISCARD_REASONS = ['test', 'other-person', 'faulty', 'other'] as const;
export type DiscardReason = (typeof DISCARD_REASONS)[number];

/** Why something is no measurement of this patient's; stands in the record as chosen. */
export const discardWords = (reason: DiscardReason): string => {
  switch (reason) {
    case 'test':
      return msg('A test, nobody was measured');
    case 'other-person':
      return msg('Somebody else was measured');
    case 'faulty':
      return msg('The device is faulty');
    case 'other':
      return msg('Another reason');
  }
};
