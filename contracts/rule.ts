import { z } from 'zod';

/** Rule sets a patient can be judged by; each is versioned data in `models/rules`. */
export const RULE_SETS = ['china', 'us', 'eu', 'pregnancy'] as const;
export const RuleSetId = z.enum(RULE_SETS);
export type RuleSetId = z.infer<typeof RuleSetId>;

export const RULE_IDS = [
  'bp.crisis',
  'bp.low',
  'bp.home-mean',
  'bp.baseline',
  'glucose.low-2',
  'glucose.low-1',
  'glucose.high-2',
  'glucose.high-crisis',
  'glucose.predicted-low',
  'hr.rest-high',
  'hr.rest-low',
  'hr.baseline',
  'rhythm.irregular',
  'device.no-data',
  'device.battery',
  'device.fault',
  'device.clock',
  'reading.quarantined',
  'detector.failed',
  'delivery.failed',
  'system.watchdog',
] as const;
export const RuleId = z.enum(RULE_IDS);
export type RuleId = z.infer<typeof RuleId>;
