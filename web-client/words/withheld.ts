import { msg } from '@lit/localize';
import type { WithheldReason } from '#contracts/metrics.ts';

/** Why a metric is not shown. */
export const withheldWord = (reason: WithheldReason): string => {
  switch (reason) {
    case 'no-readings':
      return msg('no readings');
    case 'too-few-readings':
      return msg('too few readings');
    case 'too-few-days':
      return msg('too few days of readings');
    case 'too-little-wear':
      return msg('sensor worn too little');
    case 'no-readings-at-rest':
      return msg('no readings at rest');
  }
};
