import { msg } from '@lit/localize';
import type { QuarantineReason } from '#contracts/reading.ts';
import { deliveryReasonWord, isDeliveryReason } from './delivery.ts';

const quarantineWord = (reason: QuarantineReason): string => {
  switch (reason) {
    case 'malformed-json':
      return msg('the message could not be read');
    case 'wrong-shape':
      return msg('the message has not the agreed form');
    case 'not-a-measurement':
      return msg('an average or other statistic is not a measurement');
    case 'not-a-number':
      return msg('the value is not a number');
    case 'impossible-value':
      return msg('the value is impossible');
    case 'impossible-pair':
      return msg('systolic is not above diastolic');
    case 'impossible-date':
      return msg('the date is impossible');
    case 'unit-probably-wrong':
      return msg('the unit is probably wrong');
    case 'unassigned-device':
      return msg('the device is assigned to nobody');
    case 'unknown-user':
      return msg('the sender’s user is linked to no patient');
    case 'future-clock':
      return msg('the device’s clock is ahead of time');
    case 'reset-clock':
      return msg('the device’s clock was reset');
    case 'sequence-against-time':
      return msg('the device’s numbering goes against its clock');
    case 'same-key-other-values':
      return msg('the same reading arrived with other values');
    case 'too-many-elements':
      return msg('too many readings in one message');
    case 'rejected-by-database':
      return msg('the reading could not be stored');
  }
};

const QUARANTINE_REASONS: ReadonlySet<string> = new Set<QuarantineReason>([
  'malformed-json',
  'wrong-shape',
  'not-a-measurement',
  'not-a-number',
  'impossible-value',
  'impossible-pair',
  'impossible-date',
  'unit-probably-wrong',
  'unassigned-device',
  'unknown-user',
  'future-clock',
  'reset-clock',
  'sequence-against-time',
  'same-key-other-values',
  'too-many-elements',
  'rejected-by-database',
]);

const isQuarantineReason = (reason: string): reason is QuarantineReason => QUARANTINE_REASONS.has(reason);

/** A machine-readable reason in words; one that has no words yet is shown as it is. */
export const reasonWord = (reason: string): string => {
  switch (reason) {
    case 'device-offline':
      return msg('the device is not connected');
    case 'no-readings':
      return msg('expected readings do not come');
    case 'battery-low':
      return msg('battery low');
    case 'sensor-fault':
      return msg('sensor fault');
    case 'clock-ahead':
      return msg('the device’s clock is ahead of time');
    case 'unreachable':
      return msg('nothing takes the message; it is still tried');
  }
  if (isDeliveryReason(reason)) return deliveryReasonWord(reason);
  return isQuarantineReason(reason) ? quarantineWord(reason) : reason;
};
