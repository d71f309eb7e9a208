import { msg } from '@lit/localize';
import type { Observation } from '#contracts/observation.ts';
import type { ReadingKind } from '#contracts/reading.ts';
import type { IconName } from '../icons/icon.ts';

export const kindWord = (kind: ReadingKind): string => {
  switch (kind) {
    case 'blood-pressure':
      return msg('Blood pressure');
    case 'glucose':
      return msg('Blood glucose');
    case 'heart-rate':
      return msg('Heart rate');
  }
};

/** For patients. */
export const kindWordPlain = (kind: ReadingKind): string => (kind === 'glucose' ? msg('Blood sugar') : kindWord(kind));

export const KIND_ICONS = {
  'blood-pressure': 'gauge',
  glucose: 'droplet',
  'heart-rate': 'heart',
} as const satisfies Record<ReadingKind, IconName>;

/** Where a value comes from: `cuff`, `sensor`, `typed in`. */
export const originWord = (observation: Observation): string => {
  if (observation.source === 'manual') return msg('typed in');
  switch (observation.kind) {
    case 'blood-pressure':
      return observation.method === 'cuff' ? msg('cuff') : msg('cuffless');
    case 'glucose':
      return observation.specimen === 'capillary' ? msg('finger-stick') : msg('sensor');
    case 'heart-rate':
      return msg('wristband');
  }
};

/** What was noticed about a stored value. Flags of devices and our own; an unknown one is shown as it is. */
export const flagWord = (flag: string): string => {
  switch (flag) {
    case 'extreme':
      return msg('extreme value');
    case 'narrow-pulse-pressure':
      return msg('narrow pulse pressure');
    case 'far-from-usual':
      return msg('far from usual');
    case 'detector-failed':
      return msg('not checked automatically');
    case 'clock-corrected':
      return msg('time corrected');
    case 'body-movement':
      return msg('moved while measuring');
    case 'cuff-loose':
      return msg('cuff loose');
    case 'irregular-pulse':
      return msg('irregular pulse');
    case 'pulse-out-of-range':
      return msg('pulse out of range');
    case 'wrong-position':
      return msg('wrong position');
    case 'sensor-fault':
      return msg('sensor fault');
    case 'symptoms':
      return msg('with symptoms');
    case 'battery-low':
      return msg('battery low');
    case 'series-start':
      return msg('start of seven days');
    default:
      return flag;
  }
};

/** The order in which the three kinds stand everywhere. */
export const READING_KIND_ORDER = ['blood-pressure', 'glucose', 'heart-rate'] as const satisfies readonly ReadingKind[];
