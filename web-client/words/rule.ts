import { msg } from '@lit/localize';
import type { RuleId } from '#contracts/rule.ts';

/** An alert's name for clinicians. */
export const ruleTitle = (ruleId: RuleId): string => {
  switch (ruleId) {
    case 'bp.crisis':
      return msg('Blood pressure at crisis level');
    case 'bp.low':
      return msg('Low blood pressure');
    case 'bp.home-mean':
      return msg('Home blood pressure mean above target');
    case 'bp.baseline':
      return msg('Blood pressure far from usual');
    case 'glucose.low-2':
      return msg('Hypoglycaemia, level 2');
    case 'glucose.low-1':
      return msg('Hypoglycaemia, level 1');
    case 'glucose.high-2':
      return msg('Hyperglycaemia, level 2');
    case 'glucose.high-crisis':
      return msg('Hyperglycaemia at crisis level');
    case 'glucose.predicted-low':
      return msg('Low glucose predicted');
    case 'hr.rest-high':
      return msg('Fast heart rate at rest');
    case 'hr.rest-low':
      return msg('Slow heart rate at rest');
    case 'hr.baseline':
      return msg('Heart rate far from usual');
    case 'rhythm.irregular':
      return msg('Irregular pulse');
    case 'device.no-data':
      return msg('No data from the device');
    case 'device.battery':
      return msg('Device battery low');
    case 'device.fault':
      return msg('Device fault');
    case 'device.clock':
      return msg('Device clock is wrong');
    case 'reading.quarantined':
      return msg('Reading held for review');
    case 'detector.failed':
      return msg('Automatic check did not run');
    case 'delivery.failed':
      return msg('Notification not delivered');
    case 'system.watchdog':
      return msg('System check failed');
  }
};
